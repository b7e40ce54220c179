"""The language a person reads, and that no page or mail of hers is half in it (V-63)."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from gettext import NullTranslations

from django.conf import settings
from django.utils.translation import get_language, override
from django.utils.translation.trans_real import translation

log = logging.getLogger("cases.languages")
ENGLISH = settings.LANGUAGE_CODE
_missed: ContextVar[set[str] | None] = ContextVar("missed", default=None)


class Ear(NullTranslations):
    """Stands behind all catalogs and notes each message that none of them had."""

    def gettext(self, message: str) -> str:
        self.note(message)
        return super().gettext(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        self.note(msgid1)
        return super().ngettext(msgid1, msgid2, n)

    def note(self, message: str) -> None:
        missed = _missed.get()
        if missed is not None and get_language() != ENGLISH:  # what is meant to be English lacks nothing
            missed.add(message)


def listen() -> None:
    """From now on the ear hears. Every catalog falls back to the English one, so it stands behind that."""
    translation(ENGLISH).add_fallback(Ear())


def is_known(language: str) -> bool:
    return language in dict(settings.LANGUAGES)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """What is said inside is said in this language, and what the language lacks is noted."""
    token = _missed.set(set())
    try:
        with override(language if is_known(language) else ENGLISH):
            yield
    finally:
        _missed.reset(token)


def whole(say: Callable[[], str]) -> tuple[str, str]:
    """What `say` says, and in which language: the one spoken, or English where that one lacks a message.

    In that case `say` is asked twice, so it makes its sentences itself and does nothing else.
    """
    text, language = say(), get_language() or ENGLISH
    missed = _missed.get()
    if language == ENGLISH or not missed:
        return text, language
    log.warning("said in English: %d messages are missing in the catalog of %s", len(missed), language)
    with override(ENGLISH):
        return say(), ENGLISH
