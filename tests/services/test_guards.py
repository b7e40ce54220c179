"""The triggers that refuse to change events and looks: one that is gone is named, on either database."""

from __future__ import annotations

import pytest
from django.db import connection

from cases.services import guards

pytestmark = pytest.mark.django_db

POSTGRESQL = connection.vendor == "postgresql"
ALL = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
ALL = ALL if POSTGRESQL else "SELECT name FROM sqlite_master WHERE type = 'trigger'"


def do(sql: str) -> list[tuple[str]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else []


def named() -> list[str]:
    """The names in the sentence."""
    [said] = guards.missing()
    return said.removesuffix(".").partition("gone or switched off: ")[2].split(", ")


def test_nothing_is_said_while_all_of_them_stand() -> None:
    assert list(guards.missing()) == []


def test_every_trigger_of_a_fresh_database_is_expected() -> None:
    assert sorted(name for (name,) in do(ALL)) == sorted(guards.expected())


@pytest.mark.parametrize("number", range(len(guards.expected())))
def test_one_that_is_gone_is_named(number: int) -> None:
    name = guards.expected()[number]
    table = name[: len("cases_event")] if "event" in name else "cases_access"
    do(f"DROP TRIGGER {name} ON {table}" if POSTGRESQL else f"DROP TRIGGER {name}")
    assert named() == [name]


def test_one_that_refuses_nothing_is_as_good_as_gone() -> None:
    if POSTGRESQL:
        body = "LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$"
        do(f"CREATE OR REPLACE FUNCTION cases_append_only() RETURNS trigger {body}")
        assert named() == guards.expected()
        return
    do("DROP TRIGGER cases_event_no_update")
    do("CREATE TRIGGER cases_event_no_update BEFORE UPDATE ON cases_event BEGIN SELECT 1; END")
    assert named() == ["cases_event_no_update"]


def test_one_that_is_switched_off_or_on_another_table_is_named() -> None:
    if POSTGRESQL:
        do("ALTER TABLE cases_event DISABLE TRIGGER cases_event_append_only")
        assert named() == ["cases_event_append_only"]
        return
    do("DROP TRIGGER cases_event_no_update")
    refuse = "BEGIN SELECT RAISE(ABORT, 'x'); END"
    do(f"CREATE TRIGGER cases_event_no_update BEFORE UPDATE ON cases_access {refuse}")
    assert named() == ["cases_event_no_update"]
