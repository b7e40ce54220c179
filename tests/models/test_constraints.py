"""Constraints hold the truth, whatever our own code tries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from cases.models import (
    Bucket,
    Case,
    Channel,
    Clock,
    Delivery,
    Event,
    Heartbeat,
    Item,
    Location,
    Notice,
    Paper,
    Platform,
    Step,
    Visit,
)  # fmt: skip
from cases.services import outbox
from tests.conftest import AT, build_location


def refused(act: Callable[[], Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        act()


@pytest.mark.parametrize("model", [Case, Notice, Location])
def test_no_unknown_state_can_be_stored(make_notice: Callable[..., Notice], model: Any) -> None:
    make_notice()
    refused(lambda: model.objects.update(state="imagined"))


@pytest.mark.parametrize("state", ["sent", "acknowledged", "refused", "escalated", "complied"])
def test_a_notice_that_was_sent_has_its_time(make_notice: Callable[..., Notice], state: str) -> None:
    notice = make_notice()
    refused(lambda: Notice.objects.filter(pk=notice.pk).update(state=state, sent_at=None))


def test_a_delivery_that_was_sent_has_its_time(make_notice: Callable[..., Notice]) -> None:
    delivery = outbox.notice(make_notice(), at=AT)
    refused(lambda: Delivery.objects.filter(pk=delivery.pk).update(state="sent"))


def test_a_location_is_on_one_open_notice(make_notice: Callable[..., Notice]) -> None:
    first = make_notice()
    location = first.items.first().location
    second = Notice.objects.create(case=first.case, number=2, created_at=AT)
    refused(lambda: Item.objects.create(notice=second, location=location, number=1))
    first.items.update(is_open=False)
    Item.objects.create(notice=second, location=location, number=1)


def test_items_are_numbered_once(make_notice: Callable[..., Notice]) -> None:
    notice = make_notice()
    location = build_location(notice.case, number=9)
    refused(lambda: Item.objects.create(notice=notice, location=location, number=1))


def test_notices_are_numbered_once_per_case(make_notice: Callable[..., Notice]) -> None:
    notice = make_notice()
    refused(lambda: Notice.objects.create(case=notice.case, number=notice.number, created_at=AT))


def test_a_location_is_once_in_a_case(make_case: Callable[..., Case]) -> None:
    case = make_case(links=1)
    refused(lambda: build_location(case, number=1))


def test_location_numbers_are_once_in_a_case(make_case: Callable[..., Case]) -> None:
    first, second = make_case(links=2).locations.all()
    refused(lambda: Location.objects.filter(pk=second.pk).update(number=first.number))


def test_the_same_address_may_be_in_two_cases(make_case: Callable[..., Case]) -> None:
    one, other = make_case(links=1).locations.get(), make_case(links=1).locations.get()
    assert Location.objects.filter(pk=other.pk).update(url_index=one.url_index) == 1


def test_one_clock_runs_per_regime_and_reading(make_notice: Callable[..., Notice]) -> None:
    clock = make_notice(state="sent").clocks.first()
    clock.pk = None
    refused(clock.save)


@pytest.mark.parametrize(
    "change", [{"reading": "conservative"}, {"stopped_at": AT}, {"regime": "nz-hdca-24"}]
)
def test_another_reading_or_a_stopped_one_may_stand_beside_it(
    make_notice: Callable[..., Notice], change: dict[str, Any]
) -> None:
    clock = make_notice(state="sent").clocks.first()
    clock.pk = None
    for name, value in change.items():
        setattr(clock, name, value)
    clock.save()
    assert Clock.objects.filter(notice=clock.notice_id).count() == 3


def test_a_step_is_done_once_per_clock(make_notice: Callable[..., Notice]) -> None:
    notice = make_notice(state="sent")
    step = Step(notice=notice, clock=notice.clocks.first(), kind="overdue", planned_at=AT, at=AT)
    step.save()
    step.pk = None
    refused(step.save)


def test_a_delivery_has_a_key_of_its_own(make_notice: Callable[..., Notice]) -> None:
    delivery = outbox.notice(make_notice(), at=AT)
    again = outbox.row(case=delivery.case, kind="notice", key=delivery.key, at=AT)
    refused(again.save)


def test_an_event_has_one_place_in_its_chain(make_case: Callable[..., Case]) -> None:
    values = {"case": make_case(), "seq": 1, "kind": "held", "at": AT, "digest": "0"}
    Event.objects.create(**values)
    refused(lambda: Event.objects.create(**values))


def test_a_paper_is_kept_once(make_notice: Callable[..., Notice]) -> None:
    notice = make_notice()
    Paper(notice=notice, kind="notice", pdf=b"x", sha256="0", made_at=AT).save()
    refused(Paper(notice=notice, kind="notice", pdf=b"x", sha256="0", made_at=AT).save)


def test_a_channel_is_once_on_a_platform(make_platform: Callable[..., Platform]) -> None:
    channel = make_platform().channels.get()
    channel.pk = None
    refused(channel.save)


@pytest.mark.parametrize("name", ["reference", "code_index", "submit_index"])
def test_what_finds_a_case_finds_one(make_case: Callable[..., Case], name: str) -> None:
    first, second = make_case(), make_case()
    refused(lambda: Case.objects.filter(pk=second.pk).update(**{name: getattr(first, name)}))


def test_a_location_in_a_notice_cannot_vanish(make_notice: Callable[..., Notice]) -> None:
    location = make_notice().items.first().location
    refused(lambda: Location.objects.filter(pk=location.pk).delete())


@pytest.mark.parametrize(
    "row", [Bucket(), Heartbeat(name="sweep", at=AT), Visit(), Channel(kind="email"), Platform()]
)
def test_a_row_says_nothing_about_a_person(row: Any) -> None:
    assert "@" not in str(row)
    assert len(str(row)) < 40


def test_rows_of_a_case_name_only_references(make_notice: Callable[..., Notice]) -> None:
    notice = make_notice(state="sent")
    delivery = outbox.notice(notice, at=AT)
    rows = [
        notice,
        notice.case,
        *notice.items.all(),
        *notice.clocks.all(),
        delivery,
        *notice.case.locations.all(),
    ]
    for row in [*rows, *notice.case.depictions.all()]:
        assert "Ana" not in f"{row} {row!r}"
        assert "clipshare" not in f"{row} {row!r}"


def test_a_clock_is_overdue_only_after_its_last_instant(make_notice: Callable[..., Notice]) -> None:
    from datetime import timedelta

    clock = make_notice(state="sent").clocks.first()
    assert not clock.is_overdue(clock.due_at)
    assert clock.is_overdue(clock.due_at + timedelta(microseconds=1))
    clock.stopped_at = AT
    assert not clock.is_overdue(clock.due_at + timedelta(days=1))
