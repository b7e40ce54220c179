"""manage.py resolve: one answer per line, without a database."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command


def run(monkeypatch: pytest.MonkeyPatch, pasted: bytes, *options: str) -> str:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(pasted)))
    out = io.StringIO()
    call_command("resolve", *options, stdout=out)
    return out.getvalue()


def answers(monkeypatch: pytest.MonkeyPatch, pasted: bytes) -> list[dict]:
    return [json.loads(line) for line in run(monkeypatch, pasted, "--json").splitlines()]


def test_it_answers_with_four_keys_in_order(monkeypatch):
    (answer,) = answers(monkeypatch, b"youtu.be/AbC\n")
    assert list(answer.items()) == [
        ("input", "youtu.be/AbC"),
        ("platform", "youtube"),
        ("canonical", "https://youtube.com/watch?v=AbC"),
        ("error", None),
    ]


def test_it_answers_every_line_in_order(monkeypatch):
    pasted = b"https://example.org/a\r\n\nnonsense\n\x0b\x85\n youtu.be/AbC"
    assert [answer["input"] for answer in answers(monkeypatch, pasted)][:3] == [
        "https://example.org/a",
        "",
        "nonsense",
    ]
    assert len(answers(monkeypatch, pasted)) == 5


def test_no_input_is_no_answer(monkeypatch):
    assert run(monkeypatch, b"", "--json") == ""


def test_a_line_with_an_error_has_its_sentence(monkeypatch):
    (answer,) = answers(monkeypatch, b"javascript:alert(1)\n")
    assert (answer["platform"], answer["canonical"]) == (None, None)
    assert answer["error"].startswith("Only links that start with")


def test_bytes_that_are_not_text_are_an_error_of_their_line(monkeypatch):
    first, second = answers(monkeypatch, b"https://example.org/\xff\nexample.org\n")
    assert first["error"] == "Part of this text cannot be read. Copy the link again and paste it."
    assert second["canonical"] == "https://example.org/"


def test_it_writes_for_a_person_too(monkeypatch):
    assert run(monkeypatch, b"youtu.be/AbC\nexample.org\nlocalhost\n").splitlines() == [
        "youtu.be/AbC",
        "  https://youtube.com/watch?v=AbC",
        "  youtube",
        "example.org",
        "  https://example.org/",
        "  other website",
        "localhost",
        "  This link leads to a private network, not to a public site. Paste the public link.",
    ]


def test_a_terminal_never_gets_a_control_sequence(monkeypatch):
    written = run(monkeypatch, b"archive.org/\x1b[31m\xff\narchive.org/\x1b[31m\n")
    assert "\x1b" not in written and "\\x1b[31m\\udcff" in written


def test_an_overlay_adds_platforms(monkeypatch, settings, tmp_path: Path):
    settings.PLATFORM_OVERLAY = tmp_path / "own.json"
    settings.PLATFORM_OVERLAY.write_text(json.dumps([{"slug": "own", "domains": ["clipshare.test"]}]))
    (answer,) = answers(monkeypatch, b"clipshare.test/v/1\n")
    assert answer["platform"] == "own"


def test_a_bad_overlay_stops_with_a_sentence(monkeypatch, settings, tmp_path: Path):
    settings.PLATFORM_OVERLAY = str(tmp_path / "own.json")
    with pytest.raises(CommandError, match="cannot be opened"):
        run(monkeypatch, b"")
