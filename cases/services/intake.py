"""A report becomes a case, once: everything in one transaction, and nothing leaves the house."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from cases.models import Case, Depiction, EarlierReport, Kind, Location, Whereabouts
from cases.models.fields import blind_index
from cases.rules import links, statements
from cases.services import (
    affirming,
    bulk,
    conflicts,
    contacts,
    credentials,
    directory,
    hints,
    locations,
    locked,
    outbox,
)
from cases.services.record import Fact, record, record_many
from cases.services.refusal import Refused

LINKS_PER_REPORT = 200
Actor = AbstractBaseUser | None


@dataclass(frozen=True)
class Unlinked:
    """A place without a link, in her words."""

    kind: str
    site: str = ""
    where: str = ""


@dataclass(frozen=True)
class Earlier:
    """What she told a site before, and its answer as she pasted it; `at` in UTC where she knew the time."""

    site: str
    reference: str = ""
    day: date | None = None
    zone: str = ""  # in which her day and time are meant
    at: datetime | None = None
    answer: str = ""
    answered_on: date | None = None


@dataclass(frozen=True)
class Report:
    """What a person told us, checked by the form. `links` is her text as typed."""

    device: str = Case.Device.SAFE
    under_18: str = "no"
    harm: str = ""
    place: str = ""
    zone: str = "UTC"
    language: str = "en"
    shown_in: str = "en"  # what she signed was written in this one
    links: str = ""
    unlinked: tuple[Unlinked, ...] = ()
    earlier: tuple[Earlier, ...] = ()
    kind: str = Depiction.Kind.PHOTO
    made: str = Depiction.Made.UNSURE
    description: str = ""
    sources: tuple[str, ...] = ()
    others_shown: str = ""
    facts: str = ""
    on_behalf: bool = False
    authority_type: str = ""
    authority_note: str = ""
    authority_until: date | None = None
    named_as: str = Case.Named.NOBODY
    signs_herself: bool = False
    name_in_notices: str = ""
    affirmed: bool = False
    agreed: tuple[str, ...] = ()
    signature_name: str = ""
    safe_contact: dict[str, Any] = field(default_factory=dict)
    keep_from: str = ""
    colleague: bool = False  # one of ours reports, and nobody of the team shall know
    phrase: str = ""
    burst: bool = False
    crowded: bool = False  # several reports from the same network lately
    by_phone: bool = False  # said to one of ours, who typed it

    @property
    def safeguarding(self) -> bool:
        """Someone shown is, or may be, under 18."""
        return self.under_18 in ("yes", "unsure")

    @property
    def without_place(self) -> bool:
        """Nothing is online yet, or she knows no link: not even a place was named."""
        return not statements.names_a_place(self.harm, links=self.links, described=bool(self.unlinked))

    @property
    def digest(self) -> str:
        """A keyed digest of everything she told us: equal reports match, nothing can be read back."""
        told = {name: value for name, value in asdict(self).items() if name not in ("burst", "crowded")}
        return blind_index(json.dumps(told, sort_keys=True, default=str), purpose="report")


@dataclass(frozen=True)
class Opened:
    """The new case, with the two things that are shown once and kept nowhere."""

    case: Case
    code: str
    words: tuple[str, ...]


def was_sent(token: str) -> bool:
    """Whether a report came with this very token."""
    return Case.objects.filter(submit_index=submit_index(token)).exists()


class AlreadyReceived(Exception):
    """This very report was received before."""

    def __init__(self, case: Case) -> None:
        super().__init__("We already have this report.")
        self.case = case


class DifferentReport(Exception):
    """This submit token was used for another report."""


def submit_index(token: str) -> str:
    return blind_index(token, purpose="submit")


def received(*, token: str, digest: str) -> Case | None:
    """The case this token made, if any; raises DifferentReport where the report was not the same."""
    case = Case.objects.filter(submit_index=submit_index(token)).first()
    if case is not None and case.submit_digest != digest:
        raise DifferentReport
    return case


def open_case(*, report: Report, token: str, at: datetime, actor: AbstractBaseUser | None = None) -> Opened:
    """Keep the report as a new case; raises AlreadyReceived, DifferentReport, or credentials.Busy.

    `actor` is who of ours took it on the phone.
    """
    before = received(token=token, digest=report.digest)
    if before is not None:
        raise AlreadyReceived(before)
    code, words = credentials.new_code(), credentials.new_words()
    # Before the transaction: these take a while, and others would wait.
    secret = credentials.hashed(words)
    phrase = credentials.hashed(report.phrase) if report.phrase else ""
    reading = links.read(report.links, directory.directory(), limit=LINKS_PER_REPORT)
    try:
        with transaction.atomic():
            case = new_case(report, token=token, code=code, secret=secret, at=at)
            case.phrase_hash = phrase
            case.hints = noted(report, reading)
            case.save(force_insert=True)
            keep_report(case, report, reading, actor=actor, at=at)
    except IntegrityError:
        twin = received(token=token, digest=report.digest)  # the same button, pressed twice at once
        if twin is None:
            raise
        raise AlreadyReceived(twin) from None
    return Opened(case=case, code=code, words=words)


def new_case(report: Report, *, token: str, code: str, secret: str, at: datetime) -> Case:
    """The unsaved case. Of a report about someone under 18 only what reaches her is kept."""
    told = said(report, at=at)
    case = Case(
        reference=credentials.new_reference(),
        code_index=credentials.code_index(code),
        words_hash=secret,
        submit_index=submit_index(token),
        submit_digest=report.digest,
        device=report.device,
        place="" if report.place == "ZZ" else report.place,
        zone=report.zone,
        language=report.language,
        safeguarding=report.safeguarding,
        burst=report.burst,
        by_phone=report.by_phone,
        words_heard=report.by_phone,
        statements=told,
        statements_digest=statements.digest(told),
        safe_contact=report.safe_contact,
        email_index=contacts.of_plan(report.safe_contact),
        keep_from=report.keep_from,
        colleague=report.colleague,
        consent_version=told["version"],
        consents={consent.key: consent.key in report.agreed for consent in statements.current().consents},
        opened_at=at,
    )
    if not report.safeguarding:
        case.harm, case.staged = report.harm, case.device_at_risk
        case.without_place = report.without_place
        case.sources, case.others_shown = list(report.sources), report.others_shown
        case.authority_type, case.authority_until = report.authority_type, report.authority_until
        case.named_as = report.named_as
        case.on_behalf, case.signs_herself = report.on_behalf, report.signs_herself
        case.authority_note, case.signature_name = report.authority_note, report.signature_name
        case.facts, case.name_in_notices = report.facts, report.name_in_notices
    return case


def noted(report: Report, reading: links.Reading) -> list[str]:
    """What gives reason to look twice and can be told now alone (V-53)."""
    own = hints.leads_to_own_account(
        [link.canonical for link in reading.links],
        mailbox=str(report.safe_contact.get("address") or ""),
        names=(report.signature_name, report.name_in_notices),
    )
    return [kind for kind, found in ((hints.CROWDED, report.crowded), (hints.OWN_ACCOUNT, own)) if found]


def said(report: Report, *, at: datetime) -> dict[str, Any]:
    """What she affirmed and agreed to, frozen word for word, with her answers that have no field."""
    wording = statements.current()
    frozen: dict[str, Any] = {}
    if report.affirmed:
        with override(report.shown_in):
            frozen = wording.frozen(
                on_behalf=report.on_behalf,
                agreed=report.agreed,
                language=report.shown_in,
                when=statements.occasion(report.harm, without_place=report.without_place),
            )
    return {
        **frozen,
        **({"by_phone": True} if report.by_phone else {}),
        "version": wording.version,
        "under_18": report.under_18,
        "affirmed_at": at.isoformat(timespec="seconds"),
    }


def keep_report(case: Case, report: Report, reading: links.Reading, *, actor: Actor, at: datetime) -> None:
    """The depiction and its locations, the events, and the one note she may have asked for."""
    facts = [submitted(case, actor=actor, at=at)]
    if case.safeguarding:
        facts.append(Fact(case_id=case.pk, kind=Kind.SAFEGUARDING, at=at))
        outbox.alert_safeguarding(case=case, at=at)
    else:
        depiction = Depiction(case=case, kind=report.kind, made=report.made, description=report.description)
        depiction.save(force_insert=True)
        fresh = locations.unsaved(case, reading, depiction=depiction, at=at)
        bulk.add(Location, fresh)
        places, reports = enumerate(report.unlinked, 1), enumerate(report.earlier, 1)
        bulk.add(Whereabouts, [Whereabouts(case=case, number=n, **asdict(each)) for n, each in places])
        bulk.add(EarlierReport, [EarlierReport(case=case, number=n, **asdict(each)) for n, each in reports])
        facts += [locations.added(location, actor=actor, at=at) for location in fresh]
    record_many(facts)
    conflicts.look(case, at=at, addresses=[link.canonical for link in reading.links])
    if case.safe_contact.get("acknowledge"):
        outbox.update_person(case=case, step="received", at=at)


def submitted(case: Case, *, actor: Actor, at: datetime) -> Fact:
    """Her report; where it was told on the phone, the event names who of ours typed it."""
    return Fact(
        case_id=case.pk,
        kind=Kind.SUBMITTED,
        at=at,
        actor_id=actor.pk if actor else None,
        to_state=case.state,
        facts={"consents": case.consents, **({"by": "phone"} if case.by_phone else {})},
    )


@transaction.atomic
def add_links(*, case_id: UUID, text: str, at: datetime) -> list[int]:
    """Links she adds later to a report that is still open, new to the caseworker; the numbers they got."""
    case = locked.case(case_id)
    if case.state not in Case.OPEN or case.safeguarding:
        raise Refused(_("Links cannot be added to this report any more. Please call us."))
    if affirming.unsaid(case):
        affirming.affirm(case, at=at)
    depiction, last = case.depictions.first(), locations.last_number(case)
    locations.add(case=case, text=text, actor=None, at=at, depiction=depiction, limit=LINKS_PER_REPORT)
    record(case, Kind.PERSON_UPDATED, at=at, facts={"what": "links"})
    return sorted(case.locations.filter(number__gt=last).values_list("number", flat=True))
