"""Our letter against the layout engine used plainly: the same words, and 300 addresses in a table."""

from __future__ import annotations

import random
import string
from datetime import UTC, datetime, timedelta
from html import escape

from benchmarks import Measure, medians, seconds
from cases.documents import Block, Contact, Document, Item, Recipient, Sender, Signature
from cases.outbound import pdf
from cases.outbound.letter import context
from cases.rules import wording

AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
REGIMES = ("us-tida", "uk-osa-u2u")
COLUMNS = ("No.", "Address", "Kind", "Position", "Description", "Altered")
ROUNDS = 3  # the table takes half a minute each time


def measure() -> list[Measure]:
    """The letter with one address and the letter with 300."""
    one = _document(1)
    plain_html, table_html = _plain(one), _table(items := _items(300))
    ours, plain = medians(lambda: pdf.render(one), lambda: _bare(plain_html))
    many = _document(300)
    pairs = [(seconds(lambda: pdf.render(many)), seconds(lambda: _bare(table_html))) for _ in range(ROUNDS)]
    list_, table = (sorted(times)[ROUNDS // 2] for times in zip(*pairs, strict=True))
    lengths = sorted(len(item.url) for item in items)
    return [
        Measure(
            "letter with 1 address / the same words, plainly",
            ours / plain,
            at_most=4,
            detail=f"{ours * 1000:.0f} ms / {plain * 1000:.0f} ms, both warm, median of 9",
        ),
        Measure(
            "table of 300 addresses, plainly / our letter",
            table / list_,
            at_least=15,
            detail=f"{table:.2f} s / {list_:.2f} s, median of {ROUNDS}; "
            f"{lengths[0]} to {lengths[-1]} characters",
        ),
    ]


def _bare(html: str) -> bytes:
    import weasyprint

    made: bytes = weasyprint.HTML(string=html).write_pdf()
    return made


def _items(count: int) -> tuple[Item, ...]:
    """Addresses of 80 to 160 characters, as platforms make them; always the same ones."""
    chance = random.Random(20261123)  # noqa: S311  nothing secret: a repeatable list

    def token(length: int) -> str:
        return "".join(chance.choices(string.ascii_lowercase + string.digits, k=length))

    made = []
    for n in range(1, count + 1):
        start = (
            f"https://clipshare.test/u/{token(9)}/2026/0{n % 9 + 1}/{token(10)}/photo?set={token(6)}&n={n}&s="
        )
        url = start + token(max(0, chance.randint(80, 160) - len(start)))
        made.append(Item(n, url, "video", "00:14 to 01:02", "Adult, indoors, dark hair, blue wall", "no"))
    return tuple(made)


def _document(count: int) -> Document:
    blocks = {
        code: Block(
            **wording.compose(
                code,
                standing="acting_on_behalf",
                affirmed=wording.statements(),
                at=AT,
                relevant_information="The individual did not agree to publication.",
            )
        )
        for code in REGIMES
    }
    return Document(
        reference="4F2AK9-1",
        date=AT,
        regimes=REGIMES,
        items=_items(count),
        blocks=blocks,
        sender=Sender(
            "Northgate Helpline", "12 Quay Row, Exampleton", "desk@northgate.example.org", "+44 1632 960 142"
        ),
        recipient=Recipient("clipshare", "Clipshare Ltd", "removal form", "clipshare.test/report"),
        asks=tuple(wording.asks(REGIMES, at=AT)),
        contact=Contact("reply@northgate.example.org"),
        signature=Signature(
            "Dana Whitfield",
            "Head of Casework",
            wording.capacity(REGIMES, standing="acting_on_behalf"),
            AT - timedelta(minutes=5),
        ),
    )


def _plain(document: Document) -> str:
    """The same visible words as simple HTML: headings, paragraphs, a list, line breaks."""
    given = context(document.to_json(), draft=False)
    notice, frame = given["notice"], given["frame"]
    sender, signature = notice["sender"], notice["signature"]
    cites = "<br>".join(escape(block["cites"]) for block in notice["blocks"].values())
    parts = [
        f"<h2>{escape(sender['organisation'])}</h2><p>{escape(sender['address'])}<br>",
        f"{sender['email']} {sender['phone']}",
        f"<p>{'<br>'.join(map(escape, given['recipient_lines']))}",
        f"<p>Reference {notice['reference']} (please quote it)<br>Date {frame.date}<br>",
        f"Items {len(notice['items'])}, listed in the annex<br>Law {cites}<h1>{escape(frame.heading)}</h1>",
        *(f"<p>{escape(each)}" for each in frame.paragraphs),
        "<ol>",
        *(f"<li>{escape(each)}" for each in frame.asks),
        "</ol>",
        *(
            f"<h3>{block['heading']}</h3><p>{escape(' '.join(each['text'] for each in block['parts']))}"
            for block in given["blocks"]
        ),
        f"<h3>{given['contact_heading']}</h3><p>{escape(frame.contact)}",
        f"<p>{escape(signature['name'])}<br>{escape(frame.signed)}<br>{escape(frame.role)}",
        f'<h2 style="break-before: page">{escape(frame.annex_heading)}</h2><p>{escape(frame.annex_intro)}',
        *(
            f"<p><b>{item['n']} {escape(item['url'])}</b><br>"
            + "<br>".join(f"{fact['label']} {escape(fact['text'])}" for fact in item["facts"])
            for item in given["items"]
        ),
        f"<p>{escape(frame.annex_end)}",
    ]
    return "".join(parts)


def _table(items: tuple[Item, ...]) -> str:
    """What one would write first: one row for each item, the columns finding their widths themselves."""
    head = "".join(f"<th>{column}</th>" for column in COLUMNS)
    rows = "".join(
        f"<tr><td>{item.n}</td><td>{escape(item.url)}</td><td>{item.kind}</td><td>{item.position}</td>"
        f"<td>{item.description}</td><td>{item.altered}</td></tr>"
        for item in items
    )
    return f"<style>td {{ overflow-wrap: anywhere }}</style><table><tr>{head}</tr>{rows}</table>"
