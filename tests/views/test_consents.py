"""What we may do, changed on her own page; and what the desk says of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from cases.models import Case
from cases.rules import purposes
from cases.services import sweep, wishes
from tests.conftest import AT
from tests.person import inside
from tests.views.desk import post, read, text_of

Make = Callable[..., Case]


def test_what_stands_now_is_ticked(make_case: Make) -> None:
    browser = inside(make_case(consents={"platforms": True}))
    browser.send("/progress", {"go": "consents"})
    text = browser.see("/progress")
    assert 'value="platforms" id="id_agreed_0" checked' in text
    assert 'value="police" id="id_agreed_3" checked' not in text


def test_she_takes_a_yes_back_and_gives_another(make_case: Make) -> None:
    case = make_case()
    inside(case).send("/progress", {"page": "consents", "go": "keep", "agreed": ["search"]})
    case.refresh_from_db()
    assert (case.allows("platforms"), case.allows("search")) == (False, True)


def test_an_answer_that_is_none_of_ours_changes_nothing(make_case: Make) -> None:
    case = make_case()
    page = inside(case).send("/progress", {"page": "consents", "go": "keep", "agreed": ["everything"]})
    assert "Error:" in page.content.decode()
    case.refresh_from_db()
    assert case.allows("platforms")


@pytest.mark.parametrize("values", [{"safeguarding": True}, {"state": "closed"}])
def test_where_nothing_is_asked_there_is_no_such_page(make_case: Make, values: dict[str, Any]) -> None:
    case = make_case(**values)
    browser = inside(case)
    assert "Change what we may do" not in browser.see("/progress")
    browser.send("/progress", {"page": "consents", "go": "keep"})
    case.refresh_from_db()
    assert case.allows("platforms")


def test_the_desk_says_that_nothing_goes_out(as_bo: Client, make_notice: Any) -> None:
    case = make_notice().case
    wishes.allow(case_id=case.pk, agreed=[], at=AT)
    text = read(as_bo, "desk_case", case.reference)
    assert "The person has taken back the yes to writing to sites." in text
    assert "The person changed what we may do" in text and "now: nothing" in text


def test_c3_the_case_says_what_the_person_has_not_agreed_to(client: Client, bo: Any, make_case: Make) -> None:
    case = make_case(consents={"platforms": True, "search": True})
    client.force_login(bo)
    told = "not agreed that we tell an office that watches over a site, or that we talk to the police."
    assert told in read(client, "desk_case", case.reference)
    wishes.allow(case_id=case.pk, agreed=purposes.ACTS, at=AT)
    assert "has not agreed" not in read(client, "desk_case", case.reference)


def test_c3_a_draft_without_her_yes_says_so_and_offers_no_filing(
    client: Client, di: Any, make_case: Make, make_notice: Any
) -> None:
    case = make_case(consents={"platforms": True, "search": True}, assignee=di)
    notice = make_notice(state="sent", case=case, regimes=["us-tida"])
    sweep.sweep(at=AT + timedelta(hours=90))
    client.force_login(di)
    text = read(client, "desk_notice", case.reference, notice.number)
    assert "has not agreed that we tell an office that watches over a site.</b> Nothing is filed" in text
    row = notice.deliveries.get(step="regulator")
    path = f"/desk/cases/{case.reference}/notices/1/filed/{row.pk}"
    assert path not in text
    assert "Not yet." in text_of(client.get(path))
    told = {"on": "2026-11-23", "time": "10:00", "zone": "UTC", "reference": ""}
    assert post(client, path, **told).status_code in (409, 422)
