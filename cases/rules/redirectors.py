"""Links that carry another link: the inner one is the location. Nothing is ever fetched."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode

from cases.rules import queries

DEEPEST = 3
_WEB = re.compile(r"https?://", re.IGNORECASE)
_BING = "a1"  # what stands before an address that Bing has written in base64
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
    ("bing.com", "/ck/a"): ("u",),
}
# Pages that ask to sign in first: where they lead afterwards, on the same site too, is the location.
_DOORS = {("instagram.com", "/accounts/login"), ("facebook.com", "/login"), ("facebook.com", "/login.php")}


def target(host: str, path: str, query: str) -> str | None:
    """The web address inside a redirector's link, or nothing when this is not one."""
    here = (host, path.rstrip("/"))
    if here in _DOORS:
        found = (_on(host, value) for value in queries.values(query, "next"))
    else:
        names = _REDIRECTORS.get(here) or _REDIRECTORS.get((host, _ANY_PATH), ())
        found = (_read(value) for name in names for value in queries.values(query, name))
    return next((value for value in found if _WEB.match(value)), None)


def _on(host: str, value: str) -> str:
    """A path is one of the same site."""
    return f"https://{host}{value}" if value.startswith("/") and not value.startswith("//") else value


def _read(value: str) -> str:
    """The address as it is written elsewhere, where Bing has put it into letters of its own."""
    if not value.startswith(_BING):
        return value
    code = value.removeprefix(_BING)
    try:
        return urlsafe_b64decode(code + "=" * (-len(code) % 4)).decode()
    except ValueError:
        return value
