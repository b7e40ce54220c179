"""Every page of the desk, in every role and state, in a real browser: axe, widths, colours, no other host.

The pages are those that tests/desk_pages.py works out from the table of addresses. They are asked for first,
and then drawn one after the other as they were answered, with their real styles and scripts.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, Page, Route

from cases.middleware import POLICY
from cases.models import Approval, BrokenGlass, Case, Notice
from cases.routes import ROUTES
from cases.rules.roles import ROLES
from tests import desk, desk_states
from tests.caseload import caseload
from tests.conftest import AT, build_platform, person_of_staff
from tests.desk_pages import Reader, Seen, unlike

Make = Callable[..., Any]
ROOT = Path(__file__).resolve().parents[2]
SITE = "http://desk.test"
# Addresses that only ever lead to another one; any other must have shown a page of its own.
LEADS_ON = {
    "desk_sign_out", "desk_end_sessions", "desk_take_back", "desk_release", "desk_strike", "desk_back",
    "desk_rest", "desk_delivery_action", "desk_verify_channel", "desk_location_action", "desk_paper",
    "desk_ask_filing", "desk_copy", "desk_disclose", "desk_stay",
}  # fmt: skip
AXE = """async only => (await axe.run({
    resultTypes: ["violations"], preload: false, iframes: false, ...(only ? {runOnly: only} : {}) }))
  .violations.map(each => [each.id, each.nodes.map(node => node.target.join(" ")).slice(0, 3)])"""
WIDE = "() => document.documentElement.scrollWidth > window.innerWidth"
UNFOCUSED = """() => [...document.querySelectorAll(
    "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")]
  .filter(each => each.checkVisibility()).filter((each, place) => {
    each.focus();
    if (place === 0 && !(each.matches(".skip") && each.offsetWidth > 50)) return true;
    const style = getComputedStyle(each);
    const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 3;
    return document.activeElement !== each || !ring || each.tabIndex > 0;
  }).map(each => each.outerHTML.slice(0, 120))"""
OPEN_ALL = "() => document.querySelectorAll('details').forEach(each => { each.open = true })"


def readers(other: User, make_case: Make, make_notice: Make) -> Iterator[Seen]:
    """Every role at a desk with nothing on it, and then with one of everything."""
    yield from desk_states.first_of_all()
    known: dict[str, Any] = {"slug": "clipshare", "user_id": other.pk}
    for role in ROLES:
        me = person_of_staff(f"me-{role}", role)
        reader = Reader(Client(), role, me)
        desk.sign_in(reader.client, me)
        yield from reader.walk(known)
        reader.loads = caseload(me, other, make_case, make_notice)
        desk_states.furnish(me, other, reader.loads)
        asked = Approval.objects.filter(case=reader.loads[0].case).earliest("asked_at", "pk")
        known |= {"channel_id": build_platform().channels.get().pk, "approval_id": asked.pk}
        known |= {"glass_id": BrokenGlass.objects.latest("at").pk}
        yield from reader.walk(known)
        if role == "caseworker":
            yield from reader.at_work(*in_every_state(me, make_case, make_notice))
        if role == "supervisor":
            yield from desk_states.with_banners(reader, "/desk/")
            yield from desk_states.closed_account(reader, me)
            yield from desk_states.what_is_over(reader, other)
        yield from desk_states.once_more(reader, me)


def in_every_state(me: User, make_case: Make, make_notice: Make) -> tuple[list[Case], list[Notice]]:
    cases = [make_case(state=state, assignee=me) for state in Case.State.values]
    marks: tuple[dict[str, Any], ...] = (
        {"staged": True}, {"staged": True, "device": "watched"}, {"links": 0}, {"facts": ""},
    )  # fmt: skip
    cases += [make_case(assignee=me, **mark) for mark in marks]
    notices = [make_notice(state=state, case=make_case(assignee=me)) for state in Notice.State.values]
    return cases, [*notices, make_notice(case=cases[-1])]


@pytest.fixture
def pages(db: None, bo: User, make_case: Make, make_notice: Make) -> list[Seen]:
    with time_machine.travel(AT, tick=False):
        newcomer = person_of_staff("newcomer", "caseworker")
        mia = desk.enrol(person_of_staff("mia", "caseworker"))
        found = [
            *readers(bo, make_case, make_notice),
            *desk_states.ways_in(mia, newcomer),
            *desk_states.signed_out(),
        ]
        return [*found, *desk_states.without_a_role(), *desk_states.troubles()]


def check_whole(pages: list[Seen]) -> None:
    """A page that is added and never drawn here fails."""
    own = {each.route for each in pages if "desk/trouble.html" not in each.templates}
    assert set(ROUTES) - own == LEADS_ON
    drawn = set().union(*(each.templates for each in pages))
    assert {f"desk/{path.name}" for path in (ROOT / "templates" / "desk").glob("*.html")} - drawn == set()
    assert {each.who for each in pages} >= set(ROLES)
    assert {each.status for each in pages} >= {200, 403, 404, 405, 409, 410, 422, 429, 500, 503}


def test_v60_every_page_of_the_desk_is_sound(chromium: Browser, pages: list[Seen]) -> None:
    """axe finds nothing at either width in light and dark, and nothing scrolls sideways."""
    check_whole(pages)
    if connection.vendor != "sqlite":
        return  # the same pages, drawn once
    elsewhere: list[str] = []
    page = chromium.new_context().new_page()
    shown: dict[str, Seen] = {}
    page.route("**/*", lambda route: answer(route, shown, elsewhere))
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    wrong = {}
    for number, each in enumerate(unlike(pages)):
        shown[f"{SITE}/{number}"] = each
        page.goto(f"{SITE}/{number}")
        if found := list(problems(page)):
            wrong[str(each)] = found
        keep(page, f"{number:03d} {each}")
    page.context.close()
    assert (wrong, elsewhere, said) == ({}, [], [])


def answer(route: Route, shown: dict[str, Seen], elsewhere: list[str]) -> None:
    """The page as the desk answered it, and its real styles and scripts."""
    url = route.request.url
    if url in shown:
        route.fulfill(
            body=shown[url].html, content_type="text/html", headers={"Content-Security-Policy": POLICY}
        )
    elif path := url.startswith(f"{SITE}/static/") and finders.find(url.partition("/static/")[2]):
        route.fulfill(path=path)
    else:
        elsewhere.append(url)
        route.abort()


def unfocused(page: Page) -> list[str]:
    """What no key reaches, shows no ring, or comes out of its turn; the first of all leads past the head."""
    page.keyboard.press("Tab")
    return list(page.evaluate(UNFOCUSED))


def problems(page: Page) -> Iterator[object]:
    """At each width and in both colours; contrast is all that the colours can change."""
    page.evaluate(Axe().axe_script)
    page.evaluate(OPEN_ALL)
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        page.emulate_media(color_scheme="light")
        yield from ((width, *each) for each in page.evaluate(AXE, None))
        page.emulate_media(color_scheme="dark")
        yield from ((width, "dark", *each) for each in page.evaluate(AXE, ["color-contrast"]))
        if page.evaluate(WIDE):
            yield width, "scrolls sideways"
    yield from unfocused(page)
    page.set_viewport_size({"width": 320, "height": 844})
    if page.evaluate(WIDE):
        yield 320, "scrolls sideways"


def keep(page: Page, name: str) -> None:
    """A picture of each, for whoever wants to look: TAKEDOWN_SHOTS names the folder."""
    if folder := os.environ.get("TAKEDOWN_SHOTS"):
        for width, scheme in ((390, "dark"), (1280, "light")):
            page.set_viewport_size({"width": width, "height": 844})
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            page.screenshot(path=Path(folder, f"{name.replace('/', '-')} {width}.png"), full_page=True)
