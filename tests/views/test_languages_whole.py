"""A page in another language falls back to English whole, never half (V-63)."""

from __future__ import annotations

import re
from html import unescape

import pytest

from cases.services import visits
from cases.views.own.table import PAGES as OWN
from tests.catalogs import lose, po, read
from tests.hers import on_progress, states
from tests.moments import a_case
from tests.person import Browser, hidden
from tests.views.test_languages import at, reading, tongue_of

pytestmark = pytest.mark.django_db
EXIT = "Exit this page"
HERS = ("I did not agree to it.", "look what came up")
NAMES = {message for message, forms in read(po("ar").with_suffix(".mo")).items() if forms == [message]}
SENTENCE = re.compile(r"[A-Za-z’]{2,}(?:[ ,]+[A-Za-z’]{2,}){2,}")


def words(text: str) -> str:
    """What can be read on a page, without the names of the languages and what is marked as English."""
    aside = r'<(?:nav class="tongues"|(?:bdi|textarea)[^>]* lang="en").*?</(?:nav|bdi|textarea)>'
    body = re.sub(rf"{aside}|<[^>]+>", "\n", text, flags=re.DOTALL)
    for typed in HERS:
        body = body.replace(typed, "")
    return unescape(body)


def arabic(text: str) -> list[str]:
    return re.findall(r"[\u0600-\u06ff]+", words(text))


def test_no_page_in_arabic_has_an_english_sentence() -> None:
    for name, path, visit in states():
        text = at(visit(), Browser()).send(path, {"speak": "ar"}).content.decode()
        assert (name, [said for said in SENTENCE.findall(words(text)) if said not in NAMES]) == (name, [])


def test_where_a_message_is_missing_the_whole_page_is_english(monkeypatch: pytest.MonkeyPatch) -> None:
    lose(monkeypatch, "ar", EXIT)
    for name, path, visit in states():
        answer = at(visit(), Browser()).send(path, {"speak": "ar"})
        text = answer.content.decode()
        assert (name, tongue_of(text), answer["Content-Language"], arabic(text)) == (name, "en", "en", [])


@pytest.mark.parametrize("key", OWN)
def test_so_is_a_page_with_errors(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    lose(monkeypatch, "ar", EXIT)
    token = on_progress(key)
    for values in (
        {},
        {"text": "a\x07"},
        {"links": "https://localhost/x"},
        {"fingerprints": "ff", "agreed": "on"},
    ):
        her = at(token, reading("ar"))
        answer = her.send("/progress", {"page": key, "go": "send", "spoken": "ar", **values})
        assert arabic(answer.content.decode()) == []


@pytest.mark.parametrize(
    "posted",
    [
        {"code": "", "words": ""},
        {"code": "K7QM4TXR", "words": "one two three four five"},
        {"go": "regain", "start": "x", "phrase": ""},
    ],
)
def test_so_is_the_way_back_in(posted: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert tongue_of(reading("ar").send("/return", posted).content.decode()) == "ar"
    lose(monkeypatch, "ar", EXIT)
    text = reading("ar").send("/return", posted).content.decode()
    assert (tongue_of(text), arabic(text)) == ("en", [])


def test_so_is_an_error_page(monkeypatch: pytest.MonkeyPatch) -> None:
    lose(monkeypatch, "es", "This page is not here")
    answer = reading("es").get("/nothing")
    assert (answer.status_code, tongue_of(answer.content.decode())) == (404, "en")


def test_so_are_the_words_and_nothing_is_done_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    lose(monkeypatch, "ar", EXIT)
    text = reading("ar").report().content.decode()
    assert (tongue_of(text), arabic(text), text.count('class="code"')) == ("en", [], 1)


def test_the_other_pages_keep_her_language(monkeypatch: pytest.MonkeyPatch) -> None:
    lose(monkeypatch, "fr", "Come back to your report")
    assert tongue_of(reading("fr").see("/return")) == "en"
    assert tongue_of(reading("fr").see("/")) == "fr"
    assert tongue_of(reading("es").see("/return")) == "es"


@pytest.mark.parametrize(
    ("message", "key"),
    [
        ("United Kingdom", "place"),
        ("I am the person in the pictures.", "sign"),
        ("Monthly note", "contact"),
    ],
)
def test_texts_of_tables_count(message: str, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    lose(monkeypatch, "cy", message)
    spoken = {
        name: tongue_of(at(visit(), Browser()).send(path, {"speak": "cy"}).content.decode())
        for name, path, visit in states()
        if name in (key, "age")
    }
    assert spoken == {key: "en", "age": "cy"}


def test_a_plural_that_is_missing_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    lose(monkeypatch, "ar", "We work on your link.")
    her = at(on_progress(case=a_case("active", language="ar")), Browser())
    assert tongue_of(her.see("/progress")) == "en"


def test_what_she_types_does_not_count() -> None:
    her = reading("ar")
    her.fill(until="check", pictures={"facts": "Nobody translated this."})
    text = her.see("/form")
    assert "Nobody translated this." in text
    assert tongue_of(text) == "ar"


def test_v50_what_she_signs_is_kept_in_the_language_it_was_shown_in(monkeypatch: pytest.MonkeyPatch) -> None:
    her = reading("fr")
    assert hidden(her.fill(until="sign"), "shown_in") == "fr"
    lose(monkeypatch, "fr", "Is this true?")
    assert hidden(her.see("/form"), "shown_in") == "en"


def test_v63_what_she_signed_in_english_does_not_make_the_words_english() -> None:
    """She read the statements in English and chose Arabic after that."""
    her = reading("ar")
    her.fill(sign={"shown_in": "en"})
    text = her.send("/form", her.last_page()).content.decode()
    assert (tongue_of(text), 'class="code"' in text) == ("ar", True)


def test_her_choice_outlives_a_page_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    lose(monkeypatch, "cy", "Is this phone or computer safe to use now?")
    her = Browser()
    text = her.send("/", {"speak": "cy"}).content.decode()
    assert tongue_of(text) == "en"
    assert 'name="spoken" value="cy"' in text


def test_nothing_is_looked_up_twice_while_nothing_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(visits, "find", lambda token, *, at: asked.append(token))
    at("x", reading("ar")).see("/help")
    assert asked == ["x"]
