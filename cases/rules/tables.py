"""Rule files (TOML) read key by key, so that a wrong key is answered with one plain sentence."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

REQUIRED: Any = object()


class RegimeFileError(ValueError):
    """A rule file cannot be used; the message is one sentence that names the file and the key."""


class Table:
    """One table of a rule file that must be read completely: a key nobody asked for is an error."""

    def __init__(self, file: str, values: Mapping[str, Any], within: str = "") -> None:
        self.file, self._values, self._within = file, dict(values), within

    def text(self, key: str, default: str = REQUIRED) -> str:
        """A line of text; without a default it must be there and not empty."""
        found: str = self._take(key, str, "text", default)
        if default is REQUIRED and not found.strip():
            raise self.error(key, "must not be empty")
        return found

    def choice(self, key: str, among: tuple[str, ...], default: str = REQUIRED) -> str:
        """One of a few words."""
        found = self.text(key, default)
        if found not in among:
            raise self.error(key, f"must be one of {', '.join(among)}")
        return found

    def whole(self, key: str, default: Any = REQUIRED) -> Any:
        """A whole number; a default of None makes the key optional."""
        found = self._take(key, int, "a whole number", default)
        if isinstance(found, bool):
            raise self.error(key, "must be a whole number")
        return found

    def flag(self, key: str, default: bool = REQUIRED) -> bool:
        """True or false, never something that merely counts as one of them."""
        found: bool = self._take(key, bool, "true or false", default)
        return found

    def day(self, key: str, default: Any = REQUIRED) -> Any:
        """A calendar date without a time; a default of None makes the key optional."""
        found = self._take(key, date, "a date", default)
        if isinstance(found, datetime):
            raise self.error(key, "must be a date without a time")
        return found

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, empty if the key is absent."""
        return self._list(key, str, "a list of texts")

    def wholes(self, key: str) -> tuple[int, ...]:
        """A list of whole numbers, empty if the key is absent."""
        return self._list(key, int, "a list of whole numbers")

    def tables(self, key: str) -> list[Table]:
        """The tables of a list, empty if the key is absent."""
        found = self._list(key, dict, "a list of tables")
        return [Table(self.file, each, f" in entry {n} of {key!r}") for n, each in enumerate(found, 1)]

    def table(self, key: str) -> Table:
        """The one table of that name, which must be there."""
        return Table(self.file, self._take(key, dict, "a table", REQUIRED), f" in {key!r}")

    def unread(self) -> tuple[str, ...]:
        """The keys not read yet."""
        return tuple(self._values)

    def close(self) -> None:
        """Refuses what is left over: a mistyped key must not be ignored in silence."""
        for key in self._values:
            raise self.error(key, "is not known")

    def error(self, key: str, what: str) -> RegimeFileError:
        """The sentence for a key that is wrong."""
        return RegimeFileError(f"{self.file}: the key {key!r}{self._within} {what}.")

    def _list(self, key: str, kind: type, expected: str) -> tuple[Any, ...]:
        found = self._take(key, list, expected, [])
        if not all(type(each) is kind for each in found):
            raise self.error(key, f"must be {expected}")
        return tuple(found)

    def _take(self, key: str, kind: type, expected: str, default: Any) -> Any:
        if key not in self._values:
            if default is REQUIRED:
                raise self.error(key, "is missing")
            return default
        found = self._values.pop(key)
        if not isinstance(found, kind):
            raise self.error(key, f"must be {expected}")
        return found


def read_table(path: Path) -> Table:
    """The whole of a rule file."""
    try:
        return Table(path.name, tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RegimeFileError(f"{path.name}: this is not TOML, {error}.") from error
