"""What a case's record says, and a notice carried to where a test begins."""

from __future__ import annotations

from typing import Any

from cases.models import Case, Delivery, Event, Notice, Paper
from cases.services import acts, filings, notices, receipts
from cases.services.record import verify
from tests.conftest import AT


def kinds(case: Case) -> list[str]:
    """The kinds of a case's events, in order; the chain must hold."""
    assert verify(case) == []
    return list(Event.objects.filter(case=case).order_by("seq").values_list("kind", flat=True))


def last(case: Case) -> Event:
    return Event.objects.filter(case=case).order_by("-seq")[0]


def states(case: Case, **which: Any) -> list[str]:
    """The states of a case's deliveries."""
    return list(
        Delivery.objects.filter(case=case, **which).order_by("created_at").values_list("state", flat=True)
    )


def two_agree(row: Delivery, one: Any, other: Any, *, at: Any = AT) -> None:
    """A draft for a public body whose paper is there, read and agreed to by two people."""
    row.paper = Paper(notice=row.notice, kind=row.kind, pdf=b"%PDF", text="", sha256="5" * 64, made_at=AT)
    row.paper.save()
    row.save(update_fields=["paper"])
    asked = filings.ask(delivery_id=row.pk, actor=one, at=at)
    acts.agree(approval_id=asked.pk, actor=other, at=at)


def approved(case: Case, bo: Any) -> Notice:
    """A notice drafted and approved by the services."""
    [notice] = notices.draft(case_id=case.pk, actor=bo, at=AT)
    return notices.approve(notice_id=notice.pk, actor=bo, at=AT)


def received(case: Case, bo: Any, **values: Any) -> Notice:
    """A notice filed by hand, its receipt proven at AT."""
    known = {"received_at": AT, "basis": "form_confirmation", "reference": "", "actor": bo, "at": AT}
    notice = approved(case, bo)
    return receipts.record_receipt(notice_id=notice.pk, **{**known, **values})
