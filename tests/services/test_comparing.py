"""Whoever is new meets no report in which their name was not looked for, and no page waits for it (S-20)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth.models import Group, User

from cases import permissions
from cases.models import Case, Conflict, Delivery, Tie
from cases.permissions import colleagues, hidden
from cases.services import accounts, comparing, conflicts, emergencies, grants, invitations
from cases.services.refusal import Refused
from tests.conftest import AT
from tests.services.rows import claim, fresh, staff_mail
from tests.services.test_conflicts import again, opened, sees

Make = Callable[..., Case]
M, DAY = timedelta(minutes=1), timedelta(days=1)
ROUND = AT + 5 * M


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page compares with two reports, a part of the round holds two."""
    monkeypatch.setattr(comparing, "MET_AT_ONCE", 2)
    monkeypatch.setattr(comparing, "PART", 2)


def older(case: Case, age: timedelta) -> Case:
    Case.objects.filter(pk=case.pk).update(opened_at=AT - age)
    return Case.objects.get(pk=case.pk)


def shelf(count: int = 8, **last: Any) -> list[Case]:
    """So many reports, one a day, the newest first; the oldest one says what is given."""
    told: list[dict[str, Any]] = [{"facts": f"number {number}"} for number in range(count - 1)]
    told.append({"keep_from": "Eve Moss", **last})
    return [older(opened(**each), age * DAY) for age, each in enumerate(told)]


def newcomer(di: User) -> User:
    eve = User.objects.create_user("em", first_name="Eve", last_name="Moss")
    grants.give(user=eve, role="caseworker", actor=di, at=AT)
    return again(eve)


def seen(user: User, cases: list[Case]) -> list[bool]:
    return [sees(user, case) for case in cases]


@pytest.mark.usefixtures("few")
def test_s20_a_new_colleague_meets_only_what_was_compared_with_their_name(di: User) -> None:
    cases = shelf(4)
    conflicts_before = Conflict.objects.count()
    eve = newcomer(di)
    assert seen(eve, cases) == [True, False, False, False]
    assert Conflict.objects.count() == conflicts_before
    comparing.keep_up(at=ROUND)
    assert seen(eve, cases) == [True, True, True, False]
    assert cases[-1].conflicts.get().ground == Conflict.Ground.SAME


def test_s20_where_the_page_has_compared_with_all_nothing_waits(di: User) -> None:
    cases = shelf(3)
    assert seen(newcomer(di), cases) == [True, True, False]
    assert not Tie.objects.exclude(down_to=None).exists()


@pytest.mark.usefixtures("few")
def test_s20_another_mailbox_is_compared_before_older_reports_are_open_again(di: User, bo: User) -> None:
    cases = shelf(4, keep_from="", safe_contact={"channel": "email", "address": "bo@home.test"})
    Case.objects.update(assignee=bo, conflict_hold=False)
    comparing.keep_up(at=AT)
    assert seen(bo, cases) == [True] * 4
    accounts.readdress(user=bo, email="bo@home.test", actor=di, at=AT)
    assert seen(bo, cases) == [True, False, False, False]
    comparing.keep_up(at=ROUND)
    assert seen(bo, cases) == [True, True, True, False]


@pytest.mark.usefixtures("few")
def test_s20_someone_invited_meets_only_what_was_compared_with_their_name(di: User) -> None:
    cases = shelf(4)
    path = invitations.invite(first_name="Eve", email="", given=["caseworker"], actor=di, at=AT)
    eve = invitations.accept(token=path.rsplit("/", 1)[-1], name="Eve Moss", password="x", at=AT)
    assert seen(eve, cases) == [True, False, False, False]


