"""Erasure: asked for on her page and undone for three days, or due on the day set at closing; then for good.

What stays is a tombstone without content, and the chain of events, which names nobody. Whether a case must be
kept for another reason, a legal hold, is asked in one place: `is_due`.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Q

from cases.models import Approval, Case, Clock, Item, Kind, Location, Tombstone
from cases.models.fields import blind_index
from cases.models.keyring import KeyRingError
from cases.services import approvals, held, legal_holds, locked, outbox, sweep, triage
from cases.services.approvals import Content
from cases.services.record import record
from cases.services.refusal import Refused

log = logging.getLogger("cases.erasure")
TIME_TO_UNDO = timedelta(hours=72)
HOUR = timedelta(hours=1)
TOLD = ("erased_at", "rule", "place", "counts", "hours")


@transaction.atomic
def ask(*, case_id: UUID, at: datetime) -> Case:
    """She wants everything deleted: work stops now, erasure follows when the time to undo is over (D-22)."""
    case = locked.case(case_id)
    if case.erase_at is not None:
        return case
    if case.state in Case.OPEN:
        case = triage.withdraw(case_id=case_id, actor=None, at=at)
    outbox.cancel_waiting(case.deliveries.all())
    case.erase_at, case.erase_rule = at + TIME_TO_UNDO, Case.EraseRule.ASKED
    case.save(update_fields=["erase_at", "erase_rule"])
    record(case, Kind.ERASURE_ASKED, at=at, facts={"erase_at": case.erase_at.isoformat()})
    outbox.alert_wishes(case=case, at=at)
    return case


@transaction.atomic
def undo(*, case_id: UUID, at: datetime) -> Case:
    """She wants to keep it after all. What was stopped stays stopped."""
    case = locked.case(case_id)
    if case.erase_at is not None and case.erase_rule == Case.EraseRule.ASKED:
        case.erase_at = None
        case.save(update_fields=["erase_at"])
        record(case, Kind.ERASURE_UNDONE, at=at)
    return case


@transaction.atomic
def ask_early(*, case_id: UUID, actor: User, at: datetime) -> Approval:
    """Ask a second person to erase a case that is over, before the day that was set."""
    case = locked.case(case_id)
    if case.state not in Case.FINAL or case.safeguarding or case.erase_at is not None:
        raise Refused("Only a case that is over, and not about to be erased, can be erased before its day.")
    if legal_holds.of(case):
        raise Refused(legal_holds.IN_THE_WAY)
    kind = Approval.Kind.ERASE
    return approvals.ask(case_id=case_id, kind=kind, content=early_content(case), actor=actor, at=at)


def early_content(case: Case) -> Content:
    return {"do": Approval.Kind.ERASE, "case": case.pk, "state": case.state, "kept": case.retain_until}


def erase_early(*, case: Case, actor: User, at: datetime) -> None:
    """Two people agreed: the engine erases it in its next round."""
    if legal_holds.of(case):
        raise Refused(legal_holds.IN_THE_WAY)
    case.erase_at, case.erase_rule = at, Case.EraseRule.EARLY
    case.save(update_fields=["erase_at", "erase_rule"])
    record(case, Kind.ERASURE_ASKED, at=at, actor=actor, facts={"erase_at": at.isoformat()})


def is_due(at: datetime) -> Q:
    """What is over and not under legal hold: what fell due meanwhile is due when that ends (D-23)."""
    return over(at) & Q(~legal_holds.is_held())


def over(at: datetime) -> Q:
    """An hour was set and has come, or the case is over and the day it is kept until (UTC) is too (D-21)."""
    day_over = Q(state__in=Case.FINAL, erase_at=None, retain_until__lt=at.astimezone(UTC).date())
    return Q(erase_at__lte=at) | day_over


def due(*, at: datetime) -> list[UUID]:
    """Cases that may not be kept any longer."""
    rows = Case.objects.filter(is_due(at)).order_by("erase_at", "retain_until")
    return list(rows.values_list("pk", flat=True))


def erase_due(*, at: datetime) -> int:
    """Erase what is due, each case in its own transaction; one that fails does not stop the others.

    While the clock is in doubt nothing is (R-13): a clock that runs ahead would end her time to undo.
    """
    if held.clock_doubted_since() or sweep.went_back(at=at):
        log.warning("nothing is erased while the clock is in doubt")
        return 0
    done = 0
    for case_id in due(at=at):
        try:
            done += erase(case_id=case_id, at=at)
        except (KeyRingError, OperationalError, InterfaceError):
            raise  # keys or database are away, so the next round tries again
        except Exception as error:
            log.error("case %s was not erased after %s", case_id, type(error).__name__)
    return done


@transaction.atomic
def erase(*, case_id: UUID, at: datetime) -> bool:
    """Erase one case for good, unless it was kept or reopened in this very moment; twice is once."""
    case = Case.objects.select_for_update(of=("self",)).filter(is_due(at), pk=case_id).first()
    if case is None or legal_holds.of(case):  # asked anew under the lock: it may have begun while this waited
        return False
    stone = Tombstone(
        mark=mark_of(case_id),
        erased_at=at,
        rule=case.erase_rule if case.erase_at else Case.EraseRule.DAY,
        place=case.place,
        counts=counts(case),
        hours=hours_to_removal(case),
    )
    bury(case, stone, at=at)
    return True


def bury(case: Case, stone: Tombstone, *, at: datetime) -> None:
    """Tombstone, last event and removal: all three or none."""
    stone.save(force_insert=True)
    record(case, Kind.ERASED, at=at, facts={"rule": stone.rule})
    remove(case)


def remove(case: Case) -> None:
    """Every row of the case, in an order in which nothing refers to what is gone; its own row and key last.

    Events, their chain and the access log stay: they hold kinds, ids and instants, and name no person.
    """
    Clock.objects.filter(notice__case=case).update(superseded_by=None)
    case.notices.update(reappearance_of=None)
    case.deliveries.all().delete()
    Item.objects.filter(notice__case=case).delete()
    case.locations.all().delete()
    case.delete()


def mark_of(case_id: UUID) -> str:
    """What a tombstone knows of its case: a digest that can be compared, and not read back."""
    return blind_index(str(case_id), purpose="tombstone")


def counts(case: Case) -> dict[str, dict[str, int]]:
    """How many links and notices ended in which state."""
    return {
        "case": {case.state: 1},
        "links": dict(Counter(case.locations.values_list("state", flat=True))),
        "notices": dict(Counter(case.notices.values_list("state", flat=True))),
    }


def hours_to_removal(case: Case) -> list[int]:
    """For each link that someone saw gone: whole hours since the first letter about it was sent."""
    gone = case.locations.filter(state=Location.State.REMOVED, verified_removed_at__isnull=False)
    hours = []
    for location in gone.prefetch_related("items__notice"):
        sent = [item.notice.sent_at for item in location.items.all() if item.notice.sent_at]
        if sent and location.verified_removed_at:
            hours.append(int((location.verified_removed_at - min(sent)) / HOUR))
    return sorted(hours)


def unwritten() -> list[Tombstone]:
    """Tombstones that the ledger outside the database does not hold yet."""
    return list(Tombstone.objects.filter(in_ledger=False).order_by("erased_at", "mark"))


def line(stone: Tombstone) -> dict[str, Any]:
    """One entry of the ledger."""
    told = {name: getattr(stone, name) for name in TOLD}
    return {"mark": stone.mark, **told, "erased_at": stone.erased_at.isoformat()}


def written(stones: Iterable[Tombstone]) -> None:
    Tombstone.objects.filter(pk__in=[stone.pk for stone in stones]).update(in_ledger=True)


def unknown(entries: dict[str, dict[str, Any]]) -> set[str]:
    """Marks of erasures that this database has forgotten: it was restored from before they happened."""
    return entries.keys() - set(Tombstone.objects.values_list("mark", flat=True))


def erase_again(entries: dict[str, dict[str, Any]], *, at: datetime) -> tuple[int, int]:
    """After a restore: erase what had been erased (D-25). Cases found here, and tombstones put back."""
    lost = unknown(entries)
    here = {mark_of(pk): pk for pk in Case.objects.values_list("pk", flat=True).iterator(chunk_size=2000)}
    for mark in sorted(lost):
        told = {name: entries[mark][name] for name in TOLD}
        told["erased_at"] = datetime.fromisoformat(told["erased_at"])
        put_back(Tombstone(mark=mark, in_ledger=True, **told), here.get(mark), at=at)
    return len(lost & here.keys()), len(lost)


@transaction.atomic
def put_back(stone: Tombstone, case_id: UUID | None, *, at: datetime) -> None:
    if case_id is None:
        stone.save(force_insert=True)
    else:
        bury(locked.case(case_id), stone, at=at)


def empty_the_log() -> None:
    """SQLite keeps old pages in its write-ahead log until that is emptied; then nothing is left (D-27)."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
