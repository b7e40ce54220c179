"""What the letter's template needs: the notice's texts, with what is missing marked in its place."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

from cases.rules import validity, wording
from cases.rules.frame import frame
from cases.rules.regime import all_regimes

LONG_LIST = 12  # from here on an item's facts stand on one line
CONTROLS = (*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A))
VISIBLE = {code: f"[U+{code:04X}]" for code in CONTROLS}
# only these make a notice; said again in a chaser it would be a second one, with a clock of its own
DECLARING = ("first", "reappearance")
Notice = Mapping[str, Any]


def context(notice: Notice, *, draft: bool) -> dict[str, Any]:
    """The template's values for a notice.json."""
    declares = notice["variant"] in DECLARING
    gaps = _gaps(notice) if draft and declares else []
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
        "blocks": [_block(code, block, gaps) for code, block in blocks.items() if declares],
        "contact_gap": _first_label(gaps, ("contact.", "sender.")),
        "signature_gap": _first_label(gaps, ("signature.",)),
        "items": [_item(item, notice, gaps) for item in notice["items"]],
        "long_list": len(notice["items"]) > LONG_LIST,
    }


def _gaps(notice: Notice) -> list[tuple[validity.Missing, str]]:
    """Everything missing under the notice's regimes, each with the place where it would stand."""
    regimes = [all_regimes()[code] for code in notice["regimes"] if code in all_regimes()]
    where = {(regime.code, each.key): each.where for regime in regimes for each in regime.elements}
    return [
        (gap, where[gap.regime, gap.key]) for regime in regimes for gap in validity.missing(regime, notice)
    ]


def _recipient(recipient: Mapping[str, str]) -> list[str]:
    lines = (recipient["name"] or recipient["platform"]).splitlines()
    by = f"By {recipient['route']}" if recipient["route"] else ""
    return [
        *lines,
        *(each for each in (": ".join(each for each in (by, recipient["address"]) if each),) if each),
    ]


def _block(code: str, block: Mapping[str, Any], gaps: list[tuple[validity.Missing, str]]) -> dict[str, Any]:
    """A block's sentences in the order of the wording, a mark where one is missing."""
    sentences, words = block["sentences"], wording.texts()["frame"]
    lacking = {where.removeprefix("block."): gap.label for gap, where in gaps if gap.regime == code}
    order = [
        *wording.sentence_keys(code),
        *(key for key in sentences if key not in wording.sentence_keys(code)),
    ]
    parts = [{"text": shown(sentences[key])} for key in order if key in sentences and key not in lacking]
    if lacking:
        parts = [
            {"text": shown(sentences[key])} if key not in lacking else {"gap": words["one_missing"]}
            for key in order
            if key in lacking or key in sentences
        ]
        parts += [
            {"gap": words["missing"].format(label=label)}
            for key, label in lacking.items()
            if key in ("standing",) or key.startswith("authority.") or ("." not in key and key not in order)
        ]
    return {"heading": block["heading"], "parts": parts}


def _first_label(gaps: list[tuple[validity.Missing, str]], places: tuple[str, ...]) -> str:
    label = next((gap.label for gap, where in gaps if where.startswith(places)), "")
    return wording.texts()["frame"]["missing"].format(label=label) if label else ""


def _item(
    item: Mapping[str, Any], notice: Notice, gaps: list[tuple[validity.Missing, str]]
) -> dict[str, Any]:
    texts, outcomes = wording.texts(), (notice.get("earlier") or {}).get("outcomes", {})
    facts = [
        ("Kind", texts["kinds"].get(item["kind"], item["kind"])),
        ("Position", item["position"]),
        ("Description", item["description"]),
        ("Altered or generated", texts["altered"].get(item["altered"], item["altered"])),
        ("Last observed", outcomes.get(str(item["n"]), "")),
    ]
    gap = next((gap.label for gap, _ in gaps if gap.item == item["n"]), "")
    return {
        "n": item["n"],
        "url": item["url"].translate(VISIBLE),
        "gap": texts["frame"]["missing"].format(label=gap) if gap else "",
        "facts": [
            {"label": label, "text": shown(text), "dir": direction(text)} for label, text in facts if text
        ],
    }


def shown(text: str) -> str:
    """Text on one line, in which characters that steer the text around them are visible."""
    return " ".join(text.split()).translate(VISIBLE)


def direction(text: str) -> str:
    """ "rtl" if the first letter that has a direction runs from the right, or nothing."""
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in ("L", "R", "AL"):
            return "" if kind == "L" else "rtl"
    return ""
