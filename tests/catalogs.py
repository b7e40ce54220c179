"""The catalogs as data: what each holds, what the sources say, and a way to lose a message for one test."""

from __future__ import annotations

import gettext
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation.trans_real import translation

from tests.source import ROOT

LOCALE = ROOT / "locale"
LANGUAGES = tuple(code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE)
Catalog = dict[str, list[str]]


def po(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def read(mo: Path) -> Catalog:
    """Each message of a compiled catalog with its forms: one, or one for each plural."""
    with mo.open("rb") as file:
        held = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    catalog: Catalog = {}
    for key, text in held.items():
        catalog.setdefault(key[0] if isinstance(key, tuple) else key, []).append(text)
    del catalog[""]
    return catalog


def compiled(source: Path, folder: Path) -> Catalog:
    """A catalog as msgfmt reads it; it refuses broken ones."""
    mo = folder / f"{source.parts[-3]}.mo"
    subprocess.run(
        ["msgfmt", "--check-format", "--check-domain", "-o", mo, source], check=True, capture_output=True
    )
    return read(mo)


def said_by_the_sources(folder: Path) -> Catalog:
    """Every message that code, templates and tables say, as a catalog of English."""
    code = f"import messages, pathlib; print(messages.template(pathlib.Path({str(folder)!r})))"
    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT / "bin", capture_output=True, text=True, check=True
    )
    pot, english = Path(ended.stdout.strip()), folder / "english.po"
    header = "nplurals=2; plural=(n != 1);"
    pot.write_text(pot.read_text().replace("nplurals=INTEGER; plural=EXPRESSION;", header))
    subprocess.run(["msgen", "-o", english, pot], check=True)
    return compiled(english, folder)


def lose(monkeypatch: pytest.MonkeyPatch, language: str, message: str) -> None:
    """For this test the language does not have this message."""
    found = False
    for catalog in translation(language)._catalog._catalogs:
        for key in [
            key for key in catalog if key == message or (isinstance(key, tuple) and key[0] == message)
        ]:
            monkeypatch.delitem(catalog, key)
            found = True
    assert found, f"{language} never had {message!r}"
