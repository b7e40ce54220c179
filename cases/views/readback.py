"""Her answers read back to her before anything is sent: each with the page where it can be changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from unicodedata import bidirectional

from django import forms
from django.utils.formats import date_format
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext_lazy as _

from cases.forms.contact import ContactForm
from cases.forms.draft import SKIPPED, Draft
from cases.forms.first import DeviceForm, HarmForm
from cases.forms.intake import PicturesForm, WhomForm
from cases.forms.links import NOWHERE, LinksForm
from cases.forms.report import report
from cases.rules import hosts, links, sources, urls
from cases.rules.help import clock_name, place
from cases.rules.instants import named_zone
from cases.services.intake import Earlier, Report, Unlinked
from cases.views.read_links import cut, read_back

SHORTENED = 60
ANSWER_BEGINS = 200
FROM_THE_RIGHT = {"R", "AL"}
AGES = {"yes": _("Yes"), "unsure": _("Not sure"), "no": _("No"), "unsaid": _("Prefer not to say")}


@dataclass(frozen=True)
class Answer:
    """One line of the last page: the question, her answer, and the page that changes it."""

    question: str
    lines: tuple[str, ...]
    page: str
    addresses: bool = False

    @property
    def runs(self) -> list[tuple[str, bool]]:
        """Each line, and whether all of it runs from the left: its full stop then ends it in Arabic too."""
        return [(line, not FROM_THE_RIGHT & set(map(bidirectional, str(line)))) for line in self.lines]


def check_context(draft: Draft) -> dict[str, Any]:
    """The answers, the token that makes sending twice harmless, and the seal of exactly what is shown."""
    told = report(draft)
    return {"summary": summary(draft, told), "seal": told.digest, "token": draft.answers.get("token", "")}


def summary(draft: Draft, told: Report) -> list[Answer]:
    """Every answer with the page where it can be changed."""
    where = _(place(told.place).name) if told.place else _("Not said")
    device = _("Not said") if draft.said("device", SKIPPED) else label(DeviceForm, "device", told.device)
    first = [
        Answer(_("Is this device safe"), (device,), "device"),
        Answer(_("Under 18"), (AGES[told.under_18],), "age"),
    ]
    last = contact_answers(told)
    if draft.is_young:
        return [*first, Answer(_("Where you live"), (where,), "services"), *last]
    happened = label(HarmForm, "harm", told.harm) if told.harm else _("Not said")
    return [
        *first,
        Answer(_("What happened"), (happened,), "harm"),
        Answer(_("Where you live"), (where,), "place"),
        *picture_answers(draft, told),
        *last,
    ]


def picture_answers(draft: Draft, told: Report) -> list[Answer]:
    read = read_back(draft)
    found = [shortened(link.canonical) for link in read["reading"].links] if read else []
    places = tuple(unlinked(place) for place in told.unlinked)
    none = NOWHERE if told.without_place else _("No link")
    chosen = (label(PicturesForm, name, draft.said("pictures", name)) for name in ("kind", "made"))
    about = [part for part in (*chosen, told.description) if part]
    facts, asks_facts = (told.facts or _("Not said"),), bool(told.facts) or draft.is_online
    others = (label(PicturesForm, "others_shown", told.others_shown),)
    ways = tuple(words for key, words in sources.labels() if key in told.sources)
    signer = _("You sign yourself.") if told.signs_herself else _("We sign for you.")
    name = told.name_in_notices or _("No name")
    named = _("If a name is asked for: {name}").format(name=name)
    for_whom = (*acting(told), signer, named)
    signature = _("The name under the letters") if told.signs_herself else _("Your name or first letters")
    agreed = tuple(name for key, name in AGREED.items() if key in told.agreed)
    return [
        Answer(_("Links"), tuple(found) or (none,), "links", addresses=bool(found)),
        *([Answer(_("Left out"), tuple(read["left_out"]), "links")] if read and read["left_out"] else []),
        *([Answer(_("Places without a link"), places, "links")] if places else []),
        *([Answer(_("Told before"), earlier_reports(told), "links")] if told.earlier else []),
        Answer(_("About the pictures"), tuple(about or [_("Not said")]), "pictures"),
        *([Answer(_("Others in the pictures"), others, "pictures")] if told.others_shown else []),
        *([Answer(_("How they may have got it"), ways, "pictures")] if told.sources else []),
        *([Answer(_("What shows that it was not agreed to"), facts, "pictures")] if asks_facts else []),
        Answer(_("Who this is for"), for_whom, "whom"),
        Answer(_("You say this is true"), (_("Yes"),), "sign"),
        *([Answer(signature, (told.signature_name,), "sign")] if told.signature_name else []),
        Answer(_("What we may do"), agreed or (_("Nothing yet. We will ask you first."),), "sign"),
    ]


def acting(told: Report) -> tuple[str, ...]:
    """For herself, or for whom and by what right."""
    if not told.on_behalf:
        return (_("Me"),)
    until = date_format(told.authority_until, "j F Y") if told.authority_until else ""
    right = label(WhomForm, "authority_type", told.authority_type)
    lines = (_("Someone I act for"), right, told.authority_note, until and _("Until {day}").format(day=until))
    return tuple(line for line in lines if line)


def unlinked(place: Unlinked) -> str:
    kind = label(LinksForm, "kind_1", place.kind)
    return ", ".join(filter(None, (kind, apart(place.site), apart(place.where))))


def earlier_reports(told: Report) -> tuple[str, ...]:
    """Each site she told, the day, the time and its zone, and its number; then how its answer begins."""
    lines: list[str] = []
    for each in told.earlier:
        day = date_format(each.day, "j F Y") if each.day else ""
        hour = f"{each.at.astimezone(named_zone(each.zone)):%H:%M}" if each.at else ""
        clock = clock_name(each.zone) if each.zone else ""
        told_them = (apart(each.site), day, hour, clock, apart(each.reference))
        lines.append(", ".join(filter(None, told_them)))
        lines += answered(each)
    return tuple(lines)


def apart(typed: str) -> str:
    """What she typed keeps its own direction where the line runs from the right."""
    return links.APART.format(typed) if typed and get_language_bidi() else typed


def answered(report: Earlier) -> list[str]:
    """When the site answered, and the first words of it."""
    said = []
    if report.answered_on:
        said.append(_("They answered on {day}.").format(day=date_format(report.answered_on, "j F Y")))
    if report.answer:
        said.append(
            _("They answered: {words}").format(
                words=apart(cut(urls.defang_all(report.answer), ANSWER_BEGINS))
            )
        )
    return said


AGREED = {
    "platforms": _("Write to the sites"),
    "search": _("Ask search engines"),
    "regulators": _("Tell the office that watches over a site"),
    "police": _("Talk to the police"),
}


def contact_answers(told: Report) -> list[Answer]:
    wishes = told.safe_contact
    hours = tuple(safe_hours(window, wishes["zone"]) for window in wishes.get("windows", ()))
    lines: tuple[str, ...] = (_("We do not write to you. You come back here."), *hours)
    if wishes["channel"] == "email":
        lines = (
            _("By e-mail to {address}").format(address=wishes["address"]),
            _("Subject: {subject}").format(subject=_(wishes["subject"])),
            *hours,
        )
    spoken = tuple(
        words.format(said=wishes[key])
        for key, words in (("code_word", _("Word: {said}")), ("never", _("Never: {said}")))
        if key in wishes
    )
    unseen = [told.keep_from] if told.keep_from else []
    unseen += [_("I work or help here. Keep this from my team.")] if told.colleague else []
    return [
        Answer(_("How we may reach you"), lines, "contact"),
        *([Answer(_("If we speak by phone"), spoken, "contact")] if spoken else []),
        *([Answer(_("Your phrase"), (_("Given. We do not show it."),), "contact")] if told.phrase else []),
        Answer(_("Who must not see this"), tuple(unseen or [_("Not said")]), "contact"),
    ]


def safe_hours(window: dict[str, Any], zone: str) -> str:
    """Her days and hours in one line."""
    days = _(", ").join(label(ContactForm, "days", str(day)) for day in window["days"])
    return _("{days}: {start} to {until} ({clock})").format(
        days=days,
        start=f"{window['from']:02}:00",
        until=f"{window['until']:02}:00",
        clock=clock_name(zone),
    )


def label(form: type[forms.Form], name: str, value: str) -> str:
    """The words beside an answer."""
    return str(dict(form.base_fields[name].choices).get(value, value))  # type: ignore[attr-defined]


def shortened(address: str) -> str:
    """An address that cannot be opened by a slip, short enough for a phone."""
    return cut(urls.defang(hosts.in_own_script(address)), SHORTENED)
