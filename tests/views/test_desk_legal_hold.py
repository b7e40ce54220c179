"""Legal hold at the desk and on her own pages: set, shown, renewed, ended by two (D-23, S-05, S-30)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.models import Approval, Case, LegalHold
from cases.services import erasure, legal_holds, visits
from cases.views.desk.words import plain_date
from tests.conftest import AT, person_of_staff
from tests.views.desk import after, do, read, say_why, text_of

Make = Callable[..., Any]
SOON = (AT + timedelta(60)).date()
ORDER = {"authority": "County Court, claim 7", "reason": "The messages.", "review_on": SOON.isoformat()}
KEPT = "We must keep your report for now"


@pytest.fixture
def held(make_case: Make, di: User) -> Case:
    return hold(make_case(assignee=di), di)


def hold(case: Case, who: User, **values: Any) -> Case:
    review_on = (AT + timedelta(60)).date()
    told = {"authority": "County Court", "reason": "All.", "bar": "", "review_on": review_on}
    legal_holds.begin(case_id=case.pk, **{**told, **values}, actor=who, at=AT)
    return case


def act(client: Client, case: Case, key: str, **typed: Any) -> Any:
    return do(client, "desk_case_action", case.reference, key, **typed)


def test_d23_it_is_set_and_stands_on_the_case(as_di: Client, make_case: Make, di: User) -> None:
    case = make_case(assignee=di)
    page = after(as_di, act(as_di, case, "legal-hold", **ORDER))
    assert "It is under legal hold." in page
    assert "Nothing of it is erased meanwhile. The person reads that we must keep it for now." in page
    assert plain_date(SOON) in page and "claim 7" not in page
    report = text_of(do(as_di, "desk_report", case.reference, part="report"))
    assert "County Court, claim 7" in report and "The messages." in report


def test_d23_what_is_wrong_is_said_and_kept(as_di: Client, make_case: Make, di: User) -> None:
    case = make_case(assignee=di)
    answer = act(as_di, case, "legal-hold", **{**ORDER, "review_on": "2099-01-01"})
    assert answer.status_code == 409
    assert "not later than" in text_of(answer) and "County Court, claim 7" in answer.content.decode()
    assert act(as_di, case, "legal-hold").status_code == 422
    assert not LegalHold.objects.exists()


def test_d23_under_a_bar_the_desk_says_so(as_di: Client, make_case: Make, di: User) -> None:
    case = hold(make_case(assignee=di), di, bar="An order of the court")
    assert "The person may not be told." in read(as_di, "desk_case", case.reference)
    assert "An order of the court" in text_of(do(as_di, "desk_report", case.reference, part="report"))


def test_d23_a_day_of_review_that_is_past_is_called_so(as_di: Client, held: Case) -> None:
    LegalHold.objects.update(review_on=(AT - timedelta(1)).date())
    assert "That day is past." in read(as_di, "desk_case", held.reference)


def test_s30_it_is_renewed_and_then_ended_by_two(
    as_di: Client, held: Case, signed_in: Callable[[User], Client]
) -> None:
    renewed = {"reason": "Still.", "review_on": SOON.isoformat()}
    assert "goes on until its next review" in after(as_di, act(as_di, held, "renew-hold", **renewed))
    assert "A second person is asked for." in after(as_di, act(as_di, held, "end-hold", sure="on"))
    deb, asked = signed_in(person_of_staff("deb", "supervisor")), Approval.objects.get()
    say_why(deb, held)
    assert "It is kept as long as any other case." in read(deb, "desk_second", asked.pk)
    erasure.ask(case_id=held.pk, at=AT - timedelta(days=4))
    assert "It is erased within minutes." in read(deb, "desk_second", asked.pk)
    assert "has changed since" in text_of(do(deb, "desk_second", asked.pk, go="agree"))
    act(as_di, held, "end-hold", sure="on")
    do(deb, "desk_second", Approval.objects.get(ended_at=None).pk, go="agree")
    assert not LegalHold.objects.filter(ended_at=None).exists()


def test_s30_a_request_whose_hold_is_gone_can_still_be_read(as_di: Client, held: Case, di: User) -> None:
    asked = legal_holds.ask_end(case_id=held.pk, actor=di, at=timezone.now())
    LegalHold.objects.update(ended_at=AT)
    assert "Set by" not in read(as_di, "desk_second", asked.pk)


@pytest.mark.parametrize("key", ["legal-hold", "renew-hold", "end-hold"])
def test_s05_each_step_asks_for_the_second_factor_again(
    as_di: Client, held: Case, di: User, key: str, make_case: Make
) -> None:
    case = make_case(assignee=di) if key == "legal-hold" else held
    di.desk_sessions.update(proven_at=AT - timedelta(minutes=30))  # type: ignore[attr-defined]
    typed = {**ORDER, "sure": "on"}
    assert "Once more, it is you" in text_of(act(as_di, case, key, **typed))


def test_a_caseworker_sees_it_and_sets_none(as_bo: Client, make_case: Make, bo: User, di: User) -> None:
    case = hold(make_case(assignee=bo), di)
    page = read(as_bo, "desk_case", case.reference)
    assert "Under legal hold." in page and "Renew the legal hold" not in page
    assert act(as_bo, case, "renew-hold").status_code == 404


def test_d23_early_erasure_says_what_is_in_the_way(as_di: Client, make_case: Make, di: User) -> None:
    case = hold(make_case(state="closed", retain_until=AT.date(), assignee=di), di)
    page = as_di.get(reverse("desk_case_action", args=[case.reference, "erase-early"])).content.decode()
    assert "It is under legal hold." in page


# Her own pages


def own_pages(case: Case, *opened: str) -> list[str]:
    """The page that says where things stand, and these others."""
    found = []
    for key in ("", *opened):
        token, _ = visits.begin(at=timezone.now(), case=case, answers={"open": key})
        client = Client()
        client.cookies["v"] = token
        found.append(client.get("/progress").content.decode())
    return found


@pytest.mark.parametrize("state", ["active", "closed"])
def test_d23_she_is_told_that_we_must_keep_it(make_case: Make, di: User, state: str) -> None:
    case = hold(make_case(state=state, retain_until=(AT + timedelta(90)).date()), di)
    for page in own_pages(case, "delete"):
        assert KEPT in page
        assert "We delete it as soon as we may." in page
        assert "Then we delete it." not in page and "Three days later" not in page


def test_d23_what_she_asked_for_waits_and_her_pages_say_so(held: Case) -> None:
    erasure.ask(case_id=held.pk, at=timezone.now())
    for page in own_pages(held, "delete"):
        assert KEPT in page and "Keep my report" in page
        assert "All work has stopped." in page
        assert "Until then you can keep it" not in page and "After that no one can bring it back" not in page


def test_d23_under_a_bar_her_pages_say_nothing_of_it(make_case: Make, di: User) -> None:
    case = hold(make_case(), di, bar="An order of the court")
    for page in own_pages(case, "delete"):
        assert KEPT not in page and "court" not in page


def test_d23_under_a_bar_an_hour_that_is_past_is_not_named(make_case: Make, di: User) -> None:
    case = hold(make_case(), di, bar="An order of the court")
    erasure.ask(case_id=case.pk, at=timezone.now() - timedelta(days=4))
    for page in own_pages(case, "delete"):
        assert KEPT not in page and "Keep my report" in page
        assert "Until then" not in page and "After that no one can bring it back" not in page
