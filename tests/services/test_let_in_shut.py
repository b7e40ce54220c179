"""Whoever let somebody in lately cannot come by that sign-in at what they are kept from (S-20, V-36)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.utils import timezone

from cases.models import Case, Delivery, Invitation
from cases.permissions import colleagues, kept_away, may, reachable
from cases.rules import four_eyes
from cases.services import conflicts, emergencies, grants, invitations
from cases.services.refusal import Refused
from tests.conftest import AT, person_of_staff

Make = Callable[..., Case]
SPAN, SECOND = four_eyes.rule().let_in, timedelta(seconds=1)
PASSWORD = "four words that nobody knows"


@pytest.fixture
def deb(db: None) -> User:
    return person_of_staff("deb", "supervisor")


def let_in(by: User, *roles: str) -> User:
    path = invitations.invite(
        first_name="Zed", email="zed@example.org", given=roles, actor=by, at=timezone.now()
    )
    token = path.rstrip("/").rpartition("/")[2]
    user = invitations.accept(token=token, name="zed", password=PASSWORD, at=timezone.now())
    user.ties.all().delete()  # as after the comparison with the reports there are
    return User.objects.get(pk=user.pk)


def knows(user: User, case: Case) -> bool:
    again = User.objects.get(pk=user.pk)
    one = may(again, "list", case)
    assert one == reachable(again, "list").filter(pk=case.pk).exists()
    assert (user.pk in set(kept_away(case))) != one
    return one


@pytest.mark.parametrize(("after", "shut"), [(SPAN - SECOND, True), (SPAN, False)])
def test_s20_a_case_is_shut_to_whom_someone_kept_away_let_in(
    make_case: Make, bo: User, di: User, deb: User, after: timedelta, shut: bool
) -> None:
    with time_machine.travel(AT, tick=False):
        case, other = make_case(assignee=None, state="submitted"), make_case(assignee=None, state="submitted")
        conflicts.block(case_id=case.pk, user=di, actor=deb, at=AT)
        zed = let_in(di, "caseworker")
        assert not knows(zed, case) and knows(zed, other)
        assert zed not in colleagues(case) and zed in colleagues(other)
    with time_machine.travel(AT + after, tick=False):
        assert knows(zed, case) == (not shut)


def test_s20_nor_in_an_emergency(make_case: Make, di: User, deb: User) -> None:
    with time_machine.travel(AT, tick=False):
        case = make_case()
        conflicts.block(case_id=case.pk, user=di, actor=deb, at=AT)
        zed = let_in(di, "caseworker")
        with pytest.raises(Refused, match="No case with this reference"):
            emergencies.break_glass(reference=case.reference, reason="It cannot wait.", actor=zed, at=AT)


def test_s20_a_link_that_was_taken_back_unused_ties_nobody(
    make_case: Make, bo: User, di: User, deb: User
) -> None:
    with time_machine.travel(AT, tick=False):
        case = make_case(assignee=bo)
        conflicts.block(case_id=case.pk, user=di, actor=deb, at=AT)
        invitations.renew(user=bo, actor=di, at=AT)
        assert bo.pk in set(kept_away(case))
        invitations.take_back(invitation_id=Invitation.objects.get().pk, actor=deb, at=AT)
        assert knows(bo, case)


def told() -> set[str]:
    rows = Delivery.objects.filter(step="new_lead").values_list("to_user__username", flat=True)
    return set(rows)


def test_v36_a_new_lead_is_told_to_those_who_would_notice(di: User, deb: User, sam: User) -> None:
    audrey, ada = person_of_staff("audrey", "auditor"), person_of_staff("ada", "admin")
    zed = let_in(di, "safeguarding")
    assert told() == {"deb", "sam", audrey.username, ada.username}
    Delivery.objects.all().delete()
    grants.give(user=deb, role="safeguarding", actor=di, at=AT)
    assert told() == {"sam", "audrey", "ada", zed.username}


def test_v36_no_other_role_is_told_so(di: User, deb: User, cy: User) -> None:
    let_in(di, "caseworker")
    grants.give(user=cy, role="auditor", actor=di, at=AT)
    assert told() == set()
