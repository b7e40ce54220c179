"""What we may do, changed on her own page; and what the desk says of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from cases.models import Case
from cases.services import wishes
from tests.conftest import AT
from tests.person import inside
from tests.views.desk import read

Make = Callable[..., Case]


def test_what_stands_now_is_ticked(make_case: Make) -> None:
    browser = inside(make_case())
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
