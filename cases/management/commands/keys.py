"""`manage.py keys add|rotate|check`: a new master key, data keys sealed with it, who needs which."""

from __future__ import annotations

import os
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cases.models import keyring
from cases.services import keys


class Command(BaseCommand):
    help = "add a master key in front of the ring, rotate to it, or check which rows still need which key"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["add", "rotate", "check"])

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, options["what"])()
        except keyring.KeyRingError as error:
            raise CommandError(str(error), returncode=2) from error

    def add(self) -> None:
        if settings.KEYS_INLINE:
            raise CommandError("The ring is in TAKEDOWN_KEYS. Add the new key there, in front.", returncode=2)
        text, key_id = keyring.with_new_key(keyring.read_file(settings.KEY_FILE))
        beside = settings.KEY_FILE.with_suffix(".new")
        beside.unlink(missing_ok=True)
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(text)
        beside.replace(settings.KEY_FILE)
        self.stdout.write(
            f"Key {key_id} is now first. Back up {settings.KEY_FILE}, restart, then: keys rotate"
        )

    def rotate(self) -> None:
        done = keys.rotate()
        self.stdout.write(f"{done.rows} rows, {done.rewrapped} sealed anew, {done.damaged} that do not open.")
        if done.damaged:
            raise CommandError(f"{done.damaged} rows do not open with this ring. Put back the missing key.")

    def check(self) -> None:
        for key_id, count in keys.in_use().items():
            known = "" if key_id in keyring.ring().encrypt else ", which is NOT in the ring"
            self.stdout.write(f"{key_id}: {count} rows{known}")
