"""Names are found however they are typed."""

from __future__ import annotations

import pytest

from cases.rules import names


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("ana", "Ana Example"),
        ("EXAMPLE ana", "Ana Example"),
        ("exa", "Ana Example"),
        ("zoe", "Zoë Nguyễn"),
        ("nguyen zo", "Zoë Nguyễn"),
        ("smith o'ne", "O'Neil-Smith"),
        ("straße", "Strasse"),
        ("neil", "O’Neil"),
        ("oneil", "O'Neil"),
        ("O’Neil", "O'Neil"),
        ("lukasz", "Łukasz"),
        ("Soren", "Søren"),
        ("أحمد", "أَحْمَد"),
    ],
)
def test_the_beginning_of_each_word_is_enough(typed: str, name: str) -> None:
    assert names.fits(names.parts(typed), name)


@pytest.mark.parametrize(("typed", "name"), [("nna", "Ana"), ("ana maria", "Ana"), ("", "Ana"), ("a", "Ana")])
def test_a_word_that_is_not_there_fits_nothing(typed: str, name: str) -> None:
    assert not names.fits(names.parts(typed), name)
