"""Two spellings of one person meet; two people do not (S-20)."""

from __future__ import annotations

import pytest

from cases.rules import ties


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("Bo Miller", "My ex is Miller, Bo."),
        ("bo miller", "BO  MILLER works at the site"),
        ("Zoë Núñez", "it was Zoe Nunez"),
        ("@anna.s", "she is @anna.s there"),
        ("anna.s", "see https://clipshare.test/@anna.s for it"),
        ("BO@example.org", "mail: bo@example.org."),
        ("https://clipshare.test/u/annas", "it is annas"),
        ("John Smith", "It was John Smith's phone."),
        ("John Smith", "It was John Smith’s phone."),
        ("Pat O'Brien", "Pat O’Brien has it"),
        ("Pat O’Brien", "PAT OBRIEN has it"),
        ("O'Brien", "It is O’Brien’s"),
        ("James Bond", "James Bond' s"),
        ("Anne-Marie Lopez", "Anne Marie Lopez"),
        ("Anne Marie Lopez", "Anne\u2011Marie Lopez"),
        ("Anne-Marie", "ask Anne Marie"),
        ("Anne-Marie", "she is @anne-marie there"),
        ("John Smith", "signed, John Paul Smith"),
        ("Maria Berg", "Maria van der Berg"),
        ("Maria van der Berg", "it was Maria van der Berg who did it"),
        ("Maria Luisa van der Berg", "Maria Luisa van der Berg"),
        ("Lukasz Wozniak", "Łukasz Woźniak"),
        ("Søren Aabo", "Soren Aabo"),
        ("John Smith", "Jo\u00adhn Smi\u200bth"),
        ("petra.lang@example.org", "petra.lang+x@example.org"),
        ("petra.lang+work@example.org", "petra.lang@example.org"),
        ("petra.lang@example.org", "mail=petra.lang@example.org"),
        ("petra.lang@example.org", "petra.lang [at] example (dot) org"),
        ("@bo.miller", "his account is bo.miller"),
        ("@bo_miller", "he is bo_miller."),
        ("bo.miller", "https://clipshare.test/users/bo.miller"),
        ("bo.miller", "clipshare.test/bo.miller"),
    ],
)
def test_s20_one_person_in_two_spellings(typed: str, text: str) -> None:
    assert ties.of_one(typed) in ties.in_short(text)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("Bo Miller", "Bo Mills and a miller"),
        ("Bo Miller", "Bo met one of the other Millers"),
        ("bo@example.org", "bob@example.org"),
        ("@anna", "@annas"),
    ],
)
def test_s20_two_people_are_two(typed: str, text: str) -> None:
    assert ties.of_one(typed) not in ties.in_short(text)


def test_a_single_word_in_a_long_text_names_nobody() -> None:
    assert "bo" not in ties.in_long("Bo said that it was fine")
    assert "bo" in ties.in_short("Bo")


@pytest.mark.parametrize("typed", ["", " ", "-", "…", "a"])
def test_nothing_is_nobody(typed: str) -> None:
    assert ties.of_one(typed) == ""


def test_how_one_of_ours_may_stand_in_a_report() -> None:
    marks = ties.of_staff(name="Bo Miller", username="bmiller", mail="bo@northgate.example.org")
    assert marks == {"bo miller", "bmiller", "bo@northgate.example.org"}
    marks = ties.of_staff(name="Anna Maria van der Berg", username="am-berg", mail="")
    assert marks == {"anna berg", "berg maria", "am berg", "anna maria"}
    assert ties.of_staff(name="", username="bo", mail="") == {"bo"}
    assert ties.of_staff(name="(nights)", username="bo", mail="") == {"bo"}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Maria Luisa Garcia", "It was Maria Garcia who did it."),
        ("Maria Luisa Garcia", "It was Luisa Garcia who did it."),
        ("María García López", "María García has them"),
        ("Maria Luisa Garcia", "Garcia, Maria Luisa"),
        ("Dr. Ann Becker", "Ann Becker sent it on"),
        ("Bo Miller (nights)", "it was Bo Miller"),
        ("Nguyễn Thị Minh", "Nguyen Minh did"),
        ("Jörg Müller", "Joerg Mueller has it"),
        ("Joerg Mueller", "Jörg Müller has it"),
        ("Jörg Mueller", "Joerg Müller has it"),
        ("Søren Ågård", "Soeren Aagaard"),
        ("Soeren Aagaard", "Søren Ågård"),
        ("Sinéad O'Brien", "Sinead O Brien"),
        ("Sinéad O Brien", "Sinead O’Brien"),
        ("Omar Al-Hassan", "Omar Alhassan"),
        ("Omar Alhassan", "Omar al Hassan"),
        ("Ian McDonald", "Ian Mc Donald"),
        ("Bo Miller", "Bo\u200bMiller has it"),
        ("Dina Okafor", "I think Dina Okafor at the helpline did this"),
    ],
)
def test_s20_one_of_ours_is_met_however_a_report_spells_the_name(name: str, text: str) -> None:
    assert ties.of_staff(name=name, username="n1", mail="") & ties.in_long(text)


@pytest.mark.parametrize("text", ["Sue Miller", "Dr Ann", "Mr Becker", "Ann Lee and Mr Becker"])
def test_s20_somebody_else_is_not_one_of_ours(text: str) -> None:
    marks = ties.of_staff(name="Dr. Ann Becker", username="n1", mail="")
    marks |= ties.of_staff(name="Su Miller", username="n2", mail="")
    assert not marks & ties.in_long(text)


@pytest.mark.parametrize(
    "text",
    [
        "bo@house.test!",
        "bo@house.test?",
        "mailto:bo@house.test?subject=x",
        "«bo@house.test»",
        "bo@house.test…",
    ],
)
def test_s20_a_mailbox_is_met_whatever_stands_behind_it(text: str) -> None:
    assert "bo@house.test" in ties.mailboxes(text)
