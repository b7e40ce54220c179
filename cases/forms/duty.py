"""What people type about their own work and the team's: away, rota, quiet hours, breaks."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.utils import timezone

from cases.forms.desk import ZONES, DeskForm
from cases.models import Shift

DAY, YEAR = timedelta(days=1), timedelta(days=366)
FEWEST, MOST = 3, 200


def day(**kwargs: Any) -> forms.DateField:
    errors = {"invalid": "Write the day as year-month-day."}
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}), error_messages=errors, **kwargs)


def hour(**kwargs: Any) -> forms.TimeField:
    errors = {"invalid": "Write the time as hours:minutes, such as 09:30."}
    return forms.TimeField(widget=forms.TimeInput(attrs={"type": "time"}), error_messages=errors, **kwargs)


class Zoned(DeskForm):
    """Times of day with the zone they are in."""

    zone = forms.ChoiceField(label="In which zone", choices=())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keys = dict.fromkeys([settings.DESK_ZONE, *ZONES])
        self.fields["zone"].choices = [(key, key.replace("_", " ")) for key in keys]
        self.fields["zone"].initial = settings.DESK_ZONE


class Away(DeskForm):
    """Whole days in the desk's own zone, and who has the cases in them."""

    first = day(label="First day away")
    last = day(label="Last day away")
    cover = forms.ModelChoiceField(
        label="Who covers", queryset=User.objects.none(), required=False,
        empty_label="Nobody",
        help_text="The cover has the cases while it lasts; without one, supervisors hear of them.",
    )  # fmt: skip

    def __init__(self, *args: Any, colleagues: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cover"].queryset = colleagues
        self.fields["cover"].label_from_instance = lambda user: user.first_name or user.username

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        first, last = cleaned.get("first"), cleaned.get("last")
        today = timezone.localdate(timezone=ZoneInfo(settings.DESK_ZONE))
        if first and abs(first - today) > YEAR:
            self.add_error("first", "Choose a day within a year from now.")
        elif first and last and last < first:
            self.add_error("last", "The last day lies before the first.")
        elif last and last < today:
            self.add_error("last", "These days are over. Choose a last day from today on.")
        elif first and last and last - first > YEAR:
            self.add_error("last", "An absence lasts a year at most. Note the rest when it comes.")
        elif first and last:
            zone = ZoneInfo(settings.DESK_ZONE)
            cleaned["starts_at"] = datetime.combine(first, time(0), zone)
            cleaned["ends_at"] = datetime.combine(last + DAY, time(0), zone)
        return cleaned


class WeeklyShift(Zoned):
    """One line of a weekly pattern."""

    weekday = forms.TypedChoiceField(label="Every", choices=Shift.Weekday.choices, coerce=int)
    begins = hour(label="From")
    ends = hour(label="To", help_text="No later than it begins: it ends on the next day.")
    field_order = ("weekday", "begins", "ends", "zone")


class OneDay(Zoned):
    """Other hours on one day, or none."""

    day = day(label="On")
    begins = hour(label="From", required=False)
    ends = hour(label="To", required=False, help_text="Leave both times empty for a day off.")
    field_order = ("day", "begins", "ends", "zone")


class Choices(Zoned):
    """What someone chose for the sake of the own wellbeing."""

    all_collapsed = forms.BooleanField(
        label="Keep everything closed: not even the newest message opens by itself", required=False
    )
    break_after = forms.IntegerField(
        label="Remind me of a break after", required=False, min_value=FEWEST, max_value=MOST,
        help_text=f"That many texts opened on one day, {FEWEST} to {MOST}. Empty: as the house has set it.",
        error_messages={
            "invalid": "Write a number, in digits.",
            "min_value": f"We can take {FEWEST} to {MOST}.", "max_value": f"We can take {FEWEST} to {MOST}.",
        },
    )  # fmt: skip
    quiet_from = hour(label="No reminders from", required=False)
    quiet_to = hour(
        label="Until", required=False,
        help_text="In these hours someone else hears. Where nobody else is there, it reaches you all the "
        "same. No deadline moves.",
    )  # fmt: skip
    keys_off = forms.BooleanField(
        label="Switch off single keys: J, K, A, H, / and ? do nothing", required=False
    )
    field_order = ("all_collapsed", "break_after", "quiet_from", "quiet_to", "zone", "keys_off")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if bool(cleaned.get("quiet_from")) != bool(cleaned.get("quiet_to")) and not self.errors:
            self.add_error("quiet_to", "Give both times, or none.")
        return cleaned
