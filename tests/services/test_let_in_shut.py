"""Whoever let somebody in lately cannot come by that sign-in at what they are kept from (S-20, V-36)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.utils import timezone

from cases import mails
from cases.models import Case, Delivery, Invitation
from cases.permissions import colleagues, kept_away, may, reachable
from cases.rules import four_eyes
from cases.services import accounts, conflicts, emergencies, grants, invitations
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


def told(step: str = "new_lead") -> set[str]:
    rows = Delivery.objects.filter(step=step).values_list("to_user__username", flat=True)
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


def test_s30_another_way_into_the_account_of_a_lead_is_told_to_those_who_would_notice(
    di: User, deb: User, sam: User
) -> None:
    person_of_staff("audrey", "auditor")
    accounts.readdress(user=sam, email="sam@elsewhere.example.org", actor=di, at=AT)
    assert told("way_in") == {"deb", "audrey"}
    Delivery.objects.all().delete()
    invitations.renew(user=sam, actor=di, at=AT)
    assert told("way_in") == {"deb", "audrey"} and told("renewed") == {"sam"}


def test_a_way_in_that_opens_nothing_rare_is_told_to_its_owner_alone(di: User, deb: User, cy: User) -> None:
    accounts.readdress(user=cy, email="cy@elsewhere.example.org", actor=di, at=AT)
    invitations.renew(user=cy, actor=di, at=AT)
    assert told("way_in") == set()
    assert told("readdressed") == told("renewed") == {"cy"}


@pytest.mark.parametrize("before", ["cy@old.example.org", ""])
def test_the_mailbox_before_hears_that_another_one_was_set(di: User, cy: User, before: str) -> None:
    cy.email = before
    cy.save()
    accounts.readdress(user=cy, email="cy@new.example.org", actor=di, at=AT)
    sent = [mails.compose(each, at=AT) for each in Delivery.objects.filter(step="readdressed")]
    assert [mail.to for mail in sent] == [before] * bool(before)
    assert all("another mailbox for your account" in mail.text for mail in sent)
    assert not any("new.example.org" in mail.text + mail.html for mail in sent)


def test_s04_whom_a_supervisor_invited_cannot_come_in_once_they_are_none(di: User, deb: User) -> None:
    with time_machine.travel(AT, tick=False):
        by_deb = invitations.invite(first_name="Mo", email="", given=["safeguarding"], actor=deb, at=AT)
        by_di = invitations.invite(first_name="Em", email="", given=["caseworker"], actor=di, at=AT)
        grants.take(user=deb, role="supervisor", actor=di, at=AT)
        found = [invitations.holder(link.rpartition("/")[2], at=AT) for link in (by_deb, by_di)]
        assert found[0] is None and found[1] is not None
