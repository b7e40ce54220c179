"""The demo's browser: it reads a page as a browser does and sends what a browser would."""

from __future__ import annotations

import pytest

from cases.demo.browser import Browser
from cases.demo.pages import Form, NotOnThePage, Page

FORM = b"""<!doctype html><title>Form</title><style>p{}</style><h1>Where?</h1>
<form method="post" action="/form"><input type="hidden" name="csrfmiddlewaretoken" value="t&amp;1">
<input name="name" value=""><textarea name="links">
two
lines</textarea>
<input type="radio" name="age" value="no" checked><input type="radio" name="age" value="yes">
<input type="checkbox" name="days" value="0" checked><input type="checkbox" name="days" value="1">
<select name="place"><option value="">Choose</option><option value="GB" selected>Here</option></select>
<button name="go" value="next">Continue</button></form>
<p class="code small">K7QM-4TXR</p><ol class="words"><li>one</li><li>two</li></ol><a href="/help">Help</a>"""


def page(body: bytes = FORM) -> Page:
    return Page(address="/form", status=200, body=body)


def sent(answers: dict[str, str | list[str]], press: tuple[str, str] | None = None) -> list[tuple[str, str]]:
    return page().form("/form").filled(answers, press)


def test_a_form_sends_what_stands_in_it() -> None:
    assert sent({}) == [
        ("csrfmiddlewaretoken", "t&1"), ("name", ""), ("links", "two\nlines"), ("age", "no"), ("days", "0"),
        ("place", "GB"),
    ]  # fmt: skip


def test_an_answer_takes_the_place_of_what_stood_there() -> None:
    assert [value for name, value in sent({"age": "yes"}) if name == "age"] == ["yes"]


def test_several_boxes_are_sent_under_one_name() -> None:
    assert [value for name, value in sent({"days": ["0", "1"]}) if name == "days"] == ["0", "1"]


def test_the_pressed_button_is_sent_too() -> None:
    assert sent({}, ("go", "next"))[-1] == ("go", "next")


def test_a_button_that_is_not_there_cannot_be_pressed() -> None:
    with pytest.raises(NotOnThePage, match="no button go=send"):
        sent({}, ("go", "send"))


def test_a_question_that_is_not_asked_cannot_be_answered() -> None:
    with pytest.raises(NotOnThePage, match="asks nothing named phone"):
        sent({"phone": "1"})


@pytest.mark.parametrize(("name", "value"), [("age", "maybe"), ("place", "XX"), ("days", "7")])
def test_only_an_offered_choice_can_be_made(name: str, value: str) -> None:
    with pytest.raises(NotOnThePage, match="does not offer"):
        sent({name: value})


def test_without_a_chosen_option_the_first_counts() -> None:
    form = page(b"<form method=post><select name=a><option value=1><option value=2></select></form>").forms[0]
    assert form.value("a") == "1"


def test_a_form_without_an_address_posts_to_its_own_page() -> None:
    assert page(b"<form method=post></form>").form("/form").action == ""


def test_a_form_that_only_asks_is_not_sent() -> None:
    with pytest.raises(NotOnThePage):
        page(b"<form action=/find></form>").form("/find")


def test_a_page_gives_the_words_of_a_place() -> None:
    assert page().inside("code") == ["K7QM-4TXR"]
    assert page().inside("words") == ["one", "two"]


def test_styles_are_not_words() -> None:
    assert page().words == "Form Where? Choose Here Continue K7QM-4TXR one two Help"


def test_a_page_gives_its_links() -> None:
    assert page().link("/he") == "/help"
    with pytest.raises(NotOnThePage):
        page().link("/desk")


def test_a_letter_is_kept_and_not_read_as_a_page() -> None:
    """Packed bytes may hold "<![", on which a reader of pages stumbles."""
    paper = Page(address="/paper", status=200, body=b"%PDF-1.7 <![\xc9\xbaz", kind="application/pdf")
    assert (paper.body[:5], paper.words, paper.links) == (b"%PDF-", "", [])


def test_the_browser_talks_to_its_own_server_only() -> None:
    with pytest.raises(ValueError, match="own server"):
        Browser("http://127.0.0.1:9").open("http://elsewhere.test/")


def test_a_form_knows_its_values() -> None:
    assert Form("/x", "post", values=[("page", "age")]).value("page") == "age"
    assert Form("/x", "post").value("page") == ""


def test_of_two_forms_for_one_address_it_takes_the_one_that_asks() -> None:
    two = b"<form method=post><input name=language></form><form method=post><input name=page></form>"
    assert page(two).form("/form", asks="page").offered == {"page": set()}
