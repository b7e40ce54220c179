"""How an e-mail address is found again without being read: its blind index."""

from __future__ import annotations

import unicodedata
from typing import Any

from cases.models.fields import blind_index


def mail_index(address: str) -> str:
    """The index of an address; case and blanks around it do not matter. Empty for no address."""
    plain = unicodedata.normalize("NFKC", address).strip().casefold()
    return blind_index(plain, purpose="e-mail") if plain else ""


def of_plan(plan: dict[str, Any] | None) -> str:
    """The index of the address in a safe-contact plan."""
    return mail_index(str((plan or {}).get("address") or ""))
