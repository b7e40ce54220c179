"""The file itself: archive standard, tags, metadata, attachment, the same bytes every time."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import subprocess
import sys
from datetime import timedelta
from functools import cache

import pikepdf
import pytest

from cases.documents import Authority, Contact
from cases.outbound import pdf
from tests.papers import AT, letter, opened, read, squeezed

PROGRAM = """
import django
django.setup()
from cases.documents import Authority, Contact
from cases.outbound import pdf
from tests.papers import letter
import hashlib
print(hashlib.sha256(pdf.render(letter("us-tida", "uk-osa-u2u"))).hexdigest())
"""


@cache
def plain() -> bytes:
    return pdf.render(letter("us-tida", "uk-osa-u2u"))


@pytest.fixture
def document():
    with opened(plain()) as each:
        yield each


def elements(node) -> list[pikepdf.Dictionary]:
    """Every structure element below one."""
    kids = node.get("/K", [])
    found = []
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            found += [kid, *elements(kid)]
    return found


def test_two_renderings_are_the_same_bytes():
    assert pdf.render(letter("us-tida", "uk-osa-u2u")) == plain()


def test_another_process_makes_the_same_bytes():
    environment = {"PYTHONHASHSEED": "7", "DJANGO_SETTINGS_MODULE": "takedown.settings", "TZ": "Asia/Tokyo"}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == hashlib.sha256(plain()).hexdigest()


def test_another_notice_has_another_identifier(document):
    with opened(pdf.render(letter("us-tida"))) as other:
        assert other.trailer.ID[0] != document.trailer.ID[0]


def test_its_metadata_is_a_title_and_nothing_else(document):
    assert dict(document.docinfo) == {"/Title": "Removal request 4F2AK9-1"}


def test_it_names_no_program_and_no_author(document):
    xmp = document.Root.Metadata.read_bytes().decode()
    assert "WeasyPrint" not in xmp
    assert not any(word in xmp for word in ("creator", "Producer", "CreateDate", "Creator"))
    assert b"WeasyPrint" not in plain()


def test_a_title_with_markup_keeps_the_metadata_readable():
    with opened(pdf.render(letter(reference="<&>"))) as odd, odd.open_metadata() as metadata:
        assert metadata["dc:title"] == "Removal request <&>"


def test_it_declares_the_archive_standard_with_accessibility(document):
    with document.open_metadata() as metadata:
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
        assert metadata["pdfuaid:part"] == "1"


def test_it_describes_its_colours_and_its_language(document):
    assert document.Root.OutputIntents[0].S == "/GTS_PDFA1"
    assert str(document.Root.Lang) == "en-GB"


def test_it_is_tagged(document):
    assert document.Root.MarkInfo.Marked
    assert document.Root.ViewerPreferences.DisplayDocTitle
    assert document.Root.StructTreeRoot.K[0].S == "/Document"


def test_headings_paragraphs_and_lists_are_tagged_as_such(document):
    kinds = [str(each.S) for each in elements(document.Root.StructTreeRoot.K[0])]
    assert kinds.count("/H1") == 1
    assert kinds.count("/H2") == 4
    assert kinds.count("/L") == 2
    assert kinds.count("/LI") == 3 + 2
    assert "/Table" not in kinds


def test_everything_on_a_page_belongs_to_a_tag_or_is_an_artifact(document):
    for page in document.pages:
        depth = 0
        for _, operator in pikepdf.parse_content_stream(page):
            depth += {"BDC": 1, "BMC": 1, "EMC": -1}.get(str(operator), 0)
            assert str(operator) != "TJ" or depth > 0
        assert depth == 0


def test_every_font_is_embedded_and_comes_from_the_package(document):
    for page in document.pages:
        for font in page.Resources.Font.values():
            described = font.DescendantFonts[0].FontDescriptor
            assert "/FontFile2" in described or "/FontFile3" in described
            assert str(font.BaseFont).rpartition("+")[2].startswith(("Letter", "Address", "Source"))


def test_it_has_no_link_no_script_and_no_form(document):
    assert not any("/Annots" in page for page in document.pages)
    assert not {"/AcroForm", "/OpenAction", "/AA", "/URI"} & set(document.Root.keys())
    assert b"/JavaScript" not in plain()


def test_it_draws_no_picture(document):
    assert all("/XObject" not in page.Resources or not page.Resources.XObject for page in document.pages)


def test_it_is_a4(document):
    for page in document.pages:
        assert [round(float(each)) for each in page.MediaBox] == [0, 0, 595, 842]


def test_its_attachment_is_data_dated_like_the_letter(document):
    (described,) = document.Root.AF
    assert described.AFRelationship == "/Data"
    assert str(described.UF) == "notice.json"
    assert described.EF.F.Subtype == "/application/json"
    assert (
        str(described.EF.F.Params.ModDate) == str(described.EF.F.Params.CreationDate) == "D:20261123100000Z"
    )


def test_a_draft_carries_no_attachment():
    with opened(pdf.render(letter(date=None), draft=True)) as draft:
        assert len(draft.attachments) == 0


def test_an_undated_letter_still_gives_the_same_bytes():
    undated = letter(date=None)
    assert pdf.render(undated) == pdf.render(undated)


def test_a_draft_says_so_on_every_page():
    with opened(pdf.render(letter(), draft=True)) as draft:
        pages = len(draft.pages)
    assert read(pdf.render(letter(), draft=True)).count("Draft, not sent.") == pages


def test_a_draft_says_who_will_sign_and_when_the_date_comes():
    unsigned = dataclasses.replace(letter().signature, signed_at=None)
    text = read(pdf.render(letter(date=None, signature=unsigned), draft=True))
    assert "Signed by Dana Whitfield when approved" in text
    assert "set when sent" in text


def test_a_draft_marks_a_missing_sentence_in_its_place():
    lines = read(pdf.render(letter(facts=""), draft=True)).splitlines()
    gap = lines.index("One sentence is missing here")
    assert "is not consensual." in " ".join(lines[gap - 2 : gap])


def test_a_letter_that_is_sent_marks_nothing():
    text = read(pdf.render(letter(facts="")))
    assert "missing" not in text


def test_a_draft_marks_the_item_without_an_address():
    items = (dataclasses.replace(letter().items[0], url=""),)
    assert "Missing here: The exact address of each item" in read(pdf.render(letter(items=items), draft=True))


def test_a_draft_marks_a_missing_contact_and_a_missing_signature():
    nobody = dataclasses.replace(letter().signature, name="", signed_at=None)
    text = squeezed(pdf.render(letter(contact=Contact(), signature=nobody), draft=True))
    assert "Missinghere:Ane-mailaddressforreplies" in text
    assert "Missinghere:Asignature:atypednamecounts" in text


def test_a_draft_marks_missing_authority_in_the_block():
    text = squeezed(pdf.render(letter("uk-gdpr-17", authority=Authority()), draft=True))
    assert "Missinghere:Theauthoritytoactfortheperson" in text


def test_a_draft_without_items_marks_their_absence():
    assert "Missinghere:Theexactaddressofeachitem" in squeezed(pdf.render(letter(items=()), draft=True))


def test_what_is_signed_is_part_of_the_bytes():
    later = dataclasses.replace(letter().signature, signed_at=AT + timedelta(seconds=1))
    assert pdf.render(letter("us-tida", "uk-osa-u2u", signature=later)) != plain()
