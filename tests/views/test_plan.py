"""Her safety plan: from her answers, changed for one visit, printed without a name (V-09, V-24, V-36)."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from cases.models import Case, Visit
from cases.models.fields import Token
from tests.person import Browser
from tests.views.desk import post
from tests.views.test_progress import inside

pytestmark = pytest.mark.django_db


def planned(case: Case, browser: Browser | None = None) -> str:
    browser = browser or inside(case)
    browser.send("/progress", {"go": "plan"})
    return browser.see("/progress")


def test_the_plan_follows_from_the_answers_of_the_case(make_case: Callable[..., Case]) -> None:
    text = planned(make_case(sources=["storage"], harm="shared", device="safe"))
    assert "Make the ones who lost it answer" in text
    assert "Leave the camera where it is" not in text


def test_it_stays_open_on_reload_and_closes_with_back(make_case: Callable[..., Case]) -> None:
    browser = inside(make_case())
    planned(make_case(), browser)
    assert "What no one can undo" in browser.see("/progress")
    browser.send("/progress", {"go": "back"})
    assert "What no one can undo" not in browser.see("/progress")


@pytest.mark.parametrize("answers", [{"device": "watched"}, {"sources": ["stalkerware"]}])
def test_a_device_someone_may_watch_shows_only_how_to_get_away(
    make_case: Callable[..., Case], answers: dict[str, object]
) -> None:
    text = planned(make_case(**answers))
    assert "I am on a safe phone now" in text
    assert "spy app" not in text
    assert "data-print" not in text


def test_on_a_safe_device_she_sees_it_all_and_is_warned_about_paper(make_case: Callable[..., Case]) -> None:
    browser = inside(make_case(device="watched", sources=["stalkerware"]))
    browser.send("/progress", {"page": "plan", "go": "whole"})
    text = browser.see("/progress")
    assert text.index("Use another phone or computer") < text.index("If you think there is a spy app")
    assert "Do not print from the phone or computer that someone may watch." in text


def test_what_she_ticks_changes_the_page_and_is_kept_in_the_visit_alone(
    make_case: Callable[..., Case],
) -> None:
    case = make_case(sources=["storage"])
    browser = inside(case)
    browser.send("/progress", {"page": "plan", "go": "choose", "sources": ["recipient", "my_phone"]})
    text = browser.see("/progress")
    assert "If someone you trusted passed it on" in text
    assert "Make the ones who lost it answer" not in text
    case.refresh_from_db()
    assert case.sources == ["storage"]
    browser.get("/leave")
    assert not Visit.objects.exists()
    assert "Make the ones who lost it answer" in planned(case)


def test_an_answer_that_is_none_of_ours_changes_nothing(make_case: Callable[..., Case]) -> None:
    browser = inside(make_case(sources=["storage"]))
    answer = browser.send("/progress", {"page": "plan", "go": "choose", "sources": ["x" * 5_000]})
    assert answer.status_code == 303
    assert "Make the ones who lost it answer" in browser.see("/progress")


def test_d08_answers_that_cannot_be_opened_still_leave_a_plan(make_case: Callable[..., Case]) -> None:
    case = make_case(sources=["storage"], device="watched")
    Case.objects.filter(pk=case.pk).update(sources=Token("v1.row.damaged"))
    assert "Use another phone or computer" in planned(case)


def test_v36_someone_young_has_a_plan_of_her_own(make_case: Callable[..., Case]) -> None:
    text = planned(make_case(safeguarding=True, place="GB", harm="sextortion", sources=["recipient"]))
    assert "Tell an adult you trust" in text
    assert "Report Remove" in text and "0800 1111" in text
    assert "stopncii" not in text.lower()
    assert "If someone you trusted passed it on" not in text


@pytest.mark.parametrize("state", Case.State.values)
def test_the_plan_is_there_in_every_state(make_case: Callable[..., Case], state: str) -> None:
    assert "Keep a record" in planned(make_case(state=state))


def test_every_step_has_its_date_and_its_source_on_the_page(make_case: Callable[..., Case]) -> None:
    text = planned(make_case(sources=["my_phone"]))
    dated = re.findall(r"Checked on \d+ November 2026\.", text)
    assert text.count('<details class="step"') == len(dated) > 9
    assert "names in your menus may differ" in text


def test_v12_the_paper_has_no_name_of_ours(make_case: Callable[..., Case]) -> None:
    text = planned(make_case())
    paper = text.partition('<div class="plan">')[2].partition("Keep a copy")[0]
    assert "Keep a record" in paper
    assert "Northgate" not in paper and "Checked on" not in paper


def test_the_way_to_it_is_on_the_words_page_and_on_progress() -> None:
    browser = Browser()
    assert 'value="plan"' in browser.report().content.decode()
    assert 'value="plan"' in browser.see("/progress")


def test_a_caseworker_sees_the_same_steps_behind_the_deliberate_click(
    make_case: Callable[..., Case], as_bo: Client
) -> None:
    case = make_case(sources=["storage"])
    page = as_bo.get(reverse("desk_case", args=[case.reference])).content.decode()
    assert "Make the ones who lost it answer" not in page
    report = post(as_bo, reverse("desk_report", args=[case.reference]), part="report").content.decode()
    assert "Plan, keep a record, then act" in report
    assert "Make the ones who lost it answer" in report
