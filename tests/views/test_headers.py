"""Headers, neutral words and light pages (V-10 to V-14, O-06)."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import RequestFactory

from cases.middleware import header_size, refuse_uploads
from tests.person import FORM, Browser

pytestmark = pytest.mark.django_db
STATIC = Path(settings.BASE_DIR) / "cases" / "static" / "cases"


def every_answer() -> dict[str, HttpResponse]:
    """One answer of each kind, errors included."""
    her = Browser()
    strict = Browser(enforce_csrf_checks=True)
    answers = {
        path: her.get(path) for path in ("/", "/help", "/form", "/return", "/progress", "/leave", "/healthz")
    }
    answers["303"] = her.answer("device")
    answers["400"] = her.post("/form", b"a=%ff", content_type=FORM)
    answers["403"] = strict.send("/form", {"page": "age"})
    answers["404"] = her.get("/nothing")
    answers["405"] = her.put("/form", "a=b", content_type=FORM)
    answers["413"] = her.post("/form", "a" * 300_000, content_type=FORM)
    answers["415"] = her.post("/form", b"x", content_type="image/jpeg")
    answers["429"] = [her.send("/return", {"code": "0", "words": "a"}) for _ in range(6)][-1]
    return answers


ANSWERS = (
    "/",
    "/help",
    "/form",
    "/return",
    "/progress",
    "/leave",
    "/healthz",
    "303",
    "400",
    "403",
    "404",
    "405",
    "413",
    "415",
    "429",
)


@pytest.fixture
def answers() -> dict[str, HttpResponse]:
    return every_answer()


def test_every_error_answers_with_its_own_status(answers: dict[str, HttpResponse]) -> None:
    for status in ("303", "400", "403", "404", "405", "413", "415", "429"):
        assert answers[status].status_code == int(status)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Permissions-Policy", "camera=(), microphone=(), geolocation=(), clipboard-read=()"),
        ("X-Frame-Options", "DENY"),
    ],
)
def test_v10_every_answer_carries_the_headers(
    answers: dict[str, HttpResponse], name: str, value: str
) -> None:
    assert {kind: answer[name] for kind, answer in answers.items()} == dict.fromkeys(ANSWERS, value)


@pytest.mark.parametrize(
    "rule",
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "object-src 'none'",
    ],
)
def test_v10_every_answer_carries_the_content_policy(answers: dict[str, HttpResponse], rule: str) -> None:
    for answer in answers.values():
        assert rule in answer["Content-Security-Policy"].split("; ")


def test_v10_the_referrer_stays_at_home_and_leaving_sends_none(answers: dict[str, HttpResponse]) -> None:
    sent = {kind: answer["Referrer-Policy"] for kind, answer in answers.items()}
    assert sent.pop("/leave") == "no-referrer"
    assert set(sent.values()) == {"same-origin"}


def test_v10_only_the_first_page_may_be_found(answers: dict[str, HttpResponse]) -> None:
    open_to_search = [kind for kind, answer in answers.items() if "X-Robots-Tag" not in answer]
    assert open_to_search == ["/"]
    assert answers["404"]["X-Robots-Tag"] == "noindex, noarchive"


def test_v10_a_static_file_carries_them_too() -> None:
    answer = Browser().get("/static/cases/form.css")
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    assert "default-src 'none'" in answer["Content-Security-Policy"]


def test_b01_a_query_is_dropped_unread() -> None:
    answer = Browser().get("/form?page=links")
    assert (answer.status_code, answer["Location"]) == (303, "/form")


def test_b01_a_post_with_a_query_is_refused() -> None:
    assert Browser().send("/form?next=1", {"page": "age", "under_18": "no"}).status_code == 400


@pytest.mark.parametrize(("length", "status"), [(512, 404), (513, 400)])
def test_b01_a_path_has_up_to_512_signs(length: int, status: int) -> None:
    assert Browser().get("/" + "a" * (length - 1)).status_code == status


@pytest.mark.parametrize(("more", "status"), [(0, 200), (1, 400)])
def test_b01_the_headers_have_up_to_16_kib_in_all(more: int, status: int) -> None:
    """One long one or many short ones: names and values are counted together."""
    sent = {f"HTTP_X_{number:03}": "a" * 90 for number in range(100)}
    size = header_size(RequestFactory().get("/", HTTP_X_LAST="", HTTP_COOKIE="", **sent))
    left = 16_384 - size + more
    request = RequestFactory().get("/", HTTP_X_LAST="a" * left, HTTP_COOKIE="", **sent)
    assert header_size(request) == 16_384 + more
    assert refuse_uploads(lambda _request: HttpResponse())(request).status_code == status


@pytest.mark.parametrize(("count", "status"), [(60, 303), (61, 400)])
def test_b01_a_form_has_up_to_sixty_fields(count: int, status: int) -> None:
    told = {"page": "device", "device": "safe", **{f"f{number}": "x" for number in range(count - 2)}}
    assert Browser().send("/form", told).status_code == status
