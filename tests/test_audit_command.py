"""`manage.py audit verify` replays every chain and finds what was changed behind its back."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import DataError, connection, transaction

from cases.models import Case, Chain, Event, Kind
from cases.services import access_log
from cases.services import record as services_record
from cases.services.record import LOOKS, Fact, record, record_many
from tests.conftest import AT, release_append_only, restore_append_only

MakeCase = Callable[..., Case]


def verify() -> tuple[str, str, int]:
    """What is printed, what is complained about, and the exit code."""
    out, err = StringIO(), StringIO()
    try:
        call_command("audit", "verify", stdout=out, stderr=err)
    except CommandError as error:
        return out.getvalue(), err.getvalue() + str(error), error.returncode
    return out.getvalue(), err.getvalue(), 0


@pytest.fixture
def chained(make_case: MakeCase) -> Case:
    """A case with three events."""
    case = make_case()
    for kind in (Kind.SUBMITTED, Kind.TAKEN_UP, Kind.ACCEPTED):
        record(case, kind, at=AT)
    return case


def change(sql: str, *values: object) -> None:
    """What someone with the database in their hands could do."""
    settle()
    release_append_only()
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
    settle()
    restore_append_only()


def settle() -> None:
    """PostgreSQL changes no trigger while a foreign key of the same table waits to be checked."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.django_db
def test_it_is_content_with_an_empty_house() -> None:
    out, _, code = verify()
    assert code == 0
    assert out.startswith("0 chains, 0 events")


def test_it_counts_chains_and_events(chained: Case) -> None:
    out, err, code = verify()
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == "1 chains, 3 events, 0 looks, nothing is wrong."


def test_it_prints_the_head_of_it_all(chained: Case) -> None:
    head = verify()[0].splitlines()[1]
    assert head.startswith("head ")
    assert len(head.removeprefix("head ")) == 64


def test_the_head_stays_while_nothing_happens(chained: Case) -> None:
    assert verify()[0] == verify()[0]


def test_the_head_moves_with_every_event(chained: Case) -> None:
    before = verify()[0].splitlines()[1]
    record(chained, Kind.DRAFTED, at=AT)
    assert verify()[0].splitlines()[1] != before


def test_it_finds_a_changed_event(chained: Case) -> None:
    change("UPDATE cases_event SET kind = 'closed' WHERE seq = %s", 2)
    _, err, code = verify()
    assert code == 1
    assert f"Case {chained.reference}: event 2 was changed" in err


def test_it_finds_a_changed_instant(chained: Case) -> None:
    change("UPDATE cases_event SET at = '2026-11-23 09:00:00+00:00' WHERE seq = %s", 3)
    assert f"Case {chained.reference}: event 3 was changed" in verify()[1]


def test_it_finds_a_removed_event(chained: Case) -> None:
    change("DELETE FROM cases_event WHERE seq = %s", 2)
    _, err, code = verify()
    assert code == 1
    assert "event 2 is missing" in err


def test_it_finds_a_cut_off_end(chained: Case) -> None:
    change("DELETE FROM cases_event WHERE seq = %s", 3)
    _, err, code = verify()
    assert code == 1
    assert "the end of the chain does not match" in err


def test_it_finds_two_events_that_changed_places(chained: Case) -> None:
    for old, new in ((1, 9), (2, 1), (9, 2)):
        change("UPDATE cases_event SET seq = %s WHERE seq = %s", new, old)
    _, err, code = verify()
    assert code == 1
    assert "event 1 was changed" in err and "event 2 was changed" in err


def test_it_finds_an_event_that_was_moved_to_another_case(chained: Case, make_case: MakeCase) -> None:
    other = make_case()
    record(other, Kind.SUBMITTED, at=AT)
    change("UPDATE cases_event SET case_id = %s, seq = 2 WHERE seq = 3", stored(other.pk))
    err = verify()[1]
    assert chained.reference in err and other.reference in err


def test_it_finds_a_case_without_a_chain(make_case: MakeCase) -> None:
    case = make_case()
    _, err, code = verify()
    assert code == 1
    assert f"Case {case.reference} has no chain of events." in err


def test_it_finds_a_chain_set_back_to_its_beginning(chained: Case) -> None:
    change("DELETE FROM cases_event WHERE case_id = %s", stored(chained.pk))
    Chain.objects.filter(case=chained).update(length=0, head="")
    assert Event.objects.count() == 0
    assert f"Case {chained.reference} has no chain of events." in verify()[1]


@pytest.fixture
def erased(db: None) -> str:
    """The record that is left of an erased case, as its id stands in the database."""
    case_id = UUID(int=77)
    kinds = (Kind.SUBMITTED, Kind.ERASURE_ASKED, Kind.ERASED)
    record_many([Fact(case_id=case_id, kind=kind, at=AT) for kind in kinds])
    assert verify()[2] == 0
    return stored(case_id)


def test_it_finds_a_record_of_an_erased_case_without_its_chain(erased: str) -> None:
    change("DELETE FROM cases_chain WHERE case_id = %s", erased)
    _, err, code = verify()
    assert code == 1
    assert f"Record {UUID(erased)}: its events have no chain" in err


def test_it_finds_what_was_rewritten_once_the_chain_was_gone(erased: str) -> None:
    change("DELETE FROM cases_chain WHERE case_id = %s", erased)
    change("UPDATE cases_event SET kind = 'closed', at = '2020-01-01 00:00:00+00:00' WHERE seq = %s", 2)
    assert f"Record {UUID(erased)}: event 2 was changed" in verify()[1]


