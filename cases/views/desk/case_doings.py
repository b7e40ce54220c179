"""What can be done to a case."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User

from cases.forms import desk as forms
from cases.forms import desk_two as two
from cases.forms.desk_told import PlaceFound
from cases.models import Case
from cases.permissions import colleagues, must_say_why
from cases.services import (
    access_log,
    closing,
    facts,
    house,
    locations,
    messages,
    notices,
    recovery,
    safeguarding,
    staging,
    triage,
    whereabouts,
)
from cases.services.refusal import Refused
from cases.views.desk import away, keeping, told
from cases.views.desk.doing import Doing, confirm, plain
from cases.views.desk.entrance import now

S = Case.State


def in_states(*states: str, unless_flagged: bool = False) -> Any:
    return lambda case: case.state in states and not (unless_flagged and case.safeguarding)


def pass_on(subject: Any, user: User, typed: Any) -> forms.HandOver:
    """Everyone else it can be given to, with who is away; back to the team where it has an owner."""
    has_owner, others = subject.assignee_id is not None, colleagues(subject).exclude(pk=subject.assignee_id)
    return forms.HandOver(typed, colleagues=others, away=away.remarks(now()), back=has_owner)


def hand_over(*, subject: Case, user: User, at: datetime, cleaned: dict[str, Any]) -> None:
    """Whoever takes another one's case has said before why they open it."""
    unsaid = must_say_why(user, subject) and not access_log.has_said_why(user, subject.pk, at=at)
    if cleaned["to"] == str(user.pk) and unsaid:
        raise Refused("Open the case first and say why. Then you can take it.")
    triage.assign(case_id=subject.pk, to=forms.colleague(cleaned["to"]), actor=user, at=at)


def hand_over_young(*, subject: Case, user: User, at: datetime, cleaned: dict[str, Any]) -> None:
    handed = {name: cleaned[name] for name in ("to", "reference", "duty")}
    safeguarding.hand_over(case_id=subject.pk, **handed, handed_at=cleaned["instant"], actor=user, at=at)


def ask_clear(*, subject: Case, user: User, at: datetime, cleaned: dict[str, Any]) -> None:
    safeguarding.ask_clear(case_id=subject.pk, reason=cleaned["reason"], actor=user, at=at)


def ask_close(*, subject: Case, user: User, at: datetime, cleaned: dict[str, Any]) -> None:
    closing.ask_unresolved(case_id=subject.pk, **cleaned, actor=user, at=at)


def refer(*, subject: Case, user: User, at: datetime, cleaned: dict[str, Any]) -> None:
    triage.refer(case_id=subject.pk, to=cleaned["to"], actor=user, at=at)


def add_links(*, subject: Case, user: User, at: datetime, cleaned: dict[str, Any]) -> None:
    most = forms.LINKS_PER_PASTE
    reading = locations.add(case=subject, text=cleaned["text"], actor=user, at=at, limit=most)
    if not reading.links:
        raise Refused("There is no link in this text.")


def place_found(*, subject: Case, user: User, at: datetime, cleaned: dict[str, Any]) -> None:
    number, text = cleaned["place"], cleaned["text"]
    whereabouts.found(case_id=subject.pk, number=number, text=text, actor=user, at=at)


def set_facts(*, subject: Case, user: User, at: datetime, cleaned: dict[str, Any]) -> None:
    facts.set_facts(case_id=subject.pk, text=cleaned["facts"], actor=user, at=at)


def answer(*, subject: Case, user: User, at: datetime, cleaned: dict[str, Any]) -> None:
    messages.answer(case_id=subject.pk, text=cleaned["text"], asks=cleaned["asks"], actor=user, at=at)


def note(*, subject: Case, user: User, at: datetime, cleaned: dict[str, Any]) -> None:
    messages.note(case_id=subject.pk, text=cleaned["text"], actor=user, at=at)


def close(*, subject: Case, user: User, at: datetime, cleaned: dict[str, Any]) -> None:
    closing.close(case_id=subject.pk, retain_until=cleaned["retain_until"], actor=user, at=at)


