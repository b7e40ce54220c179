"""S-46 in a real browser: the page is covered when nobody is there, and paper shows what was written down."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from cases.models import Case
from tests.browser.test_desk_pages import RULES, enter

NewPage = Callable[..., Page]
MINUTES = 60_000


@pytest.fixture
def case(transactional_db: None, bo: User, make_case: Callable[..., Case]) -> Case:
    return make_case()


def test_s46_after_five_idle_minutes_the_page_is_covered_and_comes_back_as_it_was(
    new_page: NewPage, bo: User, case: Case
) -> None:
    page = enter(new_page, bo)
    page.clock.install()
    page.goto(f"/desk/cases/{case.reference}/do/add-links")
    page.get_by_label("Paste the links here").fill("half typed")
    page.clock.run_for(5 * MINUTES - 10_000)
    expect(page.get_by_role("button", name="Show the page again")).to_have_count(0)
    page.clock.run_for(20_000)
    expect(page.get_by_role("button", name="Show the page again")).to_be_focused()
    expect(page.get_by_role("heading")).to_have_count(0)
    assert page.title() == "Desk"
    assert Axe().run(page, options=RULES).response["violations"] == []
    page.keyboard.press("Enter")
    expect(page.get_by_label("Paste the links here")).to_have_value("half typed")
    assert page.title() == case.reference


def test_s46_whoever_is_there_is_left_alone(new_page: NewPage, bo: User, case: Case) -> None:
    page = enter(new_page, bo)
    page.clock.install()
    page.goto(f"/desk/cases/{case.reference}")
    for _ in range(3):
        page.clock.run_for(3 * MINUTES)
        page.keyboard.press("Shift")
    expect(page.get_by_role("heading", name=f"Case {case.reference}")).to_be_visible()


def test_s46_after_fifteen_the_page_is_left(new_page: NewPage, bo: User, case: Case) -> None:
    page = enter(new_page, bo)
    page.clock.install()
    page.goto(f"/desk/cases/{case.reference}")
    page.clock.run_for(15 * MINUTES + 10_000)
    page.wait_for_url(lambda url: case.reference not in url)


def test_s46_only_the_page_for_print_is_on_paper(new_page: NewPage, bo: User, case: Case) -> None:
    page = enter(new_page, bo)
    page.goto(f"/desk/cases/{case.reference}")
    page.emulate_media(media="print")
    expect(page.locator("main")).to_be_hidden()
    expect(page.get_by_text("A page of the desk is not printed like this.")).to_be_visible()
    page.emulate_media(media="screen")
    page.get_by_role("button", name="Print", exact=True).click()
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name=case.reference)).to_be_visible()
    expect(page.get_by_role("navigation", name="Desk")).to_be_hidden()
