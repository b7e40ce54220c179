#!/usr/bin/env python
"""The door to every command: `python manage.py help`."""

from __future__ import annotations

import os
import sys


def main() -> None:
    os.umask(0o077)  # whatever this program writes is for this user alone
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "takedown.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit("Django is not installed in this Python. Type: make setup")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
