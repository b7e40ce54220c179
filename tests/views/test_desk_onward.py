"""Where the sign-in leads: to the page that was asked for, and to no other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlencode

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import resolve, reverse

from cases.models import Case
from cases.routes import ARRIVING, OPEN, ROUTES
from cases.services import factors
from cases.views.desk.onward import landing
from tests import desk
from tests.caseload import samples
from tests.conftest import AT
from tests.views.desk import do, post, read, text_of

MakeCase = Callable[..., Case]
PASSWORD = "a long enough word"
M = timedelta(minutes=1)


def come_in(client: Client, user: User, to: str = "") -> HttpResponse:
    """Both steps of the sign-in, with what stands in the address of its page."""
    desk.enrol(user)
    path = reverse("desk_sign_in") + (f"?{urlencode({'to': to})}" if to else "")
    assert post(client, path, name=user.username, password=PASSWORD)["Location"] == reverse("desk_factor")
    return do(client, "desk_factor", factor_code=desk.code())


def test_after_both_steps_the_page_is_open_that_was_asked_for(
    client: Client, bo: User, make_case: MakeCase, frozen: datetime
) -> None:
    path = reverse("desk_case", args=[make_case().reference])
    asked = client.get(path)
    assert asked["Location"] == f"/desk/sign-in?{urlencode({'to': path})}"
    assert "Sign in to go on." in text_of(client.get(asked["Location"]))
    assert come_in(client, bo, path)["Location"] == path
    assert client.get(path).status_code == 200
    assert client.get(reverse("desk_sign_in"))["Location"] == reverse("desk_today")


def test_s10_a_missing_case_is_asked_for_like_any_other(
    client: Client, cy: User, make_case: MakeCase, frozen: datetime
) -> None:
    seen = []
    for reference in (make_case(safeguarding=True).reference, make_case().reference, "ZZZZZZ"):
        stranger, path = Client(), reverse("desk_case", args=[reference])
        asked = stranger.get(path)
        page = stranger.get(asked["Location"]).content.decode().replace(reference, "")
        page = page.partition("<h1>")[2].partition("csrfmiddlewaretoken")[0]
        with time_machine.travel(AT + M * len(seen), tick=False):
            landed = come_in(stranger, cy, path)
            assert landed["Location"] == path
            found = stranger.get(path)
        told = text_of(found).replace(reference, "") if found.status_code == 404 else ""
        seen.append(
            (asked.status_code, asked["Location"].replace(reference, ""), page, found.status_code, told)
        )
    assert seen[0] == seen[1] == seen[2] and seen[0][3] == 404


def test_what_follows_the_question_mark_comes_along(client: Client, bo: User, frozen: datetime) -> None:
    asked = client.get("/desk/cases?state=closed")["Location"]
    assert asked == f"/desk/sign-in?{urlencode({'to': '/desk/cases?state=closed'})}"
    assert come_in(client, bo, "/desk/cases?state=closed")["Location"] == "/desk/cases?state=closed"


@pytest.mark.parametrize(
    "to",
    [
        "https://elsewhere.test/desk/cases", "//elsewhere.test/desk/", "/desk//elsewhere.test", "/help",
        "/desk/../help", "/desk\\cases", "javascript:alert(1)", "desk/cases", "/desk/nothing/here", "/desk/",
        "/desk/sign-out", "/desk/sign-in", "/desk/sign-in/factor", "/desk/emergencies/open", "/desk/you/rest",
        "/desk/link/x", "/desk/cases\r\nX: y", "/desk/cases?" + "x" * 600,
    ],
)  # fmt: skip
def test_no_other_address_is_ever_gone_on_to(client: Client, bo: User, frozen: datetime, to: str) -> None:
    assert "Sign in to go on." not in text_of(client.get(reverse("desk_sign_in"), {"to": to}))
    assert come_in(client, bo, to)["Location"] == reverse("desk_today")
    assert client.get(reverse("desk_sign_in"), {"to": to})["Location"] == reverse("desk_today")


def test_whoever_is_in_already_goes_on_at_once(as_bo: Client) -> None:
    assert as_bo.get(reverse("desk_sign_in"), {"to": "/desk/you"})["Location"] == "/desk/you"


def test_half_way_in_the_last_page_asked_for_counts(client: Client, bo: User, frozen: datetime) -> None:
    desk.enrol(bo)
    post(client, "/desk/sign-in?to=/desk/cases", name="bo", password=PASSWORD)
    assert client.get(reverse("desk_you"))["Location"] == reverse("desk_factor")
    assert do(client, "desk_factor", factor_code=desk.code())["Location"] == reverse("desk_you")


def test_where_one_was_going_is_not_another_ones_way(
    client: Client, bo: User, cy: User, frozen: datetime
) -> None:
    desk.enrol(bo)
    post(client, "/desk/sign-in?to=/desk/you", name="bo", password=PASSWORD)
    assert come_in(client, cy)["Location"] == reverse("desk_today")


def test_whoever_chooses_a_factor_first_goes_on_after_the_codes(
    client: Client, bo: User, di: User, frozen: datetime
) -> None:
    post(client, "/desk/sign-in?to=/desk/you", name="bo", password=PASSWORD)
    seed = read(client, "desk_enrol").split('class="seed">')[1].partition("<")[0].replace(" ", "")
    code = factors.code_at(seed, AT)
    assert do(client, "desk_enrol", factor_code=code)["Location"] == reverse("desk_codes")
    assert do(client, "desk_codes")["Location"] == reverse("desk_you")


def lapse(user: User) -> None:
    user.desk_sessions.update(seen_at=AT - 16 * M)  # type: ignore[attr-defined]


def test_s04_whoever_was_signed_in_is_told_why_they_are_at_the_door_again(
    as_bo: Client, bo: User, make_case: MakeCase
) -> None:
    path = reverse("desk_case", args=[make_case().reference])
    lapse(bo)
    door = as_bo.get(path)["Location"]
    assert door == f"/desk/sign-in?{urlencode({'to': path, 'ended': 1})}"
    assert "after 15 minutes without a click or a key" in text_of(as_bo.get(door))
    assert as_bo.get(path)["Location"] == f"/desk/sign-in?{urlencode({'to': path})}"
    assert not Session.objects.exists()


def test_s04_what_meets_an_ended_session_is_given_back_and_kept_nowhere(
    as_bo: Client, bo: User, make_case: MakeCase
) -> None:
    case, text = make_case(), "They wrote on 3 May that nobody may show it."
    path = reverse("desk_case_action", args=[case.reference, "facts"])
    lapse(bo)
    answer = post(as_bo, path, facts=text)
    page = text_of(answer)
    assert (answer.status_code, answer["Cache-Control"]) == (403, "no-store")
    assert "You have been signed out" in page and text in page and case.reference not in page
    assert Case.objects.get().facts != text and not Session.objects.exists()
    assert post(as_bo, path, facts=text)["Location"] == reverse("desk_sign_in")  # a stranger by now


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/desk/sign-in/own", {"old": "a long enough word", "new": "another long word"}),
        ("/desk/you/rest", {}),
        ("/desk/stay", {}),
    ],
)
def test_s04_no_password_and_nothing_without_words_is_given_back(
    as_bo: Client, bo: User, path: str, fields: dict[str, str]
) -> None:
    lapse(bo)
    answer = post(as_bo, path, **fields)
    assert answer["Location"] == "/desk/sign-in?ended=1" and not answer.content


@pytest.fixture
def two_tabs(bo: User, frozen: datetime) -> tuple[Client, str]:
    """Bo has opened a page, and signed in anew in another tab since: the token of that page."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(bo)
    client.get("/desk/you")
    token = client.cookies[settings.CSRF_COOKIE_NAME].value
    client.cookies[settings.CSRF_COOKIE_NAME] = "n" * len(token)
    return client, token


