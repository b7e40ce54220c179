"""A location moves as the table says and in no other way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from cases.models import Case, Location
from cases.models.base import TransitionNotAllowed
from tests.conftest import AT
from tests.models.machines import LOCATION, LOCATION_STATES, allowed, forbidden

LATER = AT + timedelta(hours=1)
STORES = {
    "confirm_live": "confirmed_live_at",
    "claim_removed": "claimed_removed_at",
    "verify_removed": "verified_removed_at",
    "find_again": "found_again_at",
    "lose_sight": "lost_sight_at",
    "give_up": "given_up_at",
    "retry": "retried_at",
    "merge": "merged_at",
}


@pytest.fixture
def location(make_case: Callable[..., Case]) -> Callable[[str], Location]:
    def make(state: str) -> Location:
        row = make_case(links=1).locations.get()
        Location.objects.filter(pk=row.pk).update(state=state)
        return Location.objects.get(pk=row.pk)

    return make


@pytest.mark.parametrize(("state", "name", "target"), allowed(LOCATION))
def test_it_moves_as_the_table_says(
    location: Callable[[str], Location], state: str, name: str, target: str
) -> None:
    row = location(state)
    getattr(row, name)(at=LATER)
    row.save()
    assert Location.objects.get(pk=row.pk).state == target
    assert getattr(row, STORES[name]) == LATER


@pytest.mark.parametrize(("state", "name"), forbidden(LOCATION, LOCATION_STATES))
def test_it_moves_in_no_other_way(location: Callable[[str], Location], state: str, name: str) -> None:
    row = location(state)
    with pytest.raises(TransitionNotAllowed):
        getattr(row, name)(at=LATER)
    assert row.state == state
    assert getattr(row, STORES[name]) is None


def test_the_states_are_those_of_the_table() -> None:
    assert tuple(Location.State.values) == LOCATION_STATES
    assert Location._meta.get_field("state").get_default() == "reported"


def test_named_groups_hold_what_they_say() -> None:
    assert set(Location.OPEN) == {"reported", "live", "claimed_removed", "unclear"}
    assert set(Location.FINAL) == {"out_of_reach", "duplicate"}


def test_its_state_cannot_be_assigned(location: Callable[[str], Location]) -> None:
    row = location("live")
    with pytest.raises(AttributeError):
        row.state = "removed"


def test_a_claim_is_not_a_removal(location: Callable[[str], Location]) -> None:
    row = location("live")
    row.claim_removed(at=AT)
    assert row.state in Location.OPEN
    assert row.verified_removed_at is None
