"""Settings: nothing is saved before its effect was shown, and only an admin comes here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from cases.models import HouseRules
from tests.conftest import AT, person_of_staff
from tests.views.desk import after, post, read, text_of

Make = Callable[..., Any]
NUMBERS = {
    "retention_days": "180", "ack_missing": "2", "reminder_24": "36", "reminder_12": "12", "reminder_4": "4",
    "reminder_1": "1",
}  # fmt: skip


@pytest.fixture
def as_ada(signed_in: Callable[[User], Client], db: None) -> Client:
    return signed_in(person_of_staff("ada", "admin"))


def seal_in(text: str) -> str:
    return text.partition('name="seal" value="')[2][:64]


def test_a_change_is_shown_first_and_then_saved(as_ada: Client, make_notice: Make, make_case: Make) -> None:
    make_notice(state="acknowledged", acknowledged_at=AT)
    make_case(state="closed")
    wanted = {**NUMBERS, "retention_days": "30"}
    text = text_of(post(as_ada, "/desk/settings", do="preview", **wanted))
    assert "It would change the next step of 1 of 1 notice with a clock." in text
    assert "1 closed case would keep the day set at closing." in text
    assert not HouseRules.objects.exists()
    saved = post(as_ada, "/desk/settings", do="save", seal=seal_in(text), **wanted)
    assert "The rules are saved." in after(as_ada, saved)
    assert "Ada, today 10:00 GMT: 30 days; 2, 36, 12, 4, 1 h" in read(as_ada, "desk_rules")


def test_without_a_look_at_the_effect_nothing_is_saved(as_ada: Client) -> None:
    answer = post(as_ada, "/desk/settings", do="save", **NUMBERS)
    assert answer.status_code == 409
    assert "Look at what would change once more" in text_of(answer)
    assert 'value="36"' in text_of(answer)
    assert not HouseRules.objects.exists()


def test_other_numbers_than_those_shown_are_not_saved(as_ada: Client) -> None:
    text = text_of(post(as_ada, "/desk/settings", do="preview", **NUMBERS))
    answer = post(as_ada, "/desk/settings", do="save", seal=seal_in(text), **{**NUMBERS, "reminder_24": "48"})
    assert answer.status_code == 409
    assert not HouseRules.objects.exists()


@pytest.mark.parametrize("typed", [{"retention_days": "0"}, {"reminder_1": "x"}, {"ack_missing": ""}])
def test_a_number_that_cannot_be_is_told(as_ada: Client, typed: dict[str, str]) -> None:
    answer = post(as_ada, "/desk/settings", do="preview", **{**NUMBERS, **typed})
    assert answer.status_code == 422
    assert "Nothing has been saved yet." in text_of(answer)


def test_reminders_out_of_order_are_told(as_ada: Client) -> None:
    answer = post(as_ada, "/desk/settings", do="preview", **{**NUMBERS, "reminder_12": "40"})
    assert answer.status_code == 409
    assert "nearer to the end" in text_of(answer)


def test_nobody_else_comes_here(as_bo: Client, as_di: Client, as_sam: Client) -> None:
    for client in (as_bo, as_di, as_sam):
        read(client, "desk_rules", status=404)


def test_closing_offers_the_day_of_the_house(as_bo: Client, make_case: Make) -> None:
    case = make_case(state="resolved")
    assert 'value="2027-05-22"' in read(as_bo, "desk_case_action", case.reference, "close")
