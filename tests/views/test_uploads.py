"""Nothing is ever uploaded (V-30 to V-32)."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory

from cases.forms.plain import NO_PICTURES
from cases.middleware import refuse_uploads
from cases.models import Visit
from tests.person import FORM, Browser

pytestmark = pytest.mark.django_db
JPEG = b"\xff\xd8\xff\xe0" + b"\x00canary" * 900_000
POSTS = ("/form", "/return", "/progress", "/leave", "/", "/desk/", "/nothing")


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize("strict", [True, False])
def test_v31_a_picture_posted_anywhere_is_a_415(path: str, strict: bool) -> None:
    client = Client(enforce_csrf_checks=strict)
    answer = client.post(path, {"photo": SimpleUploadedFile("a.jpg", JPEG, "image/jpeg")})
    assert answer.status_code == 415
    assert "Please do not send pictures" in answer.content.decode()


@pytest.mark.parametrize(
    "kind",
    [
        "multipart/form-data; boundary=x",
        "multipart/mixed",
        "image/jpeg",
        "IMAGE/PNG",
        "video/mp4",
        "audio/ogg",
        "application/octet-stream",
        "application/zip",
        "application/json",
        "application/pdf",
        "text/html",
    ],
)
def test_v31_only_plain_forms_are_taken(kind: str) -> None:
    assert Browser().post("/form", b"abc", content_type=kind).status_code == 415


def test_v31_a_body_without_a_type_is_a_415() -> None:
    assert Browser().generic("POST", "/form", b"abc", content_type="").status_code == 415


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "GET"])
def test_v31_every_method_is_held_to_it(method: str) -> None:
    assert Browser().generic(method, "/form", b"abc", content_type="image/jpeg").status_code == 415


def test_v31_a_form_of_256_kib_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    body = "page=device&device=safe&x=".ljust(settings.MAX_BODY_BYTES, "a")
    assert Browser().post("/form", body, content_type=FORM).status_code == 303


def test_v31_one_byte_more_is_a_413() -> None:
    body = "page=age&under_18=no&x=".ljust(settings.MAX_BODY_BYTES + 1, "a")
    answer = Browser().post("/form", body, content_type=FORM)
    assert answer.status_code == 413
    assert "too much at once" in answer.content.decode()


@pytest.mark.parametrize("length", ["-1", "1e3", "abc", "99999999999", "١٢"])
def test_v31_a_strange_length_is_a_413(length: str) -> None:
    answer = Browser().generic("POST", "/form", b"a=b", content_type=FORM, CONTENT_LENGTH=length)
    assert answer.status_code == 413


def test_v31_a_body_of_unknown_length_is_a_413() -> None:
    request = RequestFactory().generic(
        "POST", "/form", b"", content_type=FORM, HTTP_TRANSFER_ENCODING="chunked"
    )
    request.META.pop("CONTENT_LENGTH", None)
    request.META["CONTENT_TYPE"] = FORM
    assert refuse_uploads(never)(request).status_code == 413


def never(request: object) -> None:
    pytest.fail("the request went on")


class Unread(io.BytesIO):
    def read(self, *args: object) -> bytes:
        pytest.fail("the body was read")


@pytest.mark.parametrize(("kind", "length"), [("image/jpeg", "10"), (FORM, "9999999")])
def test_v31_the_body_is_not_read(kind: str, length: str) -> None:
    request = RequestFactory().post("/form", b"", content_type=kind)
    request.META.update({"CONTENT_LENGTH": length, "wsgi.input": Unread()})
    request._stream = Unread()  # type: ignore[attr-defined]
    assert refuse_uploads(never)(request).status_code in (413, 415)


def test_v31_no_byte_reaches_the_disk_or_the_logs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    Client().post("/form", {"photo": SimpleUploadedFile("canary.jpg", JPEG, "image/jpeg")})
    assert list(tmp_path.iterdir()) == []
    assert "canary" not in caplog.text
    assert not Visit.objects.exists()


def test_v31_no_handler_could_keep_a_file() -> None:
    assert settings.FILE_UPLOAD_HANDLERS == []
    assert settings.MIDDLEWARE[0] == "cases.middleware.refuse_uploads"


def test_b01_more_than_sixty_fields_are_a_400() -> None:
    assert Browser().send("/form", {f"f{number}": "x" for number in range(61)}).status_code == 400


@pytest.mark.parametrize("body", [b"facts=%ff%fe", b"facts=\xff", b"facts=%ed%a0%80"])
def test_section_6_text_that_is_not_utf_8_is_a_400(body: bytes) -> None:
    assert Browser().post("/form", body, content_type=FORM).status_code == 400


PICTURES = [
    "data:image/png;base64,iVBORw0KGgo=",
    "DATA:IMAGE/jpeg;base64,AAAA",
    "data: video/mp4;base64,AAAA",
    "data:audio/ogg,x",
    "A" * 1001,
    "abcDEF09+/" * 101,
]


@pytest.mark.parametrize("picture", PICTURES)
def test_v32_a_picture_written_as_text_is_refused(picture: str) -> None:
    her = Browser()
    her.fill(until="pictures")
    her.answer("pictures", facts=f"before {picture} after")
    text = her.see("/form")
    assert str(NO_PICTURES) in text
    assert picture[:30] not in text


@pytest.mark.parametrize("picture", PICTURES)
def test_v32_it_is_not_kept_even_in_the_draft(picture: str) -> None:
    her = Browser()
    her.fill(until="links")
    her.answer("links", links=f"photoline.test/p/1 {picture}")
    kept = Visit.objects.get().answers["typed"]["links"]["links"][0]
    assert picture not in kept
    assert kept.startswith("photoline.test/p/1")


def test_v32_after_the_error_she_can_go_on_without_it() -> None:
    her = Browser()
    her.fill(until="pictures")
    her.answer("pictures", facts="I said no. " + PICTURES[0])
    her.answer("pictures", facts="I said no.")
    assert "Who is this for?" in her.see("/form")


def test_v32_it_cannot_be_sent_from_the_back_button() -> None:
    her = Browser()
    her.fill(until="pictures")
    her.answer("pictures", go="back", facts=PICTURES[0])
    her.answer("links")
    assert PICTURES[0] not in her.see("/form")


@pytest.mark.parametrize("text", ["A" * 1000, "data: image of me", "https://photoline.test/" + "a-b/" * 100])
def test_v32_plain_text_and_links_pass(text: str) -> None:
    her = Browser()
    her.fill(until="pictures")
    her.answer("pictures", facts=text)
    assert "Who is this for?" in her.see("/form")
