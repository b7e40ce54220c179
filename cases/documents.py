"""A notice as a frozen dataclass tree: exactly what the PDF, its attachment and the e-mail say."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from functools import cache
from typing import Any

from cases.rules import wording

SCHEMA = "takedown-notice/1"
VARIANTS = ("first", "reappearance", "chaser", "withdrawal", "summary")


class NotADocument(ValueError):
    """This JSON is no notice; the message is one sentence that names the place, never what stands there."""


@dataclass(frozen=True)
class Sender:
    """The organisation whose letter it is."""

    organisation: str = ""
    address: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Recipient:
    """Whom we write to: `route` names the channel ("removal form", "e-mail"), `address` its address."""

    platform: str = ""
    name: str = ""
    route: str = ""
    address: str = ""


@dataclass(frozen=True)
class Item:
    """One location; `altered` is yes, no or unknown, according to the person depicted."""

    n: int
    url: str
    kind: str = ""
    position: str = ""
    description: str = ""
    altered: str = ""


@dataclass(frozen=True)
class Fingerprint:
    """One fingerprint of a picture, made on the device of the person depicted; `picture` counts pictures.

    `provenance` is self-declared or caseworker-attested; `quality` is PDQ's own measure and 0 for others.
    """

    picture: int
    kind: str
    digits: str
    quality: int = 0
    provenance: str = ""


@dataclass(frozen=True)
class Block:
    """What one regime needs said, sentence by sentence; the key of a sentence is the key of its element."""

    heading: str = ""
    cites: str = ""
    sentences: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Signature:
    """Who signs; `signed_at` is empty until the notice is approved."""

    name: str = ""
    role: str = ""
    capacity: str = ""
    signed_at: datetime | None = None


@dataclass(frozen=True)
class Authority:
    """By what right we act, and until when."""

    type: str = ""
    granted_at: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Contact:
    """Where the platform answers."""

    email: str = ""
    phone: str = ""
    reference: str = ""


@dataclass(frozen=True)
class Earlier:
    """What went before: which request a chaser, a reappearance or a withdrawal speaks of."""

    reference: str = ""
    their_reference: str = ""  # the platform's own
    sent_at: datetime | None = None
    due_at: datetime | None = None  # a deadline set by law; a target of ours never stands here
    checked_at: datetime | None = None  # when a person last saw the items, if anybody looked
    removed_at: datetime | None = None
    refused_at: datetime | None = None  # when the platform's no was recorded
    refusal_ground: str = ""  # its key
    outcomes: Mapping[str, str] = field(default_factory=dict)  # by the number of the item, as observed


@dataclass(frozen=True, kw_only=True)
class Document:
    """One letter. `copies` groups the numbers of items that show the same depiction."""

    reference: str
    variant: str = "first"
    date: datetime | None = None
    sender: Sender = Sender()
    recipient: Recipient
    regimes: tuple[str, ...]
    items: tuple[Item, ...]
    standing: str = "acting_on_behalf"
    asks: tuple[str, ...] = ()
    blocks: Mapping[str, Block] = field(default_factory=dict)
    signature: Signature = Signature()
    authority: Authority = Authority()
    contact: Contact = Contact()
    copies: tuple[tuple[int, ...], ...] = ()
    fingerprints: tuple[Fingerprint, ...] = ()
    earlier: Earlier | None = None

    def to_json(self) -> dict[str, Any]:
        """The notice as JSON values, the schema first."""
        values = _out(self)
        values["blocks"] = {code: values["blocks"][code] for code in _in_order(self.blocks, self.regimes)}
        for code, block in values["blocks"].items():
            said = block["sentences"]
            block["sentences"] = {key: said[key] for key in _in_order(said, wording.sentence_keys(code))}
        return {"schema": SCHEMA, **values}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Document:
        """The notice behind these JSON values; raises NotADocument."""
        if not isinstance(values, Mapping) or values.get("schema") != SCHEMA:
            raise NotADocument(f"This is not a notice: its schema is not {SCHEMA}.")
        document = _into(cls, {key: value for key, value in values.items() if key != "schema"}, "the notice")
        if document.variant not in VARIANTS:
            raise NotADocument(f"The notice's variant must be one of {', '.join(VARIANTS)}.")
        return typing.cast(Document, document)


def _in_order(keys: Iterable[str], order: Iterable[str]) -> list[str]:
    """Keys in a given order, unknown ones last: a database may have stored them in another."""
    return sorted(keys, key=lambda key: ([*order, key].index(key), key))


def _out(value: Any) -> Any:
    """A value of the tree as JSON."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    if isinstance(value, Mapping):
        return {key: _out(each) for key, each in value.items()}
    if isinstance(value, tuple):
        return [_out(each) for each in value]
    if hasattr(value, "__dataclass_fields__"):
        return {each.name: _out(getattr(value, each.name)) for each in fields(value)}
    return value


@cache
def _hints(cls: type) -> Mapping[str, Any]:
    return typing.get_type_hints(cls)


def _into(kind: Any, value: Any, place: str) -> Any:
    """A JSON value as the kind of value that belongs at this place."""
    origin, inside = typing.get_origin(kind), typing.get_args(kind)
    if origin is types.UnionType:
        return None if value is None else _into(inside[0], value, place)
    if origin is tuple:
        return tuple(_into(inside[0], each, place) for each in _of(list, value, place, "a list"))
    if hasattr(kind, "__dataclass_fields__"):
        return _fields_into(kind, _of(dict, value, place, "an object"), place)
    if origin is not None:
        return {
            key: _into(inside[1], each, place) for key, each in _of(dict, value, place, "an object").items()
        }
    if kind is datetime:
        return _instant(_of(str, value, place, "an instant"), place)
    if kind is int:
        return _of(int, value, place, "a whole number")
    return _of(str, value, place, "text")


def _fields_into(cls: Any, values: dict[str, Any], place: str) -> Any:
    hints = _hints(cls)
    if any(key not in hints for key in values):
        raise NotADocument(f"There is something in {place} that does not belong there.")
    made = {key: _into(hints[key], value, f"{place}, {key}") for key, value in values.items()}
    try:
        return cls(**made)
    except TypeError:
        raise NotADocument(f"Something is missing in {place}.") from None


def _of(kind: type, value: Any, place: str, expected: str) -> Any:
    if not isinstance(value, kind) or isinstance(value, bool):
        raise NotADocument(f"There must be {expected} at {place}.")
    return value


def _instant(text: str, place: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
        if instant.tzinfo is None:
            raise ValueError
        return instant.astimezone(UTC)
    except (ValueError, OverflowError):
        raise NotADocument(f"There must be an instant with its offset from UTC at {place}.") from None
