"""Break glass: for an hour, before everyone's eyes, and never into what must stay shut (S-32)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from cases.models import BrokenGlass, Case
from cases.permissions import ROLE_AUDITOR, may, reachable
from cases.services import conflicts, emergencies, triage
from cases.services.refusal import Refused
from tests.conftest import AT, person_of_staff
from tests.services.story import kinds

Make = Callable[..., Case]
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


@pytest.fixture
def audrey(db: None) -> User:
    return person_of_staff("audrey", ROLE_AUDITOR)


def break_in(case: Case, who: Any, reason: str = "Bo is away, and someone is in danger.") -> BrokenGlass:
    return emergencies.break_glass(reference=f" {case.reference.lower()}", reason=reason, actor=who, at=AT)


def reaches(user: User, case: Case, action: str = "open") -> bool:
    user = User.objects.get(pk=user.pk)
    alone = may(user, action, case)
    assert alone == reachable(user, action).filter(pk=case.pk).exists()
    return alone


@pytest.mark.parametrize(("after", "open_"), [(HOUR - SECOND, True), (HOUR, False)])
def test_s32_a_caseworker_is_let_in_for_an_hour(
    make_case: Make, cy: User, after: timedelta, open_: bool
) -> None:
    case = make_case()
    assert not reaches(cy, case)
    break_in(case, cy)
    with time_machine.travel(AT + after, tick=False):
        assert (reaches(cy, case), reaches(cy, case, "list")) == (open_, open_)
    assert kinds(case) == ["glass_broken"]


def test_s32_auditor_and_supervisors_are_told_at_once(
    make_case: Make, cy: User, di: User, audrey: User
) -> None:
    case = make_case()
    break_in(case, cy)
    assert {row.to_user for row in case.deliveries.filter(step="glass")} == {di, audrey}


def test_s32_the_row_stays_open_until_someone_else_closes_it(
    make_case: Make, cy: User, di: User, audrey: User
) -> None:
    glass = break_in(make_case(), cy)
    with pytest.raises(Refused, match="already"):
        emergencies.review(glass_id=glass.pk, finding="fine", actor=person_of_staff("eve", "intake"), at=AT)
    with pytest.raises(Refused, match="yourself"):
        emergencies.review(glass_id=glass.pk, finding="fine", actor=cy, at=AT)
    assert emergencies.to_review(audrey).count() == emergencies.to_review(di).count() == 1
    with pytest.raises(Refused, match="found"):
        emergencies.review(glass_id=glass.pk, finding=" ", actor=audrey, at=AT)
    emergencies.review(glass_id=glass.pk, finding="It was needed.", actor=audrey, at=AT)
    assert not emergencies.to_review(di).exists()
    assert kinds(glass.case)[-1] == "glass_reviewed"


def test_s32_what_was_flagged_meanwhile_is_the_leads_to_look_at(
    make_case: Make, cy: User, di: User, sam: User, audrey: User
) -> None:
    case = make_case()
    glass = break_in(case, cy)
    triage.flag_under_18(case_id=case.pk, actor=cy, at=AT)
    for nobody in (cy, di, audrey):
        assert list(emergencies.to_review(nobody)) == []
    assert list(emergencies.to_review(sam)) == [glass]
    with pytest.raises(Refused, match="looked at already"):
        emergencies.review(glass_id=glass.pk, finding="Right.", actor=di, at=AT)
    emergencies.review(glass_id=glass.pk, finding="Right.", actor=sam, at=AT)
    assert list(emergencies.to_review(sam)) == []


def test_s32_nobody_keeps_what_was_opened_for_an_hour(make_case: Make, cy: User) -> None:
    case = make_case()
    break_in(case, cy)
    with time_machine.travel(AT, tick=False):
        for action in ("assign", "end", "close", "ask_two", "take_up", "read_audit"):
            assert not reaches(cy, case, action), action
        for action in ("open", "message", "prepare", "send", "flag"):
            assert reaches(cy, case, action), action


def test_s32_the_lead_hears_of_no_other_emergency(make_case: Make, cy: User, sam: User) -> None:
    break_in(make_case(), cy)
    assert list(emergencies.to_review(sam)) == []


def test_s32_not_even_the_database_lets_one_look_at_the_own_emergency(make_case: Make, cy: User) -> None:
    glass = break_in(make_case(), cy)
    with pytest.raises(IntegrityError), transaction.atomic():
        BrokenGlass.objects.filter(pk=glass.pk).update(reviewed_by=cy)


def test_s32_what_must_stay_shut_answers_like_what_is_not_there(
    make_case: Make, cy: User, di: User, sam: User
) -> None:
    blocked, flagged, held = make_case(), make_case(safeguarding=True), make_case(conflict_hold=True)
    conflicts.block(case_id=blocked.pk, user=cy, actor=di, at=AT)
    nothing = Case(reference="XXXXXX")
    for case in (blocked, flagged, held, nothing):
        with pytest.raises(Refused) as no:
            break_in(case, User.objects.get(pk=cy.pk))
        assert str(no.value) == emergencies.NOT_HERE
    assert not BrokenGlass.objects.exists()


def test_s32_a_block_shuts_an_emergency_that_is_under_way(make_case: Make, cy: User, di: User) -> None:
    case = make_case()
    break_in(case, cy)
    conflicts.block(case_id=case.pk, user=cy, actor=di, at=AT)
    with time_machine.travel(AT, tick=False):
        assert not reaches(cy, case)
    assert not emergencies.to_review(User.objects.get(pk=cy.pk)).exists()


def test_s32_not_without_a_reason_a_role_or_a_need(make_case: Make, bo: User, cy: User, audrey: User) -> None:
    case = make_case()
    for who, reason, why in ((cy, " ", "why it cannot wait"), (audrey, "x", "No case"), (bo, "x", "already")):
        with pytest.raises(Refused, match=why):
            break_in(case, who, reason)
