"""Places without a link and reports she made before, in words and as choices."""

from __future__ import annotations

from cases.models import Case, EarlierReport
from cases.models.fields import readable
from cases.views.desk import words


def places(case: Case) -> list[tuple[int, str]]:
    """The places she described that have no link yet."""
    return [
        (each.number, line(each.get_kind_display(), readable(each, "site"), readable(each, "where")))
        for each in case.whereabouts.filter(location=None)
    ]


def reports(case: Case) -> list[tuple[int, str]]:
    """What she told sites before, in her own time."""
    found = []
    for each in case.earlier_reports.all():
        when = f"{words.local(each.at):%d %b %Y %H:%M %Z}" if each.at else day(each)
        found.append((each.number, line(readable(each, "site"), when, readable(each, "reference"))))
    return found


def day(report: EarlierReport) -> str:
    return words.plain_date(report.day) if report.day else "no day given"


def line(*parts: str) -> str:
    return words.opening(", ".join(filter(None, parts)))
