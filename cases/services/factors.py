"""Second factors of staff: codes from an app, passkeys, recovery codes. Only this file drives the package.

The seeds and the passkey ceremony are the package's. That a code works once, in its own half minute or the
one after, is decided here: under a row lock, so that of two at once only one gets in. Recovery codes stand in
the package's table and are ours: it would keep the seed of all ten, and whoever opens that has the codes.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterable
from datetime import datetime
from hmac import compare_digest
from typing import Any

import qrcode
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.webauthn.internal import auth as webauthn
from cryptography.exceptions import InvalidSignature
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction

from cases.models.fields import blind_index
from cases.models.keyring import CannotOpen
from cases.services.refusal import Refused
from cases.services.sealed_factors import factors_of

Held = Iterable[Authenticator]

STEP_SECONDS = 30
RECOVERY_CODES, RECOVERY_DIGITS = 10, 10
LONGEST_CODE = 20
LONGEST_PASSKEY = 8_000
LONGEST_NAME = 60
MOST_PASSKEYS = 10
TOTP, PASSKEY, RECOVERY = (
    Authenticator.Type.TOTP.value,
    Authenticator.Type.WEBAUTHN.value,
    Authenticator.Type.RECOVERY_CODES.value,
)
NOT_A_PASSKEY = "That passkey did not work here. Try again, or use a code."
WRONG_CODE = "That code does not fit. Wait for the next one in your app and type it here."
_UNREADABLE = (
    ValidationError, ValueError, KeyError, TypeError, AttributeError, InvalidSignature, RecursionError,
)  # fmt: skip


def of(user: User, *kinds: str) -> list[Authenticator]:
    """This person's factors, oldest first; of these kinds only, if any are named."""
    rows = Authenticator.objects.filter(user=user).order_by("pk")
    return list(rows.filter(type__in=kinds) if kinds else rows)


def ids_of(held: Held) -> list[int]:
    """Which second factors these are, for noticing that one came or went."""
    return [each.pk for each in held if each.type in (TOTP, PASSKEY)]


def enrolled(user: User) -> bool:
    """Whether there is a second factor. Recovery codes alone are none."""
    return Authenticator.objects.filter(user=user, type__in=(TOTP, PASSKEY)).exists()


def plain(typed: str) -> str:
    """A code as compared: spaces and dashes do not matter. Nothing where it is longer than any code."""
    return re.sub(r"[\s-]", "", typed) if len(typed) <= LONGEST_CODE else ""


def step_of(seed: str, code: str, at: datetime) -> int | None:
    """The half minute whose code this is, of the current and the one before; None for any other."""
    now = int(at.timestamp()) // STEP_SECONDS
    for step in (now, now - 1):
        if compare_digest(totp.format_hotp_value(totp.hotp_value(seed, step)).encode(), code.encode()):
            return step
    return None


