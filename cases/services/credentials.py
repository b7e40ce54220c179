"""The person's way back in: a code that finds the case and words that open it."""

from __future__ import annotations

import secrets
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.hashers import get_hasher
from django.db import transaction

from cases.models import Case, Kind, Visit
from cases.models.fields import blind_index
from cases.rules import words
from cases.services import locked
from cases.services.record import record

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 8
NUMBER_LENGTH = 13  # digits that every code fits into
REFERENCE_LENGTH = 6
LONGEST_CODE = 32
LONGEST_WORDS = 200
Actor = AbstractBaseUser | None
SECONDS_TO_WAIT = 5.0
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
_at_work = threading.BoundedSemaphore(2)  # hashing takes 46 MiB each; more at once would starve the form


class Busy(Exception):
    """Too many words are being checked at this moment."""


@contextmanager
def a_place() -> Iterator[None]:
    """One of the two places for hashing in this process; raises Busy after five seconds."""
    if not _at_work.acquire(timeout=SECONDS_TO_WAIT):
        raise Busy
    try:
        yield
    finally:
        _at_work.release()


def random_symbols(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def new_code() -> str:
    """A fresh case code as shown, XXXX-XXXX. Only its blind index is kept."""
    while True:
        code = random_symbols(CODE_LENGTH)
        if not Case.objects.filter(code_index=code_index(code)).exists():
            return f"{code[:4]}-{code[4:]}"


def new_reference() -> str:
    """A short reference for the desk and for letters, unrelated to the code."""
    while True:
        reference = random_symbols(REFERENCE_LENGTH)
        if not Case.objects.filter(reference=reference).exists():
            return reference


def new_words() -> tuple[str, ...]:
    """Words drawn by the system; a person never chooses them."""
    return tuple(secrets.choice(words.all_words()) for _ in range(words.WORDS_PER_PERSON))


def folded(code: str) -> str:
    """A typed code as compared: case, spaces and dashes do not matter, and O, I, L read as 0, 1, 1.

    Thirteen digits are a code written as a number.
    """
    plain = unicodedata.normalize("NFKC", code)
    plain = "".join(str(unicodedata.decimal(symbol, symbol)) for symbol in plain)  # a digit of any script
    symbols = "".join(symbol for symbol in plain.upper().translate(_LOOKALIKES) if symbol.isalnum())
    is_number = len(symbols) == NUMBER_LENGTH and symbols.isascii() and symbols.isdigit()
    return from_number(int(symbols)) if is_number else symbols


def as_number(code: str) -> str:
    """The code as thirteen digits: written down, it looks like a phone number."""
    value = 0
    for symbol in folded(code):
        value = value * len(ALPHABET) + ALPHABET.index(symbol)
    digits = f"{value:0{NUMBER_LENGTH}}"
    return " ".join((digits[:4], digits[4:7], digits[7:10], digits[10:]))


def from_number(value: int) -> str:
    symbols = ""
    while value:
        value, rest = divmod(value, len(ALPHABET))
        symbols = ALPHABET[rest] + symbols
    return symbols.rjust(CODE_LENGTH, ALPHABET[0])


def code_index(code: str) -> str:
    return blind_index(folded(code), purpose="case code")


def hashed(chosen: tuple[str, ...] | str) -> str:
    """The salted hash of the words as compared."""
    text = chosen if isinstance(chosen, str) else " ".join(chosen)
    hasher = get_hasher("argon2words")
    with a_place():
        return hasher.encode(words.normalised(text), hasher.salt())


@lru_cache(maxsize=1)
def nobody() -> str:
    """A hash that no words open, so that an unknown code costs the same time as a known one."""
    return hashed(secrets.token_hex(16))


def check(*, code: str, typed: str) -> Case | None:
    """The case these two open, or None; raises Busy. An unknown code takes as long as wrong words."""
    if len(code) > LONGEST_CODE or len(typed) > LONGEST_WORDS:
        return None
    # The hash alone: reading a whole case would take longer than finding none.
    rows = Case.objects.filter(code_index=code_index(code)).values_list("pk", "words_hash")
    pk, known = next(iter(rows), (None, ""))
    return Case.objects.get(pk=pk) if matches(known, typed=words.unquoted(typed)) else None


def matches(secret: str, *, typed: str) -> bool:
    """Whether this was typed when the secret was made; without a secret nothing matches, and as slowly."""
    if len(typed) > LONGEST_WORDS:
        return False
    with a_place():
        same = get_hasher("argon2words").verify(words.normalised(typed), secret or nobody())
    return bool(secret) and same


@dataclass(frozen=True)
class Fresh:
    """A new code and new words, with the hash that is kept of them."""

    code: str
    words: tuple[str, ...]
    secret: str


def fresh() -> Fresh:
    """Made before any transaction: hashing takes a while, and others would wait. Raises Busy."""
    chosen = new_words()
    return Fresh(code=new_code(), words=chosen, secret=hashed(chosen))


@transaction.atomic
def replace(
    *, case_id: UUID, made: Fresh, keep: Visit | None, at: datetime, actor: Actor = None, heard: bool = False
) -> Case:
    """The old code and words stop at once, and whoever is in with them is out, except this visit."""
    case = locked.case(case_id)
    case.code_index, case.words_hash, case.words_heard = code_index(made.code), made.secret, heard
    case.save(update_fields=["code_index", "words_hash", "words_heard"])
    others = case.visits.exclude(pk=keep.pk) if keep else case.visits.all()
    others.delete()
    record(case, Kind.NEW_WORDS, at=at, actor=actor)
    return case


def renew(*, case_id: UUID, keep: Visit | None, at: datetime) -> tuple[str, tuple[str, ...]]:
    """A new code and new words for someone who is in."""
    made = fresh()
    replace(case_id=case_id, made=made, keep=keep, at=at)
    return made.code, made.words


class Taken(Exception):
    """The words from the phone have led to words of her own already, so they are worth nothing."""


def own_words(*, case_id: UUID, at: datetime) -> tuple[str, tuple[str, ...]]:
    """Her first use of words that one of ours read to her: words that nobody here has heard (V-08).

    Of two who try at once only one gets them; raises Taken, or Busy.
    """
    return in_place_of_heard(case_id=case_id, keep=None, actor=None, at=at)


def read_again(
    *, case_id: UUID, keep: Visit, actor: AbstractBaseUser, at: datetime
) -> tuple[str, tuple[str, ...]]:
    """Another code and other words to read out, while she has none of her own; raises Taken, or Busy."""
    return in_place_of_heard(case_id=case_id, keep=keep, actor=actor, at=at)


def in_place_of_heard(
    *, case_id: UUID, keep: Visit | None, actor: Actor, at: datetime
) -> tuple[str, tuple[str, ...]]:
    made = fresh()
    with transaction.atomic():
        if not locked.case(case_id).words_heard:
            raise Taken
        replace(case_id=case_id, made=made, keep=keep, actor=actor, heard=actor is not None, at=at)
    return made.code, made.words
