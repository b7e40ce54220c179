"""Where a link starts and ends in prose: chat exports, markdown, brackets, any script around it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cases.rules.endings import has_ending, stands_alone
from cases.rules.pasted import INVISIBLE, refang

_DOT = r"(?:\.|\[\.\]|\(dot\)|\[dot\])"
_LATIN = "A-Za-z0-9\u00c0-\u024f"
# A label is Latin or wholly another script: prose in another script may touch a link without a space.
_LABEL = rf"(?:[{_LATIN}_-]+|(?:(?![{_LATIN}_])\w)+)"
_BODY = r"[^\s<>\"`“”„«»。、，；（）「」『』【】،؛؟]"
_SCHEMED = (
    r"(?:blob:h(?:tt|xx)ps?:|h(?:tt|xx)ps?%3a%2f%2f|h(?:tt|xx)ps?(?:\[?:\]?(?=[/\\])|[;,.](?=//\w)|:(?=\w)|(?=//\w))"
    r"|(?![a-z0-9+.-]*[+.-]h(?:tt|xx)ps?:)[a-z][a-z0-9+.-]{0,20}://|magnet:\?)"
)
# A dot that slipped: a comma, or the full stop of another script. Only where a name of a site can be meant.
_SLIP, _WIDE, _COMMON = "[,，。．｡]", "[。．｡]", "(?:com|net|org|info|xxx)"
_NAME = rf"[{_LATIN}_-]++(?:\.[{_LATIN}_-]++)*+"
_SLIPPED = (
    rf"(?:www{_SLIP}(?:[{_LATIN}_-]++(?:{_SLIP}|\.)){{1,9}}+[a-z]{{2,24}}+"
    rf"|{_NAME}(?:{_SLIP}{_COMMON}(?=/\w)|{_WIDE}{_COMMON}(?![\w.])))"
)
_START = re.compile(
    rf"(?P<schemed>(?<![a-z0-9+.-]){_SCHEMED}|h(?:tt|xx)ps?\[?:\]?//)"
    rf"|(?P<cut>(?<![{_LATIN}@._/\\-])[{_LATIN}_-]+(?:\.[{_LATIN}_-]+)*(?:…|\.{{2,}}+)(?=[{_LATIN}_.-]*+/\w))"
    rf"|(?P<torn>(?<![\w@./-]){_NAME}(?: {{1,3}}\. ?|\. {{1,3}}){_COMMON}(?=/\w))"
    rf"|(?P<slipped>(?<![{_LATIN}\d@./-]){_SLIPPED})"
    rf"|(?P<host>(?:(?:(?<![{_LATIN}@._/\\=-])|(?<=^-)|(?<=\s-)|(?<=^\.\.)|(?<=\s\.\.))(?=[{_LATIN}])|(?<![\w@./\\=-])(?=\w))"
    rf"(?:{_LABEL}{_DOT})+{_LABEL})(?![@\w])(?!\[?:\]?//)",
    re.IGNORECASE,
)
_PORT = re.compile(r"(?::[0-9]{1,5})?")
_CUT_SHORT = re.compile(r"(?:…|\.\.+)?")
# Where a link stops: the end of its run of characters, or the next link in that run. After / = ? & # : % the
# next one is part of the link before it. Looked for in one go: of many links in one run each is read once.
_STOP = re.compile(
    rf"(?<![/=?&#:%\[(])(?:h(?:tt|xx)ps?\[?:\]?//)|\]\(|[,;|](?=(?:{_LABEL}{_DOT})+[a-z]{{2,24}}/)"
    rf"|\[/[a-z]{{1,9}}\]|\](?=[^\[\]]{{0,99}}\[/[a-z])|\|(?=[^\s<>|][^<>|]{{0,99}}>)"
    rf"|(?!{_BODY}|。{_COMMON}(?![\w.]))",
    re.IGNORECASE,
)
# A link that is a name alone; and what a keyboard has moved away from it: the rest of the name, or the path.
_BARE = re.compile(r"(?:h(?:tt|xx)ps?:/{0,3})?((?:[\w-]+\.)*[\w-]+)", re.IGNORECASE)
_SCHEME_FIRST = re.compile(r"h(?:tt|xx)ps?:", re.IGNORECASE)
_BEGINNINGS = ("http", "hxxp", "www.")
_HOST_APART = re.compile(r"[ \t\u00a0]{1,2}[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}(?=[/?#]|\s|$)")
_NAME_APART = re.compile(r"(?:\s{0,3}\.\s{0,3}[\w-]{1,63}){1,4}")
_PATH_APART = re.compile(r"[ \t\u00a0]{1,3}/\w\S*")
# The path behind a slash that stands apart. Where more stands in the line it is prose, unless no word is
# written so.
_SLASH_APART = re.compile(
    r"(?:(?<=/)|[ \t\u00a0]{1,3}/)[ \t\u00a0]{1,3}(?P<path>\w[\w/-]{0,99}+)(?!\.\w|[:@])"
)
_NO_WORD = re.compile(r".*?(?:[/_]|\d{5}|[^\W\d]\d|\d[^\W\d])")
_PLACE = re.compile(
    rf"(?<![\w.@/])@\w[\w.]{{2,29}}|(?<![A-Za-z])[A-Za-z]{{3,}}+/[A-Za-z]\w{{0,40}}?[\d_]"
    rf"|(?<![\w.@/])(?:www[ ,;]\w[\w-]*[ ,;.]\w+/|t(?:[,;] ?|\. |  ?)me/)\w|^[> ]*+[\w.~%/-]++\?\w++=\S*\s*$"
    rf"|(?<=\w)(?: ?[·•‧∙・,;。．｡] ?|[ (\[]{{1,2}}dot[ )\]]{{1,2}}){_COMMON}\b",
    re.IGNORECASE,
)
_REST = re.compile(r"(?:/\S*)?")
_ELLIPSIS = re.compile(r"…|\.{3,}|\.{2,}$")
_PAIRS = {")": "(", "]": "[", "}": "{"}
_TRAILING = ".,;:!?'’*~|" + INVISIBLE
# Small pictures, arrows and signs that a chat puts right behind a link.
_PICTURE = re.compile(
    "[\u00a9\u00ae\u203c\u2049\u20e3\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u24c2\u25a0-\u27bf\u2900-\u297f"
    "\u2b00-\u2bff\u3030\u303d\u3297\u3299\ufe0e\ufe0f\U0001f000-\U0001faff]"
)


def pieces(line: str) -> Iterator[str]:
    """Every piece of the line that looks like a link, from left to right: whole, cut off or torn apart."""
    at = 0
    while match := _START.search(line, at):
        end = match.end() if match["host"] and not has_ending(match["host"]) else _end(line, match)
        piece = _trimmed(line[match.start() : end], line[max(0, match.start() - 1) : match.start()])
        piece += _after_a_space(piece, line, match.start() + len(piece))
        at = max(match.start() + len(piece), match.end())
        if _is_link(match, piece):
            yield piece


def has_link(text: str) -> bool:
    """Whether any piece of the text looks like a link; read no further than the first."""
    return any(True for line in text.splitlines() for _piece in pieces(line))


def place_named(line: str) -> str:
    """A line without a link from where one seems to be meant: an account, a slash, a dot that slipped."""
    place = _PLACE.search(line)
    return line[line.rfind(" ", 0, place.start()) + 1 :].strip() if place else ""


def has_space(piece: str) -> bool:
    """Whether a space stands where none can be."""
    return re.search(r"\s", piece) is not None


def is_cut_off(piece: str) -> bool:
    """Whether dots stand where part of the link should be."""
    return _ELLIPSIS.search(refang(piece)) is not None


def _end(line: str, match: re.Match[str]) -> int:
    at = match.end()
    if match["host"]:
        at = _after(_PORT, line, at)
        if line[at : at + 1] not in ("/", "?", "#"):
            return _after(_CUT_SHORT, line, at)
    stop = _STOP.search(line, at)
    return stop.start() if stop else len(line)


def _after_a_space(piece: str, line: str, at: int) -> str:
    """What belongs to this link and stands behind a space that a keyboard put there, or nothing."""
    host = _BARE.fullmatch(piece.removesuffix("/"))
    if host is None:
        return ""
    if has_ending(host[1]):
        rest = _PATH_APART.match(line, at)
        return rest[0] if rest else _behind_a_slash(piece, line, at)
    if piece.endswith("/"):
        return ""
    name = _NAME_APART.match(line, at) if piece[:4].lower() in _BEGINNINGS else None
    if name is None and "." not in host[1] and _SCHEME_FIRST.match(piece):
        name = _HOST_APART.match(line, at)
    if name is None or not has_ending(re.sub(r"\s", "", host[1] + name[0])):
        return ""
    return line[at : _after(_REST, line, name.end())]


def _behind_a_slash(piece: str, line: str, at: int) -> str:
    """The path of a bare site whose slash stands apart: `example.org/ ana`, `https://example.org / ana`."""
    rest = _SLASH_APART.match(line, at)
    if rest is None or not (piece.endswith("/") or piece[:4].lower() in _BEGINNINGS):
        return ""
    is_alone = line.strip(" \t" + _TRAILING) == piece + rest[0]
    return rest[0] if is_alone or _NO_WORD.match(rest["path"]) else ""


def _after(pattern: re.Pattern[str], line: str, at: int) -> int:
    match = pattern.match(line, at)
    return match.end() if match else at


def _trimmed(piece: str, before: str) -> str:
    """Without the punctuation of the sentence, closing brackets of the prose and marks of emphasis."""
    emphasis = before if before in ("_", "'") else ""
    surplus = {closer: piece.count(closer) - piece.count(opener) for closer, opener in _PAIRS.items()}
    end = len(piece)
    while end and not piece.endswith(("…", ".."), 0, end):
        last = piece[end - 1]
        is_prose = last in _TRAILING or last == emphasis or _PICTURE.match(last)
        if not is_prose and surplus.get(last, 0) <= 0:
            break
        surplus[last] = surplus.get(last, 0) - 1
        end -= 1
    return piece[:end]


def _is_link(match: re.Match[str], piece: str) -> bool:
    if match["schemed"]:
        return len(piece) > len(match["schemed"])
    if match["cut"] or match["torn"] or match["slipped"]:
        return True
    return has_ending(match["host"]) and (piece != match["host"] or stands_alone(match["host"]))
