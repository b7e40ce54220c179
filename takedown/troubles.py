"""What went wrong outside the program, in one sentence that says what to do."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import Error, InterfaceError, OperationalError, ProgrammingError

OUT_OF_DATE = "The database is not up to date. Type: python manage.py migrate"
NO_ANSWER = "The database does not answer. Start it, or correct DATABASE_URL, and try again."
# What SQLite and PostgreSQL say, in part, and what it means for whoever runs this.
SAID = {
    "no such table": OUT_OF_DATE,
    "no such column": OUT_OF_DATE,
    "is locked": "The database is in use by another program. Wait until that is done, then try again.",
    "read-only": "The database cannot be written. Give it to the user this program runs as, and try again.",
    "readonly": "The database cannot be written. Give it to the user this program runs as, and try again.",
    "unable to open database file": "The database file cannot be opened. Make its folder writable and retry.",
    "disk i/o error": "The disk of the database cannot be read or written. Check the disk, then try again.",
    "disk is full": "The disk is full. Free some space, then try again.",
    "no space left": "The disk is full. Free some space, then try again.",
    "malformed": "The database file is damaged. Stop the program and put back a backup.",
    "not a database": "The database file is damaged. Stop the program and put back a backup.",
}


def in_words(error: BaseException) -> str:
    """The sentence, or an empty text where the program itself is to blame."""
    from cases.models.keyring import KeyRingError  # late: models can be loaded once Django is set up

    for each in causes(error):
        if isinstance(each, KeyRingError):
            return str(each)
        if isinstance(each, Error):
            return about_database(each)
    return ""


def about_database(error: Error) -> str:
    said = str(error).casefold()
    for part, sentence in SAID.items():
        if part in said:
            return sentence
    if isinstance(error, ProgrammingError) and "does not exist" in said:
        return OUT_OF_DATE
    return NO_ANSWER if isinstance(error, OperationalError | InterfaceError) else ""


def causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__
