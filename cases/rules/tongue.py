"""The language of what a person reads. Rules speak English; the house lends them a translator.

Mark sentences as gettext does: `_("…")`, `ngettext("…", "…", count)`, with `{names}` filled in afterwards.
"""

from __future__ import annotations

from typing import Protocol


class Translator(Protocol):
    """What `gettext` of the standard library and Django's translation have in common."""

    def gettext(self, message: str) -> str: ...

    def ngettext(self, singular: str, plural: str, number: int) -> str: ...


class _English:
    def gettext(self, message: str) -> str:
        return message

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        return singular if number == 1 else plural


_lent: Translator = _English()


def lend(translator: Translator) -> None:
    """From now on sentences are put into the language this translator speaks at the moment of asking."""
    global _lent
    _lent = translator


def gettext(message: str) -> str:
    """The message in the reader's language; English where it has no translation."""
    return _lent.gettext(message) if message else ""


def gettext_noop(message: str) -> str:
    """Marks a message for the catalogs; it is translated where it is said."""
    return message


def ngettext(singular: str, plural: str, number: int) -> str:
    """The form of the message for this number in the reader's language."""
    return _lent.ngettext(singular, plural, number)
