"""docs/law.md says what the files say."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

from cases.rules.regime import Regime, all_regimes
from cases.rules.regime_parts import PATH

LAW = (Path(__file__).parents[2] / "docs" / "law.md").read_text(encoding="utf-8")


def _ends(law: Regime) -> str:
    latest = law.versions[-1]
    if latest.kind != "none":
        return latest.period
    return f"target {latest.follow_up // timedelta(hours=1)} hours" if latest.follow_up else "as ordered"


def _row(law: Regime) -> str:
    first = law.versions[-1].in_force_from.isoformat()
    offered = "yes" if law.enabled else "no"
    cells = law.short, first, law.starts_on, _ends(law), law.addressed_to, law.grade, offered
    return f"| `{law.code}` | {' | '.join(cells)} |"


def test_the_table_of_regimes_is_the_files() -> None:
    rows = [line for line in LAW.splitlines() if line.startswith("| `") and line.count("|") == 9]
    assert rows == [_row(law) for law in all_regimes().values()]


def test_every_place_of_an_element_named_in_the_paper_is_one() -> None:
    paragraph = LAW[LAW.index("### Elements") : LAW.index("### Steps")]
    paths = re.findall(r"`((?:items\[\]|signature|authority|contact|sender)\.[a-z]+)`", paragraph)
    assert len(paths) == 5
    assert all(PATH.fullmatch(path) for path in paths)


def test_every_rule_file_named_in_the_paper_exists() -> None:
    named = set(re.findall(r"`((?:cases|tests)/[a-z_/.-]+)`", LAW))
    assert len(named) >= 6
    assert all((Path(__file__).parents[2] / each).exists() for each in named)
