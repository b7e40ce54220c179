"""The one app."""

from __future__ import annotations

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.utils import translation

        from cases import checks, languages  # noqa: F401  registers the start-up checks
        from cases.rules import tongue

        tongue.lend(translation)
        languages.listen()
