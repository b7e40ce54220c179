"""Who hears of something at a given moment: not someone who is away, and never nobody.

Clocks are not asked here and do not change: only the mailbox is another one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.contrib.auth.models import User

from cases.models import Absence, Shift, ShiftChange, Wellbeing
from cases.permissions import ROLE_CASEWORKER, ROLE_SUPERVISOR
from cases.rules import rota


@dataclass(frozen=True)
class Presence:
    """One moment of the team."""

    stand_ins: dict[int, int | None]  # who is away: who has their cases, if anyone
    quiet: frozenset[int]  # who chose hours without reminders, in those hours
    planned: frozenset[int]  # who has a rota
    on_duty: dict[int, rota.Span]
    workers: frozenset[int]  # active, can be written to, and may have cases

    def hearers(
        self,
        owner_id: int | None,
        supervisors: Iterable[int],
        *,
        grave: bool = False,
        barred: Collection[int] = (),
    ) -> list[int]:
        """Whom a reminder reaches, each once: the owner or the stand-in, else the supervisors who are here.

        Grave news goes to both. Outside the owner’s own hours whoever is on duty hears of it too. Who must
        not know of the case hears of it in no way.
        """
        owner = self.stand_ins.get(owner_id, owner_id) if owner_id else None
        leads = [each for each in supervisors if each not in barred]
        may_hear = self.workers - frozenset(barred)
        if owner is None or owner not in may_hear or owner in self.quiet:
            return self.here(leads) or [each for each in (owner, owner_id) if each in may_hear][:1]
        off = owner in self.planned and owner not in self.on_duty
        team = self.here(leads) if grave else self.duty(leads) if off else []
        return list(dict.fromkeys([owner, *team]))

    def here(self, ids: Iterable[int]) -> list[int]:
        """Those of a group who hear now: on duty if anyone is, else whoever is not away, else all."""
        everyone = list(ids)
        awake = [each for each in everyone if each not in self.stand_ins and each not in self.quiet]
        return self.duty(awake) or awake or self.not_away(everyone)

    def duty(self, ids: Iterable[int]) -> list[int]:
        return [each for each in ids if each in self.on_duty and each not in self.stand_ins]

    def not_away(self, ids: Iterable[int]) -> list[int]:
        """Those who are not away, whatever hours they chose; all where everyone is."""
        everyone = list(ids)
        return [each for each in everyone if each not in self.stand_ins] or everyone


def presence(*, at: datetime) -> Presence:
    """The team at `at` (UTC), in a fixed number of queries."""
    weekly, changed = patterns()
    people = weekly.keys() | changed.keys()
    found = {user: rota.on_duty(weekly[user], changed[user], at) for user in people}
    workers = User.objects.filter(is_active=True, groups__name__in=[ROLE_CASEWORKER, ROLE_SUPERVISOR])
    return Presence(
        stand_ins=Absence.stand_ins(at),
        quiet=frozenset(quiet_people(at)),
        planned=frozenset(people),
        on_duty={user: span for user, span in found.items() if span},
        workers=frozenset(workers.exclude(email="").values_list("pk", flat=True)),
    )


def patterns() -> tuple[dict[int, list[rota.Weekly]], dict[int, list[rota.Changed]]]:
    """Everyone's rota, as the rules read it."""
    weekly: dict[int, list[rota.Weekly]] = defaultdict(list)
    changed: dict[int, list[rota.Changed]] = defaultdict(list)
    for shift in Shift.objects.all():
        weekly[shift.user_id].append(rota.Weekly(shift.weekday, shift.begins, shift.ends, shift.zone))
    for change in ShiftChange.objects.all():
        changed[change.user_id].append(rota.Changed(change.day, change.begins, change.ends, change.zone))
    return weekly, changed


def quiet_people(at: datetime) -> Iterable[int]:
    """Who has hours without reminders now."""
    for chosen in Wellbeing.objects.exclude(quiet_from=None):
        local = at.astimezone(ZoneInfo(chosen.zone)).time()
        if chosen.quiet_from and chosen.quiet_to and rota.within(chosen.quiet_from, chosen.quiet_to, local):
            yield chosen.user_id
