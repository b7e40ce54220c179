"""Finds cases for someone of staff: by reference, code, e-mail and link through an index, by name by reading.

Nothing is looked for outside the cases this person may know of, and what says more than a reference is looked
for only in those she may open. No index of names exists (docs/adr/0023), so names are read, a few at a time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q, QuerySet

from cases.models import Case
from cases.models.keyring import CannotOpen
from cases.permissions import Reader, reachable, visible_cases
from cases.rules import names, urls
from cases.services import contacts, credentials, directory
from cases.services.locations import url_index

LONGEST = 200
SHOWN = 50
NAMES_AT_ONCE = 200
# Alone, or its beginning, with what stands around it in a mail; or whole behind its # in a longer text.
REFERENCE = re.compile(r"[\[(#\s]*([0-9A-Z]{1,8})(?:-[0-9]{1,4})?[\])\s.,:;]*")
MARKED = re.compile(r"(?:^|(?<=[\[(\s]))#([0-9A-Z]{6,8})(?:-[0-9]{1,4})?\b")
NAME_FIELDS = ("name_in_notices", "signature_name")


@dataclass
class Found:
    """What a search found: how each case was found, and how far the names were read."""

    by: dict[UUID, str] = field(default_factory=dict)
    names_read: int = 0
    names_in_all: int = 0
    by_name: bool = False

    @property
    def names_left(self) -> int:
        return self.names_in_all - self.names_read

    def add(self, rows: QuerySet[Case], by: str) -> None:
        for pk in rows.order_by("-opened_at", "pk").values_list("pk", flat=True)[: SHOWN + 1]:
            self.by.setdefault(pk, by)


def find(*, reader: Reader, text: str, skip: int = 0) -> Found:
    """Every way this text can be meant, tried at once; `skip` names have been read by searches before."""
    found, listed, open_to = Found(), visible_cases(reader), reachable(reader, "open")
    if reference := reference_in(text.upper()):
        found.add(listed.filter(reference__startswith=reference), "reference")
    if credentials.folded(text):
        found.add(listed.filter(code_index=credentials.code_index(text)), "code")
    is_mail = "@" in text and "/" not in text
    if is_mail:
        found.add(open_to.filter(email_index=contacts.mail_index(text)), "e-mail")
    canonical = urls.resolve(text, directory.directory()).canonical
    if canonical and not is_mail:
        found.add(
            open_to.filter(locations__url_index__in=map(url_index, spellings(canonical))).distinct(), "link"
        )
    wanted = names.parts(text)
    if wanted and not any(sign.isdigit() or sign in "@/#" for sign in text):
        read_names(found, open_to, wanted, skip=skip)
    return found


def reference_in(text: str) -> str:
    """The reference that was typed, or that a pasted line of a mail names; nothing where there is none."""
    match = REFERENCE.fullmatch(text) or MARKED.search(text)
    return match[1] if match else ""


def spellings(canonical: str) -> list[str]:
    """The link as it stands on file, and what people take for the same: with or without s and www."""
    scheme, _, rest = canonical.partition("://")
    if scheme not in ("http", "https"):
        return [canonical]
    bare = rest.removeprefix("www.")
    return [f"{each}://{host}" for each in ("https", "http") for host in (bare, f"www.{bare}")]


def read_names(found: Found, rows: QuerySet[Case], wanted: tuple[str, ...], *, skip: int) -> None:
    """Open the names of the newest cases, at most so many in one search (D-07)."""
    named = rows.exclude(Q(**dict.fromkeys(NAME_FIELDS, "")))
    found.by_name, found.names_in_all = True, named.count()
    for case in named.order_by("-opened_at", "pk")[skip : skip + NAMES_AT_ONCE]:
        if any(names.fits(wanted, name) for name in names_of(case)):
            found.by.setdefault(case.pk, "name")
    found.names_read = min(skip + NAMES_AT_ONCE, found.names_in_all)


def names_of(case: Case) -> list[str]:
    """The names a case holds, as far as they can be opened."""
    try:
        return [getattr(case, name) for name in NAME_FIELDS]
    except CannotOpen:
        return []
