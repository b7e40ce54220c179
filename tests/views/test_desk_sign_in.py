"""The way in and out."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from cases.services import access
from tests import desk
from tests.conftest import AT
from tests.views.desk import do, post, read, text_of

PASSWORD = "a long enough word"


def sign_in(client: Client, name: str = "bo", password: str = PASSWORD) -> object:
    return do(client, "desk_sign_in", name=name, password=password)


def is_in(client: Client) -> bool:
    return client.get(reverse("desk_today")).status_code == 200


def test_s01_name_and_password_alone_lead_to_the_second_factor(client: Client, bo: User) -> None:
    assert sign_in(client)["Location"] == reverse("desk_enrol")
    assert not is_in(client)
    desk.enrol(bo)
    assert sign_in(Client(), "bo")["Location"] == reverse("desk_factor")


@pytest.mark.parametrize(("name", "password"), [("bo", "wrong word here"), ("nobody", PASSWORD)])
def test_a_wrong_name_and_a_wrong_password_are_answered_alike(
    client: Client, bo: User, name: str, password: str
) -> None:
    response = sign_in(client, name, password)
    assert response.status_code == 422
    assert "That name and password do not match." in text_of(response)
    assert not is_in(client)


def test_the_name_stays_typed_and_the_password_does_not(client: Client, bo: User) -> None:
    text = text_of(sign_in(client, password="wrong word here"))
    assert 'value="bo"' in text
    assert "wrong word here" not in text


def test_someone_disabled_does_not_get_in(client: Client, bo: User) -> None:
    User.objects.filter(pk=bo.pk).update(is_active=False)
    assert sign_in(client).status_code == 422


def test_nothing_typed_is_explained(client: Client, db: None) -> None:
    response = sign_in(client, "", "")
    assert response.status_code == 422
    assert "<title>Error: Sign in</title>" in text_of(response)


def test_many_tries_have_to_wait(client: Client, bo: User, frozen: datetime) -> None:
    for _ in range(5):
        assert sign_in(client, password="wrong word here").status_code == 422
    refused = sign_in(client)
    assert (refused.status_code, refused["Retry-After"]) == (429, "60")
    assert not is_in(client)


def test_after_a_minute_there_is_another_try(client: Client, bo: User) -> None:
    with time_machine.travel(AT, tick=False):
        for _ in range(6):
            sign_in(client, password="wrong word here")
    with time_machine.travel(AT + timedelta(seconds=61), tick=False):
        assert sign_in(client).status_code == 302


def test_tries_from_elsewhere_do_not_lock_a_colleague_out(client: Client, bo: User, frozen: datetime) -> None:
    stranger = Client(REMOTE_ADDR="203.0.113.9")
    for _ in range(7):
        sign_in(stranger, password="wrong word here")
    assert sign_in(client).status_code == 302


def test_whoever_is_in_already_goes_to_today(as_bo: Client) -> None:
    assert as_bo.get(reverse("desk_sign_in"))["Location"] == reverse("desk_today")


def test_signing_in_makes_a_new_session(client: Client, bo: User) -> None:
    client.get(reverse("desk_sign_in"))
    before = client.cookies.get("desk")
    sign_in(client)
    assert client.cookies["desk"].value != (before.value if before else "")


def test_the_cookie_is_for_the_desk_alone(client: Client, bo: User) -> None:
    sign_in(client)
    cookie = client.cookies["desk"]
    assert (cookie["path"], cookie["samesite"], cookie["httponly"]) == ("/desk/", "Strict", True)


def test_signing_out_ends_the_session(as_bo: Client) -> None:
    response = do(as_bo, "desk_sign_out")
    assert response["Clear-Site-Data"] == '"storage"'
    assert response.cookies["desk"].value == ""
    assert not is_in(as_bo)


def test_a_link_on_another_page_signs_nobody_out(as_bo: Client) -> None:
    read(as_bo, "desk_sign_out", status=405)
    assert is_in(as_bo)


def test_opening_a_sign_in_link_uses_nothing_up(client: Client, bo: User) -> None:
    path = access.sign_in_link(bo)
    assert "It works once." in text_of(client.get(path))
    assert not is_in(client)
    assert client.get(path).status_code == 200


def test_confirming_a_sign_in_link_lets_in(client: Client, bo: User) -> None:
    assert post(client, access.sign_in_link(bo))["Location"] == reverse("desk_today")
    assert is_in(client)


def test_a_used_sign_in_link_is_worth_nothing(client: Client, bo: User) -> None:
    path = access.sign_in_link(bo)
    post(client, path)
    other = Client()
    response = post(other, path)
    assert response.status_code == 410
    assert "has been used, or it is too old" in text_of(response)
    assert not is_in(other)


def test_a_made_up_sign_in_link_is_answered_calmly(client: Client, db: None) -> None:
    assert client.get("/desk/link/made-up").status_code == 410


def test_the_first_supervisor_sets_the_desk_up(client: Client, db: None) -> None:
    path = access.set_up_link()
    assert "The first supervisor" in text_of(client.get(path))
    assert post(client, path, full_name="Dina Okafor", name="di", password=PASSWORD)["Location"] == reverse(
        "desk_enrol"
    )
    assert not is_in(client)


def test_the_first_supervisor_says_where_alerts_go(client: Client, db: None) -> None:
    path, given = access.set_up_link(), {"full_name": "Dina Okafor", "name": "di", "password": PASSWORD}
    assert "Write it like name@example.org" in text_of(post(client, path, email="not one", **given))
    post(client, path, email="di@helpline.test", **given)
    di = User.objects.get(username="di")
    assert (di.first_name, di.email) == ("Dina Okafor", "di@helpline.test")


@pytest.mark.parametrize("password", ["short", "password1234", ""])
def test_a_weak_password_is_refused(client: Client, db: None, password: str) -> None:
    assert (
        post(client, access.set_up_link(), full_name="Dina Okafor", name="di", password=password).status_code
        == 422
    )
    assert not User.objects.exists()


def test_a_set_up_link_is_closed_after_use(client: Client, db: None) -> None:
    path = access.set_up_link()
    post(client, path, full_name="Dina Okafor", name="di", password=PASSWORD)
    response = post(Client(), path, name="eve", password=PASSWORD)
    assert response.status_code == 410
    assert User.objects.count() == 1


def test_the_way_in_says_nothing_about_the_work(client: Client, db: None) -> None:
    text = read(client, "desk_sign_in").lower()
    assert not [word for word in ("intimate", "abuse", "takedown", "ncii", "victim") if word in text]
