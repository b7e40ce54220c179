"""Lays a notice out: template, stylesheet, fonts, tags, attachment. Runs in the confined child only."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import weasyprint
from django.template.loader import get_template
from weasyprint.text.fonts import FontConfiguration

from cases.documents import Document
from cases.outbound.letter import context
from cases.outbound.packaged import Packaged
from cases.outbound.streams import compress_once
from cases.outbound.xmp import replace_metadata
from cases.rules import wording

STYLE = Path(__file__).with_name("letter.css").read_text(encoding="utf-8")


def lay_out(document: Document, *, draft: bool) -> bytes:
    """The PDF. Nothing in it depends on the clock, the machine's name or the order of a set."""
    notice = document.to_json()
    fonts, fetcher = FontConfiguration(), Packaged()
    style = weasyprint.CSS(string=STYLE, font_config=fonts, url_fetcher=fetcher)
    text = get_template("pdf/letter.html").render(context(notice, draft=draft))
    page = weasyprint.HTML(string=text, url_fetcher=fetcher)
    attached = json.dumps(notice, ensure_ascii=False, indent=1).encode()
    title = f"Removal request {document.reference}"
    made: bytes = page.render(font_config=fonts, stylesheets=[style]).write_pdf(
        finisher=lambda _, pdf: _finish(pdf, title),
        pdf_identifier=hashlib.sha256(attached).hexdigest()[:32].encode(),
        pdf_variant="pdf/a-3a",
        pdf_tags=True,
        attachments=[] if draft else [_attachment(document, attached)],
    )
    return made


def warm_up() -> None:
    """Sets two words of our own, so that types, fonts and the template are read once, not in each child."""
    get_template("pdf/letter.html")
    fonts, fetcher = FontConfiguration(), Packaged()
    style = weasyprint.CSS(string=STYLE, font_config=fonts, url_fetcher=fetcher)
    page = weasyprint.HTML(string='<p class="address">Address<p>Letter', url_fetcher=fetcher)
    page.render(font_config=fonts, stylesheets=[style]).write_pdf()


def _finish(pdf: Any, title: str) -> None:
    replace_metadata(pdf, title=title)
    compress_once(pdf)


def _attachment(document: Document, content: bytes) -> Any:
    """The notice's data, dated like the letter: today's date would make each copy another file."""
    date = document.date or datetime.fromtimestamp(0, UTC)
    return weasyprint.Attachment(
        string=content.decode(),
        name=wording.texts()["frame"]["file"],
        description="This request as data",
        relationship="Data",
        created=date,
        modified=date,
    )
