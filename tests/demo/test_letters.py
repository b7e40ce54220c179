"""What the letters of the demo must hold."""

from __future__ import annotations

import json
import re
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import pikepdf

from cases.rules import lint, regime, validity
from tests.demo.evening import Evening, instant

PERIOD = timedelta(hours=48)


def test_every_notice_left_as_a_pdf(evening: Evening) -> None:
    assert all(evening.pdf(number).is_file() for number in (1, 2, 3, 4))


def test_a_chaser_left_for_each_late_notice(evening: Evening) -> None:
    assert [path.name for path in sorted(evening.out.glob("*-chaser.pdf"))] == [
        evening.pdf(1, "-chaser").name,
        evening.pdf(3, "-chaser").name,
    ]


def test_a_summary_left_for_each_filing(evening: Evening) -> None:
    assert evening.pdf(1, "-summary").is_file()
    assert evening.pdf(3, "-summary").is_file()


def test_nothing_else_left_as_a_pdf(evening: Evening) -> None:
    assert len(evening.pdfs()) == 8


def test_every_pdf_can_be_opened(evening: Evening) -> None:
    for path in evening.pdfs():
        with pikepdf.open(path) as pdf:
            assert len(pdf.pages) >= 1, path.name


def paper(path: Path) -> dict[str, Any]:
    """The letter's own data, attached to the PDF."""
    with pikepdf.open(path) as pdf:
        return json.loads(pdf.attachments["notice.json"].get_file().read_bytes())


def words(path: Path) -> str:
    ended = subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True
    )
    return ended.stdout


def test_every_pdf_carries_its_own_data(evening: Evening) -> None:
    for path in evening.pdfs():
        assert paper(path)["schema"] == "takedown-notice/1", path.name


def test_the_file_name_is_the_reference_in_the_letter(evening: Evening) -> None:
    for path in evening.pdfs():
        assert path.stem.startswith(paper(path)["reference"]), path.name


def test_the_letter_names_its_reference(evening: Evening) -> None:
    for path in evening.pdfs():
        assert paper(path)["reference"] in words(path), path.name


def test_a_letter_lists_the_links_of_its_platform_and_no_other(evening: Evening) -> None:
    urls = [item["url"] for item in paper(evening.pdf(3))["items"]]
    assert urls == ["https://photoline.test/p/4821", "https://photoline.test/p/4822"]


def test_links_pasted_twice_are_asked_for_once(evening: Evening) -> None:
    urls = [item["url"] for item in paper(evening.pdf(2))["items"]]
    assert urls == ["https://clipshare.test/v/9f3k2", "https://clipshare.test/v/71bd0"]


def test_a_letter_carries_both_laws_of_48_hours(evening: Evening) -> None:
    for number in (1, 2, 3, 4):
        assert {"us-tida", "uk-osa-u2u"} <= set(paper(evening.pdf(number))["regimes"])


def test_nothing_is_missing_under_any_law(evening: Evening) -> None:
    for number in (1, 2, 3, 4):
        letter = paper(evening.pdf(number))
        assert not [each for code in letter["regimes"] for each in validity.missing(regime.get(code), letter)]


def test_no_letter_says_what_it_may_not(evening: Evening) -> None:
    for path in evening.pdfs():
        assert not lint.blocked(paper(path), private=["Ana Example", "Bo", "Di"]), path.name


def test_no_letter_names_the_person_or_a_colleague(evening: Evening) -> None:
    for path in evening.pdfs():
        assert not re.search(r"\b(Ana|Bo|Di)\b", words(path)), path.name


def test_the_organisation_signs(evening: Evening) -> None:
    for path in evening.pdfs():
        assert paper(path)["signature"]["name"] == "Dana Whitfield", path.name


def test_the_reappearance_cites_the_notice_before(evening: Evening) -> None:
    letter = paper(evening.pdf(4))
    assert letter["variant"] == "reappearance"
    assert letter["earlier"]["reference"] == f"{evening.reference}-2"


def test_the_reappearance_asks_for_the_one_link_that_is_back(evening: Evening) -> None:
    assert [item["url"] for item in paper(evening.pdf(4))["items"]] == ["https://clipshare.test/v/9f3k2"]


def test_the_chaser_says_when_the_period_ended_and_when_we_looked(evening: Evening) -> None:
    letter = paper(evening.pdf(3, "-chaser"))
    assert letter["variant"] == "chaser"
    ended, looked = (instant(letter["earlier"][name]) for name in ("due_at", "checked_at"))
    assert ended == (evening.at("received", "photoline") + PERIOD).replace(microsecond=0)
    assert looked == evening.at("confirmed_live", "photoline").replace(microsecond=0)
