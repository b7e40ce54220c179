"""Why this deadline? Facts, rules, sum, and the same instant on three clocks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from cases.models import Clock, Notice
from cases.rules import clock as rule
from cases.rules import regime
from cases.views.desk import words

WEAK = frozenset({Notice.Basis.SMTP_ACCEPTED, Notice.Basis.ASSUMED})


@dataclass(frozen=True)
class Rule:
    """One regime as the sum used it."""

    badge: str
    section: str
    in_force: str
    period: str
    why: str


@dataclass(frozen=True)
class Why:
    """The whole account of one due time; several regimes that share it share the account."""

    facts: str
    rules: tuple[Rule, ...]
    begins: str
    adds: str
    ends: str
    is_target: bool
    walls: tuple[tuple[str, str], ...]


def accounts(notice: Notice, clocks: Iterable[Clock], typed_by: str) -> list[Why]:
    """One account for each due time that runs or ran, superseded ones left out."""
    together: dict[tuple[str, datetime, datetime], list[Clock]] = {}
    for clock in clocks:
        if clock.stop_reason != Clock.Stopped.SUPERSEDED:
            together.setdefault((clock.kind, clock.started_at, clock.due_at), []).append(clock)
    return [account(notice, same, typed_by) for same in together.values()]


def account(notice: Notice, same: list[Clock], typed_by: str) -> Why:
    first = same[0]
    return Why(
        facts=facts(notice, first, typed_by),
        rules=tuple(rule_of(clock) for clock in same),
        begins=exact_utc(first.started_at),
        adds=period(first),
        ends=exact_utc(first.due_at),
        is_target=first.kind == Clock.Kind.TARGET,
        walls=tuple(walls(notice, same)),
    )


def facts(notice: Notice, clock: Clock, typed_by: str) -> str:
    them = notice.platform.name if notice.platform else "The website"
    proof = clock.get_basis_display()
    weak = ", weak proof" if clock.basis in WEAK and "weak" not in proof and "no proof" not in proof else ""
    ticket = f", their reference {notice.platform_reference}" if notice.platform_reference else ""
    sentences = [f"{them} had the notice on {words.exact(clock.started_at)} ({proof}{weak}){ticket}."]
    sentences.append(f"{typed_by or 'The desk'} noted it at {words.exact(clock.noted_at)}.")
    replaced = clock.supersedes.all()
    sentences.append("It replaces an earlier entry." if replaced else "Nothing has replaced it.")
    if clock.reading == Clock.Reading.CONSERVATIVE:
        sentences.append("This is the careful reading: it counts from the later of two requests.")
    return " ".join(sentences)


def rule_of(clock: Clock) -> Rule:
    law = regime.get(clock.regime)
    version = next((each for each in law.versions if each.name == clock.rule_version), None)
    since = f"in force since {words.plain_date(version.in_force_from)}" if version else clock.rule_version
    length = version.period if version else ""
    return Rule(law.short, law.section, since, length, rule.start(law, clock.started_at).why)


def period(clock: Clock) -> str:
    version = next((v for v in regime.get(clock.regime).versions if v.name == clock.rule_version), None)
    if version and version.period:
        return version.period
    return f"{words.length(clock.due_at - clock.started_at)}, our own target"


def walls(notice: Notice, same: list[Clock]) -> Iterable[tuple[str, str]]:
    """Yours, the person's, and the law's own place."""
    due = same[0].due_at
    yield f"Yours, {words.place_of(words.desk_zone())}", words.exact(due)
    theirs = ZoneInfo(notice.case.zone)
    yield f"The person's, {words.place_of(theirs)}", words.exact(due, theirs)
    for zone in dict.fromkeys(regime.get(clock.regime).zone for clock in same):
        yield f"The law's, {words.place_of(zone)}", words.exact(due, zone)


def exact_utc(when: datetime) -> str:
    return f"{when.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
