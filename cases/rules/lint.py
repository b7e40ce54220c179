"""What must never leave in a notice: every finding blocks it. Always an answer, whatever the JSON holds."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cases.rules.fingerprints import LEAST_QUALITY, PDQ, SHA256
from cases.rules.periods import wrong_periods

LISTS = Path(__file__).with_name("lint.toml")
LISTED = {  # the keys of each entry of a list
    "items": {"n", "url", "kind", "position", "description", "altered"},
    "fingerprints": {"picture", "kind", "digits", "quality", "provenance"},
}
KEYS = {  # every key a notice may hold: anything else is metadata that must not travel
    "": {
        "schema",
        "reference",
        "variant",
        "date",
        "sender",
        "recipient",
        "regimes",
        "items",
        "standing",
        "asks",
        "blocks",
        "signature",
        "authority",
        "contact",
        "copies",
        "fingerprints",
        "earlier",
    },
    "sender": {"organisation", "address", "email", "phone"},
    "recipient": {"platform", "name", "route", "address"},
    "signature": {"name", "role", "capacity", "signed_at"},
    "authority": {"type", "granted_at", "until"},
    "contact": {"email", "phone", "reference"},
    "earlier": {
        "reference",
        "their_reference",
        "sent_at",
        "due_at",
        "checked_at",
        "removed_at",
        "refused_at",
        "refusal_ground",
        "outcomes",
    },
}
OURS = (
    "schema",
    "reference",
    "variant",
    "date",
    "sender",
    "recipient",
    "regimes",
    "standing",
    "authority",
    "contact",
)
OWN = ("signature.name", "sender.", "contact.")  # where a person who signs herself may stand
# Each begins where its run of characters begins, or looks at one character before the sign it is known by:
# tried anew at every character of a long run, a text of 64 KB would take minutes.
IMAGE = re.compile(
    r"data:\s*(?:image|video|audio|application)|<\s*(?:img|video|audio|svg|picture)|!\[|\bcid:"
    r"|(?<![\w()-])[()-]*+\w[\w()-]*+\.(?:jpe?g|png|gif|webp|heic|bmp|mp4|mov|webm|avi)\b",
    re.IGNORECASE,
)
MARKUP = re.compile(r"<[/!?]?[a-z]|\bhref\s*=|\bsrc\s*=|\]\(|\burl\(|@import|javascript:", re.IGNORECASE)
ADDRESS = re.compile(r"\bh(?:tt|xx)ps?\b[:\[]|\bwww\.\w|[\w-]\.[\w-]++/\S", re.IGNORECASE)
REACH = re.compile(r"[\w.+-]@[\w-]++\.\w|(?<![\w/])\+?\d(?:[ ()./-]?\d){8,}(?!\w)")
LOCAL = re.compile(
    r"(?:^|[\s\"'(])/(?:home|users|var|tmp|root|mnt)/|\b[a-z]:\\|\bfile:|\bEXIF\b|\bGPS\b", re.IGNORECASE
)
BASE64 = re.compile(r"(?<![A-Za-z0-9+/=_-])[A-Za-z0-9+/=_-]{1001,}")
SENTENCES = {
    "explicit": "Says {found}: describe no more than the platform needs to find the item.",
    "history": "Says {found}: who did it and what was between them is not for the platform.",
    "life": "Says {found}: work, school, home, family and other names of the person are private.",
    "born": "Says {found}: the person's age and date of birth are private.",
    "copyright": "Says {found}: a claim of copyright does not belong in this notice.",
    "posing": "Says {found}: a notice must not claim to come from a lawyer or an authority.",
    "verdict": "Says {found}: state what was seen and when, not a conclusion of law.",
    "copies": "Says {found}: the law reaches known identical copies only.",
}


@dataclass(frozen=True)
class Finding:
    """One thing that blocks a notice: the rule, where it stands, and what is wrong in one sentence."""

    rule: str
    where: str
    text: str


def blocked(
    notice: Mapping[str, Any], *, private: Sequence[str] = (), elsewhere: Collection[int] = ()
) -> list[Finding]:
    """Everything that must not leave. `private` are words that may not appear, `elsewhere` the numbers of
    items that are not on the recipient's platform."""
    whole = notice if isinstance(notice, Mapping) else {}
    names = [pattern for pattern in map(_word, private) if pattern]
    own = OWN if whole.get("standing") == "subject" else ()
    copyright_allowed = "us-dmca-512" in _codes(whole)
    found = [
        Finding("metadata", where, "This key is not part of a notice.") for where in _strange_keys(whole)
    ]
    for where, text in _strings(whole):
        plain = unicodedata.normalize("NFKC", text)
        if re.fullmatch(r"items\[.*\]\.url", where):
            found += _address(where, plain)
            continue
        if re.fullmatch(r"fingerprints\[.*\]\.digits", where):
            continue
        found += _everywhere(where, plain)
        if not where.startswith(own or ("\0",)) and any(each.search(plain.casefold()) for each in names):
            found.append(Finding("private", where, "A private word stands here."))
        if not where.startswith(OURS):
            found += _said(where, plain, copyright_allowed)
    found += _fingerprints(whole)
    found += [Finding("deadline", where, text) for where, text in wrong_periods(whole, list(_strings(whole)))]
    return found + [
        Finding("address", f"items[{n}].url", "This item is not on the recipient's platform.")
        for n in sorted(elsewhere)
    ]


