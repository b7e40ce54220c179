"""What every page of the desk says while a part of the house does not do its work."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from cases.models import Delivery, Event, Heartbeat
from cases.services import gates, held
from cases.views import errors
from tests.conftest import AT
from tests.services.rows import staff_mail
from tests.views.desk import after, do, post, read, text_of

Make = Callable[..., Any]
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
Disk = namedtuple("Disk", "total used free")


@pytest.fixture(autouse=True)
def beat(frozen: Any, db: None) -> None:
    Heartbeat.objects.create(name="sweep", at=AT)


def test_a_house_that_works_shows_no_banner(as_bo: Client) -> None:
    assert 'class="banner"' not in read(as_bo, "desk_today")


def test_r15_mail_that_does_not_leave_is_said_on_every_page(as_bo: Client, make_case: Make, bo: Any) -> None:
    staff_mail(make_case(), bo)
    gates.server_away(at=AT - 16 * MINUTE)
    for name in ("desk_today", "desk_cases", "desk_outbox"):
        assert "Mail is not leaving. The mail server has not answered since today 09:44" in bare(as_bo, name)


def bare(client: Client, name: str) -> str:
    return read(client, name).replace("<b>", "").replace("</b>", "")


def test_r13_a_clock_that_went_back_is_said(as_bo: Client) -> None:
    Heartbeat.objects.update(at=AT + 2 * MINUTE)
    assert "The clock went back. The last check was at today 10:02" in bare(as_bo, "desk_today")


def test_r13_a_doubtful_clock_is_said(as_bo: Client) -> None:
    held.doubt_the_clock(at=AT - HOUR)
    assert "The clock is in doubt." in read(as_bo, "desk_today")


def test_r19_a_disk_that_is_nearly_full_is_said(as_bo: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda path: Disk(10**12, 10**12 - 10**8, 10**8))
    assert "Little space is left on the disk." in read(as_bo, "desk_today")
    assert Client().get("/healthz").content == b"degraded: little space is left\n"


@pytest.mark.parametrize(("trouble", "word"), [
    (lambda: gates.server_away(at=AT - 16 * MINUTE), b"degraded: mail is not leaving\n"),
    (lambda: held.doubt_the_clock(at=AT), b"degraded: the clock is in doubt\n"),
])  # fmt: skip
def test_health_says_in_words_what_is_degraded(
    make_case: Make, bo: Any, trouble: Callable[[], None], word: bytes
) -> None:
    staff_mail(make_case(), bo)
    trouble()
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.content) == (200, word)


def test_r13_a_supervisor_lets_go_with_one_click(as_di: Client, mail: Delivery) -> None:
    held.doubt_the_clock(at=AT)
    Delivery.objects.update(state="held", last_error=held.CLOCK)
    assert "Mail is held</b> because the clock is in doubt" in read(as_di, "desk_outbox")
    assert "Mail may leave again." in after(
        as_di, do(as_di, "desk_release", "clock")
    )  # and not how many (S-10)
    assert (Delivery.objects.get().state, held.clock_doubted_since()) == ("queued", None)
    assert Event.objects.filter(kind="sending_released").count() == 1


@pytest.mark.parametrize("why", ["clock", "restored"])
def test_r13_a_caseworker_does_not(as_bo: Client, mail: Delivery, why: str) -> None:
    held.doubt_the_clock(at=AT)
    held.hold_restored()
    assert "Let them go" not in read(as_bo, "desk_outbox")
    assert do(as_bo, "desk_release", why).status_code == 404
    assert Delivery.objects.get().state == "held"


def test_r20_what_a_restore_held_is_let_go_there_too(as_di: Client, mail: Delivery) -> None:
    held.hold_restored()
    assert "since a backup was restored" in read(as_di, "desk_outbox")
    do(as_di, "desk_release", "restored")
    assert Delivery.objects.get().state == "queued"


def test_there_is_no_other_reason_to_let_go(as_di: Client) -> None:
    assert do(as_di, "desk_release", "anything").status_code == 404


def test_r14_a_dead_letter_says_who_sees_to_it(
    as_bo: Client, as_di: Client, make_case: Make, di: Any
) -> None:
    row = staff_mail(make_case(), di, state="dead", tried_at=AT)
    assert "Nobody has taken it up" in read(as_bo, "desk_outbox")
    assert "It is yours to see to." in after(as_bo, do(as_bo, "desk_delivery_action", row.pk, "take-up"))
    assert "Bo sees to it" in read(as_di, "desk_outbox")


def test_r14_cancelling_asks_for_a_reason(as_bo: Client, make_case: Make, bo: Any) -> None:
    row = staff_mail(make_case(), bo, state="dead")
    assert "Choose why it is cancelled." in after(as_bo, do(as_bo, "desk_delivery_action", row.pk, "cancel"))
    assert Delivery.objects.get().state == "dead"


def test_whom_no_mail_reaches_is_said_to_supervisors(as_di: Client, as_bo: Client, bo: Any) -> None:
    type(bo).objects.filter(pk=bo.pk).update(email="")
    assert "No mail reaches Bo:" in read(as_di, "desk_outbox")
    assert "No mail reaches" not in read(as_bo, "desk_outbox")


# The desk's own error pages.


def test_a_missing_page_of_the_desk_leads_back_to_the_desk(as_bo: Client) -> None:
    text = read(as_bo, "desk_case", "NOWHERE", status=404)
    assert "Back to Today" in text
    assert "/leave" not in text


def test_a_missing_page_outside_it_does_not(as_bo: Client) -> None:
    assert "Back to Today" not in text_of(as_bo.get("/nowhere"))


def test_an_error_page_of_the_desk_asks_no_database(
    as_bo: Client, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any, rf: Any
) -> None:
    with django_assert_num_queries(0):
        answer = errors.page(rf.get("/desk/cases"), errors.OUR_FAULT)
    assert "Tell whoever runs this system" in answer.content.decode()


def test_r18_what_a_caseworker_typed_comes_back(as_bo: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*given: object, **values: object) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr("cases.views.desk.cases.page", away)
    monkeypatch.setattr("cases.views.desk.actions.case_or_404", away)
    as_bo.raise_request_exception = False
    words = "What the person told me this morning, in full."
    answer = post(as_bo, reverse("desk_case_action", args=["T00001", "facts"]), text=words)
    assert answer.status_code == 503
    assert words in text_of(answer)
    assert "full" not in text_of(answer).replace(words, "").replace("its disk is full", "")


@pytest.mark.parametrize(
    "trouble", [value for value in vars(errors).values() if isinstance(value, errors.Trouble)]
)
def test_every_error_of_the_desk_has_the_strict_headers_and_no_inline_part(
    trouble: errors.Trouble, rf: Any
) -> None:
    answer = errors.page(rf.get("/desk/x"), trouble)
    assert answer.status_code == trouble.status
    assert "<style" not in answer.content.decode()
    assert " style=" not in answer.content.decode()
