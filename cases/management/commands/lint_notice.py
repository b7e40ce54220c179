"""manage.py lint_notice FILE.json: what a notice lacks under its regimes, and what must not leave in it."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cases.rules import lint, regime, validity

MAX_BYTES = 8 * 1024 * 1024
NO_REGIME = {"element": "regimes", "label": "At least one regime", "item": None}
UNKNOWN = {"element": "regimes", "label": "A regime with this code", "item": None}


class Command(BaseCommand):
    """Exit 0 if the notice is ready, 1 if there are findings, 2 with one sentence if it cannot be read."""

    help = "What a notice.json lacks under each of its regimes, and what must not leave in it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declares what is typed."""
        parser.add_argument("file", help="a notice as JSON, as attached to each PDF")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints the findings."""
        report = examine(_read(Path(options["file"])))
        self.stdout.write(json.dumps(report) if options["as_json"] else _in_words(report))
        if not report["ok"]:
            raise SystemExit(1)


def examine(notice: Mapping[str, Any]) -> dict[str, Any]:
    """The findings as JSON values."""
    missing = _missing(notice)
    blocked = [{"rule": each.rule, "where": each.where, "text": each.text} for each in lint.blocked(notice)]
    reference = notice.get("reference")
    return {
        "reference": reference if isinstance(reference, str) else "",
        "missing": missing,
        "blocked": blocked,
        "ok": not blocked and not any(missing.values()),
    }


def _missing(notice: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    codes = notice.get("regimes")
    if not isinstance(codes, list) or not codes:
        return {"": [NO_REGIME]}
    found: dict[str, list[dict[str, Any]]] = {}
    for code in map(str, codes):
        known = regime.all_regimes().get(code)
        found[code] = (
            [UNKNOWN]
            if known is None
            else [
                {"element": each.key, "label": each.label, "item": each.item}
                for each in validity.missing(known, notice)
            ]
        )
    return found


def _read(path: Path) -> Mapping[str, Any]:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise CommandError(f"{path.name} is too large to be a notice.", returncode=2)
        notice = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CommandError(f"{path.name} cannot be read: {error.strerror}.", returncode=2) from error
    except (ValueError, RecursionError) as error:
        raise CommandError(f"{path.name} is not JSON.", returncode=2) from error
    if not isinstance(notice, dict):
        raise CommandError(f"{path.name} holds JSON, but no notice.", returncode=2)
    return notice


def _in_words(report: Mapping[str, Any]) -> str:
    lines = [
        f"missing  {code or 'no regime'}: {each['label']}{_item(each['item'])}"
        for code, found in report["missing"].items()
        for each in found
    ]
    lines += [f"blocked  {each['where']}: {each['text']}" for each in report["blocked"]]
    said = "\n".join(lines or [f"{report['reference']}: nothing is missing, nothing is blocked."])
    return said.encode("utf-8", "backslashreplace").decode()  # a lone surrogate is no text


def _item(number: int | None) -> str:
    return f" (item {number})" if number is not None else ""
