"""B13: after a report from a device that someone may read, nothing leaves until she says that it is safe."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from cases.models import Case, Delivery, Event, Notice
from cases.services import notices, staging
from cases.services.refusal import Refused

Make = Callable[..., Any]


@pytest.fixture
def staged(make_notice: Make) -> Notice:
    notice: Notice = make_notice()
    Case.objects.update(staged=True)
    return notice


def test_b13_no_letter_is_approved_before_her_word(staged: Notice, bo: Any, at: datetime) -> None:
    with pytest.raises(Refused, match="has not said yet that it is safe"):
        notices.approve(notice_id=staged.pk, actor=bo, at=at)
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("by", ["the person", "the caseworker"])
def test_b13_after_her_word_it_is(staged: Notice, bo: Any, at: datetime, by: str) -> None:
    actor = bo if by == "the caseworker" else None
    staging.safe_to_send(case_id=staged.case_id, actor=actor, at=at)
    notices.approve(notice_id=staged.pk, actor=bo, at=at)
    event = Event.objects.get(kind="safe_to_send")
    assert (event.actor, event.case_id) == (actor, staged.case_id)


def test_b13_the_word_is_given_once(staged: Notice, at: datetime) -> None:
    staging.safe_to_send(case_id=staged.case_id, actor=None, at=at)
    with pytest.raises(Refused, match="Nothing waits"):
        staging.safe_to_send(case_id=staged.case_id, actor=None, at=at)
    assert Event.objects.filter(kind="safe_to_send").count() == 1