def test_it_finds_an_event_of_a_case_nobody_had(chained: Case) -> None:
    columns = [each.column for each in Event._meta.local_fields if not each.primary_key]
    values = ", ".join({"case_id": "%s"}.get(name, name) for name in columns)
    row = f"SELECT {values} FROM cases_event WHERE seq = 1"  # noqa: S608  our own names
    change(f"INSERT INTO cases_event ({', '.join(columns)}) {row}", stored(UUID(int=99)))
    _, err, code = verify()
    assert code == 1
    assert f"Record {UUID(int=99)}: its events have no chain" in err


@pytest.mark.parametrize("nowhere", [UUID(int=99), LOOKS])
def test_it_finds_an_end_that_was_moved_to_where_no_case_is(chained: Case, nowhere: UUID) -> None:
    change("UPDATE cases_event SET case_id = %s WHERE seq = 3", stored(nowhere))
    last = Event.objects.get(case=chained, seq=2)
    Chain.objects.filter(case=chained).update(length=2, head=last.digest)
    _, err, code = verify()
    assert code == 1
    assert f"Record {nowhere}" in err and chained.reference not in err


def test_it_finds_that_the_database_lets_the_record_be_changed(chained: Case) -> None:
    settle()
    release_append_only()
    _, err, code = verify()
    assert code == 1
    assert "The database no longer refuses that events and looks are changed or removed" in err
    restore_append_only()
    assert verify()[2] == 0


def test_one_bad_case_does_not_hide_the_next(chained: Case, make_case: MakeCase) -> None:
    other = make_case()
    change("UPDATE cases_event SET to_state = 'closed' WHERE seq = %s", 1)
    err = verify()[1]
    assert chained.reference in err
    assert other.reference in err


def test_it_says_how_many_things_are_wrong(make_case: MakeCase) -> None:
    make_case()
    make_case()
    assert "2 found" in verify()[1]


def test_it_says_nothing_of_a_head_where_something_is_wrong(make_case: MakeCase) -> None:
    make_case()
    assert "head" not in verify()[0]


def test_it_knows_no_other_action() -> None:
    with pytest.raises(CommandError):
        call_command("audit", "repair")


def stored(case_id: UUID) -> str:
    """An id as it stands in the database."""
    return case_id.hex if connection.vendor == "sqlite" else str(case_id)


def spoil(*changes: tuple[str, object]) -> bool:
    """Put values where none of their kind can stand. PostgreSQL takes none of them."""
    if connection.vendor == "sqlite":
        for sql, key in changes:
            change(sql, key)
        return True
    for sql, key in changes:
        with pytest.raises(DataError), transaction.atomic():
            change(sql, key)
    return False


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("update cases_event set at = 'lately' where case_id = %s and seq = 2", "event 2 cannot be read."),
        (
            "update cases_event set case_id = 'zz' where case_id = %s and seq = 2",
            "of all events cannot be read.",
        ),
        ("update cases_event set seq = 'two' where case_id = %s and seq = 2", "event 2 is missing."),
    ],
)
def test_it_names_an_event_that_cannot_be_read_and_goes_on(
    chained: Case, make_case: MakeCase, sql: str, said: str
) -> None:
    other = make_case()
    record(other, Kind.SUBMITTED, at=AT)
    spoiled = spoil((sql, chained.pk.hex))
    change("delete from cases_event where case_id = %s", other.pk.hex)
    _, err, code = verify()
    assert code == 1 and (not spoiled or said in err) and other.reference in err


def test_it_names_a_look_and_a_chain_that_cannot_be_read(chained: Case, bo: User) -> None:
    for _ in range(3):
        access_log.note(user=bo, case_id=chained.pk, kind="open", session_key=None, at=AT)
    spoiled = spoil(
        ("update cases_access set at = 'lately' where seq = %s", 2),
        ("update cases_chain set length = 'abc' where case_id = %s", chained.pk.hex),
    )
    _, err, code = verify()
    assert code == int(spoiled)
    assert ("The record of looks: look 2 cannot be read." in err) == spoiled
    assert ("cannot be read" in err.partition(f"Case {chained.reference}: ")[2]) == spoiled


def test_it_says_that_the_head_of_the_looks_cannot_be_read(bo: User) -> None:
    access_log.note(user=bo, case_id=None, kind="search", session_key=None, at=AT)
    spoiled = spoil(("update cases_chain set length = 'abc' where case_id = %s", LOOKS.hex))
    _, err, code = verify()
    assert code == int(spoiled)
    assert ("The record of looks: its head cannot be read." in err) == spoiled


def test_what_cannot_be_read_for_another_reason_is_no_record_that_holds(
    chained: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_given: object, **_named: object) -> list[str]:
        raise ValueError

    monkeypatch.setattr(services_record, "walk", fails)
    assert services_record.verify(chained) == [f"Case {chained.reference}: cannot be read."]


def test_it_says_which_days_are_noted_nowhere_or_cannot_be_read(chained: Case, settings: Any) -> None:
    assert "No day is noted outside the database" in verify()[0]
    settings.HEADS_FILE.write_text('{"mark": "2026-11-28"}\n', encoding="utf-8")
    assert "What was noted outside the database: a value in it cannot be read." in verify()[1]
