"""Links that sign in once, and the first supervisor."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User

from cases.models import Tie
from cases.services import access
from cases.services.refusal import Refused
from tests.conftest import AT


def token_of(path: str) -> str:
    return path.rpartition("/")[2]


def test_a_sign_in_link_leads_to_its_owner(bo: User) -> None:
    path = access.sign_in_link(bo)
    assert path.startswith("/desk/link/")
    assert access.holder(token_of(path)) == bo


def test_a_sign_in_link_works_once(bo: User, at: datetime) -> None:
    token = token_of(access.sign_in_link(bo))
    assert access.redeem(token=token, at=at) == bo
    with pytest.raises(Refused):
        access.redeem(token=token, at=at)


def test_using_one_link_ends_the_others(bo: User, at: datetime) -> None:
    first, second = token_of(access.sign_in_link(bo)), token_of(access.sign_in_link(bo))
    access.redeem(token=first, at=at)
    assert access.holder(second) is None


def test_a_sign_in_link_lasts_an_hour(bo: User) -> None:
    with time_machine.travel(AT, tick=False):
        token = token_of(access.sign_in_link(bo))
    with time_machine.travel(AT + timedelta(minutes=59), tick=False):
        assert access.holder(token) == bo
    with time_machine.travel(AT + timedelta(minutes=61), tick=False):
        assert access.holder(token) is None


def test_a_new_password_ends_a_sign_in_link(bo: User) -> None:
    token = token_of(access.sign_in_link(bo))
    bo.set_password("another long word")
    bo.save()
    assert access.holder(token) is None


def test_a_disabled_account_has_no_sign_in_link(bo: User) -> None:
    token = token_of(access.sign_in_link(bo))
    User.objects.filter(pk=bo.pk).update(is_active=False)
    assert access.holder(token) is None


@pytest.mark.parametrize("token", ["", "x", "a:b:c", "WzEsICJ4Il0:1a:b"])
def test_a_made_up_link_is_nobodys(db: None, token: str) -> None:
    assert access.holder(token) is None


def test_a_set_up_link_is_no_sign_in_link(bo: User) -> None:
    assert access.holder(token_of(access.set_up_link())) is None


def test_set_up_makes_a_supervisor_who_can_work(db: None, at: datetime) -> None:
    token = token_of(access.set_up_link())
    user = access.set_up(token=token, name="di", password="a long enough word", at=at)
    assert set(user.groups.values_list("name", flat=True)) == {"supervisor", "caseworker", "admin"}
    assert user.check_password("a long enough word")


def test_set_up_keeps_where_alerts_go_and_looks_for_the_new_one_in_reports(db: None, at: datetime) -> None:
    given = {"name": "di", "password": "a long enough word", "email": "di@helpline.test"}
    given["full_name"] = "Dina Okafor"
    user = access.set_up(token=token_of(access.set_up_link()), at=at, **given)
    assert User.objects.get().email == "di@helpline.test"
    assert Tie.objects.filter(user=user, own=True).count() == 3


def test_set_up_ends_with_the_first_account(db: None, at: datetime) -> None:
    token = token_of(access.set_up_link())
    access.set_up(token=token, name="di", password="a long enough word", at=at)
    with pytest.raises(Refused):
        access.set_up(token=token, name="eve", password="a long enough word", at=at)


def test_set_up_is_closed_where_someone_works_already(bo: User) -> None:
    assert not access.may_set_up(token_of(access.set_up_link()))


def test_a_set_up_link_lasts_a_day(db: None) -> None:
    with time_machine.travel(AT, tick=False):
        token = token_of(access.set_up_link())
    with time_machine.travel(AT + timedelta(hours=25), tick=False):
        assert not access.may_set_up(token)


def test_a_made_up_set_up_link_sets_nothing_up(db: None, at: datetime) -> None:
    with pytest.raises(Refused):
        access.set_up(token="made-up", name="eve", password="a long enough word", at=at)
    assert not User.objects.exists()


def test_where_people_are_real_a_sign_in_link_is_nobodys(bo: User, settings: Any) -> None:
    token = token_of(access.sign_in_link(bo))
    settings.PRODUCTION = True
    assert access.holder(token) is None


def test_of_two_who_use_one_link_at_once_one_gets_in(
    bo: User, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second one had read the account before the first one's sign-in stood there."""
    token, early = token_of(access.sign_in_link(bo)), User.objects.get(pk=bo.pk)
    access.redeem(token=token, at=at)
    monkeypatch.setattr(access, "holder", lambda token: early)
    with pytest.raises(Refused, match="just been used"):
        access.redeem(token=token, at=at)
