"""What follows over three days: one platform acts in time, one is late, one refuses, one link comes back."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from cases.demo.first_hour import come_back, open_desk, open_papers
from cases.demo.story import Scene, Story
from cases.models import Location, Notice
from cases.services import acts, closing, deliveries, escalation, filings, locations, notices, receipts

TYPING = timedelta(minutes=2)  # between what a platform's form shows and the caseworker's note of it
KEPT = timedelta(days=180)
LIVE, REPORTED = Location.State.LIVE, Location.State.REPORTED
FORM, TICKET = Notice.Basis.FORM_CONFIRMATION, Notice.Basis.TICKET_NUMBER


def send_again(story: Story, *, platform: str) -> None:
    """Their server refused for good. Their mailbox works again; the notice is signed and sent anew."""
    notice = story.notice(platform)
    notices.revise(notice_id=notice.pk, actor=story.caseworker, at=story.at)
    notices.approve(notice_id=notice.pk, actor=story.caseworker, at=story.at)


def file(story: Story, *, platform: str, basis: str, reference: str) -> None:
    """The caseworker has filled in the platform's form with the letter at hand, and notes the receipt."""
    receipts.record_receipt(
        notice_id=story.notice(platform).pk,
        received_at=story.at - TYPING,
        basis=basis,
        reference=reference,
        actor=story.caseworker,
        at=story.at,
    )


def acknowledge(story: Story, *, platform: str, reference: str) -> None:
    notice = story.notice(platform)
    receipts.acknowledge(notice_id=notice.pk, reference=reference, actor=story.caseworker, at=story.at)


def refuse(story: Story, *, platform: str, ground: str) -> None:
    receipts.refuse(notice_id=story.notice(platform).pk, ground=ground, actor=story.caseworker, at=story.at)


def escalate(story: Story, *, platform: str) -> None:
    escalation.escalate(notice_id=story.notice(platform).pk, actor=story.caseworker, at=story.at)


def file_draft(story: Story, *, platform: str, step: str, regime: str, reference: str) -> None:
    """A person files what was prepared: chasers in a web form, drafts with a regulator once two agreed."""
    draft = story.waiting(platform, step, regime)
    if filings.needs_two(draft):
        asked = filings.ask(delivery_id=draft.pk, actor=story.caseworker, at=story.at)
        acts.agree(approval_id=asked.pk, actor=story.supervisor, at=story.at)
    deliveries.note_filed(
        delivery_id=draft.pk,
        filed_at=story.at - TYPING,
        reference=reference,
        actor=story.supervisor,
        at=story.at,
    )


def still_up(story: Story, *, platform: str) -> None:
    for location in story.locations(platform, REPORTED):
        locations.confirm_live(location_id=location.pk, actor=story.caseworker, at=story.at)


def they_say_gone(story: Story, *, platform: str) -> None:
    for location in story.locations(platform, LIVE, REPORTED):
        locations.claim_removed(location_id=location.pk, actor=story.caseworker, at=story.at)


def gone(story: Story, *, platform: str) -> None:
    for location in story.locations(platform, Location.State.CLAIMED_REMOVED):
        locations.verify_removed(location_id=location.pk, actor=story.caseworker, at=story.at)


def resolve(story: Story) -> None:
    closing.resolve(case_id=story.case().pk, actor=story.caseworker, at=story.at)


def back_again(story: Story, *, platform: str) -> None:
    """One link is up again: the case opens again and a new notice cites the one before."""
    link = story.locations(platform)[0]
    notice = locations.find_again(location_id=link.pk, actor=story.caseworker, at=story.at)
    assert notice is not None  # noqa: S101  the link was gone, so a new notice is due
    notices.approve(notice_id=notice.pk, actor=story.caseworker, at=story.at)


def close(story: Story) -> None:
    until = (story.at + KEPT).date()
    closing.close(case_id=story.case().pk, retain_until=until, actor=story.caseworker, at=story.at)


UK, US = "uk-osa-u2u", "us-tida"
SCENES = (
    Scene("0:40", "the letter that was refused is sent again", partial(send_again, platform="photoline")),
    Scene("0:45", "the caseworker opens the letters that wait for a form", open_papers),
    Scene("0:50", "Clipshare's form confirms the notice",
          partial(file, platform="clipshare", basis=FORM, reference="CS-40771")),
    Scene("0:55", "Boardwalk's form gives a number",
          partial(file, platform="boardwalk", basis=TICKET, reference="BW-118")),
    Scene("1:10", "Clipshare acknowledges", partial(acknowledge, platform="clipshare", reference="CS-40771")),
    Scene("1:30", "Boardwalk acknowledges", partial(acknowledge, platform="boardwalk", reference="BW-118")),
    Scene("5:00", "Photoline acknowledges", partial(acknowledge, platform="photoline", reference="PL-20731")),
    Scene("9:00", "Clipshare says it is gone", partial(they_say_gone, platform="clipshare")),
    Scene("9:40", "Clipshare is seen to be gone, in time", partial(gone, platform="clipshare")),
    Scene("20:00", "Boardwalk refuses",
          partial(refuse, platform="boardwalk", ground="not_intimate_image_content")),
    Scene("20:20", "the refusal is escalated", partial(escalate, platform="boardwalk")),
    Scene("21:00", "the supervisor files the refusal with the regulator",
          partial(file_draft, platform="boardwalk", step="regulator", regime=UK, reference="REG-5501")),
    Scene("30:00", "the person looks how it stands", partial(come_back, name="halfway")),
    Scene("47:00", "the desk shows the case that is about to end", open_desk),
    Scene("47:30", "Photoline's pages are still up", partial(still_up, platform="photoline")),
    Scene("49:00", "the chaser is filed in Boardwalk's form",
          partial(file_draft, platform="boardwalk", step="chaser", regime=US, reference="BW-131")),
    Scene("51:00", "the overdue notice is escalated", partial(escalate, platform="photoline")),
    Scene("51:30", "the supervisor files the overdue notice with the regulator",
          partial(file_draft, platform="photoline", step="regulator", regime=US, reference="REG-5502")),
    Scene("54:00", "Boardwalk says it is gone", partial(they_say_gone, platform="boardwalk")),
    Scene("54:30", "Boardwalk is seen to be gone", partial(gone, platform="boardwalk")),
    Scene("56:00", "Photoline says it is gone", partial(they_say_gone, platform="photoline")),
    Scene("57:00", "Photoline is seen to be gone", partial(gone, platform="photoline")),
    Scene("57:30", "the case is resolved", resolve),
    Scene("60:00", "a link on Clipshare is up again", partial(back_again, platform="clipshare")),
    Scene("60:20", "the new notice is filed",
          partial(file, platform="clipshare", basis=FORM, reference="CS-41902")),
    Scene("60:40", "Clipshare acknowledges the new notice",
          partial(acknowledge, platform="clipshare", reference="CS-41902")),
    Scene("68:00", "Clipshare says the new one is gone", partial(they_say_gone, platform="clipshare")),
    Scene("68:30", "the new one is seen to be gone", partial(gone, platform="clipshare")),
    Scene("69:00", "the person reads that all is gone", partial(come_back, name="gone")),
    Scene("70:00", "the case is resolved again", resolve),
    Scene("71:00", "the case is closed with a retention date", close),
    Scene("72:00", "nothing more happens", lambda story: None),
)  # fmt: skip
