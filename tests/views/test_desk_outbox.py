"""Dead letters: counted, explained, retried, cancelled, or sent another way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from cases.models import Case, Delivery, Notice
from tests.conftest import AT
from tests.views.desk import after, do, read, text_of

Make = Callable[..., Notice]
H = timedelta(hours=1)


def letter(notice: Notice, state: str = "failed", **values: object) -> Delivery:
    fields = {"kind": "chaser", "last_error": "550 no such mailbox", "attempts": 1, **values}
    return Delivery.objects.create(
        key=str(uuid4()), case=notice.case, notice=notice, message_id="<a@example.org>", state=state,
        created_at=AT - 2 * H, **fields,
    )  # fmt: skip


def act(client: Client, row: Delivery, action: str, **fields: str) -> object:
    return do(client, "desk_delivery_action", row.pk, action, **fields)


def test_an_empty_outbox_says_so(as_bo: Client) -> None:
    assert "Nothing has bounced." in read(as_bo, "desk_outbox")


def test_a_dead_letter_tells_what_whose_how_old_and_why(as_bo: Client, make_notice: Make) -> None:
    notice = make_notice(state="sent")
    letter(notice)
    text = read(as_bo, "desk_outbox")
    assert f"{notice.case.reference}-1" in text
    assert "Chaser to Clipshare" in text
    assert "1 try · waits for 2 h · You" in text
    assert "Their mail server refused it for good: 550 no such mailbox" in text


def test_a_letter_shows_no_address(as_bo: Client, make_notice: Make) -> None:
    row = letter(make_notice(state="sent"))
    row.recipient = "trust@clipshare.test"
    row.save()
    assert "trust@clipshare.test" not in read(as_bo, "desk_outbox")


def test_what_was_sent_is_not_in_the_outbox(as_bo: Client, make_notice: Make) -> None:
    notice = make_notice(state="sent")
    letter(notice, state="sent", sent_at=AT)
    assert notice.case.reference not in read(as_bo, "desk_outbox")


@pytest.mark.parametrize(
    ("which", "state"), [("waiting", "queued"), ("waiting", "unknown"), ("held", "held")]
)
def test_what_waits_is_one_click_away(as_bo: Client, make_notice: Make, which: str, state: str) -> None:
    notice = make_notice(state="sent")
    letter(notice, state=state)
    text = text_of(as_bo.get(reverse("desk_outbox"), {"show": which}))
    assert notice.case.reference in text


def test_a_colleagues_letters_are_not_shown_or_counted(as_cy: Client, make_notice: Make) -> None:
    notice = make_notice(state="sent")
    letter(notice)
    text = read(as_cy, "desk_outbox")
    assert notice.case.reference not in text
    assert "Not delivered 0" in text


def test_a_flagged_cases_letters_are_not_the_supervisors(
    as_di: Client, make_notice: Make, make_case: Callable[..., Case]
) -> None:
    letter(make_notice(state="sent", case=make_case(safeguarding=True)))
    assert "Not delivered 0" in read(as_di, "desk_outbox")


def test_trying_again_puts_it_back_in_line(as_bo: Client, make_notice: Make) -> None:
    row = letter(make_notice(state="sent"))
    assert "It will be tried again." in after(as_bo, act(as_bo, row, "retry"))
    kept = Delivery.objects.get(pk=row.pk)
    assert (kept.state, kept.attempts, kept.next_attempt_at) == ("queued", 0, AT)


def test_cancelling_ends_it(as_bo: Client, make_notice: Make) -> None:
    row = letter(make_notice(state="sent"))
    act(as_bo, row, "cancel", reason="not_needed")
    assert Delivery.objects.get(pk=row.pk).state == "cancelled"


def test_what_has_left_cannot_be_cancelled(as_bo: Client, make_notice: Make) -> None:
    row = letter(make_notice(state="sent"), state="sent", sent_at=AT)
    assert "cannot be cancelled any more" in after(as_bo, act(as_bo, row, "cancel", reason="not_needed"))
    assert Delivery.objects.get(pk=row.pk).state == "sent"


def test_a_notice_can_be_sent_another_way(as_bo: Client, make_notice: Make) -> None:
    notice = make_notice(state="undeliverable")
    letter(notice, kind="notice")
    text = read(as_bo, "desk_outbox")
    assert "Send it another way" in text
    assert reverse("desk_notice", args=[notice.case.reference, 1]) in text


def test_a_colleague_cannot_touch_a_letter(as_cy: Client, make_notice: Make) -> None:
    row = letter(make_notice(state="sent"))
    assert act(as_cy, row, "retry").status_code == 404
    assert Delivery.objects.get(pk=row.pk).state == "failed"


def test_an_unknown_action_is_not_here(as_bo: Client, make_notice: Make) -> None:
    assert act(as_bo, letter(make_notice(state="sent")), "explode").status_code == 404


def test_following_a_link_sends_nothing(as_bo: Client, make_notice: Make) -> None:
    row = letter(make_notice(state="sent"))
    read(as_bo, "desk_delivery_action", row.pk, "retry", status=405)


def test_a_visitor_sees_no_outbox(client: Client, db: None) -> None:
    assert client.get(reverse("desk_outbox"))["Location"].startswith(reverse("desk_sign_in"))
