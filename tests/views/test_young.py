"""Under 18: another path from the first answer on (V-35 to V-38)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import User

from cases.models import Case, Delivery, Depiction, Location
from cases.rules import help as places
from tests.person import LINKS, MAIL, Browser, shown, young

pytestmark = pytest.mark.django_db


def services(answer: str = "yes", place: str = "") -> str:
    browser = Browser()
    browser.answer("age", under_18=answer)
    if place:
        browser.send("/form", {"page": "services", "go": "stay", "place": place})
    return browser.see("/form")


@pytest.mark.parametrize("answer", ["yes", "unsure"])
def test_v36_yes_and_not_sure_lead_to_the_services(answer: str) -> None:
    text = services(answer)
    assert "There is help made for you" in text
    assert "takeitdown.ncmec.org" in text


@pytest.mark.parametrize("answer", ["no", "unsaid"])
def test_v35_no_and_prefer_not_to_say_go_on(answer: str) -> None:
    assert "What happened?" in services(answer)


def test_v36_no_link_field_is_shown() -> None:
    text = services()
    assert 'name="links"' not in text
    assert "<textarea" not in text


@pytest.mark.parametrize(
    ("place", "service"),
    [
        ("GB", "Report Remove"),
        ("US-FL", "CyberTipline"),
        ("AU", "eSafety"),
        ("CA", "NeedHelpNow"),
        ("IE", "Hotline.ie"),
        ("FR", "INHOPE"),
        ("IN", "1098"),
        ("NZ", "Netsafe"),
    ],
)
def test_v36_services_are_those_of_her_place(place: str, service: str) -> None:
    assert service in services(place=place)


@pytest.mark.parametrize(("home", "service"), [("GB", "Report Remove"), ("AU", "eSafety")])
def test_v36_before_she_says_where_the_house_shows_its_own_country_and_says_so(
    settings: Any, home: str, service: str
) -> None:
    settings.HOME_PLACES = [home, "US"]
    text = services("unsure")
    assert service in text
    assert f"The first ones here are for: {places.place(home).name}." in text
    assert text.index(service) < text.index("INHOPE")
    assert "We do not know yet" not in services("unsure", place="FR")


def test_v36_a_phone_line_is_shown() -> None:
    assert '<span class="number">0800 1111</span>' in services(place="GB")


@pytest.mark.parametrize("code", sorted(places.places()))
def test_v36_adult_and_young_hash_services_never_stand_together(code: str) -> None:
    assert "stopncii" not in services(place=code).lower()


@pytest.mark.parametrize(
    ("answer", "shown_one", "hidden_one"), [("yes", "ncmec", "stopncii"), ("no", "stopncii", "ncmec")]
)
def test_v36_the_help_page_keeps_them_apart_too(answer: str, shown_one: str, hidden_one: str) -> None:
    browser = Browser()
    browser.answer("age", under_18=answer)
    text = browser.see("/help").lower()
    assert shown_one in text
    assert hidden_one not in text


def test_v38_she_is_told_not_to_send_the_pictures() -> None:
    assert "Please do not save or send the pictures to anyone." in services()


def test_the_emergency_number_is_shown() -> None:
    assert 'call <b class="number">112</b>' in services(place="FR")


def test_v36_she_can_ask_for_someone_to_contact_her() -> None:
    code, words = shown(young(Browser()))
    case = Case.objects.get()
    assert case.safeguarding
    assert case.place == "GB"
    assert len(words.split()) == 5
    assert len(code) == 9


def test_v36_nothing_about_pictures_is_kept() -> None:
    young(Browser())
    assert not Location.objects.exists()
    assert not Depiction.objects.exists()


def test_v36_links_typed_before_the_answer_changed_are_dropped() -> None:
    browser = Browser()
    browser.fill(until="pictures", links={"links": LINKS})
    browser.send("/form", {"page": "pictures", "go": "change:age"})
    browser.answer("age", under_18="unsure")
    browser.send("/form", {"page": "services", "go": "next", "place": ""})
    browser.answer("contact")
    text = browser.see("/form")
    assert "photoline" not in text
    browser.send("/form", browser.last_page())
    assert Case.objects.get().safeguarding
    assert not Location.objects.exists()


def test_v35_she_can_go_back_and_answer_again() -> None:
    browser = Browser()
    browser.answer("age", under_18="yes")
    browser.send("/form", {"page": "services", "go": "back"})
    browser.answer("age", under_18="no")
    assert "What happened?" in browser.see("/form")


def test_v36_only_the_lead_is_alerted(sam: User, bo: User, di: User) -> None:
    young(Browser())
    assert [delivery.to_user for delivery in Delivery.objects.all()] == [sam]


def test_her_mail_wishes_are_kept() -> None:
    young(Browser(), **MAIL)
    assert Case.objects.get().safe_contact["address"] == "ana@example.org"


def test_her_path_has_four_steps() -> None:
    assert "Step 2 of 4" in services()


def test_she_signs_nothing() -> None:
    young(Browser())
    case = Case.objects.get()
    assert case.signature_name == ""
    assert not case.statements.get("affirmed")
    assert not any(case.consents.values())


def test_the_last_page_repeats_only_what_she_said() -> None:
    browser = Browser()
    browser.answer("age", under_18="yes")
    browser.send("/form", {"page": "services", "go": "next", "place": "GB"})
    browser.answer("contact")
    assert set(re.findall(r'value="change:(\w+)"', browser.see("/form"))) == {
        "device",
        "age",
        "services",
        "contact",
    }
