"""Signing in as people do: passkeys of a virtual authenticator, an app without script, the first run."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from cases.models import Notice
from cases.services import access, factors

PASSWORD = "a long enough word"
NEW = "quiet harbour lamp"
NewPage = Callable[..., Page]
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}}


@pytest.fixture
def site(live_server: Any) -> Iterator[str]:
    """The live server by a name: a browser makes no passkey for a bare number."""
    yield live_server.url.replace("127.0.0.1", "localhost")


@pytest.fixture
def named_page(chromium: Any, site: str) -> Iterator[NewPage]:
    """A page in a fresh browser, at the name."""
    contexts: list[BrowserContext] = []

    def make(width: int = 1280, **options: Any) -> Page:
        context = chromium.new_context(base_url=site, viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()


def with_authenticator(page: Page) -> Any:
    """A security key that says yes to everything, as the developer tools offer it."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    kind = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": kind})
    return tools


def type_password(page: Page, name: str = "bo", password: str = PASSWORD) -> None:
    page.goto("/desk/sign-in")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def enrol_passkey(page: Page) -> None:
    page.get_by_role("button", name="Use a passkey on this device").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    press(page, "I have them on paper")


def press(page: Page, name: str) -> None:
    """Press a button that leads to another page, and wait for it: the next step may not cut it short."""
    with page.expect_navigation():
        page.get_by_role("button", name=name).click()


def age(user: User) -> None:
    """Half an hour has passed since the factor was shown, and yet the session is not idle."""
    user.desk_sessions.update(proven_at=timezone.now() - timedelta(minutes=30))


def test_s01_a_passkey_is_made_and_opens_the_desk_from_then_on(
    named_page: NewPage, transactional_db: None, bo: User, di: User
) -> None:
    page = named_page()
    with_authenticator(page)
    type_password(page)
    enrol_passkey(page)
    expect(page.get_by_role("navigation", name="Desk")).to_be_visible()
    press(page, "Sign out")
    type_password(page)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("navigation", name="Desk")).to_be_visible()
    assert [each.type for each in factors.of(bo, factors.TOTP, factors.PASSKEY)] == [factors.PASSKEY]


def test_s01_a_strange_passkey_opens_nothing(
    named_page: NewPage, transactional_db: None, bo: User, di: User
) -> None:
    own = named_page()
    with_authenticator(own)
    type_password(own)
    enrol_passkey(own)
    strange = named_page()
    with_authenticator(strange)
    type_password(strange)
    strange.get_by_role("button", name="Use a passkey").click()
    expect(strange.get_by_text("That passkey did not answer.")).to_be_visible(timeout=70_000)
    strange.goto("/desk/")
    assert strange.url.endswith("/desk/sign-in/factor")


def test_s01_a_recorded_answer_of_a_passkey_is_worth_nothing(
    named_page: NewPage, transactional_db: None, bo: User, di: User
) -> None:
    page = named_page()
    with_authenticator(page)
    type_password(page)
    enrol_passkey(page)
    press(page, "Sign out")
    type_password(page)
    with page.expect_request(lambda request: request.method == "POST") as sent:
        page.get_by_role("button", name="Use a passkey").click()
    recorded = sent.value.post_data
    expect(page.get_by_role("navigation", name="Desk")).to_be_visible()
    thief = named_page()
    type_password(thief)
    answer = re.search(r"factor_passkey=([^&]+)", recorded or "")
    assert answer
    thief.evaluate(
        """text => {
            const form = document.querySelector('form[data-passkey]');
            form.elements.factor_passkey.value = decodeURIComponent(text.replace(/\\+/g, ' '));
            form.submit();
        }""",
        answer[1],
    )
    expect(thief.get_by_role("alert").first).to_contain_text("That did not work")