def code_at(seed: str, at: datetime) -> str:
    """The code an app shows at this moment."""
    return totp.format_hotp_value(totp.hotp_value(seed, int(at.timestamp()) // STEP_SECONDS))


def seed_of(user: User) -> str:
    """The seed of a person's app, or nothing. For `manage.py code` alone; no page ever asks."""
    row = Authenticator.objects.filter(user=user, type=TOTP).first()
    if row is None:
        return ""
    with factors_of(user):
        return str(get_adapter().decrypt(row.data["secret"]))


def new_seed() -> str:
    return totp.generate_totp_secret()


def sealed_seed(user: User, seed: str) -> str:
    """A seed that is not taken up yet, as it may wait in a session."""
    with factors_of(user):
        sealed: str = get_adapter().encrypt(seed)
    return sealed


def kept_seed(user: User, sealed: str) -> str:
    """The seed that waits in a session, or a new one."""
    try:
        with factors_of(user):
            return str(get_adapter().decrypt(sealed))
    except CannotOpen:
        return new_seed()


def picture(user: User, seed: str) -> tuple[int, str]:
    """The seed as a square that an app's camera reads: its side, and the dark fields as an SVG path."""
    adapter = get_adapter()
    square = qrcode.QRCode(border=4)
    square.add_data(adapter.build_totp_url(user, seed))
    rows = square.get_matrix()
    dark = (f"M{x},{y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
    return len(rows), "".join(dark)


@transaction.atomic
def add_app(*, user: User, seed: str, code: str, at: datetime) -> None:
    """Take up an app that has shown a right code; that code is used up by this."""
    lock(user)
    if Authenticator.objects.filter(user=user, type=TOTP).exists():
        raise Refused("There is an app already. Remove it first, or keep using it.")
    step = step_of(seed, plain(code), at)
    if step is None:
        raise Refused(WRONG_CODE)
    with factors_of(user):
        row = totp.TOTP.activate(user, seed).instance
    keep(row, at=at, last_step=step)


def lock(user: User) -> None:
    """One change of a person's factors at a time."""
    list(User.objects.select_for_update().filter(pk=user.pk).values_list("pk"))


def keep(row: Authenticator, *, at: datetime, **changed: Any) -> None:
    row.data.update(changed)
    row.last_used_at = at
    row.save(update_fields=["data", "last_used_at"])


def check_code(*, user: User, typed: str, at: datetime) -> str:
    """Which kind of factor this code proves, or nothing. A code that was right is used up."""
    code = plain(typed)
    if not code.isascii():
        return ""
    if app_code_fits(user, code, at):
        return TOTP
    return RECOVERY if recovery_code_fits(user, code, at) else ""


@transaction.atomic
def app_code_fits(user: User, code: str, at: datetime) -> bool:
    row = Authenticator.objects.select_for_update().filter(user=user, type=TOTP).first()
    if row is None:
        return False
    with factors_of(user):
        step = step_of(str(get_adapter().decrypt(row.data["secret"])), code, at)
    if step is None or step <= row.data.get("last_step", -1):
        return False
    keep(row, at=at, last_step=step)
    return True


@transaction.atomic
def recovery_code_fits(user: User, code: str, at: datetime) -> bool:
    """Each works once. All are compared, so the time tells nothing of which one it was."""
    row = Authenticator.objects.select_for_update().filter(user=user, type=RECOVERY).first()
    if row is None:
        return False
    typed = hashed(user, code)
    left = [kept for kept in row.data["hashes"] if not compare_digest(kept, typed)]
    if len(left) == len(row.data["hashes"]):
        return False
    keep(row, at=at, hashes=left)
    return True


def hashed(user: User, code: str) -> str:
    """All that is kept of a recovery code: without the key ring nothing tells which code it was."""
    return blind_index(f"{user.pk}:{code}", purpose="recovery code")


@transaction.atomic
def new_recovery_codes(*, user: User) -> None:
    """Ten fresh codes, sealed until they are on paper. The ones before are worth nothing from now on."""
    lock(user)
    codes = [f"{secrets.randbelow(10**RECOVERY_DIGITS):0{RECOVERY_DIGITS}}" for _ in range(RECOVERY_CODES)]
    with factors_of(user):
        shown = get_adapter().encrypt(" ".join(codes))
    kept = {"hashes": [hashed(user, code) for code in codes], "shown": shown}
    Authenticator.objects.filter(user=user, type=RECOVERY).delete()
    Authenticator.objects.create(user=user, type=RECOVERY, data=kept)


def are_shown(held: Held) -> bool:
    """Whether recovery codes are among these that nobody has said are on paper."""
    return any("shown" in each.data for each in held if each.type == RECOVERY)


def open_recovery_codes(user: User) -> list[str]:
    """The codes as they are written down, while nobody has said that they are; afterwards none."""
    row = Authenticator.objects.filter(user=user, type=RECOVERY).first()
    if row is None or "shown" not in row.data:
        return []
    with factors_of(user):
        codes = str(get_adapter().decrypt(row.data["shown"])).split()
    return [f"{code[:5]} {code[5:]}" for code in codes if hashed(user, code) in row.data["hashes"]]


@transaction.atomic
def close_recovery_codes(*, user: User) -> None:
    """They are written down: from now on there are only their hashes."""
    row = Authenticator.objects.select_for_update().filter(user=user, type=RECOVERY).first()
    if row is not None and row.data.pop("shown", None):
        row.save(update_fields=["data"])


def recovery_codes_left(user: User) -> int:
    row = Authenticator.objects.filter(user=user, type=RECOVERY).first()
    return len(row.data["hashes"]) if row else 0


def passkey_options(user: User, *, new: bool) -> dict[str, Any]:
    """What a browser is asked for: to make a passkey, or to show one. The challenge waits in the session."""
    if new:
        return webauthn.begin_registration(user, passwordless=False)
    return webauthn.begin_authentication(user)


@transaction.atomic
def add_passkey(*, user: User, answer: str, name: str, at: datetime) -> None:
    """Take up the passkey a browser has just made for our challenge."""
    lock(user)
    if Authenticator.objects.filter(user=user, type=PASSKEY).count() >= MOST_PASSKEYS:
        raise Refused(f"There are {MOST_PASSKEYS} passkeys already. Remove one first.")
    try:
        credential = json.loads(answer[: LONGEST_PASSKEY + 1])
        webauthn.complete_registration(credential)
    except _UNREADABLE as error:
        raise Refused(NOT_A_PASSKEY) from error
    row = webauthn.WebAuthn.add(user, name[:LONGEST_NAME] or "Passkey", credential).instance
    keep(row, at=at)


def check_passkey(*, user: User, answer: str, at: datetime) -> bool:
    """Whether a browser has shown one of this person's passkeys for our challenge, which is used up."""
    try:
        row = webauthn.complete_authentication(user, json.loads(answer[: LONGEST_PASSKEY + 1]))
    except _UNREADABLE:
        return False
    Authenticator.objects.filter(pk=row.pk).update(last_used_at=at)
    return True


@transaction.atomic
def remove(*, user: User, factor_id: int) -> None:
    """Take one factor away; the last one stays."""
    lock(user)
    found = Authenticator.objects.filter(user=user, pk=factor_id, type__in=(TOTP, PASSKEY)).first()
    if found is None:
        raise Refused("That is not here any more.")
    if Authenticator.objects.filter(user=user, type__in=(TOTP, PASSKEY)).count() == 1:
        raise Refused("This is your only second factor. Add another one first.")
    found.delete()


@transaction.atomic
def remove_all(*, user: User) -> None:
    """Whoever lost everything starts again with the next sign-in."""
    lock(user)
    Authenticator.objects.filter(user=user).delete()
