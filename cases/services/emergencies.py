"""Break glass: a case opened in an emergency, for an hour, before everyone's eyes (S-32)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q, QuerySet

from cases.models import BrokenGlass, Case, Kind
from cases.permissions import (
    ROLE_ADMIN,
    ROLE_AUDITOR,
    ROLE_SAFEGUARDING,
    ROLE_SUPERVISOR,
    hidden,
    is_hidden,
    kept_away,
    may,
    reach,
    roles,
)
from cases.rules import four_eyes
from cases.services import let_in, locked, outbox
from cases.services.record import record
from cases.services.refusal import Refused

WATCHING = frozenset({ROLE_AUDITOR, ROLE_SUPERVISOR})
NOT_HERE = "No case with this reference can be opened in an emergency."

NOT_TWO = (
    "You and whoever opened it may be one person: one of you, or the same colleague, made a sign-in "
    "in the 72 hours before or since. Someone else has to look at it."
)


@transaction.atomic
def break_glass(*, reference: str, reason: str, actor: User, at: datetime) -> BrokenGlass:
    """Open a case that is not the actor's own; auditor and supervisors are told in the same breath.

    A case that does not exist, one with the safeguarding lead and one the actor is kept from answer alike.
    """
    if not reason.strip():
        raise Refused("Say why it cannot wait.")
    found = of(reference).first()
    closed = found is None or found.safeguarding or found.conflict_hold or is_hidden(actor, found)
    if found is None or closed or not may(actor, "break_glass"):
        raise Refused(NOT_HERE)
    if may(actor, "open", found):
        raise Refused("You can open this case already.")
    case = locked.case(found.pk)
    until = at + four_eyes.rule().emergency
    glass = BrokenGlass(case=case, user=actor, reason=reason.strip(), at=at, until=until)
    glass.save(force_insert=True)
    record(case, Kind.GLASS_BROKEN, at=at, actor=actor, facts={"until": until.isoformat()})
    away = set(kept_away(case))
    told = {user.pk: user for user in [*outbox.leads(case), *outbox.members(ROLE_AUDITOR)]}
    watchers = [user for user in told.values() if user != actor and user.pk not in away]
    outbox.alert(watchers, case=case, step="glass", key=f"glass:{glass.pk}", at=at)
    return glass


def can_open_any(user: User) -> bool:
    """Whether an emergency could open anything: nothing to whose roles open it all already."""
    return may(user, "break_glass") and "team" not in reach(user, "open")


def of(reference: str) -> QuerySet[Case]:
    """The case of this reference, as somebody typed it, if there is one."""
    return Case.objects.filter(reference=reference.strip().upper())


@transaction.atomic
def review(*, glass_id: UUID, finding: str, actor: User, at: datetime, shut: bool = False) -> None:
    """Someone else has looked at why a case was opened, and writes what came of it; `shut` ends it now."""
    if not finding.strip():
        raise Refused("Write what you found.")
    rows = to_review(actor).select_for_update(of=("self",), no_key=True)
    glass = rows.filter(pk=glass_id).first()
    if glass is None:
        raise Refused("This was looked at already.")
    if glass.user_id == actor.pk:
        raise Refused("You opened it yourself. Someone else has to look at it.")
    if let_in.may_be_one(glass.user_id, actor.pk, glass.at):
        raise Refused(NOT_TWO)
    glass.finding, glass.reviewed_by, glass.reviewed_at = finding.strip(), actor, at
    glass.until = min(glass.until, at) if shut else glass.until
    glass.save(update_fields=["finding", "reviewed_by", "reviewed_at", "until"])
    record(glass.case, Kind.GLASS_REVIEWED, at=at, actor=actor, facts={"glass": str(glass.pk)})


def to_review(reader: User) -> QuerySet[BrokenGlass]:
    """Emergencies that nobody has looked at yet, as far as this person may know of them; the oldest first.

    Whoever opened a case sees the own emergency too, and an auditor all that the auditor is not kept from.
    What was flagged since is the safeguarding lead's to look at, and nobody else's to know.
    """
    return known_to(reader).filter(reviewed_at=None).order_by("at", "pk")


def how_many_wait(reader: User) -> int:
    """How many `to_review` lists; an admin, to whom it lists none of other people's, may know how many."""
    return known_to(reader, watching=WATCHING | {ROLE_ADMIN}).filter(reviewed_at=None).count()


def looked_at(reader: User) -> QuerySet[BrokenGlass]:
    """Other people's emergencies that somebody has looked at, as far as this person may know of them.

    The latest first. What was found about whoever opened a case is not theirs to read.
    """
    looked = known_to(reader).filter(reviewed_at__isnull=False).exclude(user=reader)
    return looked.order_by("-reviewed_at", "pk")


def known_to(reader: User, *, watching: frozenset[str] = WATCHING) -> QuerySet[BrokenGlass]:
    known, flagged = Q(user_id=reader.pk), Q(case__safeguarding=True)
    if roles(reader) & watching:
        known = Q()
    seen = known & ~flagged
    if ROLE_SAFEGUARDING in roles(reader):
        seen |= flagged
    rows = BrokenGlass.objects.filter(seen).exclude(case__in=Case.objects.filter(hidden(reader)))
    return rows.select_related("case", "user", "reviewed_by")
