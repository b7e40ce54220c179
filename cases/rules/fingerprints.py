"""Fingerprints of pictures: read from text, kept as plain values, compared: do two show the same picture?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from cases.rules.tongue import gettext as _
from cases.rules.tongue import gettext_noop

PDQ, SHA256, OTHER = "pdq", "sha256", "other"
NAMES = {PDQ: "PDQ", SHA256: "SHA-256", OTHER: "other"}
LABELS = {"pdq": PDQ, "sha256": SHA256, "sha-256": SHA256}
DIGITS = re.compile(r"[0-9a-f]{16,128}")
FULL = 64  # hexadecimal digits of a PDQ or a SHA-256, which look the same: only its label tells which it is
LEAST_QUALITY = 50  # PDQ's own measure of detail; below it, different pictures look alike
MOST_BITS_APART = 31  # of 256: up to here two PDQs are taken for the same picture
PICTURES_AT_ONCE = 20
TOO_MANY = gettext_noop("There are {count} pictures here. Send up to {most} at a time.")
NOT_FULL = gettext_noop(
    "Line {number}: a {kind} fingerprint has 64 letters and numbers. This one has {count}."
)
TOO_PLAIN = gettext_noop("Line {number}: this picture has too little detail for a safe match.")
NO_FINGERPRINT = gettext_noop(
    "Line {number}: this is not a fingerprint. It has 16 to 128 signs, from 0 to 9 and a to f."
)
DECLARED, ATTESTED = "self-declared", "caseworker-attested"  # who vouches for it


@dataclass(frozen=True)
class Fingerprint:
    """One fingerprint. `quality` is PDQ's measure of detail, 0 where it is not known."""

    kind: str
    digits: str
    quality: int = 0

    @property
    def matches_safely(self) -> bool:
        """Whether a site can look for copies by it: exact, or with enough detail."""
        return self.kind == SHA256 or (self.kind == PDQ and self.quality >= LEAST_QUALITY)


Picture = tuple[Fingerprint, ...]


@dataclass(frozen=True)
class Kept:
    """The fingerprints of one picture as a case holds them."""

    key: str
    picture: Picture
    declared_at: datetime
    provenance: str = DECLARED

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "declared_at": self.declared_at.isoformat()}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Kept:
        picture = tuple(Fingerprint(**each) for each in values["picture"])
        since = datetime.fromisoformat(values["declared_at"])
        return cls(values["key"], picture, since, values["provenance"])


class Unreadable(ValueError):
    """What was typed is no list of fingerprints; as text it is one sentence, in the language then spoken."""

    def __init__(self, message: str, **holes: object) -> None:
        super().__init__(message)
        self.message, self.holes = message, holes

    def __str__(self) -> str:
        return _(self.message).format(**self.holes)


def read(text: str) -> list[Picture]:
    """The pictures of a text, one on each line: `PDQ f8… quality 97 SHA-256 9b…`, or bare digits."""
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > PICTURES_AT_ONCE:
        raise Unreadable(TOO_MANY, count=len(lines), most=PICTURES_AT_ONCE)
    return list(dict.fromkeys(_picture(line, number) for number, line in enumerate(lines, start=1)))


def _picture(line: str, number: int) -> Picture:
    """One line: each fingerprint may have its label before it, a PDQ its quality after it."""
    found: list[Fingerprint] = []
    label = ""
    for word in re.split(r"[\s,;:=]+", line.strip().lower()):
        if word in LABELS:
            label = LABELS[word]
        elif DIGITS.fullmatch(word):
            found.append(_fingerprint(label or OTHER, word, number))
            label = ""
        elif re.fullmatch(r"\d{1,3}", word) and found and found[-1].kind == PDQ and int(word) <= 100:
            found[-1] = Fingerprint(PDQ, found[-1].digits, _enough(int(word), number))
        elif word and word != "quality":
            raise _unreadable(number)
    if not found or label:
        raise _unreadable(number)
    return tuple(found)


def _fingerprint(kind: str, digits: str, number: int) -> Fingerprint:
    if kind != OTHER and len(digits) != FULL:
        raise Unreadable(NOT_FULL, number=number, kind=NAMES[kind], count=len(digits))
    return Fingerprint(kind, digits)


def _enough(quality: int, number: int) -> int:
    if quality < LEAST_QUALITY:
        raise Unreadable(TOO_PLAIN, number=number)
    return quality


def _unreadable(number: int) -> Unreadable:
    return Unreadable(NO_FINGERPRINT, number=number)


def distance(one: str, other: str) -> int:
    """In how many bits two PDQs differ, from 0 to 256."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


def same_picture(one: Picture, other: Picture) -> bool:
    """Whether two pictures look the same: an equal file, or PDQs close to each other with enough detail."""
    return any(_alike(mine, theirs) for mine in one for theirs in other)


def _alike(one: Fingerprint, other: Fingerprint) -> bool:
    if one.kind != other.kind:
        return False
    if one.kind == PDQ and one.matches_safely and other.matches_safely:
        return distance(one.digits, other.digits) <= MOST_BITS_APART
    return one.digits == other.digits


def grouped(kept: Iterable[Kept]) -> list[list[Kept]]:
    """What looks like the same picture, together; groups and their members stay in their order."""
    every = list(kept)
    groups: list[list[int]] = []
    for number, each in enumerate(every):
        alike = [
            group for group in groups if any(same_picture(each.picture, every[n].picture) for n in group)
        ]
        groups = [group for group in groups if group not in alike]
        groups.append(sorted([*chain.from_iterable(alike), number]))
    return [[every[n] for n in group] for group in sorted(groups)]
