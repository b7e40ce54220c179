"""A report by phone in a real browser: by keys alone, at 320 pixels, with nothing axe complains of."""

from __future__ import annotations

from collections.abc import Callable

from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from playwright.sync_api import Locator, Page, expect

from cases.models import Case
from tests.browser.test_desk_pages import RULES, enter


def fits(page: Page) -> list[str]:
    """What is wrong with the page as it stands."""
    wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    found = Axe().run(page, options=RULES).response["violations"]
    return [*(["too wide"] if wide else []), *(each["id"] for each in found)]


def by_key(what: Locator) -> None:
    """Enter on a link or button, and the page it leads to, styles included."""
    what.focus()
    with what.page.expect_navigation(wait_until="load"):
        what.press("Enter")


def test_v60_a_call_is_taken_by_keys_alone_at_320_pixels(
    new_page: Callable[..., Page], transactional_db: None, bo: User, elsewhere: list[str]
) -> None:
    page, wrong = enter(new_page, bo, 320), []
    by_key(page.get_by_role("link", name="New report by phone"))
    for answer in ("It is safe", "No", "Someone shared private pictures"):
        wrong += fits(page)
        by_key(page.get_by_role("button", name=answer, exact=True))
    by_key(page.get_by_role("button", name="Skip this question"))
    page.get_by_label("Where are the pictures?").fill("http:// no")
    by_key(page.get_by_role("button", name="Continue").last)
    expect(page.get_by_role("alert")).to_contain_text("Check this page")
    wrong += fits(page)
    page.get_by_label("Where are the pictures?").fill("clipshare.test/v/ab12")
    for _ in ("links", "pictures", "whom"):
        by_key(page.get_by_role("button", name="Continue").last)
        wrong += fits(page)
    page.get_by_label("Yes, all of this is true.").press("Space")
    for _ in ("sign", "contact"):
        by_key(page.get_by_role("button", name="Continue").last)
        wrong += fits(page)
    by_key(page.get_by_role("button", name="Keep this report"))
    expect(page.locator(".words li")).to_have_count(5)
    wrong += fits(page)
    by_key(page.get_by_role("link", name="The person has written it down"))
    wrong += fits(page)
    assert page.get_by_text(Case.objects.get().reference).count()
    assert (wrong, elsewhere) == ([], [])


def test_s46_a_call_is_covered_when_nobody_is_there_and_comes_back(
    new_page: Callable[..., Page], transactional_db: None, bo: User
) -> None:
    page = enter(new_page, bo, 390)
    page.clock.install()
    page.goto("/desk/phone")
    page.clock.run_for(5 * 60_000 + 10_000)
    show = page.get_by_role("button", name="Show the page again")
    expect(show).to_be_focused()
    expect(page.get_by_role("heading")).to_have_count(0)
    assert fits(page) == []
    with page.expect_response("**/desk/stay") as answer:
        show.press("Enter")
    assert answer.value.status == 204
    expect(page.get_by_role("heading").first).to_be_visible()
