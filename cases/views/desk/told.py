"""Places without a link and reports she made before, in words and as choices."""

from __future__ import annotations

from cases.models import Case, EarlierReport
from cases.models.fields import readable
from cases.rules.help import city
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


def reported(case: Case) -> list[tuple[str, str]]:
    """Each of those in words, and the key of the site's answer where there is one; it stays sealed."""
    answered = set(case.earlier_reports.exclude(answer="").values_list("number", flat=True))
    return [(said, answer_key(number) if number in answered else "") for number, said in reports(case)]


def answer_key(number: int) -> str:
    return f"answer-{number}"


def day(report: EarlierReport) -> str:
    if not report.day:
        return "no day given"
    return words.plain_date(report.day) + (f" ({city(report.zone)} time)" if report.zone else "")


def line(*parts: str) -> str:
    return words.opening(", ".join(filter(None, parts)))
