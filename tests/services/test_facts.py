"""The facts that stand in every letter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.contrib.auth.models import User

from cases.models import Case, Notice
from cases.services import facts, notices
from cases.services.refusal import Refused

MakeCase = Callable[..., Case]


def test_the_facts_are_kept(bo: User, make_case: MakeCase, at: datetime) -> None:
    case = make_case(facts="")
    facts.set_facts(case_id=case.pk, text="  Nobody was asked. ", actor=bo, at=at)
    assert Case.objects.get(pk=case.pk).facts == "Nobody was asked."


def test_the_facts_are_sealed(bo: User, make_case: MakeCase, at: datetime) -> None:
    case = make_case(facts="")
    facts.set_facts(case_id=case.pk, text="Nobody was asked.", actor=bo, at=at)
    stored = Case.objects.filter(pk=case.pk).values_list("facts", flat=True).get()
    assert "Nobody" not in stored


def test_the_change_is_an_event_without_the_text(bo: User, make_case: MakeCase, at: datetime) -> None:
    case = make_case()
    facts.set_facts(case_id=case.pk, text="Nobody was asked.", actor=bo, at=at)
    event = case.events.get()
    assert (event.kind, event.actor) == ("person_updated", bo)
    assert "Nobody" not in str(event.facts)


def test_a_draft_shows_the_new_facts(
    bo: User, make_notice: Callable[..., Notice], make_case: MakeCase, at: datetime
) -> None:
    notice = make_notice(case=make_case(facts=""))
    assert not notices.check(notice, at=at).ok
    facts.set_facts(case_id=notice.case.pk, text="Nobody was asked.", actor=bo, at=at)
    assert notices.check(Notice.objects.get(pk=notice.pk), at=at).ok


@pytest.mark.parametrize("state", ["closed", "withdrawn", "referred"])
def test_nothing_is_written_in_a_case_that_has_ended(
    bo: User, make_case: MakeCase, at: datetime, state: str
) -> None:
    with pytest.raises(Refused):
        facts.set_facts(case_id=make_case(state=state).pk, text="x", actor=bo, at=at)


def test_nothing_is_written_in_a_flagged_case(bo: User, make_case: MakeCase, at: datetime) -> None:
    with pytest.raises(Refused):
        facts.set_facts(case_id=make_case(safeguarding=True).pk, text="x", actor=bo, at=at)
