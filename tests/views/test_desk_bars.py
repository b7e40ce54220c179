"""The bar is the ladder."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from cases.models import Clock
from cases.rules import clock, regime
from cases.views.desk import bars
from tests.conftest import AT

H, M, S = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)


def running(code: str = "us-tida", started_at: datetime = AT, **values: object) -> Clock:
    ran = clock.start(regime.get(code), started_at)
    return Clock(
        pk=values.pop("pk", 1), regime=code, rule_version=ran.rule_version or "", kind=ran.kind,
        basis="ticket_number", started_at=ran.started_at, due_at=ran.due_at, alarm_at=ran.alarm_at,
        noted_at=started_at, **values,
    )  # fmt: skip


def due_in(span: timedelta) -> bars.Face:
    one = running()
    return bars.face(one, one.due_at - span)


def test_a_clock_of_two_days_has_five_equal_segments() -> None:
    made = due_in(31 * H).segments
    assert len(made) == 5
    assert len({piece.width for piece in made}) == 1


def test_the_segments_follow_the_reminders() -> None:
    one = running()
    left = [(one.due_at - point) // H for point in bars.rungs(one)]
    assert left == [48, 24, 12, 4, 1, 0]


def test_a_month_starts_its_reminders_at_the_end() -> None:
    assert len(bars.rungs(running("uk-gdpr-17"))) == 6


def test_a_fresh_clock_is_empty() -> None:
    assert all(piece.filled == 0 for piece in due_in(48 * H).segments)


def test_half_the_first_day_fills_half_the_first_segment() -> None:
    first, *others = due_in(36 * H).segments
    assert first.filled == first.width / 2
    assert not any(piece.filled for piece in others)


def test_the_last_half_hour_shows_in_the_last_segment() -> None:
    *earlier, last = due_in(30 * M).segments
    assert all(piece.filled == piece.width for piece in earlier)
    assert last.filled == last.width / 2


def test_the_slanted_piece_comes_only_when_late() -> None:
    assert due_in(0 * S).slants == ()
    assert len(due_in(-1 * S).slants) == 4


@pytest.mark.parametrize(
    ("left", "tone"),
    [(4 * H + 1 * S, ""), (4 * H, ""), (4 * H - 1 * S, "soon"), (0 * S, "soon"), (-1 * S, "late")],
)
def test_the_tone_changes_with_the_words(left: timedelta, tone: str) -> None:
    assert due_in(left).tone == tone


def test_the_due_time_stands_with_its_zone() -> None:
    assert due_in(2 * H).due == "ends today 10:00 GMT"


def test_a_past_due_time_has_ended() -> None:
    assert due_in(-1 * H).due == "ended today 10:00 GMT"


def test_a_target_has_words_and_no_bar() -> None:
    shown = bars.face(running("eu-dsa-16"), AT)
    assert shown.words == "No legal clock"
    assert shown.segments == ()
    assert "our target" in shown.due


def test_a_target_that_passed_is_not_called_late() -> None:
    one = running("eu-dsa-16")
    shown = bars.face(one, one.due_at + 1 * H)
    assert shown.tone == ""
    assert "passed" in shown.due


def test_no_clock_is_said_plainly() -> None:
    assert bars.face(None, AT).words == "No clock yet"


def test_a_stopped_clock_counts_no_further() -> None:
    one = running(stopped_at=AT + 5 * H, stop_reason="removed")
    shown = bars.face(one, AT + 100 * H)
    assert shown.words == "someone saw that it is gone"
    assert shown.segments == ()


def test_a_deadline_leads_before_an_earlier_target() -> None:
    deadline, target = running(pk=1, started_at=AT + 9 * H), running("eu-dsa-16", pk=2)
    assert bars.lead([target, deadline]) is deadline


def test_the_earliest_deadline_leads() -> None:
    later, earlier = running(pk=1, started_at=AT + 9 * H), running("uk-osa-u2u", pk=2)
    assert bars.lead([later, earlier]) is earlier


def test_a_stopped_clock_does_not_lead() -> None:
    assert bars.lead([running(stopped_at=AT)]) is None
