"""`manage.py audit verify`: replays the chain of events of every case, and the chain of looks.

It also asks whether the database itself still refuses that they are changed.
"""

from __future__ import annotations

import hashlib
from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from cases import tasks
from cases.models import Access, Case, Chain, Event
from cases.services import access_log, guards, heads, record


class Command(BaseCommand):
    help = "Says whether an event or a look was changed, removed or added, and whether it can be."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["verify"])

    def handle(self, *args: Any, **options: Any) -> None:
        """One line for each thing that is wrong, and exit code 1; else the count and the head of it all."""
        wrong = 0
        for problem in found():
            self.stderr.write(problem)
            wrong += 1
        if wrong:
            raise CommandError(f"The record does not hold: {wrong} found. Keep the database as it is.")
        self.stdout.write(
            f"{Chain.objects.count()} chains, {Event.objects.count()} events, "
            f"{Access.objects.count()} looks, nothing is wrong."
        )
        self.stdout.write(f"head {head()}")
        if not tasks.noted_heads():
            self.stdout.write("No day is noted outside the database: an end that is cut off is not found.")


def found() -> Iterator[str]:
    """What is wrong: the database's own guard, then the record case by case."""
    yield from guards.missing()
    for case in Case.objects.only("reference").order_by("opened_at", "pk").iterator(chunk_size=200):
        yield from told(partial(wrong_with, case), f"Case {case.reference}")
    yield from told(of_no_case, "The record of what is no case any more")
    yield from record.verify_house()
    yield from access_log.verify()
    yield from told(partial(heads.verify, tasks.noted_heads()), "What was noted outside the database")


def told(check: Callable[[], Iterable[str]], called: str) -> Iterator[str]:
    """What a check finds. One that meets a value of no kind ends there, and the others go on."""
    try:
        yield from check()
    except record.UNREADABLE:
        yield f"{called}: a value in it cannot be read."


def of_no_case() -> Iterator[str]:
    """What is wrong with the records of cases that are gone; an event may carry the name of none at all."""
    try:
        gone = list(record.orphans())
    except record.UNREADABLE:
        numbers = record.unreadable(Event.objects.order_by("pk"), lambda event: event.case_id, number="pk")
        yield from (f"Event {number} of all events cannot be read." for number in numbers)
        return
    for case_id in gone:
        yield from record.verify_erased(case_id)


@transaction.atomic
def wrong_with(case: Case) -> list[str]:
    """What is wrong with one case. Its chain is locked: an event written meanwhile is no false alarm.

    A case begins with an event, so one with an empty chain, or none, has lost it.
    """
    chain = Chain.objects.select_for_update().filter(case=case).first()
    missing = [] if chain and chain.length else [f"Case {case.reference} has no chain of events."]
    return missing + record.verify(case)


def head() -> str:
    """One digest over the heads of all chains: kept elsewhere, it shows every later change of the past."""
    digest = hashlib.sha256()
    for case_id, length, last in Chain.objects.order_by("case_id").values_list("case_id", "length", "head"):
        digest.update(f"{case_id} {length} {last}\n".encode())
    return digest.hexdigest()
