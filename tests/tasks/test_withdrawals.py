"""The letter that takes back a wrong notice: when it may be written, where it goes, what it says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from cases import letters
from cases.documents import Document
from cases.models import Case, Delivery, Notice, Paper
from cases.rules.frame import frame
from cases.services import deliveries, notices, receipts, staging, triage, wishes, withdrawals
from cases.services.refusal import Refused
from tests.conftest import AT, build_platform
from tests.outbound.servers import Desk
from tests.services.story import kinds, last, received, states
from tests.tasks.rounds import run

Make = Callable[..., Any]
HOUR = timedelta(hours=1)


def withdrawn(case: Case, bo: Any, **values: Any) -> Notice:
    """A notice that the platform has, and that we have withdrawn since."""
    notice = received(case, bo, **values)
    return notices.withdraw(notice_id=notice.pk, actor=bo, at=AT + HOUR)


def write(notice: Notice, bo: Any, at: Any = AT + 2 * HOUR) -> Delivery:
    return withdrawals.write(notice_id=notice.pk, actor=bo, at=at)


def test_it_goes_by_mail_to_a_checked_address(server: Desk, make_case: Make, bo: Any) -> None:
    build_platform(channel="email")
    row = write(withdrawn(make_case(), bo), bo)
    run(AT + 2 * HOUR)
    letter = [each for each in server.envelopes if each.rcpt_tos == ["trust@clipshare.test"]][-1]
    assert b"We withdraw request" in letter.content
    row.refresh_from_db()
    assert (row.state, row.paper.kind) == ("sent", "withdrawal")


def test_for_a_form_its_paper_is_made_and_a_person_files_it(make_case: Make, bo: Any) -> None:
    row = write(withdrawn(make_case(), bo), bo)
    run(AT + 2 * HOUR)
    row.refresh_from_db()
    assert (row.state, row.by_hand) == ("held", True)
    deliveries.note_filed(
        delivery_id=row.pk, filed_at=AT + 2 * HOUR, reference="T-9", actor=bo, at=AT + 3 * HOUR
    )
    assert kinds(row.case)[-3:] == ["notice_withdrawn", "withdrawal_letter", "withdrawal_letter"]


def test_it_says_which_request_and_theirs_and_asks_for_nothing(make_case: Make, bo: Any) -> None:
    notice = withdrawn(make_case(), bo, reference="CS-5521")
    write(notice, bo)
    run(AT + 2 * HOUR)
    text = " ".join(Paper.objects.get(kind="withdrawal").text.split())
    assert f"We withdraw request {notice.reference} for the items in the annex." in text
    assert "No further action is requested. You gave the request the reference CS-5521." in text
    assert "Please:" not in text
    assert "statutory" not in text


def test_it_lists_every_item_and_says_who_signed_the_request(make_case: Make, bo: Any) -> None:
    notice = withdrawn(make_case(), bo)
    said = letters.follow_up(notice, variant="withdrawal", at=AT + 2 * HOUR)
    assert said.items == Document.from_json(notice.document).items
    assert said.earlier is not None and said.earlier.outcomes == {}
    made = frame(said.to_json())
    assert made.hand == "" and made.signed.startswith("The request was signed electronically by")


@pytest.mark.parametrize("state", sorted(set(Notice.State.values) - {"withdrawn"}))
def test_only_a_withdrawn_notice_has_one(make_notice: Make, bo: Any, state: str) -> None:
    with pytest.raises(Refused, match="for a notice they have"):
        write(make_notice(state=state), bo)


def test_what_never_left_needs_none(make_case: Make, bo: Any) -> None:
    [notice] = notices.draft(case_id=make_case().pk, actor=bo, at=AT)
    notices.withdraw(notice_id=notice.pk, actor=bo, at=AT)
    with pytest.raises(Refused, match="for a notice they have"):
        write(notice, bo)


def test_what_came_back_needs_none(make_case: Make, bo: Any) -> None:
    notice = received(make_case(), bo, basis="assumed")
    receipts.bounce(notice_id=notice.pk, actor=bo, at=AT + HOUR)
    notices.withdraw(notice_id=notice.pk, actor=bo, at=AT + HOUR)
    with pytest.raises(Refused, match="for a notice they have"):
        write(notice, bo)


def test_it_is_written_once_unless_it_was_cancelled(make_case: Make, bo: Any) -> None:
    notice = withdrawn(make_case(), bo)
    write(notice, bo)
    with pytest.raises(Refused, match="once"):
        write(notice, bo)
    notice.deliveries.filter(kind="withdrawal").update(state="cancelled")
    write(notice, bo)
    assert sorted(states(notice.case, kind="withdrawal")) == ["cancelled", "queued"]


def test_after_the_case_has_ended_nothing_is_written(make_case: Make, bo: Any) -> None:
    notice = withdrawn(make_case(), bo)
    triage.withdraw(case_id=notice.case_id, actor=bo, at=AT + HOUR)
    with pytest.raises(Refused, match="while the case is open"):
        write(notice, bo)


def test_while_she_asks_us_to_wait_it_is_held(server: Desk, make_case: Make, bo: Any) -> None:
    build_platform(channel="email")
    notice = withdrawn(make_case(), bo)
    staging.wait(case_id=notice.case_id, actor=None, at=AT + HOUR)
    row = write(notice, bo)
    before = len(server.messages)
    run(AT + 2 * HOUR)
    row.refresh_from_db()
    assert row.state == "held"
    assert [each.rcpt_tos for each in server.envelopes[before:]].count(["trust@clipshare.test"]) == 0


def test_without_her_yes_to_platforms_it_is_held(make_case: Make, bo: Any) -> None:
    build_platform(channel="email")
    notice = withdrawn(make_case(), bo)
    row = write(notice, bo)
    wishes.allow(case_id=notice.case_id, agreed=[], at=AT + 2 * HOUR)
    row.refresh_from_db()
    assert row.state == "held"


def test_one_that_did_not_arrive_is_a_dead_letter_and_its_owner_is_told(
    server: Desk, make_case: Make, bo: Any
) -> None:
    build_platform(channel="email")
    case = make_case(assignee=bo)
    write(withdrawn(case, bo), bo)
    server.rcpt = "550 no such box"
    run(AT + 2 * HOUR)
    [dead] = Delivery.objects.filter(Delivery.to_see_to())
    assert (dead.kind, dead.state) == ("withdrawal", "failed")
    assert Delivery.objects.filter(kind="alert", step="undeliverable", to_user=bo).exists()
    assert last(case).kind == "withdrawal_letter"
