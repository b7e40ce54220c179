"""Bodies that no browser of hers sends: refused on every public address, and her draft stays (B-01)."""

from __future__ import annotations

import gzip
import json
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.http import HttpResponse

from cases.models import Case, Visit
from tests import hers
from tests.person import FORM, Browser
from tests.routes import of_hers

pytestmark = pytest.mark.django_db
PATHS = of_hers()
ANSWER = urlencode({"page": "pictures", "go": "next", "facts": "She never agreed."})
MANY = "&".join(f"f{number}=x" for number in range(10_000))

# What is sent, under which type, and the one answer that is right; leaving reads nothing and always works.
BODIES = {
    "utf-16": (ANSWER.encode("utf-16"), f"{FORM}; charset=utf-16", 400),
    "utf-16, not said": (ANSWER.encode("utf-16"), FORM, 400),
    "said to be utf-16": (ANSWER.encode(), f"{FORM}; charset=utf-16", 400),
    "latin": (b"page=pictures&facts=caf%e9", f"{FORM}; charset=iso-8859-1", 400),
    "gzip": (gzip.compress(ANSWER.encode()), FORM, 400),
    "ten thousand fields": (MANY.encode(), FORM, 400),
    "json": (json.dumps({"page": "pictures"}).encode(), "application/json", 415),
    "xml": (b"<page>pictures</page>", "text/xml; charset=utf-8", 415),
    "two mebibytes": (b"page=pictures&facts=" + b"x" * 2_097_152, FORM, 413),
}
READS_NOTHING = ("said to be utf-16", "ten thousand fields")


def post(path: str, name: str, her: Browser) -> HttpResponse:
    body, kind, _status = BODIES[name]
    packed = {"HTTP_CONTENT_ENCODING": "gzip"} if name == "gzip" else {}
    return her.generic("POST", path, body, content_type=kind, **packed)


@pytest.mark.parametrize("strict", [True, False], ids=["with the forgery check", "without"])
@pytest.mark.parametrize("name", BODIES)
@pytest.mark.parametrize("path", PATHS)
def test_b01_a_body_no_browser_sends_is_refused_everywhere(path: str, name: str, strict: bool) -> None:
    """Nothing of it is kept, and no page falls over it."""
    her = Browser(enforce_csrf_checks=strict)
    her.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32
    status = 303 if path == "/leave" and name in READS_NOTHING else BODIES[name][2]
    answer = post(path, name, her)
    assert answer.status_code == status
    assert answer["Cache-Control"] == "no-store"
    assert not Visit.objects.exists()


@pytest.mark.parametrize("name", BODIES)
@pytest.mark.parametrize("path", [path for path in PATHS if path != "/leave"])
def test_b01_after_it_her_draft_is_as_it_was(path: str, name: str) -> None:
    her = Browser()
    her.cookies[settings.VISIT_COOKIE_NAME] = hers.at_page("pictures", links={"links": "photoline.test/p/7"})
    kept = Visit.objects.get().answers
    post(path, name, her)
    assert Visit.objects.get().answers == kept
    assert 'name="facts"' in her.see("/form")


@pytest.mark.parametrize("name", BODIES)
def test_b01_after_it_her_case_is_open_and_unchanged(name: str) -> None:
    her = Browser()
    her.cookies[settings.VISIT_COOKIE_NAME] = hers.on_progress("stop")
    state = Case.objects.get().state
    post("/progress", name, her)
    assert Case.objects.get().state == state
    assert her.get("/progress").status_code == 200


@pytest.mark.parametrize(
    "kind", [f"{FORM}; charset=utf-8", f"{FORM}; charset=UTF-8", f"{FORM}; charset=none"]
)
def test_b01_a_charset_that_changes_nothing_is_read(kind: str) -> None:
    her = Browser()
    assert her.generic("POST", "/form", "page=device&device=safe", content_type=kind).status_code == 303


def test_b01_a_compressed_body_is_never_unpacked() -> None:
    """Ten megabytes of zeros in ten kilobytes: what arrives is judged, and it is no text of hers."""
    packed = gzip.compress(b"page=device&device=" + b"0" * 10_000_000)
    answer = Browser().generic("POST", "/form", packed, content_type=FORM, HTTP_CONTENT_ENCODING="gzip")
    assert (answer.status_code, Visit.objects.count()) == (400, 0)
