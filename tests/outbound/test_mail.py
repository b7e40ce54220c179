"""One mail to one server: sent, refused, put off or unknown, and never the wrong one of these."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from cases.outbound import OutboundError
from cases.outbound.mail import OutcomeUnknown, dotted, send
from tests.outbound.servers import Desk, free_port, script, scripted, serving

MESSAGE = b"Message-ID: <1@example.org>\r\nSubject: Reference T1-1\r\n\r\nHello.\r\n"
OFFERS = "250-here\r\n250 AUTH PLAIN"
FROM, TO = "desk@northgate.example.org", "trust@clipshare.test"


def deliver(url: str, message: bytes = MESSAGE) -> str:
    return send(url, sender=FROM, recipient=TO, message=message)


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def url(desk: Desk) -> Iterator[str]:
    with serving(desk) as address:
        yield address


def test_a_mail_arrives_as_it_left(url: str, desk: Desk) -> None:
    assert deliver(url) == "250 kept as 7"
    [envelope] = desk.envelopes
    assert (envelope.mail_from, envelope.rcpt_tos) == (FROM, [TO])
    assert desk.messages == [MESSAGE]


def test_a_second_attempt_is_the_same_bytes(url: str, desk: Desk) -> None:
    deliver(url)
    deliver(url)
    assert desk.messages[0] == desk.messages[1]


@pytest.mark.parametrize(
    "body", [b".", b"..", b"a\r\n.\r\nb", b".hidden", b"end without line", b"x\r\n\r\n.", b"a\r\n..\r\n"]
)
def test_lines_that_begin_with_a_dot_survive(url: str, desk: Desk, body: bytes) -> None:
    deliver(url, MESSAGE + body + b"\r\n")
    assert desk.messages == [MESSAGE + body + b"\r\n"]


def test_the_end_is_one_dot_on_its_line() -> None:
    assert dotted(b"a") == b"a\r\n.\r\n"
    assert dotted(b"a\r\n") == b"a\r\n.\r\n"
    assert dotted(b".a\r\n.\r\n") == b"..a\r\n..\r\n.\r\n"


@pytest.mark.parametrize(
    ("answer", "permanent"), [("550 nobody here", True), ("553 no", True), ("451 later", False)]
)
def test_a_refused_recipient(url: str, desk: Desk, answer: str, permanent: bool) -> None:
    desk.rcpt = answer
    with pytest.raises(OutboundError) as refusal:
        deliver(url)
    assert refusal.value.permanent is permanent
    assert not isinstance(refusal.value, OutcomeUnknown)
    assert desk.envelopes == []


@pytest.mark.parametrize(
    ("answer", "permanent"), [("554 not this", True), ("552 too big", True), ("452 full", False)]
)
def test_a_refused_message(url: str, desk: Desk, answer: str, permanent: bool) -> None:
    desk.data = answer
    with pytest.raises(OutboundError) as refusal:
        deliver(url)
    assert refusal.value.permanent is permanent


@pytest.mark.parametrize("name", ["añá@clipshare.test", "ana@bücher.test"])
def test_a_name_no_server_can_be_told_is_refused_for_good(url: str, desk: Desk, name: str) -> None:
    with pytest.raises(OutboundError) as told:
        send(url, sender=FROM, recipient=name, message=MESSAGE)
    assert told.value.permanent and not desk.messages


def test_an_error_says_the_code_and_nothing_of_theirs(url: str, desk: Desk) -> None:
    desk.rcpt = f"550 {TO} is unknown here"
    with pytest.raises(OutboundError, match=r"refused it \(550\)") as refusal:
        deliver(url)
    assert TO not in str(refusal.value)


def test_after_a_refused_recipient_no_message_is_offered() -> None:
    with scripted(script(rcpt="550 nobody here")) as (url, heard), pytest.raises(OutboundError):
        deliver(url)
    assert "DATA" not in [line.upper() for line in heard]
    assert heard[-1].upper() == "QUIT"


def test_a_recipient_elsewhere_is_fine() -> None:
    with scripted(script(rcpt="251 will forward")) as (url, _):
        assert deliver(url) == "250 kept"


def test_a_connection_lost_before_the_answer_is_unknown() -> None:
    with scripted(script(dot=None)) as (url, _), pytest.raises(OutcomeUnknown) as lost:
        deliver(url)
    assert not lost.value.permanent


def test_a_server_that_takes_it_and_drops_us_is_unknown(url: str, desk: Desk) -> None:
    desk.hang_up = True
    with pytest.raises(OutcomeUnknown):
        deliver(url)
    assert desk.messages == [MESSAGE]


def test_a_server_that_takes_it_and_falls_silent_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cases.outbound.mail.TIMEOUT_SECONDS", 0.3)
    with scripted(script(dot="")) as (url, _), pytest.raises(OutcomeUnknown):
        deliver(url)


@pytest.mark.parametrize("verb", ["ehlo", "mail", "rcpt", "data"])
def test_a_connection_lost_earlier_is_tried_again(verb: str) -> None:
    answers = {verb: None, "helo": None} if verb == "ehlo" else {verb: None}
    with scripted(script(**answers)) as (url, _), pytest.raises(OutboundError) as lost:
        deliver(url)
    assert not isinstance(lost.value, OutcomeUnknown)
    assert not lost.value.permanent


def test_nobody_there_is_tried_again() -> None:
    with pytest.raises(OutboundError, match="cannot be reached") as refused:
        deliver(f"smtp://127.0.0.1:{free_port()}")
    assert not refused.value.permanent


@pytest.mark.parametrize("banner", ["554 not today", "421 busy"])
def test_a_server_that_will_not_talk_is_tried_again(banner: str) -> None:
    with scripted(script(), banner=banner) as (url, _), pytest.raises(OutboundError) as refused:
        deliver(url)
    assert not refused.value.permanent


@pytest.mark.parametrize("answer", ["550 sender unknown", "452 later"])
def test_a_refused_sender_buries_no_mail(answer: str) -> None:
    with scripted(script(mail=answer)) as (url, heard), pytest.raises(OutboundError) as refused:
        deliver(url)
    assert not refused.value.permanent
    assert not any(line.upper().startswith("RCPT") for line in heard)


def test_a_wrong_password_buries_no_mail() -> None:
    answers = script(ehlo=OFFERS, auth="535 wrong")
    with scripted(answers) as (url, heard), pytest.raises(OutboundError) as refused:
        deliver(url.replace("//", "//user:old@"))
    assert not refused.value.permanent
    assert any(line.upper().startswith("AUTH") for line in heard)


def test_a_password_is_not_said_in_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cases.outbound.mail.THIS_MACHINE", ())
    asked = pytest.raises(OutboundError, match="no encryption")
    with scripted(script(ehlo=OFFERS)) as (url, heard), asked as refused:
        deliver(url.replace("//", "//user:secret@"))
    assert not refused.value.permanent
    assert not any(line.upper().startswith("AUTH") for line in heard)


def test_a_password_is_said_to_this_machine() -> None:
    with scripted(script(ehlo=OFFERS, auth="235 welcome")) as (url, heard):
        assert deliver(url.replace("//", "//user:secret@")) == "250 kept"
    assert any(line.upper().startswith("AUTH PLAIN") for line in heard)


def test_who_cannot_encrypt_gets_no_mail_over_smtps(url: str, desk: Desk) -> None:
    with pytest.raises(OutboundError) as refused:
        deliver(url.replace("smtp://", "smtps://"))
    assert not refused.value.permanent
    assert desk.envelopes == []


@pytest.mark.parametrize("answer", [None, "421 closing", "500 what", ""])
def test_how_they_say_goodbye_does_not_matter(monkeypatch: pytest.MonkeyPatch, answer: str | None) -> None:
    monkeypatch.setattr("cases.outbound.mail.TIMEOUT_SECONDS", 0.3)
    with scripted(script(quit=answer)) as (url, _):
        assert deliver(url) == "250 kept"


def test_nor_does_it_hide_a_refusal() -> None:
    with (
        scripted(script(rcpt="550 no", quit="421 closing")) as (url, _),
        pytest.raises(OutboundError) as refused,
    ):
        deliver(url)
    assert refused.value.permanent


def test_our_own_name_says_nothing_of_this_machine() -> None:
    with scripted(script()) as (url, heard):
        deliver(url)
    assert heard[0] == "ehlo desk.invalid"


def test_a_long_answer_is_cut() -> None:
    with scripted(script(dot="250 " + "x" * 400)) as (url, _):
        assert len(deliver(url)) == 200


def test_in_development_a_mail_is_a_file(tmp_path: Path) -> None:
    assert deliver(f"file://{tmp_path}/mail") == "250 kept as 00001.eml"
    assert (tmp_path / "mail/00001.eml").read_bytes() == MESSAGE
    assert (tmp_path / "mail").stat().st_mode & 0o077 == 0


def test_files_are_never_written_over(tmp_path: Path) -> None:
    url = f"file://{tmp_path}"
    workers = [threading.Thread(target=lambda: [deliver(url) for _ in range(20)]) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(list(tmp_path.glob("*.eml"))) == 80
