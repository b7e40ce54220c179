"""Long passwords that are guessed at once, and long ones that are not (S-02)."""

from __future__ import annotations

import pytest

from cases.rules.passwords import is_guessable

COMMON = {"password", "iloveyou", "sunshine1", "dragon"}
KNOWN = {"northgate", "miller"}


@pytest.mark.parametrize(
    "password",
    [
        "aaaaaaaaaaaa", "a" * 128, "123456789012", "098765432109", "123412341234", "passwordpassword",
        "Password2026!", "northgate2026", "2026Northgate!!", "miller.......", "qwertyuiopqwertyuiop",
        "abcdefghijklmnop", "dragondragondragon", "zyxwvutsrqponm", "131313131313",
    ],
)  # fmt: skip
def test_s02_a_password_that_is_next_to_nothing(password: str) -> None:
    assert is_guessable(password, COMMON, KNOWN)


@pytest.mark.parametrize(
    "password",
    [
        "four words nobody knows", "northgate harbour pelican", "839201746558", "dragon sunshine lamp post",
        "пароль из пяти слов", "xK9#mPq2vLw8", "miller’s seven blue tables",
    ],
)  # fmt: skip
def test_s02_any_other_long_one_is_fine(password: str) -> None:
    assert not is_guessable(password, COMMON, KNOWN)
