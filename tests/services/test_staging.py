"""B13: after a report from a device that someone may read, nothing leaves until she says that it is safe."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from cases.models import Case, Delivery, Event, Notice
from cases.services import (
    dead_letters,
    deliveries,
    escalation,
    leaving,
    notices,
    outbox,
    staging,
    sweep,
)
from cases.services.refusal import Refused
from tests.conftest import build_location, build_platform
from tests.services.rows import claim

Make = Callable[..., Any]
HOUR = timedelta(hours=1)


@pytest.fixture
def staged(make_notice: Make) -> Notice:
    notice: Notice = make_notice()
    Case.objects.update(staged=True)
    return notice


def test_no_letter_is_approved_before_her_word(staged: Notice, bo: Any, at: datetime) -> None:
    with pytest.raises(Refused, match="has not said yet that it is safe"):
        notices.approve(notice_id=staged.pk, actor=bo, at=at)
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("by", ["the person", "the caseworker"])
def test_after_her_word_it_is(staged: Notice, bo: Any, at: datetime, by: str) -> None:
    actor = bo if by == "the caseworker" else None
    staging.safe_to_send(case_id=staged.case_id, actor=actor, at=at)
    notices.approve(notice_id=staged.pk, actor=bo, at=at)
    event = Event.objects.get(kind="safe_to_send")
    assert (event.actor, event.case_id) == (actor, staged.case_id)


def test_the_word_is_given_once(staged: Notice, at: datetime) -> None:
    staging.safe_to_send(case_id=staged.case_id, actor=None, at=at)
    with pytest.raises(Refused, match="Nothing waits"):
        staging.safe_to_send(case_id=staged.case_id, actor=None, at=at)
    assert Event.objects.filter(kind="safe_to_send").count() == 1


@pytest.fixture
def sent(make_notice: Make) -> Notice:
    """A letter a site has, and one that is approved."""
    case = make_notice(state="sent", platform=build_platform("clipshare", channel="email")).case
    build_location(case, number=7, platform=build_platform("boards", channel="email"))
    make_notice(case=case, state="draft", platform=build_platform("boards"), regimes=["policy-only"])
    return Notice.objects.get(state="sent")


def test_b13_she_can_ask_us_to_wait_and_nothing_more_leaves(sent: Notice, bo: Any, at: datetime) -> None:
    ready = notices.approve(notice_id=sent.case.notices.get(number=2).pk, actor=bo, at=at)
    chaser = outbox.put([outbox.row(case=sent.case, kind="chaser", key="c", at=at, notice=sent)])[0]
    staging.wait(case_id=sent.case_id, actor=None, at=at)
    assert Notice.objects.get(pk=ready.pk).state == "draft"
    assert ready.deliveries.get().state == "cancelled"
    chaser.refresh_from_db()
    assert (chaser.state, chaser.last_error) == ("held", leaving.ASKED_TO_WAIT)
    with pytest.raises(Refused, match="has not said yet"):
        notices.approve(notice_id=ready.pk, actor=bo, at=at)
    with pytest.raises(Refused, match="asked us to wait"):
        dead_letters.retry(delivery_id=chaser.pk, actor=bo, at=at)
    assert Event.objects.get(kind="wait_to_send").actor is None
    assert sent.case.deliveries.filter(kind="alert", to_user=bo).exists()


def test_b13_her_word_lets_go_what_waited(sent: Notice, at: datetime) -> None:
    chaser = outbox.put([outbox.row(case=sent.case, kind="chaser", key="c", at=at, notice=sent)])[0]
    staging.wait(case_id=sent.case_id, actor=None, at=at)
    staging.safe_to_send(case_id=sent.case_id, actor=None, at=at + HOUR)
    chaser.refresh_from_db()
    assert (chaser.state, chaser.last_error) == ("queued", "")


def test_b13_while_we_wait_the_engine_sends_nothing_outside(sent: Notice, bo: Any, at: datetime) -> None:
    staging.wait(case_id=sent.case_id, actor=None, at=at)
    sweep.sweep(at=at + 90 * HOUR)
    outside = sent.case.deliveries.filter(kind__in=outbox.TO_PLATFORM)
    assert outside.exists()
    for row in outside:
        assert claim(row, at=at + 90 * HOUR) is None
    assert set(outside.values_list("state", flat=True)) == {"held"}
    assert sent.clocks.filter(stopped_at=None).exists()
    with pytest.raises(Refused, match="asked us to wait"):
        escalation.escalate(notice_id=sent.pk, actor=bo, at=at + 91 * HOUR)
    row = outside.filter(kind="escalation").first()
    with pytest.raises(Refused, match="asked us to wait"):
        deliveries.note_filed(
            delivery_id=row.pk, filed_at=at + 91 * HOUR, reference="", actor=bo, at=at + 91 * HOUR
        )


@pytest.mark.parametrize("values", [{"staged": True}, {"safeguarding": True}, {"state": "closed"}])
def test_b13_where_nothing_has_to_wait(make_case: Make, at: datetime, values: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        staging.wait(case_id=make_case(**values).pk, actor=None, at=at)
