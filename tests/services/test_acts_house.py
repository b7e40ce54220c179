"""Roles and addresses take two people (S-30)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User

from cases.models import Approval, Channel, Event
from cases.services import directory, grants, readdressing
from cases.services.record import verify_house
from cases.services.refusal import Refused
from tests.conftest import AT
from tests.services.test_acts import agree, deb

__all__ = ["deb"]
Make = Callable[..., Any]
H = timedelta(hours=1)


# Roles


def test_s30_a_role_that_decides_is_granted_by_two(di: User, deb: User, cy: User) -> None:
    asked = grants.ask(user=cy, role="supervisor", actor=di, at=AT)
    assert not cy.groups.filter(name="supervisor").exists()
    agree(asked, deb)
    assert cy.groups.filter(name="supervisor").exists()
    assert verify_house() == []


def test_s30_nobody_agrees_to_a_role_of_their_own(di: User, deb: User) -> None:
    asked = grants.ask(user=deb, role="admin", actor=di, at=AT)
    with pytest.raises(Refused, match="your own|of your own"):
        agree(asked, deb)


def test_s30_an_account_that_changed_voids_the_grant(di: User, deb: User, cy: User) -> None:
    asked = grants.ask(user=cy, role="admin", actor=di, at=AT)
    User.objects.filter(pk=cy.pk).update(email="other@example.org")
    with pytest.raises(Refused, match="changed since"):
        agree(asked, deb)


def test_other_roles_need_one_person(di: User, cy: User) -> None:
    with pytest.raises(Refused, match="one person only"):
        grants.ask(user=cy, role="intake", actor=di, at=AT)
    with pytest.raises(Refused, match="already"):
        grants.ask(user=di, role="supervisor", actor=di, at=AT)


# The directory


def ask_address(who: Any, **changes: Any) -> Approval:
    asked = {
        "slug": "clipshare",
        "old": Channel.objects.get().pk,
        "kind": "email",
        "start": date(2026, 11, 25),
    }
    return readdressing.ask(**{**asked, "address": "new@clipshare.test", **changes}, actor=who, at=AT)


def test_s30_another_address_and_its_day_take_two(di: User, deb: User, make_platform: Make) -> None:
    platform = make_platform()
    asked = ask_address(di)
    assert directory.best_channel(platform, at=AT + 48 * H).kind == "web_form"
    agree(asked, deb)
    day_before, day = AT + timedelta(days=1), AT + timedelta(days=2)
    assert directory.best_channel(platform, at=day_before).kind == "web_form"
    assert directory.best_channel(platform, at=day).address == "new@clipshare.test"
    assert directory.best_channel(platform, at=day).verified_by == di
    assert Event.objects.filter(kind="channel_changed").count() == 1


def test_s30_the_directory_read_anew_changes_nothing_of_it(di: User, deb: User, make_platform: Make) -> None:
    platform = make_platform()
    agree(ask_address(di), deb)
    directory.load(records=[platform.record])
    assert directory.best_channel(platform, at=AT + timedelta(days=3)).address == "new@clipshare.test"


def test_one_more_way_takes_the_place_of_none(di: User, deb: User, make_platform: Make) -> None:
    platform = make_platform()
    agree(ask_address(di, old=None), deb)
    assert platform.channels.filter(retired_on=None).count() == 2


def test_s30_an_address_that_changed_meanwhile_voids_it(di: User, deb: User, make_platform: Make) -> None:
    make_platform()
    asked = ask_address(di)
    Channel.objects.update(address="https://clipshare.test/other")
    with pytest.raises(Refused, match="changed since"):
        agree(asked, deb)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"address": "nobody"}, "full e-mail"),
        ({"kind": "web_form", "address": "http://clipshare.test/x"}, "https"),
        ({"kind": "in_app"}, "full e-mail"),
        ({"start": date(2026, 11, 22)}, "in the past"),
        ({"kind": "web_form", "address": "https://clipshare.test/report"}, "already"),
    ],
)
def test_an_address_that_is_none_is_refused(
    di: User, make_platform: Make, changes: dict[str, Any], why: str
) -> None:
    make_platform()
    with pytest.raises(Refused, match=why):
        ask_address(di, **changes)
