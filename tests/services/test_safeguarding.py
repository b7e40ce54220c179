"""Reports about someone under 18: handed over, or given back by two leads (V-36, V-37)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User

from cases.models import Case, Notice
from cases.permissions import colleagues, may, visible_cases
from cases.services import notices, safeguarding, triage
from cases.services.record import verify
from cases.services.refusal import Refused
from tests.conftest import AT, person_of_staff
from tests.services.test_acts import agree, deb, fresh

__all__ = ["deb"]
Make = Callable[..., Any]
H = timedelta(hours=1)


# Under 18


@pytest.fixture
def flagged(make_notice: Make, bo: Any, sam: User) -> Case:
    case = make_notice(state="sent").case
    return triage.flag_under_18(case_id=case.pk, actor=bo, at=AT)


def hand_over(case: Case, who: Any, **changes: Any) -> Case:
    handed = {"to": "Child protection, Exampleton", "reference": "CP-12", "handed_at": AT - H}
    return safeguarding.hand_over(
        case_id=case.pk, **{**handed, "duty": "reported", **changes}, actor=who, at=AT
    )


def test_v36_the_handing_over_is_recorded_with_its_reference(flagged: Case, sam: User) -> None:
    hand_over(flagged, sam)
    case = fresh(flagged)
    assert (case.state, case.refer_to, case.refer_reference) == (
        "referred",
        "Child protection, Exampleton",
        "CP-12",
    )
    assert case.handed_over_at == AT - H
    assert Notice.objects.get().state == "withdrawn"
    said = case.events.get(kind="handed_over").facts
    assert said == {"handed_at": (AT - H).isoformat(), "duty": "reported", "rule": "none"}
    assert verify(case) == []


@pytest.mark.parametrize(
    "changes", [{"to": " "}, {"reference": ""}, {"handed_at": AT + H}, {"duty": ""}, {"duty": "later"}]
)
def test_v36_v38_not_without_where_which_and_when(flagged: Case, sam: User, changes: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        hand_over(flagged, sam, **changes)
    assert fresh(flagged).state == "active"


def test_an_ordinary_case_is_not_handed_over_so(make_case: Make, sam: User) -> None:
    with pytest.raises(Refused, match="not with"):
        hand_over(make_case(), sam)


def test_v37_the_flag_is_taken_back_by_two_leads(flagged: Case, bo: Any, di: Any, sam: User) -> None:
    """The clocks of what was sent count again; a supervisor knows of it only then."""
    lea = person_of_staff("lea", "safeguarding")
    asked = safeguarding.ask_clear(case_id=flagged.pk, reason="shown", actor=sam, at=AT)
    with pytest.raises(Refused):
        agree(asked, di)
    agree(asked, lea)
    case = fresh(flagged)
    assert (case.safeguarding, case.events.get(kind="flag_cleared").facts["reason"]) == (False, "shown")
    assert Notice.objects.get().next_step_at is not None
    assert may(di, "open", case) and case not in visible_cases(sam)
    assert bo in colleagues(case)


def test_v36_it_is_with_the_leads_and_with_whoever_had_it_once_the_flag_is_gone(
    flagged: Case, bo: Any, sam: User
) -> None:
    assert flagged.assignee is None
    triage.assign(case_id=flagged.pk, to=sam, actor=sam, at=AT)
    lea = person_of_staff("lea", "safeguarding")
    agree(safeguarding.ask_clear(case_id=flagged.pk, reason="shown", actor=sam, at=AT), lea)
    assert fresh(flagged).assignee == bo


def test_v36_whoever_has_it_keeps_it_where_nobody_had_it_before(make_case: Make, sam: User) -> None:
    sam.groups.add(Group.objects.get_or_create(name="caseworker")[0])
    case = make_case(assignee=sam, safeguarding=True)
    lea = person_of_staff("lea", "safeguarding")
    agree(safeguarding.ask_clear(case_id=case.pk, reason="shown", actor=sam, at=AT), lea)
    assert fresh(case).assignee == sam
    assert case.deliveries.filter(step="handed", to_user=sam).exists()


def test_v36_a_lead_who_had_it_has_it_still(make_case: Make, sam: User) -> None:
    case = make_case(assignee=sam)
    assert triage.flag_under_18(case_id=case.pk, actor=sam, at=AT).assignee == sam


@pytest.mark.parametrize(("values", "reason"), [({}, "shown"), ({"safeguarding": True}, "because")])
def test_v37_not_without_a_flag_and_a_reason(
    make_case: Make, sam: User, values: dict[str, Any], reason: str
) -> None:
    with pytest.raises(Refused):
        safeguarding.ask_clear(case_id=make_case(**values).pk, reason=reason, actor=sam, at=AT)


def test_v36_no_ordinary_notice_is_possible(flagged: Case, bo: Any) -> None:
    with pytest.raises(Refused):
        notices.draft(case_id=flagged.pk, actor=bo, at=AT)
