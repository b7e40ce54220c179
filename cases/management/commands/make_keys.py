"""`manage.py make_keys`: the key ring of a new house."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import Error, connection

from cases.models import Case
from cases.models.keyring import new_ring
from takedown.environment import stop, write_private

WARNING = """New keys: {path}
Copy this file now to a safe place away from the database and its backups.
Without it no case can ever be opened again; with it and the database, every case can."""


class Command(BaseCommand):
    help = "Makes the key file on first use. Never replaces one."
    requires_system_checks: list[str] = []  # the checks want the keys that this command makes

    def handle(self, *args: Any, **options: Any) -> None:
        path = settings.KEY_FILE
        if settings.KEYS_INLINE:
            self.stdout.write("TAKEDOWN_KEYS holds the keys; no file is needed.")
        elif path.exists():
            self.stdout.write(f"The key file {path} is in place.")
        elif holds_cases():
            stop(f"{path} is missing, but the database holds cases sealed with it. Put it back from backup.")
        else:
            write_private(path, new_ring())
            self.stdout.write(WARNING.format(path=path))


def holds_cases() -> bool:
    """Whether new keys would leave someone's case behind for ever. A silent database counts as yes."""
    try:
        return Case._meta.db_table in connection.introspection.table_names() and Case.objects.exists()
    except Error:
        stop(
            "The database does not answer, so it is not known whether it needs the old keys. Start it first."
        )
        return True
