"""Where the pictures are: links in messy text, places without a link, and what she told a site before."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import date
from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.forms.contact import cities, near_first
from cases.forms.plain import PlainField, PlainForm, problems
from cases.models import Whereabouts
from cases.rules import instants, links
from cases.services import directory
from cases.services.intake import LINKS_PER_REPORT, Earlier, Unlinked

ROWS = 5
ANSWER_BOUND = 200_000
EARLIER = ("told", "day", "time", "ticket", "answer", "answered")
FIRST_YEAR = 2000
Short = partial(PlainField, required=False)
Row = dict[str, Any]
NOWHERE = _("Nothing is online yet, or I have no link")


def repeated(**makers: Callable[[], forms.Field]) -> dict[str, forms.Field]:
    """The same few fields for each row: name_1, name_2 and so on."""
    return {f"{name}_{row}": make() for row in range(1, ROWS + 1) for name, make in makers.items()}


def is_of_a_place(name: str) -> bool:
    """Whether this field holds the name of a place without a link."""
    return name.startswith(("site_", "where_"))


def said(told: dict[str, Any], row: int, *names: str) -> Row:
    return {name: told.get(f"{name}_{row}") or "" for name in names}


class LinksForm(PlainForm):
    """`needed` is False for a threat: nothing is online yet. `zone`: the only one of her country, if any."""

    links = Short(bound=200_000, rows=7, strip=False)
    without = forms.CharField(required=False, widget=forms.HiddenInput)
    nowhere = forms.CharField(required=False, widget=forms.HiddenInput, label=NOWHERE)

    clock = forms.ChoiceField(required=False, choices=lambda: [("", _("Choose")), *cities()])

    reading: links.Reading | None = None

    def __init__(
        self, *args: Any, needed: bool = True, zone: str = "", near: Collection[str] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        near_first(self.fields["clock"], near)
        self.needed, self.zone = needed, zone

    def clean_links(self) -> str:
        text: str = self.cleaned_data["links"]
        self.reading = links.read(text, directory.directory(), limit=LINKS_PER_REPORT)
        if not self.data.get("without"):
            wrong = problems(self.reading.unreadable)
            if self.reading.left_over:
                wrong.append(_("We take 200 links at a time. Send the first 200 now. Add the rest after."))
            if wrong:
                raise ValidationError(wrong)
        return text

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        self.zone = told.get("clock") or self.zone
        for row in range(1, ROWS + 1):
            self.check_place(said(told, row, "kind", "site", "where"), row)
            self.check_earlier(said(told, row, *EARLIER), row)
        if not self.zone and any(told.get(f"day_{row}") for row in range(1, ROWS + 1)):
            self.add_error("clock", _("Choose a city with the same time as you."))
        found = self.reading is not None and self.reading.links
        if self.needed and not (self.errors or found or self.unlinked() or self.knows_nowhere(told)):
            wanted = _("Paste a link here, or say below where the pictures are. Or press “{button}”.")
            self.add_error("links", format_lazy(wanted, button=NOWHERE))
        return told

    def knows_nowhere(self, told: dict[str, Any]) -> bool:
        """She said so. Words in the field speak against it: they are read, not thrown away."""
        return bool(told.get("nowhere")) and not told.get("links", "").strip()

    def check_place(self, place: Row, row: int) -> None:
        if place["kind"] and not (place["site"] or place["where"]):
            self.add_error(f"where_{row}", _("Say the name of the site, the app, the group or the account."))

    def check_earlier(self, report: Row, row: int) -> None:
        """A day that has been, a time that exists in her zone, and a site they belong to."""
        if not report["told"] and any(report.values()):
            self.add_error(f"told_{row}", _("Say which site you told."))
        if report["time"] and not report["day"]:
            self.add_error(f"day_{row}", _("Choose the day too, or leave out the time."))
        if report["day"]:
            self.check_moment(report, row)
        if report["answered"] and not self.has_been(report["answered"]):
            self.add_error(f"answered_{row}", _("Choose a day that has been."))
        elif report["answered"] and report["day"] and report["answered"] < report["day"]:
            self.add_error(f"answered_{row}", _("This is before the day you told them. Check both days."))

    def has_been(self, day: date) -> bool:
        """Has begun in her zone; as long as we do not know it, anywhere."""
        now = timezone.now()
        here = now.astimezone(instants.named_zone(self.zone)) if self.zone else now + instants.WIDEST
        return date(FIRST_YEAR, 1, 1) <= day <= here.date()

    def check_moment(self, report: Row, row: int) -> None:
        if not self.has_been(report["day"]):
            self.add_error(f"day_{row}", _("Choose a day that has been."))
        elif report["time"] and self.zone and not instants.latest(report["day"], report["time"], self.zone):
            self.add_error(f"time_{row}", _("The clocks went forward then, so this time was left out."))

    def unlinked(self) -> tuple[Unlinked, ...]:
        """The places she described, without the empty rows."""
        rows = (said(self.cleaned_data, row, "kind", "site", "where") for row in range(1, ROWS + 1))
        return tuple(
            Unlinked(kind=row["kind"] or Whereabouts.Kind.OTHER, site=row["site"], where=row["where"])
            for row in rows
            if row["site"] or row["where"]
        )

    def earlier(self) -> tuple[Earlier, ...]:
        """What she told sites before, with her zone, and the instant where she knew the time."""
        rows = (said(self.cleaned_data, row, *EARLIER) for row in range(1, ROWS + 1))
        return tuple(
            Earlier(
                site=row["told"],
                reference=row["ticket"],
                day=row["day"] or None,
                zone=self.zone if row["day"] else "",
                at=instants.latest(row["day"], row["time"], self.zone) if row["time"] else None,
                answer=row["answer"],
                answered_on=row["answered"] or None,
            )
            for row in rows
            if row["told"]
        )

    @property
    def unlinked_open(self) -> bool:
        """Whether there is something in the folded part about places without a link."""
        return any(field.value() or field.errors for fields in self.place_rows() for field in fields)

    @property
    def earlier_open(self) -> bool:
        return any(field.value() or field.errors for fields in self.earlier_rows() for field in fields)

    def place_rows(self) -> Iterator[list[forms.BoundField]]:
        return self.rows("kind", "site", "where")

    def earlier_rows(self) -> Iterator[list[forms.BoundField]]:
        return self.rows(*EARLIER)

    def rows(self, *names: str) -> Iterator[list[forms.BoundField]]:
        """The rows to show: those with something in them, and one to fill in."""
        for row in range(1, ROWS + 1):
            fields = [self[f"{name}_{row}"] for name in names]
            yield fields
            if not any(field.value() for field in fields):
                return


def a_day() -> forms.DateField:
    return forms.DateField(
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"autocomplete": "off"}),
        error_messages={"invalid": _("Write the day like this: 2026-11-23.")},
    )


LinksForm.base_fields |= repeated(
    kind=lambda: forms.ChoiceField(
        required=False,
        choices=[
            ("", _("Choose")),
            (Whereabouts.Kind.GROUP, _("A private group")),
            (Whereabouts.Kind.CHAT, _("A chat")),
            (Whereabouts.Kind.APP, _("An app")),
            (Whereabouts.Kind.ACCOUNT, _("An account")),
            (Whereabouts.Kind.OTHER, _("Something else")),
        ],
    ),
    site=lambda: Short(bound=200),
    where=lambda: Short(bound=200),
    told=lambda: Short(bound=200),
    day=a_day,
    time=lambda: forms.TimeField(
        required=False,
        input_formats=["%H:%M", "%H:%M:%S"],
        widget=forms.TimeInput(attrs={"autocomplete": "off"}),
        error_messages={"invalid": _("Write the time like this: 21:40.")},
    ),
    ticket=lambda: Short(bound=200),
    answer=lambda: Short(bound=ANSWER_BOUND, rows=3),
    answered=a_day,
)
