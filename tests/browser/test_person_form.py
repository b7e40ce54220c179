"""The form in a real browser, with and without script (V-13, V-14, V-18, V-60)."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from cases.models import Case
from tests.browser.journey import Journey

NewPage = Callable[..., Page]


@pytest.mark.parametrize("script", [True, False])
def test_v18_a_report_is_sent_with_and_without_script(new_page: NewPage, script: bool) -> None:
    page = new_page(java_script_enabled=script)
    Journey(page).to_words()
    expect(page.get_by_role("heading", level=1)).to_have_text("We have your report. Write this down.")
    assert Case.objects.count() == 1


def test_she_comes_back_with_her_code_and_words(new_page: NewPage) -> None:
    page = new_page()
    Journey(page).to_words()
    code, words = page.locator(".code").inner_text(), page.locator(".words li").all_inner_texts()
    other = new_page()
    other.goto("/return")
    other.fill("#id_code", code.lower())
    other.fill("#id_words", "-".join(words))
    other.get_by_role("button", name="Continue").click()
    expect(other.get_by_role("heading", level=1)).to_have_text("We have your report.")


def test_v11_no_request_goes_anywhere_else(new_page: NewPage, elsewhere: list[str]) -> None:
    Journey(new_page()).to_words()
    assert elsewhere == []


def test_v60_the_error_summary_takes_the_focus(new_page: NewPage) -> None:
    page = new_page()
    journey = Journey(page)
    journey.to_links()
    journey.press("Continue")
    expect(page.locator(".summary")).to_be_focused()


def test_v60_its_link_leads_to_the_field(new_page: NewPage) -> None:
    page = new_page()
    journey = Journey(page)
    journey.to_links()
    journey.press("Continue")
    page.locator(".summary a").click()
    expect(page.locator("#id_links")).to_be_focused()


def test_enter_in_a_field_continues_and_does_not_go_back(new_page: NewPage) -> None:
    page = new_page()
    journey = Journey(page)
    journey.to_links()
    page.fill("#id_links", "photoline.test/p/1")
    page.get_by_text("I do not have a link").click()
    page.locator("#id_where_1").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("What do the pictures show?")


def test_mail_questions_appear_only_for_mail(new_page: NewPage) -> None:
    page = new_page()
    journey = Journey(page)
    journey.to_links()
    page.fill("#id_links", "photoline.test/p/1")
    for _ in range(3):
        journey.press("Continue")
    journey.tick("Yes, all of this is true.")
    journey.press("Continue")
    expect(page.locator("#id_email")).to_be_hidden()
    page.get_by_label("Write me a short e-mail.").check()
    expect(page.locator("#id_email")).to_be_visible()


def test_no_script_error_or_refused_resource(new_page: NewPage) -> None:
    page = new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    Journey(page).to_words()
    assert said == []


def test_the_printed_note_shows_the_code_and_words_alone(new_page: NewPage) -> None:
    page = new_page()
    Journey(page).to_words()
    page.emulate_media(media="print")
    seen = page.evaluate("document.body.innerText")
    assert re.fullmatch(r"[0-9A-Z]{4}-[0-9A-Z]{4}(\s+[a-z]+){5}\s*", seen)


def test_v63_the_form_turns_for_right_to_left(new_page: NewPage) -> None:
    page = new_page()
    Journey(page).to_links()
    page.evaluate("document.documentElement.dir = 'rtl'")
    back, step = page.locator(".where > *").all()
    assert back.bounding_box()["x"] > step.bounding_box()["x"]  # type: ignore[index]
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_r18_without_a_connection_the_page_and_all_she_typed_stay(new_page: NewPage) -> None:
    page = new_page()
    journey = Journey(page)
    journey.to_links()
    page.fill("#id_links", "photoline.test/p/1")
    page.context.set_offline(True)
    for _ in range(2):
        journey.tap("Continue")
        expect(page.locator(".too-much")).to_have_count(1)
        expect(page.locator(".too-much")).to_be_focused()
        expect(page.locator(".too-much")).to_contain_text("It is not sent yet. Nothing you typed is lost.")
        assert page.input_value("#id_links") == "photoline.test/p/1"
    page.context.set_offline(False)
    journey.press("Continue")
    expect(page.get_by_role("heading", level=1)).to_have_text("What do the pictures show?")


def test_b01_what_is_too_much_at_once_stays_on_the_page(new_page: NewPage) -> None:
    """The server has not read it, so nothing but this page could give it back to her."""
    page = new_page()
    journey = Journey(page)
    journey.to_links()
    text = "he sent it on, and on ".ljust(300_000, "é")
    page.locator("#id_links").evaluate("(field, text) => { field.value = text; }", text)
    for _ in range(2):
        journey.tap("Continue")
        expect(page.locator(".too-much")).to_have_count(1)
        expect(page.locator(".too-much")).to_be_focused()
        expect(page.locator(".too-much")).to_contain_text("That was too much at once")
        assert page.input_value("#id_links") == text
    page.fill("#id_links", "photoline.test/p/1")
    journey.press("Continue")
    expect(page.get_by_role("heading", level=1)).to_have_text("What do the pictures show?")
