"""When a session of the desk ends, and how many tries there are to begin one."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from cases.models import DeskSession
from cases.services import accounts, desk_sessions, factors
from tests import desk
from tests.conftest import AT
from tests.views.desk import do

PASSWORD = "a long enough word"
FIVE = timedelta(minutes=5)
S = timedelta(seconds=1)


@pytest.fixture
def half(client: Client, bo: User, frozen: datetime) -> Client:
    """Bo has shown the password, and has an app."""
    desk.enrol(bo)
    do(client, "desk_sign_in", name="bo", password=PASSWORD)
    return client


def is_in(client: Client) -> bool:
    return client.get(reverse("desk_today")).status_code == 200


def test_s04_idle_for_fifteen_minutes_ends_it(as_bo: Client) -> None:
    with time_machine.travel(AT + 3 * FIVE, tick=False):
        assert is_in(as_bo)
    with time_machine.travel(AT + 6 * FIVE + S, tick=False):
        assert not is_in(as_bo)
    with time_machine.travel(AT + 3 * FIVE, tick=False):
        assert not is_in(as_bo)


def test_s04_ten_hours_end_it_however_busy_it_was(as_bo: Client) -> None:
    for number in range(1, 60):
        with time_machine.travel(AT + number * timedelta(minutes=10), tick=False):
            assert is_in(as_bo)
    with time_machine.travel(AT + timedelta(hours=10, seconds=1), tick=False):
        assert not is_in(as_bo)


@pytest.mark.parametrize("change", ["password", "role", "disabled", "factor"])
def test_s04_a_change_of_password_role_factor_or_standing_ends_it_at_once(
    as_bo: Client, bo: User, di: User, change: str
) -> None:
    assert is_in(as_bo)
    if change == "password":
        bo.set_password("another long enough word")
        bo.save()
    elif change == "role":
        bo.groups.add(di.groups.get())
    elif change == "disabled":
        User.objects.filter(pk=bo.pk).update(is_active=False)
    else:
        factors.remove_all(user=bo)
    assert not is_in(as_bo)
    assert not DeskSession.objects.filter(user=bo).exists() or change == "password"


@pytest.mark.parametrize("seen_by", ["a request", "the round", "the page that opens it again"])
def test_s04_a_closed_accounts_cookie_does_not_come_back_with_the_account(
    as_bo: Client, bo: User, di: User, seen_by: str
) -> None:
    """Closed behind the program's back, and opened again."""
    User.objects.filter(pk=bo.pk).update(is_active=False)
    if seen_by == "a request":
        assert not is_in(as_bo)
    elif seen_by == "the round":
        desk_sessions.forget(at=AT)
    else:
        accounts.reopen(user=bo, actor=di, at=AT)
    User.objects.filter(pk=bo.pk).update(is_active=True)
    assert not is_in(as_bo)
    assert not DeskSession.objects.filter(user=bo).exists()


def test_s04_the_round_leaves_the_sessions_of_open_accounts(as_bo: Client) -> None:
    desk_sessions.forget(at=AT)
    assert is_in(as_bo)


def test_s03_a_browser_that_was_in_before_is_never_locked_out_by_others(half: Client, bo: User) -> None:
    do(half, "desk_factor", factor_code=desk.code())
    do(half, "desk_sign_out")
    for number in range(30):
        stranger = Client(REMOTE_ADDR=f"203.0.{number}.9")
        do(stranger, "desk_sign_in", name="bo", password=PASSWORD)
        do(stranger, "desk_factor", factor_code="000000")
    for _ in range(6):
        do(Client(), "desk_sign_in", name="bo", password="a wrong word here")
    with time_machine.travel(AT + 30 * S, tick=False):
        assert do(Client(), "desk_sign_in", name="bo", password=PASSWORD).status_code == 429
        assert do(half, "desk_sign_in", name="bo", password=PASSWORD).status_code == 302
        assert do(half, "desk_factor", factor_code=desk.code()).status_code == 302


def test_s03_several_people_who_share_a_browser_are_all_known(half: Client, bo: User, cy: User) -> None:
    do(half, "desk_factor", factor_code=desk.code())
    do(half, "desk_sign_out")
    desk.enrol(cy)
    do(half, "desk_sign_in", name="cy", password=PASSWORD)
    do(half, "desk_factor", factor_code=desk.code())
    do(half, "desk_sign_out")
    for _ in range(6):
        do(Client(), "desk_sign_in", name="bo", password="a wrong word here")
    assert do(Client(), "desk_sign_in", name="bo", password=PASSWORD).status_code == 429
    assert do(half, "desk_sign_in", name="bo", password=PASSWORD).status_code == 302


def test_s03_a_known_browser_has_few_tries_too_and_only_for_its_own_name(half: Client, cy: User) -> None:
    do(half, "desk_factor", factor_code=desk.code())
    do(half, "desk_sign_out")
    for name in ("bo", "cy"):
        tried = [
            do(half, "desk_sign_in", name=name, password="a wrong word here").status_code for _ in range(6)
        ]
        assert tried == [422] * 5 + [429]


def test_s03_many_networks_together_cannot_guess_a_code(half: Client, bo: User) -> None:
    answers = []
    for number in range(12):
        stranger = Client(REMOTE_ADDR=f"203.0.{number}.9")
        do(stranger, "desk_sign_in", name="bo", password=PASSWORD)
        answers.append(do(stranger, "desk_factor", factor_code="000000").status_code)
    assert answers == [422] * 10 + [429] * 2


def test_s03_a_made_up_cookie_makes_no_known_browser(client: Client, bo: User, frozen: datetime) -> None:
    for odd in ("", "x", "a:b:c", "é" * 300):
        client.cookies["desk-known"] = odd
        assert do(client, "desk_sign_in", name="bo", password="a wrong word here").status_code == 422


def test_s04_no_address_is_kept_of_a_session(half: Client) -> None:
    do(half, "desk_factor", factor_code=desk.code())
    assert "127.0.0.1" not in str(list(DeskSession.objects.values_list()))


def test_what_is_over_is_forgotten_and_what_goes_on_is_not(as_bo: Client, as_cy: Client) -> None:
    DeskSession.objects.filter(user__username="cy").update(seen_at=AT - 3 * FIVE - S)
    assert desk_sessions.forget(at=AT) == 1
    assert [row.user.username for row in DeskSession.objects.all()] == ["bo"]
    DeskSession.objects.update(started_at=AT - timedelta(hours=10, seconds=1))
    assert desk_sessions.forget(at=AT) == 1
