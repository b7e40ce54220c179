"""V-46: our mail to a person is shown to her caseworker in full before it first goes out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from cases import mails
from cases.models import Case, Delivery, Shown
from cases.services import outbox, person_mail
from tests.conftest import AT
from tests.services.rows import claim
from tests.views.desk import read

Make = Callable[..., Case]
PLAN = {"channel": "email", "address": "ana@example.org", "subject": "Monthly note", "windows": []}


@pytest.fixture
def mail(make_case: Make) -> Delivery:
    """A mail that waits in a case of Bo, who has seen none so far."""
    case = make_case(safe_contact=PLAN, language="es")
    Shown.objects.all().delete()
    outbox.update_person(case=case, step="message", at=AT)
    return case.deliveries.get(kind="update")


def test_v46_it_waits_until_its_caseworker_was_shown_it(mail: Delivery, bo: Any, cy: Any) -> None:
    Shown.objects.all().delete()
    assert claim(mail) is None
    mail.refresh_from_db()
    assert (mail.state, mail.last_error) == ("held", person_mail.UNSEEN)
    person_mail.show(user=cy, at=AT)  # a colleague's eyes are not enough
    assert Delivery.objects.get(pk=mail.pk).state == "held"
    person_mail.show(user=bo, at=AT + timedelta(hours=1))
    mail.refresh_from_db()
    assert (mail.state, mail.next_attempt_at) == ("queued", AT + timedelta(hours=1))
    assert claim(mail, at=AT + timedelta(hours=1))


def test_v46_the_case_shows_it_whole_and_that_lets_it_go(mail: Delivery, bo: Any, client: Client) -> None:
    assert claim(mail) is None
    client.force_login(bo)
    first = read(client, "desk_case", mail.case.reference)
    sent = mails.to_person(mail, at=AT)
    assert "Read once: this is all our mail to a person says" in first
    assert all(part in first for part in (sent.text.strip(), sent.sender_name, sent.sender, "Monthly note"))
    assert "In English: There is an update." in first
    assert Delivery.objects.get(pk=mail.pk).state == "queued"
    assert "Read once" not in read(client, "desk_case", mail.case.reference)


def test_v46_a_mail_that_says_something_new_is_shown_anew(
    mail: Delivery, bo: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert person_mail.show(user=bo, at=AT)
    assert not person_mail.show(user=bo, at=AT)
    monkeypatch.setitem(settings.ORGANISATION, "neutral_sender", "Someone else")
    assert person_mail.waits(mail)
    assert person_mail.show(user=bo, at=AT)


def test_v46_every_language_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    before = person_mail.digest()
    spoken = person_mail.said_in
    monkeypatch.setattr(person_mail, "said_in", lambda code: "Otra" if code == "es" else spoken(code))
    assert person_mail.digest() != before


def test_v46_what_she_asked_for_before_anyone_had_her_report_does_not_wait(make_case: Make, bo: Any) -> None:
    case = make_case(state="submitted", assignee=None, safe_contact=PLAN)
    outbox.update_person(case=case, step="received", at=AT)
    assert claim(case.deliveries.get())


def test_v46_a_case_without_mail_shows_none(make_case: Make, bo: Any, client: Client) -> None:
    client.force_login(bo)
    Shown.objects.all().delete()
    assert "our mail to" not in read(client, "desk_case", make_case().reference)
    assert not Shown.objects.exists()
