"""Ways into the desk."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from cases.models import Kind
from cases.services import comparing
from cases.services.record import record_house
from cases.services.refusal import Refused

LINK_SECONDS = 3600
SIGN_IN_SALT = "cases.access.sign_in"
SET_UP_SALT = "cases.access.set_up"


def sign_in_link(user: User) -> str:
    """The path of a link that signs an invented person in once, within the hour, with both factors."""
    token = signing.dumps([user.pk, fingerprint(user)], salt=SIGN_IN_SALT)
    return reverse("desk_link", args=[token])


def fingerprint(user: User) -> str:
    """Changes with every sign-in and every new password, so that a used link is worth nothing."""
    seen = user.last_login.isoformat() if user.last_login else ""
    return salted_hmac(SIGN_IN_SALT, f"{user.pk}|{seen}|{user.password}", algorithm="sha256").hexdigest()[:32]


def holder(token: str) -> User | None:
    """Whose sign-in link this is, or None if it is used, too old or not ours. In production there are none:
    such a link stands for both factors, which is only right for invented people (`manage.py sample`)."""
    if settings.PRODUCTION:
        return None
    try:
        pk, mark = signing.loads(token, salt=SIGN_IN_SALT, max_age=LINK_SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    user = User.objects.filter(pk=pk, is_active=True).first()
    return user if user and constant_time_compare(mark, fingerprint(user)) else None


@transaction.atomic
def redeem(*, token: str, at: datetime) -> User:
    """Use a sign-in link up. Of two clicks at once only one gets in."""
    user = holder(token)
    if user is None:
        raise Refused("This link has been used or is older than an hour. Ask for a new one.")
    if not User.objects.filter(pk=user.pk, last_login=user.last_login).update(last_login=at):
        raise Refused("This link has just been used.")
    user.last_login = at
    return user


def set_up_link() -> str:
    """The path where the first supervisor chooses a name and a password; it ends with the first account."""
    return reverse("desk_set_up", args=[signing.dumps("first", salt=SET_UP_SALT)])


def may_set_up(token: str) -> bool:
    """Whether this set-up link is ours, young enough, and nobody has used it."""
    try:
        signing.loads(token, salt=SET_UP_SALT, max_age=24 * LINK_SECONDS)
    except signing.BadSignature:
        return False
    return not User.objects.filter(is_active=True).exists()


@transaction.atomic
def set_up(
    *, token: str, name: str, password: str, at: datetime, full_name: str = "", email: str = ""
) -> User:
    """Make the first supervisor, who is also a caseworker, so that one person can begin."""
    groups = [Group.objects.get_or_create(name=role)[0] for role in ("supervisor", "caseworker", "admin")]
    list(Group.objects.select_for_update().filter(name="supervisor"))
    if not may_set_up(token):
        raise Refused("This desk is already set up, or the link is older than a day.")
    user = User.objects.create_user(
        name, email=email, password=password, first_name=full_name, date_joined=at
    )
    user.groups.set(groups)
    facts = {"user": user.pk, "roles": sorted(group.name for group in groups)}
    record_house(Kind.JOINED, at=at, actor=user, facts=facts)
    comparing.look_for(user, at=at)
    return user
