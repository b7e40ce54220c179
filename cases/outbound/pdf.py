"""A notice as PDF/A-3 with its own data attached; the same document always gives the same bytes."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from types import ModuleType

from cases.documents import Document
from cases.outbound import OutboundError, confined, plain

MAX_TEXT = 64 * 1024  # characters besides the addresses
MAX_ITEMS = 1000
MAX_ADDRESSES = 256 * 1024
PANGO = "Pango is missing. Type: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


def render(document: Document, *, draft: bool = False) -> bytes:
    """The letter; a draft shows what is still to come and carries no attachment. Raises OutboundError."""
    _check_size(document)
    pages = _pages()
    return confined.run(lambda: pages.lay_out(document, draft=draft))


@cache
def _pages() -> ModuleType:
    """The layout engine, loaded when the first letter needs it, warm so that each child inherits it warm."""
    try:
        from cases.outbound import pages
    except (OSError, ImportError) as error:
        raise OutboundError(PANGO, permanent=False) from error
    pages.warm_up()
    return pages


def text(document: Document) -> str:
    """The same letter as plain text."""
    return plain.text(document)


def _check_size(document: Document) -> None:
    if len(document.items) > MAX_ITEMS:
        raise OutboundError(f"One letter holds at most {MAX_ITEMS:,} items.", permanent=True)
    addresses = sum(len(item.url) for item in document.items)
    if addresses > MAX_ADDRESSES:
        raise OutboundError("The addresses are too long together. Split the notice.", permanent=True)
    own = replace(document, earlier=None)  # what is told of each item adds to letters that were accepted
    if _length(own.to_json()) - addresses > MAX_TEXT:
        raise OutboundError(
            f"A letter holds at most {MAX_TEXT:,} characters besides its addresses.", permanent=True
        )


def _length(value: object) -> int:
    """The characters in all texts of a JSON value."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, dict):
        return sum(map(_length, value.values()))
    return sum(map(_length, value)) if isinstance(value, list) else 0
