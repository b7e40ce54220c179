"""How long the data of a case that is over is kept: until its day, and not a second longer (D-21)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cases.models import Case, Tombstone
from cases.services import closing, erasure, house, safeguarding, triage
from cases.services.record import verify_erased
from tests.conftest import AT

pytestmark = pytest.mark.django_db
Make = Callable[..., Case]
DAY = timedelta(days=1)
MAY = date(2027, 5, 1)


@pytest.fixture(autouse=True)
def own_ledger(settings: Any, tmp_path: Path) -> None:
    settings.LEDGER_FILE = tmp_path / "ledger.jsonl"


def closed(make_case: Make) -> Case:
    return make_case(state="closed", links=0, retain_until=MAY)


@pytest.mark.parametrize(("hour", "count"), [("2027-05-01T23:59:59Z", 0), ("2027-05-02T00:00:00Z", 1)])
def test_d21_a_closed_case_goes_when_its_day_is_over(make_case: Make, hour: str, count: int) -> None:
    case = closed(make_case)
    assert erasure.erase_due(at=datetime.fromisoformat(hour)) == count
    assert list(Tombstone.objects.values_list("rule", flat=True)) == ["day"] * count
    assert Case.objects.filter(pk=case.pk).count() == 1 - count
    assert not count or verify_erased(case.pk) == []


def test_d21_a_case_reopened_before_its_day_stays(make_case: Make, bo: Any) -> None:
    case = closed(make_case)
    closing.reopen(case_id=case.pk, actor=bo, at=AT)
    assert not erasure.erase(case_id=case.pk, at=AT + 365 * DAY)


def test_d21_a_case_she_stopped_is_not_kept_for_ever(make_case: Make) -> None:
    case = triage.withdraw(case_id=make_case().pk, actor=None, at=AT)
    assert case.retain_until == house.day_offered(AT)
    assert erasure.due(at=AT + 180 * DAY) == []
    assert erasure.due(at=AT + 181 * DAY) == [case.pk]


def test_d21_a_case_handed_over_is_not_kept_for_ever(make_case: Make, bo: Any) -> None:
    case = triage.refer(case_id=make_case().pk, to="Another helpline", actor=bo, at=AT)
    assert erasure.due(at=AT + 181 * DAY) == [case.pk]


def test_d21_a_report_about_a_child_is_not_kept_for_ever(make_case: Make, sam: Any) -> None:
    case = make_case(safeguarding=True)
    told = {"to": "The body in charge", "reference": "B-1", "duty": "not_needed", "handed_at": AT}
    safeguarding.hand_over(case_id=case.pk, actor=sam, at=AT, **told)
    assert erasure.due(at=AT + 181 * DAY) == [case.pk]


@pytest.mark.parametrize("state", [state for state in Case.State.values if state not in Case.FINAL])
def test_a_case_that_is_not_over_has_no_day(make_case: Make, state: str) -> None:
    make_case(state=state, links=0, retain_until=MAY)
    assert erasure.due(at=AT + 3650 * DAY) == []
