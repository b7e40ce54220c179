"""Help by country, without a visit, a cookie or a script (V-64, V-36)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from cases.models import Case, Visit
from cases.rules import help as places
from cases.services import visits
from tests.conftest import AT
from tests.person import Browser

pytestmark = pytest.mark.django_db

# Every row of the table of services for under 18s: where, what must be named, the emergency number.
TABLE = [
    ("US", ["takeitdown.ncmec.org", "report.cybertip.org", "1-800-843-5678", "tips.fbi.gov"], "911"),
    ("GB", ["Report Remove", "0800 1111", "report.iwf.org.uk", "CEOP", ">101<"], "999"),
    ("AU", ["eSafety", "accce.gov.au"], "000"),
    ("CA", ["needhelpnow.ca", "cybertip.ca", "1-800-532-9135"], "911"),
    ("IE", ["takeitdown.ncmec.org", "hotline.ie", "1800 666 111"], "112"),
    ("FR", ["takeitdown.ncmec.org", "3018.fr", "allo119.gouv.fr", "internet-signalement.gouv.fr"], "112"),
    ("ES", ["takeitdown.ncmec.org", ">017<", "900 20 20 10", "inhope.org"], "112"),
    ("DE", ["takeitdown.ncmec.org", "inhope.org"], "112"),
    ("IN", ["IWF", "cybercrime.gov.in", "1930", "1098"], "112"),
    ("NZ", ["netsafe.org.nz", "Internal Affairs"], "111"),
    ("SG", ["Online Safety Commission", ">999<"], "999"),
    ("KR", ["D4U", "Media review commission", ">112<"], "112"),
    ("ZZ", ["takeitdown.ncmec.org", "inhope.org", "cybertip.ca"], ""),
]


def help_in(place: str, who: str = "adult", browser: Browser | None = None) -> str:
    return (browser or Browser()).send("/help", {"place": place, "who": who}).content.decode()


@pytest.mark.parametrize(("place", "named", "emergency"), TABLE)
def test_v36_every_row_of_the_table_for_the_young_is_there(
    place: str, named: list[str], emergency: str
) -> None:
    text = help_in(place, "young")
    assert [each for each in named if each not in text] == []
    assert not emergency or f'Call <b class="number">{emergency}</b>' in text


@pytest.mark.parametrize(
    ("place", "named"),
    [
        ("GB", "0345 6000 459"),
        ("US", "1-844-878-2274"),
        ("US-TX", "1-844-878-2274"),
        ("FR", "116 006"),
        ("ES", ">017<"),
        ("DE", "stopncii.org"),
    ],
)
def test_v64_adults_find_the_services_of_their_country(place: str, named: str) -> None:
    assert named in help_in(place)


@pytest.mark.parametrize("code", sorted(places.places()))
def test_v36_services_of_adults_and_of_the_young_never_share_a_page(code: str) -> None:
    adult, young = help_in(code).lower(), help_in(code, "young").lower()
    assert "stopncii" in adult and "stopncii" not in young
    assert "takeitdown.ncmec" not in adult and "report remove" not in adult


def test_v64_it_works_without_cookies_and_sets_none() -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/help", "place=GB&who=adult", content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 200
    assert not answer.cookies and not Visit.objects.exists()


def test_v13_no_country_stands_in_the_address() -> None:
    assert Browser().get("/help?place=GB")["Location"] == "/help"


@pytest.mark.parametrize("values", [{}, {"place": "XX"}, {"place": "GB", "who": "x"}, {"place": "\x00"}])
def test_bad_choices_show_the_plain_page(values: dict[str, str]) -> None:
    answer = Browser().send("/help", values)
    assert answer.status_code == 200
    assert "StopNCII" in answer.content.decode()


def test_v64_hours_are_shown_as_they_stand_now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT)
    assert "Open now until 16:00." in help_in("GB")


def test_v64_a_line_says_when_it_was_checked() -> None:
    assert "We checked these on 23 November 2026." in help_in("GB")


def test_v64_a_number_that_nobody_could_confirm_says_so() -> None:
    meri, _, rest = help_in("IN", "young").partition("63631 76363")[2].partition("</li>")
    assert "We could not check this one." in meri
    assert "We could not check this one." not in rest


def test_v64_in_a_country_we_do_not_know_no_foreign_number_is_given() -> None:
    text = help_in("ZZ")
    assert "Call the emergency number of the place where you are." in text
    assert "999" not in text


def test_v36_whoever_said_under_18_cannot_reach_the_other_list() -> None:
    browser = Browser()
    browser.answer("age", under_18="yes")
    text = help_in("GB", "adult", browser)
    assert "stopncii" not in text.lower()
    assert 'name="who"' not in text


def test_v36_an_open_case_of_someone_young_shows_the_same(make_case: Callable[..., Case]) -> None:
    browser = Browser()
    case = make_case(safeguarding=True, place="US")
    browser.cookies["v"], _ = visits.begin(at=timezone.now(), case=case)
    text = browser.see("/help")
    assert "report.cybertip.org" in text
    assert "stopncii" not in text.lower()


def test_v64_phone_numbers_are_plain_text() -> None:
    assert "tel:" not in help_in("US")
