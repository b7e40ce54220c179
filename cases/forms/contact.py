"""How she may be reached, and by whom never: mail inside her hours, a word for calls, a phrase for the day
the words get lost."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, ngettext_lazy

from cases.forms.plain import Choice, PlainField, PlainForm, sort_key
from cases.rules import help as places
from cases.rules import words

SUBJECTS = (
    gettext_noop("Your update"),
    gettext_noop("Monthly note"),
    gettext_noop("Reading list"),
    gettext_noop("Club news"),
    gettext_noop("A short reminder"),
    gettext_noop("Service message"),
)
_ADDRESS = re.compile(r"[^\s@\"'<>(),;:\\\[\]]+@[^\s@\"'<>(),;:\\\[\]]+\.[^\s@\"'<>(),;:\\\[\].]{2,}")
SHORTEST_PHRASE = 8
Short = partial(PlainField, required=False)


def mailbox(typed: str) -> str:
    """One address as mail can go to it: without signs nobody sees, its host in plain letters; or nothing."""
    plain = "".join(sign for sign in typed if unicodedata.category(sign) != "Cf")
    name, _at, host = plain.rpartition("@")
    try:
        validate_email(plain)
        written = f"{name}@{host.encode('idna').decode('ascii')}"
    except (ValidationError, UnicodeError):
        return ""
    return written if _ADDRESS.fullmatch(written) else ""


def some_days(*, initial: list[str]) -> forms.MultipleChoiceField:
    names = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
    return forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        initial=initial,
        choices=[(str(day), name) for day, name in enumerate(names)],
    )


def full_hour(hours: range, *, initial: int) -> forms.TypedChoiceField:
    """A full hour; left out it is the one we suggest."""
    choices = [(str(each), f"{each:02}:00") for each in hours]
    return forms.TypedChoiceField(
        required=False, coerce=int, empty_value=initial, initial=str(initial), choices=choices
    )


LATER_END = _("Choose an end that is later than the start. For hours past midnight, add other hours too.")


class ContactForm(PlainForm):
    channel = Choice(
        choices=[
            ("none", _("Do not write to me. I will come back here.")),
            ("email", _("Write me a short e-mail.")),
        ],
        initial="none",
    )
    email = Short(
        bound=254,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "inputmode": "email",
                "autocapitalize": "none",
                "spellcheck": "false",
            }
        ),
    )
    shared = Choice(choices=[("no", _("No, only me")), ("yes", _("Yes")), ("unsure", _("Not sure"))])
    anyway = forms.BooleanField(required=False, label=_("Use this mailbox all the same."))
    subject = forms.ChoiceField(required=False, choices=[(subject, _(subject)) for subject in SUBJECTS])
    days = some_days(initial=list("0123456"))
    start = full_hour(range(24), initial=9)
    until = full_hour(range(1, 25), initial=17)
    more_days = some_days(initial=[])
    more_start = full_hour(range(24), initial=18)
    more_until = full_hour(range(1, 25), initial=20)
    zone = forms.ChoiceField(required=False, choices=lambda: [("", _("Choose")), *cities()])
    acknowledge = forms.BooleanField(required=False, label=_("Send one short note now, to try it."))
    only_once = forms.BooleanField(required=False, label=_("Stop after one note."))
    code_word = Short(bound=80)
    never = Short(bound=500, rows=2)
    keep_from = Short(bound=500, rows=2)

    def __init__(
        self,
        *args: Any,
        device_at_risk: bool = False,
        account_at_risk: bool = False,
        near: Collection[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        near_first(self.fields["zone"], near)
        self.device_at_risk, self.account_at_risk = device_at_risk, account_at_risk
        if device_at_risk:  # a mail would come to a screen that someone else may read
            self.fields["days"].initial = []
            channel = self.fields["channel"]
            channel.choices = [choice for choice in channel.choices if choice[0] == "none"]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if self.errors:
            return told
        if told.get("days") and told["start"] >= told["until"]:
            self.add_error("until", LATER_END)
        if told.get("more_days") and told["more_start"] >= told["more_until"]:
            self.add_error("more_until", LATER_END)
        if told.get("channel") == "email":
            self.check_mail(told)
        told["windows"] = self.windows(told) if told.get("channel") == "email" or self.device_at_risk else []
        if told["windows"] and not told.get("zone"):
            self.add_error("zone", _("Choose a city with the same time as you."))
        return told

    def windows(self, told: dict[str, Any]) -> list[dict[str, Any]]:
        """Her hours, one or two spans of them: for mail, or for a call she asks for."""
        spans = [
            (told.get(f"{which}days"), told.get(f"{which}start"), told.get(f"{which}until"))
            for which in ("", "more_")
        ]
        return [
            {"days": sorted(map(int, days)), "from": start, "until": until}
            for days, start, until in spans
            if days
        ]

    def check_mail(self, told: dict[str, Any]) -> None:
        """One address, a mailbox that nobody else reads or her word that it may be used, and a time."""
        if address := mailbox(told["email"]):
            told["email"] = address
        else:
            self.add_error("email", _("Type one full e-mail address, such as name@example.org."))
        if told.get("shared") not in ("no", "yes", "unsure"):
            self.add_error("shared", _("Choose an answer. It keeps you safe."))
        elif told["shared"] != "no" and self.account_at_risk:
            self.add_error("shared", _("Someone was in your accounts. Use another mailbox, or no mail."))
        elif told["shared"] != "no" and not told.get("anyway"):
            self.add_error("shared", _("Then no mail is safer. Choose this above, or tick the box."))
        if not told.get("days"):
            self.add_error("days", _("Choose one day or more."))


def cities(near: Collection[str] = ()) -> list[tuple[str, str]]:
    """The time zones to choose from, each by its city, as the language orders them; those near first."""
    named = [(zone, str(_(places.city(zone)))) for zone in places.zones()]
    return sorted(named, key=lambda pair: (pair[0] not in near, sort_key(pair[1])))


def near_first(field: forms.Field, near: Collection[str]) -> None:
    """Those of the country she lives in stand at the top of a list of time zones, read when it is shown."""
    field.choices = lambda: [("", _("Choose")), *cities(near)]  # type: ignore[attr-defined]


class FirstContactForm(ContactForm):
    """With the report itself she may also agree on a phrase, should the words get lost."""

    phrase = Short(bound=80)
    colleague = forms.BooleanField(required=False, label=_("I work or help here. Keep this from my team."))

    def __init__(self, *args: Any, alone: bool = True, **kwargs: Any) -> None:
        """`alone` is False on the phone: a phrase that one of ours hears would guard nothing (V-08)."""
        super().__init__(*args, **kwargs)
        if not alone:
            del self.fields["phrase"]

    def clean_phrase(self) -> str:
        phrase: str = self.cleaned_data["phrase"]
        length = len(words.normalised(phrase))  # what is compared
        if phrase and length < SHORTEST_PHRASE:
            raise ValidationError(
                ngettext_lazy(
                    "This has %(count)d character. We need %(least)d or more.",
                    "This has %(count)d characters. We need %(least)d or more.",
                    "count",
                ),
                params={"count": length, "least": SHORTEST_PHRASE},
            )
        return phrase
