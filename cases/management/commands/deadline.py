"""manage.py deadline REGIME INSTANT: when the period under a regime ends, and why."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cases.rules import clock, instants, regime


class Command(BaseCommand):
    """Answers without a database: the rules and an instant are all it needs."""

    help = "The due instant under a regime for the instant of the event that starts its clock, and why."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declares what is typed."""
        parser.add_argument("regime", help="for example us-tida or uk-osa-u2u")
        parser.add_argument("instant", help="ISO 8601, for example 2026-11-21T08:02:14Z")
        parser.add_argument("--zone", help="reads an instant without an offset, and shows the result there")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, **options: Any) -> str:
        """Prints the answer, or refuses with one sentence and exit code 2."""
        try:
            answer = _answer(options["regime"], options["instant"], options["zone"])
        except (regime.UnknownRegime, instants.Unreadable) as refusal:
            raise CommandError(refusal.args[0], returncode=2) from refusal
        return json.dumps(answer, ensure_ascii=False) if options["as_json"] else _in_words(answer)


def _answer(code: str, text: str, zone: str | None) -> dict[str, str | None]:
    law = regime.get(code.strip().lower())
    in_months = law.versions[-1].kind == "calendar_months"
    running = clock.start(law, instants.read(text, zone, bare_date=in_months))
    is_deadline = running.kind == "deadline"  # a target is ours, and never shown as due
    started_at, due_at = (running.started_at, running.due_at) if is_deadline else (None, None)
    shown_in = instants.named_zone(zone) if zone is not None else law.zone
    return {
        "regime": law.code,
        "rule_version": running.rule_version,
        "started_at": _zulu(started_at),
        "due_at": _zulu(due_at),
        "due_local": instants.in_zone(due_at, shown_in) if due_at else None,
        "why": running.why,
    }


def _zulu(instant: datetime | None) -> str | None:
    return instants.zulu(instant) if instant else None


def _in_words(answer: dict[str, str | None]) -> str:
    due = f"{answer['due_at']}  ({answer['due_local']})" if answer["due_at"] else "no legal deadline"
    return f"{answer['regime']}: {due}\n{answer['why']}"
