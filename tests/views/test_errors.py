"""When something is wrong: plain pages, and nothing she typed is lost (R-18, V-19, D-51)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import path

from cases import middleware
from cases.forms.plain import PlainField
from cases.models.base import ConcurrentTransition, TransitionNotAllowed
from cases.models.keyring import KeyRingError
from cases.services import visits
from cases.services.refusal import Refused
from cases.views import errors
from tests.hers import text_fields
from tests.person import Browser

pytestmark = pytest.mark.django_db
LONG = "I never agreed that anyone may post this. It was sent around in March."


def test_a_page_that_is_not_there() -> None:
    answer = Browser().get("/nothing")
    assert answer.status_code == 404
    assert "This page is not here" in answer.content.decode()


def test_who_may_not_see_a_page_is_not_told_that_it_exists() -> None:
    request = RequestFactory().get("/x")
    forbidden, missing = errors.forbidden(request), errors.not_found(request)
    assert (forbidden.status_code, missing.status_code) == (403, 404)
    assert forbidden.content == missing.content


@pytest.mark.parametrize("path_", ["/form", "/return", "/progress"])
def test_a_wrong_method_is_a_405(path_: str) -> None:
    answer = Browser().delete(path_)
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, POST")


def test_v19_without_cookies_one_sentence_says_so() -> None:
    answer = Browser(enforce_csrf_checks=True).send("/form", {"page": "age", "under_18": "no"})
    assert answer.status_code == 403
    assert "This page needs a cookie" in answer.content.decode()


@pytest.mark.parametrize(
    ("path_", "typed"),
    [
        ("/form", {"page": "links", "links": "clipshare.test/v/tq81x"}),
        ("/progress", {"page": "messages", "text": LONG}),
    ],
)
def test_v60_what_is_sent_without_cookies_is_given_back(path_: str, typed: dict[str, str]) -> None:
    """She left in another tab, which took the cookies: the token is not looked up, and nothing is done."""
    answer = Browser(enforce_csrf_checks=True).send(path_, typed)
    text = answer.content.decode()
    assert answer.status_code == 403 and "no-store" in answer["Cache-Control"]
    assert "This is what you just sent." in text and list(typed.values())[-1] in text


def test_v10_nothing_is_given_back_to_another_site() -> None:
    her = Browser(enforce_csrf_checks=True)
    answer = her.send("/progress", {"text": LONG}, headers={"origin": "https://elsewhere.test"})
    assert answer.status_code == 403 and LONG not in answer.content.decode()


def test_v10_a_post_from_a_page_of_ours_passes_the_check() -> None:
    her = Browser(enforce_csrf_checks=True)
    her.send("/", {"page": "device", "device": "safe"})
    her.get("/form")
    token = her.cookies[settings.CSRF_COOKIE_NAME].value
    answer = her.send("/form", {"page": "age", "under_18": "no", "csrfmiddlewaretoken": token})
    assert answer.status_code == 303


@pytest.mark.parametrize(
    "trouble", [value for value in vars(errors).values() if isinstance(value, errors.Trouble)]
)
def test_every_error_page_shows_the_way_out_and_the_phone_line(trouble: errors.Trouble) -> None:
    answer = errors.page(RequestFactory().get("/"), trouble)
    text = answer.content.decode()
    assert answer.status_code == trouble.status
    assert 'href="/leave"' in text
    assert settings.ORGANISATION["helpline"] in text


def test_an_error_page_that_cannot_be_rendered_is_one_bare_sentence() -> None:
    answer = errors.page(RequestFactory().get("/"), errors.OUR_FAULT, template="errors/nowhere.html")
    assert (answer.status_code, answer.content.decode()) == (500, errors.BARE)


def broken(error: Exception) -> Callable[..., None]:
    def raises(*args: object, **kwargs: object) -> None:
        raise error

    return raises


@pytest.fixture
def her() -> Browser:
    return Browser(raise_request_exception=False)


def test_d51_an_error_of_ours_shows_nothing_of_it(her: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visits, "find", broken(RuntimeError("canary secret")))
    answer = her.answer("pictures", facts="canary typed")
    assert answer.status_code == 500
    text = answer.content.decode()
    assert "Nothing was lost that we had already confirmed." in text
    assert "canary" not in text


def test_d50_the_log_holds_nothing_she_typed(
    her: Browser, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(visits, "find", broken(RuntimeError("boom")))
    her.answer("pictures", facts="canary typed")
    assert "canary" not in caplog.text


@pytest.mark.parametrize("error", [OperationalError("away"), InterfaceError("away"), KeyRingError("no keys")])
def test_r18_without_a_database_what_she_typed_comes_back(
    her: Browser, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    monkeypatch.setattr(visits, "find", broken(error))
    answer = her.answer("pictures", facts=LONG)
    text = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert LONG in text
    assert "Try again" in text


def test_r18_the_page_asks_the_database_for_nothing(
    her: Browser, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Callable[..., object]
) -> None:
    monkeypatch.setattr(visits, "find", broken(OperationalError()))
    with django_assert_num_queries(0):  # type: ignore[attr-defined]
        her.answer("pictures", facts=LONG)


def test_r18_trying_again_sends_every_field(her: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visits, "find", broken(OperationalError()))
    text = her.answer("pictures", facts=LONG, kind="video").content.decode()
    for field in ('name="page" value="pictures"', 'name="go" value="next"', 'name="kind" value="video"'):
        assert field in text
    assert 'name="csrfmiddlewaretoken"' in text


def test_r18_what_she_typed_is_escaped(her: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visits, "find", broken(OperationalError()))
    text = her.answer("pictures", facts="<script>x</script>").content.decode()
    assert "<script>x" not in text


def test_r18_words_are_not_shown_on_an_error_page(her: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cases.services.credentials.check", broken(OperationalError()))
    answer = her.send("/return", {"code": "K7QM-4TXR", "words": "canary lantern copper meadow violin"})
    assert answer.status_code == 503
    assert "canary" not in answer.content.decode()


@pytest.mark.parametrize("name", ["phrase", "start", "q", "cover"])
def test_r18_no_secret_of_hers_is_shown_on_an_error_page(
    her: Browser, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    her.cookies[settings.VISIT_COOKIE_NAME] = "x" * 32
    monkeypatch.setattr(visits, "find", broken(OperationalError()))
    answer = her.send("/form", {"page": "pictures", "facts": "I wrote this", name: "canary lantern 77"})
    assert answer.status_code == 503
    assert "I wrote this" in answer.content.decode() and "canary" not in answer.content.decode()


def test_r18_a_page_that_only_shows_offers_to_try_again(
    her: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    her.cookies[settings.VISIT_COOKIE_NAME] = "x" * 32
    monkeypatch.setattr(visits, "find", broken(OperationalError()))
    answer = her.get("/form")
    assert answer.status_code == 503
    assert 'href="/form">Try again' in answer.content.decode()
    assert "We cannot show this right now" in answer.content.decode()


def test_r19_a_full_disk_is_answered_the_same_way(her: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    her.fill(until="pictures")
    monkeypatch.setattr(visits, "keep", broken(OperationalError("database or disk is full")))
    answer = her.answer("pictures", facts=LONG)
    assert answer.status_code == 503
    assert LONG in answer.content.decode()


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (Refused("The report names no link yet."), "The report names no link yet."),
        (TransitionNotAllowed("x"), middleware.CHANGED),
        (ConcurrentTransition("x"), middleware.CHANGED),
    ],
)
def test_a_refusal_is_one_plain_sentence(error: Exception, sentence: str) -> None:
    handler = middleware.plain_refusals(lambda request: HttpResponse())
    answer = handler.process_exception(RequestFactory().get("/"), error)  # type: ignore[attr-defined]
    assert answer.status_code == 409
    assert str(sentence) in answer.content.decode()


def test_any_other_error_is_left_to_the_error_page() -> None:
    handler = middleware.plain_refusals(lambda request: HttpResponse())
    assert handler.process_exception(RequestFactory().get("/"), ValueError()) is None  # type: ignore[attr-defined]


def refuse(request: HttpRequest) -> HttpResponse:
    raise Refused("Not now.")


urlpatterns = [path("refuse", refuse)]


def test_a_refusal_no_view_answered_is_a_409_in_the_whole_machine(settings: object) -> None:
    settings.ROOT_URLCONF = __name__  # type: ignore[attr-defined]
    answer = Browser().get("/refuse")
    assert answer.status_code == 409
    assert "Not now." in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"


def test_r18_every_field_for_text_is_given_back_however_short() -> None:
    named = {name for form, name in text_fields() if isinstance(form.base_fields[name], PlainField)}
    lost = {name for name in named if not errors.is_text(name, "Ana")}
    assert lost <= {*errors.NOT_ECHOED}
    assert not any(errors.is_text(name, " ") for name in named)  # what she left empty is no text of hers


def test_r18_one_pasted_link_comes_back_when_the_form_was_closed(her: Browser) -> None:
    answer = her.answer("links", links="clipshare.test/v/tq81x")
    assert "clipshare.test/v/tq81x" in answer.content.decode()
