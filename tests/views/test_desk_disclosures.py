"""A demand of a court or the police at the desk, and what she reads of it (D-40, S-05)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client

from cases.models import Access, Approval, Case, Disclosure
from cases.services import acts
from tests.conftest import AT, person_of_staff
from tests.views.desk import after, do, read, say_why, text_of
from tests.views.test_desk_legal_hold import own_pages

Make = Callable[..., Any]
DEMAND = {
    "authority": "County Court, claim 7", "basis": "order", "demand": "The report.", "parts": ["case"],
}  # fmt: skip


@pytest.fixture
def case(make_case: Make, di: User, as_di: Client) -> Case:
    made: Case = make_case(assignee=di, facts="What she told us")
    page = after(as_di, do(as_di, "desk_case_action", made.reference, "disclose", **DEMAND))
    assert "a second person is asked for" in page
    assert "A court or the police asks for something." in page and "Take it out" not in page
    return made


def agree() -> None:
    deb = User.objects.filter(username="deb").first() or person_of_staff("deb", "supervisor")
    acts.agree(approval_id=Approval.objects.get(ended_at=None).pk, actor=deb, at=AT)


def test_d40_the_second_person_reads_the_scope_and_with_the_report_the_words(
    case: Case, signed_in: Callable[[User], Client]
) -> None:
    deb = signed_in(person_of_staff("deb", "supervisor"))
    page = read(deb, "desk_second", Approval.objects.get().pk)
    assert "an order of a court" in page and "reads that something went out" in page
    assert "claim 7" not in page, "a page that writes down no look holds no words of the case"
    say_why(deb, case)
    report = text_of(do(deb, "desk_report", case.reference, part="report"))
    assert "County Court, claim 7" in report and "The report." in report


def test_d40_why_she_is_not_told_stands_with_the_report(case: Case, as_di: Client) -> None:
    made = Disclosure.objects.get()
    made.untold = "An order of the court"
    made.save()
    assert "An order of the court" in text_of(do(as_di, "desk_report", case.reference, part="report"))


def test_d40_it_is_taken_out_once_and_she_reads_of_it(case: Case, as_di: Client) -> None:
    agree()
    made = Disclosure.objects.get()
    assert "Take it out, once" in read(as_di, "desk_case", case.reference)
    answer = do(as_di, "desk_disclose", case.reference, made.pk)
    assert "facts: What she told us" in answer.content.decode()
    assert "NOT IN THIS COPY" not in answer.content.decode()
    assert Access.objects.filter(kind="disclosed", case=case).count() == 1
    assert "asks for something." not in read(as_di, "desk_case", case.reference)
    assert "taken out already" in after(as_di, do(as_di, "desk_disclose", case.reference, made.pk))
    kinds = Access.objects.filter(case=case, kind__in=("disclosed", "untaken")).values_list("kind", flat=True)
    assert sorted(kinds) == ["disclosed", "untaken"], "what was refused is a try, and was not taken out"
    assert "On 23 November we had to give parts of your report" in own_pages(case)[0]


def test_d40_what_came_of_each_demand_stays_with_the_report(case: Case, as_di: Client) -> None:
    agree()
    made = Disclosure.objects.get()
    assert "Nothing was given yet." in report_of(as_di, case)
    do(as_di, "desk_disclose", case.reference, made.pk)
    made.refresh_from_db()
    said = report_of(as_di, case)
    assert "because of an order of a court, by Di, Deb agreed." in said
    assert f"The report: 1, SHA-256 {made.given[0]['sha256']}" in said
    Disclosure.objects.update(asked_at=AT - timedelta(days=1))
    do(as_di, "desk_case_action", case.reference, "disclose", **{**DEMAND, "authority": "Town police"})
    do(as_di, "desk_case_action", case.reference, "disclose-nothing", sure="on")
    said = report_of(as_di, case)
    assert "Nothing was given, decided on" in said
    assert said.index("Town police") < said.index("County Court, claim 7")


def report_of(client: Client, case: Case) -> str:
    return text_of(do(client, "desk_report", case.reference, part="report"))


def test_d40_what_is_of_another_case_is_not_here(
    case: Case, as_di: Client, make_case: Make, di: User
) -> None:
    other = make_case(assignee=di)
    for where, what in ((other, Disclosure.objects.get().pk), (case, uuid4())):
        assert do(as_di, "desk_disclose", where.reference, what).status_code == 404


def test_d40_it_is_asked_again_or_nothing_is_given(case: Case, as_di: Client) -> None:
    do(as_di, "desk_case_action", case.reference, "disclose-again")
    assert Approval.objects.filter(ended_at=None).count() == 1
    page = after(as_di, do(as_di, "desk_case_action", case.reference, "disclose-nothing", sure="on"))
    assert "Nothing is given." in page and "asks for something." not in page


def test_d40_what_is_wrong_is_said_and_kept(case: Case, as_di: Client) -> None:
    answer = do(as_di, "desk_case_action", case.reference, "disclose", **{**DEMAND, "basis": "consent"})
    assert answer.status_code == 409 and "needs its last day" in text_of(answer)
    assert "County Court, claim 7" in answer.content.decode()


def test_d40_with_a_consent_its_last_day_is_read(as_di: Client, make_case: Make, di: User) -> None:
    case, until = make_case(assignee=di), AT.date() + timedelta(9)
    told = {**DEMAND, "basis": "consent", "consent_until": until.isoformat(), "untold": "An order"}
    do(as_di, "desk_case_action", case.reference, "disclose", **told)
    page = read(as_di, "desk_second", Approval.objects.get().pk)
    assert "until 2 Dec 2026" in page and "may not be told" in page


def test_s05_taking_it_out_asks_for_the_second_factor_again(case: Case, as_di: Client, di: User) -> None:
    agree()
    di.desk_sessions.update(proven_at=AT - timedelta(minutes=30))  # type: ignore[attr-defined]
    answer = do(as_di, "desk_disclose", case.reference, Disclosure.objects.get().pk)
    assert "Once more, it is you" in text_of(answer)
    assert Disclosure.objects.get().given_at is None


def test_s30_a_demand_that_lapsed_says_so(case: Case, as_di: Client) -> None:
    agree()
    assert "asked for again" not in read(as_di, "desk_case", case.reference)
    Approval.objects.update(expires_at=AT)
    page = read(as_di, "desk_case", case.reference)
    assert "It has to be asked for again." in page and "Take it out" not in page
