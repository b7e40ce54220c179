"""All that is held about one person, part by part: what a copy for her gives, and what not (D-30).

Every column of every table of a case stands in PARTS or LEFT_OUT, or its table in NOT_GIVEN.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import models
from django.db.models import Q

from cases.models import (
    Access,
    Approval,
    BrokenGlass,
    Case,
    Chain,
    Clock,
    Conflict,
    DataRequest,
    Delivery,
    Depiction,
    Disclosure,
    EarlierReport,
    Event,
    Item,
    Kind,
    LegalHold,
    Location,
    Message,
    Note,
    Notice,
    Paper,
    Platform,
    Step,
    Visit,
    Whereabouts,
)
from cases.models.fields import DAMAGED
from cases.models.keyring import CannotOpen
from cases.rules import regime
from cases.services.access_log import KINDS, REFUSED

Row = dict[str, Any]


@dataclass(frozen=True)
class Part:
    """One table as she gets it. `changes` marks what grows by every look, and so is bound by no approval."""

    title: str
    table: type[models.Model]
    columns: str
    path: str = "case"
    order: str = "pk"
    only: Q = Q()
    changes: bool = False


def all_of(columns: str, why: str) -> dict[str, str]:
    return dict.fromkeys(columns.split(), why)


# What may be barred from being told, and what two of ours agreed to of it: where it is not, it stands in a
# part of its own.
BARRED = (
    Kind.APPROVAL_ASKED,
    Kind.APPROVAL_GIVEN,
    Kind.APPROVAL_DECLINED,
    Kind.APPROVAL_USED,
    Kind.HOLD_SET,
    Kind.HOLD_RENEWED,
    Kind.HOLD_ENDED,
    Kind.DISCLOSURE_ASKED,
    Kind.DISCLOSURE_DROPPED,
    Kind.DISCLOSED,
)
PARTS = (
    Part("The report", Case,
         "reference state opened_at place zone language safeguarding on_behalf signs_herself by_phone staged "
         "device harm without_place others_shown authority_type authority_note authority_until named_as "
         "facts sources name_in_notices signature_name statements safe_contact keep_from refer_to "
         "refer_reference handed_over_at consent_version consents adult_confirmed_at retain_until erase_at "
         "closing_reason taken_up_at accepted_at referred_at held_at resumed_at resolved_at "
         "reopened_at closed_at withdrawn_at", path="pk"),
    Part("Pictures, as described", Depiction, "kind made description fingerprints"),
    Part("Links", Location,
         "number platform pasted address site position remark state reported_at confirmed_live_at "
         "claimed_removed_at verified_removed_at found_again_at lost_sight_at given_up_at retried_at "
         "merged_at", order="number"),
    Part("Places without a link", Whereabouts, "number kind site where location", order="number"),
    Part("Told to sites before", EarlierReport,
         "number site reference day at zone answer answered_on", order="number"),
    Part("Notices", Notice,
         "number platform regimes variant state document platform_reference received_at receipt_basis "
         "refusal_ground created_at approved_at sent_at undeliverable_at acknowledged_at refused_at "
         "escalated_at complied_at withdrawn_at", order="number"),
    Part("Links in notices", Item, "notice number location is_open", path="notice__case", order="number"),
    Part("Letters, those among them that have not left", Paper, "notice kind made_at text",
         path="notice__case", order="made_at"),
    Part("Deadlines", Clock,
         "notice regime rule_version kind reading basis started_at due_at stopped_at stop_reason",
         path="notice__case", order="started_at"),
    Part("Reminders and steps", Step, "notice kind planned_at at", path="notice__case", order="at"),
    Part("What was sent, and what waits to be sent", Delivery,
         "notice kind step regime recipient state by_hand created_at sent_at reply", order="created_at",
         only=~Q(kind__in=Delivery.INTERNAL)),
    Part("Messages", Message, "at from_person asks text read_at settled_at", order="at"),
    Part("Legal hold", LegalHold, "authority reason since review_on ended_at", order="set_at",
         only=Q(bar="")),
    Part("Copies asked for", DataRequest, "asked_on known_by due_at", order="noted_at"),
    Part("Opened in an emergency", BrokenGlass, "at until", order="at"),
    Part("Given to a court or the police", Disclosure,
         "basis authority demand parts consent_until given given_at", order="asked_at", only=Q(untold="")),
    Part("What happened", Event, "at kind from_state to_state", order="seq",
         only=~Q(kind__in=BARRED), changes=True),
    Part("Who opened it", Access, "at role kind", order="seq",
         only=~Q(kind__in=(REFUSED, "disclosed", "untaken")), changes=True),
)  # fmt: skip
STAFF = "names of our staff, but for whoever signed a letter"
INNER = "signs by which the system finds, orders or checks rows; they say nothing about you"
OURS = "what only says how we work among ourselves"
WORDED = "what stands in another part already"
OTHERS = "words of our staff that may name other people"
LEFT_OUT: dict[type[models.Model], dict[str, str]] = {
    Case: {
        **all_of(
            "wrapped_key code_index words_hash phrase_hash cover_index submit_index submit_digest", INNER
        ),
        **all_of("statements_digest email_index hints burst words_heard", INNER),
        **all_of("conflict_hold colleague", OURS),
        "erase_rule": WORDED,
        "person_last_seen_at": "when you last came: it stands on your own page, and changes with every look",
    },
    Location: {"url_index": INNER, "depiction": WORDED},
    Notice: {
        **all_of("channel reappearance_of deadline_passed", WORDED),
        **all_of("choices missing_count next_step_at", OURS),
    },
    Paper: {
        "pdf": "letters as PDF: their words stand under Letters, and you can ask us for the papers",
        "sha256": INNER,
    },
    Clock: {**all_of("alarm_at noted_at", OURS), "superseded_by": WORDED},
    Step: {"clock": WORDED, "superseded": OURS},
    Delivery: {
        **all_of("key paper message_id next_attempt_at attempts tried_at claimed_by lease_until", INNER),
        **all_of("last_error raised_at due_at", INNER),
        "message": "mails as they left: their words stand under Letters",
    },
    LegalHold: {"bar": "what may not be told", "set_at": WORDED, "told_on": OURS},
    DataRequest: {"done_at": WORDED, "noted_at": WORDED, "told_on": OURS},
    BrokenGlass: {**all_of("reason finding", OTHERS), "reviewed_at": OURS},
    Disclosure: {
        "asked_at": WORDED,
        "dropped_at": WORDED,
        "untold": "what may not be told",
    },
    Event: all_of("seq digest notice_id location_id facts", INNER),
    Access: {**all_of("seq digest session", INNER), "reason": OURS},
}
# Tables of which nothing is given, and why.
NOT_GIVEN: dict[type[models.Model], str] = {
    Note: "Notes of our staff. They may name other people: ask for them, and someone reads them with you.",
    Approval: "What two of our staff agreed to; what came of it stands in the other parts.",
    Conflict: "Who of our staff must not see your report.",
    Chain: INNER,
    Visit: "What was typed and not sent yet; it is gone within the hour.",
}


def left_out(column: models.Field[Any, Any]) -> str:
    """Why she does not get this column, or nothing."""
    if column.is_relation and column.related_model is User:
        return STAFF
    if column.primary_key or column.name == "case":
        return INNER
    return LEFT_OUT.get(column.model, {}).get(column.name, "")


def parts(case: Case) -> Iterable[tuple[Part, list[Row]]]:
    """Each part with its rows, in the order in which they came to be; encrypted texts opened."""
    for part in PARTS:
        rows = part.table._default_manager.filter(part.only, **{part.path: case.pk}).order_by(part.order)
        yield part, [row_of(each, part.columns.split()) for each in rows]


def law_names(codes: str | list[str]) -> str | list[str]:
    """The laws of a row by name; a code that no law has stays as it is."""
    known = regime.all_regimes()
    if isinstance(codes, str):
        return known[codes].name if codes in known else codes
    return [str(law_names(code)) for code in codes]


def row_of(row: models.Model, columns: list[str]) -> Row:
    """What one row says, without what is empty."""
    said = {name.replace("_", " "): value_of(row, name) for name in columns}
    return {name: value for name, value in said.items() if value not in (None, "", [], {})}


def value_of(row: models.Model, name: str) -> Any:
    """One value as JSON can hold it: instants in UTC, a choice in words, another row by name or number."""
    try:
        value = getattr(row, name)
    except CannotOpen:
        return DAMAGED
    if isinstance(row, Access) and name == "kind":
        return KINDS.get(row.kind, row.kind)
    if isinstance(value, Platform):
        return value.name
    if isinstance(value, models.Model):
        return value.number  # type: ignore[attr-defined]
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if name in ("regime", "regimes") and value:
        return law_names(value)
    shown = getattr(row, f"get_{name}_display", None)
    return str(shown()) if shown and value else value
