"""Text made to be slow: read once from left to right, so that nobody can keep a process busy (T10, B-05)."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest

from cases.forms.plain import unfit
from cases.rules import links, lint, pasted, prose, ties, urls
from tests.rules.shipped import SHIPPED

FIELD = 200_000  # B-05: what the field for links takes
LETTER = 65_536  # D-75: the text of a notice
WORK = 6  # seconds of this process's own work: many times what is needed, and far below what was


@pytest.fixture(autouse=True)
def little_work() -> Iterator[None]:
    """Ends the test where it works without end; the regular expressions of Python listen to signals."""

    def over(*_: object) -> None:
        pytest.fail("It was still reading after far too long.")

    before = signal.signal(signal.SIGPROF, over)
    signal.setitimer(signal.ITIMER_PROF, WORK)
    yield
    signal.setitimer(signal.ITIMER_PROF, 0)
    signal.signal(signal.SIGPROF, before)


def filled(unit: str, *, before: str = "", length: int = FIELD) -> str:
    return before + unit * (length // len(unit))


@pytest.mark.parametrize(
    "text",
    [
        filled(".", before="a"),
        filled("..", before="http://a.com/?u=a"),
        filled(",a.com/", before="http://a/"),
        filled("http://a", before="(") + "\x00",
        filled("](http://a.com"),
        filled("www,"),
        filled("www,a,"),
        filled("a。com"),
        filled("https://a.com / "),
        filled("https://a.com/ a"),
        filled("[", length=FIELD // 2) + "." + filled("]", length=FIELD // 2),
        "http://a.com/" + filled("[", length=FIELD // 2) + ":" + filled("]", length=FIELD // 2),
    ],
    ids=[
        "dots",
        "double dots",
        "commas",
        "schemes",
        "markdown",
        "www",
        "www a",
        "stops",
        "apart",
        "torn",
        "nest",
        "nest in a link",
    ],
)
def test_a_whole_field_of_links_is_read_in_one_go_b_05(text: str) -> None:
    assert len(links.read(text, SHIPPED, limit=200).links) <= 200
    assert len(urls.resolve(text, SHIPPED).canonical or "") < pasted.LONGEST


def test_every_bracket_around_a_sign_comes_off_in_pairs() -> None:
    assert pasted.refang("a[[[.]]]b[[:]c[(dot)]d[.]]e[[DOT]]") == "a.b[:c.d.]e."
    assert not pasted.is_defanged(pasted.refang("[[.][.]][[[:]]"))
    assert list(prose.pieces("hxxp[:]//a[[.]]com")) == ["hxxp[:]//a[[.]]com"]


@pytest.mark.parametrize("unit", ["a-", "a.", "(1", "_", "a1", "A" * 1000 + " "])
def test_a_long_letter_is_looked_through_in_one_go_d_75(unit: str) -> None:
    found = lint.blocked({"blocks": [{"text": filled(unit, length=LETTER)}]})
    assert {each.rule for each in found} <= {"base64", "metadata", "private"}


def test_mailboxes_and_pictures_are_looked_for_in_one_go_t_10() -> None:
    assert ties.MAILBOX.findall(filled("a") + " bo@example.org") == ["bo@example.org"]
    assert not unfit(filled("A" * 1000 + " "))


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("See (img)_1.jpg", "image"),
        ("It is at site.example/page", "address"),
        ("Write to anna.b+c@site.example", "private"),
        ("A" * 1001, "base64"),
    ],
)
def test_what_blocks_a_letter_still_blocks_it_d_75(text: str, rule: str) -> None:
    assert rule in {each.rule for each in lint.blocked({"blocks": [{"text": text}]})}


@pytest.mark.parametrize("unit", ["@a", "ab/", "a ; ", "a dot ", "abc/a"])
def test_a_line_without_a_link_is_looked_at_once(unit: str) -> None:
    assert not prose.place_named(filled(unit))
