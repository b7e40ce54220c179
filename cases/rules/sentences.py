"""What the person reads about one link: whose turn it is and what comes next. Time is only a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from cases.rules.help import clock_name

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Known:
    """What we know of one link. `due_at` is the nearest deadline or target that still runs."""

    location: str
    case: str = "active"
    notice: str = ""
    sent_at: datetime | None = None
    received: bool = False
    due_at: datetime | None = None
    is_deadline: bool = False
    gone_at: datetime | None = None


@dataclass(frozen=True)
class Line:
    """One link on her page. `turn` is ours, site or gone; `strong` is the part that matters."""

    turn: str
    heading: str
    before: str
    strong: str = ""
    after: str = ""

    @property
    def text(self) -> str:
        return " ".join(part for part in (self.before, self.strong, self.after) if part)


OURS, SITE, GONE = "ours", "site", "gone"
BY_LOCATION = {
    "claimed_removed": Line(OURS, "Our turn", "They say it is gone. Nobody here has looked yet."),
    "unclear": Line(OURS, "Our turn", "We cannot see the page from here. We try another way."),
    "out_of_reach": Line(OURS, "Not gone", "We found no way to have this one taken down. Please call us."),
}
BY_NOTICE = {
    "draft": Line(OURS, "Our turn", "We write the letter to the site."),
    "approved": Line(OURS, "Our turn", "The letter is ready. It goes out next."),
    "undeliverable": Line(OURS, "Our turn", "Our letter did not get through. We find another way."),
    "refused": Line(OURS, "Our turn", "The site said no. We look at what to do next."),
    "escalated": Line(OURS, "Our turn", "The site did not act. We have taken it further."),
}


def line(known: Known, *, at: datetime, zone: str) -> Line:
    """The one thing to say about this link now."""
    if known.location == "removed":
        seen = moment(known.gone_at, at=at, zone=zone) if known.gone_at else ""
        return Line(GONE, "Gone", " ".join(("We looked", seen, "and it was gone.")).replace("  ", " "))
    if known.case in ("withdrawn", "referred", "closed"):
        return Line(OURS, "Stopped", "We do no more work on this link.")
    if known.location in BY_LOCATION:
        return BY_LOCATION[known.location]
    if known.notice in BY_NOTICE:
        return BY_NOTICE[known.notice]
    if known.notice in ("sent", "acknowledged"):
        return waiting(known, at=at, zone=zone)
    if known.case in ("submitted", "in_review"):
        return Line(OURS, "Our turn", "A caseworker reads your report first.")
    return Line(OURS, "Our turn", "We work on it.")


def waiting(known: Known, *, at: datetime, zone: str) -> Line:
    """Our letter is out: who has how long."""
    if known.due_at is None:
        day = moment(known.sent_at, at=at, zone=zone) if known.sent_at else ""
        return Line(SITE, "The site’s turn", f"We sent our letter {day}. We wait to hear that they have it.")
    if at > known.due_at:
        return Line(OURS, "Our turn", "Their time is over. We press them to act.")
    start = "We sent our letter and they have it." if known.received else "We sent our letter."
    gives = "The law gives them until" if known.is_deadline else "We asked them to act by"
    until = moment(known.due_at, at=at, zone=zone, on="")
    after = f"({clock_name(zone)}), {time_left(known.due_at - at)}. Then we look."
    return Line(SITE, "The site’s turn", f"{start} {gives}", until, after)


def time_left(left: timedelta) -> str:
    """Rounded to whole hours, or days from three days on: a sentence, not a countdown."""
    hours = round(left / HOUR)
    if hours >= 72:
        return f"about {round(hours / 24)} days"
    if hours > 1:
        return f"about {hours} hours"
    return "about an hour" if left > HOUR / 2 else "less than an hour"


def moment(instant: datetime, *, at: datetime, zone: str, on: str = "on ") -> str:
    """A time as she would say it, in her own zone: "on Tuesday at 16:52"."""
    there, now = instant.astimezone(ZoneInfo(zone)), at.astimezone(ZoneInfo(zone))
    clock = f"{there:%H:%M}"
    if there.date() == now.date():
        return f"today at {clock}"
    if abs(there.date() - now.date()) < timedelta(days=7):
        return f"{on}{there:%A} at {clock}"
    return f"{on}{there.day} {there:%B} at {clock}"


def headline(*, gone: int, total: int, case: str) -> str:
    """The news of the page in one short sentence."""
    fixed = {
        "submitted": "We have your report.",
        "in_review": "We read your report now.",
        "on_hold": "We wait for now.",
        "withdrawn": "You stopped this.",
        "referred": "Others help you now.",
        "resolved": "Our work on this is done.",
        "closed": "Our work on this is done.",
    }
    if case in fixed and not gone:
        return fixed[case]
    if total == 0:
        return "We work on your report."
    if gone == total:
        return "The link is gone." if total == 1 else f"All {number(total)} links are gone."
    if gone == 0:
        return "We work on your link." if total == 1 else f"We work on your {number(total)} links."
    return f"{number(gone).capitalize()} of {number(total)} links {'is' if gone == 1 else 'are'} gone."


def number(count: int) -> str:
    """Small numbers in words."""
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    return words[count] if count < len(words) else str(count)
