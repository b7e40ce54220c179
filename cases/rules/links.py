"""Links in messy text: found where they stand, resolved, merged and counted."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from cases.rules import endings, prose
from cases.rules.directory import Directory
from cases.rules.tongue import gettext as _
from cases.rules.tongue import gettext_noop, ngettext
from cases.rules.urls import resolve

SPACE = gettext_noop("There is a space in this link. Take it out, or copy the link again.")
READ_FOR_EACH = 5
QUOTED = 60
_WIDE = re.compile(r"/?|/groups/[^/?#]+/?", re.IGNORECASE)
# In the files that sites give out of one's own data, a sign of its own stands before each slash.
_IN_DATA = re.compile(r"(?<=[:/\w])\\/")
APART = "\u2068{}\u2069"  # its own direction, whatever runs around it


@dataclass(frozen=True)
class Candidate:
    """A piece of the text that looks like a link, exactly as it stands there."""

    line: int
    text: str


@dataclass(frozen=True)
class Unreadable:
    """A piece that cannot be used; `error` is what is wrong with it, or nothing where it is cut off."""

    line: int
    text: str
    error: str = ""

    @property
    def sentence(self) -> str:
        """One sentence that quotes the piece and says what to do."""
        if not self.error:
            said = _("Line {line}, “{piece}”, is cut off. Add the full link.")
            return said.format(line=self.line, piece=self.quoted)
        said = _("Line {line}, “{piece}”: {error}")
        return said.format(line=self.line, piece=self.quoted, error=_(self.error))

    @property
    def quoted(self) -> str:
        """The piece as it stands there, long ones by their beginning."""
        return APART.format(self.text if len(self.text) <= QUOTED else f"{self.text[: QUOTED - 1]}…")


@dataclass(frozen=True)
class Found:
    """Everything link-like in a text, in order, and the lines in which there was nothing."""

    links: tuple[Candidate, ...]
    unreadable: tuple[Unreadable, ...]
    duplicates: tuple[Candidate, ...]
    left_over: tuple[Candidate, ...]
    without_link: tuple[Candidate, ...]

    @property
    def cut_off(self) -> tuple[Unreadable, ...]:
        """The links that someone or something has shortened with dots."""
        return self.unreadable


@dataclass(frozen=True)
class Link:
    """A candidate that leads somewhere; `site` is its platform, or the domain of another website.

    `also`: what was pasted besides and leads to the same place, where it is not the same to the letter.
    """

    line: int
    text: str
    platform: str | None
    canonical: str
    site: str
    also: tuple[str, ...] = ()

    @property
    def is_wide(self) -> bool:
        """Whether it leads to a whole site or group, in which nobody finds the one picture."""
        return _WIDE.fullmatch(urlsplit(self.canonical)._replace(scheme="", netloc="").geturl()) is not None


@dataclass(frozen=True)
class Reading:
    """A whole text as locations: each once, and nothing that was pasted is lost."""

    links: tuple[Link, ...]
    unreadable: tuple[Unreadable, ...]
    duplicates: tuple[Candidate, ...]
    left_over: tuple[Candidate, ...]
    without_link: tuple[Candidate, ...]

    @property
    def platforms(self) -> int:
        """How many sites the links lead to; each other website counts as one."""
        return len({link.site for link in self.links})

    @property
    def unlinked_places(self) -> tuple[str, ...]:
        """Places that seem to be named in lines without a link, each with the words behind it."""
        return tuple(filter(None, (prose.place_named(line.text) for line in self.without_link)))

    @property
    def wide(self) -> tuple[str, ...]:
        """The links to a whole site or group, without their scheme."""
        return tuple(link.canonical.partition("://")[2] for link in self.links if link.is_wide)

    @property
    def summary(self) -> str:
        """Such as '4 platforms, 6 links'."""
        sites = ngettext("{count} platform", "{count} platforms", self.platforms)
        links = ngettext("{count} link", "{count} links", len(self.links))
        return _("{sites}, {links}").format(
            sites=sites.format(count=self.platforms), links=links.format(count=len(self.links))
        )

    @property
    def too_many(self) -> str | None:
        """The sentence about links beyond the limit, if there are any."""
        if not self.left_over:
            return None
        said = _("Line {line} and what follows is over the limit. Send the other links in a second report.")
        return said.format(line=self.left_over[0].line)


def find(text: str, *, limit: int) -> Found:
    """The links of a text in order, each text once, at most `limit` of them."""
    links: dict[str, Candidate] = {}
    unreadable, duplicates, without_link = [], [], []
    for number, typed in enumerate(re.split(r"\r\n|\r|\n", text), start=1):
        line = _IN_DATA.sub("/", typed)
        pieces = list(prose.pieces(line))
        if not pieces and line.strip():
            without_link.append(Candidate(number, line))
        for piece in pieces:
            if prose.is_cut_off(piece):
                unreadable.append(Unreadable(number, piece))
            elif prose.has_space(piece):
                unreadable.append(Unreadable(number, piece, SPACE))
            elif piece in links:
                duplicates.append(Candidate(number, piece))
            else:
                links[piece] = Candidate(number, piece)
    found = tuple(links.values())
    return Found(found[:limit], tuple(unreadable), tuple(duplicates), found[limit:], tuple(without_link))


def read(text: str, directory: Directory, *, limit: int) -> Reading:
    """The links of a text resolved; the same location is kept once, under its first form.

    What is merged or cannot be read takes no place of the `limit`; beyond five times as many nothing is read.
    """
    found = find(text, limit=limit * READ_FOR_EACH)
    links: dict[str, Link] = {}
    over: dict[str, Candidate] = {}
    unreadable, duplicates = list(found.unreadable), list(found.duplicates)
    for candidate in found.links:
        resolved = resolve(candidate.text, directory)
        if resolved.canonical is None:
            unreadable.append(Unreadable(candidate.line, candidate.text, resolved.error or ""))
        elif resolved.canonical in links:
            duplicates.append(candidate)
            links[resolved.canonical] = _with(links[resolved.canonical], candidate.text)
        elif resolved.canonical in over:
            duplicates.append(candidate)
        elif len(links) == limit:
            over[resolved.canonical] = candidate
        else:
            site = resolved.platform or _site(resolved.canonical)
            links[resolved.canonical] = Link(
                candidate.line, candidate.text, resolved.platform, resolved.canonical, site
            )
    by_line = sorted(unreadable, key=lambda piece: piece.line)
    return Reading(
        tuple(links.values()),
        tuple(by_line),
        tuple(sorted(duplicates, key=lambda piece: piece.line)),
        (*over.values(), *found.left_over),
        found.without_link,
    )


def _with(link: Link, text: str) -> Link:
    return replace(link, also=(*link.also, text))


def _site(canonical: str) -> str:
    parts = urlsplit(canonical)
    return endings.registrable(parts.hostname or parts.scheme)
