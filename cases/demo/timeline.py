"""What happened, as one list in the order of time: every event of the case in one plain sentence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from cases.models import Event, Item, Kind, Notice
from cases.rules import instants, regime
from cases.services import record

Facts = dict[str, Any]
REMINDERS = {
    "ack_missing": "No acknowledgement yet: the caseworker is told.",
    "reminder_24": "24 hours are left: the caseworker is reminded.",
    "reminder_12": "12 hours are left: the caseworker is reminded.",
    "reminder_4": "4 hours are left: the caseworker is reminded.",
    "reminder_1": "1 hour is left: the caseworker is reminded.",
}


def body(facts: Facts) -> str:
    """Who a step of a regime's ladder goes to."""
    wanted = facts.get("filed") or facts.get("step")
    ladder = regime.get(facts["regime"]).ladder
    return next((step.body for step in ladder if step.step == wanted), "a further body")


def received(facts: Facts) -> str:
    clocks = facts.get("clocks") or {}
    if not clocks:
        return "Receipt is recorded; no law here sets a clock."
    first = instants.zulu(datetime.fromisoformat(min(clocks.values())))
    return f"Receipt is recorded; {len(clocks)} clocks run, the first ends at {first}."


def sent(facts: Facts) -> str:
    by_mail = facts.get("by") == "email"
    return (
        "Their mail server took the notice." if by_mail else "The caseworker filed the notice in their form."
    )


def chased(facts: Facts) -> str:
    if "filed" in facts:
        return "The caseworker filed the chaser in their form."
    return "The chaser to the platform is due."


def escalated(facts: Facts) -> str:
    if "filed" in facts:
        return f"The supervisor has filed a draft: {body(facts)}."
    return f"The notice is escalated; {facts['drafts']} more drafts are prepared."


def refused(facts: Facts) -> str:
    return f"The platform refuses: “{facts['ground'].replace('_', ' ')}”. The clocks run on."


def complied(facts: Facts) -> str:
    late = max((facts.get("minutes_late") or {}).values(), default=0)
    return f"Everything is gone, {late} minutes late." if late else "Everything is gone, in time."


