"""Looking again at a link that is still up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import User

from cases.models import Case, Location
from cases.services import looks
from cases.services.refusal import Refused

Make = Callable[..., Location]


@pytest.fixture
def live(make_case: Callable[..., Case], make_location: Make) -> Location:
    return make_location(make_case(links=0), state="live")


def test_the_time_of_the_last_look_is_kept(live: Location, bo: User, at: datetime) -> None:
    looks.still_live(location_id=live.pk, actor=bo, at=at + timedelta(hours=3))
    assert Location.objects.get(pk=live.pk).confirmed_live_at == at + timedelta(hours=3)


def test_looking_again_changes_no_state(live: Location, bo: User, at: datetime) -> None:
    looks.still_live(location_id=live.pk, actor=bo, at=at)
    assert Location.objects.get(pk=live.pk).state == "live"


def test_looking_again_is_an_event(live: Location, bo: User, at: datetime) -> None:
    looks.still_live(location_id=live.pk, actor=bo, at=at)
    event = live.case.events.get()
    assert (event.kind, event.location_id, event.actor) == ("confirmed_live", live.pk, bo)


def test_a_link_that_is_gone_is_not_still_up(
    make_case: Callable[..., Case], make_location: Make, bo: User, at: datetime
) -> None:
    gone = make_location(make_case(links=0), state="removed")
    with pytest.raises(Refused):
        looks.still_live(location_id=gone.pk, actor=bo, at=at)
