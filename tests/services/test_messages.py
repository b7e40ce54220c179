"""Messages between her and her caseworker, and notes she never sees (B-11, B-14)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from cases.models import Case, Message, Note
from cases.services import messages
from cases.services.refusal import Refused
from tests.conftest import AT
from tests.services.story import kinds, last, states

Make = Callable[..., Case]
MAIL = {"channel": "email", "address": "ana@example.org", "windows": []}


def hers(case: Case, text: str = "Did they write back?", at: Any = AT) -> Message:
    return messages.write(case_id=case.pk, text=text, at=at)


def ours(case: Case, bo: Any, *, asks: bool = False, at: Any = AT) -> Message:
    return messages.answer(case_id=case.pk, text="Which post is it?", asks=asks, actor=bo, at=at)


def raw(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")  # noqa: S608  a name from this file
        return str(cursor.fetchall())


def test_she_writes_and_it_is_on_record_without_a_word_of_it(make_case: Make) -> None:
    case = make_case()
    assert hers(case).text == "Did they write back?"
    assert kinds(case) == ["person_wrote"]
    assert last(case).facts == {}


def test_d01_what_is_written_is_sealed(make_case: Make, bo: Any) -> None:
    case = make_case()
    hers(case, "canary of hers")
    messages.note(case_id=case.pk, text="canary of ours", actor=bo, at=AT)
    assert "canary" not in raw("cases_message") + raw("cases_note") + raw("cases_event")
    assert Message.objects.get().text == "canary of hers"


def test_an_answer_settles_what_waited(make_case: Make, bo: Any) -> None:
    case = make_case()
    hers(case)
    hers(case, at=AT + timedelta(minutes=5))
    assert messages.standing(case).waiting == 2
    ours(case, bo)
    assert (messages.standing(case).waiting, messages.standing(case).new_for_her) == (0, 1)


def test_the_oldest_unanswered_message_says_since_when(make_case: Make) -> None:
    case = make_case()
    hers(case, at=AT + timedelta(minutes=5))
    hers(case)
    assert messages.standing(case).waiting_since == AT


def test_a_message_can_be_set_aside_once(make_case: Make, bo: Any) -> None:
    case = make_case()
    hers(case, "Thank you.")
    messages.set_aside(case_id=case.pk, actor=bo, at=AT)
    assert not messages.standing(case).waiting
    with pytest.raises(Refused, match="No message waits"):
        messages.set_aside(case_id=case.pk, actor=bo, at=AT)


def test_a_question_waits_for_her_until_she_writes(make_case: Make, bo: Any) -> None:
    case = make_case()
    ours(case, bo, asks=True)
    assert messages.standing(case).asked_at == AT
    hers(case, at=AT + timedelta(hours=1))
    assert messages.standing(case).asked_at is None


def test_a_plain_answer_asks_nothing(make_case: Make, bo: Any) -> None:
    case = make_case()
    ours(case, bo)
    assert messages.standing(case).asked_at is None


def test_b11_the_eleventh_message_of_a_day_is_refused(make_case: Make) -> None:
    case = make_case()
    for number in range(10):
        hers(case, f"Message {number}")
    with pytest.raises(Refused, match="ten messages"):
        hers(case, at=AT + timedelta(hours=23, minutes=59))
    assert hers(case, at=AT + timedelta(hours=24))


def test_b11_the_count_is_her_own_case_and_her_own_messages(make_case: Make, bo: Any) -> None:
    mine, other = make_case(), make_case()
    for number in range(10):
        hers(other, f"Message {number}")
        ours(mine, bo)
    assert hers(mine)


@pytest.mark.parametrize(("length", "fits"), [(1, True), (2_000, True), (2_001, False), (0, False)])
def test_b11_her_message_has_one_to_two_thousand_characters(make_case: Make, length: int, fits: bool) -> None:
    case = make_case()
    if fits:
        assert hers(case, "x" * length)
        return
    with pytest.raises(Refused, match="characters"):
        hers(case, "x" * length)


@pytest.mark.parametrize(("length", "fits"), [(8_000, True), (8_001, False)])
def test_b14_a_note_has_at_most_eight_thousand_characters(
    make_case: Make, bo: Any, length: int, fits: bool
) -> None:
    case = make_case()
    if fits:
        assert messages.note(case_id=case.pk, text="x" * length, actor=bo, at=AT)
        return
    with pytest.raises(Refused):
        messages.note(case_id=case.pk, text="x" * length, actor=bo, at=AT)
    assert not Note.objects.exists()


@pytest.mark.parametrize(("state", "kept"), [("closed", True), ("referred", True), ("withdrawn", False)])
def test_nobody_writes_in_a_case_that_has_ended(make_case: Make, bo: Any, state: str, kept: bool) -> None:
    """`kept`: someone of ours still has it. She stopped it, and nobody has it: then nobody would read her."""
    case = make_case(state=state, assignee=bo if kept else None)
    with pytest.raises(Refused, match="closed"):
        hers(case)
    with pytest.raises(Refused, match="closed"):
        ours(case, bo)


def test_after_she_stopped_everything_she_and_her_caseworker_can_write(make_case: Make, bo: Any) -> None:
    """No mail tells her of the answer: she asked that nothing more is sent."""
    case = make_case(state="withdrawn", safe_contact=MAIL)
    hers(case)
    ours(case, bo)
    assert case.messages.count() == 2
    assert not case.deliveries.exists()


def test_v42_an_answer_queues_a_mail_that_says_nothing(make_case: Make, bo: Any) -> None:
    case = make_case(safe_contact=MAIL)
    ours(case, bo)
    row = case.deliveries.get()
    assert (row.kind, row.step, row.message) == ("update", "message", "")


def test_v40_without_her_wish_an_answer_sends_no_mail(make_case: Make, bo: Any) -> None:
    case = make_case(safe_contact={"channel": "none"})
    ours(case, bo)
    assert states(case) == []


def test_a_message_that_waits_already_needs_no_second_mail(make_case: Make, bo: Any) -> None:
    case = make_case(safe_contact=MAIL)
    ours(case, bo)
    ours(case, bo, at=AT + timedelta(hours=2))
    assert states(case) == ["queued"]


def test_the_database_knows_who_wrote(make_case: Make, bo: Any) -> None:
    case = make_case()
    with pytest.raises(IntegrityError), transaction.atomic():
        Message(case=case, from_person=True, actor=bo, text="x", at=AT).save()


def test_a_button_pressed_twice_is_one_message(make_case: Make, bo: Any) -> None:
    case, soon = make_case(), AT + timedelta(seconds=20)
    for at in (AT, soon):
        messages.write(case_id=case.pk, text=" Yes. ", at=at)
    assert case.messages.count() == 1
    messages.answer(case_id=case.pk, text="And this one?", asks=True, actor=bo, at=soon)
    messages.write(case_id=case.pk, text="Yes.", at=soon)
    messages.write(case_id=case.pk, text="Yes.", at=soon + timedelta(minutes=1))
    assert case.messages.filter(from_person=True).count() == 3
