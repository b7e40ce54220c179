"""What happened, by day: one sentence for each event, and a mark that says who did it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

from django.contrib.auth.models import User

from cases.models import Approval, Case, Event, Kind, Notice
from cases.rules import regime
from cases.services.house import REMINDERS
from cases.views.desk import words
from cases.views.desk.happened import ALONE, SAID, SENTENCES
from cases.views.desk.moves import ground_words, name_of

US, THEM, ENGINE, PERSON = "us", "platform", "engine", "person"
THEIRS = {Kind.ACKNOWLEDGED, Kind.REFUSED, Kind.EXTRA_DEMAND, Kind.CLAIMED_REMOVED}
PERSONS = {
    Kind.SUBMITTED,
    Kind.NEW_WORDS,
    Kind.CONTACT_CHANGED,
    Kind.CONSENT_CHANGED,
    Kind.PERSON_WROTE,
    Kind.SLIP_MADE,
    Kind.PHRASE_SET,
    Kind.COVER_PUT,
    Kind.COVER_TAKEN,
    Kind.ERASURE_ASKED,
    Kind.ERASURE_UNDONE,
}
BY_THE_PERSON = {
    Kind.PERSON_UPDATED,
    Kind.SAFE_TO_SEND,
    Kind.WAIT_TO_SEND,
    Kind.WITHDRAWN,
    Kind.LOCATION_ADDED,
    Kind.FINGERPRINTS_ADDED,
    Kind.FINGERPRINTS_REMOVED,
    Kind.COPY_ASKED,
    Kind.COPY_DROPPED,
}
TECHNICAL = {Kind.SUPERSEDED, Kind.MERGED}
LATEST = 40


@dataclass(frozen=True)
class Line:
    """One line of the timeline."""

    time: str
    mark: str
    strong: bool
    sentence: str
    second: str


@dataclass(frozen=True)
class Day:
    """The lines of one local day, the newest first."""

    title: str
    lines: list[Line]


@dataclass
class Story:
    """Everything the sentences need, loaded once."""

    case: Case
    reader: User | None  # nobody, where it is printed: then everyone has a name
    at: datetime
    notices: Mapping[UUID, Notice]
    links: Mapping[UUID, tuple[int, str]]
    people: Mapping[int, User] = field(default_factory=dict)

    def who(self, user_id: int | None) -> str:
        if user_id is None:
            return "The desk"
        mine = self.reader is not None and user_id == self.reader.pk
        return "You" if mine else name_of(self.people.get(user_id))

    def whom(self, user_id: int | None) -> str:
        """The one to whom something goes: the team, where it is nobody."""
        if user_id is None:
            return "the team"
        who = self.who(user_id)
        return "you" if who == "You" else who

    def platform(self, event: Event) -> str:
        """Whom an event speaks of: the notice's platform, or the link's."""
        notice = self.notices.get(event.notice_id) if event.notice_id else None
        if notice and notice.platform:
            return notice.platform.name
        known = self.links.get(event.location_id) if event.location_id else None
        return known[1] if known else "another website"


def load(
    case: Case, reader: User | None, at: datetime, notices: Iterable[Notice]
) -> tuple[Story, list[Event]]:
    """The case's events with the names and numbers they speak of: three queries."""
    events = list(case.events.order_by("-at", "-seq"))
    ids = {event.actor_id for event in events} | {event.facts.get("to") for event in events}
    people = User.objects.in_bulk([pk for pk in ids if isinstance(pk, int)])
    rows = case.locations.values_list("pk", "number", "platform__name")
    links = {pk: (number, name or "another website") for pk, number, name in rows}
    return Story(case, reader, at, {each.pk: each for each in notices}, links, people), events


def days(story: Story, events: list[Event], *, everything: bool) -> list[Day]:
    """The newest day first; what only an engineer wants is left out unless asked for."""
    shown = [event for event in events if everything or event.kind not in TECHNICAL]
    groups = together(shown, within="%F %H:%M") if everything else together(shown, within="%F %H")[:LATEST]
    lines = [(words.local(each[0].at).date(), line(story, each)) for each in groups]
    return [
        Day(heading(day, story.at), [each for _, each in same])
        for day, same in groupby(lines, key=lambda pair: pair[0])
    ]


