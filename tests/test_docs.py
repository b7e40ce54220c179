"""The papers say what the code does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

from cases import routes
from cases.machines import machines, markdown
from cases.rules import roles
from tests.source import ROOT, python_files

PAPERS = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
README = (ROOT / "README.md").read_text()
STATES = (ROOT / "docs/states.md").read_text()
SETTINGS = (ROOT / "docs/settings.md").read_text()
REQUIREMENTS = (ROOT / "docs/requirements.md").read_text()
DECISIONS = sorted((ROOT / "docs/adr").glob("*.md"))
READS = re.compile(r"""env_(?:str|bool|int|level|list|secret|hours)\(\s*"([A-Z_]+)\"""")


def named_settings() -> set[str]:
    """Every setting the code reads."""
    found = set()
    for path in python_files("cases", "takedown"):
        found |= set(READS.findall(path.read_text()))
    return found


def test_the_page_of_states_is_what_the_command_prints() -> None:
    between = STATES.partition("<!-- states -->")[2].partition("<!-- /states -->")[0]
    assert between.strip() == markdown(machines())


@pytest.mark.parametrize("name", ["roles", "routes"])
def test_the_page_of_roles_is_what_the_command_prints(name: str) -> None:
    paper = (ROOT / "docs/roles.md").read_text()
    between = paper.partition(f"<!-- {name} -->")[2].partition(f"<!-- /{name} -->")[0]
    assert between.strip() == {"roles": roles, "routes": routes}[name].markdown()


@pytest.mark.parametrize("machine", machines(), ids=lambda machine: machine.name)
def test_the_readme_knows_where_machines_start_and_end(machine: object) -> None:
    row = f"| {machine.name} | {machine.start} | {', '.join(machine.final)} |"  # type: ignore[attr-defined]
    assert row in README


def test_every_setting_is_explained() -> None:
    missing = {name for name in named_settings() if f"`{name}`" not in SETTINGS}
    assert not missing and len(named_settings()) > 20


def test_no_setting_is_explained_that_is_not_read() -> None:
    first_cells = re.findall(r"^\| ((?:`[A-Z_]+`(?:, )?)+) \|", SETTINGS, re.MULTILINE)
    explained = {name for cell in first_cells for name in re.findall(r"`([A-Z_]+)`", cell)}
    assert explained - named_settings() == set()


def test_every_command_in_the_papers_exists() -> None:
    ours = set(get_commands())
    for paper in PAPERS:
        named = set(re.findall(r"manage\.py ([a-z_]+)", paper.read_text()))
        assert named <= ours, paper.name


def test_every_command_of_ours_is_in_the_readme() -> None:
    folder = ROOT / "cases/management/commands"
    ours = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    assert ours <= set(re.findall(r"manage\.py ([a-z_]+)", README))


def test_every_target_in_the_papers_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for paper in PAPERS:
        assert set(re.findall(r"`make ([a-z]+)", paper.read_text())) <= targets, paper.name


def test_every_link_between_papers_leads_somewhere() -> None:
    for paper in PAPERS:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", paper.read_text()):
            assert (paper.parent / target).exists(), f"{paper.name}: {target}"


def test_every_file_the_papers_name_exists() -> None:
    folders = [ROOT, ROOT / "cases", ROOT / "docs"]
    for paper in PAPERS:
        for name in re.findall(
            r"`((?:cases|takedown|tests|fixtures|bin|docs)/[\w/.-]+\.\w+)`", paper.read_text()
        ):
            assert any((folder / name).exists() for folder in folders), f"{paper.name}: {name}"


def test_every_place_where_a_requirement_is_met_exists() -> None:
    for name in re.findall(
        r"`((?:services|rules|models|views|outbound)/[a-z_/]+)(?:\.py|\.[a-z_]+)?`", REQUIREMENTS
    ):
        parent = ROOT / "cases" / name
        assert parent.exists() or parent.with_suffix(".py").exists(), name


def test_every_requirement_id_in_the_code_is_listed() -> None:
    listed = set(re.findall(r"\b([VDSRBO]-\d\d)\b", REQUIREMENTS)) | {
        f"B-{number:02d}" for number in range(1, 18)
    }
    for path in python_files("cases", "takedown", "bin", "tests"):
        used = set(re.findall(r"\b([VDSRBO]-\d\d)\b", path.read_text()))
        assert used <= listed, path.name


def test_no_requirement_is_listed_twice() -> None:
    rows = re.findall(r"^\| ([VDSRBO]-\d\d) \|", REQUIREMENTS, re.MULTILINE)
    assert len(rows) == len(set(rows)) > 120


def test_decisions_are_numbered_without_a_gap() -> None:
    assert [int(path.name[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1))


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.name[:4])
def test_a_decision_says_why_what_and_what_follows(path: Path) -> None:
    text = path.read_text()
    assert all(f"## {part}" in text for part in ("Why", "What", "What follows", "Instead of"))
    assert len(text.splitlines()) <= 40


def test_every_direct_requirement_beyond_the_obvious_has_its_reason() -> None:
    decisions = "".join(path.read_text() for path in DECISIONS).lower()
    for name in ("django-fsm-2", "celery", "ada-url", "publicsuffixlist", "aiosmtpd", "xkcdpass", "argon2"):
        assert name in decisions, name


def test_the_limits_say_what_this_is_not() -> None:
    limits = README.partition("## Honest limits")[2]
    assert "not an emergency service" in limits and "Spyware" in limits
    assert len(re.findall(r"^\d+\. ", limits, re.MULTILINE)) >= 16


def test_the_threat_model_names_everyone() -> None:
    rows = re.findall(r"^\| (T\d+) \|", (ROOT / "SECURITY.md").read_text(), re.MULTILINE)
    assert rows == [f"T{number}" for number in range(1, 14)]


def test_the_papers_promise_nothing_absolute() -> None:
    for paper in PAPERS:
        assert not re.search(r"(?i)\b(untraceable|100 ?%|unhackable|military.grade)\b", paper.read_text()), (
            paper.name
        )


def test_the_papers_have_short_enough_lines() -> None:
    for paper in PAPERS:
        prose = [line for line in paper.read_text().splitlines() if not line.startswith("|")]
        assert max(map(len, prose)) <= 130, paper.name