def not_acceptable(case: Case) -> list[str]:
    """What has to be there before a report is accepted; the case's own guard asks the same."""
    unneeded = case.waits_for_link
    return [
        sentence
        for missing, sentence in (
            (case.adult_confirmed_at is None, "Nobody has confirmed that everyone shown was 18 or older."),
            (
                not unneeded and not case.consents.get("platforms"),
                "The person has not agreed that we write to platforms.",
            ),
            (not unneeded and not case.locations.exists(), "The report names no link yet."),
        )
        if missing
    ]


def needs_age(case: Case) -> bool:
    return case.state == S.IN_REVIEW and case.adult_confirmed_at is None and not case.safeguarding


def has_unanswered(case: Case) -> bool:
    return case.messages.filter(from_person=True, settled_at=None).exists()


def has_free_links(case: Case) -> bool:
    free = case.locations.filter(state__in=["reported", "live", "unclear"]).exclude(items__is_open=True)
    return case.state == S.ACTIVE and not case.safeguarding and free.exists()


def waits_for_word(case: Case) -> bool:
    return case.staged and case.state in WORKING and not case.safeguarding


def may_wait(case: Case) -> bool:
    return not case.staged and case.state in WORKING and not case.safeguarding


def has_unlinked(case: Case) -> bool:
    return case.state in WORKING and case.whereabouts.filter(location=None).exists()


def is_flagged(case: Case) -> bool:
    return case.safeguarding and case.state in WORKING


