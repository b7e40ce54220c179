"""Fingerprints made in a real browser agree with the reference, and no picture leaves (V-30, N1 to N3)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Page, Request, expect

from cases.models import Case
from cases.rules.fingerprints import distance
from cases.services import fingerprints, visits
from tests.pictures import Picture, golden, picture, pictures

NewPage = Callable[..., Page]
LINE = re.compile(r"PDQ ([0-9a-f]{64}) quality (\d+) SHA-256 ([0-9a-f]{64})")
OVER = re.compile("^(Done|That is too many)")
NOT_A_PICTURE = {"name": "letter.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
BROKEN = {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff\xe0 not really"}
OF_A_PHONE = {"name": "IMG_2.HEIC", "mimeType": "", "buffer": b"\x00\x00\x00\x18ftypheic"}


def file(each: Picture) -> dict[str, Any]:
    return {"name": f"{each.name}.jpg", "mimeType": each.kind, "buffer": each.data}


@pytest.fixture(scope="module")
def specimens() -> list[Picture]:
    return list(pictures())


@pytest.fixture
def open_page(new_page: NewPage, make_case: Callable[..., Case], live_server: Any) -> NewPage:
    """Her page for pictures, in a browser that has her case open."""

    def make(**options: Any) -> Page:
        page = new_page(**options)
        token, _ = visits.begin(at=timezone.now(), case=make_case())
        page.context.add_cookies([{"name": "v", "value": token, "url": live_server.url}])
        page.goto("/progress")
        page.get_by_role("button", name="Help sites find copies").click()
        return page

    return make


@pytest.fixture
def wire(open_page: NewPage) -> Iterator[tuple[Page, list[Request]]]:
    """The page, idle, and every request made from then on; the browser asks for the icon when it likes."""
    page = open_page()
    expect(page.get_by_role("button", name="Choose pictures")).to_be_visible()
    sent: list[Request] = []
    page.context.on(
        "request", lambda each: each.url.endswith("/static/cases/favicon.svg") or sent.append(each)
    )
    yield page, sent


def choose(page: Page, *files: dict[str, Any]) -> None:
    """Pick files as the system's own window would hand them over, and wait until all are through."""
    with page.expect_file_chooser() as opened:
        page.get_by_role("button", name="Choose pictures").click()
    opened.value.set_files(list(files))
    expect(page.locator("[data-progress]")).to_have_text(OVER, timeout=60_000)


def made(page: Page) -> list[tuple[str, int, str]]:
    return [
        (pdq, int(quality), sha) for pdq, quality, sha in LINE.findall(page.input_value("#id_fingerprints"))
    ]


def clear(page: Page) -> None:
    page.locator("#id_fingerprints").evaluate("e => { e.value = '' }")


def said(page: Page) -> list[str]:
    return page.locator("[data-results] li").all_inner_texts()


def test_n2_fingerprints_agree_with_the_reference(
    wire: tuple[Page, list[Request]], specimens: list[Picture]
) -> None:
    page, _ = wire
    compared = 0
    for start in range(0, len(specimens), 13):
        clear(page)
        some = [each for each in specimens[start : start + 13] if golden()[each.name]["quality"] >= 50]
        choose(page, *map(file, some))
        for each, (pdq, quality, sha) in zip(some, made(page), strict=True):
            expected = golden()[each.name]
            assert distance(pdq, expected["pdq"]) <= (10 if expected["quality"] >= 80 else 31), each.name
            assert abs(quality - expected["quality"]) <= 2, each.name
            assert sha == hashlib.sha256(each.data).hexdigest(), each.name
            compared += expected["quality"] >= 80
    assert compared >= 20


def test_v30_no_request_carries_a_picture_or_anything_but_digits(
    wire: tuple[Page, list[Request]], specimens: list[Picture]
) -> None:
    page, sent = wire
    choose(page, *map(file, specimens[:3]))
    assert sent == []
    page.get_by_label("These pictures belong to my report.").check()
    page.get_by_role("button", name="Add the fingerprints").click()
    expect(page.get_by_role("heading", name="What we have")).to_be_visible()
    posts = [request for request in sent if request.method != "GET"]
    assert len(posts) == 1
    assert posts[0].headers["content-type"].startswith("application/x-www-form-urlencoded")
    bodies = b"".join(request.post_data_buffer or b"" for request in sent)
    assert len(bodies) < 1_000
    for each in specimens[:3]:
        assert each.data[100:116] not in bodies and each.name.encode() not in bodies
    kept = fingerprints.of(Case.objects.get())
    assert [each.picture[1].digits for each in kept] == [
        hashlib.sha256(each.data).hexdigest() for each in specimens[:3]
    ]


