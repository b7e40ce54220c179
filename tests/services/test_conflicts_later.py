"""What comes to a case later is compared too, and what somebody too close asked for is void (S-20, S-30)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User

from cases.models import Approval, Case, Conflict
from cases.permissions import ROLE_SUPERVISOR
from cases.services import acts, comparing, conflicts, data_requests, facts, locations, messages, wishes
from cases.services.refusal import Refused
from tests.conftest import AT, person_of_staff
from tests.services.test_conflicts import sees

Make = Callable[..., Case]


def test_s20_what_comes_later_is_compared_too(bo: User, cy: User, di: User, make_case: Make) -> None:
    """Links and facts that were added; a message is not, for it may greet whoever works on the case."""
    comparing.declare(user=cy, typed="@anasmith", at=AT)
    linked, told, wrote = make_case(), make_case(), make_case()
    locations.add(case=linked, text="https://clipshare.test/@anasmith", actor=bo, at=AT)
    facts.set_facts(case_id=told.pk, text="Ask cy@northgate.example.org", actor=bo, at=AT)
    messages.write(case_id=wrote.pk, text="Dear cy@northgate.example.org", at=AT)
    for case, kept in ((linked, True), (told, True), (wrote, False)):
        case.refresh_from_db()
        assert (sees(cy, case), case.conflict_hold) == (False, kept)
        assert [row.user for row in case.conflicts.all()] == ([cy] if kept else [])


def test_s20_what_was_decided_is_not_undone_by_more_links(
    bo: User, cy: User, di: User, make_case: Make
) -> None:
    comparing.declare(user=cy, typed="@anasmith", at=AT)
    case = make_case()
    locations.add(case=case, text="https://clipshare.test/@anasmith", actor=bo, at=AT)
    conflicts.lift(case_id=case.pk, user=cy, actor=di, at=AT)
    conflicts.settle(case_id=case.pk, actor=di, at=AT)
    locations.add(case=case, text="https://clipshare.test/@anasmith/2", actor=bo, at=AT)
    case.refresh_from_db()
    assert not case.conflict_hold and case.conflicts.get().state == Conflict.State.LIFTED


@pytest.mark.parametrize("agreed", [False, True])
def test_s30_what_someone_too_close_asked_for_is_void(
    bo: User, di: User, make_case: Make, agreed: bool
) -> None:
    case, other = make_case(), make_case()
    asked = [data_requests.note(case_id=c.pk, asked_on=AT.date(), known_by="words", actor=bo, at=AT) and
             Approval.objects.get(case=c) for c in (case, other)]  # fmt: skip
    if agreed:
        acts.agree(approval_id=asked[0].pk, actor=di, at=AT)
    conflicts.block(case_id=case.pk, user=bo, actor=di, at=AT)
    assert [bool(Approval.objects.get(pk=each.pk).ended_at) for each in asked] == [True, False]
    with pytest.raises(Refused):
        acts.agree(approval_id=asked[0].pk, actor=di, at=AT)


def test_s30_what_someone_too_close_agreed_to_is_void(bo: User, di: User, make_case: Make) -> None:
    case, deb = make_case(), person_of_staff("deb", ROLE_SUPERVISOR)
    data_requests.note(case_id=case.pk, asked_on=AT.date(), known_by="words", actor=bo, at=AT)
    acts.agree(approval_id=Approval.objects.get().pk, actor=di, at=AT)
    conflicts.block(case_id=case.pk, user=di, actor=deb, at=AT)
    with pytest.raises(Refused):
        data_requests.fetch(case_id=case.pk, actor=bo, at=AT)


@pytest.mark.parametrize(("anew", "shut"), [("Bo is my ex", True), ("Cy", False), ("", False)])
def test_s20_whom_the_person_names_anew_is_shut_out_once_more(
    bo: User, cy: User, di: User, make_case: Make, anew: str, shut: bool
) -> None:
    case = make_case(keep_from="Bo")
    conflicts.look(case, at=AT)
    conflicts.lift(case_id=case.pk, user=bo, actor=di, at=AT)
    assert sees(bo, case)
    wishes.reach(case_id=case.pk, plan={"channel": "none"}, keep_from=anew, at=AT)
    assert sees(bo, case) != shut
    assert case.conflicts.get(user=bo).state == (Conflict.State.HINT if shut else Conflict.State.LIFTED)
