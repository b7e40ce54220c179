"""Her answers read back to her: how many links we found, and everything before it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms

from cases.forms.draft import Draft
from cases.forms.intake import ContactForm, LinksForm, PicturesForm
from cases.forms.report import report
from cases.rules import links, urls
from cases.rules.help import clock_name, place
from cases.rules.sentences import number
from cases.services.intake import Report

SHORTENED = 60
AGES = {"yes": "Yes", "unsure": "Not sure", "no": "No", "unsaid": "Prefer not to say"}


@dataclass(frozen=True)
class Answer:
    """One line of the last page: the question, her answer, and the page that changes it."""

    question: str
    lines: tuple[str, ...]
    page: str
    addresses: bool = False


def read_back(draft: Draft) -> dict[str, Any] | None:
    """What we read in her links: counts in words, and what was merged or cannot be used."""
    if draft.is_young or "links" not in draft.typed:
        return None
    bound = draft.form("links")
    bound.is_valid()
    reading = bound.reading if isinstance(bound, LinksForm) else None
    if reading is None:
        return None
    fine = len(reading.links)
    return {
        "reading": reading,
        "fine": (f"{number(fine)} link is" if fine == 1 else f"{number(fine)} links are").capitalize(),
        "doubles": number(len(reading.duplicates)) if reading.duplicates else "",
        "lines": named_lines(reading),
    }


def named_lines(reading: links.Reading) -> str:
    """The lines she can go on without: "line 4", "lines 4 and 7"."""
    numbers = sorted({piece.line for piece in reading.unreadable})
    if not numbers:
        return ""
    if len(numbers) == 1:
        return f"line {numbers[0]}"
    return f"lines {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"


def check_context(draft: Draft) -> dict[str, Any]:
    """The answers, the token that makes sending twice harmless, and the seal of exactly what is shown."""
    told = report(draft)
    return {"summary": summary(draft, told), "seal": told.digest, "token": draft.answers.get("token", "")}


def summary(draft: Draft, told: Report) -> list[Answer]:
    """Every answer with the page where it can be changed."""
    where = place(told.place).name if told.place else "Not said"
    first = Answer("Under 18", (AGES[told.under_18],), "age")
    last = contact_answers(told)
    if draft.is_young:
        return [first, Answer("Where you live", (where,), "services"), *last]
    return [first, Answer("Where you live", (where,), "place"), *picture_answers(draft, told), *last]


def picture_answers(draft: Draft, told: Report) -> list[Answer]:
    read = read_back(draft)
    found = [shortened(link.canonical) for link in read["reading"].links] if read else []
    words = (told.without_link,) if told.without_link else ()
    about = (label(PicturesForm, "kind", told.kind), label(PicturesForm, "made", told.made), told.description)
    signer = "You sign yourself." if told.signs_herself else "We sign for you."
    name = f"Name in our letters: {told.name_in_notices}" if told.name_in_notices else "No name."
    whom = "Someone I act for" if told.on_behalf else "Me"
    for_whom = tuple(part for part in (whom, told.authority_note, signer, name) if part)
    agreed = tuple(name for key, name in AGREED.items() if key in told.agreed)
    return [
        Answer("Links", (*found, *words), "links", addresses=True),
        Answer("About the pictures", tuple(part for part in about if part), "pictures"),
        Answer("Why it was shared without consent", (told.facts or "Not said",), "pictures"),
        Answer("Who this is for", for_whom, "whom"),
        Answer("You say this is true", ("Yes",), "sign"),
        Answer("What we may do", agreed or ("Nothing yet. We will ask you first.",), "sign"),
    ]


AGREED = {
    "platforms": "Write to the sites",
    "search": "Ask search engines",
    "regulators": "Tell the office that watches over a site",
    "police": "Talk to the police",
}


def contact_answers(told: Report) -> list[Answer]:
    wishes = told.safe_contact
    lines: tuple[str, ...] = ("We do not write to you. You come back here.",)
    if wishes["channel"] == "email":
        window = wishes["windows"][0]
        days = [label(ContactForm, "days", str(day)) for day in window["days"]]
        hours = f"{window['from']:02}:00 to {window['until']:02}:00 ({clock_name(wishes['zone'])})"
        lines = (f"By e-mail to {wishes['address']}", f"Subject: {wishes['subject']}", ", ".join(days), hours)
    return [
        Answer("How we may reach you", lines, "contact"),
        Answer("Who must not see this", (told.keep_from or "Not said",), "contact"),
    ]


def label(form: type[forms.Form], name: str, value: str) -> str:
    """The words beside an answer."""
    return str(dict(form.base_fields[name].choices).get(value, value))  # type: ignore[attr-defined]


def shortened(address: str) -> str:
    """An address that cannot be opened by a slip, short enough for a phone."""
    text = urls.defang(address)
    return text if len(text) <= SHORTENED else f"{text[: SHORTENED - 1]}…"
