"""Someone else found the link: she is asked for the sentence that was not said before (A10, V-50)."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from cases.models import Case, Delivery, Event
from cases.rules import statements
from cases.services import affirming, locations, notices
from cases.services.gaps import check
from cases.services.refusal import Refused
from cases.views.desk.case_moves import her_word
from tests.conftest import AT, build_platform
from tests.moments import colleague, link_found, no_link_yet
from tests.person import LINKS, Browser, inside

pytestmark = pytest.mark.django_db
TURN = "There is a link now."
SAY = {"page": "truth", "go": "yes"}


@pytest.fixture
def case() -> Case:
    build_platform("clipshare", channel="email")
    return link_found("en")


@pytest.fixture
def her(case: Case) -> Browser:
    return inside(case)


def last_said(case: Case) -> dict[str, Any]:
    case.refresh_from_db()
    return case.statements["affirmed"][-1]


def test_a10_her_page_asks_for_the_sentence(her: Browser) -> None:
    assert TURN in her.see("/progress")
    her.send("/progress", {"go": "truth"})
    assert "they were shared without consent" in her.see("/progress")


def test_a10_her_yes_is_kept_with_version_time_and_digest(her: Browser, case: Case) -> None:
    her.send("/progress", {**SAY, "affirmed": "on"})
    said = last_said(case)
    assert (said["key"], said["version"]) == ("no_consent", statements.current().version)
    assert said["at"] and case.statements_digest == statements.digest(case.statements)
    assert TURN not in her.see("/progress")


def test_a10_without_the_tick_nothing_is_said(her: Browser, case: Case) -> None:
    text = her.send("/progress", SAY).content.decode()
    assert "Tick this if it is true." in text
    assert last_said(case)["key"] != "no_consent"


def test_a10_said_twice_it_is_said_once(case: Case) -> None:
    for _ in range(2):
        affirming.say(case_id=case.pk, at=AT)
    assert Event.objects.filter(case=case, kind="person_updated").count() == 1


def test_a10_a_draft_lacks_it_until_then(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(state="active", consents={"platforms": True})
    draft = notices.draft(case_id=case.pk, actor=colleague(), at=AT)[0]
    before = draft.missing_count
    affirming.say(case_id=case.pk, at=AT)
    draft.refresh_from_db()
    assert before > draft.missing_count == check(draft, at=AT).count


def test_a10_the_desk_says_what_is_missing(case: Case) -> None:
    assert "before the person says that it was shared without consent" in her_word(case)
    affirming.say(case_id=case.pk, at=AT)
    assert her_word(Case.objects.get(pk=case.pk)) == ""


def test_a10_nothing_is_asked_without_a_link() -> None:
    case = no_link_yet("en")
    assert TURN not in inside(case).see("/progress")
    assert her_word(case) == ""


def test_a10_nothing_is_asked_once_it_is_over(her: Browser, case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(state="closed")
    assert TURN not in her.see("/progress")
    with pytest.raises(Refused):
        affirming.say(case_id=case.pk, at=AT)


def test_a10_where_she_asked_for_mail_she_hears_of_it(bo: Any) -> None:
    case = no_link_yet("en")
    case.safe_contact = {"channel": "email", "address": "ana@example.org", "subject": "Monthly note"}
    case.save()
    locations.add(case=case, text=LINKS, actor=bo, at=timezone.now())
    assert Delivery.objects.filter(case=case, kind="update").count() == 1
