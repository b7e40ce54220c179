"""Letting people in, and how one signs in oneself."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from cases.forms.desk_two import ClearFlag
from cases.models import DeskSession, Invitation
from cases.services import access, factors
from tests import desk
from tests.conftest import AT
from tests.views.desk import do, post, read, text_of

PASSWORD = "quiet harbour lamp"
Enter = Callable[[User], Client]
LATER = AT + timedelta(minutes=5, seconds=1)


def link_in(text: str) -> str:
    found = re.search(r'id="link">https?://[^/]+(/desk/join/[\w-]+)<', text)
    assert found
    return found[1]


def is_in(client: Client) -> bool:
    return client.get(reverse("desk_own")).status_code == 200


def enrol_here(client: Client, at: datetime) -> None:
    seed = read(client, "desk_enrol").split('class="seed">')[1].split("<")[0].replace(" ", "")
    assert do(client, "desk_enrol", factor_code=factors.code_at(seed, at)).status_code == 302


def test_from_an_empty_desk_to_the_first_caseworker(client: Client, db: None, frozen: datetime) -> None:
    """The first run: set up, second factor, codes, the first caseworker invited, one page after the other."""
    post(client, access.set_up_link(), full_name="Dina Okafor", name="di", password=PASSWORD)
    enrol_here(client, frozen)
    assert do(client, "desk_codes")["Location"] == reverse("desk_people")
    assert "You are the first one here" in read(client, "desk_people")
    link = link_in(text_of(do(client, "desk_people", first_name="Bo", given=["caseworker"])))
    bo = Client()
    assert "Choose a name and a password" in text_of(bo.get(link))
    assert post(bo, link, name="bo", password=PASSWORD)["Location"] == reverse("desk_enrol")
    enrol_here(bo, frozen)
    assert do(bo, "desk_codes")["Location"] == reverse("desk_today")
    assert read(bo, "desk_today")
    assert bo.get(reverse("desk_people")).status_code == 404


def test_the_link_is_shown_once(as_di: Client) -> None:
    link = link_in(text_of(do(as_di, "desk_people", first_name="Eve")))
    assert link not in read(as_di, "desk_people")
    assert "Eve" in read(as_di, "desk_people")


def test_a_weak_password_keeps_the_link_good(as_di: Client, client: Client) -> None:
    link = link_in(text_of(do(as_di, "desk_people", first_name="Eve")))
    for password in ("short", "password1234", "x" * 129):
        assert post(client, link, name="eve", password=password).status_code == 422
    assert post(client, link, name="eve", password="four words " * 11 + "sevens!").status_code == 302


@pytest.mark.parametrize("name", ["b\u043e", "\u0412\u043e", "bo\u200b", "b\u00f6", "bo bo", "bo"])
def test_s20_nobody_comes_in_under_a_name_that_looks_like_a_colleagues(
    as_di: Client, client: Client, bo: User, name: str
) -> None:
    link = link_in(text_of(do(as_di, "desk_people", first_name="Eve")))
    refused = post(client, link, name=name, password=PASSWORD)
    said = "Somebody here has this name already." if name == "bo" else "Use letters from a to z"
    assert said in text_of(refused) and refused.status_code in (409, 422)
    assert post(client, link, name="eve", password=PASSWORD).status_code == 302


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"first_name": ""}, "is still empty."),
        ({"first_name": "x" * 81}, "This has 81 characters. We can take 80."),
        ({"first_name": "E\0"}, "This holds a sign that we cannot keep. Type it again without it."),
        ({"first_name": "E", "email": "no"}, "This is no e-mail address. Write it like name@example.org"),
        ({"first_name": "E", "email": "x" * 254 + "@x.test"}, "We can take 254."),
        ({"first_name": "E", "given": "king"}, "Choose from these roles."),
    ],
)
def test_a_bad_invitation_is_explained(as_di: Client, typed: dict[str, str], sentence: str) -> None:
    answer = do(as_di, "desk_people", **typed)
    assert answer.status_code == 422 and sentence in text_of(answer)
    assert not Invitation.objects.exists()


def test_a_choice_that_is_not_on_the_list_is_told_in_our_words() -> None:
    assert ClearFlag({"reason": "made up"}).errors["reason"] == ["Choose from the list."]


def test_a_role_that_is_not_offered_cannot_be_sent(as_di: Client) -> None:
    assert "Supervisor:" not in read(as_di, "desk_people")
    assert do(as_di, "desk_people", first_name="Eve", given=["admin"]).status_code == 422


def test_s05_inviting_asks_for_the_factor_again(as_di: Client) -> None:
    with time_machine.travel(LATER, tick=False):
        answer = do(as_di, "desk_people", first_name="Eve", given=["caseworker", "intake"])
        assert answer.status_code == 403
        text = text_of(answer)
        assert all(f'name="given" value="{role}"' in text for role in ("caseworker", "intake"))


def test_s04_a_supervisor_ends_every_session_of_someone(as_di: Client, bo: User, signed_in: Enter) -> None:
    browsers = [signed_in(bo), signed_in(bo)]
    assert "End 2 sessions" in read(as_di, "desk_people")
    do(as_di, "desk_end_sessions", bo.pk)
    assert not any(is_in(each) for each in browsers)


def test_an_account_that_is_not_there_is_not_here(as_di: Client) -> None:
    assert do(as_di, "desk_end_sessions", 9999).status_code == 404


def test_a_new_way_in_for_whoever_lost_a_phone(as_di: Client, bo: User, di: User, client: Client) -> None:
    desk.enrol(bo)
    link = link_in(text_of(do(as_di, "desk_renew", bo.pk)))
    assert post(client, link, password=PASSWORD)["Location"] == reverse("desk_enrol")
    do(as_di, "desk_renew", di.pk)
    assert Invitation.objects.filter(user=di).count() == 0


def test_s04_own_sessions_are_listed_in_words_and_ended(bo: User, signed_in: Enter) -> None:
    here, there = signed_in(bo), signed_in(bo)
    DeskSession.objects.filter(user=bo).update(device="Firefox on Linux")
    text = read(here, "desk_own")
    assert text.count("Firefox on Linux") >= 2 and "127.0.0.1" not in text
    other = DeskSession.objects.order_by("-pk").first()
    do(here, "desk_own", go="end", which=other.pk)
    assert is_in(here) and not is_in(there)


def test_s04_nobody_ends_a_session_of_someone_else(as_bo: Client, cy: User, signed_in: Enter) -> None:
    theirs = signed_in(cy)
    do(as_bo, "desk_own", go="end", which=DeskSession.objects.get(user=cy).pk)
    for odd in ("", "x", "9" * 30, "-1"):
        do(as_bo, "desk_own", go="end", which=odd)
    assert is_in(theirs)


def test_s04_all_others_end_with_one_button(bo: User, signed_in: Enter) -> None:
    here, there = signed_in(bo), signed_in(bo)
    do(here, "desk_own", go="end-others")
    assert is_in(here) and not is_in(there)


def test_s04_a_new_password_ends_all_others_and_not_this_one(bo: User, signed_in: Enter) -> None:
    here, there = signed_in(bo), signed_in(bo)
    assert do(here, "desk_own", old="wrong", new=PASSWORD).status_code == 422
    assert do(here, "desk_own", old="a long enough word", new="short").status_code == 422
    assert do(here, "desk_own", old="a long enough word", new=PASSWORD).status_code == 302
    assert is_in(here) and not is_in(there)
    assert User.objects.get(pk=bo.pk).check_password(PASSWORD)


def test_the_only_factor_stays(as_bo: Client, bo: User) -> None:
    do(as_bo, "desk_own", go="remove", which=factors.of(bo)[0].pk)
    assert factors.enrolled(bo)


def test_new_recovery_codes_make_the_old_ones_worthless(as_bo: Client, bo: User, at: datetime) -> None:
    factors.new_recovery_codes(user=bo)
    old = factors.open_recovery_codes(bo)[0]
    assert do(as_bo, "desk_own", go="codes")["Location"] == reverse("desk_codes")
    assert factors.check_code(user=bo, typed=old, at=at) == ""
    assert factors.recovery_codes_left(bo) == 10


def test_s05_the_page_of_codes_wants_a_fresh_factor(as_bo: Client, bo: User) -> None:
    factors.new_recovery_codes(user=bo)
    with time_machine.travel(LATER, tick=False):
        answer = as_bo.get(reverse("desk_codes"))
    assert answer.status_code == 403
    assert factors.open_recovery_codes(bo)[0] not in text_of(answer)
