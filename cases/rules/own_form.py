"""What she can put into a site's own form, in the order in which most forms ask for it.

The labels are hers and in her language; the texts are for the site and in English. They say what she affirmed
or wrote, and nothing else (V-55).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from cases.rules.tongue import gettext as _

STANDING = "standing"
ASKS = "Please take this down as soon as you can, and every identical copy of it."
KINDS = {
    "photo": "A photo.",
    "video": "A video.",
    "profile": "A picture on a profile.",
    "message": "A message or a chat.",
}
MADE = {"authentic": "It is real.", "forgery": "It was changed, or made by a computer."}


@dataclass(frozen=True)
class Told:
    """What she told us of these links. `affirmed` has her statements by key, in English."""

    links: tuple[str, ...]
    affirmed: Mapping[str, str]
    kind: str = ""
    made: str = ""
    description: str = ""
    facts: str = ""


@dataclass(frozen=True)
class Answer:
    """One field of a form: what it asks, and the text to copy into it."""

    label: str
    text: str


def answers(told: Told) -> tuple[Answer, ...]:
    """Each field that she has something for; her name and her mail address she types herself."""
    shown = " ".join(part for part in (KINDS.get(told.kind), MADE.get(told.made), told.description) if part)
    stated = " ".join(text for key, text in told.affirmed.items() if key != STANDING)
    pairs = (
        (_("Who you are"), told.affirmed.get(STANDING, "")),
        (_("The links"), "\n".join(told.links)),
        (_("What it shows"), shown),
        (_("What shows that it was not agreed to"), told.facts.strip()),
        (_("What you say is true"), stated),
        (_("What you ask for"), ASKS),
    )
    return tuple(Answer(label, text) for label, text in pairs if text)


def is_at_home(address: str, domains: tuple[str, ...]) -> bool:
    """Whether this form stands on a site's own domain: she is sent nowhere else unseen."""
    parts = urlsplit(address)
    host = (parts.hostname or "").rstrip(".")
    return parts.scheme == "https" and any(host == each or host.endswith(f".{each}") for each in domains)
