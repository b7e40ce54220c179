"""What the desk says where something is missing or cannot be: words, and never an empty page."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from cases.models import Case
from tests.views.desk import do, read, text_of

MakeCase = Callable[..., Case]


def test_what_is_empty_is_called_by_its_name(as_bo: Client, make_case: MakeCase) -> None:
    case = make_case()
    answer = do(as_bo, "desk_describe", case.reference, 1)
    assert "“What it is” is still empty." in text_of(answer)


@pytest.mark.parametrize("name", ["desk_report", "desk_print", "desk_written"])
def test_an_address_of_a_button_says_so_when_it_is_opened(
    as_bo: Client, make_case: MakeCase, name: str
) -> None:
    """Never an empty page: a browser shows one as a fault of its own."""
    assert "use its buttons" in read(as_bo, name, make_case().reference, status=405)


@pytest.mark.parametrize("name", ["desk.css", "desk-small.css", "desk-sign-in.css"])
def test_nothing_on_the_desk_moves(name: str) -> None:
    """Whoever asked for less motion has nothing to ask for."""
    text = Path(finders.find(f"cases/{name}") or "").read_text()
    assert not re.search("transition|animation|@keyframes|scroll-behavior", text)
