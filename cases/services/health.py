"""What must always hold in the database, and what someone should look at. Reads only."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.apps import apps
from django.conf import settings
from django.db.models import Exists, OuterRef, Q

from cases.models import Case, Delivery, Gate, Heartbeat, Notice, Step
from cases.models.fields import KeyHolder
from cases.models.keyring import ring
from cases.rules import clock as rule
from cases.rules import regime
from cases.services import clocks, guards, held, outbox, vacancies
from cases.services.dead_letters import RAISED_AFTER
from cases.services.gates import down_since
from cases.services.record import orphans, verify, verify_erased, verify_house
from cases.services.sweep import CLOCK_TOLERANCE, HEARTBEAT

LEAST_BYTES = 200 * 1024 * 1024
LEAST_SHARE = 0.05
ENGINE_LATE = timedelta(minutes=5)
LEASE_TOLERANCE = timedelta(seconds=60)


@dataclass(frozen=True)
class Trouble:
    """A part of the house that does not do its work, though pages are served: a word, and since when."""

    word: str
    since: datetime | None = None


def troubles(*, at: datetime) -> list[Trouble]:
    """What every page of the desk and every monitor should know at `at` (UTC)."""
    gates = dict(Gate.objects.filter(since__isnull=False).values_list("name", "since"))
    found = []
    if Gate.MAIL in gates and (since := down_since(at=at)):
        found.append(Trouble("mail", since))
    if Gate.CLOCK in gates:
        found.append(Trouble("clock", gates[Gate.CLOCK]))
    if space_left() is not None:
        found.append(Trouble("space"))
    return found


def space_left() -> int | None:
    """The megabytes left beside the program's own files, where that is little."""
    disk = shutil.disk_usage(settings.VAR_DIR)
    little = disk.free < LEAST_BYTES or disk.free < disk.total * LEAST_SHARE
    return disk.free // 1024**2 if little else None


@dataclass(frozen=True)
class Finding:
    """One sentence about something wrong. `broken` means that a promise of the program does not hold."""

    broken: bool
    sentence: str


def findings(*, at: datetime) -> list[Finding]:
    """Everything found at `at` (UTC), broken promises first."""
    found = [Finding(True, sentence) for check in BROKEN for sentence in check(at)]
    return found + [Finding(False, sentence) for check in TO_LOOK_AT for sentence in check(at)]


def counts() -> dict[str, int]:
    """How much there is, for the summary."""
    return {
        "open cases": Case.objects.filter(state__in=Case.OPEN).count(),
        "notices with a running clock": Notice.objects.filter(clocks__stopped_at=None, clocks__isnull=False)
        .distinct()
        .count(),
        "deliveries waiting": Delivery.objects.filter(state__in=Delivery.WAITING).count(),
    }


def keys_missing(at: datetime) -> Iterator[str]:
    """Every row's own key must have been wrapped by a key that is still in the ring."""
    known = set(ring().encrypt)
    for model in apps.get_models():
        if not issubclass(model, KeyHolder):
            continue
        wrapped = model._default_manager.values_list("wrapped_key", flat=True).iterator(chunk_size=1000)
        lost = sum(1 for token in wrapped if key_id(token) not in known)
        if lost:
            yield f"{lost} rows of {model._meta.verbose_name_plural} need a key that is not in the key ring."


def key_id(token: str) -> str:
    """The id of the master key in `version.key id.body`."""
    return token.partition(".")[2].partition(".")[0]


def clocks_missing(at: datetime) -> Iterator[str]:
    """A notice that arrived runs every clock its regimes give it."""
    received = Notice.objects.filter(state__in=Notice.CLOCK_RUNNING, received_at__isnull=False, clocks=None)
    for notice in received.select_related("case", "channel"):
        if any(gives_clock(notice, code) for code in notice.regimes):
            yield f"Notice {notice.reference} was received and runs no clock."


def gives_clock(notice: Notice, code: str) -> bool:
    if notice.received_at is None or not clocks.may_start(notice, code, notice.receipt_basis):
        return False
    return rule.start(regime.get(code), notice.received_at).due_at is not None


def steps_forgotten(at: datetime) -> Iterator[str]:
    """A running clock with a rung ahead has its instant in the index."""
    unindexed = Notice.objects.filter(
        state__in=Notice.CLOCK_RUNNING,
        next_step_at=None,
        case__safeguarding=False,
        case__state__in=[Case.State.ACTIVE, Case.State.ON_HOLD],
        clocks__stopped_at=None,
        clocks__isnull=False,
    )
    for notice in unindexed.select_related("case").distinct():
        if clocks.next_step(notice) is not None:
            yield f"Notice {notice.reference} has a step ahead that the engine would not find."


