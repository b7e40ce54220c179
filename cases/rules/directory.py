"""The platform directory as far as links are concerned: which host and path belong to which platform."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_LOCALE = re.compile(r"^[a-z]{2,3}-[a-z]{2}(?=\.)")


class PlainError(ValueError):
    """A directory that cannot be used; the message is one plain sentence for the operator."""


@dataclass(frozen=True)
class Entry:
    """What a directory record says about links; the rest of the record is for people."""

    slug: str
    domains: tuple[str, ...] = ()
    url_patterns: tuple[str, ...] = ()
    host_aliases: Mapping[str, str] = field(default_factory=dict)
    query_keep: tuple[str, ...] | None = None
    keep_fragment: bool = False
    verbatim_path: bool = False

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Entry:
        """The entry of one checked record; other fields are ignored."""
        keep = record.get("query_keep")
        return cls(
            slug=record["slug"],
            domains=tuple(record.get("domains") or ()),
            url_patterns=tuple(record.get("url_patterns") or ()),
            host_aliases=dict(record.get("host_aliases") or {}),
            query_keep=None if keep is None else tuple(keep),
            keep_fragment=bool(record.get("keep_fragment")),
            verbatim_path=bool(record.get("verbatim_path")),
        )


class Directory:
    """Entries indexed once, so that a lookup costs the labels of a host and not the size of the directory."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._aliases: dict[str, str] = {}
        self._domains: dict[str, Entry] = {}
        self._patterns: dict[str, list[tuple[str, Entry]]] = {}
        for entry in entries:
            self._aliases.update(entry.host_aliases)
            self._domains.update(dict.fromkeys(entry.domains, entry))
            for pattern in entry.url_patterns:
                host, slash, path = pattern.partition("/")
                self._patterns.setdefault(host, []).append((slash + path, entry))
        for prefixes in self._patterns.values():
            prefixes.sort(key=lambda prefix: len(prefix[0]), reverse=True)

    @classmethod
    def from_records(cls, records: Iterable[Mapping[str, Any]]) -> Directory:
        """A directory of checked records."""
        return cls(map(Entry.from_record, records))

    def fold(self, host: str) -> str:
        """The host under which a platform is listed: without www. and with aliases followed."""
        seen = set()
        while host not in seen:
            seen.add(host)
            host = host.removeprefix("www.")
            host = self._aliases.get(host) or self._aliases.get(_LOCALE.sub("*-*", host), host)
        return host

    def find(self, host: str, path: str) -> Entry | None:
        """The platform of a folded host and a cleaned path; the longest pattern, then the longest domain."""
        for prefix, entry in self._patterns.get(host, ()):
            # "/amp/" and "/amp" are one place, so losing the slash must not lose the platform.
            if path.startswith(prefix) or f"{path}/" == prefix:
                return entry
        suffix = host
        while suffix:
            if suffix in self._domains:
                return self._domains[suffix]
            suffix = suffix.partition(".")[2]
        return None


Records = list[dict[str, Any]]
_SLUG = re.compile(r"[a-z0-9-]+")
_HOST = re.compile(r"(?:[a-z0-9_-]+\.)+[a-z0-9-]+")
_ANY_LOCALE = "*-*."  # an alias may begin so: language and country, as in pt-br.facebook.com
_LISTS = ("domains", "url_patterns", "query_keep")


def load_records(path: Path | str) -> Records:
    """Every record of a directory file with all its fields, checked; says plainly what is wrong with it."""
    try:
        records = json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as problem:
        reason = problem.strerror or "no reason given"
        raise PlainError(f"The platform directory {path} cannot be opened: {reason}.") from None
    except ValueError:
        raise PlainError(f"The platform directory {path} is not valid JSON. Correct or restore it.") from None
    try:
        return check(records)
    except PlainError as problem:
        raise PlainError(f"The platform directory {path} cannot be used. {problem}") from None


def with_overlay(records: Records, overlay: Records) -> Records:
    """The records with an organisation's own added; its record for a known slug replaces ours."""
    merged = {record["slug"]: record for record in (*records, *overlay)}
    return check(list(merged.values()))


def check(records: object) -> Records:
    """The records, if every slug is unique and every host stands in one entry only."""
    if not isinstance(records, list):
        raise PlainError("It must be a list of platforms.")
    slugs: set[str] = set()
    owners: dict[str, str] = {}
    for number, record in enumerate(records, start=1):
        slug = _checked_slug(record, number)
        if slug in slugs:
            raise PlainError(f"Two entries have the slug {slug}; give one of them another.")
        slugs.add(slug)
        _check_fields(record, slug)
        for claim in _claims(record):
            if owners.setdefault(claim, slug) != slug:
                raise PlainError(f"{claim} stands in both {owners[claim]} and {slug}; keep one.")
    return records


def _claims(record: Mapping[str, Any]) -> list[str]:
    aliases = (f"alias {host}" for host in record.get("host_aliases") or ())
    return [*(record.get("domains") or ()), *(record.get("url_patterns") or ()), *aliases]


def _checked_slug(record: object, number: int) -> str:
    slug = record.get("slug") if isinstance(record, dict) else None
    if not isinstance(slug, str) or _SLUG.fullmatch(slug) is None:
        raise PlainError(f"Entry {number} needs a slug of small letters, digits and hyphens.")
    return slug


def _check_fields(record: Mapping[str, Any], slug: str) -> None:
    for name in _LISTS:
        texts = record.get(name) or []
        if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
            raise PlainError(f"In {slug}, {name} must be a list of texts.")
    aliases = record.get("host_aliases") or {}
    if not isinstance(aliases, dict) or not all(isinstance(host, str) for host in aliases.values()):
        raise PlainError(f"In {slug}, host_aliases must map one host to another.")
    written = (alias.removeprefix(_ANY_LOCALE) for alias in aliases)
    for host in (*(record.get("domains") or ()), *written, *aliases.values()):
        if _HOST.fullmatch(host) is None:
            raise PlainError(f"In {slug}, {host!r} is not a host in small letters.")
    for pattern in record.get("url_patterns") or ():
        host, slash, _ = pattern.partition("/")
        if not slash or _HOST.fullmatch(host) is None:
            raise PlainError(f"In {slug}, {pattern!r} is not a host followed by a path.")
