"""How often a password or a code may be tried. A browser that has been in before has tries of its own."""

from __future__ import annotations

from datetime import datetime

from cases.services.throttle import MINUTE, Limit, allow

PASSWORD_NAME = Limit("desk sign-in name", 5, MINUTE)
PASSWORD_NETWORK = Limit("desk sign-in network", 20, MINUTE)
FACTOR_NETWORK = Limit("desk factor network", 5, MINUTE)
FACTOR_ANYWHERE = Limit("desk factor anywhere", 10, MINUTE)
KNOWN_PASSWORD = Limit("desk known device password", 5, MINUTE)
KNOWN_FACTOR = Limit("desk known device factor", 5, MINUTE)


def may_try_password(*, name: str, network: str, device: str, at: datetime) -> bool:
    """Keyed on the name as typed and the network, so that nobody can lock a colleague out for good.

    `device` is set for a browser in which this name has signed in before: others cannot use its tries up.
    """
    if device:
        return allow(KNOWN_PASSWORD, device, at=at)
    if not allow(PASSWORD_NETWORK, network, at=at):
        return False
    return allow(PASSWORD_NAME, f"{name.casefold()}\x00{network}", at=at)


def may_try_factor(*, user_id: int, network: str, device: str, at: datetime) -> bool:
    """The same for the second factor. From unknown browsers all networks together have few tries a minute,
    so that somebody with the password and many networks cannot guess a code."""
    if device:
        return allow(KNOWN_FACTOR, f"{user_id}\x00{device}", at=at)
    if not allow(FACTOR_NETWORK, f"{user_id}\x00{network}", at=at):
        return False
    return allow(FACTOR_ANYWHERE, str(user_id), at=at)
