"""The round compares whoever is new with every report, and is taken up where it was killed (S-20)."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.contrib.auth.models import Group, User

from cases.models import Conflict, Tie
from cases.permissions import may
from cases.services import accounts, comparing, conflicts, grants
from tests.conftest import AT, person_of_staff
from tests.services.test_comparing import DAY, ROUND, M, few, newcomer, older, seen, shelf
from tests.services.test_conflicts import again, opened, sees

__all__ = ["few"]


class Killed(BaseException):
    """The process ends here."""


def dying(monkeypatch: pytest.MonkeyPatch, parts: int) -> list[int]:
    """After so many parts the process ends; how many reports each part held."""
    meet, read = comparing.meet, list[int]()

    def meet_or_die(ids: list[UUID], who: comparing.Who, *, at: datetime) -> None:
        if len(read) == parts:
            raise Killed
        read.append(len(ids))
        meet(ids, who, at=at)

    monkeypatch.setattr(comparing, "meet", meet_or_die)
    return read


def raw() -> User:
    """An account that no page has made."""
    eve = User.objects.create_user("em", first_name="Eve", last_name="Moss")
    eve.groups.add(Group.objects.get_or_create(name="supervisor")[0])
    return eve


@pytest.mark.usefixtures("few")
def test_s20_a_round_that_is_killed_is_taken_up_where_it_stopped(
    cy: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases, eve = shelf(8), raw()
    Tie.objects.create(user=cy, index=conflicts.index("ana example"), at=AT, down_to=AT)
    with monkeypatch.context() as patch, suppress(Killed):
        dying(patch, parts=2)
        comparing.keep_up(at=ROUND)
    assert set(Tie.objects.filter(user__in=[eve, cy]).values_list("down_to", flat=True)) == {
        cases[3].opened_at
    }
    assert seen(again(eve), cases) == [True] * 3 + [False] * 5
    with monkeypatch.context() as patch:
        read = dying(patch, parts=99)
        comparing.keep_up(at=ROUND + 5 * M)
    assert sum(read) < 8  # what stood above was not read again, but for what came in lately
    assert not Tie.objects.exclude(down_to=None).exists()
    assert cases[-1].conflicts.filter(user=eve).exists()
    assert Conflict.objects.filter(user=cy, ground="declared").count() == 8


@pytest.mark.usefixtures("few")
def test_s20_a_round_after_the_last_finds_nothing_new_and_reads_nothing(
    monkeypatch: pytest.MonkeyPatch, db: None
) -> None:
    shelf(4)
    raw()
    comparing.keep_up(at=ROUND)
    found = list(Conflict.objects.values_list("pk", flat=True))
    monkeypatch.setattr(conflicts, "named_in", None)  # whoever reads again fails
    comparing.keep_up(at=ROUND + 20 * M)
    assert list(Conflict.objects.values_list("pk", flat=True)) == found


@pytest.mark.usefixtures("few")
def test_s20_what_one_round_does_not_reach_is_reached_by_the_next(
    monkeypatch: pytest.MonkeyPatch, db: None
) -> None:
    monkeypatch.setattr(comparing, "READ_AT_ONCE", 3)
    cases, rounds = shelf(8), 0
    raw()
    while not cases[-1].conflicts.exists():
        rounds += 1
        comparing.keep_up(at=ROUND + 20 * rounds * M)
    assert rounds == 4


def test_s20_a_report_whose_request_was_under_way_is_met_by_the_next_round(di: User) -> None:
    """It had read who works here before Eve did, and was written after she had been compared with all."""
    comparing.keep_up(at=AT)
    eve = newcomer(di)
    case = opened(facts="Eve Moss")
    case.conflicts.all().delete()
    older(case, timedelta(seconds=50))
    comparing.keep_up(at=ROUND)
    assert case.conflicts.get().user == eve


@pytest.mark.parametrize("how", ["taken", "closed"])
def test_s20_what_came_without_the_role_is_looked_through_with_the_next(how: str, di: User) -> None:
    eve = newcomer(di)
    if how == "taken":
        grants.take(user=eve, role="caseworker", actor=di, at=AT)
    else:
        accounts.close(user=eve, actor=di, at=AT)
        accounts.reopen(user=again(eve), actor=di, at=AT)
    case = opened(facts="Eve Moss")
    assert not case.conflicts.exists()
    grants.give(user=again(eve), role="caseworker", actor=di, at=AT)
    assert not sees(again(eve), case)


def test_s20_a_role_that_was_taken_behind_our_back_counts_as_none(di: User) -> None:
    eve = newcomer(di)
    eve.groups.clear()
    comparing.keep_up(at=ROUND)
    assert not Tie.objects.filter(user=eve).exists()


def test_s20_what_came_while_an_account_was_closed_is_compared_with_what_it_declared(di: User) -> None:
    cy = person_of_staff("cy", "caseworker")
    comparing.declare(user=cy, typed="Ana Example", at=AT)
    accounts.close(user=cy, actor=di, at=AT)
    case = opened(signature_name="Ana Example")
    accounts.reopen(user=again(cy), actor=di, at=AT + DAY)
    comparing.keep_up(at=AT + DAY + 5 * M)
    assert case.conflicts.get().user == cy


def test_s20_an_address_given_up_and_taken_again_is_compared_again(di: User, cy: User) -> None:
    accounts.readdress(user=cy, email="one@home.test", actor=di, at=AT)
    accounts.readdress(user=cy, email="two@home.test", actor=di, at=AT)
    case = opened(facts="It came from one@home.test")
    accounts.readdress(user=cy, email="one@home.test", actor=di, at=AT)
    assert not sees(again(cy), case)


def test_an_own_name_that_was_declared_too_is_compared_once(
    cy: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    comparing.declare(user=cy, typed="Cy", at=AT)
    opened()
    comparing.keep_up(at=ROUND)
    monkeypatch.setattr(conflicts, "named_in", None)
    comparing.keep_up(at=ROUND + 30 * M)


def test_an_account_without_a_role_is_compared_with_nothing(
    monkeypatch: pytest.MonkeyPatch, db: None
) -> None:
    opened()
    monkeypatch.setattr(conflicts, "named_in", None)
    comparing.look_for(User.objects.create_user("nobody", first_name="Eve"), at=AT)
    assert not Tie.objects.exists()


@pytest.mark.usefixtures("few")
def test_s20_a_declaration_hides_nothing_before_it_meets_a_name(di: User, cy: User) -> None:
    """Whoever declares works on; what the page did not reach the round does, and says nothing of it."""
    cases = shelf(5, keep_from="", signature_name="Mara Wells")
    comparing.keep_up(at=AT)
    comparing.declare(user=cy, typed="wells, mara", at=AT + M)
    assert seen(again(cy), cases) == [True] * 5
    comparing.keep_up(at=ROUND)
    assert seen(again(cy), cases) == [True] * 4 + [False]
    assert may(again(di), "list", cases[-1])
