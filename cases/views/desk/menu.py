"""The menu of the desk: what this person may enter, read from the rows of the addresses."""

from __future__ import annotations

from django.urls import reverse

from cases.permissions import Reader, may
from cases.routes import ROUTES

HOME = "desk_today"
# section, words, address; each is shown to whom the row of its address lets in.
ENTRIES = (
    ("today", "Today", HOME),
    ("cases", "Cases", "desk_cases"),
    ("safeguarding", "Under 18", "desk_safeguarding"),
    ("second", "Second person", "desk_seconds"),
    ("outbox", "Outbox", "desk_outbox"),
    ("team", "Team", "desk_team"),
    ("rules", "Settings", "desk_rules"),
    ("audit", "Audit", "desk_audit"),
    ("directory", "Directory", "desk_directory"),
    ("people", "People", "desk_people"),
    ("emergencies", "Emergencies", "desk_emergencies"),
)


def menu(user: Reader) -> list[tuple[str, str, str]]:
    """Section, words and path of every entry for this person."""
    return [(key, label, reverse(name)) for key, label, name in ENTRIES if may_enter(user, name)]


def may_enter(user: Reader, name: str) -> bool:
    """Whether the table opens an address that belongs to no case; one of a case is decided with the case."""
    route = ROUTES[name]
    return not route.of_house or may(user, route.needs)
