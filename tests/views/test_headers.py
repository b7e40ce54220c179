"""Headers, neutral words and light pages (V-10 to V-14, O-06)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings
from django.db import OperationalError
from django.http import HttpResponse
from django.utils import timezone

from cases.models import Heartbeat
from cases.views import health
from tests.person import FORM, PAGES, Browser, young

pytestmark = pytest.mark.django_db
STATIC = Path(settings.BASE_DIR) / "cases" / "static" / "cases"
FORBIDDEN_WORDS = (
    "ncii",
    "intimate",
    "image abuse",
    "revenge",
    "porn",
    "nude",
    "sex",
    "victim",
    "survivor",
    "abuse",
    "takedown",
    "case code",
)


def every_answer() -> dict[str, HttpResponse]:
    """One answer of each kind, errors included."""
    her = Browser()
    strict = Browser(enforce_csrf_checks=True)
    answers = {
        path: her.get(path) for path in ("/", "/help", "/form", "/return", "/progress", "/leave", "/healthz")
    }
    answers["303"] = her.answer("age")
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


def every_page() -> dict[str, str]:
    her = Browser()
    pages = {path: her.see(path) for path in ("/", "/help", "/return", "/nothing")}
    for page in PAGES:
        pages[page] = her.see("/form")
        her.answer(page)
    pages["check"] = her.see("/form")
    pages["words"] = her.send("/form", her.last_page()).content.decode()
    pages["received"] = her.see("/form")
    pages["progress"] = her.see("/progress")
    pages["stop"] = her.send("/progress", {"go": "stop"}).content.decode()
    pages["add"] = her.send("/progress", {"go": "links"}).content.decode()
    other = Browser()
    other.answer("age", under_18="yes")
    pages["services"] = other.see("/form")
    pages["young words"] = young(Browser()).content.decode()
    pages["gone"] = Browser().answer("links").content.decode()
    return pages


@pytest.fixture
def pages() -> dict[str, str]:
    return every_page()


def test_v12_no_title_names_the_topic(pages: dict[str, str]) -> None:
    for text in pages.values():
        title = re.search(r"<title>(.*?)</title>", text)
        assert title
        assert not any(word in title[1].lower() for word in FORBIDDEN_WORDS)


def test_v12_no_address_or_file_names_the_topic(pages: dict[str, str]) -> None:
    for text in pages.values():
        own = [
            each
            for each in re.findall(r'(?:href|src|action)="([^"]+)"', text)
            if not each.startswith("https:")
        ]
        assert not any(word in address.lower() for address in own for word in FORBIDDEN_WORDS)


def test_v11_no_page_loads_anything_from_elsewhere(pages: dict[str, str]) -> None:
    for text in pages.values():
        assert not re.search(r'(?:src|srcset|action|poster)="(?:https?:)?//', text)
        assert not re.search(r'<link[^>]*href="(?:https?:)?//', text)


def test_v10_every_link_to_another_site_keeps_us_out_of_it(pages: dict[str, str]) -> None:
    for text in pages.values():
        for link in re.findall(r'<a [^>]*href="https:[^>]*>', text):
            assert 'rel="noreferrer noopener"' in link


@pytest.mark.parametrize("name", ["form.css", "form.js", "favicon.svg"])
def test_v11_no_static_file_loads_anything(name: str) -> None:
    text = (STATIC / name).read_text().replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert not re.search(r"https?:|//[a-z]+\.|@import|url\(", text)


def test_v10_no_script_or_style_stands_in_a_page(pages: dict[str, str]) -> None:
    for text in pages.values():
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=", text)
        assert re.findall(r"<script[^>]*>", text) == ['<script src="/static/cases/form.js" defer>']


def test_v30_no_page_has_a_file_picker(pages: dict[str, str]) -> None:
    for text in pages.values():
        assert 'type="file"' not in text
        assert "multipart" not in text


def test_v14_nothing_is_stored_in_the_browser() -> None:
    script = (STATIC / "form.js").read_text()
    assert not re.search(
        r"localStorage|sessionStorage|indexedDB|serviceWorker|caches|document\.cookie", script
    )


def test_v14_no_field_is_filled_in_later(pages: dict[str, str]) -> None:
    for name, text in pages.items():
        for field in re.findall(r'<(?:input type="text"|textarea|select)[^>]*>', text):
            assert 'autocomplete="off"' in field or name == "/return"


def test_v63_every_page_says_its_language_and_direction(pages: dict[str, str]) -> None:
    assert all('<html lang="en" dir="ltr">' in text for text in pages.values())


def test_v60_every_page_has_one_heading_of_the_first_order(pages: dict[str, str]) -> None:
    assert {name: text.count("<h1") for name, text in pages.items()} == dict.fromkeys(pages, 1)


def test_v60_every_field_has_a_label(pages: dict[str, str]) -> None:
    for text in pages.values():
        labelled = set(re.findall(r'<label for="([^"]+)"', text))
        for field in re.findall(r'<(?:input type="text"|textarea|select)[^>]*id="([^"]+)"', text):
            assert field in labelled


def test_v61_no_page_shouts_or_blames(pages: dict[str, str]) -> None:
    for text in pages.values():
        words = unescape(
            re.sub(r"<[^>]+>", " ", text.replace('<span class="bang" aria-hidden="true">!</span>', ""))
        )
        assert "!" not in words.replace("<!doctype html>", "")
        assert not re.search(r"why did you|your fault|invalid|you failed", words, re.IGNORECASE)


def test_v61_every_page_reads_easily(pages: dict[str, str]) -> None:
    grades = {name: grade(text) for name, text in pages.items()}
    assert {name: value for name, value in grades.items() if value > 6} == {}


def grade(text: str) -> float:
    """Flesch-Kincaid grade of the sentences of a page; short labels would only flatter it."""
    blocks = re.findall(r"<(?:p|li)\b[^>]*>(.*?)</(?:p|li)>", text, re.DOTALL)
    prose = [unescape(re.sub(r"<[^>]+>", "", block)).strip() for block in blocks]
    sentences = [part for block in prose for part in re.split(r"[.?]+\s+|[.?]+$", block) if part.count(" ") >= 2]
    words = re.findall(r"[A-Za-z’']+", " ".join(sentences))
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def syllables(word: str) -> int:
    lower = word.lower().rstrip("’'s")
    count = len(re.findall(r"[aeiouy]+", lower)) - bool(re.search(r"[^aeioulrtd]ed$", lower))
    return max(1, count - (lower.endswith("e") and not lower.endswith("le") and count > 1))


def test_a_page_with_all_its_files_weighs_under_sixty_kilobytes(pages: dict[str, str]) -> None:
    files = sum((STATIC / name).stat().st_size for name in ("form.css", "form.js", "favicon.svg"))
    assert max(len(text.encode()) for text in pages.values()) + files < 60_000


def test_b01_a_query_is_dropped_unread() -> None:
    answer = Browser().get("/form?page=links")
    assert (answer.status_code, answer["Location"]) == (303, "/form")


def test_b01_a_post_with_a_query_is_refused() -> None:
    assert Browser().send("/form?next=1", {"page": "age", "under_18": "no"}).status_code == 400


def test_b01_a_long_path_is_refused() -> None:
    assert Browser().get("/" + "a" * 512).status_code == 400


def test_b01_many_headers_are_refused() -> None:
    assert Browser().get("/", HTTP_X_LONG="a" * 17_000).status_code == 400


def beat(ago: timedelta) -> None:
    Heartbeat.objects.update_or_create(name="sweep", defaults={"at": timezone.now() - ago})


def test_o06_health_is_ok_while_the_engine_beats() -> None:
    beat(timedelta(minutes=4, seconds=50))
    answer = Browser().get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.parametrize("ago", [timedelta(minutes=5, seconds=5), timedelta(days=1)])
def test_o06_health_is_503_when_the_engine_is_silent(ago: timedelta) -> None:
    beat(ago)
    answer = Browser().get("/healthz")
    assert (answer.status_code, answer.content) == (503, b"worker away\n")


def test_o06_health_is_503_before_the_first_round() -> None:
    assert Browser().get("/healthz").status_code == 503


def test_o06_health_is_503_without_a_database(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(**_: object) -> None:
        raise OperationalError

    monkeypatch.setattr(health.Heartbeat.objects, "filter", away)
    answer = Browser().get("/healthz")
    assert (answer.status_code, answer.content) == (503, b"database away\n")


def test_o06_health_needs_no_session(django_assert_num_queries: Callable[..., object]) -> None:
    beat(timedelta(0))
    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        answer = Browser().get("/healthz")
    assert not answer.cookies
