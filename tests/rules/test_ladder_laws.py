"""What must hold for every ladder at every instant, and what a plan file may say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules import clock
from cases.rules.ladder import DEFAULT, Running, audience, due, lead, next_at, read_plan
from cases.rules.regime import all_regimes, get
from cases.rules.tables import RegimeFileError

FIRST = datetime(2026, 7, 1, tzinfo=UTC)
CODES = [each.code for each in all_regimes().values() if each.enabled]


@st.composite
def _clocks(draw: st.DrawFn) -> tuple[Running, ...]:
    codes = draw(st.lists(st.sampled_from(CODES), unique=True, max_size=4))
    made = []
    for number, code in enumerate(codes, 1):
        running = clock.start(get(code), FIRST + timedelta(minutes=draw(st.integers(0, 100_000))))
        times = running.started_at, running.due_at, running.alarm_at
        made.append(Running(number, code, running.kind, *times))
    return tuple(made)


INSTANTS = st.integers(0, 400_000).map(lambda minutes: FIRST + timedelta(minutes=minutes))


def _after(
    clocks: tuple[Running, ...], at: datetime, done: frozenset[tuple[int, str]]
) -> frozenset[tuple[int, str]]:
    rungs = due(clocks, done, at, acknowledged=False)
    return done | {(each.clock_id, each.kind) for each in rungs}


@given(_clocks(), INSTANTS)
def test_called_twice_the_second_time_finds_nothing(clocks: tuple[Running, ...], at: datetime) -> None:
    done = _after(clocks, at, frozenset())
    assert due(clocks, done, at, acknowledged=False) == []


@given(_clocks(), INSTANTS)
def test_after_a_sweep_the_next_time_lies_ahead(clocks: tuple[Running, ...], at: datetime) -> None:
    then = next_at(clocks, _after(clocks, at, frozenset()), acknowledged=False)
    assert then is None or then > at


@given(_clocks(), INSTANTS)
def test_the_next_time_is_when_something_is_due(clocks: tuple[Running, ...], at: datetime) -> None:
    done = _after(clocks, at, frozenset())
    then = next_at(clocks, done, acknowledged=False)
    if then is not None:
        assert due(clocks, done, then - timedelta(microseconds=1), acknowledged=False) == []
        assert due(clocks, done, then, acknowledged=False)


@given(_clocks(), INSTANTS, INSTANTS)
def test_on_time_or_late_the_same_escalations_are_reached(
    clocks: tuple[Running, ...], one: datetime, other: datetime
) -> None:
    early, late = sorted((one, other))
    half = due(clocks, frozenset(), early, acknowledged=False)
    rest = due(clocks, _after(clocks, early, frozenset()), late, acknowledged=False)
    at_once = due(clocks, frozenset(), late, acknowledged=False)
    assert {(each.clock_id, each.kind) for each in (*half, *rest)} == {
        (each.clock_id, each.kind) for each in at_once
    }
    lasting = {(each.clock_id, each.kind) for each in at_once if not each.superseded}
    assert lasting <= {(each.clock_id, each.kind) for each in (*half, *rest) if not each.superseded}


@given(_clocks(), INSTANTS)
def test_no_rung_comes_before_its_clock_or_twice(clocks: tuple[Running, ...], at: datetime) -> None:
    rungs = due(clocks, frozenset(), at, acknowledged=False)
    started = {each.id: each.started_at for each in clocks}
    assert all(each.at > started[each.clock_id] and each.at <= at for each in rungs)
    assert len({(each.clock_id, each.kind) for each in rungs}) == len(rungs)


@given(_clocks(), INSTANTS)
def test_the_house_speaks_for_the_lead_clock_alone(clocks: tuple[Running, ...], at: datetime) -> None:
    first = lead(clocks)
    rungs = due(clocks, frozenset(), at, acknowledged=False)
    assert {each.clock_id for each in rungs if audience(each.kind) != "draft"} <= {
        first.id if first else None
    }


@given(_clocks(), INSTANTS, st.randoms())
def test_the_order_of_the_clocks_changes_nothing(
    clocks: tuple[Running, ...], at: datetime, chance: object
) -> None:
    mixed = list(clocks)
    chance.shuffle(mixed)
    assert due(mixed, frozenset(), at, acknowledged=False) == due(clocks, frozenset(), at, acknowledged=False)


def test_an_organisation_may_set_its_own_hours(tmp_path: Path) -> None:
    file = tmp_path / "ladder.toml"
    file.write_text(
        '[[rung]]\nkind = "reminder_6"\nfrom = "alarm"\nhours = -6\non = ["deadline"]\nto = "supervisor"\n'
    )
    plan, started = read_plan(file), FIRST
    running = Running(1, "us-fl-836-13", "deadline", started, *[started + timedelta(hours=48)] * 2)
    assert [
        each.kind
        for each in due((running,), (), started + timedelta(hours=43), acknowledged=False, plan=plan)
    ] == ["reminder_6"]
    assert audience("reminder_6", plan) == "supervisor"


@pytest.mark.parametrize(("line", "sentence"), [
    ('from = "noon"', "the key 'from' in entry 1 of 'rung' must be one of start, alarm, due"),
    ('on = ["holiday"]', "the key 'on' in entry 1 of 'rung' may hold 'deadline' and 'target' only"),
    ("hours = 1.5", "the key 'hours' in entry 1 of 'rung' must be a whole number"),
    ('to = "press"', "the key 'to' in entry 1 of 'rung' must be one of caseworker, supervisor, platform"),
])  # fmt: skip
def test_a_wrong_plan_is_refused(tmp_path: Path, line: str, sentence: str) -> None:
    right = {"kind": 'kind = "x"', "from": 'from = "due"', "hours": "hours = 0", "on": 'on = ["deadline"]',
             "to": 'to = "caseworker"'}  # fmt: skip
    right[line.split()[0]] = line
    (tmp_path / "ladder.toml").write_text("[[rung]]\n" + "\n".join(right.values()))
    with pytest.raises(RegimeFileError, match="ladder.toml: ") as refused:
        read_plan(tmp_path / "ladder.toml")
    assert sentence in str(refused.value)


def test_no_step_of_a_regime_has_the_name_of_a_house_rung() -> None:
    steps = {each.step for law in all_regimes().values() for each in law.ladder}
    assert not steps & {each.kind for each in DEFAULT.rungs}