WORKING = (S.SUBMITTED, S.IN_REVIEW, S.ACTIVE, S.ON_HOLD)
UNDERWAY = (S.IN_REVIEW, S.ACTIVE, S.ON_HOLD)
ALL = (
    Doing("take-up", "Take up", "take_up", "The report becomes yours and you start to read it.",
          "The report is yours.", plain(triage.take_up), fits=in_states(S.SUBMITTED, unless_flagged=True)),
    Doing("confirm-adult", "Confirm: everyone shown was an adult", "triage",
          "You have checked that everyone shown was 18 or older when the picture was made.",
          "Adult confirmed.", plain(triage.confirm_adult), fits=needs_age),
    Doing("accept", "Accept the report", "triage", "Work starts: notices can be drafted.",
          "The case is active.", plain(triage.accept), fits=in_states(S.IN_REVIEW, unless_flagged=True),
          way=not_acceptable),
    Doing("draft", "Draft notices", "prepare",
          "One draft for each platform, with every regime that applies. Nothing is sent.",
          "The drafts are ready to be read.", plain(notices.draft), fits=has_free_links),
    Doing("resolve", "Resolve", "close",
          "For when nothing is open any more. The person then sees that all is done.",
          "The case is resolved.", plain(closing.resolve), fits=in_states(S.ACTIVE), way=closing.guard),
    Doing("close", "Close", "close", "The case ends, and its personal data has a last day.",
          "The case is closed.", close, lambda subject, user, typed: forms.Close(
              typed, initial={"retain_until": house.day_offered(now())}),
          fits=in_states(S.RESOLVED)),
    Doing("reopen", "Reopen", "close", "Something came back, or there is a new link.",
          "The case is active again.", plain(closing.reopen),
          fits=lambda case: case.state in (S.RESOLVED, S.CLOSED) and case.erase_at is None),
    Doing("add-links", "Add links", "look", "Links are matched to platforms and merged with those there.",
          "The links are added.", add_links, lambda subject, user, typed: forms.AddLinks(typed),
          fits=in_states(*WORKING, S.RESOLVED)),
    Doing("answer", "Write to the person", "message",
          "It waits on the page behind code and words. No mail carries it.",
          "The message is there.", answer, lambda subject, user, typed: forms.Answer(typed),
          fits=messages.may_write),
    Doing("set-aside", "No answer is needed", "message", "The message waits for nobody any more.",
          "It is set aside.", plain(messages.set_aside), fits=has_unanswered),
    Doing("note", "Keep a note", "message", "Only staff read it. The person never sees it.",
          "The note is kept.", note, lambda subject, user, typed: forms.Note(typed)),
    Doing("place-found", "Add the link of a place", "look",
          "The person described it without a link. With its link it is worked on like any other.",
          "The link is added.", place_found,
          lambda subject, user, typed: PlaceFound(typed, offered=told.places(subject)),
          fits=has_unlinked, shows="told"),
    Doing("new-words", "Start new words for the person", "ask_two",
          "For someone who has lost the words, and whom you have checked by our procedure. A second person "
          "has to agree. Nobody here sees the words.",
          "A second person is asked for.", plain(recovery.ask),
          confirm("I have checked by our procedure that it is the person"),
          fits=lambda case: bool(case.phrase_hash) and case.erase_at is None),
    Doing("handed-over", "Record the handing over", "end",
          "The body in charge has it. Write which one, under which reference, and when, and what we had to "
          "report ourselves. It then leaves your queue, and nothing of ours goes out.",
          "The handing over is recorded.", hand_over_young,
          lambda subject, user, typed: two.HandedOver(typed, person_zone=subject.zone), fits=is_flagged),
    Doing("clear-flag", "Give it back: everyone was an adult", "ask_two",
          "Another safeguarding lead looks at the age too, and has to agree.",
          "Another lead is asked.", ask_clear, lambda subject, user, typed: two.ClearFlag(typed),
          fits=is_flagged),
    Doing("close-early", "Close before it is solved", "ask_two",
          "For a case that cannot be solved, and for misuse. A second person has to agree; then open "
          "notices are withdrawn and their clocks stop.",
          "A second person is asked for.", ask_close, lambda subject, user, typed: two.CloseEarly(typed),
          fits=in_states(*WORKING, unless_flagged=True)),
    *keeping.ALL,
    Doing("facts", "Edit the facts", "prepare", "These words stand in the letters of this case.",
          "The facts are changed. Letters that are still drafts show them.", set_facts,
          lambda subject, user, typed: forms.Facts(typed, initial={"facts": subject.facts}),
          fits=in_states(*UNDERWAY, unless_flagged=True), shows="reveal"),
    Doing("hand-over", "Pass this on", "assign",
          "No reason is asked. Clocks run on, and nothing is lost.",
          "The case is passed on.", hand_over, pass_on,
          fits=in_states(*WORKING, S.RESOLVED)),
    Doing("safe-to-send", "The person says: it is safe", "triage",
          "They told you that letters may leave. Until then nothing can be approved.",
          "Letters of this case can be approved.", plain(staging.safe_to_send),
          confirm("The person told me that it is safe to send now"), fits=waits_for_word),
    Doing("wait-to-send", "The person says: wait", "triage",
          "They told you that it is not safe now. Letters go back to draft, and nothing more leaves until "
          "their word. Clocks of what a site already has run on.",
          "Nothing more leaves before the person’s word.", plain(staging.wait),
          confirm("The person asked me to wait"), fits=may_wait),
    Doing("hold", "Put on hold", "triage",
          "Nothing new is drafted. Clocks of notices already sent run on.",
          "The case is on hold.", plain(triage.hold), fits=in_states(S.ACTIVE)),
    Doing("resume", "Resume", "triage", "Work goes on.", "The case is active again.",
          plain(triage.resume), fits=in_states(S.ON_HOLD)),
    Doing("refer", "Refer to another body", "end",
          "Every notice of ours stops. What has not left the house is cancelled.",
          "The case is referred.", refer, lambda subject, user, typed: forms.Refer(typed),
          fits=in_states(*WORKING, unless_flagged=True)),
    Doing("withdraw", "Stop, at the person's wish", "end",
          "Every notice is withdrawn and every clock stops at once. What is in the outbox is cancelled.",
          "Everything is stopped.", plain(triage.withdraw),
          confirm("The person asked us to stop"), fits=in_states(*WORKING)),
    Doing("flag-under-18", "Hand to the safeguarding lead", "flag",
          "Someone shown may be under 18. Every notice freezes at once and the lead is told. You will not "
          "see the case any more. Do not open, download, save or forward anything.",
          "The safeguarding lead has the case. It has left your lists.", plain(triage.flag_under_18),
          confirm("Hand this case to the safeguarding lead now"),
          fits=in_states(*WORKING, unless_flagged=True)),
)  # fmt: skip
DOINGS = {each.key: each for each in ALL}
MAIN = ("take-up", "confirm-adult", "accept", "draft", "resolve", "close", "reopen", "resume")
