"""Roles: given by one person or by two, taken away by one, never lost with the last who decides (S-30)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.contrib.auth.models import Group, User
from django.db import transaction

from cases.models import Approval, Case, Invitation, Kind
from cases.permissions import (
    ROLE_ADMIN,
    ROLE_AUDITOR,
    ROLE_CASEWORKER,
    ROLE_INTAKE,
    ROLE_SAFEGUARDING,
    ROLE_SUPERVISOR,
    ROLES,
    roles,
)
from cases.services import approvals, comparing, desk_sessions, duty, outbox
from cases.services.approvals import Content
from cases.services.record import record_house
from cases.services.refusal import Refused

# What a supervisor gives alone. The others decide about people, so a second person agrees.
GIVEN_ALONE = (ROLE_INTAKE, ROLE_CASEWORKER, ROLE_SAFEGUARDING, ROLE_AUDITOR)
NEED_TWO = (ROLE_SUPERVISOR, ROLE_ADMIN)
# They open what few may know of, or decide about people; and they notice when one of them changes.
WATCHERS = (ROLE_SAFEGUARDING, ROLE_SUPERVISOR, ROLE_ADMIN, ROLE_AUDITOR)
GRANT = Approval.Kind.GRANT
WAITING = {ROLE_SAFEGUARDING: ("safeguarding", True), ROLE_SUPERVISOR: ("conflict", False)}


def may_give(giver: User) -> tuple[str, ...]:
    """The roles this person gives alone, to others. An admin sees no case, so gives no role alone."""
    return GIVEN_ALONE if ROLE_SUPERVISOR in roles(giver) else ()


@transaction.atomic
def give(*, user: User, role: str, actor: User, at: datetime) -> Approval | None:
    """The role at once, where one person gives it; else the request that a supervisor has to agree to."""
    if role in may_give(actor) and user != actor:
        check(user, role)
        add(user, role, actor=actor, at=at)
        return None
    return ask(user=user, role=role, actor=actor, at=at)


@transaction.atomic
def ask(*, user: User, role: str, actor: User, at: datetime) -> Approval:
    """Ask a supervisor to agree: to a role that decides about others, to any that an admin wants to give."""
    if role in may_give(actor) and user != actor:
        raise Refused("This role needs one person only.")
    check(user, role)
    wants = {"user": user.pk, "role": role}
    return approvals.ask(
        kind=GRANT, subject=subject(user, role), wants=wants, content=content(wants), actor=actor, at=at
    )


def subject(user: User, role: str) -> str:
    return f"{user.pk}:{role}"


def check(user: User, role: str) -> None:
    """Whether this role could be given to this account at all."""
    if role not in ROLES:
        raise Refused("There is no such role.")
    if not user.is_active:
        raise Refused("This account is closed. Open it first.")
    if user.groups.filter(name=role).exists():
        raise Refused("This person has the role already.")


def content(wants: dict[str, Any]) -> Content:
    """What is agreed to: this role for this person, as the account and its roles stand."""
    user = User.objects.get(pk=wants["user"])
    has = sorted(user.groups.values_list("name", flat=True))
    return {
        "do": GRANT, **wants, "name": user.username, "mail": user.email, "has": has, "is": user.is_active,
    }  # fmt: skip


def grant(asked: Approval, *, actor: User, at: datetime) -> None:
    """Two people agreed, or in a house of one the same one twice; the role holds from the next sign-in on."""
    user = User.objects.get(pk=asked.wants["user"])
    if actor == user and not asked.alone:
        raise Refused("You cannot agree to a role of your own.")
    add(user, asked.wants["role"], actor=actor, at=at)


def add(user: User, role: str, *, actor: User, at: datetime) -> None:
    """The role, and the name looked for in the reports; then what waits for somebody who has it."""
    user.groups.add(Group.objects.get_or_create(name=role)[0])
    desk_sessions.end_all(user=user)
    record_house(Kind.ROLE_GRANTED, at=at, actor=actor, facts={"user": user.pk, "role": role})
    comparing.look_for(user, at=at)
    if role == ROLE_SAFEGUARDING:
        tell_of_lead(user, actor=actor, at=at)
    step, flagged = WAITING.get(role, ("", False))
    rows = Case.objects.filter(state__in=Case.OPEN, safeguarding=flagged)
    for case in (rows if flagged else rows.filter(conflict_hold=True)) if step else ():
        told = [each for each in outbox.leads(case) if each == user]
        outbox.alert(told, case=case, step=step, key=f"{step}:{case.pk}:{at.timestamp()}", at=at)


def tell_of_lead(lead: User, *, actor: User | None, at: datetime) -> None:
    """A lead opens what nobody else may know of: those who would notice hear that there is one more."""
    tell_watchers("new_lead", lead, actor=actor, at=at)


def tell_of_way_in(user: User, *, actor: User | None, at: datetime) -> None:
    """Another mailbox or a new way in for one of these could be somebody else's: the others hear of it."""
    if user.groups.filter(name__in=WATCHERS).exists():
        tell_watchers("way_in", user, actor=actor, at=at)


def tell_watchers(step: str, user: User, *, actor: User | None, at: datetime) -> None:
    """Each of them once, but neither whom it is about nor whoever did it."""
    told = {each.pk: each for role in WATCHERS for each in outbox.members(role)}
    others = [each for each in told.values() if each not in (user, actor)]
    outbox.alert(others, case=None, step=step, key=f"{step}:{user.pk}:{at.timestamp()}", at=at)


@transaction.atomic
def take(*, user: User, role: str, actor: User, at: datetime) -> None:
    """One person takes a role away; whoever had it is signed out at once, everywhere."""
    if not user.groups.filter(name=role).exists():
        raise Refused("This person does not have the role.")
    keep_last(user, [role])
    user.groups.remove(Group.objects.get(name=role))
    comparing.forget_own(user)
    comparing.keep_teams_away(at=at)  # who is a supervisor no more belongs to the team
    desk_sessions.end_all(user=user)
    approvals.void_of(user, actor=actor, at=at)
    if not user.groups.filter(name__in=(ROLE_CASEWORKER, ROLE_SUPERVISOR)).exists():
        duty.uncover(user, at=at)
    if role == ROLE_SUPERVISOR:  # whom they have invited, somebody who may now invites again
        Invitation.objects.filter(invited_by=user, used_at=None, ended_at=None).update(ended_at=at)
    record_house(Kind.ROLE_TAKEN, at=at, actor=actor, facts={"user": user.pk, "role": role})


def keep_last(user: User, names: Collection[str]) -> None:
    """No house is left without a supervisor or an admin. Call it first: its lock lets one go at a time."""
    list(Group.objects.select_for_update(no_key=True).filter(name__in=NEED_TWO).order_by("pk"))
    others = User.objects.filter(is_active=True).exclude(pk=user.pk)
    for role in NEED_TWO:
        if role in names and not others.filter(groups__name=role).exists():
            raise Refused(f"This is the only {role} here. Somebody else has to be one first.")
