"""Everything that waits, in the order of time left. A fixed number of queries, however many cases."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.models import User
from django.db.models import Count, Exists, Min, OuterRef, Prefetch, Q

from cases.models import Approval, Case, Clock, Delivery, Item, Location, Message, Notice, Step
from cases.permissions import reachable, visible_cases
from cases.rules import ladder, purposes
from cases.services import approvals, house
from cases.views.desk import bars

UNACKNOWLEDGED_AFTER = timedelta(hours=2)
RUNNING = Q(clocks__stopped_at=None)
# Prepared for a further body; queued means that its paper is still being made.
DRAFTS = Q(kind=Delivery.Kind.ESCALATION, state__in=[Delivery.State.HELD, *Delivery.WAITING]) & ~Q(
    last_error__in=purposes.HELD  # nobody can file it before the person agrees
)


@dataclass(frozen=True)
class Entry:
    """One row to be: only what its place, its tab and the counters need."""

    case_id: UUID
    owner_id: int | None
    notices: tuple[UUID, ...]  # none for a message, and for a case without an open notice
    due_at: datetime | None
    order: tuple[int, datetime]
    marks: frozenset[str]  # late, soon, unacknowledged, bounced, wrote, new, behalf, burst
    wrote_at: datetime | None = None  # since when a message of the person waits
    asked_at: datetime | None = None  # since when something waits for a second person


@dataclass
class Outbox:
    """What the outbox says about notices: failed mails, drafts that wait for a person; and the ladder."""

    failed: Counter[UUID | None]
    drafts: Counter[UUID | None]
    plan: ladder.Plan = ladder.DEFAULT

    @property
    def dead(self) -> int:
        return sum(self.failed.values())


def outbox_of(user: User) -> Outbox:
    rows = Delivery.objects.filter(Delivery.to_see_to() | DRAFTS, case__in=visible_cases(user))
    out = Outbox(Counter(), Counter(), house.plan())
    for notice_id, state in rows.values_list("notice_id", "state"):
        (out.failed if state in Delivery.DEAD_LETTERS else out.drafts)[notice_id] += 1
    return out


def entries(user: User, out: Outbox, at: datetime) -> list[Entry]:
    """All that waits and that this person may know of, the least time left first."""
    found = [*notice_entries(user, out, at), *case_entries(user), *message_entries(user)]
    found += second_entries(user, at)
    return sorted(found, key=lambda entry: entry.order)


def notice_entries(user: User, out: Outbox, at: datetime) -> Iterable[Entry]:
    visible = visible_cases(user).filter(safeguarding=False)
    rows = (
        Notice.objects.filter(case__in=visible, state__in=Notice.OPEN)
        .annotate(
            deadline=Min("clocks__due_at", filter=RUNNING & Q(clocks__kind=Clock.Kind.DEADLINE)),
            target=Min("clocks__due_at", filter=RUNNING & Q(clocks__kind=Clock.Kind.TARGET)),
        )
        .order_by("created_at", "number")
        .values(
            "pk",
            "case_id",
            "case__assignee_id",
            "state",
            "deadline",
            "target",
            "created_at",
            "received_at",
            "acknowledged_at",
        )
    )
    drafts: dict[tuple[UUID, int | None], list[dict]] = defaultdict(list)
    for row in rows:
        if row["state"] == Notice.State.DRAFT:
            drafts[row["case_id"], row["case__assignee_id"]].append(row)
        else:
            yield notice_entry(row, out, at)
    for (case_id, owner_id), together in drafts.items():
        order = (2, together[0]["created_at"])
        yield Entry(case_id, owner_id, tuple(row["pk"] for row in together), None, order, frozenset())


def notice_entry(row: dict, out: Outbox, at: datetime) -> Entry:
    due, marks = row["deadline"], set()
    if due and at > due:
        marks.add("late")
    elif due and due - at < bars.SOON:
        marks.add("soon")
    arrived = row["received_at"]
    if row["state"] == Notice.State.SENT and arrived and at - arrived > UNACKNOWLEDGED_AFTER:
        marks.add("unacknowledged")
    if row["state"] == Notice.State.UNDELIVERABLE or row["pk"] in out.failed:
        marks.add("bounced")
    order = (0, due) if due else (1, row["target"]) if row["target"] else (2, row["created_at"])
    return Entry(row["case_id"], row["case__assignee_id"], (row["pk"],), due, order, frozenset(marks))


def case_entries(user: User) -> Iterable[Entry]:
    """New reports, cases being read, on hold, or with nothing open: what no notice stands for."""
    with_notice = Exists(Notice.objects.filter(case=OuterRef("pk"), state__in=Notice.OPEN))
    plain = Q(safeguarding=False, state__in=[*Case.OPEN, Case.State.RESOLVED]) & ~Q(with_notice)
    flagged = Q(safeguarding=True, state__in=Case.OPEN)
    rows = visible_cases(user).filter(plain | flagged)
    for row in rows.values("pk", "assignee_id", "state", "opened_at", "on_behalf", "burst"):
        place, marks = standing_apart(row) if row["state"] == Case.State.SUBMITTED else (2, frozenset())
        yield Entry(row["pk"], row["assignee_id"], (), None, (place, row["opened_at"]), marks)


def standing_apart(row: dict) -> tuple[int, frozenset[str]]:
    """A new report's place and marks: one for somebody else, one of a flood, stand in their own queues."""
    if row["burst"]:
        return 4, frozenset({"new", "burst"})
    if row["on_behalf"]:
        return 3, frozenset({"new", "behalf"})
    return 2, frozenset({"new"})


def message_entries(user: User) -> Iterable[Entry]:
    """Persons who wrote and have no answer yet: one row for each case."""
    waiting = Message.objects.filter(from_person=True, settled_at=None, case__in=visible_cases(user))
    rows = waiting.order_by().values_list("case_id", "case__assignee_id").annotate(first=Min("at"))
    for case_id, owner_id, first in rows:
        yield Entry(case_id, owner_id, (), None, (2, first), frozenset({"wrote"}), wrote_at=first)


def second_entries(user: User, at: datetime) -> Iterable[Entry]:
    """What this person may agree to, or not, as the second of two."""
    waiting = Approval.objects.filter(agreed_at=None, ended_at=None, expires_at__gt=at)
    waiting = waiting.filter(case__in=reachable(user, "agree")).order_by("asked_at")
    for each in approvals.for_second(user, waiting):
        assert each.case_id is not None  # noqa: S101  filtered by case
        yield Entry(each.case_id, user.pk, (), None, (2, each.asked_at), frozenset(), asked_at=each.asked_at)


def load_notices(ids: Iterable[UUID]) -> dict[UUID, Notice]:
    """The notices of one page with all that their rows say: no address, no name, no description."""
    hidden = [f"location__{name}" for name in ("pasted", "address", "site", "position", "remark")]
    return (
        Notice.objects.filter(pk__in=list(ids))
        .select_related("case__assignee", "platform", "channel")
        .prefetch_related(
            "clocks",
            Prefetch("items", queryset=Item.objects.select_related("location").defer(*hidden)),
            Prefetch("steps", queryset=Step.objects.filter(kind="chaser")),
        )
        .in_bulk()
    )


def load_cases(ids: Iterable[UUID]) -> dict[UUID, Case]:
    still = Q(locations__state__in=Location.OPEN)
    rows = Case.objects.filter(pk__in=list(ids)).select_related("assignee")
    return rows.annotate(link_count=Count("locations"), open_count=Count("locations", filter=still)).in_bulk()
