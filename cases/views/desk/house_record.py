"""The record of what belongs to no case, in words: who did what, to whom, when."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet

from cases.models import Approval, Event, Kind
from cases.services.record import HOUSE
from cases.views.desk import words
from cases.views.desk.moves import name_of

NEWEST = 50
ALONE = {  # in a house of one
    Kind.APPROVAL_GIVEN: "agreed alone, without a second person: {of}",
    Kind.APPROVAL_USED: "used what one person had agreed to alone: {of}",
}
SAYS = {
    Kind.ROLE_GRANTED: "gave the role {role} to {whom}",
    Kind.ROLE_TAKEN: "took the role {role} from {whom}",
    Kind.INVITED: "invited someone ({roles})",
    Kind.INVITATION_ENDED: "took an invitation back",
    Kind.JOINED: "came in by a link ({roles})",
    Kind.SIGN_IN_RENEWED: "made a new way in for {whom}",
    Kind.SESSIONS_ENDED: "ended every session of {whom}",
    Kind.ACCOUNT_CLOSED: "closed the account of {whom} ({roles})",
    Kind.ACCOUNT_OPENED: "opened the account of {whom}",
    Kind.MAILBOX_CHANGED: "changed {whose} mailbox",
    Kind.NAME_CHANGED: "changed {whose} name",
    Kind.APPROVAL_ASKED: "asked for a second person: {of}",
    Kind.APPROVAL_GIVEN: "agreed as the second person: {of}",
    Kind.APPROVAL_DECLINED: "closed a request: {of}",
    Kind.APPROVAL_USED: "used what was agreed: {of}",
    Kind.TIE_DECLARED: "declared that they know somebody",
    Kind.AWAY: "noted {whose} absence",
    Kind.BACK: "ended {whose} absence",
    Kind.ROTA_CHANGED: "changed {whose} rota",
    Kind.RULES_CHANGED: "changed the settings",
    Kind.CHANNEL_CHANGED: "changed an address in the directory",
    Kind.CHANNEL_CHECKED: "said that an address in the directory is right",
}


def newest() -> QuerySet[Event]:
    return Event.objects.filter(case_id=HOUSE).order_by("-seq")[:NEWEST]


def about(user: User) -> QuerySet[Event]:
    """What was done to this account, the newest first."""
    rows = Event.objects.filter(Q(facts__user=user.pk) | Q(facts__who=user.pk), case_id=HOUSE)
    return rows.exclude(kind=Kind.TIE_DECLARED).order_by("-seq")[:NEWEST]


def lines(events: Iterable[Event], at: datetime) -> list[dict[str, str]]:
    """When, who and what. Whoever acts without an account is whoever runs the system."""
    found = list(events)
    people = User.objects.in_bulk({pk for each in found for pk in (each.actor_id, whom(each)) if pk})
    return [
        {
            "when": words.moment(each.at, at),
            "who": name_of(people[each.actor_id]) if each.actor_id else "Whoever runs the system",
            "what": what(each, people),
        }
        for each in found
    ]


def whom(event: Event) -> int | None:
    found: int | None = event.facts.get("user") or event.facts.get("who")
    return found


def what(event: Event, people: dict[int, User]) -> str:
    facts: dict[str, Any] = event.facts
    kind = facts.get("of", "")
    said = {**SAYS, **ALONE} if facts.get("alone") else SAYS
    name = name_of(people.get(whom(event) or 0))
    return said.get(Kind(event.kind), event.get_kind_display()).format(
        role=facts.get("role", ""),
        roles=", ".join(facts.get("roles", [])) or "no role",
        whom=name,
        whose="their own" if whom(event) == event.actor_id else f"{name}’s",
        of=Approval.Kind(kind).label if kind in Approval.Kind.values else kind,
    )
