"""Letters for the tests, invented people and addresses, and a reader for the PDFs they become."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pikepdf

from cases.documents import (
    Authority,
    Block,
    Contact,
    Document,
    Item,
    Recipient,
    Sender,
    Signature,
)
from cases.rules import wording

AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
FACTS = "The individual did not agree to publication and never held the accounts that published the items"
ITEMS = (
    Item(1, "https://clipshare.test/v/tq81x", "video", "00:14 to 01:02", "Adult, indoors, blue wall", "no"),
    Item(2, "https://clipshare.test/v/tq82c?list=8hq2&index=4", "video", "", "Adult, same room", "unknown"),
)
ALL = ("no_consent", "intimate", "truth", "standing")


def letter(
    *regimes: str,
    items: Sequence[Item] = ITEMS,
    standing: str = "acting_on_behalf",
    variant: str = "first",
    affirmed: Sequence[str] = ALL,
    facts: str = FACTS,
    **changes: Any,
) -> Document:
    """A complete, signed letter under these regimes."""
    codes = regimes or ("us-tida",)
    said: dict[str, Any] = {
        "reference": "4F2AK9-1",
        "variant": variant,
        "date": AT,
        "sender": Sender(
            "Northgate Helpline", "12 Quay Row, Exampleton", "desk@northgate.test", "+44 1632 960 142"
        ),
        "recipient": Recipient("clipshare", "Clipshare Ltd", "removal form", "clipshare.test/report"),
        "regimes": codes,
        "items": tuple(items),
        "standing": standing,
        "asks": tuple(wording.asks(codes, at=AT, variant=variant)),
        "blocks": {code: block(code, standing=standing, affirmed=affirmed, facts=facts) for code in codes},
        "signature": Signature(
            "Dana Whitfield",
            "Head of Casework",
            wording.capacity(codes, standing=standing),
            AT - timedelta(minutes=5),
        ),
        "authority": Authority("helpline_mandate", AT - timedelta(days=30)),
        "contact": Contact("reply@northgate.test", "+44 1632 960 142", "4F2AK9-1"),
    }
    return Document(**(said | changes))


def block(
    code: str, *, standing: str = "acting_on_behalf", affirmed: Sequence[str] = ALL, facts: str = FACTS
) -> Block:
    """A regime's block with every choice made."""
    composed = wording.compose(
        code,
        standing=standing,
        affirmed=affirmed,
        at=AT,
        relevant_information=facts,
        choices={"content_kind": "nudity"},
        authority_granted=AT - timedelta(days=30),
    )
    return Block(**composed)


def notice(*regimes: str, **changes: Any) -> dict[str, Any]:
    """The same as JSON, for the rules that take JSON."""
    return letter(*regimes, **changes).to_json()


def opened(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf))


def read(pdf: bytes) -> str:
    """Everything the text layer says, a line for each line of the pages, in the order it was drawn."""
    with opened(pdf) as document:
        return "\n".join(line for page in document.pages for line in lines(page))


def squeezed(pdf: bytes) -> str:
    """The text layer without any white space: an address that runs over lines is in one piece again."""
    return "".join(read(pdf).split())


def lines(page: pikepdf.Page) -> Iterator[str]:
    """What each text object of a page says."""
    fonts = {name: _unicode(font) for name, font in page.Resources.Font.items()}
    font: dict[int, str] = {}
    said = ""
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            font = fonts[str(operands[0])]
        elif str(operator) == "TJ":
            codes = b"".join(bytes(each) for each in operands[0] if isinstance(each, pikepdf.String))
            said += "".join(font[int.from_bytes(codes[n : n + 2], "big")] for n in range(0, len(codes), 2))
        elif str(operator) == "ET":
            yield said
            said = ""


def _unicode(font: pikepdf.Object) -> dict[int, str]:
    """What each glyph of a font is to be read as."""
    table = font.ToUnicode.read_bytes().decode()
    pairs = re.findall(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]*)>", table.partition("beginbfchar")[2])
    return {int(glyph, 16): bytes.fromhex(text).decode("utf-16-be") for glyph, text in pairs}
