"""Puts rows into the outbox. Every outward act is a row before it is an act."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet

from cases.models import Case, Delivery, Notice
from cases.permissions import ROLE_ADMIN, ROLE_SAFEGUARDING, ROLE_SUPERVISOR, ROLES, kept_away
from cases.rules import regime as law
from cases.services import bulk
from cases.services.presence import presence

State, Kind = Delivery.State, Delivery.Kind
TO_PLATFORM = (Kind.NOTICE, *Delivery.FOLLOW_UPS, Kind.ESCALATION)


def row(
    *, case: Case | None, notice: Notice | None = None, to_user: User | None = None, **values: Any
) -> Delivery:
    """An unsaved outbox row about a case, and about a notice or for one of our people."""
    return row_for(
        case_id=case.pk if case else None,
        notice_id=notice.pk if notice else None,
        to_user_id=to_user.pk if to_user else None,
        **values,
    )


def row_for(*, kind: str, key: str, at: datetime, **values: Any) -> Delivery:
    """An unsaved outbox row. `key` makes it unique; its Message-ID never changes."""
    identity = uuid4()
    return Delivery(
        id=identity,
        key=key,
        kind=kind,
        message_id=f"<{identity.hex}@{settings.MAIL_DOMAIN}>",
        created_at=at,
        next_attempt_at=at,
        **values,
    )


def put(rows: Iterable[Delivery]) -> list[Delivery]:
    """Save rows that are not there yet and, once the transaction holds, hint at the queued ones."""
    fresh = list(rows)
    bulk.add(Delivery, fresh, once=True)
    hint([delivery for delivery in fresh if delivery.state == State.QUEUED])
    return fresh


def hint(deliveries: list[Delivery]) -> None:
    """Save the worker the wait for the next round; without it the round finds the rows all the same."""
    if deliveries:
        from cases import tasks  # late: tasks import services

        transaction.on_commit(lambda: tasks.hint_deliver([str(delivery.pk) for delivery in deliveries]))


def notice(notice: Notice, *, at: datetime) -> Delivery:
    """The notice itself: by mail to its channel, or prepared for a person to file in a web form."""
    by_hand = notice.channel is None or notice.channel.kind != "email"
    attempt = notice.deliveries.filter(kind=Kind.NOTICE).count() + 1
    delivery = row(
        case=notice.case,
        kind=Kind.NOTICE,
        key=f"notice:{notice.pk}:{attempt}",
        at=at,
        notice=notice,
        by_hand=by_hand,
    )
    return put([delivery])[0]


def alert_safeguarding(*, case: Case, at: datetime) -> None:
    """Tell every safeguarding lead that a flagged report waits. No detail travels."""
    alert_leads(case=case, step="safeguarding", key=f"safeguarding:{case.pk}", at=at)


def alert_owner(*, notice: Notice, at: datetime) -> None:
    """Tell whoever has the case now, or without one the supervisors, that something did not arrive."""
    put(
        row(
            case=notice.case,
            kind=Kind.ALERT,
            key=f"bounced:{notice.pk}:{user.pk}:{int(at.timestamp())}",
            at=at,
            notice=notice,
            to_user=user,
            step="undeliverable",
        )
        for user in hearers(notice.case, at=at)
    )


def alert_wishes(*, case: Case, at: datetime) -> None:
    """Tell whoever has the case now, or without one the supervisors, that the person changed our leave."""
    put(
        row(
            case=case,
            kind=Kind.ALERT,
            key=f"wishes:{case.pk}:{user.pk}:{int(at.timestamp())}",
            at=at,
            to_user=user,
            step="wishes",
        )
        for user in hearers(case, at=at)
    )


def alert_handed(*, case: Case, by: AbstractBaseUser | None, at: datetime) -> None:
    """Tell whoever has the case now that it was passed on, but not the one who did it."""
    put(
        row(
            case=case,
            kind=Kind.ALERT,
            key=f"handed:{case.pk}:{user.pk}:{int(at.timestamp())}",
            at=at,
            to_user=user,
            step="handed",
        )
        for user in hearers(case, at=at)
        if user != by
    )


def alert(
    users: Iterable[User], *, case: Case | None, step: str, key: str, at: datetime, **more: Any
) -> None:
    """Tell these people, each once for each key. No detail travels."""
    put(
        row(case=case, kind=Kind.ALERT, key=f"{key}:{user.pk}", at=at, to_user=user, step=step, **more)
        for user in not_away(list(users), at=at)
    )


def alert_leads(*, case: Case, step: str, key: str, at: datetime) -> None:
    """Tell everyone who answers for a case; where nobody can be told, the house that someone must."""
    if found := leads(case):
        alert(found, case=case, step=step, key=key, at=at)
    else:
        alert_house(case=case, key=key, at=at)


def alert_house(*, case: Case, key: str, at: datetime) -> None:
    """A duty has nobody: supervisors or else admins make somebody able to. The mail names no case."""
    step = "no_lead" if case.safeguarding else "no_supervisor"
    roles, away = (ROLE_SUPERVISOR, ROLE_ADMIN) if case.safeguarding else (ROLE_ADMIN,), set(kept_away(case))
    able = ([user for user in members(role) if user.pk not in away] for role in roles)
    alert(next(filter(None, able), []), case=None, step=step, key=f"{step}:{key}", at=at)


def update_person(*, case: Case, step: str, at: datetime) -> None:
    """A content-free word to the person, where she asked for mail; one that waits already is enough."""
    if case.state in Case.FINAL or (case.safe_contact or {}).get("channel") != "email":
        return
    if not case.deliveries.filter(kind=Kind.UPDATE, state__in=Delivery.WAITING).exists():
        put(
            [row(case=case, kind=Kind.UPDATE, key=f"update:{case.pk}:{step}:{at:%Y%m%d%H}", at=at, step=step)]
        )


def members(role: str) -> list[User]:
    """Who of a role can be written to: someone without an address would be a dead letter each time."""
    return list(User.objects.filter(groups__name=role, is_active=True).exclude(email="").order_by("pk"))


def supervisors() -> list[User]:
    return members(ROLE_SUPERVISOR)


def leads(case: Case | None) -> list[User]:
    """Who answers for a case beside its owner, and is not kept away from it; without one, for the house."""
    if case is None:
        return supervisors()
    role, away = ROLE_SAFEGUARDING if case.safeguarding else ROLE_SUPERVISOR, set(kept_away(case))
    return [user for user in members(role) if user.pk not in away]


def hearers(case: Case, *, at: datetime) -> list[User]:
    """Who hears of a case now: its owner or the cover, else supervisors; of a flagged one the leads."""
    if case.safeguarding:
        return not_away(leads(case), at=at)
    here, barred = presence(at=at), set(kept_away(case))
    ids = here.hearers(case.assignee_id, [user.pk for user in supervisors()], barred=barred)
    return list(User.objects.filter(pk__in=ids).order_by("pk"))


def not_away(people: list[User], *, at: datetime) -> list[User]:
    """Those of a group who are not away; all where everyone is."""
    here = presence(at=at).not_away([user.pk for user in people])
    return [user for user in people if user.pk in here]


def without_address() -> list[User]:
    """Our own people whom no reminder reaches."""
    staff = User.objects.filter(is_active=True, email="", groups__name__in=ROLES)
    return list(staff.distinct().order_by("username"))


def body(regime: str, step: str) -> tuple[str, str]:
    """Whom a draft is for; a step that several regimes share is one body."""
    shared = any(each.shared for each in law.get(regime).ladder if each.step == step)
    return ("" if shared else regime, step)


def cancel_waiting(rows: QuerySet[Delivery]) -> int:
    """Cancel what has not left the house; a mail in a worker's hands is past recalling."""
    waiting = rows.filter(state__in=[State.QUEUED, State.UNKNOWN, State.HELD]).exclude(kind=Kind.ALERT)
    return waiting.update(
        state=State.CANCELLED, next_attempt_at=None, last_error="cancelled: nothing more is sent in this case"
    )


def hold_waiting(rows: QuerySet[Delivery], *, why: str) -> int:
    """Hold everything addressed outside the house until a person releases it."""
    waiting = rows.filter(state__in=[State.QUEUED, State.UNKNOWN], kind__in=TO_PLATFORM)
    return waiting.update(state=State.HELD, next_attempt_at=None, last_error=why)
