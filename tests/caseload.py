"""One of each kind of case for one of our people, a word of its own in every field that holds content."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth.models import Group, User
from django.urls import get_resolver
from django.urls.converters import IntConverter, SlugConverter, StringConverter, UUIDConverter

from cases.models import (
    Approval,
    BrokenGlass,
    Case,
    Conflict,
    Delivery,
    Disclosure,
    EarlierReport,
    Message,
    Note,
    Notice,
    Paper,
)
from cases.models import Whereabouts as Place
from cases.routes import ROUTES
from cases.views.desk.case_doings import DOINGS as OF_CASES
from cases.views.desk.notice_doings import DOINGS as OF_NOTICES
from cases.views.desk.places import SAYINGS
from tests.conftest import AT

CANARY = "canarium"
# How each kind stands to the person who walks: whose, in which state.
KINDS: dict[str, dict[str, Any]] = {
    "own": {"mine": True},
    "another's": {},
    "new": {"state": "submitted", "nobodys": True},
    "new, another's": {"state": "submitted"},
    "without an owner": {"nobodys": True},
    "own, blocked": {"mine": True, "blocked": True},
    "new, blocked": {"state": "submitted", "nobodys": True, "blocked": True},
    "another's, blocked": {"blocked": True},
    "flagged": {"safeguarding": True},
    "own, flagged": {"mine": True, "safeguarding": True},
    "flagged, blocked": {"safeguarding": True, "blocked": True},
    "own, closed": {"mine": True, "state": "closed"},
    "another's, closed": {"state": "closed"},
    "in an emergency": {"opened_for": timedelta(hours=1)},
    "in an emergency, over": {"opened_for": timedelta()},
    "in an emergency, blocked": {"opened_for": timedelta(hours=1), "blocked": True},
    "in an emergency, flagged": {"opened_for": timedelta(hours=1), "safeguarding": True},
}


@dataclass(frozen=True)
class Load:
    """A case with one of everything an address can name."""

    kind: str
    case: Case
    paper: Paper
    draft: Delivery
    letter: Delivery
    demand: Disclosure

    def fill(self, path: dict[str, Any]) -> dict[str, Any]:
        """What stands in an address of this case."""
        own = {
            "reference": self.case.reference,
            "number": 1,
            "paper_id": self.paper.pk,
            "delivery_id": self.draft.pk,
            "letter_id": self.letter.pk,
            "disclosure_id": self.demand.pk,
        }
        return {name: own.get(name, value) for name, value in path.items()}


@dataclass(frozen=True)
class Stranger:
    """A case that does not exist."""

    kind: str = "missing"

    def fill(self, path: dict[str, Any]) -> dict[str, Any]:
        none = {"reference": "ZZZZZZ", "number": 1, "paper_id": uuid4()}
        none |= {"delivery_id": uuid4(), "letter_id": uuid4(), "disclosure_id": uuid4()}
        return {name: none.get(name, value) for name, value in path.items()}


def caseload(
    me: User, other: User, make_case: Callable[..., Case], make_notice: Callable[..., Notice]
) -> list[Load]:
    """Every kind of case, as it stands to this person."""
    return [load(kind, how, me, other, make_case, make_notice) for kind, how in KINDS.items()]


def load(kind: str, how: dict[str, Any], me: User, other: User, make_case: Any, make_notice: Any) -> Load:
    owner = None if how.get("nobodys") else me if how.get("mine") else other
    case = make_case(
        state=how.get("state", "active"),
        links=1,
        assignee=owner,
        safeguarding=how.get("safeguarding", False),
        facts=f"{CANARY} facts",
        safe_contact={"channel": "phone", "phone": f"{CANARY} contact"},
    )
    notice = make_notice(state="escalated", case=case)
    mark(case, other)
    if how.get("blocked"):
        Conflict.objects.create(case=case, user=me, state="blocked", ground="decided", noted_at=AT)
    if "opened_for" in how:
        BrokenGlass(case=case, user=me, reason="x", at=AT, until=AT + how["opened_for"]).save()
    Approval(
        case=case,
        subject=str(case.pk),
        kind="new_words",
        digest="x",
        asked_by=other,
        asked_at=AT,
        expires_at=AT + timedelta(1),
    ).save()
    paper = Paper(notice=notice, kind="notice", pdf=f"%PDF {CANARY}".encode(), sha256="0" * 64, made_at=AT)
    paper.save()
    draft, letter = (
        Delivery.objects.create(
            key=f"{to} {case.pk}", case=case, notice=notice, kind=to, regime="us-tida", step=step,
            message_id=f"<{to}-{case.pk}@example.org>", state="held", by_hand=True, created_at=AT,
        )
        for to, step in (("escalation", "regulator"), ("chaser", "chaser"))
    )  # fmt: skip
    demand = Disclosure(
        case=case, basis="order", authority=f"{CANARY} court", demand=f"{CANARY} demand", parts=["case"],
        asked_by=other, asked_at=AT,
    )  # fmt: skip
    demand.save()
    return Load(kind, case, paper, draft, letter, demand)


def mark(case: Case, other: User) -> None:
    """A word in everything that is sealed."""
    Message(case=case, from_person=True, text=f"{CANARY} message", at=AT).save()
    Note(case=case, actor=other, text=f"{CANARY} note", at=AT).save()
    Place(case=case, number=1, kind="group", site=f"{CANARY} place", where=f"{CANARY} where").save()
    before = {"site": f"{CANARY} site", "reference": f"{CANARY} ticket", "answer": f"{CANARY} answer"}
    EarlierReport(case=case, number=1, **before).save()
    for location in case.locations.all():
        location.address = location.pasted = f"https://clipshare.test/{CANARY}"
        location.save()
        location.depiction.description = f"{CANARY} description"
        location.depiction.save()


def person(name: str, role: str) -> User:
    """Someone with one role, with none, or whose account is closed."""
    user = User.objects.create_user(name, email=f"{name}@example.org", is_active=role != "disabled")
    if role not in ("none", "disabled"):
        user.groups.add(Group.objects.get_or_create(name=role)[0])
    if role == "disabled":
        user.groups.add(Group.objects.get_or_create(name="supervisor")[0])
    return user


@dataclass(frozen=True)
class Way:
    """One address to walk: its name, the line it asks for, and what stands in its path beside the case."""

    name: str
    needs: str
    path: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.name} {self.path.get('action', '')}".strip()


SAMPLES = {IntConverter: 1, SlugConverter: "x", StringConverter: "x", UUIDConverter: UUID(int=1)}
# Addresses at which each thing that can be done is a way of its own, and the line each asks for.
ACTIONS: dict[str, dict[str, str]] = {
    "desk_case_action": {key: doing.action for key, doing in OF_CASES.items()},
    "desk_notice_action": {key: doing.action for key, doing in OF_NOTICES.items()},
    "desk_location_action": dict.fromkeys(SAYINGS, "look"),
    "desk_delivery_action": dict.fromkeys(("retry", "cancel"), "follow"),
}


def samples(name: str) -> dict[str, Any]:
    """Something plausible for whatever stands in the path of an address."""
    converters = get_resolver().reverse_dict.getlist(name)[0][3]
    return {each: SAMPLES[type(converter)] for each, converter in converters.items()}


def ways_of_a_case() -> Iterator[Way]:
    """Every address of a case, each thing that can be done on it by itself."""
    for name, route in ROUTES.items():
        if name in ACTIONS:
            for key, needs in ACTIONS[name].items():
                yield Way(name, needs, {**samples(name), "action": key})
        elif route.of_case:
            yield Way(name, route.needs, samples(name))
