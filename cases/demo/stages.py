"""What must have happened by the end, asked of the database and of the mailbox, not of the story."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

from cases.demo import discretion
from cases.demo.story import Story
from cases.demo.timeline import Timeline
from cases.models import Case, Clock, Delivery, Event, Kind, Notice, Paper, Step
from cases.rules import ladder, regime
from cases.services import record

IN_ORDER = (
    Kind.SUBMITTED, Kind.TAKEN_UP, Kind.ADULT_CONFIRMED, Kind.ACCEPTED, Kind.DRAFTED, Kind.APPROVED,
    Kind.UNDELIVERABLE, Kind.SENT, Kind.RECEIVED, Kind.ACKNOWLEDGED, Kind.REMINDER,
    Kind.CLAIMED_REMOVED,
    Kind.VERIFIED_REMOVED, Kind.COMPLIED, Kind.REFUSED, Kind.ESCALATED, Kind.OVERDUE,
    Kind.CHASER, Kind.ESCALATION_DRAFTED, Kind.RESOLVED, Kind.REAPPEARED, Kind.REOPENED, Kind.CLOSED,
)  # fmt: skip
MAILED, FILED_IN_TIME, REFUSING = "photoline", "clipshare", "boardwalk"


def kinds(story: Story) -> str:
    """Every kind of event is there, and each first one after the one before it."""
    entries, firsts = Timeline().entries(), []
    for kind in IN_ORDER:
        found = next((entry.at for entry in entries if entry.kind == kind), None)
        if found is None:
            return f"there is no event “{kind}”"
        firsts.append((kind, found))
    for (kind, at), (following, later) in zip(firsts, firsts[1:], strict=False):
        if later < at:
            return f"“{following}” came before “{kind}”"
    return ""


def reminders(story: Story) -> str:
    """One reminder at each rung before the end, at its very instant, and as a mail to the caseworker."""
    notice = late_notice(story)
    lead = notice.clocks.order_by("due_at", "pk").filter(kind=Clock.Kind.DEADLINE).first()
    if lead is None:
        return "the late notice has no deadline"
    for rung in ladder.DEFAULT.rungs:
        if rung.origin != "alarm":
            continue
        step = Step.objects.filter(clock=lead, kind=rung.kind).first()
        if step is None or step.at != lead.alarm_at + rung.offset or step.superseded:
            return f"{rung.kind} did not come at its instant"
        if not arrived(story, notice=notice, step=rung.kind, to=story.caseworker.email):
            return f"{rung.kind} did not reach the caseworker"
    return ""


def due_instants(story: Story) -> str:
    """Where a law counts hours, the end lies exactly that many after receipt."""
    checked = 0
    for clock in Clock.objects.filter(kind=Clock.Kind.DEADLINE).select_related("notice"):
        version = regime.get(clock.regime).version_at(clock.started_at)
        if version is None or version.kind != "elapsed_hours":
            continue
        checked += 1
        whole = timedelta(minutes=60 * (version.hours or 0))
        if clock.due_at - clock.started_at != whole or clock.started_at != clock.notice.received_at:
            return f"the clock of {clock.regime} on notice {clock.notice.number} is off"
    return "" if checked >= 8 else f"only {checked} clocks of hours ran"


def in_time(story: Story) -> str:
    notice = Notice.objects.filter(platform__slug=FILED_IN_TIME).earliest("number")
    ended = notice.clocks.filter(kind=Clock.Kind.DEADLINE, stop_reason=Clock.Stopped.REMOVED)
    if notice.state != Notice.State.COMPLIED or notice.complied_at is None or not ended.exists():
        return "the first notice to Clipshare was not complied with"
    return "" if all(notice.complied_at <= clock.due_at for clock in ended) else "it was late"


def overdue(story: Story) -> str:
    """The late notice: both colleagues hear of it, the platform gets a chaser by mail, drafts wait."""
    notice = late_notice(story)
    for colleague in (story.caseworker, story.supervisor):
        if not arrived(story, notice=notice, step="overdue", to=colleague.email):
            return f"{colleague.first_name} did not hear of it"
    if notice.channel is None or not arrived(story, notice=notice, step="chaser", to=notice.channel.address):
        return "no chaser reached Photoline"
    if not Delivery.objects.filter(notice=notice, kind=Delivery.Kind.ESCALATION, step="regulator").exists():
        return "no draft for a regulator was prepared"
    return "" if filed(notice) else "no draft for a regulator was filed"


def refusal(story: Story) -> str:
    notice = Notice.objects.get(platform__slug=REFUSING)
    if notice.refused_at is None or notice.escalated_at is None or notice.escalated_at < notice.refused_at:
        return "Boardwalk's refusal was not escalated"
    return "" if filed(notice) else "no draft for a regulator was filed"


def bounce(story: Story) -> str:
    """The refused letter started no clock; the second attempt did, when their server took it."""
    notice = late_notice(story)
    tried = list(notice.deliveries.filter(kind=Delivery.Kind.NOTICE).order_by("created_at"))
    if [row.state for row in tried] != [Delivery.State.FAILED, Delivery.State.SENT]:
        return "there is not one refused and one accepted letter"
    early = notice.clocks.filter(started_at__lt=tried[1].sent_at).exists()
    return "a clock ran before Photoline had the letter" if early else ""


def reappearance(story: Story) -> str:
    first, second = Notice.objects.filter(platform__slug=FILED_IN_TIME).order_by("number")
    if second.reappearance_of != first or second.variant != "reappearance":
        return "the new notice does not cite the one before"
    if second.state != Notice.State.COMPLIED or second.received_at is None:
        return "the new notice did not end well"
    ran = second.clocks.exists() and not second.clocks.filter(started_at__lt=first.complied_at).exists()
    return "" if ran else "the new notice has no clocks of its own"


def closed(story: Story) -> str:
    case = story.case()
    if case.state != Case.State.CLOSED or case.retain_until is None:
        return "the case is not closed with a date"
    open_clocks = Clock.objects.filter(stopped_at=None).count()
    return f"{open_clocks} clocks still run" if open_clocks else ""


def letters(story: Story) -> str:
    """Every letter that went by mail arrived with the very bytes that are kept."""
    kept = {paper.pdf for paper in Paper.objects.select_related("notice__case")}
    sent = [pdf for mail in story.postbox.arrived for _, pdf in mail.attachments]
    if len(sent) != 2:
        return f"{len(sent)} letters arrived by mail, not a notice and a chaser"
    return "" if set(sent) <= kept else "a letter arrived changed"


def her_page(story: Story) -> str:
    """What the person read: at first that we have it, halfway whose turn it is, at last that all is gone."""
    wanted = {"reported": "We have your report", "halfway": "Gone", "gone": "it was gone"}
    missing = [name for name, text in wanted.items() if text not in story.pages.get(name, "")]
    return f"her page did not say so: {', '.join(missing)}" if missing else ""


def chain(story: Story) -> str:
    """The record of the case holds, from the first event to the last."""
    problems = record.verify(story.case())
    if problems:
        return problems[0]
    events = Event.objects.exclude(case_id=record.HOUSE)
    return "" if events.count() == len(Timeline().entries()) else "the timeline lacks an event"


def late_notice(story: Story) -> Notice:
    return story.notice(MAILED)


def filed(notice: Notice) -> bool:
    """Whether a person filed the regulator's draft, with its paper."""
    rows = notice.deliveries.filter(kind=Delivery.Kind.ESCALATION, step="regulator", paper__isnull=False)
    return rows.filter(state=Delivery.State.SENT, noted_by__isnull=False).exists()