def _address(where: str, text: str) -> Iterator[Finding]:
    if IMAGE.match(text.strip()):
        yield Finding("image", where, "This is a picture, not an address.")
    elif text.strip() and not re.match(r"https?://", text.strip(), re.IGNORECASE):
        yield Finding("link", where, "An address begins with http:// or https://.")


def _fingerprints(notice: Mapping[str, Any]) -> Iterator[Finding]:
    for n, entry in _entries(notice, "fingerprints"):
        kind, digits, quality = (entry.get(key) for key in ("kind", "digits", "quality"))
        safe = kind == SHA256 or (kind == PDQ and isinstance(quality, int) and quality >= LEAST_QUALITY)
        if not safe or not isinstance(digits, str) or not re.fullmatch(r"[0-9a-f]{64}", digits):
            yield Finding(
                "fingerprint", f"fingerprints[{n}]", "A site cannot match safely by this fingerprint."
            )


def _everywhere(where: str, text: str) -> Iterator[Finding]:
    if IMAGE.search(text):
        yield Finding("image", where, "A notice carries no picture and no name of a picture file.")
    if MARKUP.search(text):
        yield Finding("link", where, "A notice is plain text: no markup, no live link, nothing to load.")
    if LOCAL.search(text):
        yield Finding("metadata", where, "This looks like a local path or a picture's metadata.")
    if BASE64.search(text):
        yield Finding("base64", where, "This looks like a file pasted as text.")


def _said(where: str, text: str, copyright_allowed: bool) -> Iterator[Finding]:
    """Findings in what the letter says, as opposed to who writes to whom."""
    if ADDRESS.search(text):
        yield Finding("address", where, "Addresses stand in the list of items only.")
    if REACH.search(text):
        yield Finding("private", where, "A contact detail stands here.")
    for rule, pattern in _lists().items():
        hit = None if rule == "copyright" and copyright_allowed else pattern.search(text)
        if hit:
            yield Finding(rule, where, SENTENCES[rule].format(found=f"“{hit[0]}”"))


@cache
def _lists() -> Mapping[str, re.Pattern[str]]:
    lists = tomllib.loads(LISTS.read_text(encoding="utf-8"))
    return {
        rule: re.compile(rf"(?<!\w)(?:{'|'.join(lists[rule])})(?!\w)", re.IGNORECASE) for rule in SENTENCES
    }


def _word(private: object) -> re.Pattern[str] | None:
    """A private word or name, found whatever its case and spacing, but only as a whole word."""
    if not isinstance(private, str) or not private.strip():
        return None
    parts = unicodedata.normalize("NFKC", private).casefold().split()
    return re.compile(r"(?<!\w)" + r"[\s,.]+".join(map(re.escape, parts)) + r"(?!\w)")


def _codes(notice: Mapping[str, Any]) -> list[Any]:
    codes = notice.get("regimes")
    return list(codes) if isinstance(codes, list | tuple) else []


def _strange_keys(notice: Mapping[str, Any]) -> Iterator[str]:
    for place, keys in KEYS.items():
        value = notice if not place else notice.get(place)
        if isinstance(value, Mapping):
            yield from (f"{place}.{key}".lstrip(".") for key in value if key not in keys)
    for place, keys in LISTED.items():
        for n, entry in _entries(notice, place):
            yield from (f"{place}[{n}].{key}" for key in entry if key not in keys)


def _entries(notice: Mapping[str, Any], place: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The entries of one of the notice's lists, counted from one."""
    entries = notice.get(place)
    for n, entry in enumerate(entries if isinstance(entries, list | tuple) else (), 1):
        if isinstance(entry, Mapping):
            yield n, entry


def _strings(notice: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Every text in the notice with its place; a stack, because JSON can be nested deeper than calls."""
    waiting: list[tuple[str, Any]] = [("", notice)]
    while waiting:
        where, value = waiting.pop()
        if isinstance(value, str):
            yield where, value
        elif isinstance(value, Mapping):
            waiting += [(f"{where}.{key}".lstrip("."), each) for key, each in reversed(list(value.items()))]
        elif isinstance(value, list | tuple):
            waiting += [(f"{where}[{n}]", each) for n, each in reversed(list(enumerate(value, 1)))]
