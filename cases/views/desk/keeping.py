"""What can be done about what is kept of a case: erased early, kept for a court, copied for the person."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User

from cases.forms import desk_two as two
from cases.models import Case
from cases.services import data_requests, disclosures, erasure, legal_holds
from cases.views.desk.doing import Doing, confirm, plain


def copy_asked(*, subject: Case, user: User, at: datetime, cleaned: dict[str, Any]) -> None:
    data_requests.note(case_id=subject.pk, **cleaned, actor=user, at=at)


def demanded(*, subject: Case, user: User, at: datetime, cleaned: dict[str, Any]) -> None:
    disclosures.ask(case_id=subject.pk, **cleaned, actor=user, at=at)


def has_demand(case: Case) -> bool:
    return disclosures.waiting(case).exists()


def awaits_copy(case: Case) -> bool:
    return data_requests.of(case) is not None


def hold_back(*, subject: Case, user: User, at: datetime, cleaned: dict[str, Any]) -> None:
    legal_holds.begin(case_id=subject.pk, **cleaned, actor=user, at=at)


def renew_hold(*, subject: Case, user: User, at: datetime, cleaned: dict[str, Any]) -> None:
    legal_holds.renew(case_id=subject.pk, **cleaned, actor=user, at=at)


def is_held(case: Case) -> bool:
    return legal_holds.of(case) is not None


def erasable(case: Case) -> list[str]:
    return [legal_holds.IN_THE_WAY] if is_held(case) else []


ALL = (
    Doing("erase-early", "Erase before its day", "ask_two",
          "Everything in this case is erased within minutes once a second person agrees. Nobody can bring "
          "it back.",
          "A second person is asked for.", plain(erasure.ask_early),
          confirm("This case must be erased before its day"),
          fits=lambda case: case.state in Case.FINAL and case.erase_at is None and not case.safeguarding,
          way=erasable, fresh=True),
    Doing("copy-asked", "Note that the person wants a copy of everything", "ask_two",
          "Of all that we hold about them. A second person has to agree; then you take it out and hand it "
          "over.",
          "It is noted, and a second person is asked for.", copy_asked,
          lambda subject, user, typed: two.CopyAsked(typed), fits=lambda case: not awaits_copy(case)),
    Doing("copy-again", "Ask a second person about the copy", "ask_two",
          "Where the person asked on their own page, where the request ran out, or where something changed "
          "since. Once agreed to, you take it out and hand it over.",
          "A second person is asked for.", plain(data_requests.ask), fits=awaits_copy),
    Doing("copy-dropped", "Note that the person does not want the copy", "ask_two",
          "What waits for a second person ends. They can ask again at any time.",
          "It is noted.", plain(data_requests.take_back),
          confirm("The person told me so"), fits=awaits_copy),
    Doing("disclose", "Note what a court or the police asks for", "ask_two",
          "Note the demand, what makes us give it, and what exactly it covers. A second person has to agree; "
          "then you take it out once, and what went out stays on record.",
          "It is noted, and a second person is asked for.", demanded,
          lambda subject, user, typed: two.Demand(typed), fresh=True),
    Doing("disclose-again", "Ask again about what a court or the police asks for", "ask_two",
          "The request ran out, or something changed since. A second person has to agree anew.",
          "A second person is asked for.", plain(disclosures.ask_again), fits=has_demand, fresh=True),
    Doing("disclose-nothing", "Give a court or the police nothing", "ask_two",
          "They have no right to it, or do not ask any more. The demand stays on record.",
          "Nothing is given.", plain(disclosures.drop), confirm("Nothing is given to them"), fits=has_demand),
    Doing("legal-hold", "Put under legal hold", "hold_back",
          "A court, a law or an investigation wants it kept. Nothing of it is erased, whoever asks, before "
          "two people have ended that. Who may see it stays as it is.",
          "It is under legal hold.", hold_back, lambda subject, user, typed: two.LegalHold(typed),
          fits=lambda case: not is_held(case), fresh=True),
    Doing("renew-hold", "Renew the legal hold", "hold_back",
          "You have looked at it again, and it has to go on.",
          "It goes on until its next review.", renew_hold,
          lambda subject, user, typed: two.Review(typed), fits=is_held, fresh=True),
    Doing("end-hold", "End the legal hold", "ask_two",
          "Nobody needs it kept any more. A second person has to agree; what should have been erased "
          "meanwhile is then erased within minutes.",
          "A second person is asked for.", plain(legal_holds.ask_end),
          confirm("Whoever asked for it does not need it any more"), fits=is_held, fresh=True),
)  # fmt: skip
