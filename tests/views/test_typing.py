"""What she has typed stays while she chooses another language, and Enter goes on (V-63, V-60)."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from django.conf import LazySettings

from cases.models import Message, Visit
from tests.hers import on_progress, states
from tests.person import Browser
from tests.views.test_languages import at, tongue_of

pytestmark = pytest.mark.django_db

# What she may have typed on each of her own pages, and how the page shows it again.
TYPED = {
    "messages": ({"text": "He wrote again 😢"}, "He wrote again 😢</textarea>"),
    "links": ({"links": "look: boardwalk.test/post/1"}, "look: boardwalk.test/post/1</textarea>"),
    "contact": ({"code_word": "teapot", "never": "555"}, 'value="teapot"'),
    "copies": ({"fingerprints": "PDQ ab", "agreed": "on"}, "PDQ ab</textarea>"),
    "consents": ({"agreed": "search"}, 'value="search" id="id_agreed_1" checked'),
    "ready": ({"reference": "TK-881"}, 'value="TK-881"'),
    "plan": ({"sources": "storage"}, 'value="storage"'),
}


class Buttons(HTMLParser):
    """The buttons that send each form, in the order of the page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.sent: dict[str, list[dict[str, str]]] = {}
        self.fields: set[str] = set()
        self.form = ""
        self.count = 0
        self.feed(text)

    def handle_starttag(self, tag: str, pairs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in pairs}
        if tag == "form":
            self.count += 1
            self.form = told.get("id") or f"form {self.count}"
        owner = told.get("form") or self.form
        if tag == "button" and told.get("type", "submit") == "submit":
            self.sent.setdefault(owner, []).append(told)
        if tag == "input" and told.get("type") != "hidden" and told.get("name") != "website":
            self.fields.add(owner)

    def handle_endtag(self, tag: str) -> None:
        self.form = "" if tag == "form" else self.form


@pytest.mark.parametrize("key", TYPED)
def test_v63_another_language_keeps_what_she_typed(key: str) -> None:
    her = at(on_progress(key), Browser())
    values, shown = TYPED[key]
    text = her.send("/progress", {"page": key, "speak": "cy", **values}).content.decode()
    assert tongue_of(text) == "cy"
    assert shown in unescape(text)
    assert "data-focus" not in text  # nothing is judged
    assert not Message.objects.exists()


def test_v63_on_the_way_in_the_code_stays_and_the_words_are_not_shown() -> None:
    values = {"speak": "fr", "code": "k7qm 4txr", "words": "lantern copper meadow"}
    text = Browser().send("/return", values).content.decode()
    assert (tongue_of(text), 'value="k7qm 4txr"' in text, "lantern" in text) == ("fr", True, False)


def test_v63_where_she_lost_her_words_the_start_code_stays() -> None:
    text = Browser().send("/return", {"page": "regain", "speak": "es", "start": "AB12-CD34"}).content.decode()
    assert (tongue_of(text), 'value="AB12-CD34"' in text) == ("es", True)


@pytest.mark.parametrize("languages", [[("en", "English")], [("en", "English"), ("cy", "Cymraeg")]])
def test_enter_goes_on_and_neither_back_nor_to_another_language(
    languages: list[tuple[str, str]], settings: LazySettings
) -> None:
    settings.LANGUAGES = languages
    for name, path, visit in states():
        buttons = Buttons(at(visit(), Browser()).see(path))
        for form in buttons.fields:
            first = buttons.sent[form][0]
            assert first.get("name") != "speak" and first.get("value") != "back", name


def test_no_button_belongs_to_a_form_that_is_not_there() -> None:
    for name, path, visit in states():
        text = at(visit(), Browser()).see(path)
        assert set(re.findall(r'<button[^>]* form="(\w+)"', text)) <= set(
            re.findall(r'<form[^>]* id="(\w+)"', text)
        ), name


def test_v16_a_visit_that_rested_too_long_gives_back_what_this_request_brought() -> None:
    typed = {"page": "links", "go": "next", "links": "he put it on boardwalk.test/post/1"}
    text = Browser().send("/form", typed).content.decode()
    assert "This form was closed" in text
    assert "he put it on boardwalk.test/post/1</textarea>" in text
    assert not Visit.objects.exists()


def test_v16_a_message_sent_too_late_is_not_lost() -> None:
    text = (
        Browser()
        .send("/progress", {"page": "messages", "text": "I am safe now", "go": "send"})
        .content.decode()
    )
    assert "This page was closed" in text and "I am safe now</textarea>" in text
    assert 'href="/return"' in text
    assert not Message.objects.exists()


def test_what_is_no_text_of_hers_is_not_shown_to_her() -> None:
    assert Browser().send("/progress", {"page": "stop", "go": "stop now"})["Location"] == "/return"
    assert "textarea" not in Browser().send("/form", {"page": "check", "seal": "a" * 64}).content.decode()


def test_words_sent_too_late_are_never_shown_again() -> None:
    answer = Browser().send("/progress", {"page": "phrase", "phrase": "my old red bike", "words": "one two"})
    assert answer["Location"] == "/return"
