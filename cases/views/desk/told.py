"""Places without a link and reports she made before, in words and as choices."""

from __future__ import annotations

from cases.models import Case
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
        when = words.exact(each.at) if each.at else words.plain_date(each.day) if each.day else "no day given"
        found.append((each.number, line(readable(each, "site"), when, readable(each, "reference"))))
    return found


def line(*parts: str) -> str:
    return words.opening(", ".join(filter(None, parts)))
