"""What the person reads about one link: whose turn it is and what comes next. Time is only a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from cases.rules.help import clock_name
from cases.rules.tongue import gettext as _
from cases.rules.tongue import gettext_noop, ngettext

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
    waits_for_yes: bool = False


@dataclass(frozen=True)
class Line:
    """One link on her page. `turn`: yours, ours, site or gone; `strong`: the part of the text that counts."""

    turn: str
    heading: str
    text: str
    strong: str = ""

    @property
    def before(self) -> str:
        """The text up to its strong part."""
        return self.text.partition(self.strong)[0] if self.strong else self.text

    @property
    def after(self) -> str:
        return self.text.partition(self.strong)[2] if self.strong else ""


YOURS, OURS, SITE, GONE = "yours", "ours", "site", "gone"
_OUR_TURN = gettext_noop("Our turn")
_SITES_TURN = gettext_noop("The site’s turn")
BY_NOTICE = {
    "draft": gettext_noop("We write the letter to the site."),
    "approved": gettext_noop("The letter is ready. It goes out next."),
    "undeliverable": gettext_noop("Our letter did not get through. We find another way."),
    "refused": gettext_noop("The site said no. We look at what to do next."),
    "escalated": gettext_noop("The site did not act. We have taken it further."),
}
UNSENT = ("", "draft", "approved")
HEADLINES = {
    "submitted": gettext_noop("We have your report."),
    "in_review": gettext_noop("We read your report now."),
    "on_hold": gettext_noop("We wait for now."),
    "withdrawn": gettext_noop("You stopped this."),
    "referred": gettext_noop("Others help you now."),
    "resolved": gettext_noop("Our work on this is done."),
    "closed": gettext_noop("Our work on this is done."),
}
# Digits in a language where the word would change with what it counts.
NUMBERS = (
    gettext_noop("no"),
    gettext_noop("one"),
    gettext_noop("two"),
    gettext_noop("three"),
    gettext_noop("four"),
    gettext_noop("five"),
    gettext_noop("six"),
    gettext_noop("seven"),
    gettext_noop("eight"),
    gettext_noop("nine"),
    gettext_noop("ten"),
)
DAYS = (
    gettext_noop("Monday"),
    gettext_noop("Tuesday"),
    gettext_noop("Wednesday"),
    gettext_noop("Thursday"),
    gettext_noop("Friday"),
    gettext_noop("Saturday"),
    gettext_noop("Sunday"),
)
MONTHS = (
    gettext_noop("January"),
    gettext_noop("February"),
    gettext_noop("March"),
    gettext_noop("April"),
    gettext_noop("May"),
    gettext_noop("June"),
    gettext_noop("July"),
    gettext_noop("August"),
    gettext_noop("September"),
    gettext_noop("October"),
    gettext_noop("November"),
    gettext_noop("December"),
)


def line(known: Known, *, at: datetime, zone: str, count: int = 1) -> Line:
    """The one thing to say about this link now, or about `count` links that stand alike on one site."""
    if known.location == "removed":
        return Line(GONE, ngettext("Gone", "Gone", count), gone(known.gone_at, at=at, zone=zone, count=count))
    if known.case in ("withdrawn", "referred", "closed"):
        said = ngettext("We do no more work on this link.", "We do no more work on these links.", count)
        return Line(OURS, ngettext("Stopped", "Stopped", count), said)
    if known.location in ("claimed_removed", "unclear", "out_of_reach"):
        return looked_at(known.location, count)
    if known.waits_for_yes and known.case == "active" and known.notice in UNSENT:
        return Line(YOURS, _("Your turn"), _("We write to the site once you say that we may."))
    if known.notice in BY_NOTICE:
        return Line(OURS, _(_OUR_TURN), _(BY_NOTICE[known.notice]))
    if known.notice in ("sent", "acknowledged"):
        return waiting(known, at=at, zone=zone)
    if known.case in ("submitted", "in_review"):
        return Line(OURS, _(_OUR_TURN), _("A caseworker reads your report first."))
    return Line(OURS, _(_OUR_TURN), ngettext("We work on it.", "We work on them.", count))


def looked_at(location: str, count: int) -> Line:
    """Not seen gone, whatever the site says."""
    if location == "out_of_reach":
        said = ngettext(
            "We found no way to have this one taken down. Please call us.",
            "We found no way to have these taken down. Please call us.",
            count,
        )
        return Line(OURS, ngettext("Not gone", "Not gone", count), said)
    if location == "unclear":
        said = ngettext(
            "We cannot see the page from here. We try another way.",
            "We cannot see these pages from here. We try another way.",
            count,
        )
    else:
        said = ngettext(
            "They say it is gone. Nobody here has looked yet.",
            "They say these are gone. Nobody here has looked yet.",
            count,
        )
    return Line(OURS, _(_OUR_TURN), said)


def gone(seen_at: datetime | None, *, at: datetime, zone: str, count: int) -> str:
    if seen_at is None:
        return ngettext("We looked and it was gone.", "We looked and they were gone.", count)
    said = ngettext("We looked {when} and it was gone.", "We looked {when} and they were gone.", count)
    return said.format(when=moment(seen_at, at=at, zone=zone))


def waiting(known: Known, *, at: datetime, zone: str) -> Line:
    """Our letter is out: who has how long."""
    if known.due_at is None:
        said = _("They have our letter. We wait for them to act.") if has_it(known) else ""
        return Line(SITE, _(_SITES_TURN), said or sent(known.sent_at, at=at, zone=zone))
    if at > known.due_at:
        return Line(OURS, _(_OUR_TURN), _("Their time is over. We press them to act."))
    until = moment(known.due_at, at=at, zone=zone, on=False)
    due = (
        _("The law gives them until {until} ({clock}), {left}.")
        if known.is_deadline
        else _("We asked them to act by {until} ({clock}), {left}.")
    ).format(until=until, clock=clock_name(zone), left=time_left(known.due_at - at))
    start = _("We sent our letter and they have it.") if has_it(known) else _("We sent our letter.")
    return Line(SITE, _(_SITES_TURN), " ".join((start, due, _("Then we look."))), until)


def has_it(known: Known) -> bool:
    """Whether it is proven that they have our letter, or they said so themselves."""
    return known.received or known.notice == "acknowledged"


def sent(sent_at: datetime | None, *, at: datetime, zone: str) -> str:
    if sent_at is None:
        return _("We sent our letter. We wait to hear that they have it.")
    said = _("We sent our letter {when}. We wait to hear that they have it.")
    return said.format(when=moment(sent_at, at=at, zone=zone))


def time_left(left: timedelta) -> str:
    """Rounded to whole hours, or days from three days on: a sentence, not a countdown."""
    hours = round(left / HOUR)
    if hours >= 72:
        days = round(hours / 24)
        return ngettext("about {count} day", "about {count} days", days).format(count=days)
    if hours > 1:
        return ngettext("about {count} hour", "about {count} hours", hours).format(count=hours)
    return _("about an hour") if left > HOUR / 2 else _("less than an hour")


def moment(instant: datetime, *, at: datetime, zone: str, on: bool = True) -> str:
    """A time as she would say it, in her own zone: "on Tuesday at 16:52"; after "until" without the "on"."""
    there, now = instant.astimezone(ZoneInfo(zone)), at.astimezone(ZoneInfo(zone))
    clock = f"{there:%H:%M}"
    if there.date() == now.date():
        return _("today at {time}").format(time=clock)
    if abs(there.date() - now.date()) < timedelta(days=7):
        said = _("on {weekday} at {time}") if on else _("{weekday} at {time}")
        return said.format(weekday=_(DAYS[there.weekday()]), time=clock)
    said = _("on {day} at {time}") if on else _("{day} at {time}")
    return said.format(day=day(there, zone=zone), time=clock)


def day(instant: datetime, *, zone: str) -> str:
    """A day without its year, in her own zone: "23 November"."""
    there = instant.astimezone(ZoneInfo(zone))
    return _("{day} {month}").format(day=there.day, month=_(MONTHS[there.month - 1]))


def full_day(each: date) -> str:
    """A day that may be far away: "23 May 2027"."""
    return _("{day} {month} {year}").format(day=each.day, month=_(MONTHS[each.month - 1]), year=each.year)


def headline(*, gone: int, total: int, case: str) -> str:
    """The news of the page in one short sentence."""
    if case in HEADLINES and not gone:
        return _(HEADLINES[case])
    if total == 0:
        return _("We work on your report.")
    if gone == total:
        return ngettext("The link is gone.", "All {total} links are gone.", total).format(total=number(total))
    if gone == 0:
        said = ngettext("We work on your link.", "We work on your {total} links.", total)
        return said.format(total=number(total))
    said = ngettext("{gone} of {total} links is gone.", "{gone} of {total} links are gone.", gone)
    return opened(said.format(gone=number(gone), total=number(total)))


def number(count: int) -> str:
    """Small numbers in words."""
    return _(NUMBERS[count]) if count < len(NUMBERS) else str(count)


def opened(sentence: str) -> str:
    """The sentence with a capital letter first."""
    return sentence[:1].upper() + sentence[1:]


def listed(things: Sequence[object]) -> str:
    """Things one after another: "4", "4 and 7", "4, 7 and 9"."""
    *first, last = map(str, things)
    if not first:
        return last
    return _("{first} and {last}").format(first=_(", ").join(first), last=last)


def ranges(numbers: Sequence[int]) -> str:
    """Numbers in their order, what follows on drawn together: "1", "2 and 4", "1 to 5, 7 and 9"."""
    runs: list[list[int]] = []
    for each in numbers:
        if runs and each == runs[-1][-1] + 1:
            runs[-1].append(each)
        else:
            runs.append([each])
    return listed([said for run in runs for said in run_of(run)])


def run_of(run: Sequence[int]) -> Sequence[object]:
    return [_("{first} to {last}").format(first=run[0], last=run[-1])] if len(run) > 2 else run
