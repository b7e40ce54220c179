"""What names of sites end in, by the public list: whether a name is one, which part of it is registered."""

from __future__ import annotations

import re
from functools import cache

from publicsuffixlist import PublicSuffixList

from cases.rules.pasted import refang

# Endings that no one can register, which samples, tests and hidden services use.
_UNLISTED = ("test", "example", "onion")
# Endings that are also words or kinds of file: alone behind a name they are not a link.
_WORDS = re.compile("am|as|at|be|by|do|in|is|it|me|my|no|so|to|us|we", re.IGNORECASE)
_FILES = re.compile("ai|app|cc|cs|gz|md|mm|mov|pl|pm|ps|py|rs|sh|so|st|ts|zip", re.IGNORECASE)
# Longer endings that are taken for a site even where the name stands alone.
_PLAIN = re.compile("com|net|org|info|biz|xxx|porn|adult|sex|cam|tube|test|example|onion", re.IGNORECASE)


def has_ending(name: str) -> bool:
    """Whether the name ends as names of sites do; four numbers with dots are one too."""
    host = refang(name).lower()
    if re.fullmatch(r"(?:[0-9]{1,3}\.){3}[0-9]{1,3}", host):
        return True
    ending = host.rpartition(".")[2]
    return ending in _UNLISTED or _suffixes().privatesuffix(host) is not None


def stands_alone(name: str) -> bool:
    """Whether a name without anything around it is a site rather than a missing space, a file or a person."""
    host = refang(name)
    ending = host.rpartition(".")[2]
    if host.lower().startswith("www."):
        return True
    if ending.istitle() or ending.isdigit() or _WORDS.fullmatch(ending) or _FILES.fullmatch(ending):
        return False
    return len(ending) == 2 or not ending.isascii() or _PLAIN.fullmatch(ending) is not None


def registrable(host: str) -> str:
    """The part of a host that someone registered; the host itself where there is none."""
    return _suffixes().privatesuffix(host) or host


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList(accept_unknown=False, only_icann=True)
