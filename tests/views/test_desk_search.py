"""Search: what finds a case, whose case it finds, and that it is written down first."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from cases.models import Access, Case
from cases.services import access_log, contacts, credentials, locations, search, wishes
from tests.conftest import AT, person_of_staff
from tests.views.desk import post, read, text_of

MakeCase = Callable[..., Case]
PATH = "/desk/search"


def ask(client: Client, q: str, **fields: Any) -> HttpResponse:
    return post(client, PATH, q=q, **fields)


def leads_to(case: Case, answer: HttpResponse) -> bool:
    return answer.status_code == 302 and answer["Location"] == reverse("desk_case", args=[case.reference])


def main_of(answer: HttpResponse) -> str:
    """The page without its frame and its token."""
    return re.sub(r'value="\w{64}"', "", text_of(answer).partition("<main")[2])


@pytest.fixture
def case(make_case: MakeCase) -> Case:
    """Ana's case, with a code, a mailbox, a link and a name."""
    made = make_case(links=0, name_in_notices="Zoë Quartermain")
    made.code_index = credentials.code_index("ABCD-EFGH-JKMN")
    made.safe_contact = {"channel": "email", "address": "Ana@example.org"}
    made.email_index = contacts.of_plan(made.safe_contact)
    made.save()
    locations.add(case=made, text="https://clips.example/v/1?utm_source=x", actor=None, at=AT)
    return made


WAYS = {
    "code": "abcd efgh jkmn",
    "e-mail": " ANA@example.org",
    "link": "hxxp://www.clips[.]example/v/1#part",
    "name": "quarter zoe",
}


def test_a_reference_or_its_beginning_opens_the_case(as_bo: Client, case: Case) -> None:
    assert leads_to(case, ask(as_bo, case.reference.lower()))
    assert leads_to(case, ask(as_bo, f"{case.reference}-2"))
    assert leads_to(case, ask(as_bo, case.reference[:5]))


@pytest.mark.parametrize(
    "q",
    [
        "#{}",
        "{}.",
        " [#{}] ",
        "[{}-2],",
        "[#{}] 6 h left",
        "Re: #{} wishes changed",
        "Notice: 2, in case #{}",
    ],
)
def test_a_reference_is_found_as_our_mails_write_it(
    as_bo: Client, case: Case, make_case: MakeCase, q: str
) -> None:
    make_case(name_in_notices="Ana Wishes")
    assert leads_to(case, ask(as_bo, q.format(case.reference)))
    assert leads_to(case, ask(as_bo, q.format(case.reference.lower())))


@pytest.mark.parametrize("q", ["{} 6 h left", "left#{}", "https://clips.example/v/2#{}", "#{}X", "#1 of {}"])
def test_a_reference_in_other_words_is_not_looked_for(as_bo: Client, case: Case, q: str) -> None:
    assert "No case matches." in text_of(ask(as_bo, q.format(case.reference)))


@pytest.mark.parametrize("way", WAYS)
def test_each_way_finds_the_case(as_bo: Client, case: Case, make_case: MakeCase, way: str) -> None:
    make_case()
    assert leads_to(case, ask(as_bo, WAYS[way]))


def test_v43_an_address_on_file_proves_nobody_and_the_desk_says_so(
    as_bo: Client, case: Case, make_case: MakeCase
) -> None:
    """On the case that one hit leads to, and on a list of several; not after another way of looking."""
    said = "From an address on file; identity not proven."
    assert leads_to(case, ask(as_bo, WAYS["e-mail"]))
    assert said in read(as_bo, "desk_case", case.reference)
    assert leads_to(case, ask(as_bo, WAYS["code"]))
    assert said not in read(as_bo, "desk_case", case.reference)
    other = make_case()
    other.email_index = contacts.mail_index("ana@example.org")
    other.save()
    assert said in text_of(ask(as_bo, WAYS["e-mail"]))


@pytest.mark.parametrize("way", WAYS)
def test_s10_what_is_not_hers_is_found_as_little_as_what_is_missing(
    as_cy: Client, case: Case, way: str
) -> None:
    hidden, missing = (main_of(ask(as_cy, q)) for q in (WAYS[way], "Zzz"))
    assert "No case matches." in hidden
    assert case.reference not in hidden
    if way == "name":
        assert hidden.replace(WAYS[way], "") == missing.replace("Zzz", "")


@pytest.mark.parametrize("way", WAYS)
def test_a_flagged_case_is_found_by_the_lead_alone(
    as_di: Client, as_bo: Client, as_sam: Client, case: Case, way: str
) -> None:
    Case.objects.filter(pk=case.pk).update(safeguarding=True)
    assert not any(leads_to(case, ask(client, WAYS[way])) for client in (as_di, as_bo))
    assert leads_to(case, ask(as_sam, WAYS[way]))


@pytest.mark.parametrize("way", ["e-mail", "link", "name"])
def test_a_new_report_does_not_tell_whose_it_is(as_cy: Client, case: Case, way: str) -> None:
    """Its reference is listed, so reference and code find it; what it says may not be asked of it."""
    Case.objects.filter(pk=case.pk).update(assignee=None, state="submitted")
    assert not leads_to(case, ask(as_cy, WAYS[way]))
    assert leads_to(case, ask(as_cy, WAYS["code"]))


