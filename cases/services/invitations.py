"""Invitations: a link that works once, instead of a password that somebody else has chosen."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from cases.models import Invitation, Kind
from cases.models.fields import blind_index
from cases.permissions import ROLE_SAFEGUARDING, ROLE_SUPERVISOR, roles
from cases.services import comparing, desk_sessions, factors, outbox
from cases.services.grants import NEED_TWO, may_give, tell_of_lead, tell_of_way_in
from cases.services.record import record_house
from cases.services.refusal import Refused

LASTS = timedelta(hours=settings.INVITATION_HOURS)
LONGEST_TOKEN = 64
OLD = "This link has been used, taken back, or it is too old. Ask for a new one."
TAKEN = "Somebody here has this name already. Choose another one."


def may_renew(giver: User, user: User) -> bool:
    """Whether this person may make a new way in for that one: never for a supervisor or an admin."""
    held = set(user.groups.values_list("name", flat=True))
    return ROLE_SUPERVISOR in roles(giver) and not held & set(NEED_TWO) and user.pk != giver.pk


def token_index(token: str) -> str:
    return blind_index(token, purpose="invitation")


@transaction.atomic
def invite(*, first_name: str, email: str, given: Collection[str], actor: User, at: datetime) -> str:
    """The path of a link for someone new. An open one for the same mailbox is worth nothing then."""
    beyond = set(given) - set(may_give(actor))
    if beyond:
        raise Refused(f"The role {sorted(beyond)[0]} is not yours to give alone. Invite without it first.")
    if email:
        open_ones(at).filter(email__iexact=email, user=None).update(ended_at=at)
    record_house(Kind.INVITED, at=at, actor=actor, facts={"roles": sorted(given)})
    return make(first_name=first_name, email=email, roles=sorted(given), invited_by=actor, at=at)


@transaction.atomic
def renew(*, user: User, actor: User | None, at: datetime) -> str:
    """The path of a link to a new password and a new second factor; `actor` is nobody for the operator.

    Nothing changes before it is used, except that the sessions end: whoever asks has lost something. The
    person is told by mail, so that nobody comes in under another one's name unseen.
    """
    if actor is not None and not may_renew(actor, user):
        raise Refused("This needs whoever runs the system: manage.py renew_sign_in.")
    open_ones(at).filter(user=user).update(ended_at=at)
    desk_sessions.end_all(user=user)
    record_house(Kind.SIGN_IN_RENEWED, at=at, actor=actor, facts={"user": user.pk})
    if user.email:
        outbox.alert([user], case=None, step="renewed", key=f"renewed:{at.timestamp()}", at=at)
    tell_of_way_in(user, actor=actor, at=at)
    return make(user=user, invited_by=actor, at=at)


def make(*, at: datetime, **values: object) -> str:
    token = secrets.token_urlsafe(24)
    Invitation.objects.create(token_index=token_index(token), made_at=at, expires_at=at + LASTS, **values)
    return reverse("desk_join", args=[token])


def open_ones(at: datetime) -> QuerySet[Invitation]:
    return Invitation.objects.filter(used_at=None, ended_at=None, expires_at__gt=at)


def holder(token: str, *, at: datetime) -> Invitation | None:
    """The invitation of this link while it can be used. An account that was disabled has none."""
    if len(token) > LONGEST_TOKEN:
        return None
    rows = open_ones(at).filter(token_index=token_index(token)).select_related("user")
    return rows.exclude(user__is_active=False).first()


@transaction.atomic
def accept(*, token: str, name: str, password: str, at: datetime) -> User:
    """Use the link up: an account with its own password and no second factor yet. Of two at once one wins.

    Someone new meets no report in which their name was not looked for yet (S-20).
    """
    found = holder(token, at=at)
    if found is None or not open_ones(at).filter(pk=found.pk).update(used_at=at):
        raise Refused(OLD)
    if found.user is not None:
        user = found.user
        factors.remove_all(user=user)
        desk_sessions.end_all(user=user)
        user.set_password(password)
        user.save(update_fields=["password"])
        record_house(Kind.JOINED, at=at, actor=user, facts={"user": user.pk, "anew": True})
        return user
    if User.objects.filter(username__iexact=User.normalize_username(name)).exists():
        raise Refused(TAKEN)
    user = User.objects.create_user(
        name, email=found.email, password=password, first_name=found.first_name, date_joined=at
    )
    user.groups.set([Group.objects.get_or_create(name=role)[0] for role in found.roles])
    Invitation.objects.filter(pk=found.pk).update(user=user)
    record_house(Kind.JOINED, at=at, actor=user, facts={"user": user.pk, "roles": found.roles})
    if ROLE_SAFEGUARDING in found.roles:
        tell_of_lead(user, actor=found.invited_by, at=at)
    comparing.look_for(user, at=at)
    return user


@transaction.atomic
def take_back(*, invitation_id: int, actor: User, at: datetime) -> None:
    """An invitation that is not used yet is worth nothing from now on."""
    if not open_ones(at).filter(pk=invitation_id).update(ended_at=at):
        raise Refused("That invitation is not open any more.")
    record_house(Kind.INVITATION_ENDED, at=at, actor=actor, facts={})


def end_of(user: User, *, at: datetime) -> None:
    """No link works any more that leads into this account, or that this person has made."""
    open_ones(at).filter(Q(user=user) | Q(invited_by=user)).update(ended_at=at)


def forget(*, at: datetime) -> int:
    """Remove what nobody used, a month after it was over. What was used stays: who let whom in, and when."""
    return Invitation.objects.filter(used_at=None, expires_at__lt=at - timedelta(days=30)).delete()[0]
