"""The canonical form of a link: the identity of a location, and the platform it is on.

Choices where more than one reading is possible:
- A host whose label starts or ends with a hyphen is refused unless it lies under a known platform's domain.
- Tracking parameters are recognised in any case, `query_keep` only as written.
- A chain of more than three redirectors is unwrapped three times; what is left is the location.
- `verbatim_path` keeps path, query and their trailing slash as pasted (control characters are encoded);
  a fragment is still dropped.
- A canonical form never ends in a character that pasting would strip: such an ending is percent-encoded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

from ada_url import URL

from cases.rules import hosts, queries, redirectors
from cases.rules.directory import Directory, Entry
from cases.rules.pasted import LONGEST, OUTER, Refused, is_defanged, tidy, without_invisible
from cases.rules.rewrites import Place, same_item
from cases.rules.tongue import gettext_noop

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):(.*)", re.IGNORECASE | re.DOTALL)
_PORT_FOLLOWS = re.compile(r"[0-9]+(?:[/\\?#]|$)")
_HOST_END = re.compile(r"[/\\?]")
_BTIH = re.compile(r"urn:btih:([0-9a-f]{40}|[a-z2-7]{32})", re.IGNORECASE)
# A percent sign that encodes nothing stays as it is, and so does what directly follows it.
_ENCODED = re.compile(r"(?<!%)(?<!%[0-9A-Fa-f])%([0-9A-Fa-f]{2})")
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_LINKS = re.compile(r"\b[a-z][a-z0-9+.-]*://\S+|\bwww\.\S+", re.IGNORECASE)

_OTHER_SCHEME = gettext_noop(
    "Only links that start with http:// or https:// can be used. Paste the address of the page."
)
_NO_HASH = gettext_noop("This magnet link has no complete btih hash. Paste the whole magnet link.")
_TOO_LONG = gettext_noop("This link is too long once it is written out. Copy it again from the address bar.")


@dataclass(frozen=True)
class Resolved:
    """One pasted text: where it leads, or one sentence that says what to do instead."""

    input: str
    platform: str | None
    canonical: str | None
    error: str | None


@dataclass(frozen=True)
class _Parsed:
    scheme: str
    host: str
    port: str
    path: str
    query: str
    fragment: str
    verbatim: str


def resolve(text: str, directory: Directory) -> Resolved:
    """The platform and canonical form of a pasted link; never raises and never fetches."""
    try:
        platform, canonical = _read(text, directory, unwrapped=0)
    except Refused as problem:
        return Resolved(text, None, None, str(problem))
    return Resolved(text, platform, canonical, None)


def defang(url: str) -> str:
    """The link as staff see it: nothing in it can be clicked or opened by a program."""
    shown = without_invisible(url)
    scheme, colon, rest = shown.partition(":")
    if not colon or not re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*", scheme) or "." in scheme:
        scheme, colon, rest = "", "", shown
    opening = re.match(r"[/\\]*", rest)
    start = opening.end() if opening else 0
    end = next((start + i for i, char in enumerate(rest[start:]) if char in "/\\?#"), len(rest))
    scheme = re.sub(r"^http", "hxxp", scheme.lower())
    return f"{scheme}{'[:]' if colon else ''}{rest[:start]}{rest[start:end].replace('.', '[.]')}{rest[end:]}"


def defang_all(text: str) -> str:
    """A text of someone we do not know, every link in it as staff may see it (D-61)."""
    return _LINKS.sub(lambda link: defang(link[0]), text)


def _read(text: str, directory: Directory, unwrapped: int) -> tuple[str | None, str]:
    bare = tidy(text)
    scheme, rest = _split_scheme(bare)
    if scheme == "magnet":
        return None, _magnet(rest)
    parsed = _parse(scheme, rest)
    host = directory.fold(parsed.host)
    inner = redirectors.target(host, parsed.path, parsed.query) if unwrapped < redirectors.DEEPEST else None
    if inner is not None:
        return _read(inner, directory, unwrapped + 1)
    entry = directory.find(host, parsed.path)
    if entry is None:
        return None, _finished(_unknown_site(parsed))
    return entry.slug, _finished(_on_platform(entry, host, parsed))


def _split_scheme(bare: str) -> tuple[str, str]:
    """Scheme and rest; 'example.org:8080/x' has a port and no scheme, and no scheme means https."""
    match = _SCHEME.match(bare)
    if match is None:
        return "https", bare
    scheme, rest = match[1].lower(), match[2]
    if scheme in ("http", "https", "magnet"):
        return scheme, rest
    if _PORT_FOLLOWS.match(rest):
        return "https", bare
    raise Refused(_OTHER_SCHEME)


def _magnet(rest: str) -> str:
    topics = queries.values(rest.removeprefix("?"), "xt")
    found = next(filter(None, map(_BTIH.fullmatch, topics)), None)
    if found is None:
        raise Refused(_NO_HASH)
    return f"magnet:?xt=urn:btih:{found[1].lower()}"


def _parse(scheme: str, rest: str) -> _Parsed:
    """Taken apart as a browser does it, host and port checked."""
    location, mark, fragment = rest.lstrip("/\\").partition("#")
    authority = _HOST_END.split(location, maxsplit=1)[0]
    verbatim = location[len(authority) :]
    host_text, port = hosts.split_authority(authority)
    host = hosts.read_host(host_text)
    url = URL(f"{scheme}://{host}{port}{verbatim}{mark}{fragment}")
    return _Parsed(
        scheme=scheme,
        host=host,
        port=f":{url.port}" if url.port else "",
        path=_clean_path(url.pathname),
        query=url.search.removeprefix("?"),
        fragment=url.hash.removeprefix("#"),
        verbatim=verbatim if verbatim.startswith("/") else "/" + verbatim.removeprefix("\\"),
    )


def _clean_path(path: str) -> str:
    path = _ENCODED.sub(lambda code: code[0].upper(), path.replace("|", "%7C"))
    plain = _ENCODED.sub(_decoded, path)
    # What was encoded must not turn into defanging, or the canonical form would be read differently.
    return path if is_defanged(plain) else plain


def _decoded(code: re.Match[str]) -> str:
    char = chr(int(code[1], 16))
    return char if _UNRESERVED.match(char) else code[0]


def _unknown_site(parsed: _Parsed) -> str:
    if hosts.has_hyphen_edge(parsed.host):
        raise Refused(hosts.BAD_NAME)
    query = queries.cleaned(parsed.query, known=False, keep=None)
    return f"{parsed.scheme}://{parsed.host}{parsed.port}{parsed.path}{_after('?', query)}"


def _on_platform(entry: Entry, host: str, parsed: _Parsed) -> str:
    port = "" if parsed.port in (":80", ":443") else parsed.port
    if entry.verbatim_path:
        fragment = _after("#", parsed.fragment) if entry.keep_fragment else ""
        return f"https://{host}{port}{parsed.verbatim}{fragment}"
    query = queries.cleaned(parsed.query, known=True, keep=entry.query_keep)
    place = same_item(
        Place(
            host=host,
            path=parsed.path.rstrip("/") or "/",
            query=query,
            fragment=parsed.fragment if entry.keep_fragment else "",
        )
    )
    return f"https://{place.host}{port}{place.path}{_after('?', place.query)}{_after('#', place.fragment)}"


def _after(mark: str, text: str) -> str:
    return f"{mark}{text}" if text else ""


def _finished(canonical: str) -> str:
    kept = canonical.rstrip(OUTER)
    canonical = kept + quote(canonical[len(kept) :], safe="")
    canonical = _CONTROL.sub(lambda control: quote(control[0]), canonical)
    if len(canonical) > LONGEST:
        raise Refused(_TOO_LONG)
    return canonical
