"""What stands around a letter's blocks: heading, opening, confidentiality, signature, annex."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from cases.rules import validity, wording
from cases.rules.fingerprints import MOST_BITS_APART
from cases.rules.regime import all_regimes

Notice = Mapping[str, Any]
UNSIGNED = ("chaser", "withdrawal", "summary")  # made by the house about a request that was signed


@dataclass(frozen=True)
class Pictured:
    """The fingerprints of one picture, each with its label, and who vouches for them."""

    label: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Frame:
    """The words of one letter outside its blocks and items."""

    heading: str
    date: str
    paragraphs: tuple[str, ...]  # the last one leads to the asks, if there are any
    asks: tuple[str, ...]  # punctuated
    contact: str
    hand: str  # the name as signed with, where this letter itself is signed
    signed: str
    role: str
    annex_heading: str
    annex_intro: str
    annex_plain: str  # the same for a text without pages
    annex_end: str
    fingerprints_heading: str
    fingerprints_intro: str
    pictures: tuple[Pictured, ...]


def frame(notice: Notice, *, draft: bool = False) -> Frame:
    """The frame of a notice.json; a draft names what will be filled in when it is approved and sent."""
    words = wording.texts()["frame"]
    asks = tuple(notice["asks"])
    signs = notice["variant"] not in UNSIGNED
    signed, role = _signed(notice, draft) if signs else (_was_signed(notice), "")
    counted = _items(notice)
    same = [words["same_depiction"].format(numbers=_and(each)) for each in notice["copies"] if len(each) > 1]
    return Frame(
        heading=words[f"{notice['variant']}_heading"],
        date=moment(notice["date"]) if notice.get("date") else words["set_when_sent"] if draft else "",
        paragraphs=tuple(_paragraphs(notice)),
        asks=tuple(f"{ask}{'.' if n == len(asks) else ';'}" for n, ask in enumerate(asks, 1)),
        contact=_contact(notice),
        hand=notice["signature"]["name"] if signs and notice["signature"]["signed_at"] else "",
        signed=signed,
        role=role,
        annex_heading=words["annex"].format(items=counted if len(notice["items"]) > 1 else "item"),
        annex_intro=" ".join([words["annex_intro"].format(file=words["file"]), *same]),
        annex_plain=" ".join([words["annex_intro_plain"].format(file=words["file"]), *same]),
        annex_end=_annex_end(notice),
        fingerprints_heading=words["fingerprints"],
        fingerprints_intro=_fingerprints_intro(notice),
        pictures=tuple(_pictures(notice)),
    )


def moment(text: str, *, seconds: bool = False) -> str:
    """An instant of a notice.json as a letter writes it: 21 November 2026, 08:00 UTC."""
    instant = datetime.fromisoformat(text).astimezone(UTC)
    if seconds:
        return f"{wording.day(instant)} at {instant:%H:%M:%S} UTC"
    return wording.moment(instant)


def _platform(recipient: Mapping[str, str]) -> str:
    """The name of the service as a sentence uses it."""
    return (recipient["name"].splitlines() or [recipient["platform"]])[0] or "the platform"


def _items(notice: Notice) -> str:
    count = len(notice["items"])
    return f"{wording.in_words(count)} item{'' if count == 1 else 's'}"


def _and(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers[:-1])) + f" and {numbers[-1]}"


def _paragraphs(notice: Notice) -> list[str]:
    words, variant = wording.texts()["frame"], notice["variant"]
    search = any(wording.texts()["regimes"].get(code, {}).get("search") for code in notice["regimes"])
    items = words["in_search" if search else "on_service"].format(items=_items(notice))
    lead = words[f"opening_{notice['standing']}"].format(items=items)
    if variant == "first":
        return [lead]
    earlier = _Earlier(notice)
    if variant == "reappearance":
        return [earlier.again(), lead]
    if variant == "withdrawal":
        return [" ".join(each for each in (earlier.fill("withdrawn"), earlier.theirs()) if each)]
    if variant == "chaser":
        told = (
            earlier.wrote(),
            earlier.theirs(),
            earlier.refusal("you_refused"),
            earlier.period(),
            earlier.seen(),
        )
        return [" ".join(each for each in told if each), words["please"]]
    return _summary(notice, earlier)


class _Earlier:
    """Sentences about the request that went before, each claiming only what is recorded."""

    def __init__(self, notice: Notice) -> None:
        self.words = wording.texts()["frame"]
        self.known: Mapping[str, Any] = notice.get("earlier") or {}
        at = {key: self.known.get(f"{key}_at") for key in ("sent", "due", "checked", "removed", "refused")}
        self.held = {key: moment(value) if value else "" for key, value in at.items()}
        self.held |= {key: moment(at[key] or "", seconds=True) for key in ("due", "checked") if at[key]}
        self.held |= {
            "earlier": self.known.get("reference", ""),
            "platform": _platform(notice["recipient"]),
            "items": _items(notice),
            "theirs": self.known.get("their_reference", ""),
            "said": wording.texts()["refusals"].get(self.known.get("refusal_ground", ""), ""),
        }
        self.alone = len(notice["items"]) == 1

    def fill(self, key: str, **more: str) -> str:
        """The sentence, in the singular where it speaks of the only item."""
        text = self.words[key]
        return str((self.words.get(f"{key}_one", text) if self.alone else text).format_map(self.held | more))

    def wrote(self) -> str:
        return self.fill("wrote" if self.held["sent"] else "wrote_plain")

    def period(self) -> str:
        return self.fill("period_ended") if self.held["due"] else ""

    def seen(self) -> str:
        return self.fill("still_accessible" if self.held["checked"] else "not_confirmed")

    def theirs(self) -> str:
        return self.fill("your_reference") if self.held["theirs"] else ""

    def refusal(self, key: str) -> str:
        return self.fill(key) if self.held["refused"] else ""

    def again(self) -> str:
        removed = self.held["removed"]
        return self.fill(
            "again", removed=self.fill("again_removed" if removed else "again_plain", removed_at=removed)
        )


def _summary(notice: Notice, earlier: _Earlier) -> list[str]:
    """For a regulator: when, under which law, with what, and what became of it."""
    lines = [earlier.fill("summarised" if earlier.held["sent"] else "summarised_plain")]
    if earlier.held["theirs"]:
        lines[0] += " " + earlier.fill("their_reference")
    for code, block in notice["blocks"].items():
        labels = _supplied(code, notice)
        if labels:
            lines.append(earlier.fill("supplied", cites=block["cites"], labels="; ".join(labels)))
    words, seen = earlier.words, bool(earlier.known.get("outcomes"))
    end = f"{words['summary_observed' if seen else 'summary_items']} {words['summary_end']}"
    became = " ".join(each for each in (earlier.refusal("they_refused"), earlier.period()) if each)
    return [each for each in (*lines, became, end) if each]


def _supplied(code: str, notice: Notice) -> list[str]:
    """The elements that are there, as the list of a sentence."""
    regime = all_regimes().get(code)
    if regime is None:
        return []
    lacking = {each.key for each in validity.missing(regime, notice)}
    there = [each.label for each in regime.elements if each.required and each.key not in lacking]
    return [label[0].lower() + label[1:].partition(":")[0] for label in there]


def _contact(notice: Notice) -> str:
    words = wording.texts()["frame"]
    contact = notice["contact"]
    held = {"email": contact["email"], "reference": contact["reference"] or notice["reference"]}
    reply = words["reply"].format_map(held) if held["email"] else ""
    speaks = "acting_on_behalf" if notice["variant"] in UNSIGNED else notice["standing"]
    return f"{reply} {words['risk_' + speaks]}".strip()


def _signed(notice: Notice, draft: bool) -> tuple[str, str]:
    words, signature = wording.texts()["frame"], notice["signature"]
    role = ", ".join(each for each in (signature["role"], signature["capacity"]) if each)
    role = role[:1].upper() + role[1:]
    if signature["signed_at"]:
        signed = moment(signature["signed_at"], seconds=True)
        return words["signed"].format(name=signature["name"], signed=signed), role
    if draft:
        return words["to_be_signed"].format(name=signature["name"] or words["unnamed"]), role
    return "", ""


def _was_signed(notice: Notice) -> str:
    signature = notice["signature"]
    if not signature["signed_at"]:
        return ""
    signed = moment(signature["signed_at"], seconds=True)
    return str(wording.texts()["frame"]["was_signed"].format(name=signature["name"], signed=signed))


def _annex_end(notice: Notice) -> str:
    words, items = wording.texts()["frame"], notice["items"]
    if len(items) == 1:
        return str(words["annex_end_one"])
    counted = _items(notice)
    first, last = (items[0]["n"], items[-1]["n"]) if items else (0, 0)
    counted = counted[0].upper() + counted[1:]
    gaps = last - first >= len(items)
    return str(words["annex_end_some" if gaps else "annex_end"].format(items=counted, first=first, last=last))


def _fingerprints_intro(notice: Notice) -> str:
    """Where they come from, what each law lets us ask with them, and how to read them; no promise."""
    texts = wording.texts()
    words, blocks = texts["frame"], [texts["regimes"].get(code, {}) for code in notice["regimes"]]
    reasons = [each["fingerprints"] for each in blocks if "fingerprints" in each]
    read = words["fingerprints_read"].format(bits=MOST_BITS_APART)
    return " ".join([words["fingerprints_made"], *(reasons or [words["fingerprints_plain"]]), read])


def _pictures(notice: Notice) -> Iterator[Pictured]:
    words = wording.texts()["frame"]
    for (number, provenance), same in groupby(
        notice["fingerprints"], key=lambda each: (each["picture"], each["provenance"])
    ):
        label = words[f"picture_{provenance}"].format(n=number)
        yield Pictured(label, tuple((words[each["kind"]].format_map(each), each["digits"]) for each in same))
