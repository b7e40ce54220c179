"""Today: all that waits, ordered by the time left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from cases.permissions import may, owners, reach
from cases.services import vacancies
from cases.views.desk import words
from cases.views.desk.entrance import now, staff, user_of
from cases.views.desk.frame import page
from cases.views.desk.queue import Entry, entries, outbox_of
from cases.views.desk.rows import rows

PER_PAGE = 50
MARKS = ("late", "soon", "unacknowledged", "bounced", "wrote", "new")


@dataclass(frozen=True)
class Tab:
    """One of the three views of the queue."""

    key: str
    title: str
    entries: Sequence[Entry]


@dataclass(frozen=True)
class Counter:
    """A count that is a sentence and a filter at once; zero is said without a link."""

    mark: str
    number: str
    rest: str
    tab: str = ""


@staff
@require_GET
def today(request: HttpRequest) -> HttpResponse:
    """The queue. Titles, platforms and references only: no address, no name, no description."""
    at, user = now(), user_of(request)
    out = outbox_of(user)
    waiting = entries(user, out, at)
    tabs = tabs_for(request, waiting)
    tab = chosen(request, tabs)
    mark = request.GET.get("show", "")
    shown = [entry for entry in tab.entries if mark not in MARKS or mark in entry.marks]
    part = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    made = rows(list(part.object_list), user, out, at)
    context: dict[str, Any] = {
        "title": "Today",
        "section": "today",
        "dead_letters": out.dead,
        "tabs": tabs,
        "tab": tab.key,
        "mark": mark if mark in MARKS else "",
        "counters": counters(tab, tabs, waiting),
        "groups": [(title, list(group)) for title, group in groupby(made, key=lambda row: row.group)],
        "part": part,
        "no_lead": vacancies.lead_missing(),
        "keep": f"tab={tab.key}&" + (f"show={mark}&" if mark in MARKS else ""),
    }
    return page(request, "desk/today.html", context, at=at)


def tabs_for(request: HttpRequest, waiting: Sequence[Entry]) -> list[Tab]:
    mine = owners(request.user)
    tabs = [Tab("yours", "Yours", [entry for entry in waiting if entry.owner_id in mine])]
    if may(request.user, "see_team") or "flagged" in reach(request.user, "list"):
        tabs.append(Tab("team", "Team", waiting))
    tabs.append(Tab("unowned", "Without an owner", [entry for entry in waiting if entry.owner_id is None]))
    return tabs


def chosen(request: HttpRequest, tabs: list[Tab]) -> Tab:
    """The tab asked for, or the first one with something in it."""
    asked = [tab for tab in tabs if tab.key == request.GET.get("tab")]
    return next(iter([*asked, *(tab for tab in tabs if tab.entries), tabs[0]]))


def counters(tab: Tab, tabs: Sequence[Tab], waiting: Sequence[Entry]) -> list[Counter]:
    """A sentence for each mark of this tab; new reports have no owner, so they are counted on every tab."""
    late, soon, quiet, back, wrote = (marked(tab.entries, mark) for mark in MARKS[:5])
    new, other = marked(waiting, "new"), marked(waiting, "late") - late
    latest = max(tabs, key=lambda each: marked(each.entries, "late"))
    nothing = "Nothing in this tab is past its deadline." if other else "Nothing is past its deadline."
    return [
        Counter("late", words.count(late, "notice"), f"{'is' if late == 1 else 'are'} past the deadline.")
        if late
        else Counter("", "", nothing),
        *([Counter("late", f"{other} more" if late else words.count(other, "notice"),
                   f"{'is' if other == 1 else 'are'} past the deadline in other tabs.", latest.key)]
          if other else []),
        Counter("soon", f"{soon} more" if late else words.count(soon, "notice"),
                f"{'ends' if soon == 1 else 'end'} within four hours.")
        if soon
        else Counter("", "", "Nothing ends within four hours."),
        Counter("unacknowledged", str(quiet), f"{'has' if quiet == 1 else 'have'} not been acknowledged.")
        if quiet
        else Counter("", "", "All that arrived is acknowledged."),
        Counter("bounced", str(back), f"{'has' if back == 1 else 'have'} bounced.")
        if back
        else Counter("", "", "Nothing has bounced."),
        Counter("wrote", words.count(wrote, "person", "people"),
                f"wrote and {'waits' if wrote == 1 else 'wait'} for an answer.")
        if wrote
        else Counter("", "", "No message waits."),
        Counter("new", words.count(new, "new report"),
                f"{'waits' if new == 1 else 'wait'} to be taken up.", "unowned")
        if new
        else Counter("", "", "No new report waits."),
    ]  # fmt: skip


def marked(entries: Sequence[Entry], mark: str) -> int:
    return sum(mark in entry.marks for entry in entries)
