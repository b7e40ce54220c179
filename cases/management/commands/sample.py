"""`manage.py sample`: an invented caseload to look at, and links to sign in with."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.management.base import BaseCommand
from django.utils import timezone

from cases.management.commands.load_platforms import read
from cases.management.commands.run import make_folders
from cases.management.sample_cases import Stage, build
from cases.models import Channel
from cases.permissions import ROLE_CASEWORKER, ROLE_SAFEGUARDING, ROLE_SUPERVISOR
from cases.services import access, directory, escalation, factors
from takedown.environment import stop

PLATFORMS = settings.BASE_DIR / "fixtures" / "sample_platforms.json"
PEOPLE = {
    "bo": ("Bo", ROLE_CASEWORKER),
    "cy": ("Cy", ROLE_CASEWORKER),
    "di": ("Di", ROLE_SUPERVISOR),
    "sam": ("Sam", ROLE_SAFEGUARDING),
}
SHOWN = {"bo": "Bo, caseworker", "di": "Di, supervisor"}


class Command(BaseCommand):
    help = "Builds an invented caseload in every state and prints one-time sign-in links."

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_where_it_is_real()
        make_folders()
        at = timezone.now()
        people = {name: person(name) for name in PEOPLE}
        load_platforms(people["bo"], at)
        new = build(Stage(now=at, bo=people["bo"], cy=people["cy"], di=people["di"]))
        escalation.sweep(at=at)
        self.stdout.write(f"{new} invented cases were added." if new else "The invented cases are in place.")
        for name, shown in SHOWN.items():
            self.stdout.write(f"{shown} signs in once, within the hour:")
            self.stdout.write(f"  {settings.SITE_URL}{access.sign_in_link(people[name])}")
        self.stdout.write("When the desk asks Bo for a code: .venv/bin/python manage.py code bo")


def refuse_where_it_is_real() -> None:
    """Invented people never stand beside real ones, and no mail about them leaves this machine."""
    if settings.PRODUCTION:
        stop("This is production: invented cases have no place beside real ones.")
    if not settings.MAIL_URL.startswith("file://"):
        stop("MAIL_URL points to a mail server. Unset it first: the sample must not send real mail.")


def person(name: str) -> User:
    """A member of staff without a password: only a link signs them in. `manage.py code` is their phone."""
    first, role = PEOPLE[name]
    user, made = User.objects.get_or_create(
        username=name, defaults={"first_name": first, "email": f"{name}@northgate.example.org"}
    )
    if made:
        user.set_unusable_password()
        user.save()
    user.groups.add(Group.objects.get_or_create(name=role)[0])
    if not factors.enrolled(user):
        seed, earlier = factors.new_seed(), timezone.now() - timedelta(minutes=2)
        factors.add_app(user=user, seed=seed, code=factors.code_at(seed, earlier), at=earlier)
    return user


def load_platforms(who: User, at: datetime) -> None:
    """Three invented platforms; two have an address that a person has checked."""
    directory.load(records=read(PLATFORMS))
    unchecked = Channel.objects.filter(platform__slug__in=["clipshare", "photoline"], verified_at=None)
    for channel in unchecked:
        directory.verify_channel(channel_id=channel.pk, actor=who, at=at)
