"""Her yes and no, changed at any time; what may not go out any more stops at once (C5, C10, law 6.19)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from cases.models import Case, Delivery, Notice
from cases.rules import purposes
from cases.services import claims, dead_letters, escalation, notices, outbox, sweep, wishes
from cases.services.refusal import Refused
from tests.conftest import AT, build_platform
from tests.services.story import approved, kinds, last

Make = Callable[..., Case]
LATER = AT + timedelta(hours=1)


@pytest.fixture
def mailed(make_case: Make) -> Case:
    build_platform(channel="email")
    return make_case()


def say(case: Case, *agreed: str, at: Any = LATER) -> Case:
    return wishes.allow(case_id=case.pk, agreed=agreed, at=at)


def test_c5_each_change_is_on_record_with_its_wording(make_case: Make) -> None:
    case = say(make_case(), "platforms", "search")
    assert case.consents == {"platforms": True, "search": True, "regulators": False, "police": False}
    assert last(case).facts == {"consents": case.consents, "version": case.consent_version}
    say(case, "platforms", at=LATER + timedelta(hours=1))
    assert kinds(case) == ["consent_changed", "consent_changed"]


def test_the_same_answers_again_change_nothing(make_case: Make) -> None:
    case = say(make_case(), "platforms", "search")
    say(case, "search", "platforms")
    assert kinds(case) == ["consent_changed"]


def test_c5_a_notice_is_bound_to_the_consent_in_force_at_approval(mailed: Case, bo: Any) -> None:
    say(mailed, "platforms", "search")
    approved(mailed, bo)
    asked = mailed.events.get(kind="consent_changed")
    signed = mailed.events.get(kind="approved")
    assert signed.facts["consent_event"] == asked.seq
    assert signed.facts["consent"] == Case.objects.get(pk=mailed.pk).consent_version


def test_c10_taking_the_yes_back_stops_what_is_queued(mailed: Case, bo: Any) -> None:
    notice = approved(mailed, bo)
    say(mailed)
    row = notice.deliveries.get()
    assert (row.state, Notice.objects.get(pk=notice.pk).state) == ("cancelled", "draft")
    assert kinds(mailed)[-2:] == ["revised", "consent_changed"]
    assert row.pk not in claims.due(at=LATER)


def test_c10_a_chaser_that_waits_is_held_and_cannot_be_sent(mailed: Case, bo: Any, make_notice: Any) -> None:
    notice = make_notice(state="sent", case=mailed)
    chaser = outbox.put([outbox.row(case=mailed, kind="chaser", key="c", at=AT, notice=notice)])[0]
    say(mailed)
    chaser.refresh_from_db()
    assert (chaser.state, chaser.last_error) == ("held", purposes.held("platforms"))
    with pytest.raises(Refused, match="has not agreed that we write to sites"):
        dead_letters.retry(delivery_id=chaser.pk, actor=bo, at=LATER)


def test_c10_what_a_worker_finds_without_her_yes_does_not_leave(mailed: Case, bo: Any) -> None:
    row = approved(mailed, bo).deliveries.get()
    Case.objects.filter(pk=mailed.pk).update(consents={"platforms": False})
    assert claims.claim(delivery_id=row.pk, worker="w", at=AT) is None
    assert Delivery.objects.get(pk=row.pk).state == "cancelled"


def test_nothing_is_drafted_or_approved_without_her_yes(mailed: Case, bo: Any, make_notice: Any) -> None:
    draft = make_notice(case=mailed)
    say(mailed)
    with pytest.raises(Refused, match="has not agreed"):
        notices.draft(case_id=mailed.pk, actor=bo, at=LATER)
    with pytest.raises(Refused, match="authority to act"):
        notices.approve(notice_id=draft.pk, actor=bo, at=LATER)


def test_nothing_is_escalated_without_her_yes(mailed: Case, bo: Any, make_notice: Any) -> None:
    notice = make_notice(state="refused", case=mailed)
    say(mailed)
    with pytest.raises(Refused, match="has not agreed that we write to sites"):
        escalation.escalate(notice_id=notice.pk, actor=bo, at=LATER)


def test_a_chaser_of_the_engine_waits_for_a_person_without_her_yes(mailed: Case, make_notice: Any) -> None:
    make_notice(state="sent", case=mailed)
    say(mailed)
    sweep.sweep(at=AT + timedelta(hours=49))
    assert set(mailed.deliveries.filter(kind="chaser").values_list("by_hand", flat=True)) == {True}


def test_clocks_of_what_a_site_has_run_on(mailed: Case, make_notice: Any) -> None:
    notice = make_notice(state="sent", case=mailed)
    say(mailed)
    assert notice.clocks.filter(stopped_at=None).exists()


def test_giving_it_again_lets_work_go_on(mailed: Case, bo: Any) -> None:
    notice = approved(mailed, bo)
    say(mailed)
    say(mailed, "platforms", at=LATER + timedelta(hours=1))
    again = notices.approve(notice_id=notice.pk, actor=bo, at=LATER + timedelta(hours=2))
    assert again.state == "approved"
    assert claims.claim(
        delivery_id=again.deliveries.get(state="queued").pk, worker="w", at=LATER + timedelta(hours=2)
    )


def test_the_caseworker_is_told(make_case: Make, bo: Any) -> None:
    case = say(make_case())
    row = case.deliveries.get(kind="alert")
    assert (row.to_user, row.step) == (bo, "wishes")


def test_without_an_owner_the_supervisors_are_told(make_case: Make, di: Any) -> None:
    case = say(make_case(assignee=None))
    assert case.deliveries.get(kind="alert").to_user == di


@pytest.mark.parametrize("values", [{"state": "closed"}, {"state": "withdrawn"}, {"safeguarding": True}])
def test_a_case_that_has_ended_or_is_with_the_lead_keeps_its_answers(
    make_case: Make, values: dict[str, Any]
) -> None:
    case = make_case(**values)
    with pytest.raises(Refused):
        say(case)
    assert Case.objects.get(pk=case.pk).allows("platforms")


def test_v44_a_new_plan_takes_the_place_of_the_old_and_nothing_goes_to_the_old_address(
    make_case: Make,
) -> None:
    case = make_case(safe_contact={"channel": "email", "address": "old@example.org"}, keep_from="Alex")
    outbox.update_person(case=case, step="sent", at=AT)
    wishes.reach(case_id=case.pk, plan={"channel": "none"}, keep_from="", at=LATER)
    case = Case.objects.get(pk=case.pk)
    assert (case.safe_contact, case.keep_from) == ({"channel": "none"}, "Alex")
    assert [row.state for row in case.deliveries.all()] == ["cancelled"]


def test_what_she_agreed_for_the_phone_stays_unless_she_changes_it(make_case: Make) -> None:
    case = make_case(safe_contact={"channel": "none", "code_word": "heron", "never": "the landline"})
    plan = {"channel": "none", "code_word": "magpie"}
    wishes.reach(case_id=case.pk, plan=plan, keep_from="", at=LATER)
    told = Case.objects.get(pk=case.pk).safe_contact
    assert (told["code_word"], told["never"]) == ("magpie", "the landline")


def test_v44_the_record_holds_no_address(make_case: Make) -> None:
    case = make_case()
    plan = {"channel": "email", "address": "new@example.org", "acknowledge": True, "windows": []}
    wishes.reach(case_id=case.pk, plan=plan, keep_from="Kim", at=LATER)
    assert (last(case).kind, last(case).facts) == ("contact_changed", {})
    assert case.deliveries.get().kind == "update"
