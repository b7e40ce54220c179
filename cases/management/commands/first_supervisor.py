"""`manage.py first_supervisor`: the way into an empty desk."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand

from cases.services import access


class Command(BaseCommand):
    help = "Prints the link where the first supervisor chooses a name and a password."

    def handle(self, *args: Any, **options: Any) -> None:
        if User.objects.filter(is_active=True).exists():
            self.stdout.write(f"The desk is set up. Sign in at {settings.SITE_URL}/desk/")
            return
        self.stdout.write("The first supervisor sets up the desk here, once and within a day:")
        self.stdout.write(f"  {settings.SITE_URL}{access.set_up_link()}")
