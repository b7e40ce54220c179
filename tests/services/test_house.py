"""The house's own rules: a preview that is right, versions that stay, clocks that do not move."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User

from cases.models import Case, Delivery, Event, HouseRules, Notice
from cases.rules import ladder
from cases.services import clocks, house, house_change, sweep
from cases.services.record import verify_house
from cases.services.refusal import Refused
from tests.conftest import AT

Make = Callable[..., Any]
H = timedelta(hours=1)
DEFAULT = dict(house.default_hours())
EARLY = {**DEFAULT, "reminder_24": 36}


def change(user: User, *, days: int = 180, hours: dict[str, int] = EARLY, at: Any = AT) -> HouseRules:
    seal = house.current().seal(days, hours)
    return house_change.change(retention_days=days, hours=hours, seal=seal, actor=user, at=at)


def test_without_a_version_the_shipped_numbers_hold() -> None:
    assert DEFAULT == {
        "ack_missing": 2, "reminder_24": 24, "reminder_12": 12, "reminder_4": 4, "reminder_1": 1
    }  # fmt: skip


@pytest.mark.django_db
def test_the_shipped_plan_is_the_one_that_holds_by_default() -> None:
    assert house.plan() is ladder.DEFAULT


def test_the_same_hours_are_the_same_plan() -> None:
    one, two = (house.plan_of(tuple(EARLY.items())) for _ in range(2))
    assert one is two
    assert ladder.audience("overdue", one) == "supervisor"


def test_a_preview_counts_what_would_move_and_writes_nothing(di: User, make_notice: Make) -> None:
    """Three wait for their first reminder, one has it behind; one has no acknowledgement yet."""
    for received in (AT - 3 * H, AT - 4 * H, AT - 13 * H):
        make_notice(state="acknowledged", received_at=received, acknowledged_at=AT)
    make_notice(state="sent")
    make_notice(state="draft")
    before = list(Notice.objects.order_by("pk").values())
    effect = house_change.preview(retention_days=180, hours=EARLY, at=AT)
    assert (effect.notices, effect.moved, effect.at_once) == (4, 3, 1)
    assert list(Notice.objects.order_by("pk").values()) == before
    assert not HouseRules.objects.exists()


def test_a_preview_is_what_the_change_then_does(di: User, make_notice: Make) -> None:
    for hours in (3, 4, 13):
        make_notice(state="acknowledged", received_at=AT - hours * H, acknowledged_at=AT)
    before = dict(Notice.objects.values_list("pk", "next_step_at"))
    effect = house_change.preview(retention_days=180, hours=EARLY, at=AT)
    change(di)
    after = dict(Notice.objects.values_list("pk", "next_step_at"))
    assert sum(before[pk] != after[pk] for pk in before) == effect.moved == 3
    assert all(clocks.next_step(notice) == notice.next_step_at for notice in Notice.objects.all())


def test_reminders_follow_the_new_hours_and_no_clock_moves(bo: User, di: User, make_notice: Make) -> None:
    notice = make_notice(state="acknowledged", acknowledged_at=AT)
    clocks_before = list(notice.clocks.order_by("pk").values())
    change(di)
    sweep.sweep(at=AT + 12 * H - timedelta(seconds=1))
    assert not Delivery.objects.exists()
    sweep.sweep(at=AT + 12 * H)
    assert list(Delivery.objects.values_list("step", flat=True)) == ["reminder_24"]
    assert list(notice.clocks.order_by("pk").values()) == clocks_before


def test_overdue_stays_where_the_law_puts_it(di: User, make_notice: Make) -> None:
    make_notice(state="sent")
    change(di)
    sweep.sweep(at=AT + 48 * H)
    assert not Delivery.objects.filter(step="overdue").exists()
    sweep.sweep(at=AT + 48 * H + timedelta(seconds=1))
    assert Delivery.objects.filter(step="overdue").exists()


def test_a_closed_case_keeps_its_day(di: User, make_case: Make) -> None:
    case = make_case(state="closed", retain_until=(AT + 180 * 24 * H).date())
    make_case(state="resolved")
    effect = house_change.preview(retention_days=30, hours=DEFAULT, at=AT)
    assert (effect.closed, effect.resolved, effect.moved) == (1, 1, 0)
    change(di, days=30, hours=DEFAULT)
    assert Case.objects.get(pk=case.pk).retain_until == case.retain_until
    assert house.day_offered(AT) == (AT + 30 * 24 * H).date()


def test_versions_stay_and_each_is_on_the_houses_record(di: User) -> None:
    change(di)
    change(di, days=30, hours=DEFAULT)
    assert [each.retention_days for each in HouseRules.objects.all()] == [30, 180]
    assert list(Event.objects.values_list("kind", flat=True)) == ["rules_changed"] * 2
    assert verify_house() == []


def test_what_was_not_looked_at_is_not_saved(di: User) -> None:
    seen = house.current().seal(180, EARLY)
    with pytest.raises(Refused, match="once more"):
        house_change.change(retention_days=30, hours=EARLY, seal=seen, actor=di, at=AT)
    change(di, days=90)
    with pytest.raises(Refused, match="once more"):
        house_change.change(retention_days=180, hours=EARLY, seal=seen, actor=di, at=AT)
    assert HouseRules.objects.count() == 1


@pytest.mark.parametrize(
    ("days", "hours", "why"),
    [
        (6, {}, "7 to 180"),
        (181, {}, "7 to 180"),
        (180, {"ack_missing": 0}, "1 to 24"),
        (180, {"reminder_24": 73}, "1 to 72"),
        (180, {"reminder_1": 0}, "1 to 72"),
        (180, {"reminder_12": 24}, "nearer"),
        (180, {"reminder_4": 13}, "nearer"),
    ],
)
def test_numbers_out_of_bounds_are_refused(di: User, days: int, hours: dict[str, int], why: str) -> None:
    with pytest.raises(Refused, match=why):
        change(di, days=days, hours={**DEFAULT, **hours})
