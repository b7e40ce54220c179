"""What the worker does. Tasks take ids, act on the world and hand the outcome to a service."""

from __future__ import annotations

import hashlib
import logging
import os
import socket
import time
from datetime import datetime, timedelta
from time import monotonic
from typing import Any
from uuid import UUID

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from cases import letters, mails
from cases.documents import Document
from cases.models import Delivery
from cases.outbound import OutboundError, last_round, ledger, mail, pdf
from cases.services import (
    claims,
    comparing,
    deliveries,
    desk_sessions,
    erasure,
    gates,
    heads,
    held,
    invitations,
    throttle,
    visits,
)
from cases.services import sweep as engine

log = logging.getLogger("cases.tasks")
PAPERS = {  # which letter each of these rows carries; a notice carries the one that was approved
    Delivery.Kind.NOTICE: "",
    Delivery.Kind.CHASER: "chaser",
    Delivery.Kind.WITHDRAWAL: "withdrawal",
    Delivery.Kind.ESCALATION: "summary",
}
HINTS_AT_ONCE = 5


@shared_task(name="cases.tasks.sweep")
def sweep() -> None:
    """One round of the engine."""
    now = timezone.now()
    look_around(at=now)
    if not engine.round_at(at=now).clock_went_back:
        last_round.keep(settings.LAST_ROUND_FILE, now)


@shared_task(name="cases.tasks.deliver_due")
def deliver_due() -> None:
    """Try every delivery that is due."""
    now = timezone.now()
    look_around(at=now)
    deliver_all(at=now)


@shared_task(name="cases.tasks.deliver")
def deliver(delivery_id: str) -> None:
    """Try one delivery that was just queued."""
    now = timezone.now()
    look_around(at=now)
    deliver_one(UUID(delivery_id), at=now)


def look_around(*, at: datetime) -> None:
    """Before anything leaves: can the clock be trusted, and is this still the database we knew?"""
    held.check_clock(at=at, steady=time.clock_gettime(time.CLOCK_BOOTTIME))
    hold_after_restore()


def hold_after_restore() -> None:
    """A database that knows only of an earlier round than this machine comes from a backup."""
    ours, theirs = last_round.read(settings.LAST_ROUND_FILE), engine.last_round()
    if ours and theirs and theirs < ours - engine.CLOCK_TOLERANCE:
        log.warning("the database was restored; %d mails wait for a person", held.hold_restored())
        last_round.keep(settings.LAST_ROUND_FILE, theirs)


@shared_task(name="cases.tasks.forget")
def forget() -> None:
    """Delete what is idle too long, invitations and tries that are over, and cases whose erasure is due.

    And look for the names of new colleagues in the reports there are.
    """
    now = timezone.now()
    look_around(at=now)
    visits.forget(at=now)
    throttle.forget(at=now)
    desk_sessions.forget(at=now)
    invitations.forget(at=now)
    erase_due(at=now)
    note_heads(at=now)
    comparing.keep_up(at=now)  # the longest of all, so the last


def erase_due(*, at: datetime) -> None:
    """Erase what is due and note it outside the database. Killed in between, the next round notes it."""
    erasure.erase_due(at=at)
    stones = erasure.unwritten()
    ledger.append(settings.LEDGER_FILE, map(erasure.line, stones))
    erasure.written(stones)
    erasure.empty_the_log()


def note_heads(*, at: datetime) -> None:
    """Once a day, how the record stands: into a file and into the log, both outside the database."""
    noted = ledger.read(settings.HEADS_FILE)
    if heads.due(noted, at=at):
        head = heads.today(noted, at=at)
        ledger.append(settings.HEADS_FILE, [head])
        log.info(
            "record of %s: events %d %s, looks %d %s",
            head["mark"], head["events"], head["events_head"], head["looks"], head["looks_head"],
        )  # fmt: skip


def noted_heads() -> list[dict[str, Any]]:
    """What was noted so far, for whoever checks the record."""
    return list(ledger.read(settings.HEADS_FILE).values())


def apply_ledger(*, at: datetime) -> tuple[int, int]:
    """Erase again what a restored database has brought back: cases erased, tombstones put back."""
    done = erasure.erase_again(ledger.read(settings.LEDGER_FILE), at=at)
    erasure.empty_the_log()
    return done