def arrived(story: Story, *, notice: Notice, step: str, to: str) -> bool:
    """Whether the mail of a step was sent and is in the mailbox of whom it is for."""
    sent = notice.deliveries.filter(step=step, state=Delivery.State.SENT).values_list("message_id", flat=True)
    return any(
        mail.recipient == to and str(mail.message["Message-ID"]) in set(sent)
        for mail in story.postbox.arrived
    )


STAGES: tuple[tuple[str, Callable[[Story], str]], ...] = (
    ("every kind of event, in its order", kinds),
    ("a refused letter starts no clock", bounce),
    ("periods end exactly when the law says", due_instants),
    ("reminders at every rung", reminders),
    ("a removal in time", in_time),
    ("an overdue notice with chaser and regulator draft", overdue),
    ("a refusal escalated", refusal),
    ("a reappearance with a new notice and a new clock", reappearance),
    ("the case closed with a retention date", closed),
    ("letters arrive as they are kept", letters),
    ("no mail gives anyone away", discretion.discreet),
    ("mail to the person only in her hours", discretion.in_her_window),
    ("the person reads how it stands", her_page),
    ("the record holds", chain),
)


def asked(story: Story) -> Iterator[tuple[str, str]]:
    """Every stage with the reason why it did not happen, or nothing."""
    for name, stage in STAGES:
        try:
            why = stage(story)
        except Exception as error:  # what a stage cannot find, or finds twice, is a reason too
            why = f"{type(error).__name__}: {error}"
        yield name, why
