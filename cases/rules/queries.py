"""The query of a link: what identifies the item stays, what follows the visitor goes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from urllib.parse import unquote_plus

_BETWEEN = re.compile(r"&(?:amp;)*")
_TRACKING_ANYWHERE = frozenset(
    {
        "fbclid",
        "gclid",
        "dclid",
        "gbraid",
        "wbraid",
        "msclkid",
        "yclid",
        "twclid",
        "ttclid",
        "igshid",
        "igsh",
        "mc_cid",
        "mc_eid",
        "_ga",
        "_gl",
        "ref_src",
        "ref_url",
        "mibextid",
        "srsltid",
    }
)
# On an unknown site these may name the item, so they go only where we know the platform.
_TRACKING_ON_PLATFORMS = frozenset({"share_id", "__tn__", "_rdr", "_rdc", "si", "feature"})


def cleaned(query: str, *, known: bool, keep: Sequence[str] | None) -> str:
    """The parameters that remain, in their order and as they were written."""
    if keep is not None:
        return _only(query, lambda name: name in keep)
    return _only(query, lambda name: not _is_tracking(name.lower(), known))


def values(query: str, name: str) -> list[str]:
    """Every value of one parameter, decoded as a form would."""
    pairs = (part.partition("=") for part in _parts(query))
    return [unquote_plus(value) for key, _, value in pairs if unquote_plus(key) == name]


def _only(query: str, wanted: Callable[[str], bool]) -> str:
    parts = (part for part in _parts(query) if part)
    return "&".join(part for part in parts if wanted(unquote_plus(part.partition("=")[0])))


def _parts(query: str) -> list[str]:
    """The parameters; in a link copied from the source of a page `&amp;` stands between them."""
    return _BETWEEN.split(query)


def _is_tracking(name: str, known: bool) -> bool:
    if name.startswith("utm_") or name in _TRACKING_ANYWHERE:
        return True
    return known and (name in _TRACKING_ON_PLATFORMS or name.startswith("__cft__"))
