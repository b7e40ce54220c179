"""`manage.py renew_sign_in NAME`: a new way in for whoever lost the old one and has nobody to ask."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand
from django.utils import timezone

from cases.management.commands.first_supervisor import named
from cases.services import invitations
from takedown.environment import stop


class Command(BaseCommand):
    help = "Prints a link to a new password and a new second factor for one account; its sessions end."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["name"], is_active=True).first()
        if user is None:
            stop(f"Nobody named {options['name']!r} has an account that is not disabled.")
            return
        link = invitations.renew(user=user, actor=None, at=timezone.now())
        self.stdout.write(
            f"{user.username} comes in anew here, once and within {settings.INVITATION_HOURS} hours:"
        )
        self.stdout.write(f"  {named(settings.SITE_URL)}{link}")
