"""Mails: the same bytes each time, and not a word more than each reader may see."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest

from cases import mails
from cases.mails import Mail, span
from cases.models import Delivery, Notice
from cases.services import outbox, sweep
from tests.catalogs import lose
from tests.conftest import AT, build_platform

Make = Callable[..., Any]
HOUR = timedelta(hours=1)
PLAIN = Mail(
    to="trust@clipshare.test",
    subject="Reference T1-1",
    text="Hello “you”.\nA line with a very long address: https://clipshare.test/" + "x" * 1200 + "\n",
    message_id="<abc@northgate.example.org>",
    date=AT,
    sender_name="Northgate Helpline",
    sender="desk@northgate.example.org",
)


def read(mail: Mail) -> EmailMessage:
    return message_from_bytes(mail.to_bytes(), policy=policy.default)  # type: ignore[return-value]


def full() -> Mail:
    return Mail(
        **{**PLAIN.__dict__, "html": "<p>Hi</p>", "attachment": b"%PDF-1.7", "attachment_name": "T1-1.pdf"}
    )


def test_the_same_mail_is_the_same_bytes() -> None:
    assert full().to_bytes() == full().to_bytes()


def test_what_was_kept_gives_the_same_bytes_again() -> None:
    mail = full()
    assert mails.again(mails.kept(mail), attachment=mail.attachment).to_bytes() == mail.to_bytes()


def test_the_attachment_is_not_kept_twice() -> None:
    assert "attachment" not in mails.kept(full())


def test_headers_are_as_given() -> None:
    message = read(PLAIN)
    assert message["From"] == "Northgate Helpline <desk@northgate.example.org>"
    assert (message["To"], message["Subject"]) == ("trust@clipshare.test", "Reference T1-1")
    assert message["Message-ID"] == "<abc@northgate.example.org>"
    assert message["Date"] == "Mon, 23 Nov 2026 10:00:00 +0000"


@pytest.mark.parametrize("text", [PLAIN.text, "Short “words”.\n", "日本\n", "x" * 2000 + "\n"])
def test_every_server_can_take_it(text: str) -> None:
    content = Mail(**{**full().__dict__, "text": text}).to_bytes()
    content.decode("ascii")
    assert max(map(len, content.split(b"\r\n"))) <= 998
    assert b"\n" not in content.replace(b"\r\n", b"")


def test_the_text_comes_back_whole() -> None:
    assert read(PLAIN).get_content().replace("\r\n", "\n") == PLAIN.text


def test_the_paper_comes_back_whole() -> None:
    [paper] = read(full()).iter_attachments()
    assert (paper.get_content(), paper.get_filename()) == (b"%PDF-1.7", "T1-1.pdf")
    assert paper.get_content_type() == "application/pdf"


@pytest.mark.parametrize("field", ["to", "subject", "sender_name"])
def test_a_header_cannot_be_smuggled_in(field: str) -> None:
    with pytest.raises(ValueError):
        Mail(**{**PLAIN.__dict__, field: "x\r\nBcc: other@example.org"}).to_bytes()


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(minutes=50), "50 min"),
        (4 * HOUR, "4 h"),
        (timedelta(hours=3, minutes=20), "3 h 20 min"),
        (timedelta(seconds=59), "0 min"),
        (timedelta(hours=47, minutes=59, seconds=59), "47 h 59 min"),
    ],
)
def test_a_span_in_words(length: timedelta, words: str) -> None:
    assert span(length) == words


@pytest.fixture
def sent(make_notice: Make, di: Any) -> Notice:
    return make_notice(state="sent", platform=build_platform(channel="email"))


def staff(notice: Notice, step: str, at: datetime, *, to: Any = None) -> Mail:
    """The mail our own people get about a rung of this notice."""
    lead = notice.clocks.first()
    row = outbox.row(
        case=notice.case, kind="reminder", key=step, at=at, notice=notice, to_user=to or notice.case.assignee,
        step=step, regime=lead.regime, due_at=lead.due_at,
    )  # fmt: skip
    return mails.compose(row, at=at)


STEPS = {
    "ack_missing": (2, "no acknowledgement"),
    "reminder_24": (24, "24 h left"),
    "reminder_12": (36, "12 h left"),
    "reminder_4": (44, "4 h left"),
    "reminder_1": (47, "1 h left"),
    "overdue": (49, "period ended"),
    "target_passed": (49, "our target passed"),
    "undeliverable": (1, "not delivered"),
    "safeguarding": (1, "needs you"),
}


@pytest.mark.parametrize(("step", "hours", "says"), [(step, *told) for step, told in STEPS.items()])
def test_a_subject_says_reference_and_time_alone(sent: Notice, step: str, hours: int, says: str) -> None:
    mail = staff(sent, step, AT + hours * HOUR)
    assert mail.subject == f"#{sent.case.reference} {says}"


@pytest.mark.parametrize(("step", "hours"), [(step, told[0]) for step, told in STEPS.items()])
def test_text_and_html_both_render_and_say_the_same(sent: Notice, step: str, hours: int) -> None:
    mail = staff(sent, step, AT + hours * HOUR)
    assert sent.case.reference in mail.text
    assert sent.case.reference in mail.html
    first = mail.text.splitlines()[0]
    assert first in mail.html
    assert "{" not in mail.text + mail.subject


@pytest.mark.parametrize(("step", "hours"), [(step, told[0]) for step, told in STEPS.items()])
def test_no_detail_travels_to_our_own_people(sent: Notice, step: str, hours: int) -> None:
    mail = staff(sent, step, AT + hours * HOUR)
    said = (mail.subject + mail.text + mail.html).lower()
    for word in ("ana", "clipshare", "did not agree", "intimate", "removal", "image"):
        assert not re.search(rf"\b{word}", said), word


@pytest.mark.parametrize(
    ("zone", "says"), [("Europe/London", "10:00 GMT"), ("America/New_York", "05:00 EST")]
)
def test_a_reminder_says_local_time_and_zone(sent: Notice, settings: Any, zone: str, says: str) -> None:
    settings.DESK_ZONE = zone
    mail = staff(sent, "reminder_4", AT + 44 * HOUR)
    assert f"Wednesday 25 November, {says}" in mail.text
    assert says in mail.html


def test_a_reminder_says_how_many_there_are(sent: Notice) -> None:
    assert "reminder 3 of 4" in staff(sent, "reminder_4", AT + 44 * HOUR).text


def test_a_reader_learns_why_it_is_her(sent: Notice, di: Any) -> None:
    assert "you own this case" in staff(sent, "overdue", AT + 49 * HOUR).text
    assert "you are a supervisor" in staff(sent, "overdue", AT + 49 * HOUR, to=di).text


def test_a_late_reminder_says_how_late(sent: Notice) -> None:
    mail = staff(sent, "reminder_1", AT + 50 * HOUR)
    assert mail.subject.endswith("2 h past")


def test_an_unknown_rung_is_a_reminder_still(sent: Notice) -> None:
    assert staff(sent, "something_new", AT + 40 * HOUR).subject.endswith("8 h left")


def test_an_answer_by_machine_is_not_asked_for(sent: Notice) -> None:
    message = read(staff(sent, "overdue", AT + 49 * HOUR))
    assert message["Auto-Submitted"] == "auto-generated"


def test_an_alert_about_a_chaser_says_that_the_clock_runs(sent: Notice) -> None:
    assert "The clock of the notice runs on." in staff(sent, "undeliverable", AT + HOUR).text
    Notice.objects.update(state="withdrawn")
    told = staff(Notice.objects.get(), "undeliverable", AT + HOUR).text
    assert "A letter of withdrawal was not delivered" in told
    Notice.objects.update(state="undeliverable")
    assert "No clock has started." in staff(Notice.objects.get(), "undeliverable", AT + HOUR).text


def test_a_mail_to_a_platform_is_the_letter(sent: Notice) -> None:
    row = outbox.row(case=sent.case, kind="chaser", key="c", at=AT, notice=sent)
    mail = mails.compose(row, letter="The letter.", at=AT)
    assert (mail.to, mail.subject, mail.text) == (
        "trust@clipshare.test",
        f"Reference {sent.reference}",
        "The letter.",
    )
    assert (mail.sender, mail.attachment_name) == ("desk@northgate.example.org", f"{sent.reference}.pdf")
    assert mail.message_id == row.message_id


def test_a_mail_to_her_tells_nobody_anything(make_case: Make) -> None:
    wishes = {"channel": "email", "address": "ana@example.org", "subject": "Your parcel"}
    case = make_case(safe_contact=wishes)
    outbox.update_person(case=case, step="sent", at=AT)
    mail = mails.compose(Delivery.objects.select_related("case").get(), at=AT)
    assert (mail.to, mail.subject, mail.sender_name) == ("ana@example.org", "Your parcel", "Updates")
    said = mail.text + mail.subject + mail.sender_name
    for word in (case.reference, "http", "Ana", "Northgate", "image", "helpline", "removed", "Takedown"):
        assert word.lower() not in said.lower()


def test_without_a_subject_of_hers_it_is_a_plain_one(make_case: Make) -> None:
    case = make_case(safe_contact={"channel": "email", "address": "ana@example.org"})
    outbox.update_person(case=case, step="sent", at=AT)
    assert mails.compose(Delivery.objects.select_related("case").get(), at=AT).subject == "Your update"


@pytest.mark.parametrize(
    ("language", "subject", "text"),
    [
        ("en", "Monthly note", "There is an update. Use the same way as before to read it.\n"),
        ("fr", "Note du mois", "Il y a du nouveau. Passez par le même chemin qu’avant pour le lire.\n"),
        ("ar", "ملاحظة شهرية", "هناك تحديث. يمكن قراءته بالطريقة نفسها كما من قبل.\n"),
    ],
)
def test_v63_a_mail_to_her_is_in_the_language_of_her_case(
    make_case: Make, language: str, subject: str, text: str
) -> None:
    wishes = {"channel": "email", "address": "ana@example.org", "subject": "Monthly note"}
    case = make_case(safe_contact=wishes, language=language)
    outbox.update_person(case=case, step="sent", at=AT)
    mail = mails.compose(Delivery.objects.select_related("case").get(), at=AT)
    assert (mail.subject, mail.text) == (subject, text)
    assert len(mail.text) <= 400 and mail.to_bytes()


def test_v63_no_mail_to_her_is_half_in_her_language(make_case: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    lose(monkeypatch, "fr", "Monthly note")
    wishes = {"channel": "email", "address": "ana@example.org", "subject": "Monthly note"}
    outbox.update_person(case=make_case(safe_contact=wishes, language="fr"), step="sent", at=AT)
    mail = mails.compose(Delivery.objects.select_related("case").get(), at=AT)
    assert (mail.subject, mail.text.split(".")[0]) == ("Monthly note", "There is an update")


def test_every_mail_of_a_whole_ladder_can_be_composed(sent: Notice) -> None:
    for hours in (2, 24, 36, 44, 47, 49, 90):
        sweep.sweep(at=AT + hours * HOUR)
    rows = Delivery.objects.filter(by_hand=False).select_related("case", "notice__case", "to_user")
    assert rows.count() >= 8
    for row in rows:
        assert mails.compose(row, letter="The letter.", at=row.created_at).to_bytes()


def test_the_date_is_in_utc_whatever_zone_it_came_in() -> None:
    assert mails.again(mails.kept(PLAIN)).date == datetime(2026, 11, 23, 10, tzinfo=UTC)
