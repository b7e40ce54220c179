"""Names, mailboxes and handles in a text, each folded to one form, so that two spellings meet (S-20).

A name is two to four words in any order: "Miller, Bo" is "bo miller", and so is "Bo Ray Miller". What is a
single word counts in a short text alone, where a person names people; in a long one every word would be
somebody.
"""

from __future__ import annotations

import re
import unicodedata

LONGEST = 4000
FEWEST_LETTERS = 2
LENGTHS = (2, 3, 4)  # words of a name
SMALL = frozenset(
    re.findall(r"\w+", "al bin da de del della den der di dos du el ibn la le ten ter van von y zu")
)
AROUND = ".,;:!?()[]<>\"'“”…-–@ "
MAILBOX = re.compile(r"(?<![^\s@<>(),;:\"/=|«»“”„])[^\s@<>(),;:\"/=|«»“”„]++@[\w\-]+(?:\.[\w\-]+)+")
HANDLE = re.compile(r"(?<![\w@.])@([\w.\-]{2,})")
WORD = re.compile(r"[\w']+")
NAME = re.compile(r"[^\W\d_]+(?:['\-][^\W\d_]+)+")  # one word with a hyphen or an apostrophe in it
ACCOUNT = re.compile(r"(?<![\w@./\-])[^\W\d_]\w*[._]\w[\w.]*(?![\w@/])")  # "bo.miller", "bo_miller"
SPELLED = re.compile(r"\s*[\[({]\s*(at|dot)\s*[\])}]\s*")
POSSESSIVE = re.compile(r"'s?$")
QUOTES = dict.fromkeys(map(ord, "’‘ʼ`´′＇"), "'")
LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)
# One name in two spellings: letters written out ("Joerg" for "Jörg"), a small word joined to the next one.
OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "\u200b": " "})
IN = re.compile(r"([aou])e(?=[^\W\d_])|(a)a(?=[^\W\d_])")
PART = re.compile(r"\b(o|mc|mac|al|abu|ben)[ '\-]+(?=[^\W\d_]{3})")
TITLES = frozenset(["dr", "prof", "mr", "mrs", "ms", "miss", "mx", "sir", "rev"])
ASIDE = re.compile(r"\([^()]*\)")
PATH_HANDLE = re.compile(
    r"^(?:https?://)?[^/?#\s]+\.[^/?#\s]+/(?:users?/|u/|profiles?/)?@?([\w.\-]{2,})(?:[/?#]|$)"
)


def folded(text: str) -> str:
    """Compatible forms made one, no case, no marks on letters, nothing that is not seen, plain spaces."""
    plain = unicodedata.normalize("NFKD", text[:LONGEST].translate(QUOTES))
    bare = "".join(sign for sign in plain if unicodedata.category(sign) not in ("Mn", "Me", "Cf"))
    plain = SPELLED.sub(lambda found: "@" if found[1] == "at" else ".", bare.casefold().translate(LETTERS))
    return " ".join(plain.split())


def mailboxes(text: str) -> set[str]:
    """Each mailbox as it is written, and without what stands behind a plus: both lead to one person."""
    found = {each.strip(".'") for each in MAILBOX.findall(folded(text))}
    return found | {untagged(each) for each in found}


def untagged(mailbox: str) -> str:
    name, _, host = mailbox.rpartition("@")
    return f"{name.partition('+')[0] or name}@{host}"


def handles(text: str) -> set[str]:
    """What is written with an @ in front, and the account in a link to a profile."""
    plain = folded(text)
    links = {found[1] for found in map(PATH_HANDLE.match, plain.split()) if found}
    bare = ACCOUNT.findall(MAILBOX.sub(" ", plain))
    return {found.strip(".-") for found in (*HANDLE.findall(plain), *links, *bare)} - {""}


def words(text: str) -> list[str]:
    """The words outside mailboxes and handles: "O’Brien’s" is "obrien", "Anne-Marie" are two."""
    rest = HANDLE.sub(" ", MAILBOX.sub(" ", folded(text)))
    bare = (POSSESSIVE.sub("", word).replace("'", "") for word in WORD.findall(rest))
    return [word for word in bare if len(word) >= FEWEST_LETTERS]


def spellings(text: str) -> set[str]:
    """The text as it is folded, with the marks of letters written out, and with small words joined on."""
    plain, out = folded(text), folded(unicodedata.normalize("NFC", text[:LONGEST]).casefold().translate(OUT))
    return {form for each in {plain, out} for form in (each, PART.sub(r"\1", each))}


def written_in(mark: str) -> str:
    """The name with "oe" for one letter, as "jorg" for "joerg"; sorted anew."""
    return " ".join(sorted(IN.sub(r"\1\2", mark).split()))


def names_in(text: str) -> set[str]:
    """Every run of words that may be a name, in each way that it may be spelled."""
    found = {run for form in spellings(text) for run in runs(words(form))}
    return found | {written_in(each) for each in found if IN.search(each)}


def runs(found: list[str]) -> set[str]:
    """Every run of words that may be a name, sorted; and two words with no more than one between, as in
    "Maria Luisa van der Berg", where small words do not count.
    """
    large = [word for word in found if word not in SMALL]
    whole = (found[at : at + size] for size in LENGTHS for at in range(len(found) - size + 1))
    ends = ((large[at], large[at + gap]) for gap in (1, 2) for at in range(len(large) - gap))
    return {" ".join(sorted(each)) for each in (*whole, *ends)}


def in_long(text: str) -> set[str]:
    """What may name somebody in a text about something else: full names, mailboxes, handles."""
    called = handles(text)
    return (
        names_in(text) | mailboxes(text) | called | {of_one(each) for each in called if NAME.fullmatch(each)}
    )


def in_short(text: str) -> set[str]:
    """What may name somebody in a text that names people: single words too."""
    single = {word.strip(AROUND) for word in folded(text).split()}
    return in_long(text) | {word for word in (*single, *words(text)) if len(word) >= FEWEST_LETTERS}


def of_one(typed: str) -> str:
    """The one form of a name, mailbox or handle that somebody types to say whom they mean; empty if none."""
    plain = folded(typed)
    if found := mailboxes(plain):
        return untagged(min(found))
    if found := handles(plain):
        return min(found)
    single = plain.strip(AROUND)
    if " " not in single and not NAME.fullmatch(single):  # a name on some site may hold dots and digits
        return single if len(single) >= FEWEST_LETTERS else ""
    parts = words(plain)
    return " ".join(sorted(parts if len(parts) <= max(LENGTHS) else [parts[0], parts[-1]]))


def of_staff(*, name: str, username: str, mail: str) -> set[str]:
    """How one of our people may stand in a report: the whole name, or its first or last word with another."""
    shown = ASIDE.sub(" ", name)
    called = {called for form in spellings(shown) for called in calls(words(form))}
    called |= {written_in(each) for each in called if IN.search(each)}
    return {mark for mark in (*called, of_one(shown), of_one(username), of_one(mail)) if mark}


def calls(parts: list[str]) -> set[str]:
    """Whoever is called "Maria Luisa Garcia" may be called by the first or last of these, and another."""
    large = [part for part in parts if part not in SMALL | TITLES]
    pairs = [*((large[0], each) for each in large[1:]), *((each, large[-1]) for each in large[:-1])]
    return {" ".join(sorted(pair)) for pair in pairs}
