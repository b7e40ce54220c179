"""Whose move it is, why, and the one button: for each notice and each case without one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.models import User
from django.urls import reverse

from cases.models import Case, Clock, Location, Notice
from cases.permissions import owners
from cases.rules import ladder
from cases.views.desk import bars, words

L, N, C = Location.State, Notice.State, Case.State
GROUNDS = {
    "not_intimate_image_content": "that it is no intimate image",
    "reporter_without_standing": "that we may not report it",
    "other": "another ground",
}


@dataclass(frozen=True)
class Move:
    """Who moves next and since when, why it is here, and where the one button leads."""

    who: str
    since: str
    why: str
    label: str
    path: str
    by_post: bool = False


@dataclass(frozen=True)
class Standing:
    """What is known about one notice at one moment, for one reader."""

    notice: Notice
    reader: User
    at: datetime
    clocks: list[Clock]
    locations: list[Location]
    drafts: int = 0
    failed: bool = False
    chaser_at: datetime | None = None
    plan: ladder.Plan = ladder.DEFAULT
    clock: Clock | None = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "clock", bars.lead(self.clocks))

    @property
    def us(self) -> str:
        return owner(self.notice.case, self.reader)

    @property
    def them(self) -> str:
        return platform_name(self.notice)

    @property
    def late(self) -> bool:
        return self.clock is not None and self.clock.is_overdue(self.at)

    def numbers(self, *states: str) -> list[int]:
        """The links of this notice in these states."""
        return [each.number for each in self.locations if each.state in states]

    @property
    def open_links(self) -> list[int]:
        return self.numbers(L.REPORTED, L.LIVE, L.CLAIMED_REMOVED, L.UNCLEAR)

    def on_case(self) -> str:
        return reverse("desk_case", args=[self.notice.case.reference]) + "#links"

    def on_notice(self, part: str = "") -> str:
        return reverse("desk_notice", args=[self.notice.case.reference, self.notice.number]) + part


def name_of(user: User | None) -> str:
    return (user.first_name or user.username) if user else "Nobody"


def owner(case: Case, reader: User) -> str:
    """Whose case this is for this reader: a cover is asked like the owner."""
    if case.assignee_id == reader.pk:
        return "You"
    name = name_of(case.assignee)
    return f"You, for {name}" if case.assignee_id in owners(reader) and not case.safeguarding else name


def platform_name(notice: Notice) -> str:
    return notice.platform.name if notice.platform else "Another website"


def ground_words(ground: str) -> str:
    return GROUNDS.get(ground, ground.replace("_", " "))


def since(when: datetime | None, at: datetime) -> str:
    return f"since {words.short_moment(when, at)}" if when else ""


def for_how_long(when: datetime | None, at: datetime) -> str:
    return f"for {words.length(at - when)}" if when else ""


def of_notice(s: Standing) -> Move:
    """The first thing that stands out decides."""
    for rule in (
        not_delivered, draft, approved, given_up, claimed, filing, refused, past, unproved, answered,
    ):  # fmt: skip
        found = rule(s)
        if found:
            return found
    return Move(s.them, for_how_long(s.notice.sent_at, s.at), "Sent. No word yet.", "Open", s.on_notice())


def not_delivered(s: Standing) -> Move | None:
    if s.notice.state == N.UNDELIVERABLE:
        why = "It was not delivered. No clock has started."
        return Move(s.us, since(s.notice.undeliverable_at, s.at), why, "Send another way", s.on_notice())
    if s.failed:
        why = "A mail of this notice could not be sent."
        return Move(s.us, "", why, "Look at the outbox", reverse("desk_outbox"))
    return None


def draft(s: Standing) -> Move | None:
    if s.notice.state != N.DRAFT:
        return None
    missing = s.notice.missing_count
    why = (
        f"{words.in_words(missing)} {'thing is' if missing == 1 else 'things are'} missing in the letter."
        if missing
        else "The letter waits to be read and approved."
    )
    return Move(s.us, for_how_long(s.notice.created_at, s.at), why, "Review letter", s.on_notice())


def approved(s: Standing) -> Move | None:
    if s.notice.state != N.APPROVED:
        return None
    if s.notice.channel and s.notice.channel.kind == "email" and s.notice.channel.verified_at:
        why = "Approved. The mail is on its way."
        return Move("The desk", since(s.notice.approved_at, s.at), why, "Open", s.on_notice())
    why = f"Approved. Someone has to file it with {s.them}."
    return Move(s.us, since(s.notice.approved_at, s.at), why, "File it", s.on_notice("#file"))


def filing(s: Standing) -> Move | None:
    if not s.drafts:
        return None
    why = f"{words.links(s.open_links)} still open. {words.in_words(s.drafts)} "
    why += "draft to a further body is ready." if s.drafts == 1 else "drafts to further bodies are ready."
    label = "Review escalation" if s.drafts == 1 else f"Review {s.drafts} drafts"
    return Move(s.us, "draft is ready", words.opening(why), label, s.on_notice("#escalation"))


def claimed(s: Standing) -> Move | None:
    numbers = s.numbers(L.CLAIMED_REMOVED)
    if not numbers:
        return None
    verb = "is" if len(numbers) == 1 else "are"
    why = f"They say {words.links(numbers)} {verb} gone. Nobody here has looked yet."
    when = max(each.claimed_removed_at for each in s.locations if each.number in numbers)
    return Move(s.us, since(when, s.at), why, f"Check {words.count(len(numbers), 'link')}", s.on_case())


def refused(s: Standing) -> Move | None:
    if s.notice.state != N.REFUSED:
        return None
    why = f"They refuse and say {ground_words(s.notice.refusal_ground)}. The clock runs on."
    return Move(s.us, since(s.notice.refused_at, s.at), why, f"Answer {s.them}", s.on_notice("#answer"))


def past(s: Standing) -> Move | None:
    if not s.late or not s.open_links or s.clock is None:
        return None
    looked = max((e.confirmed_live_at for e in s.locations if e.confirmed_live_at), default=None)
    chased = f" The chaser went at {words.short_moment(s.chaser_at, s.at)}." if s.chaser_at else ""
    if looked and looked > s.clock.due_at and s.notice.state != N.ESCALATED:
        seen = f"{words.links(s.numbers(L.LIVE))} still up at {words.short_moment(looked, s.at)}.{chased}"
        return Move(s.us, since(looked, s.at), words.opening(seen), "Escalate", s.on_notice("#answer"))
    label = f"Check {words.count(len(s.open_links), 'link')}"
    why = f"The period has ended and nobody has looked since.{chased}"
    return Move(s.us, since(s.clock.due_at, s.at), why, label, s.on_case())


def given_up(s: Standing) -> Move | None:
    """Nothing is left to chase, and not all of it was seen to be gone: a person ends such a notice."""
    if s.open_links or not s.numbers(L.OUT_OF_REACH, L.DUPLICATE):
        return None
    why = "No link is left to chase, and not all were seen to be gone. Withdraw the notice to end it."
    return Move(s.us, "", why, "Withdraw", s.on_notice("#answer"))


def unproved(s: Standing) -> Move | None:
    if s.notice.received_at or s.notice.state != N.SENT:
        return None
    why = "Sent. Nothing proves yet that they have it, so no clock runs."
    return Move(s.us, since(s.notice.sent_at, s.at), why, "Record receipt", s.on_notice("#receipt"))


def answered(s: Standing) -> Move | None:
    soon = bool(s.clock and s.clock.due_at - s.at < bars.SOON)
    label = f"Check {words.count(len(s.open_links), 'link')}" if soon and s.open_links else "Open"
    path = s.on_case() if soon and s.open_links else s.on_notice()
    if s.notice.state == N.ACKNOWLEDGED:
        ticket = f", ticket {s.notice.platform_reference}" if s.notice.platform_reference else ""
        when = words.short_moment(s.notice.acknowledged_at or s.at, s.at)
        why = f"Acknowledged {when}{ticket}. No word since."
        return Move(s.them, for_how_long(s.notice.acknowledged_at, s.at), why, label, path)
    if s.notice.state == N.SENT:
        why = f"No acknowledgement since it arrived {words.short_moment(s.notice.received_at or s.at, s.at)}."
        return Move(s.them, for_how_long(s.notice.received_at, s.at), why, label, path)
    if s.notice.state == N.ESCALATED:
        return Move(s.them, since(s.notice.escalated_at, s.at), "Escalated. Look again.", label, path)
    return None
