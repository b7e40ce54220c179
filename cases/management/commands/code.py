"""`manage.py code NAME`: what the app of an invented person would show now. Never where people are real."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand
from django.utils import timezone

from cases.services import factors
from takedown.environment import stop


class Command(BaseCommand):
    help = "Prints the code that the second factor of a sample account would show now."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            stop("This is production: the code of a member of staff is on that person's own phone.")
        user = User.objects.filter(username=options["name"]).first()
        seed = factors.seed_of(user) if user else ""
        if not seed:
            stop(f"Nobody named {options['name']!r} has an app for codes.")
        self.stdout.write(factors.code_at(seed, timezone.now()))
