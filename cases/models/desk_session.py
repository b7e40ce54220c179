"""How staff come in: the key that seals their second factors, and where they are signed in."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from cases.models.fields import KeyHolder


class StaffKey(KeyHolder):
    """The data key that seals one member of staff's second factors."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="factor_key")

    def __str__(self) -> str:
        return "key of a member of staff"


class DeskSession(models.Model):
    """One browser that is signed in. Without `proven_at` only the password was shown: half a sign-in.

    `key_index` finds it by the cookie's blind index. `mark` was made of the password, roles and factors as
    they stood; when one of them changes, it fits no more and the session is over. `device` is what the
    browser calls itself, in two words. No address is kept.
    """

    key_index = models.CharField(max_length=32, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="desk_sessions")
    mark = models.CharField(max_length=32)
    device = models.CharField(max_length=60)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField(db_index=True)
    proven_at = models.DateTimeField(null=True, blank=True)

    # No columns: services/desk_sessions.find fills them in.
    shows_codes = False  # recovery codes are not on paper yet
    keys_off = False  # the owner wants no single keys

    def __str__(self) -> str:
        return f"session on {self.device}"
