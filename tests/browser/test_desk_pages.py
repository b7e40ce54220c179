"""The desk in a real browser: it fits, it can be used by keys and without script, and it asks nobody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import Page, expect

from cases.models import Alarm, Approval, Case, Location, Notice
from cases.rules.alarms import rules
from cases.services import access
from tests.conftest import build_location, build_platform, person_of_staff

H = timedelta(hours=1)
Make = Callable[..., Notice]
NewPage = Callable[..., Page]
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}}


@pytest.fixture
def caseload(
    transactional_db: None, bo: User, make_notice: Make, make_case: Callable[..., Case]
) -> list[Notice]:
    """Late, soon, to be filed, and a draft with a gap."""
    now = timezone.now()
    late = make_notice(state="sent", received_at=now - 50 * H)
    soon = make_notice(state="sent", received_at=now - 46 * H, platform_reference="CS-5521")
    filed = make_notice(state="approved")
    gap = make_notice(case=make_case(facts=""))
    build_location(late.case, number=9, platform=build_platform("photoline"), state="live")
    make_case(state="submitted", assignee=None)
    return [late, soon, filed, gap]


def enter(new_page: NewPage, user: User, width: int = 1280, **options: object) -> Page:
    """In by a sign-in link, as the first start prints it."""
    page = new_page(width, **options)
    page.goto(access.sign_in_link(User.objects.get(pk=user.pk)))
    page.get_by_role("button", name="Sign in as").click()
    expect(page.get_by_role("navigation", name="Desk")).to_be_visible()
    page.wait_for_load_state()  # the keys are there once the script is
    return page


def paths(caseload: list[Notice]) -> list[str]:
    late, soon, filed, gap = caseload
    cases = [f"/desk/cases/{late.case.reference}", f"/desk/cases/{late.case.reference}/links/9"]
    notices = [f"/desk/cases/{each.case.reference}/notices/1" for each in (soon, filed, gap)]
    doings = [f"{cases[0]}/do/{word}" for word in ("hand-over", "add-links", "flag-under-18", "resolve")]
    receipt = f"{notices[1]}/do/receipt"
    plain = [
        "/desk/",
        "/desk/cases",
        "/desk/search",
        "/desk/outbox",
        "/desk/directory",
        "/desk/directory/clipshare",
    ]
    return [*plain, "/desk/search", *cases, *notices, *doings, receipt]


def test_no_page_asks_another_host_or_complains(
    new_page: NewPage, bo: User, caseload: list[Notice], elsewhere: list[str]
) -> None:
    page = enter(new_page, bo)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    for path in paths(caseload):
        page.goto(path)
    assert elsewhere == []
    assert said == []


def test_keys_walk_the_queue_and_open_the_case(new_page: NewPage, bo: User, caseload: list[Notice]) -> None:
    page = enter(new_page, bo)
    rows = page.locator("[data-row]")
    expect(rows.nth(0)).to_have_attribute("aria-current", "true")
    page.keyboard.press("j")
    expect(rows.nth(1)).to_have_attribute("aria-current", "true")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=f"Case {caseload[0].case.reference}")).to_be_visible()


def test_a_does_what_the_button_says(new_page: NewPage, bo: User, caseload: list[Notice]) -> None:
    page = enter(new_page, bo)
    label = page.locator(".row.selected [data-act]").inner_text()
    assert label == "Check 2 links"
    page.keyboard.press("a")
    page.wait_for_url("**#links")


def test_h_hands_over(new_page: NewPage, bo: User, caseload: list[Notice]) -> None:
    page = enter(new_page, bo)
    page.keyboard.press("h")
    expect(page.get_by_role("heading", name="Pass this on")).to_be_visible()


def test_the_question_mark_lists_the_keys(new_page: NewPage, bo: User, caseload: list[Notice]) -> None:
    page = enter(new_page, bo)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("pass on")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_single_keys_do_nothing_once_they_are_switched_off(
    new_page: NewPage, bo: User, caseload: list[Notice]
) -> None:
    page = enter(new_page, bo)
    page.keyboard.press("?")
    page.get_by_role("dialog").get_by_role("link", name="Switch single keys off").click()
    page.get_by_label("Switch off single keys").check()
    page.get_by_role("button", name="Keep these").click()
    page.goto("/desk/")
    page.wait_for_load_state()
    for key in ("?", "/", "j", "a", "h"):
        page.keyboard.press(key)
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("[data-row]").nth(0)).to_have_attribute("aria-current", "true")
    expect(page.get_by_label("Find a case by reference")).not_to_be_focused()
    assert page.url.endswith("/desk/")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=f"Case {caseload[0].case.reference}")).to_be_visible()


def test_keys_are_left_alone_while_someone_types(new_page: NewPage, bo: User, caseload: list[Notice]) -> None:
    page = enter(new_page, bo)
    page.keyboard.press("/")
    page.keyboard.type("jkah")
    expect(page.get_by_label("Find a case by reference")).to_have_value("jkah")


def test_copy_takes_the_exact_address(new_page: NewPage, bo: User, caseload: list[Notice]) -> None:
    page = enter(new_page, bo, permissions=["clipboard-write", "clipboard-read"])
    page.goto(f"/desk/cases/{caseload[1].case.reference}")
    page.locator("summary[data-copy]").first.click()
    expect(page.locator("summary[data-copy]").first).to_have_text("Copied")
    assert (
        page.locator("summary[data-copy]")
        .first.get_attribute("data-copy")
        .startswith("https://clipshare.test/")
    )


def test_without_script_a_link_is_checked_and_its_address_copied(
    new_page: NewPage, bo: User, caseload: list[Notice]
) -> None:
    page = enter(new_page, bo, java_script_enabled=False)
    page.goto(f"/desk/cases/{caseload[1].case.reference}")
    page.get_by_text("Copy", exact=True).first.click()
    expect(page.get_by_label("Exact address of link 1")).to_be_visible()
    page.get_by_text("What do you see?").first.click()
    page.get_by_role("button", name="Gone", exact=True).first.click()
    expect(page.get_by_text("Link 1 is gone.")).to_be_visible()
    assert Location.objects.get(case=caseload[1].case, number=1).state == "removed"


def test_a_notice_is_filed_by_hand_from_approval_to_clock(
    new_page: NewPage, bo: User, caseload: list[Notice]
) -> None:
    page = enter(new_page, bo)
    page.goto(f"/desk/cases/{caseload[2].case.reference}/notices/1")
    moment = timezone.now() - timedelta(minutes=2)
    page.get_by_label("Day").fill(f"{moment:%Y-%m-%d}")
    page.get_by_label("Time").fill(f"{moment:%H:%M:%S}")
    page.get_by_label("In which zone").select_option("UTC")
    page.get_by_label("Their reference, if any").fill("CS-1")
    page.get_by_role("button", name="Record receipt").first.click()
    expect(page.get_by_text("Receipt is recorded.")).to_be_visible()
    expect(page.locator(".nearest .left")).to_have_text("47 h left")


def test_an_error_takes_the_focus_and_keeps_the_text(
    new_page: NewPage, bo: User, caseload: list[Notice]
) -> None:
    page = enter(new_page, bo, 390)
    page.goto(f"/desk/cases/{caseload[0].case.reference}/do/add-links")
    page.get_by_label("Paste the links here").fill("there is nothing here")
    page.get_by_role("button", name="Add links").click()
    expect(page.locator(".summary")).to_be_focused()
    expect(page.get_by_label("Paste the links here")).to_have_value("there is nothing here")


def test_the_reported_link_is_opened_without_telling_where_from(
    new_page: NewPage, bo: User, caseload: list[Notice]
) -> None:
    page = enter(new_page, bo)
    page.goto(f"/desk/cases/{caseload[0].case.reference}/links/9")
    link = page.get_by_role("link", name="Open link 9 in a new window")
    assert link.get_attribute("rel") == "noreferrer noopener"
    assert link.get_attribute("target") == "_blank"


WIDER = """[...document.querySelectorAll(".scroll")].filter(each => each.scrollWidth > each.clientWidth)
    .map(each => each.ariaLabel)"""


@pytest.mark.parametrize("width", [320, 390])
def test_what_was_unusual_and_what_one_agreed_to_alone_fits_a_phone(
    new_page: NewPage, transactional_db: None, bo: User, make_case: Callable[..., Case], width: int
) -> None:
    now, case = timezone.now(), make_case()
    lasted = {"began_at": now - 12 * H, "last_at": now - H / 6}
    for rule in rules():
        Alarm.objects.create(rule=rule, user=bo, count=1234, **lasted)
    alone = {"asked_at": now - 20 * H, "agreed_at": now - H, "ended_at": now, "expires_at": now}
    Approval(case=case, kind="erase", digest="x", asked_by=bo, agreed_by=bo, alone=True, **alone).save()
    page = enter(new_page, person_of_staff("maximiliane", "auditor"), width)
    page.goto("/desk/audit")
    row = page.get_by_role("region", name="Unusual").locator("tbody tr").first
    assert page.evaluate(WIDER) == []
    assert row.evaluate("row => row.cells[0].offsetWidth / row.offsetWidth") > 0.9
    for head in ("Since:", "For:", "Count:"):
        assert row.locator(f"[data-head='{head}']").is_visible()
