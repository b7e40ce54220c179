"""What her pages say back: nothing she did not answer, nothing that is not so, and what comes next."""

from __future__ import annotations

import re

import pytest

from cases.models import Case
from tests.person import Browser, inside

pytestmark = pytest.mark.django_db
CHOSEN = r'<option value="([^"]+)" selected>'


@pytest.mark.parametrize(("place", "zone"), [("GB", ["Europe/London"]), ("US", []), ("ZZ", [])])
def test_v41_a_zone_is_filled_in_only_where_a_country_has_one(place: str, zone: list[str]) -> None:
    page = Browser().fill("contact", place={"place": place})
    zones = page[page.index('name="zone"') :].partition("</select>")[0]
    assert re.findall(CHOSEN, zones) == zone


def test_what_she_left_open_is_not_said_to_be_her_answer() -> None:
    page = Browser().fill(pictures={"kind": "", "made": ""})
    assert "Something else" not in page and "Not sure" not in page
    assert "About the pictures" in page and "Not said" in page


def test_v35_whoever_acts_for_someone_answers_for_that_person() -> None:
    assert "Then answer for that person." in Browser().fill("age")
    assert "Was that person under 18" in Browser().fill("whom")


def test_a_threat_is_kept_before_it_is_blocked() -> None:
    page = Browser().report(harm={"harm": "sextortion"}).content.decode()
    assert page.index("Keep their messages and their names.") < page.index("you can block them")


def test_no_mail_is_said_as_it_is_and_one_press_leads_on_in_its_place() -> None:
    page = Browser().report().content.decode()
    assert "We will not call you or send you mail. What we write waits for you here" in page
    assert re.search(r'href="/progress" data-instead', page)


def test_the_young_have_a_line_in_their_plan_before_they_say_where_they_live() -> None:
    her = Browser()
    her.answer("age", under_18="yes")
    her.send("/form", {"page": "services", "go": "next", "place": ""})
    her.answer("contact")
    her.send("/form", her.last_page())
    case = Case.objects.get()
    assert not case.place
    browser = inside(case)
    browser.send("/progress", {"go": "plan"})
    assert "0800 1111" in browser.see("/progress")


def test_the_clocks_of_her_country_stand_at_the_top() -> None:
    page = Browser().fill("contact", place={"place": "US"})
    zones = page[page.index('name="zone"') :].partition("</select>")[0]
    first = re.findall(r'<option value="([^"]+)"', zones)[:5]
    assert {each.partition("/")[0] for each in first} <= {"America", "Pacific"} and "America/Chicago" in zones
    assert not {"Africa/Abidjan", "Europe/Andorra"} & set(first)


def test_v60_what_is_wrong_with_several_fields_stands_once_above_and_at_each_of_them() -> None:
    browser = Browser()
    browser.fill("links")
    places = {f"{name}_{row}": "a\x01b" for row in (1, 2) for name in ("site", "where")}
    browser.answer("links", links="", **places)
    page = browser.see("/form")
    summary = page[page.index('class="summary"') : page.index("<h1")]
    assert re.findall(r'<a href="#(\w+)">There is a sign', summary) == ["id_site_1"]
    assert page.count("There is a sign in this text") == 1 + len(places)


def test_a_site_in_another_script_is_shown_as_its_owner_writes_it() -> None:
    page = Browser().fill(links={"links": "https://مثال.شبكة/abc"})
    assert "hxxps[:]//مثال[.]شبكة/abc" in page and "xn--" not in page
