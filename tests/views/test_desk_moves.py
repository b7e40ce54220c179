"""Whose move it is and why, for every state a notice and a case can be in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import User

from cases.models import Case, Item, Location, Notice, Step
from cases.views.desk import case_moves, moves
from cases.views.desk.moves import Move
from cases.views.desk.queue import Outbox, load_notices
from cases.views.desk.rows import standing
from tests.conftest import AT, build_platform

H = timedelta(hours=1)
Make = Callable[..., Notice]


def move(notice: Notice, reader: User, at: datetime = AT, drafts: int = 0, failed: int = 0) -> Move:
    out = Outbox(failed=Counter({notice.pk: failed}), drafts=Counter({notice.pk: drafts}))
    return moves.of_notice(standing(load_notices([notice.pk])[notice.pk], reader, at, out))


def put(notice: Notice, state: str, **values: object) -> None:
    """Put every link of a notice into a state."""
    ids = Item.objects.filter(notice=notice).values("location_id")
    Location.objects.filter(pk__in=ids).update(state=state, **values)


def test_a_draft_waits_for_its_caseworker(bo: User, make_notice: Make) -> None:
    found = move(make_notice(), bo, AT + 3 * H)
    assert (found.who, found.since, found.label) == ("You", "for 3 h", "Review letter")


def test_a_draft_with_a_gap_says_so(bo: User, make_notice: Make) -> None:
    assert move(make_notice(missing_count=1), bo).why == "One thing is missing in the letter."


def test_to_others_the_owner_is_named(di: User, make_notice: Make) -> None:
    assert move(make_notice(), di).who == "Bo"


def test_an_approved_web_form_is_to_be_filed(bo: User, make_notice: Make) -> None:
    found = move(make_notice(state="approved"), bo)
    assert found.label == "File it"
    assert found.path.endswith("#file")


def test_an_approved_mail_is_the_desks_move(bo: User, make_notice: Make) -> None:
    mail = make_notice(state="approved", platform=build_platform("photoline", channel="email"))
    assert move(mail, bo).who == "The desk"


def test_after_receipt_it_is_the_platforms_move(bo: User, make_notice: Make) -> None:
    found = move(make_notice(state="sent"), bo, AT + 3 * H)
    assert (found.who, found.since) == ("Clipshare", "for 3 h")
    assert found.why == "No acknowledgement since it arrived 10:00."


def test_what_was_sent_without_proof_waits_for_a_receipt(bo: User, make_notice: Make) -> None:
    notice = make_notice(state="sent")
    Notice.objects.filter(pk=notice.pk).update(received_at=None)
    assert move(notice, bo).label == "Record receipt"


def test_an_acknowledged_notice_names_the_ticket(bo: User, make_notice: Make) -> None:
    notice = make_notice(state="acknowledged", acknowledged_at=AT, platform_reference="PL-88120")
    assert "ticket PL-88120" in move(notice, bo, AT + H).why


def test_near_the_end_the_button_is_to_look(bo: User, make_notice: Make) -> None:
    notice = make_notice(state="sent")
    assert move(notice, bo, AT + 44 * H).label == "Open"
    assert move(notice, bo, AT + 44 * H + timedelta(seconds=1)).label == "Check 2 links"


def test_their_word_that_it_is_gone_is_checked(bo: User, make_notice: Make) -> None:
    notice = make_notice(state="sent")
    put(notice, "claimed_removed", claimed_removed_at=AT + H)
    found = move(notice, bo, AT + 2 * H)
    assert found.why == "They say links 1 and 2 are gone. Nobody here has looked yet."
    assert (found.who, found.since, found.label) == ("You", "since 11:00", "Check 2 links")


def test_a_refusal_is_answered_and_the_clock_runs(bo: User, make_notice: Make) -> None:
    notice = make_notice(state="refused", refused_at=AT, refusal_ground="not_intimate_image_content")
    found = move(notice, bo, AT + H)
    assert found.why == "They refuse and say that it is no intimate image. The clock runs on."
    assert found.label == "Answer Clipshare"


def test_after_the_end_someone_looks_first(bo: User, make_notice: Make) -> None:
    found = move(make_notice(state="sent"), bo, AT + 49 * H)
    assert found.why == "The period has ended and nobody has looked since."
    assert found.label == "Check 2 links"


def test_seen_up_after_the_end_it_is_escalated(bo: User, make_notice: Make) -> None:
    notice = make_notice(state="sent")
    put(notice, "live", confirmed_live_at=AT + 49 * H)
    found = move(notice, bo, AT + 50 * H)
    assert found.label == "Escalate"
    assert found.why.startswith("Links 1 and 2 still up")


def test_seen_up_before_the_end_it_is_looked_at_again(bo: User, make_notice: Make) -> None:
    notice = make_notice(state="sent")
    put(notice, "live", confirmed_live_at=AT + 47 * H)
    assert move(notice, bo, AT + 50 * H).label == "Check 2 links"


def test_the_chaser_is_told(bo: User, make_notice: Make) -> None:
    notice = make_notice(state="sent")
    clock = notice.clocks.get(regime="us-tida")
    Step.objects.create(notice=notice, clock=clock, kind="chaser", planned_at=clock.due_at, at=AT + 48 * H)
    assert "The chaser went at 10:00." in move(notice, bo, AT + 49 * H).why


def test_drafts_to_further_bodies_wait_for_a_person(bo: User, make_notice: Make) -> None:
    found = move(make_notice(state="escalated"), bo, AT + 50 * H, drafts=2)
    assert found.why == "Links 1 and 2 still open. Two drafts to further bodies are ready."
    assert found.label == "Review 2 drafts"


def test_an_escalated_notice_is_not_escalated_twice(bo: User, make_notice: Make) -> None:
    notice = make_notice(state="escalated")
    put(notice, "live", confirmed_live_at=AT + 49 * H)
    assert move(notice, bo, AT + 50 * H).label != "Escalate"


def test_a_failed_mail_stands_out_first(bo: User, make_notice: Make) -> None:
    assert move(make_notice(state="sent"), bo, failed=1).label == "Look at the outbox"


@pytest.mark.parametrize("state", [state for state in Notice.State.values if state not in Notice.FINAL])
def test_every_open_notice_has_an_owner_a_reason_and_a_button(
    bo: User, make_notice: Make, state: str
) -> None:
    found = move(make_notice(state=state), bo, AT + H)
    assert all((found.who, found.why, found.label, found.path))


def of(case: Case, reader: User, locations: int = 2, open_locations: int = 2) -> Move:
    return case_moves.of_case(case, reader, AT + H, locations=locations, open_locations=open_locations)


@pytest.mark.parametrize("state", Case.State.values)
def test_every_case_has_a_reason_and_a_way(bo: User, make_case: Callable[..., Case], state: str) -> None:
    found = of(make_case(state=state), bo)
    assert all((found.who, found.why, found.label, found.path))


def test_a_new_report_is_nobodys_yet(bo: User, make_case: Callable[..., Case]) -> None:
    found = of(make_case(state="submitted", assignee=None), bo)
    assert (found.who, found.label, found.by_post) == ("Nobody", "Take up", True)


def test_a_report_for_someone_else_is_told_apart(bo: User, make_case: Callable[..., Case]) -> None:
    found = of(make_case(state="submitted", assignee=None, on_behalf=True), bo)
    assert "Someone reports for the person shown." in found.why


def test_a_report_being_read_says_what_is_missing(bo: User, make_case: Callable[..., Case]) -> None:
    case = make_case(state="in_review")
    case.adult_confirmed_at = None
    assert "everyone shown is an adult" in of(case, bo).why
    case.adult_confirmed_at, case.consents = AT, {}
    assert "has not agreed" in of(case, bo).why


def test_an_accepted_case_needs_notices(bo: User, make_case: Callable[..., Case]) -> None:
    assert of(make_case(), bo).label == "Draft notices"


def test_an_accepted_case_with_nothing_open_is_resolved(bo: User, make_case: Callable[..., Case]) -> None:
    assert of(make_case(), bo, open_locations=0).label == "Resolve case"


def test_a_flagged_case_says_why_nothing_goes_out(sam: User, make_case: Callable[..., Case]) -> None:
    assert "No notice goes out" in of(make_case(safeguarding=True), sam).why
