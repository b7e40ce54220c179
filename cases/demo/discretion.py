"""Reads every mail that left the house and asks whether it gives anyone away."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cases.demo.postbox import Arrived
from cases.demo.story import Story
from cases.models import Delivery, Location, Platform
from cases.rules import safe_contact

ABOUT = re.compile(r"(?i)intimate|nude|naked|sexual|picture|image|porn|removal|takedown")
LINK = re.compile(r"https?://\S+")


def discreet(story: Story) -> str:
    """No subject and no mail to staff or the person names a platform, a link, a person or the case code."""
    for mail in story.postbox.arrived:
        for said in told_too_much(story, mail):
            return f"a mail to {mail.recipient} says {said!r}"
    return ""


def told_too_much(story: Story, mail: Arrived) -> Iterator[str]:
    """Words that this mail should not say. Only a letter to a platform may name links, in its text."""
    subject = str(mail.message["Subject"])
    readable = subject if is_letter(story, mail) else f"{subject}\n{mail.text}"
    folded = readable.lower()
    yield from (word for word in private(story) if word.lower() in folded)
    yield from ABOUT.findall(readable)
    if mail.recipient == story.ana.address:
        yield from LINK.findall(readable)


def is_letter(story: Story, mail: Arrived) -> bool:
    return mail.recipient in story.postbox.script


def private(story: Story) -> list[str]:
    """What no subject and no reminder may hold."""
    names = [
        text for row in Platform.objects.all() for text in (row.name, row.operator, *row.record["domains"])
    ]
    links = [text for row in Location.objects.select_related("case") for text in (row.address, row.pasted)]
    return [*names, *links, story.ana.name, story.ana.code, story.ana.code.replace("-", "")]


def in_her_window(story: Story) -> str:
    """The person got a mail, and every one in the hours she chose."""
    wishes = story.case().safe_contact
    sent = Delivery.objects.filter(kind=Delivery.Kind.UPDATE, state=Delivery.State.SENT)
    if not sent.exists():
        return "no mail reached the person"
    early = [row for row in sent if row.sent_at and safe_contact.opens_at(wishes, row.sent_at) != row.sent_at]
    return f"{len(early)} mails came outside her hours" if early else ""
