"""What can be done to a notice: before it leaves, when it has arrived, and when they answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from cases.forms import desk as forms
from cases.forms.desk_told import CountFrom
from cases.models import Case, Notice
from cases.rules import purposes, regime
from cases.services import (
    approvals,
    escalation,
    notices,
    outside,
    permitted,
    receipts,
    whereabouts,
    withdrawals,
)
from cases.views.desk import told
from cases.views.desk.doing import Doing, confirm
from cases.views.desk.moves import ground_words

N = Notice.State


def in_states(*states: str) -> Any:
    return lambda notice: notice.state in states and not notice.case.safeguarding


def plain(service: Any) -> Any:
    return lambda *, subject, user, at, cleaned: service(notice_id=subject.pk, actor=user, at=at)


def approve(*, subject: Notice, user: User, at: datetime, cleaned: dict[str, Any]) -> None:
    notices.approve(notice_id=subject.pk, actor=user, at=at, seen=cleaned["seen"])


def not_agreed(notice: Notice) -> bool:
    """Whether a second person still has to look at where this notice goes."""
    if notice.state != N.DRAFT or not outside.needs_two(notice):
        return False
    content, at = outside.content(notice), timezone.now()
    return approvals.given(outside.OUTSIDE, str(notice.pk), content, at=at) is None


def set_regimes(*, subject: Notice, user: User, at: datetime, cleaned: dict[str, Any]) -> None:
    notices.set_regimes(notice_id=subject.pk, codes=cleaned["codes"], actor=user, at=at)


def receipt(*, subject: Notice, user: User, at: datetime, cleaned: dict[str, Any]) -> None:
    receipts.record_receipt(
        notice_id=subject.pk,
        received_at=cleaned["instant"],
        basis=cleaned["basis"],
        reference=cleaned["reference"],
        actor=user,
        at=at,
    )


def acknowledge(*, subject: Notice, user: User, at: datetime, cleaned: dict[str, Any]) -> None:
    receipts.acknowledge(notice_id=subject.pk, reference=cleaned["reference"], actor=user, at=at)


def refuse(*, subject: Notice, user: User, at: datetime, cleaned: dict[str, Any]) -> None:
    receipts.refuse(notice_id=subject.pk, ground=cleaned["ground"], actor=user, at=at)


def demand(*, subject: Notice, user: User, at: datetime, cleaned: dict[str, Any]) -> None:
    completed_at = cleaned.get("instant") if cleaned["was_missing"] else None
    receipts.extra_demand(notice_id=subject.pk, completed_at=completed_at, actor=user, at=at)


def count_from(*, subject: Notice, user: User, at: datetime, cleaned: dict[str, Any]) -> None:
    whereabouts.count_from(
        notice_id=subject.pk, number=cleaned["report"], received_at=cleaned["instant"], actor=user, at=at
    )


def told_before(notice: Notice) -> bool:
    running = notice.state in Notice.CLOCK_RUNNING and not notice.case.safeguarding
    return running and notice.case.earlier_reports.exists()


def count_from_form(subject: Notice, user: User, typed: Any) -> CountFrom:
    return CountFrom(typed, offered=told.reports(subject.case), person_zone=subject.case.zone)


def offered_regimes() -> list[str]:
    """The regimes we have words for: those a platform can be addressed under."""
    return [
        code
        for code, law in regime.all_regimes().items()
        if law.enabled and law.addressed_to == "platform"
    ]  # fmt: skip


def grounds(notice: Notice) -> list[tuple[str, str]]:
    known = [each for code in notice.regimes for each in regime.get(code).refusal_grounds]
    return [(each, ground_words(each)) for each in dict.fromkeys([*known, receipts.OTHER_GROUND])]


def in_the_way(notice: Notice) -> list[str]:
    """Why this notice cannot be approved yet: nothing here is decided twice, the service asks the same."""
    if notice.case.state != Case.State.ACTIVE:
        return ["The case is not active, so nothing can be sent."]
    if not_agreed(notice):
        return ["Whoever gets this is not in the directory. A second person has to agree first."]
    if notice.case.staged:
        return ["The person has not said yet that it is safe to send. Ask first."]
    missing = purposes.lacking(notice.case.consents, permitted.purpose_of_notice(notice))
    return [purposes.refusal(missing)] if missing else []


def receipt_form(subject: Notice, user: User, typed: Any) -> forms.Receipt:
    return forms.Receipt(typed, person_zone=subject.case.zone)


def refusal_form(subject: Notice, user: User, typed: Any) -> forms.Refusal:
    return forms.Refusal(typed, grounds=grounds(subject))


def demand_form(subject: Notice, user: User, typed: Any) -> forms.Demand:
    return forms.Demand(typed, person_zone=subject.case.zone)


def regimes_form(subject: Notice, user: User, typed: Any) -> forms.Regimes:
    return forms.Regimes(typed, offered=offered_regimes(), initial={"codes": subject.regimes})


ALL = (
    Doing("approve", "Approve notice", "send",
          "The text is frozen, the signature is placed, and it goes into the outbox.",
          "The notice is approved.", approve, lambda subject, user, typed: forms.Seen(typed),
          fits=in_states(N.DRAFT), way=in_the_way, fresh=True),
    Doing("ask-outside", "Ask a second person", "ask_two",
          "Whoever gets this letter is not in the directory. Someone else looks at the letter and at whom "
          "it goes to, and has to agree before it can be approved.",
          "A second person is asked for.", plain(outside.ask), fits=not_agreed),
    Doing("regimes", "Choose the regimes", "prepare",
          "Each regime adds what it asks for, and its clock where it has one.",
          "The regimes are changed.", set_regimes, regimes_form, fits=in_states(N.DRAFT)),
    Doing("revise", "Take back to draft", "prepare",
          "The signature falls away, and what has not left the house is cancelled.",
          "The notice is a draft again.", plain(notices.revise), fits=in_states(N.APPROVED, N.UNDELIVERABLE)),
    Doing("receipt", "Record receipt", "follow",
          "The clocks start at the time they had it, not at the time you type this.",
          "Receipt is recorded. The clocks run.", receipt, receipt_form,
          fits=in_states(N.APPROVED, *Notice.CLOCK_RUNNING)),
    Doing("earlier-report", "Count from the person’s own request", "follow",
          "If that request was complete, chasers count from it. Further bodies hear of our own date only.",
          "The clock counts from the person’s own request.", count_from, count_from_form, fits=told_before,
          shows="told"),
    Doing("bounce", "It came back", "follow",
          "Their server took it and returned it later: it did not arrive, so the clocks it started stop.",
          "The notice counts as not delivered.", plain(receipts.bounce),
          confirm("It came back"), fits=in_states(N.SENT)),
    Doing("acknowledge", "They confirm they have it", "follow", "A clock that runs does not move.",
          "The acknowledgement is recorded.", acknowledge,
          lambda subject, user, typed: forms.Acknowledged(typed), fits=in_states(N.SENT)),
    Doing("refuse", "They refuse", "follow", "The clocks run on. Only what a person sees stops them.",
          "The refusal is recorded.", refuse, refusal_form,
          fits=in_states(N.SENT, N.ACKNOWLEDGED, N.ESCALATED)),
    Doing("extra-demand", "They ask for more", "follow",
          "An ID card, a selfie or a police report changes nothing: the clock runs on. Only a missing "
          "element of the law adds a second, later reading beside the first.",
          "The demand is recorded.", demand, demand_form, fits=in_states(*Notice.CLOCK_RUNNING)),
    Doing("escalate", "Escalate", "follow",
          "Drafts to further bodies are prepared. Nothing is sent: a person reads and files each.",
          "The drafts are prepared.", plain(escalation.escalate),
          fits=in_states(N.SENT, N.ACKNOWLEDGED, N.REFUSED)),
    Doing("withdraw", "Withdraw this notice", "follow",
          "Its clocks stop and its links are free for another notice. If they have it, "
          "you can tell them next.",
          "The notice is withdrawn.", plain(notices.withdraw),
          confirm("Withdraw this notice"), fits=in_states(*Notice.OPEN)),
    Doing("tell-withdrawn", "Write a letter of withdrawal", "follow",
          "For a notice that was wrong. It says that we withdraw the request and ask for nothing more. It "
          "goes where the notice went: by mail at once, or as a paper that you file.",
          "The letter of withdrawal is in the outbox.", plain(withdrawals.write),
          confirm("The notice was wrong, and they should do nothing more about it"),
          fits=withdrawals.may_write),
)  # fmt: skip
DOINGS = {each.key: each for each in ALL}
ANSWERS = ("receipt", "earlier-report", "acknowledge", "refuse", "extra-demand", "escalate")
