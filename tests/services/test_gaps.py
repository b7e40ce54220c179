"""A draft knows its gaps, and every choice made in it is an event with its actor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cases.models import Notice
from cases.services import notices
from cases.services.facts import set_facts
from cases.services.locations import describe
from tests.conftest import AT
from tests.services.story import last

Make = Callable[..., Any]


def test_the_choice_of_laws_is_an_event(make_notice: Make, bo: Any) -> None:
    notice = make_notice()
    notices.set_regimes(notice_id=notice.pk, codes=["us-tida"], actor=bo, at=AT)
    event = last(notice.case)
    assert (event.kind, event.actor, event.facts) == ("regimes_chosen", bo, {"regimes": ["us-tida"]})


def test_the_choice_of_a_sentence_is_an_event(make_notice: Make, bo: Any) -> None:
    notice = make_notice(regimes=["in-it-3-2-b"])
    notices.choose(notice_id=notice.pk, code="in-it-3-2-b", key="kind", value="full_nudity", actor=bo, at=AT)
    event = last(notice.case)
    assert (event.kind, event.actor) == ("wording_chosen", bo)
    assert event.facts == {"regime": "in-it-3-2-b", "of": "kind"}


def gaps(notice: Notice) -> int:
    return Notice.objects.get(pk=notice.pk).missing_count


def test_a_draft_knows_its_gaps_before_anyone_tries_to_approve(make_case: Make, bo: Any) -> None:
    [complete] = notices.draft(case_id=make_case(place="GB").pk, actor=bo, at=AT)
    [lacking] = notices.draft(case_id=make_case(place="GB", facts="").pk, actor=bo, at=AT)
    assert gaps(complete) == 0
    assert gaps(lacking) == notices.check(lacking, at=AT).count > 0


def test_a_gap_that_is_filled_is_counted_no_more(make_case: Make, bo: Any) -> None:
    case = make_case(place="GB", facts="")
    [notice] = notices.draft(case_id=case.pk, actor=bo, at=AT)
    set_facts(case_id=case.pk, text="Nobody was asked.", actor=bo, at=AT)
    assert gaps(notice) == 0


def test_a_description_that_may_not_be_sent_is_counted(make_case: Make, bo: Any) -> None:
    case = make_case(place="GB", links=1)
    [notice] = notices.draft(case_id=case.pk, actor=bo, at=AT)
    words = {"kind": "photo", "made": "unsure", "position": ""}
    location = case.locations.get()
    describe(location_id=location.pk, actor=bo, at=AT, description="see https://clipshare.test/v/9", **words)
    assert gaps(notice) > 0
    describe(location_id=location.pk, actor=bo, at=AT, description="Adult, indoors", **words)
    assert gaps(notice) == 0
