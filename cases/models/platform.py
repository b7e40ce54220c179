"""The directory: platforms and the channels that take their requests."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Platform(models.Model):
    """A service that hosts locations, as the directory describes it."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    operator = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=30, blank=True)
    record = models.JSONField(default=dict)
    private = models.BooleanField(default=False)
    human_verified = models.BooleanField(default=False)
    verified_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Channel(models.Model):
    """One way a platform takes requests. Nothing goes to an unverified address by itself."""

    class Kind(models.TextChoices):
        WEB_FORM = "web_form", "web form"
        EMAIL = "email", "e-mail"
        IN_APP = "in_app", "inside the app"

    class Purpose(models.TextChoices):
        REMOVAL = "removal"
        ABUSE = "abuse"
        COPYRIGHT = "copyright"

    platform = models.ForeignKey(Platform, on_delete=models.CASCADE, related_name="channels")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    purpose = models.CharField(max_length=10, choices=Purpose.choices, default=Purpose.REMOVAL)
    address = models.CharField(max_length=500, blank=True)
    is_process = models.BooleanField(default=False)
    preferred = models.BooleanField(default=False)
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    starts_on = models.DateField(null=True, blank=True)  # set by two of ours, not by the directory
    retired_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-preferred", "kind", "id"]
        constraints = [
            models.UniqueConstraint(fields=["platform", "kind", "address"], name="channel_once"),
        ]

    def __str__(self) -> str:
        return f"{self.platform_id} {self.kind}"