SAID: dict[str, str | Callable[[Facts], str]] = {
    Kind.SUBMITTED: "The person has sent the form.",
    Kind.SAFEGUARDING: "The case goes to the safeguarding lead.",
    Kind.ADULT_CONFIRMED: "The caseworker confirms that everyone shown was an adult.",
    Kind.ASSIGNED: "The case has a new owner.",
    Kind.TAKEN_UP: "The caseworker takes the report up.",
    Kind.ACCEPTED: "The report is accepted.",
    Kind.REFERRED: "The case is handed to another body.",
    Kind.HELD: "The case waits.",
    Kind.RESUMED: "Work goes on.",
    Kind.LOCATION_ADDED: "A link is read and matched to its platform.",
    Kind.DRAFTED: "A notice is drafted.",
    Kind.REGIMES_CHOSEN: "The caseworker chooses the laws of the notice.",
    Kind.WORDING_CHOSEN: "The caseworker chooses a sentence of the notice.",
    Kind.DESCRIBED: "The caseworker describes a link.",
    Kind.CHANNEL_CHECKED: "The caseworker has checked an address.",
    Kind.APPROVED: "The notice is approved: its text is frozen and signed.",
    Kind.REVISED: "The notice is taken back to draft.",
    Kind.SENT: sent,
    Kind.UNDELIVERABLE: "Their mail server refuses the notice for good; no clock starts.",
    Kind.SENDING_RETRIED: "A mail that did not arrive is sent again.",
    Kind.SENDING_CANCELLED: "A mail that had not left is cancelled.",
    Kind.SENDING_TAKEN_UP: "Someone sees to a mail that did not arrive.",
    Kind.SENDING_BY_HAND: "What mail did not carry is filed by hand.",
    Kind.SENDING_RELEASED: "A mail that was held may leave.",
    Kind.RECEIVED: received,
    Kind.ACKNOWLEDGED: "The platform says that it has the notice.",
    Kind.EXTRA_DEMAND: "The platform asks for more.",
    Kind.REFUSED: refused,
    Kind.REMINDER: lambda facts: REMINDERS.get(facts.get("step", ""), "The caseworker is reminded."),
    Kind.SUPERSEDED: "A step is left out: it was taken already, or its time is over.",
    Kind.OVERDUE: "The period has ended: caseworker and supervisor are told.",
    Kind.TARGET_PASSED: "Our own target has passed: the caseworker is told.",
    Kind.CHASER: chased,
    Kind.ESCALATION_DRAFTED: lambda facts: f"A draft waits for a person: {body(facts)}.",
    Kind.ESCALATED: escalated,
    Kind.CONFIRMED_LIVE: "The caseworker looks: it is still up.",
    Kind.CLAIMED_REMOVED: "The platform says it is gone; the clock runs on.",
    Kind.VERIFIED_REMOVED: "The caseworker looks: it is gone.",
    Kind.REAPPEARED: "The caseworker looks: it is up again.",
    Kind.LOST_SIGHT: "The page cannot be seen from here.",
    Kind.GIVEN_UP: "No way was found to have it taken down.",
    Kind.RETRIED: "Another try begins.",
    Kind.MERGED: "A double is put together with its twin.",
    Kind.COMPLIED: complied,
    Kind.NOTICE_WITHDRAWN: "The notice is withdrawn.",
    Kind.WITHDRAWAL_LETTER: "We tell the platform that the notice is withdrawn.",
    Kind.RESOLVED: "Nothing is open any more.",
    Kind.REOPENED: "The case is open again.",
    Kind.CLOSED: lambda facts: f"The case is closed; personal data is kept until {facts['retain_until']}.",
    Kind.WITHDRAWN: "The person stops everything.",
    Kind.NEW_WORDS: "The person has new words.",
    Kind.CONTACT_CHANGED: "How to reach the person has changed.",
    Kind.PERSON_UPDATED: "The person has added something.",
    Kind.ERASURE_ASKED: "The person wants everything deleted.",
    Kind.ERASURE_UNDONE: "The person keeps the report after all.",
    Kind.ERASED: "Everything is erased.",
    Kind.CONSENT_CHANGED: "The person has changed what we may do.",
    Kind.SLIP_MADE: "The person takes a receipt.",
    Kind.PHRASE_SET: "The person agrees a phrase with us.",
    Kind.COVER_PUT: "The person puts a dull page in front.",
    Kind.COVER_TAKEN: "The person takes the dull page away.",
    Kind.APPROVAL_ASKED: "A second person is asked for.",
    Kind.APPROVAL_GIVEN: "A second person agrees.",
    Kind.APPROVAL_DECLINED: "A second person does not agree.",
    Kind.AWAY: "A colleague is away, and somebody covers.",
    Kind.BACK: "A colleague is back.",
    Kind.ROTA_CHANGED: "The rota changes.",
    Kind.RULES_CHANGED: "The house changes its own rules.",
    Kind.APPROVAL_USED: "What two people agreed to is done.",
    Kind.CONFLICT_NOTED: "A colleague may be too close and is kept away.",
    Kind.CONFLICT_BLOCKED: "A colleague is kept away from the case.",
    Kind.CONFLICT_LIFTED: "There is no conflict for a colleague.",
    Kind.CONFLICT_SETTLED: "The report may be taken up: conflicts were looked at.",
    Kind.TIE_DECLARED: "A colleague declares that they know someone.",
    Kind.GLASS_BROKEN: "The case is opened in an emergency.",
    Kind.GLASS_REVIEWED: "Someone else looks at the emergency.",
    Kind.HANDED_OVER: "The report is handed to the body in charge.",
    Kind.FLAG_CLEARED: "The report comes back from the safeguarding lead.",
    Kind.COPY_ASKED: "The person asks for a copy of everything.",
    Kind.COPY_GIVEN: "The person gets a copy of everything.",
    Kind.COPY_DROPPED: "The person does not want the copy any more.",
    Kind.DISCLOSURE_ASKED: "A court or the police asks for something of the case.",
    Kind.DISCLOSURE_DROPPED: "A court or the police gets nothing.",
    Kind.DISCLOSED: "A court or the police gets what it may ask for.",
    Kind.HOLD_SET: "The case is put under legal hold.",
    Kind.HOLD_RENEWED: "Its legal hold goes on.",
    Kind.HOLD_ENDED: "Its legal hold ends.",
    Kind.ROLE_GRANTED: "A role is granted.",
    Kind.ROLE_TAKEN: "A role is taken away.",
    Kind.INVITED: "A colleague is invited.",
    Kind.INVITATION_ENDED: "An invitation is taken back.",
    Kind.JOINED: "A colleague joins.",
    Kind.SIGN_IN_RENEWED: "A colleague gets a new way in.",
    Kind.SESSIONS_ENDED: "A colleague is signed out everywhere.",
    Kind.ACCOUNT_CLOSED: "An account is closed.",
    Kind.ACCOUNT_OPENED: "An account is opened again.",
    Kind.MAILBOX_CHANGED: "The mailbox of a colleague changes.",
    Kind.NAME_CHANGED: "The name of a colleague changes.",
    Kind.CHANNEL_CHANGED: "An address of a platform changes.",
    Kind.PERSON_WROTE: "The person writes a message.",
    Kind.ANSWERED: "The caseworker writes to the person.",
    Kind.SET_ASIDE: "The message needs no answer.",
    Kind.NOTED: "A note is kept.",
    Kind.EARLIER_REPORT: "The clock counts from what the person had asked herself.",
    Kind.SAFE_TO_SEND: "The person says that it is safe to send.",
    Kind.WAIT_TO_SEND: "The person asks us to wait.",
    Kind.FINGERPRINTS_ADDED: "The person adds fingerprints made on her own device.",
    Kind.FINGERPRINTS_REMOVED: "Fingerprints are removed.",
    Kind.FINGERPRINTS_ATTESTED: "The caseworker confirms that the fingerprints are of an adult.",
}


