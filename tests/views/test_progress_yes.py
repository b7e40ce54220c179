"""What her own page says while something waits for her yes, or for her word that it is safe (V-09, B13)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from cases.models import Case
from cases.rules.purposes import ACTS
from tests.person import Browser, inside

pytestmark = pytest.mark.django_db
NO_YES = dict.fromkeys(ACTS, True) | {"platforms": False}
ASKED = "As things stand, we may not write to the sites."


@pytest.mark.parametrize("state", ["submitted", "in_review", "active"])
def test_v09_without_her_yes_it_says_that_nothing_goes_out_and_asks(
    make_case: Callable[..., Case], state: str
) -> None:
    browser = inside(make_case(state=state, consents=NO_YES))
    page = browser.see("/progress")
    assert ASKED in page and "Your turn" in page
    assert "Then we write to the sites" not in page and "nothing for you to do" not in page
    assert ("We wait for your yes." in page) is (state != "submitted")
    browser.send("/progress", {"go": "consents"})
    assert "What may we do for you?" in browser.see("/progress")


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"links": 0, "without_place": True, "consents": NO_YES},
        {"safeguarding": True, "consents": NO_YES},
        {"state": "withdrawn", "consents": NO_YES},
    ],
)
def test_v09_nobody_is_asked_for_a_yes_that_is_there_or_that_nothing_needs(
    make_case: Callable[..., Case], told: dict[str, Any]
) -> None:
    assert ASKED not in inside(make_case(**told)).see("/progress")


def test_v09_once_everything_is_gone_her_yes_is_not_asked_for(make_case: Callable[..., Case]) -> None:
    case = make_case(consents=NO_YES)
    assert ASKED in inside(case).see("/progress")
    case.locations.update(state="removed", verified_removed_at=timezone.now())
    assert ASKED not in inside(case).see("/progress")


def test_the_page_with_her_words_promises_no_letter_that_she_did_not_allow() -> None:
    page = Browser().report(sign={"agreed": ["search", "police"]}).content.decode()
    assert "Your caseworker writes to each site" not in page
    assert "You have not said that we may write to the sites." in page
    assert "You said that we may talk to the police" not in page


@pytest.mark.parametrize(
    ("device", "said"), [("watched", "You told us that someone may"), ("unsure", "We do not know if")]
)
@pytest.mark.parametrize("harm", ["shared", "threat"])
def test_b13_why_nothing_leaves_is_told_as_she_said_it(device: str, said: str, harm: str) -> None:
    browser, links = Browser(), {"links": "", "nowhere": "yes"}
    first = browser.report(device={"device": device}, harm={"harm": harm}, links=links).content.decode()
    for page in (first, browser.see("/progress")):
        assert f"{said}" in page and "your device" in page
