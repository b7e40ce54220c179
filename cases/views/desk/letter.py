"""The letter as a page shows it, and beside it what each law asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cases.models import Notice
from cases.rules import regime, urls, wording
from cases.rules.regime import Element
from cases.rules.unseen import visible
from cases.services.gaps import Check
from cases.views.desk import words

YES, MISSING, NOT_ASKED = "yes", "missing", "not asked"
ALTERED = {"yes": "altered or generated", "no": "not altered", "unknown": "not known if altered"}


@dataclass(frozen=True)
class Section:
    """One regime's part of the letter; a gap is a sentence the law asks for and nobody has supplied."""

    heading: str
    sentences: tuple[str, ...]
    gaps: tuple[str, ...]

    @property
    def shown(self) -> tuple[str, ...]:
        """The sentences for the eye: what hides in the person's words is shown (D-66)."""
        return tuple(map(visible, self.sentences))


@dataclass(frozen=True)
class Line:
    """One line of the matrix: what is asked for, by whom, and what is there."""

    label: str
    detail: str
    cells: tuple[tuple[str, str], ...]  # the badge of a law, and what it says
    fix: str  # the doing that helps, or nothing

    @property
    def is_missing(self) -> bool:
        return any(said == MISSING for _, said in self.cells)


def sections(document: Any, check: Check) -> list[Section]:
    made = []
    for code in document.regimes:  # kept as chosen; a stored block has lost its place
        block = document.blocks[code]
        keys = [*wording.sentence_keys(code), *block.sentences]
        texts = tuple(block.sentences[key] for key in dict.fromkeys(keys) if key in block.sentences)
        gaps = tuple(
            element.label for element in check.missing.get(code, ()) if in_block(code, element.key)
        )  # fmt: skip
        made.append(Section(block.heading, texts, gaps))
    return made


def in_block(code: str, key: str) -> bool:
    """Whether an element is a sentence of the regime's own block."""
    return any(each.key == key and each.where.startswith("block.") for each in regime.get(code).elements)


def matrix(notice: Notice, document: Any, check: Check) -> list[Line]:
    """What is missing first. The same fact asked for by several laws is one line."""
    asked: dict[str, dict[str, Element]] = {}
    for code in notice.regimes:
        for element in regime.get(code).elements:
            if element.required and element.unless != document.standing:
                place = element.where if not element.where.startswith("block.") else f"{code} {element.where}"
                asked.setdefault(place, {})[code] = element
    lines = [line(place, by_code, notice, document, check) for place, by_code in asked.items()]
    return sorted(lines, key=lambda each: not each.is_missing)


def line(place: str, by_code: dict[str, Element], notice: Notice, document: Any, check: Check) -> Line:
    missing = {(code, each.key) for code, found in check.missing.items() for each in found}
    known, cells = regime.all_regimes(), []
    for code in notice.regimes:
        lacks = code in by_code and (code, by_code[code].key) in missing
        said = NOT_ASKED if code not in by_code else MISSING if lacks else YES
        cells.append((known[code].short, said))
    label = next(iter(by_code.values())).label
    absent = any(said == MISSING for _, said in cells)
    return Line(label, detail(place, document, absent), tuple(cells), fix(place) if absent else "")


def detail(place: str, document: Any, absent: bool) -> str:
    """What stands there now, or what is needed, in a few words."""
    where = place.rpartition(" ")[2]
    if absent:
        return {
            "block.relevant_information": "One or two facts, in the person's words.",
            "items[].url": "An item has no exact address.",
            "signature.name": "Nobody signs yet.",
        }.get(where, "The person has not stated this.")
    if where == "items[].url":
        return words.count(len(document.items), "exact address", "exact addresses")
    if where == "signature.name":
        signed = document.signature.signed_at is not None
        return f"{visible(document.signature.name)} {'signed' if signed else 'signs when it is approved'}"
    if where == "contact.email":
        return "the helpline, not the person" if document.standing != "subject" else document.contact.email
    return "in the letter"


def fix(place: str) -> str:
    return "facts" if place.endswith("block.relevant_information") else ""


def annex(document: Any) -> list[dict[str, str]]:
    """The items with their addresses defanged: the letter has them exact, the page never as links."""
    rows = []
    for item in document.items:
        parts = [item.kind, item.position, item.description]
        said = ", ".join(part for part in [*parts, ALTERED.get(item.altered, "")] if part)
        rows.append({"n": item.n, "shown": urls.defang(item.url), "said": visible(said)})
    return rows


def answers(notice: Notice, document: Any) -> list[dict[str, str]]:
    """What a web form asks for, in the order most forms ask it, each ready to be copied."""
    facts = document.blocks.get("us-tida")
    law = "\n\n".join(" ".join(part.sentences) for part in sections(document, Check(missing={}, blocked=[])))
    information = facts.sentences.get("relevant_information", "") if facts else ""
    standing = "I act for the person shown" if document.standing != "subject" else "I am the person shown"
    pairs = [
        ("Who reports", standing),
        ("Organisation", document.sender.organisation),
        ("Name of the signatory", document.signature.name),
        ("E-mail", document.contact.email),
        ("Telephone", document.contact.phone),
        ("Our reference", document.reference),
        ("Links, one per line", "\n".join(item.url for item in document.items)),
        ("Why it was shared without consent", information),
        ("What it is, item by item", descriptions(document)),
        ("Fingerprints of the pictures", fingerprints(document)),
        ("Statements of law", law),
        ("Signature", document.signature.name),
    ]
    return [{"label": label, "text": text} for label, text in pairs if text.strip()]


def descriptions(document: Any) -> str:
    lines = []
    for item in document.items:
        said = ", ".join(part for part in (item.kind, item.position, item.description) if part)
        if said:
            lines.append(f"{item.n}. {said}")
    return "\n".join(lines)


def fingerprints(document: Any) -> str:
    """The pictures' fingerprints as the letter has them, one on each line."""
    words = wording.texts()["frame"]
    lines = (
        f"{each.picture}. {words[each.kind].format(quality=each.quality)}: {each.digits}"
        for each in document.fingerprints
    )
    return "\n".join(lines)