def sentence(kind: str, facts: Facts) -> str:
    """One plain sentence about an event."""
    said = SAID[kind]
    return said if isinstance(said, str) else said(facts)


@dataclass(frozen=True)
class Entry:
    """One line of timeline.json."""

    at: datetime
    kind: str
    case: str
    notice: int | None
    platform: str | None
    text: str

    def to_json(self) -> dict[str, Any]:
        return {**self.__dict__, "at": instants.zulu(self.at)}


class Timeline:
    """Reads events and finds the notice each of them is about."""

    @cached_property
    def notices(self) -> dict[UUID, Notice]:
        return {notice.pk: notice for notice in Notice.objects.select_related("platform")}

    @cached_property
    def items(self) -> list[tuple[UUID, UUID]]:
        """Which location is on which notice, the newest notice first."""
        rows = Item.objects.order_by("-notice__number")
        return [(item.location_id, item.notice_id) for item in rows]

    def entries(self, after: int = 0) -> list[Entry]:
        """Every event of a case with a higher number, in the order of time."""
        events = (
            Event.objects.filter(seq__gt=after)
            .exclude(case_id=record.HOUSE)
            .select_related("case")
            .order_by("at", "seq")
        )
        return [self.entry(event) for event in events]

    def entry(self, event: Event) -> Entry:
        notice = self.about(event)
        return Entry(
            at=event.at,
            kind=event.kind,
            case=event.case.reference,
            notice=notice.number if notice else None,
            platform=notice.platform.slug if notice and notice.platform else self.host(event),
            text=sentence(event.kind, event.facts),
        )

    def about(self, event: Event) -> Notice | None:
        """The notice an event names, or the one its location was on at that time."""
        if event.notice_id:
            return self.notices.get(event.notice_id)
        mine = [self.notices[notice] for location, notice in self.items if location == event.location_id]
        return next((notice for notice in mine if notice.created_at < event.at), None)

    def host(self, event: Event) -> str | None:
        """The platform of a location that was on no notice yet."""
        location = event.case.locations.filter(pk=event.location_id).select_related("platform").first()
        return location.platform.slug if location and location.platform else None
