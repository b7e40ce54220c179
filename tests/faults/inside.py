"""What a test lets happen inside a house of its own: `python -m tests.faults.inside ACT [ARGUMENT …]`.

Each act is one operating-system process with its own connection, like a worker's.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "takedown.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from cases import tasks  # noqa: E402
from cases.models import Case, Delivery, Event, Item, Location, Notice, Step  # noqa: E402
from cases.models.base import TransitionNotAllowed  # noqa: E402
from cases.models.fields import blind_index  # noqa: E402
from cases.services import locations, outbox, triage  # noqa: E402
from cases.services import sweep as engine  # noqa: E402
from cases.services.record import verify  # noqa: E402
from tests.conftest import AT, build_location, build_platform, person_of_staff, run_clocks  # noqa: E402
from tests.faults.agreeing import agree_as, agreed, free_again, request_two, spend  # noqa: E402
from tests.faults.arriving import join, knock, show, staffed  # noqa: E402
from tests.faults.brokered import announce, announce_again, broker_folders, next_round  # noqa: E402
from tests.faults.erasing import asked, erase, erase_killed, left, sealed  # noqa: E402
from tests.faults.parting import deciding, part  # noqa: E402
from tests.faults.planted import dump, plant  # noqa: E402
from tests.faults.together import wait_for  # noqa: E402

tasks.hint_deliver = lambda ids: None  # a broker has tests of its own


def migrate() -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def new_case(number: int, owner: Any) -> Case:
    case = Case(
        reference=f"H{number:05d}",
        code_index=blind_index(f"h{number}", purpose="code"),
        words_hash="!",
        submit_index=blind_index(f"h{number}", purpose="submit"),
        place="GB",
        consents={"platforms": True},
        assignee=owner,
        opened_at=AT,
    )
    case.save()
    Case.objects.filter(pk=case.pk).update(state="active")
    return Case.objects.get(pk=case.pk)


@transaction.atomic
def seed(count: str) -> None:
    """So many notices, sent and received at AT; every third one by mail."""
    bo, _ = person_of_staff("bo", "caseworker"), person_of_staff("di", "supervisor")
    platforms = [
        build_platform("clipshare"),
        build_platform("boards"),
        build_platform("post", channel="email"),
    ]
    for number in range(int(count)):
        case, platform = new_case(number, bo), platforms[number % 3]
        location = build_location(case, platform=platform)
        notice = Notice(
            case=case, number=1, platform=platform, channel=platform.channels.get(), created_at=AT,
            regimes=["us-tida", "uk-osa-u2u"],
        )  # fmt: skip
        notice.save()
        Item.objects.create(notice=notice, location=location, number=1)
        Notice.objects.filter(pk=notice.pk).update(state="sent", sent_at=AT, approved_at=AT)
        run_clocks(notice, AT)


@transaction.atomic
def queue(count: str) -> None:
    """So many reminders to our own people, due now."""
    bo = person_of_staff("bo", "caseworker")
    case = new_case(1, bo)
    outbox.put(
        outbox.row(case=case, kind="reminder", key=f"r{each}", at=AT, to_user=bo, step="reminder_4")
        for each in range(int(count))
    )


def sweep(at: str, start: str = "") -> None:
    wait_for(start)
    swept = engine.sweep(at=datetime.fromisoformat(at), batch=50)
    print(json.dumps({"notices": swept.notices, "pushed_back": swept.pushed_back}))


def deliver(at: str, start: str = "") -> None:
    wait_for(start)
    tried = last = tasks.deliver_all(at=datetime.fromisoformat(at))
    while last:
        last = tasks.deliver_all(at=datetime.fromisoformat(at))
        tried += last
    print(json.dumps({"tried": tried}))


def withdraw(start: str = "") -> None:
    """The person of every case changes her mind."""
    wait_for(start)
    late = AT + timedelta(hours=50)
    for case in Case.objects.order_by("reference"):
        with suppress(TransitionNotAllowed):
            triage.withdraw(case_id=case.pk, actor=None, at=late)
    print(json.dumps({"left": Case.objects.exclude(state="withdrawn").count()}))


def look(start: str = "") -> None:
    """A caseworker sees every link gone."""
    wait_for(start)
    late, bo = AT + timedelta(hours=50), User.objects.get(username="bo")
    for location in Location.objects.order_by("case__reference"):
        locations.verify_removed(location_id=location.pk, actor=bo, at=late)
    print(json.dumps({"left": Notice.objects.exclude(state="complied").count()}))


def stall(statement: str, act: str, *arguments: str) -> None:
    """Act, but stop for good before this statement of the database, and say so."""
    left = [int(statement)]

    def count(execute: Callable[..., Any], *given: Any) -> Any:
        left[0] -= 1
        if left[0] == 0:
            print("stalled", flush=True)
            time.sleep(600)
        return execute(*given)

    with connection.execute_wrapper(count):
        ACTS[act](*arguments)
    print("finished", flush=True)


def snapshot() -> None:
    """Everything a round leaves behind, without what differs between two houses."""
    found = {
        "steps": Counter(
            map(
                str,
                Step.objects.values_list("notice__case__reference", "clock__regime", "kind", "superseded"),
            )
        ),
        "deliveries": Counter(
            map(
                str,
                Delivery.objects.values_list(
                    "case__reference", "kind", "step", "regime", "to_user", "by_hand"
                ),
            )
        ),
        "events": {
            case.reference: list(
                Event.objects.filter(case=case).order_by("seq").values_list("kind", flat=True)
            )
            for case in Case.objects.order_by("reference")
        },
        "next": sorted(
            map(str, Notice.objects.values_list("case__reference", "next_step_at", "deadline_passed"))
        ),
        "broken_chains": [problem for case in Case.objects.all() for problem in verify(case)],
    }
    print(json.dumps(found))


def reports() -> None:
    """What has come in through the form."""
    broken = [problem for case in Case.objects.all() for problem in verify(case)]
    counts = {"cases": Case.objects.count(), "locations": Location.objects.count()}
    print(json.dumps({**counts, "broken_chains": broken}))


def outcomes() -> None:
    """How many deliveries are in each state, and the most attempts any of them took."""
    states = Counter(Delivery.objects.values_list("state", flat=True))
    attempts = max(Delivery.objects.values_list("attempts", flat=True), default=0)
    print(json.dumps({"states": states, "attempts": attempts}))


ACTS: dict[str, Callable[..., None]] = {
    each.__name__: each
    for each in (
        *(
            migrate,
            seed,
            queue,
            sweep,
            deliver,
            stall,
            withdraw,
            look,
            snapshot,
            outcomes,
            reports,
            plant,
            dump,
        ),
        *(broker_folders, announce, announce_again, next_round),
        *(request_two, agree_as, agreed, free_again, spend),
        *(asked, sealed, erase, erase_killed, left),
        *(staffed, show, join, knock),
        *(deciding, part),
    )
}

if __name__ == "__main__":
    settings.PASSWORD_HASHERS.insert(0, "django.contrib.auth.hashers.MD5PasswordHasher")
    ACTS[sys.argv[1]](*sys.argv[2:])