def test_s04_what_was_typed_before_signing_in_anew_is_given_back(
    two_tabs: tuple[Client, str], make_case: MakeCase
) -> None:
    client, token = two_tabs
    case, text = make_case(), "They wrote on 3 May that nobody may show it."
    path = reverse("desk_case_action", args=[case.reference, "facts"])
    answer = post(client, path, facts=text, csrfmiddlewaretoken=token)
    page = text_of(answer)
    assert (answer.status_code, answer["Cache-Control"]) == (403, "no-store")
    assert "opened before you signed in again" in page and text in page and f'href="{path}"' in page
    assert Case.objects.get().facts != text
    answer = post(client, "/desk/you/rest", csrfmiddlewaretoken=token)
    assert 'href="/desk/"' in text_of(answer) and "to copy" not in text_of(answer)


@pytest.mark.parametrize("path", ["/desk/sign-in/own", "/desk/sign-in", "/desk/nowhere"])
def test_s04_no_password_is_given_back_after_signing_in_anew(two_tabs: tuple[Client, str], path: str) -> None:
    client, token = two_tabs
    answer = post(client, path, old="a long enough word", name="a long name", csrfmiddlewaretoken=token)
    assert answer.status_code in (403, 404) and "a long" not in text_of(answer)


def test_s04_another_site_gets_nothing_back(two_tabs: tuple[Client, str]) -> None:
    client, _token = two_tabs
    typed = urlencode({"facts": "Call this number now."})
    answer = client.post(
        "/desk/phone",
        typed,
        content_type="application/x-www-form-urlencoded",
        headers={"origin": "https://elsewhere.test"},
    )
    assert answer.status_code == 403 and "this number" not in text_of(answer)


def knock(name: str, method: str) -> int:
    path = reverse(name, kwargs=samples(name))
    request = RequestFactory().generic(method, path)
    request.user, request.session, request.resolver_match = AnonymousUser(), SessionStore(), resolve(path)
    view = request.resolver_match.func
    while hasattr(view, "is_door"):
        view = view.__wrapped__  # type: ignore[attr-defined]
    return int(view(request, **samples(name)).status_code)


@pytest.mark.parametrize("name", [name for name, each in ROUTES.items() if each.posted])
def test_what_answers_a_post_alone_says_so_in_its_row(name: str) -> None:
    assert knock(name, "GET") == 405


def test_every_page_can_be_landed_on(as_di: Client) -> None:
    """And nothing else: whatever refuses to be opened is marked."""
    for name, route in ROUTES.items():
        path = reverse(name, kwargs=samples(name))
        page = route.needs not in (OPEN, ARRIVING) and name != "desk_today" and not route.posted
        assert landing(path) == (path if page else ""), name
        if page and not route.of_case:
            assert as_di.get(path).status_code != 405, name
