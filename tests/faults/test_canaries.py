"""D-09: what is sealed is readable nowhere: database files, dumps, logs, mail headers, broker messages."""

from __future__ import annotations

import base64
from email import message_from_bytes

import pytest

from tests.faults.conftest import House
from tests.faults.planted import HER_OWN, places, word


def encodings(text: str) -> list[bytes]:
    """A word in clear, in hexadecimal, and in base64 at each of its three offsets."""
    plain = text.encode()
    shifted = [base64.b64encode(b"x" * shift + plain)[4:-4] for shift in range(3)]
    return [plain, plain.hex().encode(), *shifted]


def hits(content: bytes, *, without: tuple[str, ...] = ()) -> list[str]:
    """The places whose word can be found in these bytes."""
    wanted = [place for place in places() if place not in without]
    return [place for place in wanted if any(form in content for form in encodings(word(place)))]


@pytest.fixture
def planted(home: House) -> tuple[House, str]:
    """A house full of planted words, and everything its process said aloud."""
    home.environment |= {"LOG_LEVEL": "DEBUG", "MAIL_URL": f"file://{home.folder}/mail"}
    process = home.start("plant")
    said, log = process.communicate(timeout=300)
    assert process.returncode == 0, log[-2000:]
    found = len(places()) - 1  # code and words open the case together
    assert said.strip().endswith(f'{{"places": {found + 1}, "read_back": {found}}}')
    return home, log


def files(home: House, folder: str = "") -> dict[str, bytes]:
    root = home.folder / folder
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_there_is_a_word_for_every_sealed_field() -> None:
    assert len(places()) == len({word(place) for place in places()}) >= 25


def test_a_planted_word_would_be_found() -> None:
    text = word("case_facts").encode()
    for content in (text, base64.b64encode(b"ab" + text + b"cd"), text.hex().encode()):
        assert hits(b"before " + content + b" after") == ["case_facts"]


def test_what_is_sealed_is_readable_nowhere(planted: tuple[House, str]) -> None:
    home, log = planted
    assert hits(log.encode()) == []
    database = {name: content for name, content in files(home).items() if "mail/" not in name}
    assert {name: hits(content) for name, content in database.items() if hits(content)} == {}
    dumped, complaint = home.start("dump").communicate(timeout=300)
    assert "C00001" in dumped, complaint
    assert hits(dumped.encode()) == []
    broker = files(home, "broker")
    assert broker
    headers_say_nothing(files(home, "mail"))


def headers_say_nothing(mails: dict[str, bytes]) -> None:
    """No mail's head tells anything; a mail to her bears her address and her subject."""
    assert len(mails) >= 4
    hers = [content for content in mails.values() if hits(content.partition(b"\r\n\r\n")[0])]
    for content in mails.values():
        assert hits(content.partition(b"\r\n\r\n")[0], without=HER_OWN) == []
    assert len(hers) == 1
    assert hits(hers[0], without=HER_OWN) == []


def test_a_mail_to_our_own_people_says_nothing_at_all(planted: tuple[House, str]) -> None:
    staff = [
        message
        for message in map(message_from_bytes, files(planted[0], "mail").values())
        if "northgate.example.org" in str(message["To"])
    ]
    assert staff
    for message in staff:
        for part in message.walk():
            assert hits(part.get_payload(decode=True) or b"") == []
