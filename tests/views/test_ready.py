"""Forms of sites that she can send herself, with the text ready (B13, V-09, V-55)."""

from __future__ import annotations

import re
from html import unescape

import pytest

from cases.models import Case, Delivery, Event, Location
from tests.conftest import build_platform
from tests.hers import a_case, on_progress, with_a_form
from tests.person import Browser
from tests.views.test_languages import at

pytestmark = pytest.mark.django_db
LINK = "clipshare.test/v/tq81x"
SHOW = {"page": "ready", "go": "show", "site": "clipshare"}
SENT = {"page": "ready", "go": "sent", "reference": "TK-881"}


def inside(case: Case, key: str = "ready") -> Browser:
    return at(on_progress(key, case, site=""), Browser())


def asked(case: Case) -> str:
    """The page after she has asked for the text for Clipshare."""
    her = inside(case)
    her.send("/progress", SHOW)
    return her.see("/progress")


def fields(text: str) -> dict[str, str]:
    found = re.findall(r"<label for=\"copy\d\">([^<]+)</label>\s*<textarea[^>]*>\n([^<]*)</textarea>", text)
    return {unescape(label): unescape(told) for label, told in found}


def test_v09_the_page_names_sites_and_no_link() -> None:
    text = inside(with_a_form()).see("/progress")
    assert "Clipshare: the text for one link" in text
    assert LINK not in text


def test_her_own_answers_stand_in_the_order_of_a_form() -> None:
    text = asked(with_a_form())
    told = fields(text)
    assert list(told) == [
        "Who you are", "The links", "What it shows", "What shows that it was not agreed to",
        "What you say is true", "What you ask for",
    ]  # fmt: skip
    assert told["Who you are"] == "I am the person in the pictures."
    assert told["The links"] == f"https://{LINK}"
    assert told["What shows that it was not agreed to"] == "I said no."
    assert 'rel="noreferrer noopener"' in text


def test_v55_it_says_only_what_she_affirmed() -> None:
    told = fields(asked(with_a_form(on_behalf=True)))
    assert told["Who you are"] == "I have the right to act for the person in the pictures."
    assert told["What you say is true"].startswith("The pictures are private and intimate.")


def test_the_text_is_english_in_every_language() -> None:
    text = asked(with_a_form(language="ar"))
    assert fields(text)["الروابط"] == f"https://{LINK}"
    assert "I am the person in the pictures." in fields(text).values()


def test_what_she_sent_is_a_report_a_clock_can_count_from() -> None:
    case = with_a_form()
    her = inside(case)
    her.send("/progress", SHOW)
    assert her.send("/progress", SENT).status_code == 303
    report = case.earlier_reports.get()
    assert (report.site, report.reference, report.at is not None) == ("Clipshare", "TK-881", True)
    event = Event.objects.get(kind="person_updated")
    assert event.facts == {"what": "site", "report": 1}
    assert "You told Clipshare today at" in her.see("/progress")
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("change", [{"staged": True}, {"safeguarding": True}, {"state": "withdrawn"}])
def test_b13_while_nothing_may_leave_there_is_no_form(change: dict[str, object]) -> None:
    case = with_a_form()
    Case.objects.filter(pk=case.pk).update(**change)
    her = at(on_progress(case=Case.objects.get(pk=case.pk)), Browser())
    assert 'value="ready"' not in her.see("/progress")
    her.send("/progress", SENT)
    assert not case.earlier_reports.exists()


@pytest.mark.parametrize("state", ["removed", "claimed_removed", "out_of_reach"])
def test_a_link_that_is_dealt_with_is_in_no_form(state: str) -> None:
    case = with_a_form()
    Location.objects.filter(case=case).update(state=state)
    assert 'value="ready"' not in inside(case, "").see("/progress")


@pytest.mark.parametrize(
    ("address", "is_offered"),
    [
        ("https://help.clipshare.test/form", True),
        ("https://clipshare.test.evil.test/form", False),
        ("http://clipshare.test/form", False),
        ("https://notclipshare.test/form", False),
    ],
)
def test_a_form_nobody_has_checked_must_stand_on_the_sites_own_domain(address: str, is_offered: bool) -> None:
    case = with_a_form()
    channels = build_platform("clipshare").channels
    channels.update(address=address, verified_at=None)
    assert ('value="ready"' in inside(case, "").see("/progress")) is is_offered


def test_an_unknown_site_shows_the_list_and_keeps_nothing() -> None:
    case = with_a_form()
    her = inside(case)
    her.send("/progress", {**SHOW, "site": "nobody"})
    assert "You need not do this." in her.see("/progress")
    answer = her.send("/progress", SENT)
    assert "We cannot write this down any more." in answer.content.decode()
    assert not case.earlier_reports.exists()


def test_a_number_too_long_is_said_and_kept() -> None:
    her = inside(with_a_form())
    her.send("/progress", SHOW)
    text = her.send("/progress", {**SENT, "reference": "9" * 201}).content.decode()
    assert "Error: " in text and "9" * 201 in text
    assert LINK in text


def test_the_page_with_the_words_says_that_a_form_is_ready() -> None:
    build_platform("clipshare")
    build_platform("photoline")
    text = Browser().report().content.decode()
    assert "2 sites have forms that you can send now, if you like." in text


def test_without_a_form_nothing_is_said_of_one() -> None:
    assert "forms that you can send" not in Browser().report().content.decode()
    assert 'value="ready"' not in inside(a_case(), "").see("/progress")