def hint_deliver(delivery_ids: list[str]) -> None:
    """Ask a worker to look now. A broker that is down costs waiting, nothing else.

    A round that queues thousands does not fill the broker: many are one hint to take whatever is due.
    """
    try:
        if len(delivery_ids) > HINTS_AT_ONCE:
            deliver_due.apply_async(retry=False)
            return
        for delivery_id in delivery_ids:
            deliver.apply_async(args=[delivery_id], retry=False)
    except Exception as error:
        log.warning("no hint sent: %s", type(error).__name__)


def deliver_all(*, at: datetime, limit: int = 100) -> int:
    """Try everything due at `at` (UTC), the earliest deadline first; how many were tried."""
    began = monotonic()
    ids = claims.due(at=at, limit=limit)
    return sum(deliver_one(delivery_id, at=later(at, began)) for delivery_id in ids)


def later(at: datetime, began: float) -> datetime:
    """`at` plus the whole seconds this work has taken: leases and times of sending must not lie behind."""
    return at + timedelta(seconds=int(monotonic() - began))


def deliver_one(delivery_id: UUID, *, at: datetime) -> bool:
    """Claim, prepare the paper, send, hand over the outcome; False if someone else has it."""
    delivery = claims.claim(delivery_id=delivery_id, worker=worker_name(), at=at)
    if delivery is None:
        return False
    began = monotonic()
    try:
        act(delivery, at=at)
    except Exception as error:
        gates.failed(delivery.kind, at=later(at, began))
        went_wrong(delivery, error, at=later(at, began))
    else:
        gates.went(delivery.kind)
    return True


def went_wrong(delivery: Delivery, error: Exception, *, at: datetime) -> None:
    """Keep what an attempt came to, and whether it was the mail server's doing."""
    if isinstance(error, mail.ServerAway):
        gates.server_away(at=at)
    elif isinstance(error, OutboundError):
        gates.server_back()
    if isinstance(error, mail.OutcomeUnknown):
        deliveries.mark_unknown(delivery=delivery, at=at)
    elif isinstance(error, OutboundError) and error.permanent:
        deliveries.mark_failed(delivery=delivery, why=str(error), at=at)
    elif isinstance(error, OutboundError):
        deliveries.mark_temporary(delivery=delivery, why=str(error), at=at)
    else:  # counted as an attempt; after five it is a dead letter, the others go on
        log.error("delivery %s waits for its lease after %s", delivery.pk, type(error).__name__)


def act(delivery: Delivery, *, at: datetime) -> None:
    began = monotonic()
    letter, paper = prepare_paper(delivery, at=at)
    if delivery.by_hand:
        deliveries.wait_for_person(delivery=delivery, at=at)
        return
    if delivery.kind == Delivery.Kind.UPDATE and deliveries.outside_window(delivery=delivery, at=at):
        return
    if not delivery.message:
        composed = mails.compose(delivery, letter=letter, at=at)
        deliveries.keep_message(delivery=delivery, recipient=composed.to, message=mails.kept(composed))
    out = mails.again(delivery.message, attachment=paper)
    reply = mail.send(settings.MAIL_URL, sender=out.sender, recipient=out.to, message=out.to_bytes())
    gates.server_back()
    deliveries.mark_sent(delivery=delivery, reply=reply, at=later(at, began))


def prepare_paper(delivery: Delivery, *, at: datetime) -> tuple[str, bytes]:
    """The letter's text and PDF: rendered once, kept, and read back ever after."""
    if delivery.kind not in PAPERS:
        return "", b""
    if delivery.paper is None:
        document = letter_of(delivery, at=at)
        rendered = pdf.render(document)
        deliveries.keep_paper(
            delivery=delivery,
            pdf=rendered,
            text=pdf.text(document),
            sha256=hashlib.sha256(rendered).hexdigest(),
            at=at,
        )
    paper = delivery.paper
    assert paper is not None  # noqa: S101  just kept
    return paper.text, paper.pdf


def letter_of(delivery: Delivery, *, at: datetime) -> Document:
    """The approved document itself, or a letter about it."""
    notice = delivery.notice
    assert notice is not None  # noqa: S101  papers belong to notices
    if variant := PAPERS[delivery.kind]:
        return letters.follow_up(notice, variant=variant, at=at)
    return Document.from_json(notice.document)


def worker_name() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"[:80]
