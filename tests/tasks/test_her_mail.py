"""The mail to her as it leaves for a real mail server, and when it must not (V-42, V-43, V-45, V-47)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
from django.conf import settings

from cases.forms.contact import SUBJECTS
from cases.models import Case, Delivery
from cases.services import deliveries, messages, outbox, wishes
from tests.conftest import AT
from tests.outbound.servers import Desk
from tests.services.rows import claim, fresh
from tests.tasks.rounds import run
from tests.views.test_pages import FORBIDDEN_WORDS

Make = Callable[..., Any]
DAY = timedelta(days=1)
LANGUAGES = [code for code, _name in settings.LANGUAGES]
ALWAYS = [{"days": list(range(7)), "from": 0, "until": 24}]
PLAN = {"channel": "email", "address": "ana@example.org", "subject": "Monthly note", "windows": ALWAYS}
HEADERS = {
    *("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "X-Auto-Response-Suppress"),
    *("MIME-Version", "Content-Type", "Content-Transfer-Encoding"),
}


@pytest.fixture
def neutral(settings: Any) -> None:
    """A house whose name and desk would say everything; the mail to her is from neither."""
    settings.ORGANISATION = {
        **settings.ORGANISATION,
        "name": "Intimate Image Abuse Helpline",
        "email": "desk@ncii-helpline.example.org",
    }


def want(case: Case, plan: dict[str, Any]) -> None:
    case.safe_contact = plan
    case.save(update_fields=["safe_contact"])


def sent(server: Desk, case: Case, at: datetime = AT) -> tuple[Any, str]:
    """What the mail server took for her last: the message, and everything about it in one text."""
    outbox.update_person(case=case, step="sent", at=at)
    run(at)
    envelope = server.envelopes[-1]
    message = message_from_bytes(bytes(envelope.original_content or b""), policy=policy.default)
    headers = "\n".join(f"{name}: {value}" for name, value in message.items())
    return message, f"{envelope.mail_from}\n{headers}\n{message.get_content()}".lower()


@pytest.mark.parametrize("language", LANGUAGES)
def test_v42_nothing_in_it_names_her_case_or_its_topic(
    server: Desk, make_notice: Make, neutral: None, language: str
) -> None:
    """Subject, text, From, envelope and Message-ID alike, in each language and under each subject."""
    case = make_notice(case=None, state="sent").case
    case.language = language
    case.save(update_fields=["language"])
    place = case.locations.first()
    secret = (case.reference, place.address, place.site, "clipshare", "http", "www.", settings.SITE_URL)
    for number, subject in enumerate(SUBJECTS):
        want(case, {**PLAN, "subject": subject})
        message, everything = sent(server, case, AT + number * DAY)
        for word in (*FORBIDDEN_WORDS, *secret, settings.ORGANISATION["name"], "helpline", "ana example"):
            assert word.lower() not in everything, word
        assert len(message.get_content()) <= 400
    assert len(server.messages) == len(SUBJECTS) >= 6


def test_v42_it_is_plain_text_that_asks_for_no_receipt_and_no_answer(server: Desk, make_case: Make) -> None:
    """No HTML, no link, no picture, no attachment: these headers and no others."""
    message, _everything = sent(server, make_case(safe_contact=PLAN))
    assert (message.get_content_type(), message.is_multipart()) == ("text/plain", False)
    assert set(message.keys()) == HEADERS
    assert (message["Auto-Submitted"], message["X-Auto-Response-Suppress"]) == ("auto-generated", "All")
    assert message.get_content().strip() == "There is an update. Use the same way as before to read it."


def test_v42_its_number_and_both_senders_are_the_neutral_ones(server: Desk, make_case: Make) -> None:
    """The library would put the name of this machine into the Message-ID, and a new one each time."""
    message, _everything = sent(server, make_case(safe_contact=PLAN))
    row = Delivery.objects.get()
    assert message["Message-ID"] == f"<{row.pk.hex}@{settings.MAIL_DOMAIN}>"
    assert server.envelopes[0].mail_from == settings.MAIL_FROM
    assert message["From"] == f"{settings.ORGANISATION['neutral_sender']} <{settings.MAIL_FROM}>"
    assert server.envelopes[0].rcpt_tos == ["ana@example.org"] == [message["To"]]


def test_v42_each_step_of_a_case_says_the_same(server: Desk, make_case: Make) -> None:
    """Whoever reads two of them learns nothing from what differs."""
    case = make_case(safe_contact=PLAN)
    for number, step in enumerate(("received", "message", "sent", "removed", "closed")):
        outbox.update_person(case=case, step=step, at=AT + number * DAY)
        run(AT + number * DAY)
    said = {message_from_bytes(each, policy=policy.default).get_content() for each in server.messages}
    assert (len(server.messages), len(said)) == (5, 1)


WITHOUT_MAIL: list[dict[str, Any]] = [
    {**PLAN, "channel": "none"},
    {**PLAN, "address": ""},
    {**PLAN, "windows": []},
    {**PLAN, "channel": "phone"},
    {**PLAN, "channel": "none", "unsafe": True},
]


@pytest.mark.parametrize("plan", WITHOUT_MAIL)
def test_v45_a_mail_that_waits_goes_by_what_she_wants_when_it_would_leave(
    server: Desk, make_case: Make, plan: dict[str, Any]
) -> None:
    """Even a row that stands in the outbox already, let go by someone of ours, does not reach her."""
    case = make_case(safe_contact=PLAN)
    outbox.update_person(case=case, step="sent", at=AT)
    want(case, plan)
    run()
    assert (server.messages, Delivery.objects.get().state) == ([], "cancelled")


def test_v45_outside_her_hours_it_waits_for_them(server: Desk, make_case: Make) -> None:
    """Monday 10:00 UTC; she takes mail on Tuesdays from nine."""
    tuesdays = [{"days": [1], "from": 9, "until": 10}]
    outbox.update_person(case=make_case(safe_contact={**PLAN, "windows": tuesdays}), step="sent", at=AT)
    run()
    assert (server.messages, Delivery.objects.get().next_attempt_at) == ([], AT + timedelta(hours=23))
    run(AT + timedelta(hours=23))
    assert len(server.messages) == 1


def test_v45_when_staff_write_to_her_no_mail_leaves_against_her_wish(
    server: Desk, make_case: Make, bo: Any
) -> None:
    """There is no way around it, for a supervisor either: what they write waits on her page."""
    case = make_case(safe_contact={"channel": "none"})
    messages.answer(case_id=case.pk, text="Please read this.", asks=True, actor=bo, at=AT)
    run()
    assert (server.messages, Delivery.objects.count()) == ([], 0)


@pytest.fixture
def refused(server: Desk, make_case: Make, bo: Any) -> Case:
    """Her mailbox is gone: the server refused for good."""
    case = make_case(safe_contact=PLAN)
    outbox.update_person(case=case, step="sent", at=AT)
    server.rcpt = "550 no such mailbox"
    run()
    server.rcpt = "250 OK"
    return Case.objects.get(pk=case.pk)


def test_v47_a_bounce_marks_the_mailbox_unsafe_and_tells_the_caseworker(
    refused: Case, server: Desk, bo: Any
) -> None:
    assert (refused.safe_contact["channel"], refused.safe_contact["unsafe"]) == ("none", True)
    alert = Delivery.objects.get(kind="alert")
    assert (alert.to_user, alert.step, alert.state) == (bo, "mailbox", "queued")
    run()
    message = message_from_bytes(server.messages[0], policy=policy.default)
    assert (message["To"], message["Subject"]) == (bo.email, f"#{refused.reference} mail refused")
    assert "ana@" not in server.messages[0].decode() and "mailbox refused our mail" in str(message)


def test_v47_nothing_is_tried_again_and_nowhere_else(refused: Case, server: Desk) -> None:
    """No later step, no answer and no patient round writes to that mailbox, or to any other of hers."""
    outbox.update_person(case=refused, step="removed", at=AT + DAY)
    for days in range(4):
        run(AT + days * DAY)
    assert Delivery.objects.get(kind="update").state == "failed"
    assert {to for each in server.envelopes for to in each.rcpt_tos} == {"bo@northgate.example.org"}


def test_v47_a_bounce_of_the_old_mailbox_leaves_the_new_one_alone(make_case: Make, server: Desk) -> None:
    """She named another while the mail to the first was on its way."""
    case = make_case(safe_contact=PLAN)
    outbox.update_person(case=case, step="sent", at=AT)
    on_its_way = claim(Delivery.objects.get())
    new = {**PLAN, "address": "new@example.org"}
    wishes.reach(case_id=case.pk, plan=new, keep_from="", at=AT)
    deliveries.mark_failed(delivery=on_its_way, why="550", at=AT)
    assert fresh(on_its_way).state == "failed"
    kept = Case.objects.get().safe_contact
    assert (kept["channel"], kept["address"], "unsafe" in kept) == ("email", "new@example.org", False)
    assert not Delivery.objects.filter(kind="alert").exists()
