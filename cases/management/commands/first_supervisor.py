"""`manage.py first_supervisor`: the way into an empty desk. `manage.py run` prints the same by itself."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand

from cases.services import access

LOOPBACK = "127.0.0.1"


class Command(BaseCommand):
    help = "Prints the link where the first supervisor chooses a name, a password and a second factor."

    def handle(self, *args: Any, **options: Any) -> None:
        lines = welcome(settings.SITE_URL) or [f"The desk is set up. Sign in at {settings.SITE_URL}/desk/"]
        for each in lines:
            self.stdout.write(each)


def welcome(site: str) -> list[str]:
    """The way in, as lines to print, while there is nobody yet."""
    if User.objects.filter(is_active=True).exists():
        return []
    return [
        "The first supervisor sets up the desk here, once and within a day:",
        f"  {named(site)}{access.set_up_link()}",
    ]


def named(site: str) -> str:
    """The address by its name: no browser makes a passkey for a bare number."""
    parts = urlsplit(site)
    return site.replace(LOOPBACK, "localhost", 1) if parts.hostname == LOOPBACK else site