def heading(day: date, at: datetime) -> str:
    today = words.local(at).date()
    return f"Today, {words.long_day(day)}" if day == today else words.long_day(day)


def together(events: list[Event], *, within: str) -> list[list[Event]]:
    """The same thing done to several links within an hour, or a minute, is one line."""

    def sameness(event: Event) -> tuple[object, ...]:
        alone = event.location_id is None
        return (event.seq,) if alone else (event.kind, event.actor_id, f"{event.at:{within}}")

    return [list(same) for _, same in groupby(events, key=sameness)]


def line(story: Story, same: list[Event]) -> Line:
    event = same[0]
    numbers = sorted({story.links[each.location_id][0] for each in same if each.location_id in story.links})
    notice = story.notices.get(event.notice_id) if event.notice_id else None
    sentence = template(event).format(
        who=by(story, event),
        n=notice.number if notice else "?",
        them=story.platform(event),
        to=story.whom(event.facts.get("to")),
        links=words.links(numbers),
        is_are="is" if len(numbers) == 1 else "are",
    )
    time = f"{words.local(event.at):%H:%M}"
    strong = event.kind in (Kind.OVERDUE, Kind.UNDELIVERABLE, Kind.REAPPEARED)
    return Line(time, mark(event), strong, words.opening(sentence), second(event))


def template(event: Event) -> str:
    """The sentence of this event with its gaps: what the facts say of it comes before its kind."""
    if event.facts.get("alone") and event.kind in ALONE:
        return ALONE[Kind(event.kind)]
    told = SAID.get(event.facts.get("by") or event.facts.get("what", "")) or SENTENCES.get(Kind(event.kind))
    return str(told or event.get_kind_display())


def by(story: Story, event: Event) -> str:
    return "The person" if is_the_persons(event) else story.who(event.actor_id)


def is_the_persons(event: Event) -> bool:
    """Done on the person's own page: nobody of ours is named for it."""
    return event.actor_id is None and event.kind in BY_THE_PERSON


def mark(event: Event) -> str:
    """Filled dot us, ring platform, diamond engine, square person."""
    if event.kind in THEIRS:
        return THEM
    if (event.kind in PERSONS and event.actor_id is None) or is_the_persons(event):
        return PERSON
    return ENGINE if event.actor_id is None else US


def second(event: Event) -> str:
    """The small line: proof, ground, regime, who looked at nothing yet."""
    told = event.facts
    if event.kind == Kind.RECEIVED:
        basis = dict(Notice.Basis.choices).get(told.get("basis", ""), "")
        started = len(told.get("clocks") or {})
        runs = f"{words.count(started, 'clock')} started" if started else "no clock started"
        return f"{basis}; {runs}" if basis else runs
    if event.kind == Kind.REFUSED and told.get("ground"):
        return f"they say {ground_words(told['ground'])}"
    if told.get("of"):
        return str(dict(Approval.Kind.choices).get(told["of"], told["of"]))
    if event.kind == Kind.CONSENT_CHANGED:
        given = [key for key, yes in told.get("consents", {}).items() if yes]
        return f"now: {', '.join(given) or 'nothing'}"
    if event.kind == Kind.CLAIMED_REMOVED:
        return "their words; nobody had looked"
    codes = [told["regime"]] if told.get("regime") else list(told.get("regimes") or [])
    known = regime.all_regimes()
    badges = [known[code].short for code in codes if code in known]
    step = step_words(str(told.get("step") or told.get("filed") or ""), codes[0] if codes else "")
    return ", ".join(part for part in [words.listing(badges), step] if part)


def step_words(step: str, code: str) -> str:
    """A rung of the ladder in words: which reminder, or the body a draft is for."""
    if step.startswith("reminder_"):
        return (
            f"reminder {REMINDERS.index(step) + 1} of {len(REMINDERS)}" if step in REMINDERS else "reminder"
        )
    if step in ("overdue", "chaser", "target_passed"):
        return ""
    law = regime.all_regimes().get(code)
    body = next((each.body for each in law.ladder if each.step == step), "") if law else ""
    return body or {"ack_missing": "no acknowledgement yet"}.get(step, step.replace("_", " "))