def test_v30_nothing_is_drawn_stored_or_left_in_the_picker(
    wire: tuple[Page, list[Request]], specimens: list[Picture]
) -> None:
    page, _ = wire
    choose(page, file(specimens[0]))
    assert page.locator("canvas, img, video, picture").count() == 0
    picker = page.locator("input[type=file]")
    assert picker.count() == 1
    assert picker.evaluate("e => [e.name, e.form, e.value, e.files.length]") == ["", None, "", 0]
    assert specimens[0].name not in page.content()
    stored = "[localStorage.length, sessionStorage.length, (await indexedDB.databases()).length]"
    assert page.evaluate(f"async () => {stored}") == [0, 0, 0]
    assert {cookie["name"] for cookie in page.context.cookies()} == {"v", "t"}


def test_n3_what_cannot_be_used_is_refused_in_one_sentence_each(wire: tuple[Page, list[Request]]) -> None:
    page, sent = wire
    choose(page, file(picture("wall")), NOT_A_PICTURE, BROKEN, OF_A_PHONE)
    assert said(page) == [
        "Picture 1 has too little detail for a safe match. It is left out.",
        "File 2 is not a picture. It is left out.",
        "Picture 3 cannot be opened. It is left out.",
        "Picture 4 is in a format that cannot be opened here (HEIC). Save it as a JPEG and choose it again.",
    ]
    expect(page.locator("[data-progress]")).to_have_text("Done. None of these can be used.")
    assert made(page) == [] and sent == []


def test_b13_more_than_twenty_are_refused_at_once(wire: tuple[Page, list[Request]]) -> None:
    page, _ = wire
    choose(page, *[BROKEN] * 21)
    expect(page.locator("[data-progress]")).to_have_text(
        "That is too many. Choose up to 20 pictures at a time."
    )
    assert said(page) == []


def test_the_same_picture_twice_is_one_line(
    wire: tuple[Page, list[Request]], specimens: list[Picture]
) -> None:
    page, _ = wire
    choose(page, file(specimens[0]), file(specimens[0]))
    assert said(page) == ["Picture 1 is ready.", "Picture 2 is here already."]
    assert len(made(page)) == 1


def test_she_can_stop_and_start_again(wire: tuple[Page, list[Request]], specimens: list[Picture]) -> None:
    page, _ = wire
    large = [each for each in specimens if "phone" in each.name]
    with page.expect_file_chooser() as opened:
        page.get_by_role("button", name="Choose pictures").click()
    opened.value.set_files([file(large[0])] * 9)
    page.get_by_role("button", name="Stop this").click()
    expect(page.locator("[data-progress]")).to_contain_text("Stopped.")
    expect(page.get_by_role("button", name="Choose pictures")).to_be_focused()
    clear(page)
    choose(page, file(specimens[0]))
    assert len(made(page)) == 1


def test_progress_is_announced(wire: tuple[Page, list[Request]], specimens: list[Picture]) -> None:
    page, _ = wire
    expect(page.get_by_role("button", name="Stop this")).to_be_hidden()
    expect(page.locator("[data-progress]")).to_have_attribute("role", "status")
    choose(page, file(specimens[0]))
    expect(page.locator("[data-progress]")).to_have_text(
        "Done. Ready: 1 of 1. Now press the button below to add them."
    )


def test_it_works_without_a_network_once_the_page_is_open(
    wire: tuple[Page, list[Request]], specimens: list[Picture]
) -> None:
    page, _ = wire
    choose(page, file(specimens[0]))  # so that the worker has come
    page.context.set_offline(True)
    choose(page, file(specimens[1]))
    assert len(made(page)) == 2


@pytest.mark.parametrize("way", ["link", "keys"])
def test_v21_leaving_ends_the_worker(
    wire: tuple[Page, list[Request]], specimens: list[Picture], way: str
) -> None:
    page, _ = wire
    choose(page, file(specimens[0]))
    assert len(page.workers) == 1
    page.context.route(
        f"{settings.NEUTRAL_SITE}**", lambda route: route.abort("aborted")
    )  # so the page stays
    if way == "link":
        page.locator(".exit .bar").click()
    else:
        for _ in range(3):
            page.keyboard.press("Shift")
    expect(page.locator(".cover")).to_be_visible()
    page.wait_for_timeout(300)
    assert page.workers == []


def test_without_script_it_says_so(open_page: NewPage) -> None:
    page = open_page(java_script_enabled=False)
    expect(page.get_by_text("This browser cannot make fingerprints.")).to_be_visible()
    page.fill("#id_fingerprints", "a" * 64)
    page.get_by_label("These pictures belong to my report.").check()
    page.get_by_role("button", name="Add the fingerprints").click()
    expect(page.get_by_role("heading", name="What we have")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_v60_axe_finds_nothing(open_page: NewPage, specimens: list[Picture], scheme: str) -> None:
    page = open_page(color_scheme=scheme, bypass_csp=True, width=320)
    choose(page, file(specimens[0]), BROKEN)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
