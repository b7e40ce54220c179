"""Each act that needs two people: what is agreed to, what voids it, and what then happens (S-30)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User

from cases.models import Approval, Case, Clock, Delivery, Location, Notice, Paper, Tombstone
from cases.services import (
    acts,
    approvals,
    closing,
    deliveries,
    erasure,
    filings,
    notices,
    outbox,
    outside,
)
from cases.services.refusal import Refused
from tests.conftest import AT, build_location, person_of_staff
from tests.services.story import kinds

Make = Callable[..., Any]
MAY = date(2027, 5, 1)
H = timedelta(hours=1)


@pytest.fixture
def deb(db: None) -> User:
    """A second supervisor."""
    return person_of_staff("deb", "supervisor")


def agree(asked: Approval, who: Any, at: Any = AT) -> str:
    return acts.agree(approval_id=asked.pk, actor=who, at=at)


def fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def test_every_kind_has_its_act() -> None:
    assert set(acts.ACTS) == set(Approval.Kind)


def test_s30_only_whom_the_table_lets_agree(make_case: Make, bo: Any, cy: Any, di: Any) -> None:
    asked = unresolved(make_case(), bo)
    with pytest.raises(Refused, match="cannot be the second person"):
        agree(asked, cy)


# Closing before it is solved, and misuse (V-54)


def unresolved(case: Case, who: Any, reason: str = "exhausted", day: date | None = MAY) -> Approval:
    return closing.ask_unresolved(case_id=case.pk, reason=reason, retain_until=day, actor=who, at=AT)


def test_v54_two_people_close_what_cannot_be_solved(make_notice: Make, bo: Any, di: Any) -> None:
    notice = make_notice(state="sent")
    asked = unresolved(notice.case, bo)
    assert fresh(notice.case).state == "active"
    agree(asked, di)
    case = fresh(notice.case)
    assert (case.state, case.retain_until, case.closing_reason) == ("closed", MAY, "exhausted")
    assert case.erase_at is None
    assert Notice.objects.get().state == "withdrawn"
    assert not Clock.objects.filter(stopped_at=None).exists()
    assert "closed" in kinds(case)


@pytest.mark.parametrize("reason", Case.MISUSE)
def test_v54_after_misuse_a_tombstone_is_all_that_stays_after_thirty_days(
    make_case: Make, bo: Any, di: Any, reason: str
) -> None:
    case = make_case()
    agree(unresolved(case, bo, reason, None), di)
    assert fresh(case).erase_at == AT + timedelta(days=30)
    erasure.undo(case_id=case.pk, at=AT)
    assert erasure.erase_due(at=AT + timedelta(days=30) - H) == 0
    assert erasure.erase_due(at=AT + timedelta(days=30)) == 1
    assert Tombstone.objects.get().rule == "misuse"
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("reason", "day"), [("because", MAY), ("", MAY), ("silent", None), ("silent", AT.date())]
)
def test_v54_a_reason_of_the_list_and_a_day(make_case: Make, bo: Any, reason: str, day: date | None) -> None:
    with pytest.raises(Refused):
        unresolved(make_case(), bo, reason, day)


@pytest.mark.parametrize("values", [{"state": "resolved"}, {"safeguarding": True}])
def test_v54_not_where_it_makes_no_sense(make_case: Make, bo: Any, values: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="not open"):
        unresolved(make_case(**values), bo)


def test_s30_a_new_link_voids_the_request_to_close(make_case: Make, bo: Any, di: Any) -> None:
    case = make_case()
    asked = unresolved(case, bo)
    build_location(case, number=9)
    with pytest.raises(Refused, match="changed since"):
        agree(asked, di)


# Erasing before its day


def test_s30_two_people_erase_before_the_day(make_case: Make, bo: Any, di: Any) -> None:
    case = make_case(state="closed", retain_until=MAY)
    asked = erasure.ask_early(case_id=case.pk, actor=bo, at=AT)
    assert erasure.erase_due(at=AT) == 0
    agree(asked, di)
    assert erasure.erase_due(at=AT) == 1
    assert Tombstone.objects.get().rule == "early"


@pytest.mark.parametrize("values", [{"state": "active"}, {"state": "closed", "erase_at": AT}])
def test_s30_only_what_is_over_is_erased_early(make_case: Make, bo: Any, values: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="is over"):
        erasure.ask_early(case_id=make_case(**values).pk, actor=bo, at=AT)


def test_s30_a_new_day_voids_the_request_to_erase(make_case: Make, bo: Any, di: Any) -> None:
    case = make_case(state="closed", retain_until=MAY)
    asked = erasure.ask_early(case_id=case.pk, actor=bo, at=AT)
    Case.objects.update(retain_until=date(2027, 6, 1))
    with pytest.raises(Refused, match="changed since"):
        agree(asked, di)


# Filing with a public body


def draft_of(notice: Notice, step: str = "regulator", **values: Any) -> Delivery:
    paper = Paper(notice=notice, kind="escalation", pdf=b"%PDF", text="", sha256="a" * 64, made_at=AT)
    paper.save()
    row = outbox.row(
        case=notice.case, kind="escalation", key=step, at=AT, notice=notice, step=step, regime="us-tida",
        by_hand=True, paper=paper,
    )  # fmt: skip
    row.state = "held"
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    return row


def file(row: Delivery, who: Any) -> None:
    deliveries.note_filed(delivery_id=row.pk, filed_at=AT, reference="FTC-9", actor=who, at=AT)


def test_s30_a_filing_with_a_regulator_takes_two(make_notice: Make, bo: Any, di: Any) -> None:
    row = draft_of(make_notice(state="escalated"))
    with pytest.raises(Refused, match="second person"):
        file(row, di)
    agree(filings.ask(delivery_id=row.pk, actor=bo, at=AT), di)
    file(row, di)
    assert Delivery.objects.get(pk=row.pk).state == "sent"
    assert kinds(row.case)[-2:] == ["approval_used", "escalated"]


def test_s30_another_paper_voids_what_was_agreed_to(make_notice: Make, bo: Any, di: Any) -> None:
    row = draft_of(make_notice(state="escalated"))
    agree(filings.ask(delivery_id=row.pk, actor=bo, at=AT), di)
    Paper.objects.update(sha256="b" * 64)
    with pytest.raises(Refused, match="second person"):
        file(row, di)


def test_s31_a_draft_for_a_host_needs_one_person(make_notice: Make, di: Any) -> None:
    row = draft_of(make_notice(state="escalated"), step="host")
    file(row, di)
    assert Delivery.objects.get(pk=row.pk).state == "sent"


@pytest.mark.parametrize("values", [{"step": "host"}, {"state": "sent", "sent_at": AT}, {"paper": None}])
def test_only_a_public_bodys_paper_is_asked_about(make_notice: Make, bo: Any, values: dict[str, Any]) -> None:
    row = draft_of(make_notice(state="escalated"), **values)
    with pytest.raises(Refused, match="public body"):
        filings.ask(delivery_id=row.pk, actor=bo, at=AT)


def test_nobody_is_asked_about_a_filing_she_has_not_agreed_to(make_notice: Make, bo: Any) -> None:
    row = draft_of(make_notice(state="escalated"))
    Case.objects.filter(pk=row.case_id).update(consents={"platforms": True})
    with pytest.raises(Refused, match="Nothing is filed before that"):
        filings.ask(delivery_id=row.pk, actor=bo, at=AT)
    assert not Approval.objects.exists()


# A notice to someone outside the directory


@pytest.fixture
def stray(make_case: Make, bo: Any) -> Notice:
    """A draft about a website that the directory does not know."""
    case = make_case(links=1, place="US")
    case.locations.update(platform=None)
    [notice] = notices.draft(case_id=case.pk, actor=bo, at=AT)
    return notice


def test_s30_a_notice_to_someone_unknown_takes_two(stray: Notice, bo: Any, di: Any) -> None:
    with pytest.raises(Refused, match="not in the directory"):
        notices.approve(notice_id=stray.pk, actor=bo, at=AT)
    agree(outside.ask(notice_id=stray.pk, actor=bo, at=AT), di)
    assert notices.approve(notice_id=stray.pk, actor=bo, at=AT + 30 * H).state == "approved"


def test_s30_other_words_void_it(stray: Notice, bo: Any, di: Any) -> None:
    agree(outside.ask(notice_id=stray.pk, actor=bo, at=AT), di)
    case = stray.case
    case.facts = "Other facts."
    case.save(update_fields=["facts"])
    with pytest.raises(Refused, match="second person"):
        notices.approve(notice_id=stray.pk, actor=bo, at=AT)


def test_s30_other_recipients_void_it(stray: Notice, bo: Any, di: Any) -> None:
    asked = outside.ask(notice_id=stray.pk, actor=bo, at=AT)
    location = Location.objects.select_related("case").get()
    location.site = "elsewhere.test"
    location.save(update_fields=["site"])
    with pytest.raises(Refused, match="changed since"):
        agree(asked, di)


def test_s31_a_first_notice_to_a_platform_we_know_takes_one(make_notice: Make, bo: Any) -> None:
    notice = make_notice()
    with pytest.raises(Refused, match="outside the directory"):
        outside.ask(notice_id=notice.pk, actor=bo, at=AT)
    assert notices.approve(notice_id=notice.pk, actor=bo, at=AT).state == "approved"


def test_what_was_declined_does_nothing(make_case: Make, bo: Any, di: Any) -> None:
    case = make_case()
    asked = unresolved(case, bo)
    approvals.decline(approval_id=asked.pk, actor=di, at=AT)
    with pytest.raises(Refused, match="Nothing waits"):
        agree(asked, di)
    assert fresh(case).state == "active"
