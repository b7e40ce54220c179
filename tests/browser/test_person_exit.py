"""Leaving fast in a real browser (V-17, V-20, V-21)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from cases.models import Visit
from tests.browser.journey import Journey

NewPage = Callable[..., Page]


def away(page: Page) -> None:
    page.wait_for_url(settings.NEUTRAL_SITE)
    expect(page).to_have_title("Weather")


@pytest.mark.parametrize("script", [True, False])
def test_v20_the_exit_leads_away_and_forgets(new_page: NewPage, script: bool) -> None:
    page = new_page(java_script_enabled=script)
    Journey(page).to_links()
    page.locator(".exit .bar").click()
    away(page)
    page.wait_for_timeout(300)
    assert not Visit.objects.exists()


@pytest.mark.parametrize("key", ["Shift", "Escape"])
def test_v21_three_presses_lead_away(new_page: NewPage, key: str) -> None:
    page = new_page()
    Journey(page).to_links()
    for _ in range(3):
        page.keyboard.press(key)
    away(page)


@pytest.mark.parametrize("key", ["Shift", "Escape"])
def test_v21_two_presses_do_not(new_page: NewPage, key: str) -> None:
    page = new_page()
    Journey(page).to_links()
    for _ in range(2):
        page.keyboard.press(key)
    expect(page.locator("[data-say]")).to_have_text("Press once more to leave this page.")
    assert page.url.endswith("/form")


def test_v21_presses_too_far_apart_do_not_count(new_page: NewPage) -> None:
    page = new_page()
    page.clock.install()
    Journey(page).to_links()
    for _ in range(3):
        page.keyboard.press("Escape")
        page.clock.fast_forward(1100)
    assert page.url.endswith("/form")


def test_v21_capital_letters_do_not_lead_away(new_page: NewPage) -> None:
    page = new_page()
    Journey(page).to_links()
    page.locator("#id_links").click()
    page.keyboard.down("Shift")
    page.keyboard.type("ABC")
    page.keyboard.up("Shift")
    assert page.url.endswith("/form")


def test_v17_going_back_shows_nothing_of_the_form(new_page: NewPage) -> None:
    page = new_page()
    journey = Journey(page)
    journey.to_links()
    page.fill("#id_links", "photoline.test/p/1")
    page.locator(".exit .bar").click()
    away(page)
    page.go_back()
    page.wait_for_load_state("load")
    assert "photoline" not in page.content()
    assert page.locator("#id_links").count() == 0


def test_v20_the_exit_is_the_second_thing_the_keyboard_reaches(new_page: NewPage) -> None:
    page = new_page()
    page.goto("/form")
    reached = []
    for _ in range(3):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.getAttribute('href')"))
    assert reached == ["#main", "/leave", "/leave"]


def test_v20_the_exit_stays_in_sight_and_hides_no_focus(new_page: NewPage) -> None:
    page = new_page()
    page.goto("/")
    page.evaluate("window.scrollTo(0, 400)")
    bar = page.locator(".exit").bounding_box()
    assert bar
    assert bar["y"] == 0


def test_v16_a_dialog_offers_more_time(new_page: NewPage) -> None:
    page = new_page()
    page.clock.install()
    Journey(page).to_links()
    page.clock.fast_forward((settings.VISIT_IDLE_MINUTES - 5) * 60_000 + 1000)
    expect(page.get_by_role("dialog")).to_be_visible()
    page.get_by_role("button", name="Keep going").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
