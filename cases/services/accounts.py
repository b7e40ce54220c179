"""Accounts of our own people: closed, opened again, signed out, reached by mail."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet

from cases.models import Case, Kind
from cases.permissions import ROLES
from cases.services import approvals, comparing, desk_sessions, duty, grants, invitations, outbox
from cases.services.record import record_house
from cases.services.refusal import Refused


@transaction.atomic
def close(*, user: User, actor: User, at: datetime) -> None:
    """Out at once and without a role; what they asked for is void. Whoever answers for the cases hears."""
    held = sorted(user.groups.filter(name__in=ROLES).values_list("name", flat=True))
    if user == actor:
        raise Refused("You cannot close your own account. Ask a colleague.")
    grants.keep_last(user, held)
    user = locked(user)
    if not user.is_active:
        raise Refused("This account is closed already.")
    user.is_active = False
    user.save(update_fields=["is_active"])
    user.groups.clear()
    comparing.forget_own(user)
    desk_sessions.end_all(user=user)
    invitations.end_of(user, at=at)
    approvals.void_of(user, actor=actor, at=at)
    duty.uncover(user, at=at)
    record_house(Kind.ACCOUNT_CLOSED, at=at, actor=actor, facts={"user": user.pk, "roles": held})
    tell_of_left(left_behind(user), key=f"left:{user.pk}:{at.timestamp()}", at=at)


def tell_of_left(cases: QuerySet[Case], *, key: str, at: datetime) -> None:
    """Whoever answers for one of these hears: of a flagged one the leads, and no supervisor.

    Where nobody answers for one, the house hears that somebody must.
    """
    told: set[User] = set()
    for case in cases:
        answering = outbox.leads(case)
        if not answering:
            outbox.alert_house(case=case, key=f"{key}:{case.pk}", at=at)
        elif case.safeguarding:
            outbox.alert_handed(case=case, by=None, at=at)
        else:
            told.update(answering)
    outbox.alert(sorted(told, key=lambda user: user.pk), case=None, step="left", key=key, at=at)


def locked(user: User) -> User:
    return User.objects.select_for_update().get(pk=user.pk)


def left_behind(user: User) -> QuerySet[Case]:
    """Open cases that have this owner: they stay so, and Team lists them until someone else has each."""
    return Case.objects.filter(assignee=user, state__in=Case.OPEN)


@transaction.atomic
def reopen(*, user: User, actor: User, at: datetime) -> None:
    """The account can sign in again with what it had; roles are given anew, by the rules for each."""
    user = locked(user)
    if user.is_active:
        raise Refused("This account is open already.")
    user.is_active = True
    user.save(update_fields=["is_active"])
    desk_sessions.end_all(user=user)
    comparing.look_again(user, at=at)
    record_house(Kind.ACCOUNT_OPENED, at=at, actor=actor, facts={"user": user.pk})


@transaction.atomic
def end_sessions(*, user: User, actor: User, at: datetime) -> None:
    """Signed out at once, everywhere."""
    count = desk_sessions.end_all(user=user)
    record_house(Kind.SESSIONS_ENDED, at=at, actor=actor, facts={"user": user.pk, "count": count})


@transaction.atomic
def rename(*, user: User, full_name: str, actor: User, at: datetime) -> None:
    """The name colleagues see, and that is looked for in reports (S-20). The name stands in no record."""
    user = locked(user)
    if user.get_full_name() == full_name:
        raise Refused("This is the name already.")
    user.first_name, user.last_name = full_name, ""
    user.save(update_fields=["first_name", "last_name"])
    record_house(Kind.NAME_CHANGED, at=at, actor=actor, facts={"user": user.pk})
    comparing.look_for(user, at=at)


@transaction.atomic
def readdress(*, user: User, email: str, actor: User, at: datetime) -> None:
    """Alerts go to another mailbox, and the one before is told. The address itself stands in no record."""
    user = locked(user)
    before = user.email
    if before == email:
        raise Refused("This is the address already.")
    user.email = email
    user.save(update_fields=["email"])
    record_house(Kind.MAILBOX_CHANGED, at=at, actor=actor, facts={"user": user.pk})
    if before:
        key = f"readdressed:{at.timestamp()}"
        outbox.alert([user], case=None, step="readdressed", key=key, at=at, recipient=before)
    grants.tell_of_way_in(user, actor=actor, at=at)
    comparing.look_for(user, at=at)
