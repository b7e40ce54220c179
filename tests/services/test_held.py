"""What is held until a supervisor lets it go: a doubtful clock (R-13), a restored backup (R-20)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from cases.models import Case, Delivery, Event, Gate
from cases.rules.drift import Watch
from cases.services import held, outbox
from cases.services.record import verify
from tests.conftest import AT
from tests.services.rows import claim, fresh, staff_mail

Make = Callable[..., Any]
HOUR = timedelta(hours=1)
pytestmark = pytest.mark.django_db


def test_r13_what_leaves_the_house_is_held_while_the_clock_is_in_doubt(mail: Delivery) -> None:
    held.doubt_the_clock(at=AT)
    assert claim(mail) is None
    assert (fresh(mail).state, fresh(mail).last_error) == ("held", "held: clock")


def test_r13_our_own_people_are_told_all_the_same(make_case: Make, bo: Any) -> None:
    held.doubt_the_clock(at=AT)
    assert claim(staff_mail(make_case(), bo)) is not None


def test_r13_a_mail_to_the_person_is_held_too(make_case: Make) -> None:
    case = make_case(safe_contact={"channel": "email", "address": "ana@example.org", "zone": "UTC"})
    outbox.update_person(case=case, step="sent", at=AT)
    held.doubt_the_clock(at=AT)
    claim(Delivery.objects.get())
    assert Delivery.objects.get().state == "held"


def test_r13_a_paper_for_a_person_to_file_is_made(make_notice: Make) -> None:
    row = outbox.notice(make_notice(state="approved"), at=AT)
    held.doubt_the_clock(at=AT)
    assert claim(row) is not None


def test_r13_the_first_doubt_is_kept() -> None:
    held.doubt_the_clock(at=AT)
    held.doubt_the_clock(at=AT + HOUR)
    assert held.clock_doubted_since() == AT


def test_r13_one_click_lets_all_of_it_go_and_is_noted(mail: Delivery, di: Any) -> None:
    held.doubt_the_clock(at=AT)
    claim(mail)
    assert held.release(why="clock", actor=di, at=AT + HOUR) == 1
    assert held.clock_doubted_since() is None
    assert claim(mail, at=AT + HOUR) is not None
    event = Event.objects.get(kind="sending_released")
    assert (event.actor, event.facts) == (di, {"kind": "notice", "held": "clock"})
    assert verify(mail.case) == []


def test_r13_a_clock_that_keeps_time_is_trusted() -> None:
    watch, now = Watch(), held.database_clock()
    held.check_clock(at=now, steady=0.0, watch=watch)
    held.check_clock(at=now + timedelta(seconds=30), steady=30.0, watch=watch)
    assert held.clock_doubted_since() is None


def test_r13_a_jump_is_noticed(caplog: pytest.LogCaptureFixture) -> None:
    watch, now = Watch(), held.database_clock()
    held.check_clock(at=now - timedelta(seconds=100), steady=0.0, watch=watch)
    held.check_clock(at=now + timedelta(seconds=100), steady=30.0, watch=watch)
    assert held.clock_doubted_since() is not None
    assert "the clock jumped" in caplog.text


@pytest.mark.parametrize("apart", [timedelta(seconds=125), timedelta(seconds=-125)])
def test_r13_a_database_with_another_time_is_noticed(apart: timedelta) -> None:
    held.check_clock(at=held.database_clock() + apart, steady=0.0, watch=Watch())
    assert held.clock_doubted_since() is not None


@pytest.mark.parametrize(("state", "after"), [
    ("queued", "held"), ("unknown", "held"), ("claimed", "held"),
    ("failed", "failed"), ("cancelled", "cancelled"),
])  # fmt: skip
def test_r20_what_a_backup_would_send_is_held(make_case: Make, bo: Any, state: str, after: str) -> None:
    row = staff_mail(make_case(), bo, state=state)
    held.hold_restored()
    assert fresh(row).state == after
    assert (fresh(row).last_error == "held: restored") is (after == "held")


def test_r20_it_leaves_when_a_person_lets_it_go(make_case: Make, bo: Any, di: Any) -> None:
    row = staff_mail(make_case(), bo, state="claimed", attempts=3, lease_until=AT)
    held.hold_restored()
    assert claim(row, at=AT + HOUR) is None
    assert held.release(why="restored", actor=di, at=AT + HOUR) == 1
    assert (fresh(row).state, fresh(row).attempts, fresh(row).lease_until) == ("queued", 0, None)


def test_r20_letting_go_after_a_restore_says_nothing_about_the_clock(
    make_case: Make, bo: Any, di: Any
) -> None:
    staff_mail(make_case(), bo)
    held.doubt_the_clock(at=AT)
    held.hold_restored()
    held.release(why="restored", actor=di, at=AT + HOUR)
    assert Gate.objects.get(name="clock").since == AT


def test_r20_a_draft_that_waits_for_filing_stays_as_it_is(make_notice: Make, di: Any) -> None:
    row = outbox.notice(make_notice(state="approved"), at=AT)
    held.hold_restored()
    held.release(why="restored", actor=di, at=AT)
    assert (fresh(row).state, fresh(row).by_hand) == ("queued", True)
    assert not Event.objects.filter(case=Case.objects.get(), kind="sending_released").exists()
