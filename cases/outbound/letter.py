"""What the letter's template needs: the notice's texts, with what is missing marked in its place."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from cases.outbound import gaps
from cases.outbound.gaps import Gap
from cases.outbound.lines import broken
from cases.rules import wording
from cases.rules.frame import frame

LONG_LIST = 12  # above this an item's facts stand on one line
LONG_ADDRESS = 20  # line breaks from which an address may run over the end of a page
SIZE, SIZE_IN_LONG_LIST = 11, 9.522  # of an address in points, as in letter.css
CONTROLS = (*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A))
NAMED = ("Altered or generated", "Last observed")  # in a long list the other facts speak for themselves
UNSEEN = (0xAD, 0x200B, 0x2060, 0xFEFF)
VISIBLE = {code: f"[U+{code:04X}]" for code in (*CONTROLS, *UNSEEN)}
Notice = Mapping[str, Any]


def context(notice: Notice, *, draft: bool) -> dict[str, Any]:
    """The template's values for a notice.json."""
    declares = notice["variant"] in wording.DECLARING
    missing = gaps.find(notice) if draft and declares else []
    sender, blocks = notice["sender"], notice["blocks"]
    return {
        "notice": notice,
        "frame": frame(notice, draft=draft),
        "draft": draft,
        "contact_heading": wording.texts()["frame"]["contact"],
        "sender_lines": sender["address"].splitlines(),
        "reach": "\u2002 ".join(each for each in (sender["email"], sender["phone"]) if each),
        "recipient_lines": _recipient(notice["recipient"]) if notice["variant"] != "summary" else [],
        "cites": [block["cites"] for block in blocks.values() if block["cites"]],
        "blocks": [_block(code, block, missing) for code, block in blocks.items() if declares],
        "contact_gap": gaps.first(missing, "contact.", "sender."),
        "signature_gap": gaps.first(missing, "signature."),
        "annex_gap": gaps.first(missing, "items[]."),
        "items": [_item(item, notice, missing) for item in notice["items"]],
        "long_list": wording.texts()["frame"]["long_list"] if len(notice["items"]) > LONG_LIST else "",
    }


def _recipient(recipient: Mapping[str, str]) -> list[str]:
    """To whom, and by which way."""
    by = f"By {recipient['route']}" if recipient["route"] else ""
    way = ": ".join(each for each in (by, recipient["address"]) if each)
    return [*(recipient["name"] or recipient["platform"]).splitlines(), *([way] if way else [])]


def _block(code: str, block: Mapping[str, Any], missing: Sequence[Gap]) -> dict[str, Any]:
    """A block's sentences in the order of the wording, a mark where one is missing."""
    sentences, mark = block["sentences"], wording.texts()["frame"]["one_missing"]
    lacking, unplaced = gaps.in_block(missing, code)
    order = dict.fromkeys([*wording.sentence_keys(code), *sentences])
    parts = [
        {"gap": mark} if key in lacking else {"text": shown(sentences[key])}
        for key in order
        if key in lacking or key in sentences
    ]
    return {"heading": block["heading"], "parts": [*parts, *({"gap": each} for each in unplaced)]}


def _item(item: Mapping[str, Any], notice: Notice, missing: Sequence[Gap]) -> dict[str, Any]:
    size = SIZE_IN_LONG_LIST if len(notice["items"]) > LONG_LIST else SIZE
    texts, outcomes = wording.texts(), (notice["earlier"] or {}).get("outcomes", {})
    facts = {
        "Kind": texts["kinds"].get(item["kind"], item["kind"]),
        "Position": item["position"],
        "Description": item["description"],
        "Altered or generated": texts["altered"].get(item["altered"], item["altered"]),
        "Last observed": outcomes.get(str(item["n"]), ""),
    }
    lines = broken(item["url"].translate(VISIBLE), size)
    return {
        "n": item["n"],
        "url": item["url"].translate(VISIBLE),
        "lines": lines,
        "long": lines.count("\n") >= LONG_ADDRESS,
        "gap": gaps.of_item(missing, item["n"]),
        "facts": [
            {"label": label, "text": shown(text), "dir": direction(text), "named": label in NAMED}
            for label, text in facts.items()
            if text
        ],
    }


def shown(text: str) -> str:
    """Text on one line, in which characters that steer the text around them are visible."""
    return " ".join(text.split()).translate(VISIBLE)


def direction(text: str) -> str:
    """ "rtl" if the first letter that has a direction runs from the right, or nothing."""
    kinds = (unicodedata.bidirectional(character) for character in text)
    first = next((kind for kind in kinds if kind in ("L", "R", "AL")), "L")
    return "" if first == "L" else "rtl"
