"""Every promise to the person and every bound is named by a test that would fail without it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.source import ROOT, python_files

ROW = re.compile(r"^\| ([VB])-(\d\d)(?: to [VB]-(\d\d))? \|.*\| ([^|]*) \|$", re.MULTILINE)
ROWS = ROW.findall((ROOT / "docs/requirements.md").read_text())
NO_SUCH_FIELD = {"B-09"}  # search terms: no field takes them


def ids(*, met: bool) -> set[str]:
    """What the paper lists as met, or as not here yet; ranges included."""
    return {
        f"{letter}-{number:02}"
        for letter, first, last, where in ROWS
        for number in range(int(first), int(last or first) + 1)
        if met is (where != "later")
    }


def named() -> set[str]:
    """The ids in the names of tests and in their docstrings: a word at the top of a file proves nothing."""
    found = set()
    for test in written():
        found |= set(re.findall(r"\b[VB]-\d\d\b", ast.get_docstring(test) or ""))
        found |= {f"{letter.upper()}-{no}" for letter, no in re.findall(r"_([vb])(\d\d)(?=_|$)", test.name)}
    return found


def written() -> Iterator[ast.FunctionDef]:
    for path in python_files("tests"):
        for each in ast.walk(ast.parse(path.read_text())):
            if isinstance(each, ast.FunctionDef) and each.name.startswith("test_"):
                yield each


def test_every_promise_to_her_and_every_bound_has_a_test() -> None:
    assert ids(met=True) - named() == NO_SUCH_FIELD
    assert len(ids(met=True)) > 60


def test_what_has_a_test_is_not_called_later() -> None:
    assert named() & ids(met=False) == set()


def test_no_test_names_a_promise_that_the_paper_does_not_list() -> None:
    assert named() - ids(met=True) - ids(met=False) == set()
