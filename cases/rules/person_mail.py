"""The one mail a person ever gets: it says that there is something, and not what (V-42)."""

from __future__ import annotations

from cases.rules.tongue import gettext as _


def says() -> str:
    """Its whole text, in the language spoken now."""
    return _("There is an update. Use the same way as before to read it.")
