"""What was seen gone and is up again: a new notice, and a new clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from cases.models import Case, Location, Notice
from cases.services import locations, notices
from cases.services.refusal import Refused
from tests.conftest import AT
from tests.services.story import kinds, received

Make = Callable[..., Any]
HOUR = timedelta(hours=1)


@pytest.fixture
def gone(make_case: Make, bo: Any) -> Notice:
    """A notice complied with: both its locations were seen to be gone."""
    notice = received(make_case(), bo)
    for item in notice.items.all():
        locations.verify_removed(location_id=item.location_id, actor=bo, at=AT + HOUR)
    return Notice.objects.get(pk=notice.pk)


def test_a_reappearance_is_a_new_notice_about_the_same_location(gone: Notice, bo: Any) -> None:
    location = gone.items.first().location
    new = locations.find_again(location_id=location.pk, actor=bo, at=AT + 3 * HOUR)
    assert (new.variant, new.reappearance_of, new.state, new.number) == ("reappearance", gone, "draft", 2)
    assert [item.location for item in new.items.all()] == [location]
    assert new.clocks.count() == 0
    assert Notice.objects.get(pk=gone.pk).state == "complied"


def test_what_came_back_while_the_rest_is_open_is_a_new_notice_too(make_case: Make, bo: Any) -> None:
    notice = received(make_case(), bo)
    first, second = (item.location_id for item in notice.items.all())
    locations.verify_removed(location_id=first, actor=bo, at=AT + HOUR)
    new = locations.find_again(location_id=first, actor=bo, at=AT + 2 * HOUR)
    assert (new.variant, new.reappearance_of) == ("reappearance", notice)
    locations.verify_removed(location_id=second, actor=bo, at=AT + 3 * HOUR)
    assert Notice.objects.get(pk=notice.pk).state == "complied"
    assert Notice.objects.get(pk=new.pk).state == "draft"


def test_what_came_back_before_its_notice_left_stays_on_it(make_notice: Make, bo: Any) -> None:
    notice = make_notice(state="approved")
    location = notice.items.first().location
    locations.verify_removed(location_id=location.pk, actor=bo, at=AT)
    assert locations.find_again(location_id=location.pk, actor=bo, at=AT) is None
    assert notice.items.filter(is_open=True).count() == 2


def test_a_reappearance_is_recorded_before_its_notice(gone: Notice, bo: Any) -> None:
    locations.find_again(location_id=gone.items.first().location_id, actor=bo, at=AT + 3 * HOUR)
    assert kinds(gone.case)[-2:] == ["reappeared", "drafted"]


@pytest.mark.parametrize("state", ["resolved", "closed"])
def test_a_reappearance_opens_the_case(gone: Notice, bo: Any, state: str) -> None:
    Case.objects.update(state=state)
    new = locations.find_again(location_id=gone.items.first().location_id, actor=bo, at=AT + 3 * HOUR)
    assert new is not None
    assert kinds(gone.case)[-3:] == ["reappeared", "reopened", "drafted"]


@pytest.mark.parametrize("change", [{"state": "on_hold"}, {"safeguarding": True}])
def test_while_a_case_rests_a_reappearance_is_only_recorded(
    gone: Notice, bo: Any, change: dict[str, Any]
) -> None:
    Case.objects.update(**change)
    location = gone.items.first().location
    assert locations.find_again(location_id=location.pk, actor=bo, at=AT + 3 * HOUR) is None
    assert Location.objects.get(pk=location.pk).state == "live"
    assert kinds(gone.case)[-1] == "reappeared"


def test_what_they_only_claimed_stays_on_its_notice(make_notice: Make, bo: Any) -> None:
    notice = make_notice(state="sent")
    location = notice.items.first().location
    locations.claim_removed(location_id=location.pk, actor=bo, at=AT)
    assert locations.find_again(location_id=location.pk, actor=bo, at=AT) is None
    assert notice.case.notices.count() == 1


def test_a_claim_that_was_wrong_is_no_reappearance(make_notice: Make, bo: Any) -> None:
    notice = make_notice(state="sent")
    location = notice.items.first().location
    locations.claim_removed(location_id=location.pk, actor=bo, at=AT)
    notices.withdraw(notice_id=notice.pk, actor=bo, at=AT)
    assert locations.find_again(location_id=location.pk, actor=bo, at=AT) is None
    assert notice.case.notices.count() == 1


def test_in_a_stopped_case_nothing_reappears(gone: Notice, bo: Any) -> None:
    Case.objects.update(state="withdrawn")
    with pytest.raises(Refused):
        locations.find_again(location_id=gone.items.first().location_id, actor=bo, at=AT + HOUR)
    assert kinds(gone.case)[-1] == "complied"


def test_the_second_notice_can_be_approved(gone: Notice, bo: Any) -> None:
    new = locations.find_again(location_id=gone.items.first().location_id, actor=bo, at=AT + 3 * HOUR)
    new = notices.approve(notice_id=new.pk, actor=bo, at=AT + 3 * HOUR)
    assert new.document["variant"] == "reappearance"
    assert new.document["earlier"]["reference"] == gone.reference
