"""What can be read back from the pages, exactly."""

from __future__ import annotations

import dataclasses
import json
from functools import cache

import pytest

from cases.documents import Block, Contact, Earlier, Item, Recipient, Sender, Signature
from cases.outbound import pdf
from tests.papers import FACTS, ITEMS, block, letter, lines, opened, read, squeezed

LONG = "https://clipshare.test/" + "abc-DEF_0/?Il1&" * 130
HARD = [
    "https://clipshare.test/office/fi-ffi-fl-ffl?ff=ft&tt=Th",
    "https://clipshare.test/a%20b?x=<b>&amp;y='\"#frag",
    "https://clipshare.test/0OoIl1|~^`{}[]",
    "https://clipshare.test/-—–‐‑",
    "https://user@clipshare.test:8443/é/ж/Ω?q=你好",
]


@cache
def plain() -> bytes:
    return pdf.render(letter("us-tida", "uk-osa-u2u"))


def item(number: int, url: str, description: str = "Adult") -> Item:
    return Item(number, url, "photo", "", description, "no")


def pages(rendered: bytes) -> list[str]:
    """The text of each page."""
    with opened(rendered) as document:
        return ["\n".join(lines(page)) for page in document.pages]


def test_it_says_every_sentence_of_every_block():
    text = squeezed(plain())
    for each in letter("us-tida", "uk-osa-u2u").blocks.values():
        for sentence in each.sentences.values():
            assert "".join(sentence.split()) in text


def test_it_says_heading_asks_contact_and_signature():
    text = read(plain())
    assert "Request to remove intimate images shared without consent" in text
    assert "confirm receipt, with your own reference number, and tell us the outcome for each item." in text
    assert "Signed electronically by Dana Whitfield on 23 November 2026 at 09:55:00 UTC" in text


def test_it_says_to_whom_and_by_which_way():
    text = read(plain())
    assert text.index("Northgate Helpline") < text.index("Clipshare Ltd")
    assert "By removal form: clipshare.test/report" in text


def test_the_head_is_read_label_by_label():
    lines = read(plain()).splitlines()
    assert lines[lines.index("Reference") + 1] == "4F2AK9-1"
    assert lines[lines.index("Date") + 1] == "23 November 2026, 10:00 UTC"


def test_every_law_is_cited_once_in_the_head():
    text = read(plain())
    assert text.count("47 U.S.C. 223a (US)") == 1
    assert text.count("Online Safety Act 2023, s. 20A (UK)") == 1


@pytest.mark.parametrize("url", HARD)
def test_a_difficult_address_is_read_back_exactly(url):
    assert f"1{url}Kind" in squeezed(pdf.render(letter(items=[item(1, url)])))


def test_an_address_of_two_thousand_characters_is_read_back_exactly():
    url = LONG[:2000]
    assert f"1{url}Kind" in squeezed(pdf.render(letter(items=[item(1, url)])))


def test_addresses_in_a_long_list_are_read_back_exactly():
    items = [item(n, f"https://clipshare.test/{n}/" + "fi0-Il" * (n % 20)) for n in range(1, 41)]
    text = squeezed(pdf.render(letter(items=items)))
    assert all(f"{each.n}{each.url}Photo;Adult;Altered" in text for each in items)


def test_text_before_it_does_not_decide_how_an_address_is_read():
    odd = dataclasses.replace(ITEMS[0], description="co\u2010op \u2212 \u00b5 \u2126 dark\u00a0hair")
    url = "https://clipshare.test/a-b-c/µ"
    text = squeezed(pdf.render(letter(items=[odd, item(2, url)], facts="well\u2010known\u00a0facts")))
    assert f"2{url}Kind" in text


def test_an_item_stays_on_one_page():
    items = [item(n, f"https://clipshare.test/{n}/" + "a" * 400) for n in range(1, 13)]
    for text in pages(pdf.render(letter(items=items)))[1:]:
        assert text.count("https://") == text.count("Description")


def test_an_item_of_a_long_list_stays_on_one_page():
    items = [item(n, f"https://clipshare.test/{n}/" + "a" * 400) for n in range(1, 60)]
    for text in pages(pdf.render(letter(items=items)))[1:]:
        assert text.count("https://") == text.count("; Adult; Altered")


@pytest.mark.parametrize("count", [1, 14], ids=["short list", "long list"])
def test_an_endless_address_begins_under_the_heading_of_the_annex(count):
    endless = [Item(n, f"https://clipshare.test/{n}{'x' * 7950}", "video") for n in range(1, count + 1)]
    with opened(pdf.render(letter(items=endless))) as document:
        said = [" ".join(lines(page)) for page in document.pages]
    assert "https://clipshare.test/1xxx" in next(page for page in said if "Annex:" in page)


def test_the_last_line_never_stands_alone_on_a_page():
    for count in range(6, 9):
        last = pages(
            pdf.render(letter(items=[item(n, f"https://clipshare.test/{n}") for n in range(1, count)]))
        )[-1]
        assert "https://" in last


@pytest.mark.parametrize(
    "regimes", [("us-tida",), ("us-tida", "uk-osa-u2u"), ("eu-dsa-16",), ("uk-gdpr-17",)]
)
def test_a_letter_is_one_page_and_its_annex(regimes):
    assert len(pages(pdf.render(letter(*regimes)))) == 2