def test_s05_a_passkey_shown_again_lets_an_approval_go_on(
    named_page: NewPage, transactional_db: None, bo: User, di: User, make_notice: Callable[..., Notice]
) -> None:
    notice = make_notice()
    page = named_page()
    with_authenticator(page)
    type_password(page)
    enrol_passkey(page)
    age(bo)
    page.goto(f"/desk/cases/{notice.case.reference}/notices/{notice.number}/do/approve")
    page.get_by_role("button", name="Approve notice").click()
    expect(page.get_by_role("heading", name="Once more, it is you")).to_be_visible()
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_text("The notice is approved.")).to_be_visible()


def test_the_first_run_works_without_script_and_leads_to_the_first_caseworker(
    named_page: NewPage, transactional_db: None
) -> None:
    page = named_page(390, java_script_enabled=False)
    page.goto(access.set_up_link())
    page.get_by_label("Your first and last name").fill("Dina Okafor")
    page.get_by_label("Your sign-in name").fill("di")
    page.get_by_label("Your password").fill(NEW)
    page.get_by_role("button", name="Set up and sign in").click()
    seed = page.locator(".seed").inner_text().replace(" ", "")
    page.get_by_label("Type the six digits it shows").fill(factors.code_at(seed, timezone.now()))
    page.get_by_role("button", name="Go on").click()
    assert page.locator(".codes li").count() == 10
    page.get_by_role("button", name="I have them on paper").click()
    page.get_by_label("First and last name").fill("Bo Miller")
    page.get_by_label("Caseworker: has cases and sends notices").check()
    page.get_by_role("button", name="Make the link").click()
    assert "/desk/join/" in page.locator("#link").inner_text()
    first_caseworker_comes_in(named_page(), page.locator("#link").inner_text())


def first_caseworker_comes_in(page: Page, link: str) -> None:
    """Bo opens the link that was passed on, and has a passkey and codes at the end."""
    with_authenticator(page)
    page.goto(link)
    page.get_by_label("Your sign-in name").fill("bo")
    page.get_by_label("Your password").fill(NEW + " bo")
    page.get_by_role("button", name="Go on").click()
    enrol_passkey(page)
    expect(page).to_have_title("Today")
    bo = User.objects.get(username="bo")
    assert [group.name for group in bo.groups.all()] == ["caseworker"]
    assert [each.type for each in factors.of(bo, factors.TOTP, factors.PASSKEY)] == [factors.PASSKEY]
    page.goto("/desk/people")
    expect(page.get_by_role("heading", name="This page is not here")).to_be_visible()


def test_the_picture_for_the_app_is_drawn_in_the_page_itself(
    named_page: NewPage, transactional_db: None, bo: User
) -> None:
    """No data address and no third party: the strict policy lets both not through."""
    page = named_page(device_scale_factor=2)
    type_password(page)
    side, dark = page.locator("svg.square").get_attribute("viewBox"), page.locator("svg.square path")
    assert side and side.split()[2] == side.split()[3]
    assert len(dark.get_attribute("d") or "") > 2000


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_of_the_way_in_passes_the_accessibility_rules(
    named_page: NewPage, transactional_db: None, bo: User, di: User, scheme: str
) -> None:
    page = named_page(320, color_scheme=scheme)
    found: dict[str, Any] = {}

    def look(name: str) -> None:
        problems = Axe().run(page, options=RULES).response["violations"]
        wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
        if problems or wide:
            found[name] = [(each["id"], each["nodes"][0]["target"]) for each in problems] or "wide"

    with_authenticator(page)
    type_password(page, "di")
    look("enrol")
    page.get_by_role("button", name="Use a passkey on this device").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    look("codes")
    press(page, "I have them on paper")
    for path in ("/desk/people", "/desk/sign-in/own", "/desk/sign-in/own/add"):
        page.goto(path)
        look(path)
    page.goto("/desk/people")
    page.get_by_label("First and last name").fill("Eve")
    press(page, "Make the link")
    look("invited")
    age(di)
    page.goto("/desk/sign-in/own/add")
    look("again")
    page.get_by_role("link", name="Back to Today").click()
    page.context.clear_cookies()
    type_password(page, "di")
    look("factor")
    assert found == {}
