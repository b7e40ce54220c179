"""The numbers an organisation may decide for itself."""

from __future__ import annotations

from typing import Any

from django import forms

from cases.forms.desk import DeskForm
from cases.services import house, house_change

LABELS = {
    "ack_missing": "An acknowledgement is missed after",
    "reminder_24": "First reminder before the end",
    "reminder_12": "Second reminder",
    "reminder_4": "Third reminder",
    "reminder_1": "Last reminder",
}


def number(low: int, high: int, **kwargs: Any) -> forms.IntegerField:
    told = f"We can take {low} to {high}."
    errors = dict.fromkeys(("required", "min_value", "max_value"), told)
    errors["invalid"] = "Write a whole number, in digits."
    return forms.IntegerField(min_value=low, max_value=high, error_messages=errors, **kwargs)


class Rules(DeskForm):
    """Days and hours; hours of a law are not here."""

    retention_days = number(
        house_change.SHORTEST, house_change.MOST_DAYS, label="Days the data of a closed case is kept",
        help_text="Offered when a case is closed. Cases that are closed already keep their day.",
    )  # fmt: skip
    seal = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind, label in LABELS.items():
            most = house_change.MOST_ACK if kind == house.ACK else house_change.MOST_HOURS
            self.fields[kind] = number(1, most, label=f"{label}, in hours")

    @property
    def hours(self) -> dict[str, int]:
        return {kind: self.cleaned_data[kind] for kind in LABELS}
