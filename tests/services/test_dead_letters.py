"""What people do about a mail that did not arrive, and what happens when nobody does (R-14)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from cases.models import Case, Delivery, Event, Notice
from cases.services import dead_letters, deliveries, notices, sweep
from cases.services.refusal import Refused
from tests.conftest import AT, build_platform
from tests.services.rows import claim, fresh, staff_mail

Make = Callable[..., Any]
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def dead(make_notice: Make) -> Delivery:
    """A chaser that their mail server refused at AT."""
    notice = make_notice(state="sent", platform=build_platform(channel="email"))
    return staff_mail(
        notice.case, None, kind="chaser", step="chaser", notice=notice, state="failed", tried_at=AT
    )


def last(row: Delivery) -> tuple[str, Any, dict[str, Any]]:
    event = Event.objects.filter(case=row.case).order_by("-seq")[0]
    return event.kind, event.actor, event.facts


def test_r14_trying_again_is_noted_with_who_asked(dead: Delivery, bo: Any) -> None:
    dead_letters.retry(delivery_id=dead.pk, actor=bo, at=AT)
    assert last(dead) == ("sending_retried", bo, {"kind": "chaser", "step": "chaser"})
    assert claim(dead) is not None


def test_r14_cancelling_needs_a_reason_and_is_noted(dead: Delivery, bo: Any) -> None:
    with pytest.raises(Refused, match="Choose why"):
        dead_letters.cancel(delivery_id=dead.pk, reason="", actor=bo, at=AT)
    dead_letters.cancel(delivery_id=dead.pk, reason="wrong_address", actor=bo, at=AT)
    assert last(dead)[0] == "sending_cancelled"
    assert last(dead)[2]["reason"] == "wrong_address"
    assert fresh(dead).last_error == "cancelled: the address is wrong"


def test_r14_a_chaser_can_be_filed_by_hand_instead(dead: Delivery, bo: Any) -> None:
    dead_letters.by_hand(delivery_id=dead.pk, actor=bo, at=AT)
    assert (fresh(dead).state, fresh(dead).by_hand) == ("queued", True)
    assert last(dead)[0] == "sending_by_hand"


def test_r14_a_mail_to_our_own_people_cannot_be_filed(make_case: Make, bo: Any) -> None:
    row = staff_mail(make_case(), bo, state="dead")
    with pytest.raises(Refused, match="Only a chaser"):
        dead_letters.by_hand(delivery_id=row.pk, actor=bo, at=AT)


def test_r14_taking_it_up_is_noted(dead: Delivery, bo: Any) -> None:
    dead_letters.take_up(delivery_id=dead.pk, actor=bo, at=AT)
    assert (fresh(dead).noted_by, last(dead)[0]) == (bo, "sending_taken_up")


def test_r14_after_an_hour_the_supervisors_are_told_once(dead: Delivery, di: Any) -> None:
    sweep.sweep(at=AT + HOUR - SECOND)
    assert not Delivery.objects.filter(step="not_taken_up").exists()
    for late in (HOUR, 2 * HOUR, 9 * HOUR):
        sweep.sweep(at=AT + late)
    told = Delivery.objects.get(step="not_taken_up")
    assert (told.to_user, told.kind, told.state) == (di, "alert", "queued")
    assert fresh(dead).raised_at == AT + HOUR


def test_r14_what_someone_took_up_troubles_no_supervisor(dead: Delivery, bo: Any, di: Any) -> None:
    dead_letters.take_up(delivery_id=dead.pk, actor=bo, at=AT)
    assert dead_letters.raise_old(at=AT + 9 * HOUR) == 0


def test_r14_many_of_one_case_are_one_word_to_each_supervisor(dead: Delivery, bo: Any, di: Any) -> None:
    for number in range(3):
        staff_mail(dead.case, bo, key=f"d{number}", state="dead", tried_at=AT)
    assert dead_letters.raise_old(at=AT + HOUR) == 4
    assert Delivery.objects.filter(step="not_taken_up").count() == 1


def test_r14_a_word_about_it_that_does_not_arrive_makes_no_further_word(make_case: Make, di: Any) -> None:
    staff_mail(make_case(), di, state="dead", step="not_taken_up", tried_at=AT)
    assert dead_letters.raise_old(at=AT + HOUR) == 0


def test_r14_the_lead_hears_of_a_flagged_case_and_no_one_else(make_case: Make, sam: Any, di: Any) -> None:
    staff_mail(make_case(safeguarding=True), sam, state="dead", tried_at=AT)
    dead_letters.raise_old(at=AT + HOUR)
    assert Delivery.objects.get(step="not_taken_up").to_user == sam


def test_r14_one_that_dies_again_is_told_again(dead: Delivery, bo: Any, di: Any) -> None:
    dead_letters.raise_old(at=AT + HOUR)
    dead_letters.retry(delivery_id=dead.pk, actor=bo, at=AT + HOUR)
    assert (fresh(dead).raised_at, fresh(dead).noted_by) == (None, None)
    assert Notice.objects.get(pk=dead.notice_id).state == "sent"


def to_see_to() -> int:
    return Delivery.objects.filter(Delivery.to_see_to()).count()


def test_a_notice_that_went_another_way_leaves_nothing_to_see_to(mail: Delivery, bo: Any) -> None:
    taken = claim(mail)
    assert taken is not None
    deliveries.mark_failed(delivery=taken, why="550 nobody", at=AT)
    assert to_see_to() == 1
    notices.revise(notice_id=mail.notice_id, actor=bo, at=AT)
    assert to_see_to() == 0
    assert dead_letters.raise_old(at=AT + HOUR) == 0


@pytest.mark.parametrize("change", [{"case": "closed"}, {"notice": "complied"}])
def test_what_is_over_leaves_nothing_to_see_to(dead: Delivery, change: dict[str, str]) -> None:
    assert to_see_to() == 1
    Case.objects.filter(pk=dead.case_id).update(state=change.get("case", "active"))
    Notice.objects.filter(pk=dead.notice_id).update(state=change.get("notice", "sent"), complied_at=AT)
    assert to_see_to() == 0


def test_a_mail_about_no_notice_can_be_to_see_to(make_case: Make, bo: Any) -> None:
    staff_mail(make_case(), bo, state="dead")
    assert to_see_to() == 1
