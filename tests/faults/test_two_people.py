"""Four eyes under real processes: nobody is two people, and what was agreed to is spent once (S-30)."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.faults.conftest import House, at_once
from tests.faults.test_locks import together


@pytest.fixture
def asked(home: House) -> House:
    home.ask("seed", 1)
    home.ask("request_two")
    return home


def test_s30_whoever_asked_is_refused_however_often_at_once(asked: House) -> None:
    said = Counter(each["said"] for each in at_once(asked, 6, "agree_as", "di"))
    assert list(said.values()) == [6] and "yourself" in next(iter(said))
    assert asked.ask("agreed") == {"by": None, "given": 0, "state": "active", "broken": []}


def test_s30_of_many_tries_at_once_one_agrees(asked: House) -> None:
    acts = [("agree_as", name) for name in ("deb", "deb", "di", "di", "deb", "bo")]
    said = [each["said"] for each in together(asked, *acts)]
    assert said.count("agreed") == 1
    assert asked.ask("agreed") == {"by": "deb", "given": 1, "state": "closed", "broken": []}


def test_s30_what_two_agreed_to_is_spent_once(asked: House) -> None:
    asked.ask("free_again")
    assert [each["used"] for each in at_once(asked, 6, "spend")].count(True) == 1
