"""What a person affirms and agrees to, word for word, with a version and a digest."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from cases.rules import prose
from cases.rules.tongue import gettext as _

_FILE = Path(__file__).with_name("statements.toml")
ONLINE, THREAT, UNSHARED = "online", "threat", "unshared"
SHARED, THREATENED = "shared", "threat"  # two answers to what happened


@dataclass(frozen=True)
class Statement:
    """One sentence. `who` is me, other (she acts for the person) or both."""

    key: str
    text: str
    who: str = "both"
    when: str = ""

    def frozen(self) -> dict[str, str]:
        """Key and words: in English, and in the language spoken now."""
        return {"key": self.key, "text": self.text, "shown": _(self.text)}


@dataclass(frozen=True)
class Wording:
    """One version of every sentence."""

    version: str
    statements: tuple[Statement, ...]
    consents: tuple[Statement, ...]

    def to_affirm(self, *, on_behalf: bool, when: str = ONLINE) -> tuple[Statement, ...]:
        """The statements this reporter must affirm; `when` is what `occasion` says."""
        whose = ("both", "other" if on_behalf else "me")
        return tuple(each for each in self.statements if each.who in whose and each.when in ("", when))

    def frozen(
        self, *, on_behalf: bool, agreed: Collection[str], language: str = "en", when: str = ONLINE
    ) -> dict[str, Any]:
        """What was affirmed: in English, which our letters use, and in the words of the page she read.

        Said in the language spoken now, which `language` names.
        """
        affirmed = self.to_affirm(on_behalf=on_behalf, when=when)
        return {
            **{statement.key: True for statement in affirmed},
            "version": self.version,
            "language": language,
            "affirmed": [each.frozen() for each in affirmed],
            "agreed": [each.text for each in self.consents if each.key in agreed],
            "agreed_shown": [_(each.text) for each in self.consents if each.key in agreed],
        }


def occasion(harm: str, *, without_place: bool) -> str:
    """Which sentence fits: it was shared, someone threatens to, or she cannot say that it was."""
    if harm == SHARED or not without_place:
        return ONLINE
    return THREAT if harm == THREATENED else UNSHARED


def names_a_place(harm: str, *, links: str, described: bool) -> bool:
    """Whether she says where it is: by a link, or in words unless someone only threatens to share it.

    A site she told before is no such place: of a threat or of blackmail, too, one tells a site.
    """
    return prose.has_link(links) or (described and harm != THREATENED)


def digest(frozen: dict[str, Any]) -> str:
    """SHA-256 over what was affirmed, so that nobody can say later that it read differently."""
    return hashlib.sha256(json.dumps(frozen, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@lru_cache(maxsize=1)
def current() -> Wording:
    """The wording on the form today."""
    table = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return Wording(
        version=table["version"],
        statements=tuple(Statement(**entry) for entry in table["statements"]),
        consents=tuple(Statement(**entry) for entry in table["consents"]),
    )
