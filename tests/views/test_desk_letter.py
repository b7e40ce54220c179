"""The letter as a page shows it, and the matrix of what each law asks for."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.models import User
from django.test import Client

from cases.models import Case, Notice
from cases.services import notices
from cases.views.desk import letter
from tests.conftest import AT
from tests.views.desk import read

Make = Callable[..., Notice]
MakeCase = Callable[..., Case]


def lines(notice: Notice) -> list[letter.Line]:
    return letter.matrix(notice, notices.preview(notice, at=AT), notices.check(notice, at=AT))


def line(notice: Notice, label: str) -> letter.Line:
    return next(each for each in lines(notice) if each.label.startswith(label))


def test_a_fact_two_laws_ask_for_is_one_line(make_notice: Make) -> None:
    found = line(make_notice(), "The exact address")
    assert found.cells == (("US 48 h", "yes"), ("UK 48 h", "yes"))


def test_what_one_law_does_not_ask_is_said(make_notice: Make) -> None:
    assert line(make_notice(), "A signature").cells == (("US 48 h", "yes"), ("UK 48 h", "not asked"))


def test_an_element_nobody_requires_is_no_line(make_notice: Make) -> None:
    assert not [each for each in lines(make_notice()) if each.label.startswith("Anything regulations")]


def test_what_is_missing_comes_first_with_a_way_to_mend_it(make_notice: Make, make_case: MakeCase) -> None:
    first, *others = lines(make_notice(case=make_case(facts="")))
    assert first.is_missing and first.fix == "facts"
    assert not any(each.is_missing for each in others)


def test_an_unstated_declaration_is_missing_and_the_desk_cannot_mend_it(
    make_notice: Make, make_case: MakeCase
) -> None:
    found = line(make_notice(case=make_case(statements={})), "The declaration that the report is made")
    assert found.is_missing and found.fix == ""
    assert found.detail == "The person has not stated this."


def test_it_says_who_signs_before_and_after(make_notice: Make, bo: User) -> None:
    notice = make_notice()
    assert line(notice, "A signature").detail == "Dana Whitfield signs when it is approved"
    approved = notices.approve(notice_id=notice.pk, actor=bo, at=AT)
    assert line(approved, "A signature").detail == "Dana Whitfield signed"


def test_an_approved_letter_keeps_the_order_of_its_laws(make_notice: Make, bo: User) -> None:
    approved = notices.approve(notice_id=make_notice().pk, actor=bo, at=AT)
    stored = Notice.objects.select_related("case").get(pk=approved.pk)
    found = letter.sections(notices.preview(stored, at=AT), notices.check(stored, at=AT))
    assert [section.heading for section in found] == ["United States", "United Kingdom"]


def test_a_gap_stands_in_its_own_laws_section(make_notice: Make, make_case: MakeCase) -> None:
    notice = make_notice(case=make_case(facts=""))
    us, uk = letter.sections(notices.preview(notice, at=AT), notices.check(notice, at=AT))
    assert us.gaps == ("Why it was shared without consent",)
    assert uk.gaps == ()


def test_the_annex_names_each_item_in_neutral_words(make_notice: Make) -> None:
    first, second = letter.annex(notices.preview(make_notice(), at=AT))
    assert first["shown"].startswith("hxxps[:]//clipshare[.]test/")
    assert first["said"].endswith("Adult, indoors, not altered")
    assert (first["n"], second["n"]) == (1, 2)


def test_no_answer_of_the_form_is_empty(make_notice: Make, make_case: MakeCase) -> None:
    notice = make_notice(case=make_case(facts=""))
    found = letter.answers(notice, notices.preview(notice, at=AT))
    assert all(each["text"].strip() for each in found)
    assert "Why it was shared without consent" not in [each["label"] for each in found]


def test_what_hides_in_the_words_of_the_person_is_shown_d_66(
    as_bo: Client, make_notice: Make, make_case: MakeCase
) -> None:
    case = make_case(facts="Sent \u202efdp\u202c on\u200b.", signs_herself=True)
    case.signature_name = "A\u2066na"
    case.save()
    notice = make_notice(case=case)
    text = read(as_bo, "desk_notice", case.reference, notice.number)
    assert "Sent [U+202E]fdp[U+202C] on[U+200B]." in text
    assert "A[U+2066]na" in text
    assert not {"\u202e", "\u200b", "\u2066"} & set(text)
