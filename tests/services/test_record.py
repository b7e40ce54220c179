"""The chain of events: in order, complete, and any change is found."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta, timezone
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction

from cases.models import Case, Chain, Event, Kind, keyring
from cases.services.record import (
    HOUSE,
    Fact,
    orphans,
    record,
    record_many,
    verify,
    verify_erased,
    verify_house,
)
from tests.conftest import AT, release_append_only

Make = Callable[..., Any]


@pytest.fixture
def case(make_case: Make, bo: Any) -> Case:
    """A case with three events."""
    made = make_case()
    record(made, Kind.TAKEN_UP, at=AT, actor=bo, from_state="submitted", to_state="in_review")
    record(made, Kind.ACCEPTED, at=AT + timedelta(minutes=1), actor=bo)
    record(made, Kind.HELD, at=AT + timedelta(minutes=2), facts={"why": "asked"})
    return made


def unprotect() -> None:
    """What someone with the database's own password can do; the end of the test brings the triggers back."""
    connection.check_constraints()  # PostgreSQL alters no table while checks are waiting
    release_append_only()


def test_events_are_numbered_in_order(case: Case) -> None:
    assert list(case.events.values_list("seq", "kind")) == [(1, "taken_up"), (2, "accepted"), (3, "held")]
    assert (case.chain.length, case.chain.head) == (3, case.events.last().digest)


def test_a_chain_left_alone_verifies(case: Case) -> None:
    assert verify(case) == []


def test_a_case_without_events_verifies(make_case: Make) -> None:
    assert verify(make_case()) == []


def test_each_case_has_its_own_chain(case: Case, make_case: Make) -> None:
    other = make_case()
    record(other, Kind.SUBMITTED, at=AT)
    assert Event.objects.get(case=other).seq == 1
    assert verify(other) == verify(case) == []


def test_many_facts_of_many_cases_at_once(case: Case, make_case: Make) -> None:
    other = make_case()
    facts = [Fact(case_id=one.pk, kind=Kind.REMINDER, at=AT) for one in (case, other, case)]
    record_many(facts)
    reminders = Event.objects.filter(kind=Kind.REMINDER).order_by("pk")
    assert [event.seq for event in reminders] == [4, 1, 5]
    assert verify(case) == verify(other) == []


def test_the_same_facts_in_two_cases_have_two_digests(make_case: Make) -> None:
    for _ in range(2):
        record(make_case(), Kind.SUBMITTED, at=AT)
    assert len(set(Event.objects.values_list("digest", flat=True))) == 2


def test_the_zone_an_instant_came_in_does_not_matter(make_case: Make) -> None:
    case = make_case()
    record(case, Kind.SUBMITTED, at=AT.astimezone(timezone(timedelta(hours=9))))
    assert verify(case) == []


def test_what_is_rolled_back_leaves_no_gap(case: Case) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        record(case, Kind.RESUMED, at=AT)
        raise RuntimeError
    record(case, Kind.RESUMED, at=AT)
    assert Event.objects.filter(case=case).latest("seq").seq == 4
    assert verify(case) == []


CHANGES: list[dict[str, Any]] = [
    {"kind": "closed"},
    {"at": AT + timedelta(microseconds=1)},
    {"from_state": "active"},
    {"to_state": "active"},
    {"facts": {"why": "other"}},
    {"actor_id": None},
    {"notice_id": "00000000-0000-0000-0000-000000000001"},
    {"location_id": "00000000-0000-0000-0000-000000000001"},
    {"digest": "0" * 64},
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: next(iter(change)))
def test_a_changed_event_is_found(case: Case, change: dict[str, Any]) -> None:
    unprotect()
    Event.objects.filter(case=case, seq=2).update(**change)
    assert any("event 2 was changed" in problem for problem in verify(case))


@pytest.mark.parametrize("seq", [1, 2])
def test_a_removed_event_is_found(case: Case, seq: int) -> None:
    unprotect()
    Event.objects.filter(case=case, seq=seq).delete()
    assert f"Case {case.reference}: event {seq} is missing." in verify(case)


def test_a_removed_end_is_found(case: Case) -> None:
    unprotect()
    Event.objects.filter(case=case, seq=3).delete()
    assert "the end of the chain does not match" in verify(case)[0]


def test_an_event_moved_to_another_case_is_found(case: Case, make_case: Make) -> None:
    other = make_case()
    unprotect()
    Event.objects.filter(case=case, seq=1).update(case=other)
    assert verify(case)
    assert verify(other)


def test_two_events_in_exchanged_order_are_found(case: Case) -> None:
    unprotect()
    Event.objects.filter(case=case, seq=1).update(seq=9)
    Event.objects.filter(case=case, seq=2).update(seq=1)
    Event.objects.filter(case=case, seq=9).update(seq=2)
    assert verify(case)


def test_a_chain_without_its_head_is_found(case: Case) -> None:
    Chain.objects.filter(case=case).delete()
    assert verify(Case.objects.get(pk=case.pk))


def test_an_event_of_no_chain_is_found(case: Case) -> None:
    """Of the house too, and of a record whose case is gone: nothing else ties it."""
    gone, other = UUID(int=77), UUID(int=78)
    record_many([Fact(case_id=each, kind=Kind.ERASED, at=AT) for each in (HOUSE, gone, other)])
    assert [*verify_erased(gone), *verify_house()] == []
    Chain.objects.filter(case_id__in=(HOUSE, gone)).delete()
    assert list(orphans()) == [gone, other]
    said = "its events have no chain; it was removed, or they were added."
    assert verify_erased(gone) == [f"Record {gone}: {said}"]
    assert verify_house() == [f"The house's own record: {said}"]


def test_without_the_chain_key_nobody_can_write_an_event(case: Case, settings: Any) -> None:
    ours = settings.KEYS_INLINE
    settings.KEYS_INLINE = keyring.new_ring()
    record(case, Kind.RESUMED, at=AT)
    settings.KEYS_INLINE = ours
    assert any("event 4" in problem for problem in verify(case))


def test_a_problem_names_the_reference_and_nothing_else(case: Case) -> None:
    Chain.objects.filter(case=case).update(length=9)
    [problem] = verify(case)
    assert case.reference in problem
    assert "Ana" not in problem
