"""platforms: what people paste around, into and instead of a link (canonical form, first part)."""

from __future__ import annotations

import pytest

from cases.rules.pasted import LONGEST
from tests.rules.shipped import ask, canonical, error

PAGE = "https://example.org/a"


@pytest.mark.parametrize(
    "wrap",
    [
        " {} ",
        "\t{}\r\n",
        "\u00a0{}\u3000",
        '"{}"',
        "'{}'",
        "“{}”",
        "‘{}’",
        "«{}»",
        "<{}>",
        '<"{}">',
        "` {} `",
        "\x00{}\x1f",
    ],
)
def test_it_strips_what_surrounds_a_link(wrap: str):
    assert canonical(wrap.format(PAGE)) == PAGE


@pytest.mark.parametrize(
    "invisible",
    [
        "\t",
        "\n",
        "\r",
        "\u00ad",
        "\u061c",
        "\u180e",
        "\u200b",
        "\u200c",
        "\u200d",
        "\u200e",
        "\u200f",
        "\u202a",
        "\u202b",
        "\u202c",
        "\u202d",
        "\u202e",
        "\u2060",
        "\u2066",
        "\u2067",
        "\u2068",
        "\u2069",
        "\ufeff",
    ],
)
def test_it_removes_characters_nobody_sees(invisible: str):
    assert canonical(f"{invisible}https://exam{invisible}ple.org/{invisible}a{invisible}") == PAGE


@pytest.mark.parametrize(
    "text",
    [
        "hxxps://example.org/a",
        "HXXPS://example.org/a",
        "https[:]//example.org/a",
        "hxxps[:]//example[.]org/a",
        "https://example(dot)org/a",
        "https://example(DOT)org/a",
        "https://example[dot]org/a",
        "example[.]org/a",
        ' "hxxps[:]//example[.]org/a"',
    ],
)
def test_it_undoes_defanging(text: str):
    assert canonical(text) == PAGE


def test_it_undoes_http_defanging_without_making_it_https():
    assert canonical("hxxp://example[.]org/a") == "http://example.org/a"


def test_it_undoes_defanging_inside_a_link_defanged_at_its_start():
    text = "hxxps[:]//web[.]archive[.]org/web/2026/hxxps[:]//example[.]org/a"
    assert canonical(text) == "https://web.archive.org/web/2026/https://example.org/a"


def test_it_leaves_hxxp_alone_inside_a_link_that_was_not_defanged():
    assert canonical("https://example.org/hxxp://x") == "https://example.org/hxxp://x"


def test_encoded_brackets_never_turn_into_defanging():
    assert canonical("https://example.org/[%2e]x") == "https://example.org/[%2E]x"


@pytest.mark.parametrize(
    "text", ["example.org/a", "//example.org/a", "\\\\example.org\\a", "https:example.org/a"]
)
def test_no_scheme_means_https(text: str):
    assert canonical(text) == PAGE


@pytest.mark.parametrize("text", ["", " ", "\u200b", "<>", '""', "\ufeff\u202e\n"])
def test_it_refuses_an_empty_text(text: str):
    assert error(text) == "There is no link here. Paste the full link."


def test_it_reads_a_link_of_the_greatest_length():
    text = PAGE + "a" * (LONGEST - len(PAGE))
    assert canonical(f" {text}\n") == text


def test_it_refuses_a_link_one_character_longer():
    assert "longer than 8,192 characters" in error(PAGE + "a" * (LONGEST - len(PAGE) + 1))


def test_it_refuses_a_link_that_is_too_long_once_encoded():
    assert "too long" in error(PAGE + "é" * 3000)


@pytest.mark.parametrize("text", ["\ud800", "https://example.org/\udcff", "https://ex\udfffample.org/"])
def test_it_refuses_what_is_not_text(text: str):
    assert error(text) == "Part of this text cannot be read. Copy the link again and paste it."


@pytest.mark.parametrize("text", [" https://EXAMPLE.org ", "nonsense", "", "\ud800", "hxxps[:]//x[.]test"])
def test_the_input_is_always_the_text_as_pasted(text: str):
    assert ask(text).input == text
