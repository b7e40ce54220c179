"""The demo's own tools: a mail server that follows a script, a clock that is moved, its words and people."""

from __future__ import annotations

import smtplib
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from cases.demo import shift
from cases.demo.hours import ROUND, Hours
from cases.demo.people import Cast
from cases.demo.postbox import Postbox
from cases.demo.timeline import SAID, sentence
from cases.models import Heartbeat, Kind, Notice, Step


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    box = Postbox()
    box.start()
    yield box
    box.stop()


def post(box: Postbox, recipient: str, message: bytes = b"Subject: x\r\n\r\n.dot\r\n") -> None:
    with smtplib.SMTP("127.0.0.1", box.controller.port) as server:
        server.sendmail("desk@northgate.example.org", [recipient], message)


def test_the_mail_server_keeps_the_very_bytes(postbox: Postbox) -> None:
    post(postbox, "a@photoline.test")
    assert [(mail.recipient, mail.raw) for mail in postbox.arrived] == [
        ("a@photoline.test", b"Subject: x\r\n\r\n.dot\r\n")
    ]


def test_the_mail_server_answers_by_its_script(postbox: Postbox) -> None:
    postbox.expect({"A@photoline.test": ["550 5.2.2 mailbox full", "250 2.1.5 OK"]})
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        post(postbox, "a@photoline.test")
    assert refused.value.recipients["a@photoline.test"][0] == 550
    post(postbox, "a@photoline.test")
    assert len(postbox.arrived) == len(postbox.refused) == 1


def test_after_its_script_the_mail_server_takes_everything(postbox: Postbox) -> None:
    postbox.expect({"a@photoline.test": ["250 2.1.5 OK"]})
    for _ in range(3):
        post(postbox, "a@photoline.test")
    assert len(postbox.arrived) == 3


def test_two_mail_servers_stand_beside_each_other(postbox: Postbox) -> None:
    other = Postbox()
    assert other.start() != f"smtp://127.0.0.1:{postbox.controller.port}"
    other.stop()


def test_the_shift_is_read_as_it_was_written(tmp_path: Path) -> None:
    assert shift.read(tmp_path) == timedelta(0)
    shift.write(tmp_path, timedelta(hours=2, microseconds=5))
    assert shift.read(tmp_path) == timedelta(hours=2, microseconds=5)


@pytest.mark.django_db
def test_a_quiet_house_is_looked_at_every_half_hour(tmp_path: Path) -> None:
    hours = Hours(tmp_path)
    assert hours.next_round() == hours.at + ROUND


@pytest.mark.django_db
def test_time_goes_where_it_is_sent(tmp_path: Path) -> None:
    hours = Hours(tmp_path)
    hours.run_to(hours.after("72:00"))
    assert hours.at == hours.start + timedelta(days=3)
    assert Heartbeat.objects.get(name="sweep").at == hours.at


@pytest.mark.django_db
def test_what_happened_is_told_after_every_round(tmp_path: Path) -> None:
    hours, told = Hours(tmp_path), []
    hours.told = lambda: told.append(hours.at)
    hours.run_to(hours.after("1:30"))
    assert told == [hours.start + each * ROUND for each in (1, 2, 3)]


def test_a_rung_is_reached_at_its_very_instant(tmp_path: Path, make_notice: Callable[..., Notice]) -> None:
    hours = Hours(tmp_path)
    notice = make_notice(state="sent", received_at=hours.start)
    Notice.objects.filter(pk=notice.pk).update(next_step_at=hours.start + timedelta(minutes=7))
    assert hours.next_round() == hours.start + timedelta(minutes=7)


def test_reminders_come_at_their_instants(tmp_path: Path, make_notice: Callable[..., Notice]) -> None:
    hours = Hours(tmp_path)
    notice = make_notice(state="sent", received_at=hours.start)
    hours.run_to(hours.after("25:00"))
    step = Step.objects.get(notice=notice, kind="reminder_24")
    assert step.at == step.planned_at == hours.after("24:00")


def test_every_kind_of_event_has_a_sentence() -> None:
    assert set(SAID) == set(Kind.values)


def test_a_draft_names_who_it_is_for() -> None:
    said = sentence(Kind.ESCALATION_DRAFTED, {"step": "regulator", "regime": "us-tida"})
    assert said == "A draft waits for a person: Federal Trade Commission."


def test_a_late_removal_says_how_late() -> None:
    assert sentence(Kind.COMPLIED, {"minutes_late": {"us-tida": 7, "uk-osa-u2u": 0}}).endswith(
        "7 minutes late."
    )
    assert sentence(Kind.COMPLIED, {"minutes_late": {"us-tida": 0}}).endswith("in time.")


def test_every_reminder_of_the_ladder_has_its_words() -> None:
    said = {sentence(Kind.REMINDER, {"step": f"reminder_{hours}"}) for hours in (24, 12, 4, 1)}
    assert len(said) == 4


def test_every_person_is_invented() -> None:
    cast = Cast.read()
    addresses = [one["email"] for one in cast.staff] + [cast.person["answers"]["contact"]["email"]]
    assert all(address.endswith("example.org") for address in addresses)
    assert all(domain.endswith(".test") for record in cast.platforms for domain in record["domains"])


def test_boardwalk_takes_requests_by_form_in_this_story() -> None:
    [boardwalk] = [record for record in Cast.read().platforms if record["slug"] == "boardwalk"]
    assert boardwalk["channel"] == "web_form"
    assert boardwalk["ncii_form_url"].startswith("https://boardwalk.test/")
