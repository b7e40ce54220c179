"""Reads our own source for the tests that hold its boundaries."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OURS = ("cases", "takedown", "bin", "tests", "benchmarks")


def python_files(*folders: str) -> list[Path]:
    """Our Python files, without migrations, which are written by a command."""
    found = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return [path for path in found if "migrations" not in path.parts]


def templates() -> list[Path]:
    return sorted(path for path in (ROOT / "templates").rglob("*") if path.is_file())


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def short(path: Path) -> str:
    return str(path.relative_to(ROOT))


def layer(module: str) -> str:
    """`cases.services.triage` is in services; what lies outside our app is its own top-level name."""
    parts = module.split(".")
    return parts[1] if parts[0] == "cases" and len(parts) > 1 else parts[0]


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def only_for_types(path: Path) -> set[int]:
    """Lines inside `if TYPE_CHECKING:`, which do not run."""
    lines: set[int] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            lines |= {
                child.lineno
                for statement in node.body
                for child in ast.walk(statement)
                if hasattr(child, "lineno")
            }
    return lines


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """Every module this file imports while running, also inside functions, with its line."""
    idle = only_for_types(path)
    for node in ast.walk(tree(path)):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module == "cases":
            names = [f"cases.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or "."]
        for name in names:
            if node.lineno not in idle and name != "__future__":
                yield name, node.lineno


def is_standard(name: str) -> bool:
    return name.partition(".")[0] in sys.stdlib_module_names


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from the first statement to the last; signature and docstring are promises, not work."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def calls(path: Path) -> Iterator[tuple[str, int]]:
    """Every call as dotted text, such as `datetime.now`, with its line."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            yield ast.unparse(node.func), node.lineno


def keywords(path: Path, name: str) -> list[ast.keyword]:
    """Every argument given by this name, in any call of the file."""
    return [node for node in ast.walk(tree(path)) if isinstance(node, ast.keyword) and node.arg == name]


def lines_with(pattern: str, paths: list[Path]) -> list[str]:
    """Where a pattern stands, as `file:line`."""
    wanted = re.compile(pattern)
    found = []
    for path in paths:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if wanted.search(line):
                found.append(f"{short(path)}:{number}")
    return found
