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
    try:
        execute_from_command_line(sys.argv)
    except BrokenPipeError:  # whoever read our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as error:
        from takedown import environment, troubles

        sentence = "" if "--traceback" in sys.argv else troubles.in_words(error)
        if not sentence:
            raise
        environment.stop(sentence)


if __name__ == "__main__":
    main()
