"""The code and the words (V-01 to V-05)."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.hashers import WordsHasher
from cases.models import Case, Kind
from cases.rules import words
from cases.services import credentials, intake, record
from cases.services.intake import Opened, Report

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened(at: datetime) -> Opened:
    report = Report(links="https://photoline.test/p/1", affirmed=True, safe_contact={"channel": "none"})
    return intake.open_case(report=report, token="t" * 22, at=at)


def test_v02_a_code_has_eight_signs_in_two_groups() -> None:
    code = credentials.new_code()
    assert len(code) == 9
    assert code[4] == "-"
    assert set(code.replace("-", "")) <= set(credentials.ALPHABET)


def test_v02_no_sign_of_the_code_can_be_taken_for_another() -> None:
    assert not set("ILOU") & set(credentials.ALPHABET)
    assert len(credentials.ALPHABET) == 32


def test_v02_codes_differ() -> None:
    assert len({credentials.new_code() for _ in range(50)}) == 50


@pytest.mark.parametrize(
    "typed", ["K7QM-4T1R", "k7qm4t1r", " k7qm 4tir ", "K7QM–4TLR", "k7qm_4tlr", "Ｋ７ＱＭ-4t1r"]
)
def test_v02_a_code_is_read_as_people_type_it(typed: str) -> None:
    assert credentials.folded(typed) == "K7QM4T1R"


def test_v02_the_letter_o_reads_as_zero() -> None:
    assert credentials.folded("oO00-oooo") == "00000000"


def test_v02_the_code_is_found_by_its_index_and_not_kept(opened: Opened) -> None:
    row = str(Case.objects.values().get())
    assert opened.code not in row
    assert opened.code.replace("-", "") not in row


def test_the_reference_is_not_the_code(opened: Opened) -> None:
    assert opened.case.reference not in opened.code.replace("-", "")
    assert len(opened.case.reference) == credentials.REFERENCE_LENGTH


def test_v03_five_words_come_from_the_list() -> None:
    chosen = credentials.new_words()
    assert len(chosen) == 5
    assert set(chosen) <= set(words.all_words())


def test_v03_words_differ_from_person_to_person() -> None:
    assert len({credentials.new_words() for _ in range(20)}) == 20


def test_v04_words_are_kept_as_argon2id_with_the_measured_cost(opened: Opened) -> None:
    assert opened.case.words_hash.startswith("argon2words$argon2id$v=19$m=47104,t=1,p=1$")


def test_v04_no_word_stands_in_any_row(opened: Opened) -> None:
    row = str(Case.objects.values().get())
    assert " ".join(opened.words) not in row
    assert not any(f"'{word}'" in row for word in opened.words)


def test_they_open_the_case(opened: Opened) -> None:
    assert credentials.check(code=opened.code, typed=" ".join(opened.words)) == opened.case


@pytest.mark.parametrize("between", ["-", "  ", "_", ".", " - ", "\t", ", ", "; ", "/", "\u00a0", "\n"])
def test_v03_what_stands_between_the_words_does_not_matter(opened: Opened, between: str) -> None:
    typed = f"  {between.join(opened.words).upper()} "
    assert credentials.check(code=opened.code.lower(), typed=typed) == opened.case


def test_wrong_words_open_nothing(opened: Opened) -> None:
    assert credentials.check(code=opened.code, typed="one two three four five") is None


def test_words_in_another_order_open_nothing(opened: Opened) -> None:
    assert credentials.check(code=opened.code, typed=" ".join(sorted(opened.words) + ["x"])) is None


def test_an_unknown_code_opens_nothing(opened: Opened) -> None:
    assert credentials.check(code="0000-0000", typed=" ".join(opened.words)) is None


def test_v05_a_case_without_words_opens_for_nobody(opened: Opened) -> None:
    Case.objects.update(words_hash="")
    assert credentials.check(code=opened.code, typed=" ".join(opened.words)) is None


@pytest.mark.parametrize(("code", "typed"), [("x" * 33, "a"), ("0000-0000", "x" * 201)])
def test_b16_too_long_is_refused_before_hashing(
    code: str, typed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(credentials, "nobody", lambda: pytest.fail("it was hashed"))
    assert credentials.check(code=code, typed=typed) is None


@pytest.mark.parametrize("known", [True, False])
def test_v05_an_unknown_code_costs_exactly_the_hash_that_wrong_words_cost(
    opened: Opened, known: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    credentials.nobody()
    hashed: list[str] = []
    verify = WordsHasher.verify
    monkeypatch.setattr(
        WordsHasher, "verify", lambda self, word, kept: hashed.append(word) or verify(self, word, kept)
    )
    code = opened.code if known else "0000-0000"
    assert credentials.check(code=code, typed="one two three four five") is None
    assert hashed == ["one two three four five"]


def test_v04_a_third_hash_at_once_waits_and_then_gives_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(credentials, "SECONDS_TO_WAIT", 0.05)
    with credentials.a_place(), credentials.a_place(), pytest.raises(credentials.Busy):
        credentials.hashed("a b c d e")


def test_v04_a_place_is_free_again_after_a_failure() -> None:
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), credentials.a_place():
            raise ZeroDivisionError
    assert credentials.hashed("a b c d e")


def test_v07_new_words_replace_the_old_at_once(opened: Opened, at: datetime) -> None:
    code, chosen = credentials.renew(case_id=opened.case.pk, keep=None, at=at)
    assert credentials.check(code=opened.code, typed=" ".join(opened.words)) is None
    assert credentials.check(code=code, typed=" ".join(chosen)) == opened.case


def test_v08_new_words_are_on_record(opened: Opened, at: datetime) -> None:
    credentials.renew(case_id=opened.case.pk, keep=None, at=at)
    assert opened.case.events.filter(kind=Kind.NEW_WORDS).count() == 1
    assert record.verify(opened.case) == []


@given(st.text(alphabet=credentials.ALPHABET, min_size=8, max_size=8))
def test_v02_a_code_written_as_a_number_is_the_same_code(code: str) -> None:
    number = credentials.as_number(code)
    assert len(number.replace(" ", "")) == 13
    assert credentials.folded(number) == credentials.folded(code)
    assert credentials.folded(f" {number.replace(' ', '-')} ") == code


@pytest.mark.parametrize("typed", ["9999 999 999 999", "1099 511 627 776", "0000 000 000 000"])
def test_v02_a_number_that_is_no_code_opens_nothing(typed: str, db: None) -> None:
    assert credentials.check(code=typed, typed="one two three four five") is None


@pytest.mark.parametrize("zero", ["٠", "۰", "０", "०"])
def test_v02_a_number_in_the_digits_of_her_own_script_is_read(zero: str) -> None:
    code = credentials.new_code()
    digits = credentials.as_number(code)
    hers = "".join(chr(ord(zero) + int(sign)) if sign.isdigit() else sign for sign in digits)
    assert credentials.folded(hers) == credentials.folded(code)


@pytest.mark.parametrize(
    "typed",
    [
        "1. {} 2. {} 3. {} 4. {} 5. {}",
        "1) {}\n2) {}\n3) {}\n4) {}\n5) {}",
        "\ufeff{}\u200b {}\u200e {} {} {}\u200f",
    ],
)
def test_v03_a_copied_list_and_signs_nobody_sees_do_not_matter(opened: Opened, typed: str) -> None:
    assert credentials.check(code=opened.code, typed=typed.format(*opened.words)) == opened.case
