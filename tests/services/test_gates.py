"""What keeps mail in the house for a while: failures of one kind, a server that is away, the pace."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from cases.models import Case, Delivery, Gate
from cases.services import claims, gates
from tests.conftest import AT
from tests.services.rows import claim, fresh, staff_mail

Make = Callable[..., Any]
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def mails(make_case: Make, bo: Any) -> list[Delivery]:
    case = make_case()
    return [staff_mail(case, bo, key=f"r{number}") for number in range(8)]


def fail(kind: str, times: int) -> None:
    for _ in range(times):
        gates.failed(kind, at=AT)


def test_r14_the_tenth_failure_in_a_row_shuts_a_kind_for_five_minutes() -> None:
    fail("notice", 9)
    assert gates.shut(at=AT) == []
    fail("notice", 1)
    assert gates.shut(at=AT + 5 * MINUTE - SECOND) == ["notice"]
    assert gates.shut(at=AT + 5 * MINUTE) == []


def test_r14_a_success_in_between_begins_anew() -> None:
    fail("notice", 9)
    gates.went("notice")
    fail("notice", 9)
    assert gates.shut(at=AT) == []


def test_r14_after_the_pause_one_more_failure_shuts_it_again() -> None:
    fail("notice", 10)
    gates.failed("notice", at=AT + 6 * MINUTE)
    assert gates.shut(at=AT + 10 * MINUTE) == ["notice"]


def test_r14_the_other_kinds_go_on(mails: list[Delivery], mail: Delivery) -> None:
    fail("reminder", 10)
    assert claims.due(at=AT) == [mail.pk]
    assert claim(mails[0]) is None
    assert claim(mail) is not None
    assert fresh(mails[0]).attempts == 0


def test_r15_five_connections_are_open_at_once(mails: list[Delivery]) -> None:
    taken = [claim(row, worker=f"w{number}") for number, row in enumerate(mails)]
    assert [row is not None for row in taken] == [True] * 5 + [False] * 3


def test_r15_a_connection_that_is_done_makes_room(mails: list[Delivery]) -> None:
    first = [claim(row) for row in mails[:5]][0]
    assert first is not None
    Delivery.objects.filter(pk=first.pk).update(state="sent", sent_at=AT)
    assert claim(mails[5]) is not None


def test_r15_a_worker_that_is_gone_keeps_no_room(mails: list[Delivery]) -> None:
    for row in mails[:5]:
        claim(row)
    assert claim(mails[5], at=AT + 5 * MINUTE + SECOND) is not None


def test_r15_no_more_than_so_many_mails_leave_in_any_minute(mails: list[Delivery], settings: Any) -> None:
    settings.MAILS_PER_MINUTE, settings.MAIL_CONNECTIONS = 3, 50
    assert [claim(row) is not None for row in mails[:4]] == [True, True, True, False]
    assert claim(mails[3], at=AT + MINUTE - SECOND) is None
    assert claim(mails[3], at=AT + MINUTE) is not None


def test_r15_papers_for_a_person_need_no_room(
    mails: list[Delivery], make_notice: Make, settings: Any
) -> None:
    settings.MAILS_PER_MINUTE = 1
    claim(mails[0])
    paper = staff_mail(Case.objects.get(), None, key="paper", by_hand=True, kind="escalation")
    paper.notice = make_notice(state="sent", case=Case.objects.get())
    paper.save(update_fields=["notice"])
    assert claim(mails[1]) is None
    assert claim(paper) is not None


def test_r15_a_server_that_is_away_is_asked_once_a_round(mails: list[Delivery]) -> None:
    gates.server_away(at=AT)
    assert claim(mails[0], at=AT + 19 * SECOND) is None
    assert claim(mails[0], at=AT + 20 * SECOND) is not None


def test_r15_it_is_down_after_fifteen_minutes_while_mail_waits(mails: list[Delivery]) -> None:
    gates.server_away(at=AT)
    gates.server_away(at=AT + 10 * MINUTE)
    assert gates.down_since(at=AT + 15 * MINUTE - SECOND) is None
    assert gates.down_since(at=AT + 15 * MINUTE) == AT
    gates.server_back()
    assert gates.down_since(at=AT + 15 * MINUTE) is None


def test_r15_without_mail_nobody_is_troubled() -> None:
    gates.server_away(at=AT)
    assert gates.down_since(at=AT + 60 * MINUTE) is None


def test_a_gate_that_was_never_shut_has_no_row(mails: list[Delivery]) -> None:
    gates.went("reminder")
    gates.server_back()
    assert not Gate.objects.exists()
