"""Messages on both sides: on her page behind code and words, and at the desk behind a logged click."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cases.models import Access, Case, Message, Note
from cases.services import exposure, messages
from tests.conftest import AT
from tests.person import Browser, inside
from tests.views.desk import after, do, read, text_of

Make = Callable[..., Case]
A_DAY = timedelta(days=1)


def send(browser: Browser, text: str) -> Any:
    return browser.send("/progress", {"page": "messages", "go": "send", "text": text})


def told(case: Case, bo: Any, text: str = "We found it.", *, asks: bool = False, at: Any = None) -> Message:
    return messages.answer(case_id=case.pk, text=text, asks=asks, actor=bo, at=at or timezone.now())


def open_messages(browser: Browser) -> str:
    browser.send("/progress", {"go": "messages"})
    return browser.see("/progress")


def test_after_stop_there_is_still_a_way_to_her_caseworker(as_bo: Client, make_case: Make) -> None:
    """As long as someone has her case; what she writes stands on the desk and can be answered there."""
    case = make_case()
    browser = inside(case)
    browser.send("/progress", {"go": "stop"})
    browser.send("/progress", {"page": "stop", "go": "stop"})
    assert "You can still write to your caseworker here." in browser.see("/progress")
    open_messages(browser)
    send(browser, "I changed my mind.")
    assert case.reference in read(as_bo, "desk_today")
    do(as_bo, "desk_case_action", case.reference, "answer", text="Call us, please.")
    assert "Call us, please." in open_messages(browser)


def test_where_nobody_has_a_stopped_case_there_is_no_page_to_write_on(make_case: Make) -> None:
    browser = inside(make_case(state="withdrawn", assignee=None))
    assert "Write to your caseworker" not in browser.see("/progress")


def test_she_writes_to_her_caseworker(make_case: Make) -> None:
    case = make_case()
    answer = send(inside(case), "Is it gone?")
    assert (answer.status_code, answer["Location"]) == (303, "/progress")
    assert case.messages.get().text == "Is it gone?"


def test_v09_her_own_text_is_not_shown_again(make_case: Make) -> None:
    browser = inside(make_case())
    send(browser, "canary of hers")
    text = browser.see("/progress")
    assert "You wrote today at" in text
    assert "canary" not in text


def test_old_messages_are_shown_when_she_asks(make_case: Make, bo: Any) -> None:
    case = make_case()
    told(case, bo, "canary of ours", at=timezone.now() - A_DAY)
    Message.objects.update(read_at=timezone.now() - A_DAY)
    browser = inside(case)
    assert "canary" not in open_messages(browser)
    shown = browser.send("/progress", {"page": "messages", "go": "earlier"}).content.decode()
    assert "canary of ours" in shown


def test_v60_what_she_is_typing_stays_while_old_messages_are_shown(make_case: Make, bo: Any) -> None:
    browser = inside(make_case())
    send(browser, "The first one.")
    typed = {"page": "messages", "go": "earlier", "text": "Half a sentence that I"}
    shown = browser.send("/progress", typed).content.decode()
    assert "Half a sentence that I</textarea>" in shown and "The first one." in shown
    page = open_messages(browser)
    assert '<button class="link" name="go" value="earlier" form="page">' in page
    assert page.count('id="page"') == 1


def test_a_new_message_is_shown_and_stays_for_this_visit(make_case: Make, bo: Any) -> None:
    case = make_case()
    told(case, bo)
    browser = inside(case)
    assert "Read 1 new message" in browser.see("/progress")
    assert "We found it." in open_messages(browser)
    assert "We found it." in browser.see("/progress")
    assert Message.objects.get().read_at


def test_i8_a_question_of_ours_makes_it_her_turn(make_case: Make, bo: Any) -> None:
    case = make_case()
    told(case, bo, asks=True, at=timezone.now() - A_DAY)
    browser = inside(case)
    text = browser.see("/progress")
    assert "Your turn" in text and "Read it and answer" in text
    send(browser, "The second one.")
    browser.send("/progress", {"go": "back"})
    assert "Your turn" not in browser.see("/progress")


def test_i8_a_question_stays_to_be_read_until_she_answers(make_case: Make, bo: Any) -> None:
    case = make_case()
    told(case, bo, "Which post is it?", asks=True, at=timezone.now() - A_DAY)
    Message.objects.update(read_at=timezone.now() - A_DAY)
    browser = inside(case)
    assert "Which post is it?" in open_messages(browser)
    send(browser, "The second one.")
    assert "Which post is it?" not in browser.see("/progress")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Type your message first."),
        ("x y" * 667, "This has 2,001 characters. We can take 2,000."),
        ("a\x00b", "that we cannot read"),
        ("data:image/png;base64,AAAA", "do not send pictures"),
    ],
)
def test_b11_what_cannot_be_sent_is_said_and_kept(make_case: Make, text: str, said: str) -> None:
    case = make_case()
    page = send(inside(case), text).content.decode()
    assert said in page and "Error:" in page
    assert not case.messages.exists()


def test_b11_after_ten_messages_her_text_is_kept(make_case: Make) -> None:
    case = make_case()
    browser = inside(case)
    for number in range(10):
        send(browser, f"number {number}")
    page = send(browser, "the eleventh").content.decode()
    assert "ten messages" in page and "the eleventh" in page
    assert case.messages.count() == 10


def test_markup_in_a_message_stays_text(make_case: Make, bo: Any) -> None:
    case = make_case()
    told(case, bo, "<b onclick=x>look</b>")
    assert "&lt;b onclick=x&gt;look&lt;/b&gt;" in open_messages(inside(case))


def test_a_note_is_never_shown_to_her(make_case: Make, bo: Any) -> None:
    case = make_case()
    messages.note(case_id=case.pk, text="canary for staff", actor=bo, at=AT)
    browser = inside(case)
    shown = [open_messages(browser), browser.see("/progress")]
    shown.append(browser.send("/progress", {"page": "messages", "go": "earlier"}).content.decode())
    assert not any("canary" in text for text in shown)


def test_nobody_reads_another_cases_messages(make_case: Make, bo: Any) -> None:
    told(make_case(), bo, "canary")
    assert "canary" not in open_messages(inside(make_case()))


def test_s11_reading_at_the_desk_is_written_down(as_bo: Client, make_case: Make) -> None:
    case = make_case()
    messages.write(case_id=case.pk, text="Is it gone?", at=AT)
    assert "Is it gone?" not in read(as_bo, "desk_case", case.reference)
    page = text_of(do(as_bo, "desk_written", case.reference, part="messages"))
    assert "Is it gone?" in page and "The person, today 10:00 GMT" in page
    assert list(Access.objects.values_list("kind", flat=True)) == ["open", "messages"]


def test_s10_messages_of_a_colleagues_case_are_not_here(as_cy: Client, make_case: Make) -> None:
    case = make_case()
    assert do(as_cy, "desk_written", case.reference, part="messages").status_code == 404
    assert do(as_cy, "desk_case_action", case.reference, "answer", text="x").status_code == 404
    assert not Access.objects.exclude(kind="refused").exists()


def test_v36_the_safeguarding_lead_answers_a_flagged_case(
    as_sam: Client, as_bo: Client, make_case: Make
) -> None:
    case = make_case(safeguarding=True)
    assert do(as_bo, "desk_written", case.reference).status_code == 404
    do(as_sam, "desk_case_action", case.reference, "answer", text="Call us, please.")
    assert case.messages.get().text == "Call us, please."


def test_d66_what_hides_in_a_message_is_shown_at_the_desk(as_bo: Client, make_case: Make) -> None:
    case = make_case()
    messages.write(case_id=case.pk, text="see \u202etxt.exe\u200b here", at=AT)
    page = text_of(do(as_bo, "desk_written", case.reference, part="messages"))
    assert "[U+202E]txt.exe[U+200B]" in page


def test_the_caseworker_answers(as_bo: Client, make_case: Make) -> None:
    case = make_case()
    done = do(as_bo, "desk_case_action", case.reference, "answer", text="Not yet.", asks="on")
    assert "The message is there." in after(as_bo, done)
    assert (case.messages.get().text, case.messages.get().asks) == ("Not yet.", True)


def test_an_answer_that_is_too_long_is_kept_on_the_page(as_bo: Client, make_case: Make) -> None:
    case = make_case()
    answer = do(as_bo, "desk_case_action", case.reference, "answer", text="x y" * 1_334)
    assert answer.status_code == 422
    assert "This has 4,002 characters." in text_of(answer) and "x y" * 1_334 in text_of(answer)


def test_a_note_is_kept_and_read_behind_its_own_click(as_bo: Client, make_case: Make) -> None:
    case = make_case()
    do(as_bo, "desk_case_action", case.reference, "note", text="Call back on Monday.")
    assert Note.objects.get().text == "Call back on Monday."
    assert "Call back" not in read(as_bo, "desk_case", case.reference)
    assert "Call back on Monday." in text_of(do(as_bo, "desk_written", case.reference, part="notes"))
    assert Access.objects.order_by("-pk")[0].kind == "notes"


def test_today_says_who_wrote_and_whose_move_it_is(as_bo: Client, make_case: Make) -> None:
    case = make_case()
    messages.write(case_id=case.pk, text="canary", at=AT)
    page = read(as_bo, "desk_today")
    assert "1 person</a> wrote and waits for an answer." in page
    assert "The person wrote." in page and "canary" not in page
    do(as_bo, "desk_case_action", case.reference, "set-aside")
    assert "No message waits." in read(as_bo, "desk_today")


def test_the_page_of_the_case_says_that_she_waits(as_bo: Client, make_case: Make, bo: Any) -> None:
    case = make_case()
    messages.write(case_id=case.pk, text="canary", at=AT)
    assert "1 message from the person, unanswered since today 10:00 GMT." in read(
        as_bo, "desk_case", case.reference
    )
    told(case, bo, asks=True, at=AT + timedelta(hours=1))
    assert "The person has not answered yet." in read(as_bo, "desk_case", case.reference)


def test_s41_one_message_is_open_at_a_time_the_newest_first(as_bo: Client, make_case: Make) -> None:
    case = make_case()
    first, second = (
        messages.write(case_id=case.pk, text=f"canary {word}", at=AT + timedelta(minutes=minute))
        for minute, word in enumerate(("one", "two"))
    )
    page = text_of(do(as_bo, "desk_written", case.reference, part="messages"))
    assert "canary two" in page and "canary one" not in page
    assert [each.read_at is None for each in case.messages.all()] == [True, False]
    page = text_of(do(as_bo, "desk_written", case.reference, part="messages", item=str(first.pk)))
    assert "canary one" in page and "canary two" not in page
    assert Access.objects.filter(kind="messages").count() == 2


def test_s41_whoever_wants_everything_closed_opens_even_the_newest(
    as_bo: Client, bo: Any, make_case: Make
) -> None:
    exposure.choose(user=bo, at=AT, all_collapsed=True)
    case = make_case()
    message = messages.write(case_id=case.pk, text="canary", at=AT)
    assert "canary" not in text_of(do(as_bo, "desk_written", case.reference, part="messages"))
    page = do(as_bo, "desk_written", case.reference, part="messages", item=str(message.pk))
    assert "canary" in text_of(page)


@pytest.mark.parametrize(("chosen", "number"), [(None, 20), (3, 3)])
def test_s42_a_break_is_suggested_after_so_many_and_not_again_before_as_many_more(
    as_bo: Client, bo: Any, make_case: Make, chosen: int | None, number: int
) -> None:
    exposure.choose(user=bo, at=AT, break_after=chosen)
    case = make_case()
    pages = [text_of(do(as_bo, "desk_report", case.reference, part="facts")) for _ in range(number)]
    assert ["I take a break" in page for page in pages] == [False] * (number - 1) + [True]
    assert "I take a break" not in read(as_bo, "desk_case", case.reference)  # only beside a text
    after(as_bo, do(as_bo, "desk_rest"))
    assert "I take a break" not in text_of(do(as_bo, "desk_report", case.reference, part="facts"))


def test_s43_contact_data_counts_as_no_text(as_bo: Client, bo: Any, make_case: Make) -> None:
    do(as_bo, "desk_report", make_case().reference, part="contact")
    assert exposure.of(bo, at=AT).today == 0
