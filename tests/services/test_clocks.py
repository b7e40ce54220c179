"""Starting, replacing and stopping the clocks of a notice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from cases.models import Clock, Notice, Step
from cases.services import clocks
from tests.conftest import AT
from tests.services.story import last

Make = Callable[..., Any]
HOUR = timedelta(hours=1)


@pytest.fixture
def start(make_notice: Make) -> Callable[..., tuple[Notice, list[Clock]]]:
    def go(*regimes: str, basis: str = "form_confirmation", **values: Any) -> tuple[Notice, list[Clock]]:
        notice = make_notice(state="approved", regimes=list(regimes))
        for name, value in values.items():
            setattr(notice.channel, name, value)
        known = {"received_at": AT, "basis": basis, "actor": None, "at": AT + HOUR}
        return notice, clocks.start(notice=notice, **known)

    return go


@pytest.mark.parametrize(
    ("code", "kind", "hours"),
    [
        ("us-tida", "deadline", 48),
        ("uk-osa-u2u", "deadline", 48),
        ("in-it-3-2-b", "deadline", 2),
        ("nz-hdca-24", "deadline", 48),
        ("eu-dsa-16", "target", 48),
        ("policy-only", "target", 48),
    ],
)
def test_each_law_gives_its_own_clock(start: Make, code: str, kind: str, hours: int) -> None:
    _, [clock] = start(code)
    assert (clock.regime, clock.kind, clock.reading) == (code, kind, "asserted")
    assert clock.due_at == AT + hours * HOUR
    assert clock.rule_version.startswith(f"{code}/")


def test_a_period_in_months_has_an_earlier_alarm_where_it_was_moved(start: Make) -> None:
    _, [clock] = start("uk-gdpr-17")
    assert clock.alarm_at <= clock.due_at
    assert clock.due_at > AT + timedelta(days=29)


@pytest.mark.parametrize("code", ["au-osa-iba", "ca-bc-iipa", "sg-osra"])
def test_a_regulators_clock_does_not_start_by_our_request(start: Make, code: str) -> None:
    notice, started = start(code)
    assert started == []
    assert notice.next_step_at is None


@pytest.mark.parametrize(
    ("basis", "is_process", "runs"),
    [
        ("smtp_accepted", False, False),
        ("smtp_accepted", True, True),
        ("ticket_number", False, True),
        ("form_confirmation", False, True),
    ],
)
def test_a_law_that_asks_for_their_process_does_not_start_by_a_mail_elsewhere(
    start: Make, basis: str, is_process: bool, runs: bool
) -> None:
    _, started = start("us-tida", basis=basis, is_process=is_process)
    assert bool(started) is runs


def test_another_law_does(start: Make) -> None:
    _, started = start("us-tida", "uk-osa-u2u", basis="smtp_accepted", is_process=False)
    assert [clock.regime for clock in started] == ["uk-osa-u2u"]


def test_before_a_law_is_in_force_nothing_runs(make_notice: Make) -> None:
    notice = make_notice(state="approved", regimes=["us-tida"])
    early = AT.replace(month=5, day=1)
    assert clocks.start(notice=notice, received_at=early, basis="courier", actor=None, at=AT) == []


def test_our_own_target_counts_from_the_sending(make_notice: Make) -> None:
    notice = make_notice(state="sent", regimes=["policy-only"])
    notice.clocks.all().delete()
    known = {"received_at": AT + 5 * HOUR, "basis": "courier", "actor": None, "at": AT + 5 * HOUR}
    [clock] = clocks.start(notice=notice, **known)
    assert clock.started_at == AT


def test_the_record_says_when_it_arrived_and_what_runs(start: Make) -> None:
    notice, _ = start("us-tida")
    facts = last(notice.case).facts
    assert facts["basis"] == "form_confirmation"
    assert facts["received_at"] == "2026-11-23T10:00:00+00:00"
    assert facts["clocks"] == {"us-tida": "2026-11-25T10:00:00+00:00"}


def test_the_ladder_sees_running_clocks_only(make_notice: Make) -> None:
    notice = make_notice(state="sent")
    notice.clocks.filter(regime="us-tida").update(stopped_at=AT)
    assert [each.regime for each in clocks.running(notice)] == ["uk-osa-u2u"]


def test_the_next_step_leaves_out_what_is_done(make_notice: Make) -> None:
    notice = make_notice(state="sent")
    first = clocks.next_step(notice)
    lead = clocks.lead(notice)
    Step.objects.create(notice=notice, clock=lead, kind="ack_missing", planned_at=first, at=AT)
    assert clocks.next_step(notice) > first


def test_without_a_clock_there_is_no_next_step(make_notice: Make) -> None:
    notice = make_notice(state="sent")
    clocks.stop(notice=notice, reason="withdrawn", at=AT)
    assert clocks.next_step(notice) is None


def test_stopping_keeps_why_and_when(make_notice: Make) -> None:
    notice = make_notice(state="sent")
    clocks.stop(notice=notice, reason="removed", at=AT + HOUR)
    assert set(notice.clocks.values_list("stopped_at", "stop_reason")) == {(AT + HOUR, "removed")}


def test_a_stopped_clock_keeps_its_first_reason(make_notice: Make) -> None:
    notice = make_notice(state="sent")
    clocks.stop(notice=notice, reason="removed", at=AT)
    clocks.stop(notice=notice, reason="withdrawn", at=AT + HOUR)
    assert set(notice.clocks.values_list("stop_reason", flat=True)) == {"removed"}


def test_a_deadline_leads_before_an_earlier_target(make_notice: Make) -> None:
    notice = make_notice(state="sent", regimes=["uk-osa-u2u", "eu-dsa-16"])
    notice.clocks.filter(regime="eu-dsa-16").update(due_at=AT)
    assert clocks.lead(notice).regime == "uk-osa-u2u"


def test_of_two_deadlines_the_earlier_leads(make_notice: Make) -> None:
    notice = make_notice(state="sent", regimes=["uk-osa-u2u", "in-it-3-2-b"])
    assert clocks.lead(notice).regime == "in-it-3-2-b"


def test_without_a_clock_nothing_leads(make_notice: Make) -> None:
    assert clocks.lead(make_notice(state="approved")) is None
