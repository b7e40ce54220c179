"""What the package for second factors stores of a member of staff, sealed with that person's own key."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import User

from cases.models import StaffKey
from cases.models.fields import open_text, seal_text

_whose: ContextVar[User] = ContextVar("whose")


@contextmanager
def factors_of(user: User) -> Iterator[None]:
    """Whose factors are sealed and opened meanwhile; outside of it none are, and none are kept in clear."""
    token = _whose.set(user)
    try:
        yield
    finally:
        _whose.reset(token)


def place(user: User) -> str:
    return f"mfa_authenticator|data|{user.pk}"


def key_of(user: User) -> StaffKey:
    return StaffKey.objects.get_or_create(user=user)[0]


class SealedFactors(DefaultMFAAdapter):
    """Seeds are sealed by the key ring and bound to their owner: copied to another row they open nothing."""

    def encrypt(self, text: str) -> str:
        user = _whose.get()
        return seal_text(key_of(user), text, place=place(user))

    def decrypt(self, encrypted_text: str) -> str:
        user = _whose.get()
        return open_text(key_of(user), encrypted_text, place=place(user))

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        return user.get_username()

    def get_totp_issuer(self) -> str:
        return str(settings.ORGANISATION["name"])

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        entity = super().get_public_key_credential_rp_entity()
        return {"id": entity["id"], "name": str(settings.ORGANISATION["name"])}

    def get_public_key_credential_user_entity(self, user: AbstractBaseUser) -> dict[str, object]:
        entity = super().get_public_key_credential_user_entity(user)
        return {"id": entity["id"], "name": user.get_username(), "display_name": user.get_username()}
