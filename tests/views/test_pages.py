"""Every page: neutral words, light files, easy reading (V-11 to V-14, V-60, V-61)."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings

from cases.rules.sources import Source
from cases.views.own.table import PAGES as OWN
from tests.conftest import build_platform
from tests.moments import link_found
from tests.person import PAGES, Browser, inside, young
from tests.reading import grade, sentence_length

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


def every_page() -> dict[str, str]:
    build_platform("clipshare")
    her = Browser()
    pages = {path: her.see(path) for path in ("/", "/help", "/return", "/nothing")}
    for page in PAGES:
        pages[page] = her.see("/form")
        her.answer(page)
    pages["check"] = her.see("/form")
    pages["words"] = her.send("/form", her.last_page()).content.decode()
    pages["received"] = her.see("/form")
    pages["progress"] = her.see("/progress")
    pages |= own_pages(her)
    her.send("/progress", {"page": "ready", "go": "show", "site": "clipshare"})
    pages["text for a site"] = her.see("/progress")
    her.send("/progress", {"page": "plan", "go": "choose", "sources": list(Source)})
    her.send("/progress", {"page": "plan", "go": "whole"})
    pages["whole plan"] = her.see("/progress")
    risky = Browser()
    risky.answer("device", device="watched")
    pages["advice"] = risky.see("/form")
    pages["contact at risk"] = risky.fill(until="contact", device={"device": "watched"})
    risky.answer("contact")
    pages["staged words"] = risky.send("/form", risky.last_page()).content.decode()
    risky.send("/progress", {"go": "safe"})
    pages["safe"] = risky.see("/progress")
    found = inside(link_found("en"))
    found.send("/progress", {"go": "truth"})
    pages["truth"] = found.see("/progress")
    other = Browser()
    other.answer("age", under_18="yes")
    pages["services"] = other.see("/form")
    pages["young words"] = young(other := Browser()).content.decode()
    pages |= {f"young {name}": text for name, text in own_pages(other).items()}
    pages["young help"] = other.see("/help")
    pages["regain"] = Browser().send("/return", {"go": "lost"}).content.decode()
    pages["gone"] = Browser().answer("links").content.decode()
    return pages


def own_pages(browser: Browser) -> dict[str, str]:
    """Every page of the table that this browser's case has."""
    pages = {}
    for key in OWN:
        browser.send("/progress", {"go": key})
        text = browser.see("/progress")
        if 'value="out"' not in text:  # the page that leads there has the way out
            pages[key] = text
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


SCRIPTS = ("form.js", "fingerprint.js", "fingerprint-worker.js")


@pytest.mark.parametrize("name", ["form.css", "favicon.svg", *SCRIPTS])
def test_v11_no_static_file_loads_anything(name: str) -> None:
    text = (STATIC / name).read_text().replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert not re.search(r"https?:|//[a-z]+\.|@import|url\(", text)


def test_v10_no_script_or_style_stands_in_a_page(pages: dict[str, str]) -> None:
    for name, text in pages.items():
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=", text)
        scripts = ["form.js", "fingerprint.js"] if name == "copies" else ["form.js"]
        found = re.findall(r"<script[^>]*>", text)
        assert found == [f'<script src="/static/cases/{script}" defer>' for script in scripts]


def test_v30_no_page_has_a_file_picker(pages: dict[str, str]) -> None:
    for text in pages.values():
        assert 'type="file"' not in text
        assert "multipart" not in text


@pytest.mark.parametrize("name", SCRIPTS)
def test_v14_nothing_is_stored_in_the_browser(name: str) -> None:
    script = (STATIC / name).read_text()
    assert not re.search(
        r"localStorage|sessionStorage|indexedDB|serviceWorker|caches|document\.cookie", script
    )


@pytest.mark.parametrize("name", ["fingerprint.js", "fingerprint-worker.js"])
def test_v30_no_script_that_reads_a_picture_asks_for_anything(name: str) -> None:
    script = (STATIC / name).read_text()
    assert not re.search(
        r"fetch|XMLHttpRequest|sendBeacon|WebSocket|EventSource|importScripts|\bimport\b|\beval\b|Function\("
        r"|WebAssembly|createObjectURL|FileReader|FormData|\.submit|toDataURL|convertToBlob",
        script,
    )


def test_v14_no_field_is_filled_in_later(pages: dict[str, str]) -> None:
    for name, text in pages.items():
        for field in re.findall(r'<(?:input type="text"|textarea|select)[^>]*>', text):
            assert 'autocomplete="off"' in field or name == "/return" or 'name="words"' in field


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


def test_v61_sentences_are_short(pages: dict[str, str]) -> None:
    lengths = {name: sentence_length(text) for name, text in pages.items()}
    assert {name: value for name, value in lengths.items() if value > 20} == {}


def test_no_page_of_hers_is_forgotten_here(pages: dict[str, str]) -> None:
    assert OWN.keys() - pages.keys() == set()


def test_a_page_with_all_its_files_weighs_under_sixty_kilobytes(pages: dict[str, str]) -> None:
    files = sum((STATIC / name).stat().st_size for name in ("form.css", "form.js", "favicon.svg"))
    assert max(len(text.encode()) for text in pages.values()) + files < 60_000
