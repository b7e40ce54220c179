"""Her part of the long walk: what she allows, her word that it is safe, and deletion."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from cases.models import Case, Delivery, Notice
from cases.models.base import ConcurrentTransition, TransitionNotAllowed
from cases.rules import purposes
from cases.services import erasure, outbox, permitted, staging, wishes
from cases.services.refusal import Refused

SAID_NO = (Refused, TransitionNotAllowed, ConcurrentTransition)


class Hers:
    """What she does on her own pages, at any moment of the walk."""

    at: datetime
    case: Case
    case_id: Any

    def hers(self, service: Any, **values: Any) -> None:
        """What she does on her own page."""
        self.at += timedelta(minutes=1)
        with suppress(*SAID_NO), transaction.atomic():
            service(case_id=self.case_id, at=self.at, **values)

    @rule(agreed=st.sets(st.sampled_from(sorted(purposes.ACTS))))
    def say_what_we_may_do(self, agreed: set[str]) -> None:
        self.hers(wishes.allow, agreed=agreed | ({"platforms"} if len(agreed) > 1 else set()))

    @rule(wait=st.booleans())
    def give_her_word(self, wait: bool) -> None:
        self.hers(staging.wait if wait else staging.safe_to_send, actor=None)

    @rule(sure=st.integers(0, 4))
    def delete(self, sure: int) -> None:
        """Asked for, and mostly undone: what was stopped stays stopped."""
        if sure < 2:
            self.hers(erasure.ask)
        if sure > 0:
            self.hers(erasure.undo)

    @invariant()
    def nothing_waits_to_leave_without_her_yes(self) -> None:
        """C10: what is signed or queued for others is what she agrees to now, and only while it is safe."""
        case = self.case
        mails = Delivery.objects.filter(state__in=["queued", "unknown"], kind__in=outbox.TO_PLATFORM)
        for row in mails.filter(by_hand=False):  # a paper for a person to file is asked about when it is made
            assert case.permits(permitted.purpose_of(row))
            assert not case.staged
        if case.staged or not case.allows("platforms"):
            assert not Notice.objects.filter(state="approved").exists()


def assert_may_leave(row: Delivery) -> None:
    """A claimed delivery may go: nobody has stopped its case or taken back its notice."""
    if row.kind in ("alert", "reminder"):
        return
    assert row.case.state not in Case.FINAL
    assert row.case.erase_at is None
    if row.kind != "update":
        assert not row.case.staged
        assert row.case.permits(permitted.purpose_of(row))
    assert row.kind == "update" or not row.case.safeguarding
    if row.kind == "notice":
        assert row.notice.state == "approved"
