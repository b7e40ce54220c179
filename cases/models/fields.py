"""Encrypted fields, the per-case keys that seal them, and blind indexes."""

from __future__ import annotations

import json
import secrets
import uuid
from typing import Any

from django.db import models

from cases.models import keyring
from cases.models.keyring import CannotOpen

DAMAGED = "[This cannot be opened.]"


class Token(str):
    """A sealed value as it stands in the database."""

    __slots__ = ()


class KeyHolder(models.Model):
    """A row with a data key of its own. Whoever destroys the wrapped key has shredded all it sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    wrapped_key = models.TextField(editable=False)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.wrapped_key:
            self.data_key()
        super().save(*args, **kwargs)

    def key_holder(self) -> KeyHolder:
        return self

    def data_key(self) -> bytes:
        """The key that seals this row's fields and those of the rows below it; made on first use."""
        cached: bytes | None = self.__dict__.get("_data_key")
        if cached is None:
            place = f"{self._meta.db_table}|wrapped_key|{self.pk}"
            if not self.wrapped_key:
                self.wrapped_key = keyring.ring().seal(secrets.token_bytes(keyring.KEY_BYTES), place=place)
            cached = self.__dict__["_data_key"] = keyring.ring().open(self.wrapped_key, place=place)
        return cached

    def is_wrapped_by(self, key_id: str) -> bool:
        return self.wrapped_key.split(".", 2)[1:2] == [key_id]

    def rewrap(self) -> bool:
        """Seal the data key with the newest master key; False if another did it first or it is done."""
        newest = next(iter(keyring.ring().encrypt))
        if self.is_wrapped_by(newest):
            return False
        place = f"{self._meta.db_table}|wrapped_key|{self.pk}"
        fresh = keyring.ring().seal(self.data_key(), place=place)
        rows = type(self)._default_manager.filter(pk=self.pk, wrapped_key=self.wrapped_key)
        return rows.update(wrapped_key=fresh) == 1


def seal_text(holder: KeyHolder, text: str, *, place: str) -> str:
    """A text sealed with a row's data key for one place, for tables that are not ours to give a field."""
    return keyring.seal_with(holder.data_key(), text.encode(), key_id="row", place=place)


def open_text(holder: KeyHolder, token: str, *, place: str) -> str:
    """The text again; raises CannotOpen for another row's key, another place or damaged text."""
    return open_bytes(holder, token, place=place).decode()


def open_bytes(holder: KeyHolder, token: str, *, place: str) -> bytes:
    version, _, rest = token.partition(".")
    key_id, _, body = rest.partition(".")
    if (version, key_id) != (keyring.VERSION, "row"):
        raise CannotOpen("This was not sealed by us.")
    return keyring.open_with(holder.data_key(), body, place=place)


class EncryptedAttribute:
    """Opens on reading, keeps the sealed text until someone writes a new value."""

    def __init__(self, field: EncryptedText) -> None:
        self.field = field

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        if instance is None:
            return self
        name = self.field.attname
        if name not in instance.__dict__:
            instance.refresh_from_db(fields=[name])
        value = instance.__dict__[name]
        return self.field.unseal(instance, value) if isinstance(value, Token) else value

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class EncryptedText(models.TextField):
    """Text sealed with AES-256-GCM under the case's own key, bound to table, column and row.

    Reading a value that does not open raises CannotOpen; saving such a row leaves it untouched.
    """

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, EncryptedAttribute(self))

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        return Token(value) if value else value

    def place(self, instance: models.Model) -> str:
        return f"{instance._meta.db_table}|{self.column}|{instance.pk}"

    def unseal(self, instance: Any, token: str) -> Any:
        return self.decode(open_bytes(instance.key_holder(), token, place=self.place(instance)))

    def seal(self, instance: Any, value: Any) -> Token:
        key = instance.key_holder().data_key()
        return Token(keyring.seal_with(key, self.encode(value), key_id="row", place=self.place(instance)))

    def encode(self, value: Any) -> bytes:
        return str(value).encode("utf-8")

    def decode(self, plain: bytes) -> Any:
        return plain.decode("utf-8")

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = model_instance.__dict__.get(self.attname, "")
        if isinstance(value, Token) or value in ("", None, b""):
            return value or ""
        sealed = self.seal(model_instance, value)
        model_instance.__dict__[self.attname] = sealed
        return sealed

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, Token) or not value:
            return value
        raise TypeError(f"{self.name} is encrypted: set it on the row and save the row.")


class EncryptedJSON(EncryptedText):
    """A small structure of plain JSON values, sealed."""

    _pyi_private_set_type: Any  # what may be assigned and what is read, for the type checker
    _pyi_private_get_type: Any

    def encode(self, value: Any) -> bytes:
        return json.dumps(value, sort_keys=True, ensure_ascii=False).encode("utf-8")

    def decode(self, plain: bytes) -> Any:
        return json.loads(plain)


class EncryptedBytes(EncryptedText):
    """Bytes (a paper), sealed."""

    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def encode(self, value: bytes) -> bytes:
        return value

    def decode(self, plain: bytes) -> bytes:
        return plain


def readable(instance: Any, name: str) -> str:
    """The field for a page: its text, or one plain sentence where it cannot be opened."""
    try:
        return getattr(instance, name) or ""
    except CannotOpen:
        return DAMAGED


def blind_index(text: str, *, purpose: str) -> str:
    """The exact-lookup digest of a text (case code, canonical URL, e-mail); 32 hex characters."""
    return keyring.ring().blind(text, purpose=purpose)
