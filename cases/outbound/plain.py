"""The letter as plain text for the body of an e-mail: the same words in the same order."""

from __future__ import annotations

import textwrap
from typing import Any

from cases.documents import Document
from cases.outbound.letter import context
from cases.rules.frame import Frame

WIDTH = 76


def text(document: Document) -> str:
    """The letter; every address stands unbroken on a line of its own."""
    given = context(document.to_json(), draft=False)
    frame = given["frame"]
    parts = [
        _lines(given["notice"]["sender"]["organisation"], *given["sender_lines"], given["reach"]),
        _lines(*given["recipient_lines"]),
        _particulars(given),
        frame.heading,
        *map(_wrapped, frame.paragraphs),
        _lines(*(_wrapped(ask, first=f"{n}. ") for n, ask in enumerate(frame.asks, 1))),
        *(_lines(block["heading"], _wrapped(_said(block))) for block in given["blocks"]),
        _lines(given["contact_heading"], _wrapped(frame.contact)),
        _lines(frame.signed, frame.role if frame.signed else ""),
        _lines(frame.annex_heading, _wrapped(frame.annex_plain)),
        *map(_item, given["items"]),
        *_fingerprints(frame),
        frame.annex_end,
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _particulars(given: dict[str, Any]) -> str:
    laws = "; ".join(given["cites"])
    return _lines(
        f"Reference: {given['notice']['reference']} (please quote it)",
        f"Date: {given['frame'].date}" if given["frame"].date else "",
        f"Items: {len(given['items'])}, listed in the annex below",
        _wrapped(laws, first="Law: ") if laws else "",
    )


def _said(block: dict[str, Any]) -> str:
    return " ".join(part["text"] for part in block["parts"])


def _item(item: dict[str, Any]) -> str:
    facts = (_wrapped(fact["text"], first=f"   {fact['label']}: ") for fact in item["facts"])
    return _lines(f"{item['n']}. {item['url']}", *facts)


def _fingerprints(frame: Frame) -> list[str]:
    """A picture for each paragraph, a fingerprint for each line."""
    if not frame.pictures:
        return []
    pictures = (
        _lines(each.label, *(f"   {label}: {digits}" for label, digits in each.lines))
        for each in frame.pictures
    )
    return [_lines(frame.fingerprints_heading, _wrapped(frame.fingerprints_intro)), *pictures]


def _lines(*lines: str) -> str:
    return "\n".join(line for line in lines if line)


def _wrapped(paragraph: str, *, first: str = "") -> str:
    """A paragraph within WIDTH; a long word, such as an address, is never broken."""
    return textwrap.fill(
        paragraph,
        WIDTH,
        initial_indent=first,
        subsequent_indent=" " * (len(first) - len(first.lstrip()) or len(first)),
        break_long_words=False,
        break_on_hyphens=False,
    )
