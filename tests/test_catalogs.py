"""Every language has every sentence, compiled as it is written, with its holes in place (V-63)."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

from tests.catalogs import LANGUAGES, LOCALE, Catalog, compiled, po, read, said_by_the_sources
from tests.source import ROOT, python_files

HOLE = re.compile(r"\{[a-z_]+\}|%\([a-z_]+\)[sd]")
TAG = re.compile(r"</?[a-z][^>]*>")
PAPER = (ROOT / "docs/languages.md").read_text()


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    return said_by_the_sources(tmp_path_factory.mktemp("messages"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_v63_every_message_is_in_every_catalog(language: str, said: Catalog) -> None:
    there, wanted = set(read(po(language).with_suffix(".mo"))), set(said)
    assert (sorted(wanted - there), sorted(there - wanted)) == ([], []), "run make messages and translate"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_compiled_is_what_is_written(language: str, tmp_path: Path) -> None:
    assert read(po(language).with_suffix(".mo")) == compiled(po(language), tmp_path)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_is_guessed(language: str) -> None:
    assert "fuzzy" not in po(language).read_text()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_translation_keeps_the_holes_of_its_message(language: str, said: Catalog) -> None:
    catalog = read(po(language).with_suffix(".mo"))
    for message, english in said.items():
        # A plural form may say its number in words: Arabic has one for exactly two.
        holes = [set(HOLE.findall(form)) for form in catalog.get(message, english)]
        assert set.union(*holes) == set(HOLE.findall(" ".join(english))), message


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_brings_markup_of_its_own(language: str) -> None:
    for message, forms in read(po(language).with_suffix(".mo")).items():
        for form in forms:
            assert Counter(TAG.findall(form)) == Counter(TAG.findall(message)), message
            assert not re.search(r"[<>\"]|&[a-z#]", TAG.sub("", form)), message


@pytest.mark.parametrize("language", LANGUAGES)
def test_v61_no_translation_shouts(language: str) -> None:
    for forms in read(po(language).with_suffix(".mo")).values():
        assert not [form for form in forms if re.search("[!¡！]", form)]


def test_only_rules_say_sentences_at_once() -> None:
    """What a form, a service or a view says may have to be said again, in English, when its page is made."""
    at_once = re.compile(r"import (?:.*, )?gettext(?:,| as|$)|cases\.rules\.tongue", re.MULTILINE)
    for path in python_files("cases/forms", "cases/services", "cases/views"):
        assert not at_once.search(path.read_text()), path.name


def test_the_table_of_languages_is_that_of_the_settings_and_of_the_paper() -> None:
    table = tomllib.loads((LOCALE / "languages.toml").read_text())
    assert list(table.items())[0] == ("en", {"name": "English", "reviewed": True})
    for code, language in table.items():
        reviewed = "yes" if language["reviewed"] else "not yet"
        assert (code, language["name"]) in settings.LANGUAGES
        assert re.search(rf"^\| {code} \| {language['name']} \|.*\| {reviewed} \|$", PAPER, re.MULTILINE)


def test_every_language_has_a_catalog_and_no_other_has() -> None:
    assert {path.parts[-3] for path in LOCALE.glob("*/*/django.po")} == set(LANGUAGES)
