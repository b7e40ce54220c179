"""Fingerprints the person made on her own device: kept, attested, taken back. Adults only (V-33).

None is ever computed here, because no picture is.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.models import Case, Depiction, Kind
from cases.rules.fingerprints import ATTESTED, Kept, Picture, grouped
from cases.services import locked
from cases.services.record import record
from cases.services.refusal import Refused

MOST_PER_CASE = 100


def takes(case: Case) -> bool:
    """Whether this case may hold fingerprints: open, and everyone shown an adult as far as anyone knows."""
    if case.safeguarding or case.state not in Case.OPEN:
        return False
    return case.adult_confirmed_at is not None or (case.statements or {}).get("under_18") == "no"


def of(case: Case) -> list[Kept]:
    """Everything this case holds, the oldest first."""
    held = [kept for depiction in depictions(case) for kept in depiction.kept]
    return sorted(held, key=lambda kept: kept.declared_at)


def pictures(case: Case) -> list[list[Kept]]:
    """The same, with what looks like one picture together. Other cases are never looked at."""
    return grouped(of(case))


def depictions(case: Case) -> list[Depiction]:
    """The depictions of this case that hold any."""
    return list(case.depictions.exclude(fingerprints="").order_by("pk"))


@transaction.atomic
def declare(*, case_id: UUID, given: Sequence[Picture], at: datetime) -> int:
    """Keep what she made or typed; what is here already is not kept twice. Returns how many are new."""
    case = locked.case(case_id)
    if not takes(case):
        raise Refused(_("Fingerprints cannot be added to this report. Please call us."))
    before = of(case)
    fresh = [picture for picture in given if not any(set(picture) <= set(kept.picture) for kept in before)]
    if len(before) + len(fresh) > MOST_PER_CASE:
        too_many = _("We keep up to {most} pictures for one report. Take some back first.")
        raise Refused(format_lazy(too_many, most=MOST_PER_CASE))
    if fresh:
        depiction = case.depictions.order_by("pk").first() or Depiction(case=case)
        new = [Kept(key=secrets.token_hex(8), picture=picture, declared_at=at) for picture in fresh]
        depiction.keep([*depiction.kept, *new])
        depiction.save()
        record(case, Kind.FINGERPRINTS_ADDED, at=at, facts={"count": len(fresh)})
    return len(fresh)


@transaction.atomic
def attest(*, case_id: UUID, keys: Collection[str], actor: AbstractBaseUser, at: datetime) -> int:
    """The caseworker has made sure, with the person, that these pictures are among those she reported."""
    case = locked.case(case_id)
    if not takes(case):
        raise Refused("Nothing is attested in this case: it is closed, or someone may be under 18.")
    attested = change(case, keys, lambda kept: replace(kept, provenance=ATTESTED))
    if attested:
        record(case, Kind.FINGERPRINTS_ATTESTED, at=at, actor=actor, facts={"count": attested})
    return attested


@transaction.atomic
def remove(*, case_id: UUID, keys: Collection[str], actor: AbstractBaseUser | None, at: datetime) -> int:
    """Forget these: she takes them back, or a caseworker removes wrong ones. Later letters lack them."""
    case = locked.case(case_id)
    gone = change(case, keys, lambda kept: None)
    if gone:
        record(case, Kind.FINGERPRINTS_REMOVED, at=at, actor=actor, facts={"count": gone})
    return gone


def change(case: Case, keys: Collection[str], make: Callable[[Kept], Kept | None]) -> int:
    """Put something else, or nothing, in the place of these; how many that changed."""
    changed = 0
    for depiction in depictions(case):
        before = depiction.kept
        after = [make(kept) if kept.key in keys else kept for kept in before]
        if after != before:
            changed += sum(old != new for old, new in zip(before, after, strict=True))
            depiction.keep([kept for kept in after if kept])
            depiction.save(update_fields=["fingerprints"])
    return changed


def forget(case: Case) -> None:
    """Hold none of this case any more: someone shown may be under 18."""
    Depiction.objects.filter(case=case).update(fingerprints="")
