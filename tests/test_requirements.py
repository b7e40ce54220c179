"""Every promise to the person and every bound is named by a test that would fail without it."""

from __future__ import annotations

import re

from tests.source import ROOT, python_files

REQUIREMENTS = (ROOT / "docs/requirements.md").read_text()
WITHOUT = {
    "B-09": "no field takes search terms",
}


def promised() -> set[str]:
    """The ids of section V and B that the paper lists, ranges included."""
    rows = re.findall(r"^\| ([VB]-\d\d)(?: to [VB]-(\d\d))? \|", REQUIREMENTS, re.MULTILINE)
    found = set()
    for first, last in rows:
        letter, start = first[0], int(first[2:])
        found |= {f"{letter}-{number:02}" for number in range(start, int(last or start) + 1)}
    return found


def named() -> set[str]:
    """The ids that tests name, in words or in the name of a test."""
    found = set()
    for path in python_files("tests"):
        if path.name != "test_requirements.py":
            text = path.read_text()
            found |= set(re.findall(r"\b([VB]-\d\d)\b", text))
            found |= {
                f"{letter.upper()}-{number}" for letter, number in re.findall(r"\btest_([vb])(\d\d)_", text)
            }
    return found


def test_every_promise_to_her_and_every_bound_has_a_test() -> None:
    assert promised() - named() - set(WITHOUT) == set()
    assert len(promised()) > 60


def test_nothing_is_excused_that_has_a_test() -> None:
    assert named() & set(WITHOUT) == set()


def test_what_is_not_here_yet_says_so_in_the_paper() -> None:
    for name, why in WITHOUT.items():
        assert why != "not here yet" or re.search(rf"^\| {name} \|.*\| later \|$", REQUIREMENTS, re.MULTILINE)
