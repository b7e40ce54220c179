"""Rows of the outbox: unique, queued with a hint, cancelled or held in one go."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings as conf

from cases.models import Delivery
from cases.permissions import ROLE_SAFEGUARDING
from cases.services import outbox
from tests.conftest import AT, build_platform, person_of_staff

Make = Callable[..., Any]


@pytest.fixture
def hints(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    asked: list[list[str]] = []
    monkeypatch.setattr("cases.tasks.hint_deliver", asked.append)
    return asked


def test_a_row_has_an_identity_that_never_changes(make_case: Make) -> None:
    row = outbox.row(case=make_case(), kind="alert", key="a", at=AT)
    assert row.message_id == f"<{row.pk.hex}@{conf.MAIL_DOMAIN}>"
    assert (row.state, row.created_at, row.next_attempt_at, row.attempts) == ("queued", AT, AT, 0)


def test_the_same_key_is_put_once(make_case: Make) -> None:
    case = make_case()
    for _ in range(3):
        outbox.put([outbox.row(case=case, kind="alert", key="a", at=AT)])
    assert Delivery.objects.count() == 1


def test_a_row_that_is_there_keeps_its_identity(make_case: Make) -> None:
    case = make_case()
    first = outbox.row(case=case, kind="alert", key="a", at=AT)
    outbox.put([first])
    outbox.put([outbox.row(case=case, kind="alert", key="a", at=AT)])
    assert Delivery.objects.get().message_id == first.message_id


def test_a_hint_follows_the_commit(
    make_case: Make, hints: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    row = outbox.row(case=make_case(), kind="alert", key="a", at=AT)
    with django_capture_on_commit_callbacks() as callbacks:
        outbox.put([row])
    assert hints == []
    for callback in callbacks:
        callback()
    assert hints == [[str(row.pk)]]


def test_what_is_held_gets_no_hint(make_case: Make, django_capture_on_commit_callbacks: Any) -> None:
    row = outbox.row(case=make_case(), kind="alert", key="a", at=AT)
    row.state = "held"
    with django_capture_on_commit_callbacks() as callbacks:
        outbox.put([row])
    assert callbacks == []


@pytest.mark.parametrize(("channel", "by_hand"), [("email", False), ("web_form", True), ("in_app", True)])
def test_only_mail_goes_by_itself(make_notice: Make, channel: str, by_hand: bool) -> None:
    notice = make_notice(platform=build_platform(channel=channel))
    assert outbox.notice(notice, at=AT).by_hand is by_hand


def test_a_notice_without_channel_is_filed_by_hand(make_notice: Make) -> None:
    notice = make_notice()
    notice.channel = None
    assert outbox.notice(notice, at=AT).by_hand


def test_each_attempt_of_a_notice_is_a_row(make_notice: Make) -> None:
    notice = make_notice()
    keys = {outbox.notice(notice, at=AT).key for _ in range(2)}
    assert keys == {f"notice:{notice.pk}:1", f"notice:{notice.pk}:2"}


def test_only_active_safeguarding_leads_are_alerted(make_case: Make, sam: Any, di: Any) -> None:
    lee = person_of_staff("lee", ROLE_SAFEGUARDING)
    sam.is_active = False
    sam.save()
    outbox.alert_safeguarding(case=make_case(safeguarding=True), at=AT)
    assert Delivery.objects.get().to_user == lee


@pytest.mark.parametrize("wishes", [{}, {"channel": "none"}, {"channel": "phone", "address": "1"}])
def test_v45_she_gets_no_mail_she_did_not_ask_for(make_case: Make, wishes: dict[str, Any]) -> None:
    outbox.update_person(case=make_case(safe_contact=wishes), step="sent", at=AT)
    assert Delivery.objects.count() == 0


@pytest.mark.parametrize("state", ["withdrawn", "referred", "closed"])
def test_once_it_is_over_she_is_not_written_to(make_case: Make, state: str) -> None:
    wishes = {"channel": "email", "address": "ana@example.org"}
    outbox.update_person(case=make_case(state=state, safe_contact=wishes), step="removed", at=AT)
    assert Delivery.objects.count() == 0


@pytest.mark.parametrize(("state", "notes"), [("queued", 1), ("claimed", 1), ("sent", 2), ("cancelled", 2)])
def test_one_note_that_waits_is_enough(make_case: Make, state: str, notes: int) -> None:
    case = make_case(safe_contact={"channel": "email", "address": "ana@example.org"})
    outbox.update_person(case=case, step="sent", at=AT)
    Delivery.objects.update(state=state, sent_at=AT)
    outbox.update_person(case=case, step="removed", at=AT)
    assert Delivery.objects.count() == notes


@pytest.mark.parametrize("state", ["queued", "unknown", "held"])
def test_what_waits_is_cancelled(make_notice: Make, state: str) -> None:
    row = outbox.notice(make_notice(), at=AT)
    Delivery.objects.update(state=state)
    assert outbox.cancel_waiting(Delivery.objects.all()) == 1
    row.refresh_from_db()
    assert (row.state, row.next_attempt_at) == ("cancelled", None)


@pytest.mark.parametrize("state", ["claimed", "sent", "failed", "dead", "cancelled"])
def test_what_is_past_recalling_is_not(make_notice: Make, state: str) -> None:
    outbox.notice(make_notice(), at=AT)
    Delivery.objects.update(state=state, sent_at=AT)
    assert outbox.cancel_waiting(Delivery.objects.all()) == 0


@pytest.mark.parametrize(
    ("kind", "held"),
    [("notice", 1), ("chaser", 1), ("escalation", 1), ("alert", 0), ("reminder", 0), ("update", 0)],
)
def test_only_what_goes_to_others_is_held(make_case: Make, kind: str, held: int) -> None:
    outbox.put([outbox.row(case=make_case(), kind=kind, key="k", at=AT)])
    assert outbox.hold_waiting(Delivery.objects.all(), why="held: look first") == held


def test_why_it_is_held_stays_with_it(make_notice: Make) -> None:
    outbox.notice(make_notice(), at=AT)
    outbox.hold_waiting(Delivery.objects.all(), why="held: look first")
    assert Delivery.objects.values_list("state", "last_error").get() == ("held", "held: look first")


def test_a_step_several_regimes_share_is_one_body() -> None:
    assert outbox.body("us-tida", "search_deindex") == outbox.body("uk-osa-u2u", "search_deindex")
    assert outbox.body("us-tida", "regulator") != outbox.body("uk-osa-u2u", "regulator")
