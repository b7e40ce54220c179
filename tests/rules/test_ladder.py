"""The ladder, one second before, at and one second after each rung."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cases.rules import clock, ladder
from cases.rules.ladder import Rung, Running, audience, due, next_at
from cases.rules.regime import get

START = datetime(2026, 11, 23, 10, tzinfo=UTC)
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
NOTHING: frozenset[tuple[int, str]] = frozenset()


def _running(number: int, code: str, at: datetime = START) -> Running:
    made = clock.start(get(code), at)
    return Running(number, code, made.kind, made.started_at, made.due_at, made.alarm_at)


US, UK, INDIA = _running(1, "us-tida"), _running(2, "uk-osa-u2u"), _running(3, "in-it-3-2-b")
DSA, GDPR, POLICY = _running(4, "eu-dsa-16"), _running(5, "uk-gdpr-17"), _running(6, "policy-only")
BOTH = (US, UK)


def _kinds(rungs: list[Rung], clock_id: int | None = None) -> list[str]:
    return [each.kind for each in rungs if clock_id in (None, each.clock_id)]


def _is_due(clocks: tuple[Running, ...], clock_id: int, kind: str, at: datetime) -> bool:
    return (clock_id, kind) in {
        (each.clock_id, each.kind) for each in due(clocks, NOTHING, at, acknowledged=False)
    }


# kind of rung and hours from the start of the clock
AMERICAN = [
    ("ack_missing", 2), ("reminder_24", 24), ("reminder_12", 36), ("reminder_4", 44), ("reminder_1", 47),
    ("legal_contact", 50), ("regulator", 50), ("host_cdn_registrar", 72),
]  # fmt: skip
BRITISH = [
    ("ack_missing", 2), ("reminder_24", 24), ("reminder_12", 36), ("reminder_4", 44), ("reminder_1", 47),
    ("helpline_partner", 50), ("regulator", 50), ("host_cdn_registrar", 72),
]  # fmt: skip
INDIAN = [("reminder_1", 1), ("host_cdn_registrar", 26)]
ROWS = [(each, *row) for each, rows in ((US, AMERICAN), (UK, BRITISH), (INDIA, INDIAN)) for row in rows]


@pytest.mark.parametrize(("running", "kind", "hours"), ROWS)
def test_a_rung_is_due_at_its_second_and_not_one_before(running: Running, kind: str, hours: int) -> None:
    at = START + hours * HOUR
    assert not _is_due((running,), running.id, kind, at - SECOND)
    assert _is_due((running,), running.id, kind, at)
    assert _is_due((running,), running.id, kind, at + SECOND)


AT_THE_END = [(US, "overdue"), (US, "chaser"), (US, "search_deindex"),
              (UK, "overdue"), (UK, "chaser"), (UK, "expedited_complaint"), (UK, "search_deindex"),
              (INDIA, "overdue"), (INDIA, "chaser"), (INDIA, "grievance_officer"),
              (POLICY, "target_passed")]  # fmt: skip


@pytest.mark.parametrize(("running", "kind"), AT_THE_END)
def test_what_the_end_brings_waits_until_it_is_past(running: Running, kind: str) -> None:
    assert running.due_at is not None
    assert not _is_due((running,), running.id, kind, running.due_at - SECOND)
    assert not _is_due((running,), running.id, kind, running.due_at)  # the due instant is in time
    assert _is_due((running,), running.id, kind, running.due_at + SECOND)


def test_a_rung_carries_the_time_it_stands_for() -> None:
    rungs = {each.kind: each.at for each in due((US,), NOTHING, START + 9 * DAY, acknowledged=False)}
    assert (rungs["reminder_24"], rungs["overdue"]) == (START + 24 * HOUR, US.due_at)


def test_the_engine_is_woken_just_after_the_end() -> None:
    done = {(1, kind) for kind in ("ack_missing", "reminder_24", "reminder_12", "reminder_4", "reminder_1")}
    woken = next_at((US,), done, acknowledged=False)
    assert US.due_at is not None and woken is not None
    assert US.due_at < woken <= US.due_at + SECOND
    assert "overdue" in _kinds(due((US,), done, woken, acknowledged=False))


def test_rungs_come_in_the_order_of_time_and_the_lead_clock_first() -> None:
    rungs = due((UK, US), NOTHING, START + 9 * DAY, acknowledged=False)
    assert [each.at for each in rungs] == sorted(each.at for each in rungs)
    assert _kinds(rungs)[:9] == ["ack_missing", "reminder_24", "reminder_12", "reminder_4", "reminder_1",
                                 "overdue", "chaser", "expedited_complaint", "search_deindex"]  # fmt: skip


def test_two_clocks_due_together_remind_once() -> None:
    rungs = due(BOTH, NOTHING, START + 47 * HOUR, acknowledged=False)
    assert _kinds(rungs) == ["ack_missing", "reminder_24", "reminder_12", "reminder_4", "reminder_1"]
    assert {each.clock_id for each in rungs} == {1}


def test_only_the_lead_clock_chases() -> None:
    rungs = due((*BOTH, DSA, GDPR), NOTHING, START + 9 * DAY, acknowledged=False)
    assert [each.clock_id for each in rungs if each.kind in {"overdue", "chaser"}] == [1, 1]
    assert "target_passed" not in _kinds(rungs)


def test_each_regime_climbs_its_own_ladder() -> None:
    rungs = due((*BOTH, DSA), NOTHING, START + 9 * DAY, acknowledged=False)
    assert {"expedited_complaint", "helpline_partner", "regulator"} <= set(_kinds(rungs, 2))
    assert {"internal_complaint", "trusted_flagger", "regulator"} <= set(_kinds(rungs, 4))


def test_a_step_that_regimes_share_is_taken_once() -> None:
    kinds = _kinds(due((*BOTH, DSA), NOTHING, START + 9 * DAY, acknowledged=False))
    assert (kinds.count("search_deindex"), kinds.count("host_cdn_registrar")) == (1, 1)


def test_a_shared_step_belongs_to_the_clock_that_gets_there_first() -> None:
    earlier = _running(4, "eu-dsa-16", START - 5 * HOUR)  # a target, so the American deadline leads
    for clocks, first in (((US, INDIA), 3), ((US, earlier), 4)):
        rungs = due(clocks, NOTHING, START + 9 * DAY, acknowledged=False)
        assert [each.clock_id for each in rungs if each.kind == "search_deindex"] == [first]


def test_a_shared_step_done_on_a_stopped_clock_is_not_taken_again() -> None:
    done = {(1, "search_deindex")}
    assert "search_deindex" not in _kinds(due((UK,), done, START + 9 * DAY, acknowledged=False))


@pytest.mark.parametrize("kind", ["re_notice", "hash_block", "law_enforcement", "dispute_body"])
def test_what_has_no_time_or_is_the_chaser_never_comes_by_itself(kind: str) -> None:
    assert kind not in _kinds(due((US, UK, DSA, POLICY), NOTHING, START + 900 * DAY, acknowledged=False))


def test_the_earliest_deadline_leads_and_the_lower_number_breaks_a_tie() -> None:
    assert ladder.lead((UK, US)) is US
    assert ladder.lead((US, INDIA)) is INDIA


def test_a_target_leads_only_where_there_is_no_deadline() -> None:
    assert ladder.lead((DSA, GDPR)) is GDPR  # the target is weeks earlier
    assert ladder.lead((POLICY, DSA)) is DSA


def test_without_a_running_clock_nothing_ever_comes() -> None:
    order = Running(9, "sg-osra", "none", None, None, None)
    assert ladder.lead((order,)) is None
    assert due((order,), NOTHING, START + 900 * DAY, acknowledged=False) == []
    assert next_at((order,), NOTHING, acknowledged=False) is None
    assert next_at((), NOTHING, acknowledged=False) is None


def test_a_target_is_passed_and_never_overdue() -> None:
    kinds = _kinds(due((POLICY,), NOTHING, START + 49 * HOUR, acknowledged=False))
    assert "target_passed" in kinds
    assert not {"overdue", "chaser"} & set(kinds)


def test_a_deadline_is_overdue_and_never_a_target() -> None:
    assert "target_passed" not in _kinds(due((US,), NOTHING, START + 9 * DAY, acknowledged=False))


def test_when_the_lead_stops_the_next_clock_takes_over() -> None:
    assert _kinds(due((DSA,), NOTHING, START + 25 * HOUR, acknowledged=True)) == ["reminder_24"]


def test_a_clock_of_two_hours_has_one_reminder_and_asks_for_no_acknowledgement() -> None:
    kinds = _kinds(due((INDIA,), NOTHING, START + 9 * DAY, acknowledged=False))
    assert [kind for kind in kinds if kind.startswith(("ack", "reminder"))] == ["reminder_1"]


def test_a_reminder_at_the_very_start_does_not_exist() -> None:
    australian = _running(7, "au-osa-iba")  # 24 hours
    assert "reminder_24" not in _kinds(due((australian,), NOTHING, START + 9 * DAY, acknowledged=False))


def test_an_acknowledged_notice_is_not_asked_about() -> None:
    assert _kinds(due((US,), NOTHING, START + 3 * HOUR, acknowledged=True)) == []
    assert next_at((US,), NOTHING, acknowledged=True) == START + 24 * HOUR


def test_a_months_reminders_look_at_the_day_before_it_moved() -> None:
    christmas = _running(8, "uk-gdpr-17", datetime(2026, 11, 25, 12, tzinfo=UTC))
    first = datetime(2026, 12, 24, 23, 59, 59, tzinfo=UTC)
    assert _is_due((christmas,), 8, "reminder_24", first)
    assert not _is_due((christmas,), 8, "reminder_24", first - SECOND)


def test_a_month_is_overdue_only_after_the_day_it_moved_to() -> None:
    christmas = _running(8, "uk-gdpr-17", datetime(2026, 11, 25, 12, tzinfo=UTC))
    ends = datetime(2026, 12, 29, 23, 59, 59, tzinfo=UTC)
    assert not _is_due((christmas,), 8, "overdue", ends)
    assert _is_due((christmas,), 8, "overdue", ends + SECOND)


def _superseded(clocks: tuple[Running, ...], at: datetime) -> dict[str, bool]:
    return {each.kind: each.superseded for each in due(clocks, NOTHING, at, acknowledged=False)}


def test_of_several_late_reminders_only_the_newest_is_worth_saying() -> None:
    assert _superseded((US,), START + 45 * HOUR) == {
        "ack_missing": False, "reminder_24": True, "reminder_12": True, "reminder_4": False}  # fmt: skip


def test_a_reminder_is_superseded_at_the_second_of_the_next() -> None:
    assert not _superseded((US,), START + 36 * HOUR - SECOND)["reminder_24"]
    assert _superseded((US,), START + 36 * HOUR)["reminder_24"]


def test_nine_days_late_reminders_are_superseded_and_escalations_are_not() -> None:
    found = _superseded((US,), START + 9 * DAY)
    assert {kind for kind, superseded in found.items() if superseded} == {
        "ack_missing", "reminder_24", "reminder_12", "reminder_4", "reminder_1"}  # fmt: skip
    assert {"overdue", "chaser", "legal_contact", "regulator", "host_cdn_registrar"} <= set(found)


def test_at_the_due_instant_the_last_reminder_still_counts() -> None:
    assert US.due_at is not None
    assert not _superseded((US,), US.due_at)["reminder_1"]
    assert _superseded((US,), US.due_at + SECOND)["reminder_1"]


def test_a_reminder_already_sent_still_supersedes_the_older_one() -> None:
    rungs = due((US,), {(1, "reminder_12")}, START + 40 * HOUR, acknowledged=True)
    assert [(each.kind, each.superseded) for each in rungs] == [("reminder_24", True)]


def test_what_is_done_does_not_come_again() -> None:
    rungs = due(BOTH, NOTHING, START + 9 * DAY, acknowledged=False)
    done = {(each.clock_id, each.kind) for each in rungs}
    assert due(BOTH, done, START + 9 * DAY, acknowledged=False) == []
    assert next_at(BOTH, done, acknowledged=False) is None


def test_the_same_kind_on_another_clock_is_another_rung() -> None:
    kinds = _kinds(due(BOTH, {(1, "regulator")}, START + 9 * DAY, acknowledged=False), 2)
    assert "regulator" in kinds


def test_the_next_time_is_the_earliest_rung_left() -> None:
    assert next_at(BOTH, NOTHING, acknowledged=False) == START + 2 * HOUR
    assert next_at(BOTH, {(1, "ack_missing")}, acknowledged=False) == START + 24 * HOUR


@pytest.mark.parametrize(("kind", "who"), [
    ("ack_missing", "caseworker"), ("reminder_24", "caseworker"), ("reminder_1", "caseworker"),
    ("target_passed", "caseworker"), ("overdue", "supervisor"), ("chaser", "platform"),
    ("regulator", "draft"), ("search_deindex", "draft"), ("legal_contact", "draft"),
])  # fmt: skip
def test_each_rung_has_its_audience(kind: str, who: str) -> None:
    assert audience(kind) == who


def test_nothing_but_the_chaser_goes_to_anyone_outside_by_itself() -> None:
    outside = {each.kind for each in ladder.DEFAULT.rungs if each.to not in {"caseworker", "supervisor"}}
    assert outside == {"chaser"}


@pytest.mark.parametrize(("kind", "after"), [
    ("reminder_24", ["reminder_12", "reminder_4", "reminder_1"]), ("reminder_4", ["reminder_1"]),
    ("reminder_1", []), ("ack_missing", []), ("overdue", []), ("regulator", []),
])  # fmt: skip
def test_r15_a_later_reminder_makes_an_earlier_one_old_news(kind: str, after: list[str]) -> None:
    assert ladder.later(kind) == after


@pytest.mark.parametrize(
    ("kind", "before"),
    [("reminder_1", True), ("ack_missing", True), ("overdue", False), ("target_passed", False)],
)
def test_r15_reminders_belong_to_a_period_that_runs(kind: str, before: bool) -> None:
    assert ladder.is_before_the_end(kind) is before
