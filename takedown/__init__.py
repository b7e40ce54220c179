"""The Django project: settings, addresses, worker."""

from __future__ import annotations

from takedown.celery import app as celery_app

__all__ = ["celery_app"]
