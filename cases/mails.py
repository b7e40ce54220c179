"""A mail as a frozen dataclass: exactly the bytes that leave, and the words for each kind of mail."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.languages import speaking, whole
from cases.models import Absence, Case, Delivery, Notice
from cases.rules import person_mail, regime

AUTOMATIC = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
SEVEN_BITS = SMTP.clone(cte_type="7bit")  # so that no server has to be asked whether it takes more
PARTS = ("subject.txt", "txt", "html")
OF_THEIR_OWN = (
    *("overdue", "ack_missing", "target_passed", "undeliverable"),
    *("safeguarding", "wishes", "mailbox", "second", "second_waits", "not_taken_up", "conflict", "glass"),
    *("hold_review", "copy_asked", "copy_due"),
    *("handed", "alarm", "no_lead", "new_lead", "no_supervisor", "left", "renewed", "readdressed"),
    *("way_in", "taken"),
    "covers",
)
PLACES = {
    "second": "/desk/second",
    "second_waits": "/desk/second",
    "glass": "/desk/emergencies",
    "alarm": "/desk/audit",
    "no_lead": "/desk/people",
    "new_lead": "/desk/",
    "no_supervisor": "/desk/people",
    "left": "/desk/team",
    "covers": "/desk/",
    "renewed": "/desk/sign-in/own",
    "readdressed": "/desk/sign-in/own",
    "way_in": "/desk/",
}
HOUSE = "desk"  # what stands in a subject where a case has its reference
LADDER = ("reminder_24", "reminder_12", "reminder_4", "reminder_1")


@dataclass(frozen=True)
class Mail:
    """One mail. The same values always give the same bytes, so that a second attempt repeats the first."""

    to: str
    subject: str
    text: str
    message_id: str
    date: datetime
    sender_name: str
    sender: str
    html: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    attachment: bytes = b""
    attachment_name: str = ""

    def to_bytes(self) -> bytes:
        """The message with CRLF line ends, its boundaries derived from the Message-ID."""
        message = EmailMessage(policy=SEVEN_BITS)
        message["From"] = Address(self.sender_name, addr_spec=self.sender)
        message["To"] = self.to
        message["Subject"] = self.subject
        message["Date"] = format_datetime(self.date)
        message["Message-ID"] = self.message_id
        for name, value in self.headers.items():
            message[name] = value
        message.set_content(self.text)
        if self.html:
            message.add_alternative(self.html, subtype="html")
        if self.attachment:
            message.add_attachment(
                self.attachment, maintype="application", subtype="pdf", filename=self.attachment_name
            )
        for number, part in enumerate(each for each in message.walk() if each.is_multipart()):
            part.set_boundary(f"=_{self.message_id.strip('<>').partition('@')[0]}_{number}")
        return message.as_bytes()


def kept(mail: Mail) -> dict[str, Any]:
    """What the outbox keeps of a mail (the attachment is kept as a paper)."""
    values = asdict(mail)
    del values["attachment"]
    return {**values, "date": mail.date.isoformat()}


def again(values: dict[str, Any], *, attachment: bytes = b"") -> Mail:
    """The mail as it was first composed."""
    return Mail(**{**values, "date": datetime.fromisoformat(values["date"]), "attachment": attachment})


def compose(delivery: Delivery, *, letter: str = "", at: datetime) -> Mail:
    """The mail for a delivery at `at` (UTC); `letter` is the notice as text, for mail to a platform."""
    if delivery.kind in (Delivery.Kind.NOTICE, *Delivery.FOLLOW_UPS):
        return to_platform(delivery, letter=letter, at=at)
    if delivery.kind == Delivery.Kind.UPDATE:
        return to_person(delivery, at=at)
    return to_staff(delivery, at=at)


def to_platform(delivery: Delivery, *, letter: str, at: datetime) -> Mail:
    """The whole letter as text with the PDF attached; the subject says a reference and nothing else."""
    notice = delivery.notice
    assert notice is not None and notice.channel is not None  # noqa: S101  only such rows are queued
    return Mail(
        to=notice.channel.address,
        subject=f"Reference {notice.reference}",
        text=letter,
        message_id=delivery.message_id,
        date=at,
        sender_name=settings.ORGANISATION["name"],
        sender=settings.ORGANISATION["email"],
        attachment_name=f"{notice.reference}.pdf",
    )


def to_person(delivery: Delivery, *, at: datetime) -> Mail:
    """Plain text without link, code, name of ours or any word of what this is about."""
    wishes = delivery.case.safe_contact or {}
    with speaking(delivery.case.language):
        said, _language = whole(lambda: person_words(wishes.get("subject") or "Your update"))
    subject, text = said.split("\n", 1)
    return Mail(
        to=wishes["address"],
        subject=subject,
        text=text,
        message_id=delivery.message_id,
        date=at,
        sender_name=settings.ORGANISATION["neutral_sender"],
        sender=settings.MAIL_FROM,
        headers=AUTOMATIC,
    )


def person_words(subject: str) -> str:
    """Subject and text in the language spoken, a line each."""
    return f"{_(subject)}\n{person_mail.says()}\n"


def to_staff(delivery: Delivery, *, at: datetime) -> Mail:
    """Text and HTML that say the same: reference, hours, why you, whose move. Details stay on the desk."""
    assert delivery.to_user is not None  # noqa: S101  only such rows are queued
    words = staff_words(delivery, at=at)
    name = f"email/{template_of(delivery.step)}"
    with timezone.override(
        settings.DESK_ZONE
    ):  # templates show times in the zone that is set, not the value's
        subject, text, html = (render_to_string(f"{name}.{kind}", words) for kind in PARTS)
    return Mail(
        to=delivery.recipient or delivery.to_user.email,  # of a mailbox that was changed, the one before
        subject=" ".join(subject.split()),
        text=text.strip() + "\n",
        html=html,
        message_id=delivery.message_id,
        date=at,
        sender_name="Desk",
        sender=settings.MAIL_FROM,
        headers=AUTOMATIC,
    )


def template_of(step: str) -> str:
    if step in LADDER:
        return "reminder"
    return step if step in OF_THEIR_OWN else "reminder"


def staff_words(delivery: Delivery, *, at: datetime) -> dict[str, Any]:
    """The facts a reminder may carry: no name, no platform, no address, no case code."""
    case, notice = delivery.case, delivery.notice
    place = LADDER.index(delivery.step) + 1 if delivery.step in LADDER else 0
    return {
        "reference": case.reference if case else HOUSE,
        "number": notice.number if notice else None,
        "left": span(delivery.due_at - at) if delivery.due_at and delivery.due_at > at else "",
        "late": span(at - delivery.due_at) if delivery.due_at and delivery.due_at <= at else "",
        "until": delivery.due_at,
        "is_deadline": bool(delivery.regime) and regime.get(delivery.regime).versions[-1].kind != "none",
        "owner": bool(case) and delivery.to_user_id == case.assignee_id,
        "covers": bool(case) and delivery.to_user_id == Absence.stand_ins(at).get(case.assignee_id, -1),
        "acknowledged": bool(notice and notice.acknowledged_at),
        "running": bool(notice and notice.state in Notice.CLOCK_RUNNING),
        "withdrawn": bool(notice and notice.state == Notice.State.WITHDRAWN),
        "place": place,
        "places": len(LADDER),
        "link": settings.SITE_URL + (PLACES.get(delivery.step) or page_of(case)),
        "waited": span(at - delivery.due_at) if delivery.due_at else "",
    }


def page_of(case: Case | None) -> str:
    return f"/desk/cases/{case.reference}" if case else "/desk/"


def span(length: timedelta) -> str:
    """A span in words, hours and minutes rounded down: "4 h", "3 h 20 min", "50 min"."""
    minutes = int(length.total_seconds() // 60)
    hours, rest = divmod(minutes, 60)
    if hours and rest:
        return f"{hours} h {rest} min"
    return f"{hours} h" if hours else f"{rest} min"