def steps_without_delivery(at: datetime) -> Iterator[str]:
    """Every rung that was reached has its row in the outbox."""
    row = Delivery.objects.filter(
        notice_id=OuterRef("notice_id"), step=OuterRef("kind"), regime=OuterRef("clock__regime")
    )
    lost = Step.objects.filter(~Exists(row), superseded=False).select_related("notice__case")
    for step in lost:
        yield f"Notice {step.notice.reference}: the step {step.kind} has no delivery."


def approved_without_delivery(at: datetime) -> Iterator[str]:
    """What a caseworker approved is on its way or waits for a person."""
    row = Delivery.objects.filter(notice_id=OuterRef("pk"), kind=Delivery.Kind.NOTICE).exclude(
        state=Delivery.State.CANCELLED
    )
    for notice in Notice.objects.filter(~Exists(row), state=Notice.State.APPROVED).select_related("case"):
        yield f"Notice {notice.reference} is approved and nothing is on its way."


def sent_without_answer(at: datetime) -> Iterator[str]:
    """A mail counts as sent because a server said so; its words are kept."""
    silent = Q(state=Delivery.State.SENT, reply="", by_hand=False, noted_by=None)
    count = Delivery.objects.filter(silent).count()
    if count:
        yield f"{count} deliveries are marked as sent without the server's answer."


def leases_expired(at: datetime) -> Iterator[str]:
    late = Delivery.objects.filter(state=Delivery.State.CLAIMED, lease_until__lt=at - LEASE_TOLERANCE).count()
    if late:
        yield f"{late} deliveries are held by a worker that is gone; a running worker takes them over."


def chains_broken(at: datetime) -> Iterator[str]:
    for case in Case.objects.order_by("pk").iterator(chunk_size=200):
        yield from verify(case)
    for case_id in orphans():
        yield from verify_erased(case_id)
    yield from verify_house()


def guards_missing(at: datetime) -> Iterator[str]:
    """Nothing but the program's own care keeps the record where the database does not refuse to change it."""
    yield from guards.missing()


def engine_silent(at: datetime) -> Iterator[str]:
    beat = Heartbeat.objects.filter(name=HEARTBEAT).first()
    late = Notice.objects.filter(next_step_at__lt=at - ENGINE_LATE).count()
    if beat and beat.at > at + CLOCK_TOLERANCE:
        yield f"The clock went back: the last round was at {beat.at:%Y-%m-%d %H:%M:%S} UTC."
    elif beat and beat.at < at - ENGINE_LATE:
        yield f"The deadline engine last ran at {beat.at:%Y-%m-%d %H:%M:%S} UTC. Is a worker running?"
    elif beat is None:
        yield "The deadline engine has not run yet. Start it: python manage.py run"
    if late:
        yield f"{late} notices wait for a step that was due more than five minutes ago."


def dead_letters(at: datetime) -> Iterator[str]:
    dead = Delivery.objects.filter(Delivery.to_see_to())
    old = dead.filter(noted_by=None, tried_at__lte=at - RAISED_AFTER).count()
    if count := dead.count():
        yield f"{count} deliveries were refused or given up. They are listed at the desk."
    if old:
        yield f"{old} of them are older than an hour, and nobody has taken them up."


def clock_doubted(at: datetime) -> Iterator[str]:
    if since := held.clock_doubted_since():
        yield f"The clock is in doubt since {since:%Y-%m-%d %H:%M} UTC. A supervisor lets go what is held."


def mail_down(at: datetime) -> Iterator[str]:
    if since := down_since(at=at):
        yield f"No mail has left since {since:%Y-%m-%d %H:%M} UTC. Does MAIL_URL name a server that answers?"


def restored_waiting(at: datetime) -> Iterator[str]:
    if count := held.waiting("restored"):
        yield f"{count} mails are held since a restore. A supervisor lets them go in the outbox."


def staff_without_address(at: datetime) -> Iterator[str]:
    if count := len(outbox.without_address()):
        yield f"{count} members of staff have no e-mail address, so no reminder reaches them."


def duties_without_anyone(at: datetime) -> Iterator[str]:
    if vacancies.lead_missing():
        yield "No safeguarding lead can be reached by mail, so supervisors hear that one is needed."
    if count := vacancies.without_supervisor():
        yield f"{count} open cases are kept from every supervisor. An admin asks for another supervisor."


def little_space(at: datetime) -> Iterator[str]:
    left = space_left()
    if left is not None:
        yield f"Only {left} MB are free beside {settings.VAR_DIR}."


Check = Callable[[datetime], Iterator[str]]
BROKEN: tuple[Check, ...] = (
    keys_missing,
    chains_broken,
    guards_missing,
    clocks_missing,
    steps_forgotten,
    steps_without_delivery,
    approved_without_delivery,
    sent_without_answer,
)
TO_LOOK_AT: tuple[Check, ...] = (
    leases_expired,
    engine_silent,
    dead_letters,
    clock_doubted,
    mail_down,
    restored_waiting,
    staff_without_address,
    duties_without_anyone,
    little_space,
)
