"""What a court or the police gets: no more than it may ask for, agreed by two, on record (D-40, S-30).

What goes out is made when it is fetched and kept nowhere; a digest of each part stays with the record.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet

from cases.models import Approval, Case, DataRequest, Disclosure, Kind, LegalHold
from cases.rules import four_eyes
from cases.services import approvals, data_requests, held_data, locked
from cases.services.approvals import Content, digest
from cases.services.record import record
from cases.services.refusal import Refused

DISCLOSE = Approval.Kind.DISCLOSE
CONSENT = Disclosure.Basis.CONSENT
NOT_AGREED = "A second person has to agree to exactly this. If anything changed since, ask again."
YOUNG = "Where someone may be under 18 no consent opens the case: only an order, a warrant or a law does."
OVER = "It was taken out already, or nothing is given any more. The report says what came of it."
FILE = "The whole file"
CONSENT_OVER = "The consent of the person has ended. Ask for a new one, or for an order."


def offered() -> list[tuple[str, str]]:
    """The parts of a case a demand may cover: neither what grows with every look, nor our own dealings."""
    return [(key_of(part), part.title) for part in held_data.PARTS if may_go(part)]


def may_go(part: held_data.Part) -> bool:
    return not part.changes and part.table not in (Disclosure, DataRequest, LegalHold)


def key_of(part: held_data.Part) -> str:
    return str(part.table._meta.model_name)


@transaction.atomic
def ask(
    *,
    case_id: UUID,
    authority: str,
    basis: str,
    demand: str,
    parts: list[str],
    consent_until: date | None,
    untold: str,
    actor: User,
    at: datetime,
) -> Disclosure:
    """Someone demands parts of a case. Nothing goes out before another person has agreed."""
    case = locked.case(case_id)
    if basis not in Disclosure.Basis.values:
        raise Refused("Say what makes us give it.")
    if not parts or not set(parts) <= dict(offered()).keys():
        raise Refused("Choose what the demand covers, and nothing more.")
    if basis == CONSENT and case.safeguarding:
        raise Refused(YOUNG)
    if basis == CONSENT and (consent_until is None or consent_until < at.date()):
        raise Refused("A consent needs its last day, today or later.")
    longest = at.date() + four_eyes.rule().consent
    if basis == CONSENT and consent_until and consent_until > longest:
        raise Refused(f"A consent ends not later than {longest:%-d %B %Y}. Ask for it anew then.")
    told = {
        "authority": authority,
        "basis": basis,
        "demand": demand,
        "untold": untold,
        "parts": sorted(parts),
    }
    last_day = consent_until if basis == CONSENT else None
    made = Disclosure(case=case, consent_until=last_day, asked_by=actor, asked_at=at, **told)
    made.save(force_insert=True)
    record(
        case, Kind.DISCLOSURE_ASKED, at=at, actor=actor, facts={"disclosure": str(made.pk), "basis": basis}
    )
    ask_second(made, actor=actor, at=at)
    return made


def ask_second(made: Disclosure, *, actor: User, at: datetime) -> Approval:
    return approvals.ask(
        case_id=made.case_id,
        kind=DISCLOSE,
        subject=str(made.pk),
        wants={"disclosure": str(made.pk)},
        content=content(made),
        actor=actor,
        at=at,
    )


def waiting(case: Case) -> QuerySet[Disclosure]:
    """The demands that were neither answered nor dropped, the oldest first."""
    return case.disclosures.filter(given_at=None, dropped_at=None)


@transaction.atomic
def ask_again(*, case_id: UUID, actor: User, at: datetime) -> None:
    """Ask a second person anew about every demand that waits."""
    for made in waiting(locked.case(case_id)):
        ask_second(made, actor=actor, at=at)


@transaction.atomic
def drop(*, case_id: UUID, actor: User, at: datetime) -> None:
    """Nothing is given: whoever asked has no right to it, or does not ask any more."""
    case = locked.case(case_id)
    for made in waiting(case):
        approvals.open_ones(DISCLOSE, str(made.pk)).update(ended_at=at)
        made.dropped_at = at
        made.save(update_fields=["dropped_at"])
        record(case, Kind.DISCLOSURE_DROPPED, at=at, actor=actor, facts={"disclosure": str(made.pk)})


def of(asked: Approval) -> Disclosure:
    return Disclosure.objects.select_related("case").get(pk=asked.wants["disclosure"])


def content(made: Disclosure) -> Content:
    """What is agreed to: the demand as it is written, and every word of what would go out."""
    said = {
        name: str(getattr(made, name)) for name in ("authority", "basis", "demand", "untold", "consent_until")
    }
    return {"do": DISCLOSE, "disclosure": made.pk, **said, "parts": digest(covered(made))}


def covered(made: Disclosure) -> dict[str, Any]:
    """The parts it covers, by their titles."""
    every = held_data.parts(made.case)
    return {part.title: rows for part, rows in every if may_go(part) and key_of(part) in made.parts}


def second(made: Disclosure) -> User | None:
    """Who agreed to what went out."""
    agreed = Approval.objects.filter(kind=DISCLOSE, subject=str(made.pk), agreed_at__isnull=False)
    asked = agreed.select_related("agreed_by").order_by("-agreed_at").first()
    return asked.agreed_by if asked else None


def is_ready(made: Disclosure, user: User, *, at: datetime) -> bool:
    """Whether this person may take it out now: asked for by the same, agreed to by another, unchanged."""
    asked = approvals.open_ones(DISCLOSE, str(made.pk)).filter(agreed_at__isnull=False, asked_by=user).first()
    return asked is not None and approvals.holds(asked, content(made), at=at)


@transaction.atomic
def fetch(*, disclosure_id: UUID, actor: User, at: datetime) -> str:
    """Take it out as text, once. Kept are its parts, a digest of each, and one of the file as it left."""
    locked.case(Disclosure.objects.values_list("case_id", flat=True).get(pk=disclosure_id))
    made = Disclosure.objects.select_related("case").get(pk=disclosure_id)
    if made.given_at or made.dropped_at:
        raise Refused(OVER)
    if not is_ready(made, actor, at=at):
        raise Refused(NOT_AGREED)
    if made.basis == CONSENT and made.consent_until and made.consent_until < at.date():
        raise Refused(CONSENT_OVER)
    if made.basis == CONSENT and made.case.safeguarding:  # flagged since it was asked for
        raise Refused(YOUNG)
    asked = approvals.open_ones(DISCLOSE, str(made.pk)).get()
    approvals.use(asked, at=at, actor=actor)
    out = covered(made)
    text = as_text(made, out, at=at)
    made.given = [
        {"part": title, "rows": len(rows), "sha256": digest({title: rows})} for title, rows in out.items()
    ]
    made.given.append({"part": FILE, "sha256": hashlib.sha256(text.encode()).hexdigest()})
    made.given_at = at
    made.save(update_fields=["given", "given_at"])
    record(made.case, Kind.DISCLOSED, at=at, actor=actor, facts={"disclosure": str(made.pk)})
    return text


def as_text(made: Disclosure, parts: dict[str, Any], *, at: datetime) -> str:
    """The file: whose case, for whom, on which ground and when, and then what was asked for."""
    head = [
        f"Of case {made.case.reference}, for {made.authority}",
        f"Given because of {made.get_basis_display()}, on {at.astimezone(UTC):%-d %B %Y at %H:%M:%S} UTC.",
        "All times are UTC. It holds what was asked for, and nothing more.",
    ]
    return "\n".join([*head, *data_requests.read_out(parts)]) + "\n"


def told(case: Case) -> list[datetime]:
    """When something of hers went out of which she is to read on her own page."""
    rows = case.disclosures.filter(given_at__isnull=False, untold="").order_by("given_at")
    return [each.given_at for each in rows if each.given_at]