@pytest.mark.parametrize("act", ["give", "readdress", "accept", "declare"])
def test_s20_no_request_reads_more_than_the_newest(
    act: str, di: User, cy: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf(8)
    token = invitations.invite(first_name="X", email="", given=["intake"], actor=di, at=AT)[-32:]
    read: list[UUID] = []
    named = conflicts.named_in
    monkeypatch.setattr(comparing, "MET_AT_ONCE", 3)
    monkeypatch.setattr(
        conflicts, "named_in", lambda case, more=(): read.append(case.pk) or named(case, more)
    )
    {
        "give": lambda: newcomer(di),
        "readdress": lambda: accounts.readdress(user=cy, email="new@x.test", actor=di, at=AT),
        "accept": lambda: invitations.accept(token=token, name="xx", password="x", at=AT),
        "declare": lambda: comparing.declare(user=cy, typed="Ana Example", at=AT),
    }[act]()
    assert len(read) == 3


@pytest.mark.usefixtures("few")
def test_s20_another_role_for_a_known_name_hides_nothing(di: User, bo: User) -> None:
    cases = shelf(4)
    comparing.keep_up(at=AT)
    grants.give(user=bo, role="intake", actor=di, at=ROUND)
    assert seen(again(bo), cases) == [True, True, True, False]  # the last one waits for a supervisor


@pytest.mark.usefixtures("few")
def test_s20_what_is_not_compared_yet_is_hidden_from_lists_and_emergencies(di: User) -> None:
    cases = shelf(4)
    eve = newcomer(di)
    assert permissions.unread(eve) == cases[1].opened_at
    with pytest.raises(Refused, match="No case with this reference"):
        emergencies.break_glass(reference=cases[2].reference, reason="now", actor=eve, at=AT)
    assert set(Case.objects.filter(hidden(eve))) == set(cases[1:])
    assert eve in colleagues(cases[0]) and eve not in colleagues(cases[1])


@pytest.mark.usefixtures("few")
def test_s20_an_emergency_in_an_older_report_is_not_listed_yet(di: User, bo: User) -> None:
    cases = shelf(4)
    emergencies.BrokenGlass.objects.create(case=cases[2], user=bo, reason="now", at=AT, until=AT)
    eve = newcomer(di)
    eve.groups.add(Group.objects.get_or_create(name="auditor")[0])
    assert not emergencies.to_review(again(eve)).exists()
    comparing.keep_up(at=ROUND)
    assert emergencies.to_review(again(eve)).exists()


@pytest.mark.usefixtures("few")
def test_s20_mail_about_older_reports_waits_until_they_were_compared(di: User) -> None:
    cases = shelf(4)
    eve = newcomer(di)
    about_her, other = staff_mail(cases[3], eve, key="a"), staff_mail(cases[2], eve, key="b")
    assert claim(about_her) is None and claim(other) is None
    assert fresh(other).state == Delivery.State.QUEUED
    comparing.keep_up(at=ROUND)
    assert claim(other, at=ROUND) is not None
    assert claim(about_her, at=ROUND) is None
    assert fresh(about_her).state == Delivery.State.CANCELLED


def let_go(case: Case) -> Case:
    """As after a supervisor's look."""
    Case.objects.filter(pk=case.pk).update(conflict_hold=False)
    return Case.objects.get(pk=case.pk)


def test_s22_a_colleagues_own_report_stays_away_from_whoever_joins_later(di: User) -> None:
    """Once it is let go, too: a first role, a role made behind our back, and one that was a supervisor."""
    case = let_go(opened(colleague=True))
    eve = newcomer(di)
    other = User.objects.create_user("other", first_name="Ola")
    other.groups.add(Group.objects.get(name="caseworker"))
    was = User.objects.create_user("was", first_name="Wil")
    was.groups.add(*Group.objects.filter(name__in=["caseworker", "supervisor"]))
    assert (sees(eve, case), sees(was, case)) == (False, True)
    grants.take(user=again(was), role="supervisor", actor=di, at=AT)
    comparing.keep_up(at=ROUND)
    assert not any(sees(each, case) for each in (eve, other, was))
    assert sees(di, case)


def test_s22_whom_a_supervisor_let_in_stays_in(bo: User, di: User) -> None:
    case = opened(colleague=True)
    conflicts.lift(case_id=case.pk, user=bo, actor=di, at=AT)
    case = let_go(case)
    comparing.keep_up(at=ROUND)
    assert sees(bo, case)
