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
MAILBOX = re.compile(r"(?<![^\s@<>(),;:\"/=|])[^\s@<>(),;:\"/=|]++@[^\s@<>(),;:\"/=|]+\.[^\s@<>(),;:\"/=|]+")
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
        runs(words(text))
        | mailboxes(text)
        | called
        | {of_one(each) for each in called if NAME.fullmatch(each)}
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


def of_staff(*, first: str, last: str, username: str, mail: str) -> set[str]:
    """How one of our people may stand in a report."""
    full = of_one(f"{first} {last}") if first and last else ""
    ends = [*words(first)[:1], *words(last)[-1:]]
    short = " ".join(sorted(ends)) if full and len(ends) == 2 else ""
    return {mark for mark in (full, short, of_one(first), of_one(username), of_one(mail)) if mark}
