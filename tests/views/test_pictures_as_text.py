"""A picture written as text is refused and nothing of it is kept, in one line or wrapped into many (V-32)."""

from __future__ import annotations

import base64
import random

import pytest

from cases.forms.plain import carries_picture, unfit, without_pictures
from cases.models import Visit
from tests.person import Browser

WRAPPED = base64.encodebytes(random.Random(1).randbytes(2000)).decode()
LINKS = "\n".join(f"https://site.test/p/{'a' * 60}{number}" for number in range(200))
FINGERPRINTS = "\n".join(f"{number:064x}" for number in range(20))


@pytest.mark.parametrize(
    "text", [f"look data:image/jpeg;base64,{WRAPPED} bye", WRAPPED, WRAPPED.replace("\n", " ")]
)
def test_v32_wrapped_into_lines_it_is_a_picture_all_the_same(text: str) -> None:
    assert carries_picture(text)
    left = without_pictures(text)
    assert not any(line in left for line in WRAPPED.split())


@pytest.mark.parametrize("text", [LINKS, FINGERPRINTS, "word " * 2000, "a-very-long-name-" * 3 + "\n"])
def test_v32_links_fingerprints_and_prose_are_none(text: str) -> None:
    assert not carries_picture(text) and without_pictures(text) == text


@pytest.mark.django_db
def test_v32_no_line_of_it_gets_into_a_draft() -> None:
    her = Browser()
    her.fill(until="pictures")
    her.answer("pictures", description=f"look data:image/jpeg;base64,{WRAPPED}")
    assert "Please do not send pictures." in her.see("/form")
    kept = str(Visit.objects.get().answers)
    assert not any(line in kept for line in WRAPPED.split())


@pytest.mark.django_db
@pytest.mark.parametrize("cut", ["data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAA", "a" * 4_001])
def test_v32_the_page_says_that_it_was_taken_out(cut: str) -> None:
    her = Browser()
    her.fill(until="pictures")
    her.answer("pictures", facts=f"My words before {cut} and after")
    text = her.see("/form")
    assert "My words before  and after" in text
    assert "We took out what looks like a picture. We kept all the rest." in text
    assert "We kept everything you typed." not in text


def test_v32_a_run_of_letters_is_told_what_it_looks_like() -> None:
    assert "Put spaces between the words." in str(unfit("a" * 4_001))
    assert "Put spaces" not in str(unfit("data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAA"))
