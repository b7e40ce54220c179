"""Unusual reading as it happens, through the desk's own pages: each kind is told, once, and names nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from cases import mails
from cases.models import Alarm, Case, Delivery
from cases.services import sweep
from tests.conftest import AT, person_of_staff
from tests.views.desk import do

MakeCase = Callable[..., Case]
NIGHT = AT - timedelta(hours=7)


@pytest.fixture(autouse=True)
def audrey(db: None) -> User:
    return person_of_staff("audrey", "auditor")


def opened(client: Client, case: Case, status: int = 200) -> None:
    assert client.get(reverse("desk_case", args=[case.reference])).status_code == status


def told(at: datetime = AT) -> list[str]:
    """The alarms after a round, and after another one the same."""
    sweep.sweep(at=at + timedelta(minutes=1))
    sweep.sweep(at=at + timedelta(minutes=2))
    rules = list(Alarm.objects.order_by("pk").values_list("rule", flat=True))
    assert Delivery.objects.filter(step="alarm", to_user__username="audrey").count() == len(rules)
    return rules


def test_s13_forty_cases_are_work_and_the_forty_first_is_told(as_bo: Client, make_case: MakeCase) -> None:
    for _ in range(40):
        opened(as_bo, make_case(links=0))
    assert told() == []
    opened(as_bo, make_case(links=0))
    assert told() == ["many_cases"]


def test_s13_a_case_that_is_over_is_told_when_it_is_opened(as_bo: Client, make_case: MakeCase) -> None:
    opened(as_bo, make_case())
    assert told() == []
    opened(as_bo, make_case(state="closed"))
    assert told() == ["closed_cases"]


@pytest.mark.parametrize(("name", "fields"), [("desk_report", {"part": "report"}), ("desk_print", {})])
def test_s13_what_is_read_without_the_page_before_it_counts_as_well(
    as_bo: Client, make_case: MakeCase, name: str, fields: dict[str, str]
) -> None:
    for case in [make_case(links=0) for _ in range(41)]:
        assert do(as_bo, name, case.reference, **fields).status_code == 200
    assert told() == ["many_cases"]


def test_s13_a_text_of_a_case_that_is_over_is_told(as_bo: Client, make_case: MakeCase) -> None:
    do(as_bo, "desk_report", make_case(state="closed").reference, part="report")
    assert told() == ["closed_cases"]


def test_s13_tries_at_emergencies_are_told(as_bo: Client) -> None:
    for number in range(11):
        answer = do(as_bo, "desk_break_glass", reference=f"NOT{number}", reason="It cannot wait.")
        assert answer.status_code == 409
    assert told() == ["refused"]


def test_s13_a_burst_of_searches_is_told(as_bo: Client) -> None:
    for number in range(20):
        assert do(as_bo, "desk_search", q=f"nobody {number}").status_code == 200
    assert told() == []
    do(as_bo, "desk_search", q="nobody more")
    assert told() == ["searches"]


def test_s13_much_reading_at_night_is_told(bo: User, make_case: MakeCase) -> None:
    case, client = make_case(), Client()
    with time_machine.travel(NIGHT, tick=False):
        client.force_login(bo)
        for _ in range(10):
            opened(client, case)
        assert told(NIGHT) == []
        opened(client, case)
        assert told(NIGHT) == ["out_of_hours"]


def test_s13_tries_at_what_is_not_theirs_are_told_whether_or_not_it_exists(
    as_cy: Client, make_case: MakeCase
) -> None:
    case = make_case()
    for _ in range(5):
        opened(as_cy, case, status=404)
        as_cy.get(reverse("desk_case", args=["ZZZZZZ"]))
    assert told() == []
    as_cy.get(reverse("desk_audit"))  # a page of the house that is not for a caseworker
    assert told() == ["refused"]


def test_s13_the_mail_names_nobody_and_nothing(as_cy: Client, make_case: MakeCase) -> None:
    case = make_case()
    for _ in range(11):
        opened(as_cy, case, status=404)
    told()
    mail = mails.compose(Delivery.objects.get(step="alarm"), at=AT)
    said = f"{mail.subject} {mail.text} {mail.html}"
    assert "/desk/audit" in said
    assert not any(word in said for word in (case.reference, "Cy", "cy@", "refused", "tries", "10:0"))
