"""A notice moves as the table says and in no other way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from cases.models import Location, Notice
from cases.models.base import TransitionNotAllowed
from tests.conftest import AT
from tests.models.machines import NOTICE, NOTICE_STATES, allowed, forbidden

LATER = AT + timedelta(hours=1)
STORES = {
    "approve": "approved_at",
    "mark_sent": "sent_at",
    "mark_undeliverable": "undeliverable_at",
    "acknowledge": "acknowledged_at",
    "refuse": "refused_at",
    "escalate": "escalated_at",
    "comply": "complied_at",
    "withdraw": "withdrawn_at",
}


def move(notice: Notice, name: str, by: Any = None) -> None:
    """Make the transition with everything its conditions ask for."""
    values: dict[str, Any] = {"approve": {"by": by}, "refuse": {"ground": "other"}}.get(name, {})
    if name == "escalate":
        notice.deadline_passed = True
    if name == "comply":
        Location.objects.filter(items__notice=notice).update(state="removed")
    getattr(notice, name)(at=LATER, **values)


@pytest.mark.parametrize(("state", "name", "target"), allowed(NOTICE))
def test_it_moves_as_the_table_says(
    make_notice: Callable[..., Notice], bo: Any, state: str, name: str, target: str
) -> None:
    notice = make_notice(state=state)
    move(notice, name, bo)
    notice.save()
    assert Notice.objects.get(pk=notice.pk).state == target
    if name in STORES:
        assert getattr(notice, STORES[name]) == LATER


@pytest.mark.parametrize(("state", "name"), forbidden(NOTICE, NOTICE_STATES))
def test_it_moves_in_no_other_way(make_notice: Callable[..., Notice], bo: Any, state: str, name: str) -> None:
    notice = make_notice(state=state)
    with pytest.raises(TransitionNotAllowed):
        move(notice, name, bo)
    assert notice.state == state


def test_the_states_are_those_of_the_table() -> None:
    assert tuple(Notice.State.values) == NOTICE_STATES
    assert Notice._meta.get_field("state").get_default() == "draft"


def test_named_groups_hold_what_they_say() -> None:
    assert set(Notice.CLOCK_RUNNING) == {"sent", "acknowledged", "refused", "escalated"}
    assert set(Notice.FINAL) == {"complied", "withdrawn"}
    assert set(Notice.OPEN) == set(NOTICE_STATES) - set(Notice.FINAL)


def test_it_is_not_approved_while_something_is_missing(make_notice: Callable[..., Notice], bo: Any) -> None:
    notice = make_notice()
    notice.missing_count = 1
    with pytest.raises(TransitionNotAllowed):
        notice.approve(by=bo, at=AT)


def test_approval_keeps_who_gave_it(make_notice: Callable[..., Notice], bo: Any) -> None:
    notice = make_notice()
    notice.approve(by=bo, at=AT)
    assert notice.approved_by == bo


def test_revising_takes_the_approval_away(make_notice: Callable[..., Notice], bo: Any) -> None:
    notice = make_notice(state="approved")
    notice.approved_by = bo
    notice.revise(at=LATER)
    assert (notice.approved_by, notice.approved_at, notice.sent_at) == (None, None, None)


@pytest.mark.parametrize("state", ["sent", "acknowledged"])
def test_it_is_not_escalated_while_its_period_runs(make_notice: Callable[..., Notice], state: str) -> None:
    with pytest.raises(TransitionNotAllowed):
        make_notice(state=state).escalate(at=AT)


def test_a_refused_one_is_escalated_at_once(make_notice: Callable[..., Notice]) -> None:
    notice = make_notice(state="refused")
    notice.escalate(at=AT)
    assert notice.state == "escalated"


@pytest.mark.parametrize("state", ["reported", "live", "claimed_removed", "unclear", "out_of_reach"])
def test_it_is_complied_with_only_when_somebody_saw_every_location_gone(
    make_notice: Callable[..., Notice], state: str
) -> None:
    notice = make_notice(state="sent")
    Location.objects.filter(items__notice=notice).update(state="removed")
    Location.objects.filter(pk=notice.items.first().location_id).update(state=state)
    with pytest.raises(TransitionNotAllowed):
        notice.comply(at=AT)


@pytest.mark.parametrize("name", ["comply", "withdraw"])
def test_a_final_state_leaves_no_step_to_do(make_notice: Callable[..., Notice], name: str) -> None:
    notice = make_notice(state="sent")
    assert notice.next_step_at is not None
    move(notice, name)
    assert notice.next_step_at is None


def test_a_refusal_keeps_its_ground(make_notice: Callable[..., Notice]) -> None:
    notice = make_notice(state="sent")
    notice.refuse(ground="not_intimate", at=AT)
    assert notice.refusal_ground == "not_intimate"


def test_its_reference_is_that_of_the_case_and_its_number(make_notice: Callable[..., Notice]) -> None:
    notice = make_notice()
    assert notice.reference == f"{notice.case.reference}-1"


def test_its_state_cannot_be_assigned(make_notice: Callable[..., Notice]) -> None:
    notice = make_notice()
    with pytest.raises(AttributeError):
        notice.state = "sent"


def test_it_can_be_reloaded_after_a_transition(make_notice: Callable[..., Notice]) -> None:
    notice = make_notice(state="sent")
    notice.acknowledge(at=AT)
    notice.refresh_from_db()
    assert notice.state == "sent"
