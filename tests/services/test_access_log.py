"""The chain of looks: written first, never changed unseen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection

from cases.models import Access, Case, Chain
from cases.services import access_log
from tests.conftest import AT, release_append_only, restore_append_only
from tests.test_audit_command import settle

MakeCase = Callable[..., Case]


def look(user: User, **values: Any) -> Access:
    given = {"case_id": None, "kind": "search", "session_key": None, "at": AT, **values}
    return access_log.note(user=user, **given)


def change(sql: str, *values: object) -> None:
    """What someone with the database in their hands could do."""
    settle()
    release_append_only()
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
    settle()
    restore_append_only()


@pytest.fixture
def four(bo: User, make_case: MakeCase) -> list[Access]:
    case = make_case()
    return [look(bo, case_id=case.pk, kind=kind) for kind in ("open", "reveal", "contact", "open")]


def test_it_notes_who_looked_at_what_and_why(bo: User, make_case: MakeCase) -> None:
    case = make_case()
    look(bo, case_id=case.pk, kind="open", role="caseworker", reason="help")
    row = Access.objects.get()
    assert (row.case, row.user, row.kind, row.at) == (case, bo, "open", AT)
    assert (row.role, row.reason, row.seq) == ("caseworker", "help", 1)


def test_the_note_holds_no_session_key(bo: User) -> None:
    row = look(bo, session_key="secret-session")
    assert "secret-session" not in row.session
    assert len(row.session) == 32


def test_the_same_session_is_known_again(bo: User) -> None:
    first, second, other = (look(bo, session_key=key) for key in ("one", "one", "two"))
    assert first.session == second.session != other.session


def test_a_look_without_a_session_is_kept_all_the_same(bo: User) -> None:
    assert look(bo).session == ""


def test_looks_stand_in_one_chain(four: list[Access]) -> None:
    assert [row.seq for row in four] == [1, 2, 3, 4]
    assert Chain.objects.get(pk=access_log.LOOKS).head == four[-1].digest
    assert list(access_log.verify()) == []


def test_an_empty_record_holds(db: None) -> None:
    assert list(access_log.verify()) == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("kind", "search"),
        ("role", "admin"),
        ("reason", "help"),
        ("session", "x"),
        ("at", "2026-11-23 09:00+00:00"),
    ],
)
def test_every_changed_word_of_a_look_is_found(four: list[Access], column: str, value: str) -> None:
    change(f"UPDATE cases_access SET {column} = %s WHERE seq = 2", value)  # noqa: S608
    assert list(access_log.verify()) == ["The record of looks: look 2 was changed, or one before it is gone."]


def test_a_look_put_down_to_another_one_is_found(four: list[Access], cy: User) -> None:
    change("UPDATE cases_access SET user_id = %s WHERE seq = 3", cy.pk)
    assert "look 3 was changed" in "".join(access_log.verify())


def test_a_look_before_the_first_is_found(four: list[Access]) -> None:
    change("UPDATE cases_access SET seq = 0 WHERE seq = 4")
    assert "The record of looks: look 0 does not belong there." in list(access_log.verify())


def test_a_removed_look_is_found(four: list[Access]) -> None:
    change("DELETE FROM cases_access WHERE seq = 2")
    assert "look 2 is missing" in "".join(access_log.verify())


def test_several_removed_looks_are_found(four: list[Access]) -> None:
    change("DELETE FROM cases_access WHERE seq < 3")
    assert "looks 1 to 2 are missing" in "".join(access_log.verify())


def test_a_cut_off_end_is_found(four: list[Access]) -> None:
    change("DELETE FROM cases_access WHERE seq = 4")
    assert list(access_log.verify()) == [
        "The record of looks: its end does not match; looks were removed or added."
    ]


def test_two_looks_that_changed_places_are_found(four: list[Access]) -> None:
    change("UPDATE cases_access SET seq = 0 WHERE seq = 2")
    change("UPDATE cases_access SET seq = 2 WHERE seq = 3")
    change("UPDATE cases_access SET seq = 3 WHERE seq = 0")
    said = "".join(access_log.verify())
    assert "look 2 was changed" in said and "look 3 was changed" in said


def test_an_added_look_is_found(four: list[Access]) -> None:
    row = four[-1]
    Access.objects.create(seq=5, user=row.user, kind="open", at=AT, digest=row.digest)
    assert "its end does not match" in "".join(access_log.verify())


def test_a_look_before_any_chain_is_found(bo: User) -> None:
    Access.objects.create(seq=1, user=bo, kind="open", at=AT, digest="x")
    assert "its end does not match" in "".join(access_log.verify())
