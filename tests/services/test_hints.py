"""V-53: hints about doubles and misuse, and who is told of which other case."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from cases.models import Case, Delivery
from cases.services import conflicts, contacts, hints, intake, throttle
from tests.conftest import AT, build_location
from tests.person import MAIL, Browser
from tests.views.desk import read

Make = Callable[..., Case]


@pytest.fixture
def twins(make_case: Make, bo: Any, cy: Any) -> tuple[Case, Case]:
    """Bo's case and Cy's case hold the same link."""
    mine, other = make_case(links=0), make_case(links=0, assignee=cy)
    for case, number in ((mine, 1), (other, 4)):
        build_location(case, number=number)
        case.locations.update(url_index="the same")
    return mine, other


def test_v53_the_same_link_is_named_to_whoever_may_open_both(twins: tuple[Case, Case], di: Any) -> None:
    mine, other = twins
    found = hints.of(mine, di)
    assert found.told == (hints.Hint("Link 1 is in another case too:", (other.reference,)),)
    assert not found.ask


def test_v53_to_others_it_says_only_to_ask_a_supervisor(
    twins: tuple[Case, Case], bo: Any, client: Client
) -> None:
    mine, other = twins
    assert hints.of(mine, bo) == hints.Hints((), ask=True)
    client.force_login(bo)
    text = read(client, "desk_case", mine.reference)
    assert "may be a double or a misuse. Ask a supervisor." in text
    assert other.reference not in text


def test_v53_of_a_case_with_the_safeguarding_lead_nobody_else_hears(
    twins: tuple[Case, Case], bo: Any, di: Any
) -> None:
    mine, other = twins
    Case.objects.filter(pk=other.pk).update(safeguarding=True)
    for reader in (bo, di):
        assert hints.of(mine, reader) == hints.Hints((), ask=False)


@pytest.mark.parametrize("who", ["bo", "di"])
def test_s20_whoever_is_kept_from_the_other_case_hears_nothing(
    twins: tuple[Case, Case], bo: Any, di: Any, who: str
) -> None:
    mine, other = twins
    reader, actor = {"bo": (bo, di), "di": (di, bo)}[who]
    conflicts.block(case_id=other.pk, user=reader, actor=actor, at=AT)
    assert hints.of(mine, User.objects.get(pk=reader.pk)) == hints.Hints((), ask=False)


def test_v53_a_case_that_is_alone_has_no_hint(make_case: Make, bo: Any, client: Client) -> None:
    case = make_case()
    assert hints.of(case, bo) == hints.Hints((), ask=False)
    client.force_login(bo)
    assert "A double, or a misuse?" not in read(client, "desk_case", case.reference)


def test_v53_the_same_mailbox_and_one_that_speaks_for_many(make_case: Make, di: Any) -> None:
    index = contacts.mail_index("ana@example.org")
    case = make_case(email_index=index, on_behalf=True)
    others = [make_case(email_index=index, on_behalf=True, links=0) for _ in range(9)]
    few = hints.of(case, di)
    assert [len(hint.cases) for hint in few.told] == [9]
    make_case(email_index=index, on_behalf=True, links=0)
    assert "speaks for more than ten persons" in hints.of(case, di).told[-1].sentence
    assert {others[0].reference} < set(hints.of(case, di).told[0].cases)


@pytest.mark.parametrize(
    ("address", "mailbox", "name", "same"),
    [
        ("https://clipshare.test/@ana_example", "", "Ana Example", True),
        ("https://clipshare.test/user/anaexample", "Ana.Example@mail.example.org", "", True),
        ("https://clipshare.test/ana.example/", "", "Ana Example", True),
        ("https://clipshare.test/@someone_else", "ana.example@mail.example.org", "Ana Example", False),
        ("https://clipshare.test/v/anaexample", "", "Ana Example", False),
        ("https://clipshare.test/@ana", "ana@mail.example.org", "", False),  # too short to say anything
        ("https://clipshare.test/@x", "", "", False),
    ],
)
def test_v53_a_link_to_the_account_of_whoever_reports(
    address: str, mailbox: str, name: str, same: bool
) -> None:
    assert hints.leads_to_own_account([address], mailbox=mailbox, names=[name]) is same


def test_v53_it_is_noted_when_the_report_comes(db: None, di: Any) -> None:
    report = intake.Report(links="https://clipshare.test/@ana_example", signature_name="Ana Example")
    case = intake.open_case(report=report, token="t", at=AT).case
    assert Case.objects.get(pk=case.pk).hints == [hints.OWN_ACCOUNT]
    assert hints.of(case, di).told[0].sentence == hints.ALONE[hints.OWN_ACCOUNT]


def test_v53_many_reports_from_one_network_are_noted_and_no_address_is(db: None) -> None:
    found = []
    for _ in range(6):
        her = Browser(REMOTE_ADDR="192.0.2.7")
        her.report(contact=MAIL)
        found.append(Case.objects.order_by("opened_at").last())
    assert [case.hints for case in found if case] == [[], [], [], [], [hints.CROWDED], [hints.CROWDED]]
    Browser(REMOTE_ADDR="198.51.100.7").report()
    assert Case.objects.order_by("-opened_at").first().hints == []  # type: ignore[union-attr]
    assert not Delivery.objects.filter(kind="notice").exists()


def test_b21_a_burst_is_said(make_case: Make, bo: Any) -> None:
    assert hints.of(make_case(burst=True), bo).told == (hints.Hint(hints.BURST),)


def test_v53_tries_come_back_with_time(db: None) -> None:
    limit, hour = throttle.SUBMISSIONS_DAY, timedelta(hours=1)
    for _ in range(3):
        throttle.allow(limit, "here", at=AT)
    assert [throttle.spent(limit, "here", at=AT + n * hour) for n in (0, 2, 5)] == [3, 2, 0]
    assert throttle.spent(limit, "elsewhere", at=AT) == 0
