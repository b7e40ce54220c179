"""The list of cases: filtered, in pages, and silent about what someone may not see."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from cases.models import Access, Case, Heartbeat, Notice
from tests.conftest import AT
from tests.views.desk import text_of

MakeCase = Callable[..., Case]
H = timedelta(hours=1)


def ask(client: Client, **query: str) -> str:
    response = client.get(reverse("desk_cases"), query)
    assert response.status_code == 200
    return text_of(response)  # type: ignore[arg-type]


def test_open_cases_are_listed(as_bo: Client, make_case: MakeCase) -> None:
    shown, ended = make_case(), make_case(state="closed")
    text = ask(as_bo)
    assert shown.reference in text
    assert ended.reference not in text


@pytest.mark.parametrize("state", Case.State.values)
def test_each_state_can_be_asked_for(as_bo: Client, make_case: MakeCase, state: str) -> None:
    wanted = make_case(state=state)
    other = make_case(state="active" if state != "active" else "closed")
    text = ask(as_bo, state=state)
    assert wanted.reference in text
    assert other.reference not in text


def test_all_means_all(as_bo: Client, make_case: MakeCase) -> None:
    cases = [make_case(state=state) for state in ("active", "closed", "withdrawn")]
    text = ask(as_bo, state="all")
    assert all(case.reference in text for case in cases)


def test_others_cases_are_not_listed(as_cy: Client, make_case: MakeCase) -> None:
    assert make_case().reference not in ask(as_cy, state="all")


def test_a_flagged_case_is_not_listed(as_di: Client, make_case: MakeCase) -> None:
    assert make_case(safeguarding=True).reference not in ask(as_di, state="all")


def test_yours_and_nobodys_can_be_asked_for(as_di: Client, di: User, make_case: MakeCase) -> None:
    mine, nobodys = make_case(assignee=di), make_case(assignee=None)
    assert mine.reference in ask(as_di, whose="mine")
    assert nobodys.reference not in ask(as_di, whose="mine")
    assert nobodys.reference in ask(as_di, whose="nobody")


def test_a_line_says_the_nearest_deadline(as_bo: Client, make_notice: Callable[..., Notice]) -> None:
    make_notice(state="sent", received_at=AT - 45 * H)
    text = ask(as_bo)
    assert "3 h left" in text
    assert "2 open links of 2" in text


def test_a_plain_list_is_no_search(as_bo: Client) -> None:
    ask(as_bo)
    assert not Access.objects.exists()


def test_the_list_comes_in_pages_that_keep_the_filter(as_bo: Client, make_case: MakeCase) -> None:
    for _ in range(51):
        make_case(links=0, state="closed")
    text = ask(as_bo, state="closed")
    assert "Page 1 of 2, 51 in all" in text
    assert "state=closed" in text[text.index('class="pages"') :]


def test_the_order_can_be_turned_round(as_bo: Client, make_case: MakeCase) -> None:
    old, new = make_case(), make_case()
    Case.objects.filter(pk=old.pk).update(opened_at=AT - 100 * H)
    text = ask(as_bo, order="oldest")
    assert text.index(old.reference) < text.index(new.reference)


def test_the_list_takes_few_queries(
    as_bo: Client, make_case: MakeCase, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for _ in range(30):
        make_case()
    Heartbeat.objects.create(name="sweep", at=AT)
    with django_assert_max_num_queries(13):
        ask(as_bo)


def test_the_list_holds_no_content(as_bo: Client, make_case: MakeCase) -> None:
    make_case(facts="A private sentence.")
    text = ask(as_bo)
    assert "A private sentence." not in text
    assert "clipshare" not in text


def test_a_house_without_cases_says_so(as_bo: Client, make_case: MakeCase) -> None:
    assert "There is no case yet." in ask(as_bo)
    make_case()
    assert "No case matches." in ask(as_bo, state="closed")
