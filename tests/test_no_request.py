"""From the form to the last chaser nothing asks any address she reported, or any host at all (V-34, D-70)."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases import tasks
from cases.models import Case, Delivery, Notice
from cases.services import locations, notices, sweep, triage
from tests.conftest import build_platform
from tests.person import Browser
from tests.views.desk import post

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
ASKING = {
    *("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"),
    *("socket.sendto", "socket.sendmsg", "urllib.Request", "http.client.connect", "ftplib.connect"),
}
PROGRAMS = {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn"}
LINKS = """look: https://clipshare.test/v/1 and http://boards.test:8080/t/3?img=2#top
https://user:pass@clipshare.test/v/2 https://l.photoline.test/?u=https%3A%2F%2Fclipshare.test%2Fv%2F4
http://93.184.216.34/a.jpg http://xn--bcher-kva.example/x.png https://clipshare.test/v/5.mp4"""
HOSTS = ("://", "clipshare", "boards", "photoline", "93.184", "xn--")
NOT_PUBLIC = (
    "http://127.0.0.1:9/x http://169.254.169.254/latest http://localhost/x http://[::1]/x file:///etc/passwd"
)

asked: list[tuple[str, object]] = []
watching = False


def note(event: str, about: tuple[object, ...]) -> None:
    named = event in PROGRAMS and any(host in str(about[:2]) for host in HOSTS)
    if watching and (event in ASKING or named):
        asked.append((event, about[:2]))


sys.addaudithook(note)  # the interpreter tells it of every look-up and connection, whoever makes them


@pytest.fixture
def nothing_asked() -> Iterator[None]:
    """Fails the test where the interpreter noted a look-up, a connection, or a program given an address."""
    global watching
    asked.clear()
    watching = True
    yield
    watching = False
    assert asked == []


def reported() -> tuple[Browser, Case]:
    """A report with every kind of address a person may paste; more added later on her page."""
    build_platform("clipshare", channel="email")
    build_platform("boards")
    her = Browser()
    her.report(links={"links": LINKS})
    her.send("/progress", {"go": "links"})
    her.send("/progress", {"page": "links", "go": "add", "links": "https://clipshare.test/v/9"})
    return her, Case.objects.get()


def test_v34_no_part_of_a_whole_case_asks_a_reported_address(bo: Any, nothing_asked: None) -> None:
    """Report, letter, mail, chaser, draft for a regulator and every look: all in one go."""
    at = timezone.now()
    _her, case = reported()
    assert case.locations.count() >= 6
    for step in (triage.take_up, triage.confirm_adult, triage.accept):
        step(case_id=case.pk, actor=bo, at=at)
    locations.add(case=case, text="https://clipshare.test/v/10", actor=bo, at=at)
    for notice in notices.draft(case_id=case.pk, actor=bo, at=at):
        if notice.channel:
            notices.approve(notice_id=notice.pk, actor=bo, at=at)
    for hours in (0, 24, 49, 100):
        sweep.sweep(at=at + hours * HOUR)
        tasks.deliver_all(at=at + hours * HOUR)
    assert Notice.objects.filter(state__in=Notice.CLOCK_RUNNING).exists()
    assert Delivery.objects.filter(state="sent", kind="notice").exists()


def test_v34_no_page_of_the_desk_asks_a_reported_address(bo: Any, nothing_asked: None) -> None:
    """Not to look at a link, to describe it, to print it, and not when a person says what she saw there."""
    _her, case = reported()
    client = Client()
    client.force_login(bo)
    triage.take_up(case_id=case.pk, actor=bo, at=timezone.now())
    assert client.get(reverse("desk_case", args=[case.reference])).status_code == 200
    for part in ("report", "facts"):
        assert post(client, reverse("desk_report", args=[case.reference]), part=part).status_code == 200
    for place in case.locations.all():
        link = [case.reference, place.number]
        assert client.get(reverse("desk_look", args=link)).status_code in (200, 302)
        assert client.get(reverse("desk_describe", args=link)).status_code == 200
        assert post(client, reverse("desk_location_action", args=[*link, "still-up"])).status_code < 500
    assert case.locations.filter(state="live").exists()


def test_v34_addresses_inside_this_house_are_not_even_kept(nothing_asked: None) -> None:
    her = Browser()
    her.fill(until="links")
    her.answer("links", links=NOT_PUBLIC)
    assert 'role="alert"' in her.see("/form")
    assert not Case.objects.exists()


def test_v34_the_watch_sees_what_it_must_see() -> None:
    import socket

    global watching
    asked.clear()
    watching = True
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", 9), timeout=1)
    watching = False
    assert {event for event, _about in asked} == {"socket.getaddrinfo", "socket.connect"}
