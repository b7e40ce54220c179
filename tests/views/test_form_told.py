"""What her pages say back: nothing she did not answer, nothing that is not so, and what comes next."""

from __future__ import annotations

import re

import pytest

from cases.forms.draft import ADULT
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


def test_v62_a_report_can_be_sent_with_every_question_left_out_that_may_be() -> None:
    browser = Browser()
    for page in ADULT:
        if page.key != "check":
            browser.answer(page.key, go="skip" if page.skippable else "next")
    assert "What happened</dt>" in browser.see("/form")
    assert "Write this down" in browser.send("/form", browser.last_page()).content.decode()
    assert (Case.objects.get().harm, Case.objects.get().device) == ("", "unsure")


TOLD_A_SITE = {"told_1": "Instagram", "answer_1": "We found nothing."}
CHAT = {"kind_1": "chat", "site_1": "WhatsApp", "where_1": "@bob"}


@pytest.mark.parametrize(
    ("harm", "typed", "said"),
    [
        ("threat", TOLD_A_SITE, "threat"),
        ("threat", CHAT, "threat"),
        ("threat", {"links": "nothing yet"}, "threat"),
        ("threat", {"links": "photoline.test/p/1"}, "no_consent"),
        ("sextortion", TOLD_A_SITE, "no_leave"),
        ("sextortion", CHAT, "no_consent"),
        ("shared", TOLD_A_SITE, "no_consent"),
    ],
)
def test_a10_nobody_affirms_that_it_was_shared_unless_she_says_where(
    harm: str, typed: dict[str, str], said: str
) -> None:
    links = {"links": "", "nowhere": "yes", **typed}
    response = Browser().report(harm={"harm": harm}, links=links)
    case = Case.objects.get()
    affirmed = {each["key"] for each in case.statements["affirmed"]}
    assert affirmed & {"threat", "no_leave", "no_consent"} == {said}
    told_of_letters = "Your caseworker writes to each site" in response.content.decode()
    assert told_of_letters is not case.without_place


def test_a_device_of_which_she_said_nothing_is_not_said_to_be_her_answer() -> None:
    browser = Browser()
    for page in ADULT:
        if page.key != "check":
            browser.answer(page.key, go="skip" if page.key == "device" else "next")
    page = browser.see("/form")
    assert "Check your answers" in page and "I am not sure" not in page
    assert browser.send("/form", browser.last_page()).status_code == 200
    assert Case.objects.get().device == Case.Device.UNSURE


@pytest.mark.parametrize(("typed", "known"), [({"links": "", "nowhere": "yes"}, False), ({}, True)])
def test_a_yes_that_nothing_needs_yet_is_said_to_count_later(typed: dict[str, str], known: bool) -> None:
    page = Browser().fill("sign", harm={"harm": "sextortion"}, links={"links": "photoline.test/p/1", **typed})
    assert ("What you tick counts once there is one." in page) is not known
    assert ("until you tick the first one" in page) is known


@pytest.mark.parametrize(("place", "ours"), [({}, False), ({"place": "GB"}, True)])
def test_v64_no_emergency_number_of_ours_passes_for_hers_once_she_named_no_place(
    place: dict[str, str], ours: bool
) -> None:
    browser = Browser()
    assert ">999<" in browser.see("/")
    page = browser.fill("links", place={"place": "", **place})
    assert (">999<" in page) is ours
    assert ("Call the emergency number of the place" in page) is not ours


def test_v65_the_name_she_signs_with_is_read_back() -> None:
    page = Browser().fill(
        whom={"on_behalf": "no", "signer": "self"}, sign={"affirmed": "on", "signature_name": "Ana Exampel"}
    )
    assert "The name under the letters" in page and "Ana Exampel" in page


def test_v36_the_young_are_told_who_reads_it_and_that_no_site_hears_of_it() -> None:
    browser = Browser()
    browser.answer("age", under_18="yes")
    browser.send("/form", {"page": "services", "go": "next", "place": "GB"})
    browser.answer("contact")
    page = browser.see("/form")
    assert "Send this to someone who helps" in page and "works with young people reads it" in page
    assert "A caseworker here reads it first" not in page
    browser.send("/form", browser.last_page())
    browser.send("/progress", {"go": "stop"})
    assert "letter that a site" not in browser.see("/progress").partition("Or have it all deleted")[0]


def test_a_site_in_another_script_is_shown_as_its_owner_writes_it() -> None:
    page = Browser().fill(links={"links": "https://مثال.شبكة/abc"})
    assert "hxxps[:]//مثال[.]شبكة/abc" in page and "xn--" not in page
