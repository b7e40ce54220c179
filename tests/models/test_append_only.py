"""Events and the access log cannot be changed or removed, on either database."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from cases.models import Access, Case, Event, Kind
from cases.services import access_log
from cases.services.record import record, verify
from tests.conftest import AT


@pytest.fixture
def event(make_case: Callable[..., Case]) -> Event:
    record(make_case(), Kind.SUBMITTED, at=AT)
    return Event.objects.get()


@pytest.fixture
def access(make_case: Callable[..., Case], bo: Any) -> Access:
    return access_log.note(case_id=make_case().pk, user=bo, kind="open", session_key=None, at=AT)


@pytest.mark.parametrize("change", [{"kind": "accepted"}, {"seq": 9}, {"facts": {}}, {"digest": "0"}])
def test_an_event_cannot_be_changed(event: Event, change: dict[str, Any]) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(**change)


def test_an_event_cannot_be_saved_again(event: Event) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        event.save()


def test_an_event_cannot_be_removed(event: Event) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        event.delete()
    assert verify(event.case) == []


def test_an_access_cannot_be_changed(access: Access) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Access.objects.filter(pk=access.pk).update(kind="search")


def test_an_access_cannot_be_removed(access: Access) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        access.delete()


@pytest.mark.parametrize("table", ["cases_event", "cases_access"])
def test_not_even_by_plain_sql(event: Event, access: Access, table: str) -> None:
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"DELETE FROM {table}")  # noqa: S608  our own names


@pytest.mark.parametrize("table", ["cases_event", "cases_access"])
def test_a_table_cannot_be_emptied_at_once(event: Event, access: Access, table: str) -> None:
    connection.check_constraints()  # PostgreSQL empties no table with checks still to make
    empty = "TRUNCATE" if connection.vendor == "postgresql" else "DELETE FROM"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(f"{empty} {table}")


@pytest.mark.parametrize("table", ["cases_event", "cases_access"])
@pytest.mark.parametrize("number", ["id", "id + 1000"])
def test_no_row_takes_the_place_of_another(event: Event, access: Access, table: str, number: str) -> None:
    """Neither the place of its own number, nor that of another in the chain."""
    model = {"cases_event": Event, "cases_access": Access}[table]
    columns = [field.column for field in model._meta.local_fields]
    values = ", ".join({"kind": "'print'", "id": number}.get(name, name) for name in columns)
    instead, then = ("OR REPLACE", "")
    if connection.vendor == "postgresql":
        key = "id" if number == "id" else {"cases_event": "case_id, seq", "cases_access": "seq"}[table]
        instead, then = "", f"ON CONFLICT ({key}) DO UPDATE SET kind = 'print'"
    row = f"SELECT {values} FROM {table}"  # noqa: S608  our own names
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(f"INSERT {instead} INTO {table} ({', '.join(columns)}) {row} {then}")


def test_a_case_with_events_cannot_be_removed(event: Event) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        Case.objects.filter(pk=event.case_id).delete()
