"""S-46 in a real browser: the page is covered when nobody is there, and paper shows what was written down."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import Page, expect

from cases.models import Case, DeskSession
from tests import desk
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


def minutes_ago(minutes: int) -> None:
    DeskSession.objects.update(seen_at=timezone.now() - timedelta(minutes=minutes))


def seen_lately() -> bool:
    return timezone.now() - DeskSession.objects.get().seen_at < timedelta(minutes=1)


def test_s04_whoever_types_stays_in_and_the_server_hears_of_it_now_and_then(
    new_page: NewPage, bo: User, case: Case
) -> None:
    page = enter(new_page, bo)
    page.clock.install()
    page.goto(f"/desk/cases/{case.reference}/do/facts")
    minutes_ago(14)
    told: list[str] = []
    page.on("request", lambda request: told.append(request.url) if "/desk/" in request.url else None)
    field = page.locator("main textarea").first
    field.press("a")
    assert told == []
    page.clock.run_for(2 * MINUTES + 1000)
    with page.expect_response("**/desk/stay") as answer:
        field.press("b")
    assert answer.value.status == 204 and seen_lately()
    field.press("c")
    page.clock.run_for(MINUTES)
    field.press("d")
    assert len(told) == 1 and told[0].endswith("/desk/stay")
    page.clock.run_for(11 * MINUTES)
    page.mouse.move(5, 5)
    expect(page.get_by_role("alertdialog")).to_have_count(0)


def test_s04_before_the_session_ends_a_warning_can_be_answered(
    new_page: NewPage, bo: User, case: Case
) -> None:
    """Someone reads: the pointer moves and nothing is pressed."""
    page = enter(new_page, bo)
    page.clock.install()
    page.goto(f"/desk/cases/{case.reference}/do/facts")
    page.locator("main textarea").first.fill("half typed")
    minutes_ago(13)
    read_on(page, 13)
    warning = page.get_by_role("alertdialog", name="You are signed out in two minutes.")
    expect(warning.get_by_role("button", name="Keep going")).to_be_focused()
    expect(warning.get_by_role("alert")).to_be_visible()
    assert Axe().run(page, options=RULES).response["violations"] == []
    with page.expect_response("**/desk/stay") as answer:
        page.keyboard.press("Enter")
    assert answer.value.status == 204 and seen_lately()
    expect(warning).to_have_count(0)
    expect(page.locator("main textarea").first).to_have_value("half typed")
    expect(page.locator("main textarea").first).to_be_focused()
    page.clock.run_for(3 * MINUTES)
    expect(page.get_by_role("alertdialog")).to_have_count(0)


def read_on(page: Page, minutes: int) -> None:
    for minute in range(minutes):
        page.mouse.move(100 + minute, 100)
        page.clock.run_for(MINUTES)
    page.clock.run_for(10_000)


def test_s04_a_warning_nobody_answers_leaves_the_page(new_page: NewPage, bo: User, case: Case) -> None:
    page = enter(new_page, bo)
    page.clock.install()
    page.goto(f"/desk/cases/{case.reference}")
    read_on(page, 13)
    expect(page.get_by_role("alertdialog")).to_be_visible()
    page.clock.run_for(2 * MINUTES)
    page.wait_for_url(lambda url: case.reference not in url)


def test_s04_the_covered_page_warns_too_and_showing_it_again_keeps_one_in(
    new_page: NewPage, bo: User, case: Case
) -> None:
    page = enter(new_page, bo)
    page.clock.install()
    page.goto(f"/desk/cases/{case.reference}")
    page.clock.run_for(12 * MINUTES)
    expect(page.get_by_role("alert")).to_have_count(0)
    minutes_ago(13)
    page.clock.run_for(MINUTES + 10_000)
    expect(page.get_by_role("alert")).to_contain_text("You are signed out in two minutes.")
    with page.expect_response("**/desk/stay") as answer:
        page.get_by_role("button", name="Show the page again").click()
    assert answer.value.status == 204 and seen_lately()


def test_s04_without_an_answer_the_page_and_what_was_typed_stay(
    new_page: NewPage, bo: User, case: Case
) -> None:
    page = enter(new_page, bo)
    page.clock.install()
    page.goto(f"/desk/cases/{case.reference}/do/facts")
    field = page.locator("main textarea").first
    field.fill("half typed")
    page.route("**/desk/stay", lambda route: route.abort())
    read_on(page, 13)
    page.get_by_role("button", name="Keep going").click()
    expect(page.get_by_role("alertdialog", name="There is no answer.")).to_be_visible()
    page.clock.run_for(3 * MINUTES)
    page.get_by_role("button", name="Back to the page").click()
    expect(field).to_have_value("half typed")


def test_s04_what_is_sent_too_late_is_given_back_to_be_copied(
    new_page: NewPage, bo: User, case: Case
) -> None:
    page = enter(new_page, desk.enrol(bo))
    page.goto(f"/desk/cases/{case.reference}/do/facts")
    page.locator("main textarea").first.fill("A long text of hers.")
    minutes_ago(16)
    page.get_by_role("main").get_by_role("button").first.click()
    expect(page.get_by_role("heading", name="You have been signed out")).to_be_visible()
    expect(page.get_by_label("What you typed")).to_have_value("A long text of hers.")
    assert Axe().run(page, options=RULES).response["violations"] == []
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in in another window").click()
    expect(opened.value.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(page.get_by_label("What you typed")).to_have_value("A long text of hers.")


def test_s04_a_page_whose_session_has_ended_says_so_once_someone_types(
    new_page: NewPage, bo: User, case: Case
) -> None:
    page = enter(new_page, bo)
    page.clock.install()
    page.goto(f"/desk/cases/{case.reference}/do/facts")
    minutes_ago(16)
    page.clock.run_for(2 * MINUTES + 1000)
    field = page.locator("main textarea").first
    field.press("a")
    told = page.get_by_role("alertdialog", name="You have been signed out here")
    expect(told.get_by_role("button", name="Back to the page")).to_be_focused()
    assert Axe().run(page, options=RULES).response["violations"] == []
    page.keyboard.press("Enter")
    field.press("b")
    expect(field).to_have_value(re.compile("^ab|ab$"))
    expect(page.get_by_role("alertdialog")).to_have_count(0)


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
