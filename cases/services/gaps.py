"""What a letter still lacks, and what must not be in it; how many of both a draft has, for the lists."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet

from cases import letters
from cases.models import Case, Notice
from cases.rules import lint, regime, validity


@dataclass(frozen=True)
class Check:
    """What keeps a notice from being approved: elements missing per regime, content that may not be said."""

    missing: dict[str, list[validity.Missing]]
    blocked: list[lint.Finding]

    @property
    def ok(self) -> bool:
        return not self.blocked and not any(self.missing.values())

    @property
    def count(self) -> int:
        return sum(map(len, self.missing.values())) + len(self.blocked)


def check(notice: Notice, *, at: datetime, signed_at: datetime | None = None) -> Check:
    """What the law still asks for, and what must never be in a letter."""
    paper = letters.build(notice, at=at, signed_at=signed_at or at).to_json()
    missing = {code: validity.missing(regime.get(code), paper) for code in notice.regimes}
    return Check(missing=missing, blocked=lint.blocked(paper, private=private_words(notice)))


def private_words(notice: Notice) -> list[str]:
    """Names that may not appear: the person's own (unless she signs) and those of caseworkers."""
    case = notice.case
    words = [] if case.signs_herself else [case.signature_name or "", case.name_in_notices or ""]
    words.append(str((case.safe_contact or {}).get("address", "")))
    if case.assignee:
        words.append(case.assignee.get_full_name())
    return [word for word in words if word.strip() and word != settings.ORGANISATION["signatory_name"]]


def first_problem(found: Check) -> str:
    for code, elements in found.missing.items():
        if elements:
            where = f" (item {elements[0].item})" if elements[0].item else ""
            return f"{regime.get(code).short}: “{elements[0].label}” is missing{where}. Add it, then approve."
    return f"This may not be in a letter: {found.blocked[0].text}"


def recount(drafts: Iterable[Notice], *, at: datetime) -> None:
    """Keep the number of gaps of each draft, so that a list can name it without reading a letter."""
    for notice in drafts:
        notice.missing_count = check(notice, at=at).count
        notice.save(update_fields=["missing_count"])


def drafts_of(case: Case) -> QuerySet[Notice]:
    """The drafts of a case, with what their letters are made of."""
    rows = case.notices.filter(state=Notice.State.DRAFT)
    return rows.select_related("case", "platform", "channel").order_by("number")
