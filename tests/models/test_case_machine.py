"""A case moves as the table says and in no other way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction

from cases.models import Case, Location
from cases.models.base import ConcurrentTransition, TransitionNotAllowed
from tests.conftest import AT
from tests.models.machines import CASE, CASE_STATES, allowed, forbidden

LATER = AT + timedelta(hours=1)
STORES = {
    "take_up": "taken_up_at",
    "accept": "accepted_at",
    "refer": "referred_at",
    "hold": "held_at",
    "resume": "resumed_at",
    "resolve": "resolved_at",
    "reopen": "reopened_at",
    "close": "closed_at",
    "close_unresolved": "closed_at",
    "withdraw": "withdrawn_at",
}


def move(case: Case, name: str) -> None:
    """Make the transition with everything its conditions ask for."""
    if name == "resolve":
        Location.objects.filter(case=case).update(state="removed")
    if name in ("close", "close_unresolved"):
        case.retain_until = date(2027, 5, 1)
    values: dict[str, Any] = {"to": "the police"} if name == "refer" else {}
    getattr(case, name)(at=LATER, **values)


@pytest.mark.parametrize(("state", "name", "target"), allowed(CASE))
def test_it_moves_as_the_table_says(
    make_case: Callable[..., Case], state: str, name: str, target: str
) -> None:
    case = make_case(state=state)
    move(case, name)
    case.save()
    assert Case.objects.get(pk=case.pk).state == target
    assert getattr(case, STORES[name]) == LATER


@pytest.mark.parametrize(("state", "name"), forbidden(CASE, CASE_STATES))
def test_it_moves_in_no_other_way(make_case: Callable[..., Case], state: str, name: str) -> None:
    case = make_case(state=state)
    with pytest.raises(TransitionNotAllowed):
        move(case, name)
    assert case.state == state
    assert getattr(case, STORES[name]) is None


def test_the_states_are_those_of_the_table() -> None:
    assert tuple(Case.State.values) == CASE_STATES
    assert Case._meta.get_field("state").get_default() == "submitted"


def test_named_groups_hold_what_they_say() -> None:
    assert set(Case.OPEN) == {"submitted", "in_review", "active", "on_hold"}
    assert set(Case.FINAL) == {"closed", "withdrawn", "referred"}


def test_a_case_without_owner_is_not_taken_up(make_case: Callable[..., Case]) -> None:
    case = make_case(state="submitted", assignee=None)
    with pytest.raises(TransitionNotAllowed):
        case.take_up(at=AT)


@pytest.mark.parametrize(
    "change",
    [
        {"adult_confirmed_at": None},
        {"safeguarding": True},
        {"consents": {}},
        {"consents": {"platforms": False}},
    ],
)
def test_it_is_accepted_only_for_an_adult_who_agreed(
    make_case: Callable[..., Case], change: dict[str, Any]
) -> None:
    case = make_case(state="in_review")
    for name, value in change.items():
        setattr(case, name, value)
    with pytest.raises(TransitionNotAllowed):
        case.accept(at=AT)


def test_it_is_not_accepted_without_a_location(make_case: Callable[..., Case]) -> None:
    with pytest.raises(TransitionNotAllowed):
        make_case(state="in_review", links=0).accept(at=AT)


@pytest.mark.parametrize("state", ["reported", "live", "claimed_removed", "unclear"])
def test_an_open_location_keeps_it_unresolved(make_case: Callable[..., Case], state: str) -> None:
    case = make_case(links=1)
    case.locations.update(state=state)
    with pytest.raises(TransitionNotAllowed):
        case.resolve(at=AT)


@pytest.mark.parametrize("state", ["removed", "out_of_reach", "duplicate"])
def test_a_location_that_is_done_does_not(make_case: Callable[..., Case], state: str) -> None:
    case = make_case(links=1)
    case.locations.update(state=state)
    case.resolve(at=AT)
    assert case.state == "resolved"


def test_an_open_notice_keeps_it_unresolved(
    make_case: Callable[..., Case], make_notice: Callable[..., Any]
) -> None:
    case = make_case(links=1)
    case.locations.update(state="removed")
    make_notice(case=case, state="acknowledged")
    with pytest.raises(TransitionNotAllowed):
        case.resolve(at=AT)


def test_it_is_not_closed_without_a_retention_date(make_case: Callable[..., Case]) -> None:
    with pytest.raises(TransitionNotAllowed):
        make_case(state="resolved").close(at=AT)


def test_reopening_forgets_the_retention_date(make_case: Callable[..., Case]) -> None:
    case = make_case(state="closed", retain_until=date(2027, 5, 1))
    case.reopen(at=AT)
    assert case.retain_until is None


def test_the_state_cannot_be_assigned(make_case: Callable[..., Case]) -> None:
    case = make_case(state="submitted")
    with pytest.raises(AttributeError):
        case.state = "active"


def test_it_can_be_reloaded_with_its_state(make_case: Callable[..., Case]) -> None:
    case = make_case(state="active")
    Case.objects.filter(pk=case.pk).update(state="on_hold")
    case.refresh_from_db()
    assert case.state == "on_hold"
    case.resume(at=AT)
    case.save()
    assert case.state == "active"


def test_reloading_another_field_leaves_the_state_alone(make_case: Callable[..., Case]) -> None:
    case = make_case(state="active")
    Case.objects.filter(pk=case.pk).update(state="on_hold", place="IE")
    case.refresh_from_db(fields=["place"])
    assert (case.place, case.state) == ("IE", "active")


def test_a_field_loaded_late_does_not_undo_a_transition(make_case: Callable[..., Case]) -> None:
    case = Case.objects.defer("facts").get(pk=make_case(state="active").pk)
    case.hold(at=AT)
    assert case.facts == "The person did not agree to publication."
    case.save()
    assert Case.objects.get(pk=case.pk).state == "on_hold"


def test_it_can_be_validated_as_a_whole(make_case: Callable[..., Case]) -> None:
    make_case().full_clean(exclude=["id", "wrapped_key", "submit_digest"])


def test_of_two_changes_at_once_the_second_is_refused(make_case: Callable[..., Case]) -> None:
    mine = make_case(state="active")
    theirs = Case.objects.get(pk=mine.pk)
    theirs.hold(at=AT)
    theirs.save()
    mine.withdraw(at=AT)
    with pytest.raises(ConcurrentTransition), transaction.atomic():
        mine.save()
    assert Case.objects.get(pk=mine.pk).state == "on_hold"


@pytest.mark.parametrize(("until", "holds"), [(None, True), (AT.date(), True), (date(2026, 11, 22), False)])
def test_authority_lasts_through_its_last_day(
    make_case: Callable[..., Case], until: date | None, holds: bool
) -> None:
    assert make_case(authority_until=until).has_authority(AT.date()) is holds


@pytest.mark.parametrize("change", [{"state": "withdrawn"}, {"consents": {}}])
def test_without_her_wish_there_is_no_authority(
    make_case: Callable[..., Case], change: dict[str, Any]
) -> None:
    case = make_case(state=change.get("state", "active"))
    case.consents = change.get("consents", case.consents)
    assert not case.has_authority(AT.date())
