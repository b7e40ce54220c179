"""The safety plan in a real browser: on paper, by keyboard, checked by axe (V-12, V-18, V-60)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Page, expect

from cases.models import Case
from cases.services import visits

NewPage = Callable[..., Page]


@pytest.fixture
def plan(new_page: NewPage, make_case: Callable[..., Case], live_server: object) -> Callable[..., Page]:
    """Her plan, opened in a browser with these options."""

    def open_plan(*, answers: dict[str, object] | None = None, **options: object) -> Page:
        case = make_case(**{"sources": ["my_phone"], **(answers or {})})
        token, _ = visits.begin(at=timezone.now(), case=case, answers={"open": "plan"})
        page = new_page(**options)
        page.context.add_cookies([{"name": "v", "value": token, "url": str(live_server)}])
        page.goto("/progress")
        return page

    return open_plan


@pytest.mark.parametrize("script", [True, False])
def test_v12_on_paper_every_step_is_open_and_nobody_is_named(plan: Callable[..., Page], script: bool) -> None:
    page = plan(java_script_enabled=script)
    step = page.get_by_text("Take out faces and fingers that are not yours.")
    expect(step).not_to_be_visible()
    page.emulate_media(media="print")
    expect(step).to_be_visible()
    for other in (".exit", "footer", "main > :not(.plan)"):
        for part in page.locator(other).all():
            expect(part).not_to_be_visible()


def test_v12_the_edge_of_the_paper_has_no_room_for_our_address(plan: Callable[..., Page]) -> None:
    margins = """() => [...document.styleSheets].flatMap(sheet => [...sheet.cssRules])
        .filter(rule => rule instanceof CSSPageRule).map(rule => rule.style.margin)"""
    assert plan().evaluate(margins) == ["0px"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("answers", [{"device": "watched"}, {"device": "unsure"}, {"safeguarding": True}])
def test_v60_axe_finds_nothing_on_the_plan(
    plan: Callable[..., Page], scheme: str, answers: dict[str, object]
) -> None:
    page = plan(answers=answers, width=320, color_scheme=scheme, bypass_csp=True)
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_v60_she_opens_a_step_and_the_whole_plan_by_keyboard(plan: Callable[..., Page]) -> None:
    page = plan(answers={"device": "watched"})
    page.get_by_role("button", name="I am on a safe phone now. Show all steps").press("Enter")
    page.wait_for_load_state("load")
    step = page.locator("summary", has_text="Lock your phone anew")
    step.press("Enter")
    expect(page.get_by_text("Take out faces and fingers that are not yours.")).to_be_visible()
