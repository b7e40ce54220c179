"""What holds on every address there is, staff's and hers, errors and static files included."""

from __future__ import annotations

import base64
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from cases.forms import desk
from cases.middleware import HEADERS
from cases.models import Visit
from tests.person import FORM, Browser
from tests.routes import of_hers, of_staff, routes

pytestmark = pytest.mark.django_db
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"canary" * 1000
DATA_URI = "data:image/jpeg;base64," + base64.b64encode(JPEG).decode()
ELSEWHERE = ("/nothing", "/static/cases/form.css", "/static/cases/nothing.css", "/static/")
EVERYWHERE = [*routes(), *ELSEWHERE]


def test_the_table_of_addresses_is_read_whole() -> None:
    assert {"/", "/form", "/return", "/progress", "/leave", "/help", "/healthz"} <= set(routes())
    assert len(of_staff()) > 15
    assert "/desk/cases/x/notices/1/do/x" in routes()


def answers(path: str) -> list[HttpResponse]:
    """What an address says to anyone, and to someone who is signed in."""
    staff = Client()
    staff.force_login(User.objects.get_or_create(username="walker")[0])
    return [
        call(path) for browser in (Browser(), staff) for call in (browser.get, browser.delete, browser.head)
    ]


@pytest.mark.parametrize("path", EVERYWHERE)
def test_v10_every_answer_of_every_address_carries_the_headers(path: str) -> None:
    for answer in answers(path):
        assert {name: answer[name] for name in HEADERS} == HEADERS
        assert answer["Referrer-Policy"] == ("no-referrer" if path == "/leave" else "same-origin")
        assert ("X-Robots-Tag" in answer) or path == "/"


@pytest.mark.parametrize("path", EVERYWHERE)
def test_v15_no_answer_sets_a_cookie_that_lasts_or_that_names_anything(path: str) -> None:
    for answer in answers(path):
        assert set(answer.cookies) <= {"t", "v", "desk"}
        for cookie in filter(lambda each: each.value, answer.cookies.values()):  # the others are taken back
            assert (cookie["samesite"], cookie["httponly"]) == ("Strict", True)
            assert (cookie["max-age"], cookie["expires"]) == ("", "")


@pytest.mark.parametrize("path", EVERYWHERE)
@pytest.mark.parametrize("strict", [True, False])
def test_v31_a_jpeg_is_refused_on_every_address(
    path: str, strict: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With and without the forgery check: the answer comes before anything reads a byte."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    client = Client(enforce_csrf_checks=strict)
    sent = [client.post(path, {"photo": SimpleUploadedFile("a.jpg", JPEG, "image/jpeg")})]
    for kind in ("image/jpeg", "application/octet-stream", "video/mp4", "application/zip", ""):
        sent.append(client.generic("POST", path, JPEG, content_type=kind))
    assert {answer.status_code for answer in sent} == {415}
    assert list(tmp_path.iterdir()) == []
    assert not Visit.objects.exists()


@pytest.mark.parametrize("path", EVERYWHERE)
def test_b01_too_much_is_a_413_on_every_address(path: str) -> None:
    assert Client().post(path, b"a=" + b"x" * 1_000_000, content_type=FORM).status_code == 413


@pytest.mark.parametrize("path", EVERYWHERE)
def test_b01_broken_text_is_a_400_on_every_address(path: str) -> None:
    for body in (b"a=%ed%a0%80", b"%ff=1", b"a=\xfe"):
        assert Client().post(path, body, content_type=FORM).status_code in (400, 405)


@pytest.mark.parametrize("path", [*of_hers(), "/desk/sign-in"])
def test_b01_sixty_one_fields_are_refused(path: str) -> None:
    browser = Browser(enforce_csrf_checks=True)  # the forgery check is what reads them first
    browser.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32
    answer = browser.send(path, {f"f{number}": "x" for number in range(61)})
    assert answer.status_code == (303 if path == "/leave" else 400)  # leaving reads nothing


@pytest.mark.parametrize("path", [path for path in EVERYWHERE if path != "/healthz"])
def test_v32_a_picture_as_text_breaks_nothing_anywhere(path: str, di: User) -> None:
    client = Client(raise_request_exception=True)
    client.force_login(di)
    names = ("page", "go", "text", "links", "facts", "description", "reference", "to", "name", "code")
    answer = client.post(path, urlencode(dict.fromkeys(names, DATA_URI)), content_type=FORM)
    assert answer.status_code < 500
    assert not any("canary" in str(visit.answers) for visit in Visit.objects.all())


NEEDS: dict[str, dict[str, Any]] = {
    "HandOver": {"colleagues": User.objects.none(), "away": {}},
    "Confirm": {"sentence": "x"},
    "Regimes": {"offered": []},
    "Refusal": {"grounds": []},
}


def desk_forms() -> list[type[desk.DeskForm]]:
    return [
        each for each in vars(desk).values() if isinstance(each, type) and each.__module__ == desk.__name__
    ]


@pytest.mark.parametrize("form", desk_forms(), ids=lambda form: form.__name__)
def test_v32_no_form_of_the_desk_takes_a_picture_as_text(form: type[desk.DeskForm]) -> None:
    names = [name for name, field in form.base_fields.items() if type(field) is desk.forms.CharField]
    for text in (DATA_URI[:100], "Q" * 1001):
        bound = form(dict.fromkeys(names, text), **NEEDS.get(form.__name__, {}))
        assert set(names) <= set(bound.errors)


def test_d51_no_page_of_an_error_names_the_software() -> None:
    """O-07: no version, no framework, no trace."""
    for path in ("/nothing", "/static/", "/desk/nothing", "/.git/config"):
        answer = Browser().get(path)
        said = (answer.content.decode() + str(answer.headers)).lower()
        assert answer.status_code in (302, 404)
        assert not any(word in said for word in ("django", "gunicorn", "whitenoise", "traceback", "python"))
    assert not settings.DEBUG


@pytest.mark.parametrize("method", ["put", "delete", "patch", "options", "trace"])
@pytest.mark.parametrize("path", ["/form", "/progress", "/nothing", "/desk/", "/static/cases/form.css"])
def test_no_address_takes_another_method(method: str, path: str) -> None:
    answer = Browser().generic(method.upper(), path)
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, POST")
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("path", ["/", "/form", "/desk/", "/static/cases/form.css", "/healthz"])
def test_o01_another_host_is_refused_everywhere(path: str) -> None:
    answer = Browser().get(path, HTTP_HOST="elsewhere.example.org")
    assert answer.status_code == 400 and "no-store" in answer["Cache-Control"]
