"""What people paste, made ready to read: wrapping, invisible characters and defanging undone."""

from __future__ import annotations

import re
from urllib.parse import unquote

from cases.rules.tongue import gettext_noop

LONGEST = 8192
_TOO_LONG = gettext_noop("This link is longer than 8,192 characters. Copy it again from the address bar.")
_SPACES = "".join(
    map(
        chr,
        (
            *range(0x21),
            0x7F,
            0x85,
            0xA0,
            0x1680,
            *range(0x2000, 0x200B),
            0x2028,
            0x2029,
            0x202F,
            0x205F,
            0x3000,
        ),
    )
)
OUTER = _SPACES + "\"'`<>“”„‟‘’‚‛«»‹›「」『』"
# Tabs and line ends; soft hyphen; Arabic letter mark; zero-width and bidi controls; byte order mark.
INVISIBLE = "\t\n\v\f\r\x85\u2028\u2029\u00ad\u061c\u180e\ufeff" + "".join(
    map(chr, (*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070)))
)
_INVISIBLE = re.compile(f"[{INVISIBLE}]+")
_DOT = re.compile(r"\(dot\)|\[dot\]", re.IGNORECASE)
# Every bracket around one sign at once. Peeled one by one, a long nest would take hours.
_NEST = re.compile(r"(?<!\[)(\[++)([.:])(\]++)")
_SCHEME = re.compile(r"hxxp(s?)(?=:)", re.IGNORECASE)
# A whole address that was written for the inside of another one.
_ENCODED = re.compile(r"h(?:tt|xx)ps?%3a%2f%2f", re.IGNORECASE)
# A colon that slipped on the keyboard.
_COLON = re.compile(r"(h(?:tt|xx)ps?)[;,.](?=//)", re.IGNORECASE)


class Refused(ValueError):
    """The text cannot be read as a link; the message is one plain sentence that says what to do."""


def tidy(text: str) -> str:
    """The text without what surrounds it, what cannot be seen in it, and defanging."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Refused(
            gettext_noop("Part of this text cannot be read. Copy the link again and paste it.")
        ) from None
    bare = refang(_INVISIBLE.sub("", text).strip(OUTER))
    if _ENCODED.match(bare):
        bare = refang(unquote(bare))
    if not bare:
        raise Refused(gettext_noop("There is no link here. Paste the full link."))
    if len(bare) > LONGEST:
        raise Refused(_TOO_LONG)
    return bare


def refang(text: str) -> str:
    """Undo hxxp, [.], [:], (dot) and a slip such as https;// until nothing of it is left"""
    text = _NEST.sub(_unwrapped, _DOT.sub(".", text))
    if slipped := _COLON.match(text):
        text = f"{slipped[1]}:{text[slipped.end() :]}"
    # Whoever writes hxxp at the start writes it inside as well; elsewhere it is part of the link.
    return _SCHEME.sub(r"http\1", text) if _SCHEME.match(text) else text


def is_defanged(text: str) -> bool:
    """Whether a bracketed dot or colon stands anywhere in the text."""
    return _DOT.search(text) is not None or _NEST.search(text) is not None


def _unwrapped(nest: re.Match[str]) -> str:
    """The sign without the brackets that stand around it in pairs."""
    opening, sign, closing = nest.groups()
    pairs = min(len(opening), len(closing))
    return opening[pairs:] + sign + closing[pairs:]


def without_invisible(text: str) -> str:
    """The text as the eye sees it."""
    return _INVISIBLE.sub("", text)
