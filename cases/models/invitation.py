"""A way into the desk for someone new, or anew for someone who lost the old one."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models

PERSON = settings.AUTH_USER_MODEL


class Invitation(models.Model):
    """A link that works once. With `user` it renews that account; without, it makes one with these roles.

    Once used it names the account it made, so that whoever let somebody in is known. Only the token's blind
    index is kept. An invitation that is taken back or replaced has `ended_at`.
    """

    token_index = models.CharField(max_length=32, unique=True)
    first_name = models.CharField(max_length=80, blank=True)
    email = models.EmailField(blank=True)
    roles = models.JSONField(default=list)
    user = models.ForeignKey(PERSON, null=True, on_delete=models.CASCADE, related_name="+")
    invited_by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return "invitation"

    @classmethod
    def recent(cls, since: datetime) -> models.QuerySet[Invitation]:
        """The links somebody made into an account, made or used since then.

        The operator has no name here, and one that was taken back unused let nobody in.
        """
        late = models.Q(made_at__gt=since) | models.Q(used_at__gt=since)
        rows = cls.objects.filter(late, user__isnull=False, invited_by__isnull=False)
        return rows.exclude(used_at=None, ended_at__isnull=False)
