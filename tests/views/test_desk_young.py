"""What the desk says and does about reports with someone under 18: nobody here opens such material (V-38)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from cases.models import Case
from cases.services.safeguarding import RULES
from tests.conftest import AT
from tests.views.desk import do, read, text_of

Make = Callable[..., Case]
UNTOUCHED = "Nobody here opened, downloaded, saved or forwarded what it is about"
HANDED = {
    "to": "Child protection",
    "reference": "CP-12",
    "day": "2026-11-23",
    "time": "09:00",
    "zone": "UTC",
    "checked": ["untouched", "places", "time"],
    "duty": "reported",
}


@pytest.fixture
def flagged(make_case: Make) -> Case:
    return make_case(safeguarding=True, links=2)


def test_v38_each_page_of_the_lead_says_that_nobody_opens_it(as_sam: Client, flagged: Case) -> None:
    assert "opens, downloads, saves or forwards" in read(as_sam, "desk_safeguarding")
    case = read(as_sam, "desk_case", flagged.reference)
    assert "Do not open, download, save or forward anything." in case


def test_v38_whoever_raises_the_flag_reads_it_too(as_bo: Client, make_case: Make) -> None:
    page = read(as_bo, "desk_case_action", make_case().reference, "flag-under-18")
    assert "Do not open, download, save or forward anything." in page


def test_v38_no_page_about_it_leads_to_the_material(as_sam: Client, flagged: Case) -> None:
    """The link is shown so that it cannot be pressed, and nobody is asked what can be seen there."""
    link = [flagged.reference, flagged.locations.first().number]
    pages = [read(as_sam, "desk_case", flagged.reference), read(as_sam, "desk_look", *link)]
    assert "This link is not opened from here." in pages[1]
    assert not any('href="https://clipshare' in page or "What do you see?" in page for page in pages)
    before = flagged.locations.first().state
    do(as_sam, "desk_location_action", *link, "still-up")
    assert flagged.locations.first().state == before


@pytest.mark.parametrize("rule", RULES)
def test_v38_the_house_has_said_what_it_must_report_and_the_lead_reads_it(
    as_sam: Client, flagged: Case, settings: LazySettings, rule: str
) -> None:
    settings.REPORTING_DUTY = rule
    assert RULES[rule] in read(as_sam, "desk_safeguarding")
    assert RULES[rule] in read(as_sam, "desk_case_action", flagged.reference, "handed-over")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"checked": []}, "Go through the whole list first."),
        ({"checked": ["places", "time"]}, "Go through the whole list first."),
        ({"duty": ""}, "Say what was decided about our own duty."),
    ],
)
def test_v38_it_is_not_recorded_without_the_list_and_the_decision(
    as_sam: Client, flagged: Case, change: dict[str, Any], said: str
) -> None:
    answer = do(as_sam, "desk_case_action", flagged.reference, "handed-over", **{**HANDED, **change})
    page = text_of(answer)
    assert answer.status_code == 422
    assert said in page and UNTOUCHED in page and 'value="CP-12"' in page
    assert Case.objects.get().state == flagged.state


def test_v38_the_decision_of_each_case_stays_on_record(
    as_sam: Client, flagged: Case, settings: LazySettings
) -> None:
    """With the rule of that day: if the house says otherwise later, the record does not change."""
    settings.REPORTING_DUTY = "provider"
    assert do(as_sam, "desk_case_action", flagged.reference, "handed-over", **HANDED).status_code == 302
    settings.REPORTING_DUTY = "none"
    facts = flagged.events.get(kind="handed_over").facts
    assert (facts["duty"], facts["rule"]) == ("reported", "provider")
    assert facts["handed_at"] == (AT - timedelta(hours=1)).isoformat()
    assert "We had to report it ourselves, and have." in read(as_sam, "desk_safeguarding")