@pytest.mark.parametrize("role", ["auditor", "admin"])
def test_who_has_no_case_content_finds_nothing(
    signed_in: Callable[[User], Client], case: Case, role: str
) -> None:
    client = signed_in(person_of_staff("ada", role))
    assert not any(leads_to(case, ask(client, q)) for q in (*WAYS.values(), case.reference))


def test_ended_cases_are_found_too(as_bo: Client, make_case: MakeCase) -> None:
    case = make_case(state="closed")
    assert leads_to(case, ask(as_bo, case.reference))


def test_several_cases_are_listed_with_how_each_was_found(as_bo: Client, make_case: MakeCase) -> None:
    cases = [make_case(name_in_notices="Ana Quartermain"), make_case(name_in_notices="Bea Quartermain")]
    text = text_of(ask(as_bo, "quartermain"))
    assert all(case.reference in text for case in cases)
    assert text.count(">name</td>") == 2


def test_s11_a_search_is_written_down_before_anything_is_looked_for(
    as_bo: Client, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows: list[int] = []
    monkeypatch.setattr(search, "find", lambda **given: rows.append(Access.objects.count()) or search.Found())
    ask(as_bo, WAYS["e-mail"])
    assert rows == [1]
    assert Access.objects.get().kind == "search"


def test_s11_nothing_is_looked_for_where_it_cannot_be_written_down(
    as_bo: Client, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(**given: Any) -> None:
        raise OperationalError

    monkeypatch.setattr(access_log, "note", away)
    as_bo.raise_request_exception = False
    answer = ask(as_bo, WAYS["e-mail"])
    assert answer.status_code == 503
    assert case.reference not in answer.content.decode()


def test_what_was_typed_stands_in_no_address_no_log_and_no_row(
    as_bo: Client, case: Case, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    answer = ask(as_bo, "quartermain")
    assert "quartermain" not in answer["Location"].lower()
    assert "quartermain" not in caplog.text.lower()
    assert "quartermain" not in str(list(Access.objects.values())).lower()
    assert as_bo.get(PATH, {"q": case.reference}).status_code == 200  # an address is never read
    assert Access.objects.filter(kind="search").count() == 1


@pytest.mark.parametrize("q", ["\u202eA", "' OR 1=1 --", "%", "-", "_", "@", "/", "http://", "\u0301\u0301"])
def test_b17_odd_words_find_nothing_and_break_nothing(as_bo: Client, case: Case, q: str) -> None:
    text = text_of(ask(as_bo, q))
    assert "No case matches." in text
    assert "What can be searched" in text


@pytest.mark.parametrize("q", ["", " ", "A" * 201, "a\x00b", "data:image/png;base64,AAAA"])
def test_b17_nothing_and_too_much_are_told_and_cost_no_search(as_bo: Client, case: Case, q: str) -> None:
    answer = ask(as_bo, q)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert not Access.objects.exists()
    assert ask(as_bo, "A" * 200).status_code == 200


def test_b17_thirty_searches_a_minute_are_enough(as_bo: Client, as_cy: Client) -> None:
    assert [ask(as_bo, "Zzz").status_code for _ in range(31)] == [200] * 30 + [429]
    assert Access.objects.count() == 30
    assert ask(as_cy, "Zzz").status_code == 200
    assert as_bo.get("/desk/cases").status_code == 200


def test_d07_names_are_read_a_few_at_a_time(
    as_bo: Client, make_case: MakeCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "NAMES_AT_ONCE", 2)
    cases = [make_case(links=0, name_in_notices=name) for name in ("Ana Quartermain", "Bea", "Cia")]
    for number, case in enumerate(cases):
        Case.objects.filter(pk=case.pk).update(opened_at=AT.replace(day=number + 1))
    first = text_of(ask(as_bo, "quartermain"))
    assert "Names were read in 2 of 3 cases" in first
    assert leads_to(cases[0], ask(as_bo, "quartermain", skip="2"))


def test_d07_two_hundred_names_is_the_most() -> None:
    assert search.NAMES_AT_ONCE == 200


def test_a_name_that_cannot_be_opened_hides_no_other(as_bo: Client, case: Case, make_case: MakeCase) -> None:
    broken = make_case(name_in_notices="Zoë Other")
    Case.objects.filter(pk=broken.pk).update(name_in_notices=Case.objects.get(pk=case.pk).__dict__["facts"])
    assert leads_to(case, ask(as_bo, WAYS["name"]))


def test_a_new_address_is_found_and_the_old_one_is_not(as_bo: Client, case: Case) -> None:
    plan = {"channel": "email", "address": "new@example.org"}
    wishes.reach(case_id=case.pk, plan=plan, keep_from="", at=AT)
    assert leads_to(case, ask(as_bo, "NEW@example.org"))
    assert not leads_to(case, ask(as_bo, "ana@example.org"))


def test_search_without_a_question_explains_itself(as_bo: Client) -> None:
    text = text_of(as_bo.get(PATH))
    assert "What can be searched" in text
    assert "Names are read one by one, 200 cases at a time" in text


def test_a_link_that_is_no_web_page_has_one_spelling() -> None:
    assert search.spellings("ftp://files.example.org/a") == ["ftp://files.example.org/a"]
    assert len(search.spellings("https://www.example.org/a")) == 4
