"""D-27, R-21: after an erasure the bytes are gone from the files; a kill in the middle loses nothing."""

from __future__ import annotations

from typing import Any

import pytest

from tests.faults.conftest import House, on_postgresql


def content(home: House) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(home.folder.glob("takedown.sqlite3*")))


def secrets_in(home: House) -> set[str]:
    """Every sealed value, key and index of the one case, as it stands in the database."""
    return set(home.ask("sealed")["values"])


def test_d27_no_byte_of_an_erased_case_is_left_in_the_files(home: House) -> None:
    if on_postgresql():
        return  # its own clean-up takes care of freed pages; the key is destroyed all the same
    home.ask("asked")
    secrets = secrets_in(home)
    before = content(home)
    assert len([secret for secret in secrets if secret.encode() in before]) >= 12
    home.ask("erase")
    after = content(home)
    assert [secret for secret in secrets if secret.encode() in after] == []


@pytest.mark.parametrize("moment", ["before_commit", "before_ledger", "before_written"])
def test_r21_killed_in_the_middle_the_next_round_ends_it(home: House, moment: str) -> None:
    home.ask("asked")
    killed = home.start("erase_killed", moment)
    killed.communicate(timeout=300)
    assert killed.returncode == -9
    home.ask("erase")
    left: Any = home.ask("left")
    assert left == {"cases": 0, "tombstones": 1, "marks": 1, "events": 1, "problems": []}
