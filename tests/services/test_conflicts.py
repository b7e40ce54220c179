"""Whoever is too close is shut out at once, and a supervisor decides (S-20, S-22)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User

from cases.models import Case, Conflict, Delivery, Tie
from cases.permissions import colleagues, may, reachable
from cases.services import (
    comparing,
    conflicts,
    deliveries,
    intake,
    outbox,
    record,
    throttle,
    wishes,
)
from cases.services.refusal import Refused
from tests.conftest import AT, build_location
from tests.services.rows import claim, fresh, staff_mail
from tests.services.story import kinds
from tests.services.test_intake import REPORT

Make = Callable[..., Case]
PLAIN = replace(REPORT, keep_from="", signature_name="Ana Example", safe_contact={"channel": "none"})


def opened(**told: Any) -> Case:
    case = intake.open_case(report=replace(PLAIN, **told), token=str(told), at=AT).case
    return Case.objects.get(pk=case.pk)


def again(user: User) -> User:
    """The same person in another request."""
    return User.objects.get(pk=user.pk)


def sees(user: User, case: Case) -> bool:
    alone = may(again(user), "list", case)
    assert alone == reachable(again(user), "list").filter(pk=case.pk).exists()
    return alone


@pytest.mark.parametrize(
    "told",
    [
        {"keep_from": "Cy, who works with you"},
        {"keep_from": "cy@northgate.example.org"},
        {"facts": "It was sent by cy@northgate.example.org."},
        {"safe_contact": {"channel": "email", "address": "cy@northgate.example.org"}},
        {"signature_name": "Cy"},
        {"authority_note": "I am her lawyer, cy@northgate.example.org"},
    ],
)
def test_s20_a_report_that_names_one_of_ours_is_kept_from_them(
    told: dict[str, Any], bo: User, cy: User, di: User
) -> None:
    case = opened(**told)
    assert (sees(cy, case), sees(di, case)) == (False, True)
    assert case.conflicts.get().state == Conflict.State.HINT
    assert "conflict_noted" in kinds(case)


def test_s20_it_waits_for_the_supervisor_before_anyone_takes_it_up(bo: User, cy: User, di: User) -> None:
    case = opened(keep_from="Cy")
    assert not sees(bo, case)
    assert [row.to_user for row in case.deliveries.filter(step="conflict")] == [di]
    conflicts.lift(case_id=case.pk, user=cy, actor=di, at=AT)
    conflicts.settle(case_id=case.pk, actor=di, at=AT)
    case.refresh_from_db()
    assert (sees(bo, case), sees(cy, case)) == (True, True)


def test_s20_whoever_she_names_is_read_by_a_supervisor_first(bo: User, di: User) -> None:
    """Nobody of ours has such a name, but a supervisor knows who may be meant."""
    case = opened(keep_from="My neighbour's sister")
    assert (sees(bo, case), sees(di, case)) == (False, True)
    conflicts.settle(case_id=case.pk, actor=di, at=AT)
    case.refresh_from_db()
    assert sees(bo, case)


def test_a_report_that_names_nobody_waits_for_nobody(bo: User) -> None:
    case = opened()
    assert sees(bo, case)
    assert not case.conflicts.exists()


def test_s20_a_name_we_decided_about_is_not_noted_again(bo: User, cy: User, di: User) -> None:
    case = opened(keep_from="Cy")
    conflicts.lift(case_id=case.pk, user=cy, actor=di, at=AT)
    wishes.reach(case_id=case.pk, plan={"channel": "none"}, keep_from="Cy", at=AT)
    assert case.conflicts.get().state == Conflict.State.LIFTED


def test_s20_a_wish_she_adds_later_counts_at_once(bo: User, di: User, make_case: Make) -> None:
    case = make_case()
    wishes.reach(case_id=case.pk, plan={"channel": "none"}, keep_from="Bo", at=AT)
    assert not sees(bo, case)
    assert sees(di, case)


def test_s20_one_of_ours_declares_a_tie_and_is_shut_out(bo: User, cy: User, di: User) -> None:
    known, other = opened(signature_name="Ana Example"), opened(signature_name="Eve Other")
    comparing.declare(user=cy, typed="example, ana", at=AT)
    assert (sees(cy, known), sees(cy, other)) == (False, True)
    assert known.conflicts.get().ground == Conflict.Ground.DECLARED


def test_s20_a_declared_tie_counts_for_reports_still_to_come(bo: User, cy: User, di: User) -> None:
    comparing.declare(user=cy, typed="@anasmith", at=AT)
    case = opened(links="https://clipshare.test/@anasmith")
    assert not sees(cy, case)


def test_s20_an_account_in_a_link_counts(cy: User, di: User, make_case: Make) -> None:
    case = make_case(state="submitted", assignee=None, links=0)
    location = build_location(case)
    location.address = "https://clipshare.test/@anasmith"
    location.save(update_fields=["address"])
    comparing.declare(user=cy, typed="anasmith", at=AT)
    assert not sees(cy, case)


def test_s20_a_tie_declared_again_changes_nothing(cy: User, di: User) -> None:
    case = opened(signature_name="Ana Example")
    comparing.declare(user=cy, typed="Ana Example", at=AT)
    conflicts.lift(case_id=case.pk, user=cy, actor=di, at=AT)
    conflicts.settle(case_id=case.pk, actor=di, at=AT)
    comparing.declare(user=cy, typed="Ana Example", at=AT)
    case.refresh_from_db()
    assert (case.conflict_hold, sees(cy, case)) == (False, True)


def test_s20_nothing_that_was_declared_can_be_read(cy: User) -> None:
    comparing.declare(user=cy, typed="Ana Example", at=AT)
    comparing.declare(user=cy, typed="Ana Example", at=AT)
    row = Tie.objects.get()
    assert "ana" not in str(vars(row)).lower().replace("managed", "")
    assert record.verify_house() == []


def test_a_declaration_has_a_bound_and_a_plain_word(cy: User, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Refused, match="Type a name"):
        comparing.declare(user=cy, typed=" - ", at=AT)
    monkeypatch.setattr(comparing, "DECLARED_PER_PERSON", 0)
    with pytest.raises(Refused, match="very many"):
        comparing.declare(user=cy, typed="Ana Example", at=AT)


@pytest.mark.parametrize("typed", ["Person {}", "Ana Example"])
def test_s20_names_cannot_be_tried_one_after_another(cy: User, typed: str) -> None:
    for number in range(throttle.PEOPLE_DECLARED.burst):
        comparing.declare(user=cy, typed=typed.format(number), at=AT)
    with pytest.raises(Refused, match="many people today"):
        comparing.declare(user=cy, typed="Eve Other", at=AT)
    comparing.declare(user=cy, typed="Eve Other", at=AT + throttle.DAY)


def test_a_report_that_cannot_be_opened_stops_no_declaration(cy: User, di: User) -> None:
    broken, fine = opened(), opened(signature_name="Eve Other")
    Case.objects.filter(pk=broken.pk).update(wrapped_key="k1.nothing.here")
    comparing.declare(user=cy, typed="Eve Other", at=AT)
    assert not sees(cy, fine)


def test_s20_a_supervisor_keeps_someone_away_and_lets_them_back(bo: User, di: User, make_case: Make) -> None:
    case = make_case()
    conflicts.block(case_id=case.pk, user=bo, actor=di, at=AT)
    case.refresh_from_db()
    assert (sees(bo, case), case.assignee) == (False, None)
    assert bo not in colleagues(case)
    conflicts.block(case_id=case.pk, user=bo, actor=di, at=AT)
    conflicts.lift(case_id=case.pk, user=bo, actor=di, at=AT)
    assert bo in colleagues(case)
    with pytest.raises(Refused, match="any more"):
        conflicts.lift(case_id=case.pk, user=bo, actor=di, at=AT)


def test_nobody_keeps_themselves_away(di: User, make_case: Make) -> None:
    with pytest.raises(Refused, match="another supervisor"):
        conflicts.block(case_id=make_case().pk, user=di, actor=di, at=AT)


def test_keeping_away_someone_who_does_not_own_it_leaves_the_owner(
    bo: User, cy: User, di: User, make_case: Make
) -> None:
    case = make_case()
    conflicts.block(case_id=case.pk, user=cy, actor=di, at=AT)
    case.refresh_from_db()
    assert case.assignee == bo


def test_s20_no_mail_that_waits_reaches_whoever_is_kept_away(bo: User, di: User, make_case: Make) -> None:
    case = make_case()
    outbox.alert_wishes(case=case, at=AT)
    conflicts.block(case_id=case.pk, user=bo, actor=di, at=AT)
    assert case.deliveries.get().state == Delivery.State.CANCELLED
    outbox.alert_wishes(case=Case.objects.get(pk=case.pk), at=AT + timedelta(hours=1))
    assert [row.to_user for row in case.deliveries.exclude(state="cancelled")] == [di]


def test_s20_a_mail_in_a_workers_hands_when_the_block_falls_is_not_tried_again(
    bo: User, di: User, make_case: Make
) -> None:
    case = make_case()
    row = staff_mail(case, bo)
    held = claim(row)
    assert held is not None
    conflicts.block(case_id=case.pk, user=bo, actor=di, at=AT)
    deliveries.mark_temporary(delivery=held, why="their server is busy", at=AT)
    assert claim(row, at=AT + timedelta(hours=1)) is None
    assert (fresh(row).state, fresh(row).last_error) == ("cancelled", "cancelled: kept away from the case")


def test_s20_a_mail_that_someone_tries_again_by_hand_is_asked_the_same(
    bo: User, di: User, make_case: Make
) -> None:
    case = make_case()
    row = staff_mail(case, bo, state="dead", next_attempt_at=None)
    conflicts.block(case_id=case.pk, user=bo, actor=di, at=AT)
    Delivery.objects.filter(pk=row.pk).update(state="queued", next_attempt_at=AT)
    assert claim(row) is None and fresh(row).state == "cancelled"
    other = staff_mail(case, di, key="other")
    assert claim(other) is not None


def test_a_mail_to_a_closed_account_does_not_leave(bo: User, make_case: Make) -> None:
    row = staff_mail(make_case(), bo)
    User.objects.filter(pk=bo.pk).update(is_active=False)
    assert claim(row) is None
    assert (fresh(row).state, fresh(row).last_error) == ("cancelled", "cancelled: the account is closed")


def test_s20_an_owner_under_suspicion_gets_no_mail_either(bo: User, di: User, make_case: Make) -> None:
    case = make_case()
    conflicts.note(case, {bo.pk: Conflict.Ground.SAME}, at=AT)
    assert bo not in outbox.hearers(case, at=AT)
    assert outbox.leads(case) == [di]
    conflicts.note(case, {di.pk: Conflict.Ground.SAME}, at=AT)
    assert outbox.leads(case) == []


def test_it_is_let_go_only_when_each_colleague_is_decided_about(cy: User, di: User) -> None:
    case = opened(keep_from="Cy")
    with pytest.raises(Refused, match="Decide first"):
        conflicts.settle(case_id=case.pk, actor=di, at=AT)
    conflicts.block(case_id=case.pk, user=cy, actor=di, at=AT)
    conflicts.settle(case_id=case.pk, actor=di, at=AT)
    with pytest.raises(Refused, match="any more"):
        conflicts.settle(case_id=case.pk, actor=di, at=AT)
    assert record.verify(case) == []


def test_s22_a_colleagues_own_report_is_kept_from_the_team(bo: User, cy: User, di: User, sam: User) -> None:
    case = opened(colleague=True)
    assert [sees(user, case) for user in (bo, cy, di)] == [False, False, True]
    assert set(case.conflicts.values_list("state", "ground")) == {("blocked", "team")}
    assert case.conflict_hold


def test_s20_the_lead_too_can_be_kept_away(sam: User, di: User) -> None:
    case = opened(under_18="yes", keep_from="Sam")
    assert not sees(sam, case)
    assert not sees(di, case)
