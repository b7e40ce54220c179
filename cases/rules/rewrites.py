"""One item, one address: the forms in which a platform shows the same thing, made one."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from cases.rules import queries


class Place(NamedTuple):
    """A link to a known platform after cleaning: path without trailing slash, query and fragment bare."""

    host: str
    path: str
    query: str = ""
    fragment: str = ""


_VIDEO_ID = re.compile(r"[A-Za-z0-9_-]+")
# These two stand where an ID would, and name a list or a channel instead.
_NOT_A_VIDEO = ("videoseries", "live_stream")
_YOUTUBE = re.compile(r"/(?:shorts|embed|live|v)/([A-Za-z0-9_-]+)(?:&.*)?")
_YOUTU_BE = re.compile(r"/([A-Za-z0-9_-]+)(?:&.*)?")
_X_STATUS = re.compile(r"/(?:i/web|([A-Za-z0-9_]+))/status(?:es)?/([0-9]+)(?:/.*)?")
_X_PROFILE = re.compile(r"/[A-Za-z0-9_]+")
_REDDIT = re.compile(r"/(?:(?:r|u|user)/[^/]+/)?comments/([A-Za-z0-9]+)(?:/[^/]*(?:/([A-Za-z0-9]+))?)?")
_REDD_IT = re.compile(r"/([A-Za-z0-9]+)")
_INSTAGRAM = re.compile(r"/(?:(?!share/)[A-Za-z0-9._]+/)?(?:p|reels?|tv)/([A-Za-z0-9_-]+)")
_INSTAGRAM_PROFILE = re.compile(r"/[A-Za-z0-9._]+")
_TIKTOK = re.compile(r"/@([A-Za-z0-9._-]+)/(video|photo)/([0-9]+)")
_TELEGRAM = re.compile(r"(?:/s)?/(?!(?:joinchat|c|s)/)([A-Za-z][A-Za-z0-9_]*)/([0-9]+)", re.IGNORECASE)
_PORNHUB = re.compile(r"/embed/([A-Za-z0-9_-]+)")
_VIMEO = re.compile(r"/video/([0-9]+)")
_MEGA = re.compile(r"(F?)!([A-Za-z0-9_-]+)(?:!(.*))?")


def same_item(place: Place) -> Place:
    """The one address of the item this place shows; the place itself where we know no other form."""
    rewrite = _REWRITES.get(place.host)
    return rewrite(place) if rewrite else place


def _youtube(place: Place) -> Place:
    if place.path == "/watch":
        return _video(place, next(iter(queries.values(place.query, "v")), ""))
    match = _YOUTUBE.fullmatch(place.path)
    return _video(place, match[1]) if match else place


def _youtu_be(place: Place) -> Place:
    match = _YOUTU_BE.fullmatch(place.path)
    return _video(place, match[1]) if match else place


def _video(place: Place, identity: str) -> Place:
    if identity in _NOT_A_VIDEO or not _VIDEO_ID.fullmatch(identity):
        return place
    return Place("youtube.com", "/watch", f"v={identity}")


def _x(place: Place) -> Place:
    if match := _X_STATUS.fullmatch(place.path):
        return place._replace(path=f"/{(match[1] or 'i').lower()}/status/{match[2]}")
    return _lowered(place, _X_PROFILE)


def _lowered(place: Place, profile: re.Pattern[str]) -> Place:
    return place._replace(path=place.path.lower()) if profile.fullmatch(place.path) else place


def _reddit(place: Place) -> Place:
    match = _REDDIT.fullmatch(place.path)
    if match is None:
        return place
    comment = f"/comment/{match[2]}" if match[2] else ""
    return place._replace(path=f"/comments/{match[1]}{comment}")


def _redd_it(place: Place) -> Place:
    match = _REDD_IT.fullmatch(place.path)
    return place._replace(host="reddit.com", path=f"/comments/{match[1]}") if match else place


def _instagram(place: Place) -> Place:
    if match := _INSTAGRAM.fullmatch(place.path):
        return place._replace(path=f"/p/{match[1]}")
    return _lowered(place, _INSTAGRAM_PROFILE)


def _tiktok(place: Place) -> Place:
    match = _TIKTOK.fullmatch(place.path)
    return place._replace(path=f"/@{match[1].lower()}/{match[2]}/{match[3]}") if match else place


def _telegram(place: Place) -> Place:
    match = _TELEGRAM.fullmatch(place.path)
    return place._replace(path=f"/{match[1].lower()}/{match[2]}") if match else place


def _pornhub(place: Place) -> Place:
    match = _PORNHUB.fullmatch(place.path)
    return place._replace(path="/view_video.php", query=f"viewkey={match[1]}") if match else place


def _vimeo_player(place: Place) -> Place:
    match = _VIMEO.fullmatch(place.path)
    return place._replace(host="vimeo.com", path=f"/{match[1]}") if match else place


def _mega(place: Place) -> Place:
    match = _MEGA.fullmatch(place.fragment) if place.path == "/" else None
    if match is None:
        return place
    kind = "folder" if match[1] else "file"
    return place._replace(path=f"/{kind}/{match[2]}", fragment=match[3] or "")


_REWRITES: dict[str, Callable[[Place], Place]] = {
    "youtube.com": _youtube,
    "youtu.be": _youtu_be,
    "x.com": _x,
    "reddit.com": _reddit,
    "redd.it": _redd_it,
    "instagram.com": _instagram,
    "tiktok.com": _tiktok,
    "t.me": _telegram,
    "pornhub.com": _pornhub,
    "player.vimeo.com": _vimeo_player,
    "mega.nz": _mega,
}
