"""A case that is moved by the services in any order, and what must hold wherever it stands."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from typing import Any, ClassVar

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from cases.models import Case, Clock, Delivery, Event, Item, Location, Notice, Step
from cases.models.fields import blind_index
from cases.services import (
    claims,
    closing,
    deliveries,
    erasure,
    escalation,
    locations,
    notices,
    receipts,
    sweep,
    triage,
)
from cases.services.record import verify, verify_erased
from tests.conftest import AFFIRMED, AT, build_platform, person_of_staff
from tests.walk_hers import SAID_NO, Hers, assert_may_leave

PLACES = ("https://clipshare.test/v/1", "https://clipshare.test/v/2", "https://boards.test/t/3")
LOOKS = (
    *("confirm_live", "claim_removed", "verify_removed", "lose_sight"),
    *("give_up", "retry", "merge", "find_again"),
)
ENDED = ("withdrawn", "referred")
STATES_WITH_APPROVAL = ("approved", *Notice.CLOCK_RUNNING, "complied")


class Walk(Hers, RuleBasedStateMachine):
    """One case from its report on, moved by the services alone; time only goes forward."""

    visited: ClassVar[set[tuple[str, str]]] = set()
    number: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        self.frame = transaction.atomic()
        self.frame.__enter__()
        self.at = AT
        self.final: dict[Any, str] = {}

    def teardown(self) -> None:
        """What she asked to be deleted is gone in the end, and not a second before."""
        until = Case.objects.filter(erase_at__isnull=False).values_list("erase_at", flat=True).first()
        if until:
            assert erasure.erase_due(at=until - timedelta(seconds=1)) == 0
            assert erasure.erase_due(at=max(until, self.at)) == 1
            assert verify_erased(self.case_id) == []
        transaction.set_rollback(True)
        self.frame.__exit__(None, None, None)

    @initialize(email=st.booleans(), far=st.integers(0, 5))
    def begin(self, email: bool, far: int) -> None:
        """A report, carried on as far as it usually goes by itself."""
        build_platform(channel="email" if email else "web_form")
        self.bo = person_of_staff("walker", "caseworker")
        Walk.number += 1
        self.case_id = report(Walk.number).pk
        locations.add(case=self.case, text=" ".join(PLACES[:2]), actor=None, at=self.at)
        for _ in range(far):
            self.carry_on()

    @property
    def case(self) -> Case:
        return Case.objects.get(pk=self.case_id)

    def do(self, service: Any, **values: Any) -> None:
        """Ask a service; a plain no is an answer, anything else is a fault."""
        self.at += timedelta(minutes=1)
        with suppress(*SAID_NO), transaction.atomic():
            service(**values, actor=self.bo, at=self.at)

    def each(self, rows: Any, pick: int) -> Any:
        found = list(rows)
        return found[pick % len(found)] if found else None

    @rule()
    def carry_on(self) -> None:
        """The usual next step."""
        state, notice = self.case.state, Notice.objects.filter(state__in=["draft", "approved"]).first()
        if state == "submitted":
            self.do(triage.take_up, case_id=self.case_id)
        elif state == "in_review":
            self.do(triage.confirm_adult, case_id=self.case_id)
            self.do(triage.accept, case_id=self.case_id)
        elif state == "active" and notice is None:
            self.do(notices.draft, case_id=self.case_id)
        elif state == "active" and notice.state == "draft":
            self.do(notices.approve, notice_id=notice.pk)
        elif state == "active":
            self.hear_that_it_arrived(0, 0)

    @rule(name=st.sampled_from(["take_up", "accept", "hold", "resume", "confirm_adult"]))
    def decide(self, name: str) -> None:
        self.do(getattr(triage, name), case_id=self.case_id)

    @rule(name=st.sampled_from(["refer", "withdraw", "flag_under_18"]), sure=st.integers(0, 4))
    def stop(self, name: str, sure: int) -> None:
        if sure == 0:
            values = {"to": "Police"} if name == "refer" else {}
            self.do(getattr(triage, name), case_id=self.case_id, **values)

    @rule(text=st.sampled_from(PLACES))
    def add_link(self, text: str) -> None:
        self.do(locations.add, case=self.case, text=text)

    @rule(pick=st.integers(0, 5))
    def merge_or_believe(self, pick: int) -> None:
        self.look("merge", pick)
        self.look("claim_removed", pick + 1)

    @rule(name=st.sampled_from(LOOKS), pick=st.integers(0, 5))
    def look(self, name: str, pick: int) -> None:
        location = self.each(Location.objects.order_by("number"), pick)
        self.do(getattr(locations, name), location_id=location.pk)

    @rule()
    def see_everything_gone(self) -> None:
        for location in Location.objects.order_by("number"):
            self.do(locations.verify_removed, location_id=location.pk)

    @rule()
    def draft(self) -> None:
        self.do(notices.draft, case_id=self.case_id)

    @rule(name=st.sampled_from(["approve", "revise", "approve", "withdraw"]), pick=st.integers(0, 5))
    def handle(self, name: str, pick: int) -> None:
        if notice := self.each(Notice.objects.order_by("number"), pick):
            self.do(getattr(notices, name), notice_id=notice.pk)

    @rule(pick=st.integers(0, 5), late=st.integers(0, 60))
    def hear_that_it_arrived(self, pick: int, late: int) -> None:
        if notice := self.each(Notice.objects.order_by("number"), pick):
            known = {
                "received_at": self.at - timedelta(minutes=late),
                "reference": "",
                "basis": "ticket_number",
            }
            self.do(receipts.record_receipt, notice_id=notice.pk, **known)

    @rule(name=st.sampled_from(["acknowledge", "refuse", "bounce", "extra_demand"]), pick=st.integers(0, 5))
    def hear(self, name: str, pick: int) -> None:
        values = {"acknowledge": {"reference": "T1"}, "refuse": {"ground": "other"}}.get(name, {})
        if notice := self.each(Notice.objects.order_by("number"), pick):
            self.do(getattr(receipts, name), notice_id=notice.pk, **values)

    @rule(pick=st.integers(0, 5), hours=st.sampled_from([0, 49]))
    def escalate(self, pick: int, hours: int) -> None:
        self.at += timedelta(hours=hours)
        if notice := self.each(Notice.objects.order_by("number"), pick):
            self.do(escalation.escalate, notice_id=notice.pk)

    @rule(hours=st.sampled_from([1, 12, 24, 49, 100]))
    def wait(self, hours: int) -> None:
        self.at += timedelta(hours=hours)
        sweep.sweep(at=self.at)

    @rule(
        outcome=st.sampled_from(["sent", "failed", "unknown", "temporary", "crash"]), pick=st.integers(0, 9)
    )
    def try_to_send(self, outcome: str, pick: int) -> None:
        """What the worker does, with each thing a mail server can do to it."""
        self.at += timedelta(minutes=20)
        due = self.each(claims.due(at=self.at), pick)
        row = claims.claim(delivery_id=due, worker="w", at=self.at) if due else None
        if row is None or outcome == "crash":
            return
        assert_may_leave(row)
        if row.by_hand:
            deliveries.wait_for_person(delivery=row, at=self.at)
        else:
            values = {"sent": {"reply": "250"}, "unknown": {}}.get(outcome, {"why": "because"})
            getattr(deliveries, f"mark_{outcome}")(delivery=row, at=self.at, **values)

    @rule(days=st.integers(0, 90), done=st.booleans())
    def finish(self, days: int, done: bool) -> None:
        if done:
            self.see_everything_gone()
        self.do(closing.resolve, case_id=self.case_id)
        self.do(closing.close, case_id=self.case_id, retain_until=self.at.date() + timedelta(days=days))

    @rule()
    def reopen(self) -> None:
        self.do(closing.reopen, case_id=self.case_id)

    @invariant()
    def the_chain_verifies(self) -> None:
        assert verify(self.case) == []

    @invariant()
    def every_state_is_the_end_of_its_events(self) -> None:
        """Each change of state has exactly one event: following them leads from the start to now."""
        now: dict[Any, str] = {}
        for event in Event.objects.exclude(to_state="").order_by("seq"):
            row = event.location_id or event.notice_id or self.case_id
            assert event.from_state == now.get(row, event.from_state)
            now[row] = event.to_state
        for row in (self.case, *Notice.objects.all(), *Location.objects.all()):
            assert now.get(row.pk, "submitted") == row.state
            Walk.visited.add((type(row).__name__, row.state))

    @invariant()
    def no_clock_runs_without_receipt(self) -> None:
        for clock in Clock.objects.select_related("notice"):
            assert clock.notice.received_at
            assert clock.basis
            assert clock.stopped_at or clock.notice.state in Notice.CLOCK_RUNNING

    @invariant()
    def nothing_was_sent_without_approval(self) -> None:
        for notice in Notice.objects.filter(state__in=STATES_WITH_APPROVAL):
            assert notice.approved_at
            assert notice.document
            assert notice.approved_by_id == self.bo.pk

    @invariant()
    def nothing_waits_to_leave_after_the_end(self) -> None:
        if self.case.state in ENDED:
            to_others = Delivery.objects.exclude(kind__in=["alert", "reminder"])
            assert not to_others.filter(state__in=["queued", "held", "unknown"]).exists()
            assert not Clock.objects.filter(stopped_at=None).exists()
            assert not Notice.objects.exclude(next_step_at=None).exists()

    @invariant()
    def a_location_is_on_one_open_notice(self) -> None:
        on = list(Item.objects.filter(is_open=True).values_list("location_id", flat=True))
        assert len(on) == len(set(on))
        assert not Item.objects.filter(is_open=True, notice__state__in=Notice.FINAL).exists()

    @invariant()
    def what_is_final_stays_final(self) -> None:
        for notice_id, state in self.final.items():
            assert Notice.objects.get(pk=notice_id).state == state
        self.final |= dict(Notice.objects.filter(state__in=Notice.FINAL).values_list("pk", "state"))

    @invariant()
    def a_case_at_rest_has_nothing_open(self) -> None:
        if self.case.state in ("resolved", "closed"):
            assert not Location.objects.filter(state__in=Location.OPEN).exists()
            assert not Notice.objects.filter(state__in=Notice.OPEN).exists()
        assert self.case.state != "closed" or self.case.retain_until > date(2026, 11, 23)

    @invariant()
    def each_step_is_there_once_and_in_time(self) -> None:
        for step in Step.objects.all():
            assert step.at >= step.planned_at

    @invariant()
    def what_is_complied_with_is_gone(self) -> None:
        for notice in Notice.objects.filter(state="complied"):
            assert notice.complied_at
            assert not notice.clocks.filter(stopped_at=None).exists()


def report(number: int) -> Case:
    """A report as the form leaves it."""
    case = Case(
        reference=f"W{number:05d}",
        code_index=blind_index(f"walk{number}", purpose="code"),
        words_hash="!",
        submit_index=blind_index(f"walk{number}", purpose="submit"),
        place="GB",
        facts="The person did not agree to publication.",
        statements=AFFIRMED,
        consents={"platforms": True},
        safe_contact={"channel": "email", "address": "ana@example.org", "windows": []},
        opened_at=AT,
    )
    case.save()
    return case


HOLDS = (
    Walk.the_chain_verifies,
    Walk.every_state_is_the_end_of_its_events,
    Walk.no_clock_runs_without_receipt,
    Walk.nothing_was_sent_without_approval,
    Walk.nothing_waits_to_leave_after_the_end,
    Walk.nothing_waits_to_leave_without_her_yes,
    Walk.a_location_is_on_one_open_notice,
    Walk.what_is_final_stays_final,
    Walk.a_case_at_rest_has_nothing_open,
    Walk.each_step_is_there_once_and_in_time,
    Walk.what_is_complied_with_is_gone,
)
