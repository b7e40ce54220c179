"""How it got out, who acts for whom, how she may be named and reached (A11, B-04, B4, C3, C4, C8)."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import get_hasher
from django.utils import timezone

from cases.models import Case
from cases.rules.help import ELSEWHERE
from cases.rules.sources import Source
from cases.rules.words import normalised
from tests.person import MAIL, Browser

pytestmark = pytest.mark.django_db
UNTIL = (timezone.now() + timedelta(days=90)).date()


@pytest.fixture
def her() -> Browser:
    return Browser()


def told(her: Browser, **changes: Any) -> Case:
    her.report(**changes)
    return Case.objects.get()


def error(her: Browser, page: str, **answers: Any) -> str:
    her.fill(until=page)
    her.answer(page, **answers)
    return her.see("/form")


def test_a5_every_way_out_can_be_named(her: Browser) -> None:
    case = told(her, pictures={"sources": list(Source)})
    assert case.sources == list(Source)


def test_a5_a_way_out_that_is_none_of_ours_is_refused(her: Browser) -> None:
    assert "Who is this for?" not in error(her, "pictures", sources=["telepathy"])


@pytest.mark.parametrize(
    ("harm", "way"), [("hidden_camera", "hidden_camera"), ("forgery", "public_pictures")]
)
def test_a5_what_happened_ticks_the_way_out(her: Browser, harm: str, way: str) -> None:
    text = her.fill(until="pictures", harm={"harm": harm})
    assert re.search(rf'name="sources" value="{way}"[^>]*checked', text)


@pytest.mark.parametrize("answer", ["yes", "no", "unsure"])
def test_c8_others_in_the_pictures_are_kept(her: Browser, answer: str) -> None:
    assert told(her, pictures={"others_shown": answer}).others_shown == answer


def test_a11_the_right_to_act_is_kept_with_its_end(her: Browser) -> None:
    acting = {"on_behalf": "yes", "authority_type": "attorney", "authority_note": "In writing"}
    case = told(her, whom={**acting, "authority_until": UNTIL.isoformat()})
    assert (case.authority_type, case.authority_note) == ("attorney", "In writing")
    assert case.authority_until == UNTIL
    assert not case.has_authority(UNTIL + timedelta(days=1))


def test_a11_a_right_typed_and_then_not_needed_is_not_kept(her: Browser) -> None:
    case = told(her, whom={"on_behalf": "no", "authority_type": "attorney", "authority_note": "In writing"})
    assert (case.authority_type, case.authority_note, case.authority_until) == ("", "", None)


@pytest.mark.parametrize("day", ["2020-01-01", "2200-01-01", "soon"])
def test_c3_a_right_ends_on_a_day_still_to_come(her: Browser, day: str) -> None:
    text = error(her, "whom", on_behalf="yes", authority_until=day)
    assert "still to come" in text or "Write the day like this" in text


def test_c4_no_name_is_the_default(her: Browser) -> None:
    case = told(her)
    assert (case.named_as, case.name_in_notices) == ("nobody", "")


def test_c4_first_letters_are_kept(her: Browser) -> None:
    case = told(her, whom={"named_as": "initials", "name_in_notices": "A. E."})
    assert (case.named_as, case.name_in_notices) == ("initials", "A. E.")


def test_c4_a_name_that_was_not_chosen_is_not_kept(her: Browser) -> None:
    assert told(her, whom={"named_as": "nobody", "name_in_notices": "Ana"}).name_in_notices == ""


def test_c4_a_choice_of_a_name_needs_one(her: Browser) -> None:
    assert "Type the name or the letters" in error(her, "whom", named_as="name")


def test_c4_who_sees_what_is_said(her: Browser) -> None:
    assert "Who sees what" in her.fill(until="whom")


def test_b04_two_spans_of_hours_are_kept(her: Browser) -> None:
    more = {"more_days": ["5"], "more_start": "10", "more_until": "12"}
    wishes = told(her, contact={**MAIL, **more}).safe_contact
    assert wishes["windows"] == [
        {"days": [0, 2], "from": 9, "until": 17},
        {"days": [5], "from": 10, "until": 12},
    ]


def test_b04_the_second_span_ends_after_it_starts(her: Browser) -> None:
    more = {"more_days": ["5"], "more_start": "12", "more_until": "10"}
    assert "Choose an end that is later" in error(her, "contact", **{**MAIL, **more})


def test_b4_a_word_for_calls_and_whom_never_to_call_are_kept(her: Browser) -> None:
    wishes = told(her, contact={"code_word": "Marigold", "never": "the number at home"}).safe_contact
    assert wishes == {"channel": "none", "code_word": "Marigold", "never": "the number at home"}


def test_b4_hours_for_a_call_are_asked_where_mail_is_not(her: Browser) -> None:
    hours = {"days": ["2"], "start": "9", "until": "11", "zone": "Europe/London"}
    wishes = told(her, device={"device": "watched"}, contact=hours).safe_contact
    assert wishes["windows"] == [{"days": [2], "from": 9, "until": 11}]
    assert wishes["channel"] == "none"


def test_b04_from_another_country_her_hours_need_a_city_with_her_time(her: Browser) -> None:
    her.fill(until="contact", place={"place": ELSEWHERE})
    assert '<option value="" selected>' in her.see("/form")
    her.answer("contact", **{**MAIL, "zone": ""})
    assert "Choose a city with the same time as you." in her.see("/form")
    assert (
        told(her, place={"place": ELSEWHERE}, contact={**MAIL, "zone": "Africa/Lagos"}).zone == "Africa/Lagos"
    )


@pytest.mark.parametrize("before", [{"harm": {"harm": "account"}}, {"pictures": {"sources": ["password"]}}])
def test_b4_a_mailbox_that_may_be_broken_into_is_blocked(her: Browser, before: dict[str, Any]) -> None:
    her.fill(until="contact", **before)
    her.answer("contact", **{**MAIL, "shared": "unsure", "anyway": "on"})
    text = her.see("/form")
    assert "Someone was in your accounts." in text
    assert 'name="anyway"' not in text


def test_a_phrase_is_kept_as_a_hash_and_nowhere_else(her: Browser) -> None:
    phrase = "Seven herons at Low Tide"
    case = told(her, contact={"phrase": phrase})
    hasher = get_hasher("argon2words")
    assert hasher.verify(normalised(phrase), case.phrase_hash)
    assert "heron" not in str(vars(case)).lower()


def test_a_phrase_is_never_shown_again(her: Browser) -> None:
    text = her.fill(contact={"phrase": "Seven herons at low tide"})
    assert "heron" not in text
    assert "Given. We do not show it." in text


def test_a_phrase_has_eight_letters_or_more(her: Browser) -> None:
    assert "This has 5 characters. We need 8 or more." in error(her, "contact", phrase="heron")


def test_without_a_phrase_there_is_no_hash(her: Browser) -> None:
    assert told(her).phrase_hash == ""


def test_the_last_page_reads_it_all_back(her: Browser) -> None:
    text = her.fill(
        pictures={"sources": ["recipient"], "others_shown": "yes"},
        whom={
            "on_behalf": "yes",
            "authority_type": "parent_guardian",
            "authority_until": str(date(2199, 1, 2)),
        },
        contact={"code_word": "Marigold"},
    )
    for line in (
        "Someone I sent it to",
        "I am a parent or guardian",
        "Until 2 January 2199",
        "Word: Marigold",
    ):
        assert line in text
