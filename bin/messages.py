#!/usr/bin/env python3
"""Brings the catalogs in locale/ up to date with every sentence the code, the templates and the tables say.

`.venv/bin/python bin/messages.py` (make messages) rewrites each django.po, compiles it and says what is not
translated yet. Needs Debian's package gettext. See docs/languages.md.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from setup import ROOT, find_program, say, stop

sys.path.insert(0, str(ROOT))
from cases.rules import help, safety_plan, statements  # noqa: E402

LOCALE = ROOT / "locale"
SAY_SOMETHING = ("cases", "templates", "takedown")


def texts_of_tables() -> Iterator[tuple[str, str]]:
    """Each text that a person reads out of a table, with the module that reads the table."""
    for place in help.places().values():
        yield "help", place.name
        yield "help", place.clock
        for line in (*place.adult, *place.young):
            yield "help", line.name
            yield "help", line.note
    for zone in help.zones():
        yield "help", help.city(zone)
    yield from (("safety_plan", text) for text in texts_of_the_plan())
    for statement in (*statements.current().statements, *statements.current().consents):
        yield "statements", statement.text


def texts_of_the_plan() -> Iterator[str]:
    yield from (title for _key, title in safety_plan.book().parts)
    for step in safety_plan.book().steps:
        yield from (step.title, *step.say, step.warning)
        for way in step.ways:
            yield from (way.system, way.do)


def template(folder: Path) -> Path:
    """All messages, none translated, as a file in this folder, made from a copy of the sources."""
    for name in SAY_SOMETHING:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("*.pyc", "static"))
    for table, text in dict.fromkeys(texts_of_tables()):
        with (folder / f"cases/rules/{table}.py").open("a", encoding="utf-8") as code:
            code.write(f"gettext_noop({text!r})\n" if text else "")
    (folder / "locale").mkdir()
    makemessages = ("makemessages", "--all", "--keep-pot", "--add-location=file")
    run(sys.executable, "-m", "django", *makemessages, folder=folder)
    return folder / "locale/django.pot"


def run(*command: str | Path, folder: Path = ROOT) -> str:
    """What the command printed; a failure ends the work."""
    plain = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    ended = subprocess.run(command, cwd=folder, env=plain, capture_output=True, text=True, check=False)
    if ended.returncode:
        stop(f"This did not work: {' '.join(map(str, command))}\n{ended.stderr}")
    return ended.stdout + ended.stderr


def bring_up_to_date(catalog: Path, pot: Path) -> str:
    """Merge the messages into one catalog and compile it; how complete it is."""
    merged = run("msgmerge", "--no-fuzzy-matching", "--no-wrap", "--sort-by-file", "--quiet", catalog, pot)
    lines = [line for line in merged.splitlines(keepends=True) if not line.startswith('"POT-Creation-Date')]
    catalog.write_text("".join(lines), encoding="utf-8")
    run("msgattrib", "--no-obsolete", "--no-wrap", "--output-file", catalog, catalog)
    return run(
        "msgfmt",
        "--check-format",
        "--check-domain",
        "--statistics",
        "--output-file",
        catalog.with_suffix(".mo"),
        catalog,
    ).strip()


def main() -> None:
    if find_program("msgmerge") is None:
        stop("The catalogs need gettext. Type as root: apt-get install gettext")
    with tempfile.TemporaryDirectory() as folder:
        pot = template(Path(folder))
        for catalog in sorted(LOCALE.glob("*/LC_MESSAGES/django.po")):
            say(f"{catalog.parts[-3]}: {bring_up_to_date(catalog, pot)}")


if __name__ == "__main__":
    main()
