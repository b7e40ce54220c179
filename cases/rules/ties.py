"""Names, mailboxes and handles in a text, each folded to one form, so that two spellings meet (S-20).

A name is two or three words in any order: "Miller, Bo" is "bo miller". What is a single word counts in a
short text alone, where a person names people; in a long one every word would be somebody.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

LONGEST = 4000
FEWEST_LETTERS = 2
AROUND = ".,;:!?()[]<>\"'’“”…-–@ "
MAILBOX = re.compile(r"(?<![^\s@<>(),;:\"/])[^\s@<>(),;:\"/]++@[^\s@<>(),;:\"/]+\.[^\s@<>(),;:\"/]+")
HANDLE = re.compile(r"(?<![\w@.])@([\w.\-]{2,})")
WORD = re.compile(r"[\w'’\-]+")
PATH_HANDLE = re.compile(r"^https?://[^/?#]+/(?:user/|u/|profile/)?@?([\w.\-]{2,})(?:[/?#]|$)")


def folded(text: str) -> str:
    """Compatible forms made one, no case, no marks above letters, plain spaces."""
    bare = "".join(
        sign for sign in unicodedata.normalize("NFKD", text[:LONGEST]) if not unicodedata.combining(sign)
    )
    return " ".join(bare.casefold().split())


def mailboxes(text: str) -> set[str]:
    return {found.strip(".'’") for found in MAILBOX.findall(folded(text))}


def handles(text: str) -> set[str]:
    """What is written with an @ in front, and the account in a link to a profile."""
    plain = folded(text)
    links = {found[1] for found in map(PATH_HANDLE.match, plain.split()) if found}
    return {found.strip(".-") for found in (*HANDLE.findall(plain), *links)} - {""}


def words(text: str) -> list[str]:
    """The words outside mailboxes and handles."""
    rest = HANDLE.sub(" ", MAILBOX.sub(" ", folded(text)))
    return [word for word in WORD.findall(rest) if len(word) >= FEWEST_LETTERS]


def runs(found: list[str], lengths: Iterable[int]) -> set[str]:
    """Every run of so many words, its words sorted."""
    return {
        " ".join(sorted(found[start : start + length]))
        for length in lengths
        for start in range(len(found) - length + 1)
    }


def in_long(text: str) -> set[str]:
    """What may name somebody in a text about something else: full names, mailboxes, handles."""
    return runs(words(text), (2, 3)) | mailboxes(text) | handles(text)


def in_short(text: str) -> set[str]:
    """What may name somebody in a text that names people: single words too."""
    single = {word.strip(AROUND) for word in folded(text).split()}
    return in_long(text) | {word for word in (*single, *words(text)) if len(word) >= FEWEST_LETTERS}


def of_one(typed: str) -> str:
    """The one form of a name, mailbox or handle that somebody types to say whom they mean; empty if none."""
    plain = folded(typed)
    for found in (mailboxes(plain), handles(plain)):
        if found:
            return min(found)
    single = plain.strip(AROUND)
    if " " not in single:  # a name on some site may hold dots and digits
        return single if len(single) >= FEWEST_LETTERS else ""
    return " ".join(sorted(words(plain)))


def of_staff(*, first: str, last: str, username: str, mail: str) -> set[str]:
    """How one of our people may stand in a report."""
    full = of_one(f"{first} {last}") if first and last else ""
    return {mark for mark in (full, of_one(first), of_one(username), of_one(mail)) if mark}
