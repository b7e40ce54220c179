"""Links that carry another link: the inner one is the location. Nothing is ever fetched."""

from __future__ import annotations

import re

from cases.rules import queries

DEEPEST = 3
_WEB = re.compile(r"https?://", re.IGNORECASE)
_ANY_PATH = ""
_REDIRECTORS: dict[tuple[str, str], tuple[str, ...]] = {
    ("google.com", "/url"): ("q", "url"),
    ("l.facebook.com", "/l.php"): ("u",),
    ("lm.facebook.com", "/l.php"): ("u",),
    ("l.instagram.com", _ANY_PATH): ("u",),
    ("out.reddit.com", _ANY_PATH): ("url",),
    ("youtube.com", "/redirect"): ("q",),
    ("t.umblr.com", "/redirect"): ("z",),
    ("vk.com", "/away.php"): ("to",),
    ("steamcommunity.com", "/linkfilter"): ("url", "u"),
    ("duckduckgo.com", "/l"): ("uddg",),
}


def target(host: str, path: str, query: str) -> str | None:
    """The web address inside a redirector's link, or nothing when this is not one."""
    names = _REDIRECTORS.get((host, path.rstrip("/"))) or _REDIRECTORS.get((host, _ANY_PATH), ())
    found = (value for name in names for value in queries.values(query, name))
    return next((value for value in found if _WEB.match(value)), None)
