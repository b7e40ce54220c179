"""A copy of everything for the person: due in her month, bound to its content, agreed by two (D-30, S-30)."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User

from cases.models import Approval, Case, DataRequest, Delivery, LegalHold, Location
from cases.models.fields import Token
from cases.services import (
    access_log,
    acts,
    data_requests,
    disclosures,
    held_data,
    legal_holds,
    messages,
    sweep,
)
from cases.services.refusal import Refused
from tests.caseload import CANARY, mark
from tests.conftest import AT
from tests.services.story import kinds

Make = Callable[..., Any]
H, DAY, TODAY = timedelta(hours=1), timedelta(days=1), AT.date()


@pytest.fixture
def full(make_notice: Make, bo: User, di: User) -> Case:
    """A case with a word in everything that is sealed, looked at by Di."""
    case: Case = make_notice(state="sent").case
    case.facts, case.keep_from = f"{CANARY} facts", f"{CANARY} keep"
    case.save()
    mark(case, di)
    access_log.note(user=di, case_id=case.pk, kind="open", session_key=None, at=AT, role="supervisor")
    return case


def note(case: Case, who: Any, day: date = TODAY) -> DataRequest:
    return data_requests.note(case_id=case.pk, asked_on=day, known_by="words", actor=who, at=AT)


def test_d30_nothing_of_the_copy_tells_of_what_two_agreed_to(full: Case, bo: User, di: User) -> None:
    """A demand that may not be told would show in who asked for a second person, and when."""
    legal_holds.begin(case_id=full.pk, authority="Court", reason="x", bar="An order", review_on=TODAY + DAY,
                      actor=di, at=AT)  # fmt: skip
    legal_holds.ask_end(case_id=full.pk, actor=di, at=AT)
    note(full, bo)
    agree(full, di)
    said = [row["kind"] for row in fetch(full, bo)["What happened"]]
    assert not [kind for kind in said if kind.startswith(("Approval", "approval", "Hold", "hold"))]


@pytest.mark.parametrize("day", [date(1, 1, 1), AT.date() - 2 * DAY])
def test_d30_nobody_asked_before_the_report_came(full: Case, bo: User, day: date) -> None:
    Case.objects.update(opened_at=AT)
    with pytest.raises(Refused, match="before the report came"):
        note(full, bo, day)
    assert note(full, bo, AT.date() - DAY).asked_on == AT.date() - DAY


def agree(case: Case, who: Any) -> None:
    asked = Approval.objects.get(case=case, kind="copy", ended_at=None)
    acts.agree(approval_id=asked.pk, actor=who, at=AT)


def fetch(case: Case, who: Any, at: datetime = AT) -> dict[str, list[Any]]:
    return data_requests.fetch(case_id=case.pk, actor=who, at=at)


def test_d30_the_copy_holds_all_she_told_and_who_opened_it_by_role(full: Case, bo: User, di: User) -> None:
    note(full, bo)
    agree(full, di)
    copy = fetch(full, bo)
    said = data_requests.as_text(copy)
    for word in ("facts", "keep", "message", "place", "where", "site", "ticket", "answer", "description"):
        assert f"{CANARY} {word}" in said, word
    assert f"https://clipshare.test/{CANARY}" in said
    assert "role: supervisor" in said and "kind: opened the case" in said
    assert "\nstatements:\n  " in said and "PLACES WITHOUT A LINK\n\nNothing." not in said
    assert f"{CANARY} note" not in said and "Notes of our staff." in said
    assert "You can complain to the office for data protection" in said and "None" not in said
    assert json.loads(data_requests.as_json(copy))["The report"][0]["facts"] == f"{CANARY} facts"
    assert kinds(full)[-1] == "copy_given"
    assert DataRequest.objects.get().done_at == AT


def test_d30_no_name_of_staff_no_sign_of_the_system_and_no_other_case(
    full: Case, make_case: Make, bo: User, di: User
) -> None:
    make_case(facts="another one's words")
    for user, name in ((bo, "Bartholomew"), (di, "Dionysia")):
        user.first_name, user.username = name, name.lower()
        user.save()
    note(full, bo)
    agree(full, di)
    said = data_requests.as_json(fetch(full, bo)).lower()
    inner = (full.code_index, full.wrapped_key, full.words_hash, str(full.pk))
    for word in ("bartholomew", "dionysia", "another one's", "@example.org", *inner):
        assert word.lower() not in said, word


def test_d30_every_column_of_every_table_of_a_case_is_given_or_left_out_for_a_reason() -> None:
    given = {part.table: set(part.columns.split()) for part in held_data.PARTS}
    tables = set(apps.get_app_config("cases").get_models())
    reach = {Case}
    while more := {
        t for t in tables - reach if any(f.related_model in reach for f in t._meta.concrete_fields)
    }:
        reach |= more
    assert reach == {*given, *held_data.NOT_GIVEN}
    for table in given:
        for column in table._meta.concrete_fields:
            assert (column.name in given[table]) != bool(held_data.left_out(column)), (table, column.name)


def leads_to(table: Any, reach: set[Any]) -> bool:
    """Whether a row of it belongs to a case, by way of others or at once."""
    return any(column.related_model in reach for column in table._meta.concrete_fields)


def test_s30_only_whoever_asked_takes_it_out_and_only_after_another_agreed(
    full: Case, bo: User, di: User
) -> None:
    note(full, bo)
    with pytest.raises(Refused, match="second person has to agree"):
        fetch(full, bo)
    with pytest.raises(Refused, match="cannot be the second"):
        agree(full, bo)
    agree(full, di)
    with pytest.raises(Refused, match="second person has to agree"):
        fetch(full, di)
    assert fetch(full, bo) and fetch(full, bo), "as text, and as data"


def test_s30_whoever_asked_is_not_the_second(full: Case, di: User) -> None:
    note(full, di)
    with pytest.raises(Refused, match="Someone else has to agree"):
        agree(full, di)


@pytest.mark.parametrize("when", ["before", "after"])
def test_s30_what_changed_voids_it(full: Case, bo: User, di: User, when: str) -> None:
    note(full, bo)
    if when == "after":
        agree(full, di)
    Location.objects.filter(case=full).update(state="removed")
    if when == "before":
        with pytest.raises(Refused, match="has changed since"):
            agree(full, di)
    with pytest.raises(Refused, match="ask again"):
        fetch(full, bo)
    data_requests.ask(case_id=full.pk, actor=bo, at=AT)
    agree(full, di)
    assert fetch(full, bo)


def test_s30_a_look_changes_nothing_of_it_and_three_days_end_it(full: Case, bo: User, di: User) -> None:
    note(full, bo)
    access_log.note(user=di, case_id=full.pk, kind="open", session_key=None, at=AT)
    agree(full, di)
    assert fetch(full, bo, AT + 71 * H)
    with pytest.raises(Refused, match="ask again"):
        fetch(full, bo, AT + 72 * H)


def test_d30_what_is_wrong_is_refused(make_case: Make, bo: User) -> None:
    case = make_case()
    with pytest.raises(Refused, match="No copy waits"):
        data_requests.ask(case_id=case.pk, actor=bo, at=AT)
    with pytest.raises(Refused, match="in the future"):
        note(case, bo, AT.date() + DAY)
    with pytest.raises(Refused, match="Say how you know"):
        data_requests.note(case_id=case.pk, asked_on=AT.date(), known_by="x", actor=bo, at=AT)
    note(case, bo)
    with pytest.raises(Refused, match="has asked already"):
        note(case, bo)


@pytest.mark.parametrize(
    ("home", "day", "end"),
    [
        ("GB", date(2026, 11, 23), datetime(2026, 12, 23, 23, 59, 59, tzinfo=UTC)),
        ("GB", date(2026, 11, 25), datetime(2026, 12, 29, 23, 59, 59, tzinfo=UTC)),  # Christmas
        ("IE", date(2027, 1, 31), datetime(2027, 3, 1, 22, 59, 59, tzinfo=UTC)),  # Sunday 28 February
    ],
)
def test_d30_her_month_is_the_law_s(settings: Any, home: str, day: date, end: datetime) -> None:
    settings.HOME_PLACES = [home]
    assert data_requests.due(day) == end


def test_d30_before_her_month_ends_its_caseworker_hears_each_day(make_case: Make, bo: User) -> None:
    case = make_case(assignee=bo)
    wish = note(case, bo)
    mails = Delivery.objects.filter(step="copy_due", case=case, to_user=bo)
    soon = wish.due_at - 7 * DAY
    for at, count in ((soon - H, 0), (soon, 1), (soon + H, 2), (soon + 10 * H, 2), (soon + DAY + H, 3)):
        sweep.sweep(at=at)
        assert mails.count() == count, at
    DataRequest.objects.update(done_at=soon)
    sweep.sweep(at=soon + 3 * DAY)
    assert mails.count() == 3


def test_d23_a_hold_that_may_not_be_told_is_not_in_it(make_case: Make, bo: User, di: User) -> None:
    case = make_case(assignee=bo)
    LegalHold(
        case=case, authority=f"{CANARY} court", reason="x", bar="An order", since=AT, set_at=AT, set_by=di,
        review_on=AT.date(),
    ).save()  # fmt: skip
    assert CANARY not in str([rows for _, rows in held_data.parts(case)])


def test_d23_d40_what_is_barred_from_being_told_leaves_no_trace_in_it(
    make_case: Make, bo: User, di: User
) -> None:
    """Neither in its own part nor in what happened, nor in who looked."""
    case = make_case(assignee=bo)
    legal_holds.begin(
        case_id=case.pk, authority="Court", reason="x", bar="An order", review_on=TODAY + DAY, actor=di, at=AT
    )
    disclosures.ask(
        case_id=case.pk, authority="Court", basis="order", demand="x", parts=["case"], consent_until=None,
        untold="An order", actor=di, at=AT,
    )  # fmt: skip
    disclosures.drop(case_id=case.pk, actor=di, at=AT)
    access_log.note(user=di, case_id=case.pk, kind="disclosed", session_key=None, at=AT)
    rows = str([rows for _, rows in held_data.parts(case)]).lower()
    assert not [word for word in ("court", "hold", "disclos", "order") if word in rows]


def test_d08_what_cannot_be_opened_is_said(make_case: Make) -> None:
    case = make_case(facts="x")
    Case.objects.filter(pk=case.pk).update(facts=Token("v1.row.broken"))
    ((_, rows),) = [each for each in held_data.parts(Case.objects.get()) if each[0].table is Case]
    assert "cannot be opened" in rows[0]["facts"]


def test_messages_both_ways_are_in_it(make_case: Make, bo: User) -> None:
    case = make_case()
    messages.answer(case_id=case.pk, text="From us.", asks=False, actor=bo, at=AT)
    assert "From us." in str([rows for _, rows in held_data.parts(case)])
