"""What we read in her links, said back to her: how many, what was merged, left out, or is not clear."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cases.forms.draft import Draft
from cases.forms.links import LinksForm
from cases.rules import links, urls
from cases.rules.sentences import number, opened

LINE_BEGINS, LINES_QUOTED = 30, 3
FIRST_200 = _("Go on with the first 200")


def read_back(draft: Draft) -> dict[str, Any] | None:
    """What we read in her links: counts in words, and what was merged or cannot be used."""
    if draft.is_young or "links" not in draft.typed:
        return None
    bound = draft.form("links")
    bound.is_valid()
    reading = bound.reading if isinstance(bound, LinksForm) else None
    if reading is None:
        return None
    fine = len(reading.links)
    counted = _("We read {count}.").format(count=reading.summary)
    said = ngettext("{count} link is fine.", "{count} links are fine.", fine)
    return {
        "reading": reading,
        "found": counted if fine else "",
        "fine": opened(said.format(count=number(fine))) if fine else "",
        "doubles": doubles(len(reading.duplicates)),
        "left_out": left_out(reading),
        "unlinked": unlinked_lines(reading.unlinked_places),
        "wide": "" if bound.unlinked() else wide(reading.wide),
        "without": without(reading),
    }


def doubles(count: int) -> str:
    if not count:
        return ""
    said = ngettext(
        "We merged {count} that stood there twice.", "We merged {count} that stood there twice.", count
    )
    return said.format(count=number(count))


def without(reading: links.Reading) -> str:
    """The button for going on without what cannot be read, and what becomes of the others."""
    count = len(reading.unreadable)
    if reading.left_over:
        rest = _("Go on with the first 200. Leave out the other {count}.")
        return rest.format(count=number(count + len(reading.left_over))) if count else FIRST_200
    return without_pieces(count)


def without_pieces(count: int) -> str:
    """The same where everything else is taken."""
    if not count:
        return ""
    said = ngettext(
        "Go on without this one. We keep all the others.",
        "Go on without these {count}. We keep all the others.",
        count,
    )
    return said.format(count=number(count))


def unlinked_lines(lines: tuple[str, ...]) -> str:
    """What is said of lines that seem to name a place and hold no link: how many, and how the first begin."""
    if not lines:
        return ""
    said = ngettext(
        "{count} line had no link: {lines}. That is fine, if it is only words. If not, you can go back.",
        "{count} lines had no link: {lines}. That is fine, if they are only words. If not, you can go back.",
        len(lines),
    )
    return opened(said.format(count=number(len(lines)), lines=quoted(lines)))


def quoted(lines: tuple[str, ...]) -> str:
    """How the first of them begin."""
    return in_quotes(
        [links.APART.format(cut(urls.defang_all(line), LINE_BEGINS)) for line in lines[:LINES_QUOTED]]
    )


def in_quotes(begun: list[str]) -> str:
    return _(", ").join(_("“{line}”").format(line=line) for line in begun)


def wide(found: tuple[str, ...]) -> str:
    """What is asked about links to a whole site or group: which post in it, or whose account."""
    if not found:
        return ""
    said = ngettext(
        "{count} link leads to a whole site or group: {links}. Which post or account is it? "
        "You can go back and say so under “{where}”.",
        "{count} links lead to a whole site or group: {links}. Which posts or accounts are they? "
        "You can go back and say so under “{where}”.",
        len(found),
    )
    where = _("I do not have a link")
    shown = [cut(urls.defang(each.rstrip("/")), links.QUOTED) for each in found[:LINES_QUOTED]]
    begun = [links.APART.format(each) for each in shown]
    return opened(said.format(count=number(len(found)), links=in_quotes(begun), where=where))


def left_out(reading: links.Reading) -> list[str]:
    """What of her list is not in the report: links beyond what we take at once, and what we cannot read."""
    over, unread = len(reading.left_over), len(reading.unreadable)
    more = ngettext(
        "{count} more link is left out. Keep your list. Add it after you have sent this.",
        "{count} more links are left out. Keep your list. Add them after you have sent this.",
        over,
    )
    pieces = ngettext(
        "{count} that we cannot read is left out.", "{count} that we cannot read are left out.", unread
    )
    said = ((more, over), (pieces, unread))
    return [opened(words.format(count=number(count))) for words, count in said if count]


def cut(text: str, longest: int) -> str:
    """The beginning of a text that is longer."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
