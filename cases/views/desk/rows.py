"""A row of the queue: clock, what it is, why it is here, whose move, one button."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.urls import reverse

from cases.models import Case, Notice
from cases.rules import regime
from cases.views.desk import bars, case_moves, moves, words
from cases.views.desk.moves import Move, Standing
from cases.views.desk.queue import Entry, Outbox, load_cases, load_notices


@dataclass(frozen=True)
class Row:
    """One line of today, or of a case's notices."""

    face: bars.Face
    title: str
    badges: tuple[str, ...]
    second: str
    move: Move
    open_path: str
    hand_over: str
    group: str


GROUPS = {
    "late": "Past the deadline",
    "soon": "Within four hours",
    "behalf": "New, from someone who acts for the person",
    "burst": "New, from a burst of reports",
}
LATER = "Later, or no clock yet"


def badges(codes: list[str]) -> tuple[str, ...]:
    known = regime.all_regimes()
    return tuple(known[code].short if code in known else code for code in codes)


def standing(notice: Notice, reader: User, at: datetime, out: Outbox) -> Standing:
    """What the loaded rows say about one notice; asks the database nothing more."""
    steps = list(notice.steps.all())
    chasers = [step.at for step in steps if step.kind == "chaser" and not step.superseded]
    return Standing(
        notice=notice,
        reader=reader,
        at=at,
        clocks=list(notice.clocks.all()),
        locations=[item.location for item in notice.items.all()],
        drafts=out.drafts[notice.pk],
        failed=bool(out.failed[notice.pk]),
        chaser_at=max(chasers, default=None),
        plan=out.plan,
    )


def rows(page: list[Entry], reader: User, out: Outbox, at: datetime) -> list[Row]:
    """The rows of one page, in the page's order."""
    notices = load_notices(pk for entry in page for pk in entry.notices)
    cases = load_cases(entry.case_id for entry in page if not entry.notices)
    made = []
    for entry in page:
        mine = [notices[pk] for pk in entry.notices if pk in notices]
        if len(mine) == 1:
            made.append(notice_row(standing(mine[0], reader, at, out), group_of(entry)))
        elif mine:
            made.append(drafts_row(mine, reader, at))
        elif entry.asked_at and entry.case_id in cases:
            made.append(second_row(cases[entry.case_id], entry.asked_at, at))
        elif entry.wrote_at and entry.case_id in cases:
            made.append(message_row(cases[entry.case_id], entry.wrote_at, reader, at))
        elif entry.case_id in cases:
            made.append(case_row(cases[entry.case_id], reader, at, group_of(entry)))
    return made


def group_of(entry: Entry) -> str:
    return next((title for mark, title in GROUPS.items() if mark in entry.marks), LATER)


def notice_row(s: Standing, group: str) -> Row:
    case, count = s.notice.case, words.count(len(s.locations), "link")
    return Row(
        face=bars.face(s.clock, s.at, plan=s.plan),
        title=s.them,
        badges=badges(s.notice.regimes),
        second=f"{case.reference} notice {s.notice.number}, {count}",
        move=moves.of_notice(s),
        open_path=reverse("desk_case", args=[case.reference]),
        hand_over=hand_over(case),
        group=group,
    )


def drafts_row(together: list[Notice], reader: User, at: datetime) -> Row:
    case, numbers = together[0].case, sorted(notice.number for notice in together)
    codes = sorted({code for notice in together for code in notice.regimes}, reverse=True)
    count = words.count(sum(len(notice.items.all()) for notice in together), "link")
    move = case_moves.of_drafts(
        case, reader, at,
        numbers=numbers,
        missing=sum(1 for notice in together if notice.missing_count),
        oldest=min(notice.created_at for notice in together),
    )  # fmt: skip
    few = words.listing([str(number) for number in numbers])
    named = f"notices {few}" if len(numbers) < 5 else words.count(len(numbers), "notice")
    return Row(
        face=bars.face(None, at),
        title=f"{words.in_words(len(together))} platforms",
        badges=badges(codes),
        second=f"{case.reference} {named}, {count}",
        move=move,
        open_path=reverse("desk_case", args=[case.reference]),
        hand_over=hand_over(case),
        group=LATER,
    )


def case_row(case: Case, reader: User, at: datetime, group: str) -> Row:
    count = words.count(case.link_count, "link")
    titles = {"submitted": "New report", "in_review": "Being read", "resolved": "Nothing open"}
    title = "Under 18, or not sure" if case.safeguarding else titles.get(case.state, "No notice yet")
    return Row(
        face=bars.face(None, at, note=f"came {words.moment(case.opened_at, at)}"),
        title=title,
        badges=(),
        second=f"{case.reference}, {count}",
        move=case_moves.of_case(case, reader, at, locations=case.link_count, open_locations=case.open_count),
        open_path=reverse("desk_case", args=[case.reference]),
        hand_over=hand_over(case),
        group=group,
    )


def message_row(case: Case, wrote_at: datetime, reader: User, at: datetime) -> Row:
    return Row(
        face=bars.face(None, at, note=f"wrote {words.moment(wrote_at, at)}"),
        title="Message",
        badges=(),
        second=case.reference,
        move=case_moves.of_message(case, wrote_at, reader, at),
        open_path=reverse("desk_case", args=[case.reference]),
        hand_over=hand_over(case),
        group=LATER,
    )


def second_row(case: Case, asked_at: datetime, at: datetime) -> Row:
    return Row(
        face=bars.face(None, at, note=f"asked {words.moment(asked_at, at)}"),
        title="Second person needed",
        badges=(),
        second=case.reference,
        move=case_moves.of_second(case, asked_at, at),
        open_path=reverse("desk_case", args=[case.reference]),
        hand_over=hand_over(case),
        group=LATER,
    )


def hand_over(case: Case) -> str:
    return reverse("desk_case_action", args=[case.reference, "hand-over"])
