"""The bar below the words: it is the ladder, one segment from rung to rung, a slanted piece when late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from cases.models import Clock
from cases.rules import ladder
from cases.views.desk import words

SOON = timedelta(hours=4)
SEGMENT, GAP, SLANT = 22, 3, 5


@dataclass(frozen=True)
class Segment:
    """One piece of the bar: where it begins, how wide it is and how much of it is filled."""

    x: int
    width: int
    filled: float


@dataclass(frozen=True)
class Face:
    """What a page shows of one clock: words first, then the bar, then the due time."""

    words: str
    tone: str  # "" | soon | late
    due: str
    segments: tuple[Segment, ...] = ()
    slants: tuple[int, ...] = ()

    @property
    def width(self) -> int:
        """Room for the bar, the late piece included whether it is there or not."""
        return len(self.segments) * (SEGMENT + GAP) + 4 * SLANT


def rungs(clock: Clock, plan: ladder.Plan = ladder.DEFAULT) -> list[datetime]:
    """Start, every reminder that lies inside the period, and the end."""
    inside = (
        clock.alarm_at + planned.offset
        for planned in plan.rungs
        if planned.origin == "alarm" and "deadline" in planned.on
    )
    within = sorted(at for at in inside if clock.started_at < at < clock.due_at)
    return [clock.started_at, *within, clock.due_at]


def segments(clock: Clock, at: datetime, plan: ladder.Plan = ladder.DEFAULT) -> tuple[Segment, ...]:
    """Equal pieces, however long each part of the period is, so that its end is as visible as its start."""
    points = rungs(clock, plan)
    made = []
    for place, (begin, end) in enumerate(zip(points, points[1:], strict=False)):
        part = (min(at, end) - begin) / (end - begin)
        made.append(Segment(place * (SEGMENT + GAP), SEGMENT, round(max(0.0, min(1.0, part)) * SEGMENT, 1)))
    return tuple(made)


def tone(due_at: datetime, at: datetime) -> str:
    """Colour says the same as the words, never more."""
    if at > due_at:
        return "late"
    return "soon" if due_at - at < SOON else ""


def face(
    clock: Clock | None,
    at: datetime,
    *,
    without: str = "No clock yet",
    note: str = "",
    plan: ladder.Plan = ladder.DEFAULT,
) -> Face:
    """The clock as the page shows it; a target of our own has words and no bar."""
    if clock is None:
        return Face(without, "", note)
    if clock.stopped_at is not None:
        return Face(clock.get_stop_reason_display(), "", f"stopped {words.moment(clock.stopped_at, at)}")
    if clock.kind == Clock.Kind.TARGET:
        passed = "passed" if at > clock.due_at else "is"
        return Face("No legal clock", "", f"our target {passed} {words.moment(clock.due_at, at)}")
    late = at > clock.due_at
    made = segments(clock, at, plan)
    slants = tuple(len(made) * (SEGMENT + GAP) + each * SLANT for each in range(4)) if late else ()
    due = f"{'ended' if late else 'ends'} {words.moment(clock.due_at, at)}"
    return Face(words.time_left(clock.due_at, at), tone(clock.due_at, at), due, made, slants)


def lead(clocks: list[Clock]) -> Clock | None:
    """The clock that matters most now: the earliest running deadline, else the earliest target."""
    running = [clock for clock in clocks if clock.stopped_at is None]
    return min(running, key=lambda c: (c.kind != Clock.Kind.DEADLINE, c.due_at, c.pk), default=None)