def test_four_laws_flow_to_a_second_page_between_two_blocks():
    first, second, annex = pages(pdf.render(letter("us-tida", "uk-osa-u2u", "eu-dsa-16", "uk-gdpr-17")))
    assert second.startswith("United Kingdom, data protection")
    assert "Signed electronically" in second
    assert annex.startswith("Annex")
    assert first.count("Page 1 of 3") == 1


def test_each_page_says_whose_letter_it_is_and_its_number():
    for number, text in enumerate(pages(plain()), 1):
        assert "Northgate Helpline, reference 4F2AK9-1" in text
        assert f"Page {number} of 2" in text


def test_markup_in_any_field_stays_text():
    evil = "<script>x</script><img src=file:///etc/passwd>&lt;b&gt;"
    hostile = letter(
        items=[Item(1, f"https://clipshare.test/{evil}", evil, evil, evil, evil)],
        sender=Sender(evil, evil, evil, evil),
        recipient=Recipient(evil, evil, evil, evil),
        blocks={"us-tida": Block(evil, evil, {"opening": evil})},
        signature=Signature(evil, evil, evil, letter().signature.signed_at),
        contact=Contact(evil, evil, evil),
        reference=evil,
        asks=(evil,),
    )
    assert squeezed(pdf.render(hostile)).count("".join(evil.split())) >= 15


def test_template_and_stylesheet_syntax_stays_text():
    facts = "{% include 'x' %} {{ notice }} } * { display: none"
    assert "{%include'x'%}{{notice}}}*{display:none" in squeezed(pdf.render(letter(facts=facts)))


def test_right_to_left_text_is_read_back():
    arabic = "شخص بالغ في غرفة"
    text = read(pdf.render(letter(items=[item(1, "https://clipshare.test/1", arabic)])))
    assert sorted("".join(arabic.split())) == sorted(
        each for each in "".join(text.split()) if "\u0600" <= each <= "\u06ff"
    )


def test_an_emoji_is_read_back():
    assert "😀" in read(pdf.render(letter(items=[item(1, "https://clipshare.test/1", "Adult 😀")])))


@pytest.mark.parametrize("sign", ["\u202e", "\u2066", "\x07", "\u00ad", "\u200b"])
def test_signs_that_steer_the_text_are_made_visible(sign):
    text = squeezed(pdf.render(letter(items=[item(1, "https://clipshare.test/1", f"Adult{sign}man")])))
    assert f"Adult[U+{ord(sign):04X}]man" in text


def test_a_description_cannot_pretend_to_be_another_item():
    items = [item(n, f"https://clipshare.test/{n}") for n in range(1, 20)]
    items[3] = item(4, "https://clipshare.test/4", "Adult\n99\thttps://other.test/")
    assert "Photo; Adult 99 https://other.test/; Altered" in read(pdf.render(letter(items=items)))


def test_a_fact_nobody_gave_has_no_line():
    assert "Position" not in read(pdf.render(letter(items=[item(1, "https://clipshare.test/1")])))


def test_altered_is_said_according_to_the_person():
    one = [Item(1, "https://clipshare.test/1", altered="yes")]
    assert "According to the person depicted, yes" in read(pdf.render(letter(items=one)))


def test_a_chaser_repeats_no_declaration():
    text = read(pdf.render(letter("us-tida", "uk-osa-u2u", variant="chaser", earlier=Earlier("4F2AK9-0"))))
    assert "I declare" not in text
    assert "good faith belief" not in text
    assert "47 U.S.C. 223a (US)" in text


def test_a_summary_is_addressed_to_nobody_and_repeats_no_declaration():
    told = letter(variant="summary", earlier=Earlier("4F2AK9-0", outcomes={"1": "Removed, seen today"}))
    text = read(pdf.render(told))
    assert "By removal form" not in text
    assert "good faith belief" not in text
    assert "Removed, seen today" in text


def test_the_plain_text_says_the_same_sentences():
    text = "".join(pdf.text(letter("us-tida", "uk-osa-u2u")).split())
    for code in ("us-tida", "uk-osa-u2u"):
        assert "".join(" ".join(block(code).sentences.values()).split()) in text


def test_the_plain_text_keeps_each_address_on_one_line():
    url = LONG[:1500]
    assert f"1. {url}" in pdf.text(letter(items=[item(1, url)])).splitlines()


def test_the_plain_text_wraps_everything_else():
    lines = pdf.text(letter("us-tida", "uk-osa-u2u", "eu-dsa-16")).splitlines()
    assert max(len(line) for line in lines if "https://" not in line) <= 76


def test_the_plain_text_is_not_escaped():
    assert "<b> & 'x'" in pdf.text(letter(facts="<b> & 'x'"))


def test_the_facts_are_there_once_for_each_law_that_asks_for_them():
    text = squeezed(pdf.render(letter("us-tida", "uk-osa-u2u", "eu-dsa-16")))
    assert text.count("".join(FACTS.split())) == 2


def test_the_attachment_is_the_notice():
    with opened(plain()) as document:
        attached = json.loads(document.attachments["notice.json"].get_file().read_bytes())
    assert attached == letter("us-tida", "uk-osa-u2u").to_json()
