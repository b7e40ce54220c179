"""The key ring: what opens, what does not, and what is refused at the start."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.models import keyring
from cases.models.keyring import CannotOpen, KeyRingError


def key(byte: int, size: int = 32) -> str:
    return base64.b64encode(bytes([byte]) * size).decode()


def ring_text(**changes: Any) -> str:
    ring = {"encrypt": [{"id": "k1", "key": key(1)}], "index": key(2), "chain": key(3)}
    return json.dumps({**ring, **changes})


@pytest.fixture
def ring() -> keyring.KeyRing:
    return keyring.parse(ring_text(), source="the test")


@given(st.binary(max_size=300))
def test_what_is_sealed_opens_in_its_place(plain: bytes) -> None:
    ring = keyring.parse(ring_text(), source="the test")
    assert ring.open(ring.seal(plain, place="a|b|c"), place="a|b|c") == plain


def test_the_token_says_version_and_key(ring: keyring.KeyRing) -> None:
    assert ring.seal(b"x", place="p").startswith("1.k1.")


def test_the_same_text_is_never_sealed_alike(ring: keyring.KeyRing) -> None:
    assert ring.seal(b"x", place="p") != ring.seal(b"x", place="p")


def test_it_opens_in_no_other_place(ring: keyring.KeyRing) -> None:
    token = ring.seal(b"x", place="table|column|1")
    with pytest.raises(CannotOpen):
        ring.open(token, place="table|column|2")


@pytest.mark.parametrize(
    "damage", [lambda t: t[:-4] + "AAA=", lambda t: t[:9], lambda t: t + "!", lambda t: ""]
)
def test_damaged_text_does_not_open(ring: keyring.KeyRing, damage: Callable[[str], str]) -> None:
    token = ring.seal(b"some longer text", place="p")
    with pytest.raises(CannotOpen):
        ring.open(damage(token), place="p")


def test_another_version_does_not_open(ring: keyring.KeyRing) -> None:
    with pytest.raises(CannotOpen):
        ring.open("2" + ring.seal(b"x", place="p")[1:], place="p")


def test_a_strange_key_does_not_open(ring: keyring.KeyRing) -> None:
    other = keyring.parse(ring_text(encrypt=[{"id": "k1", "key": key(9)}]), source="the test")
    with pytest.raises(CannotOpen):
        other.open(ring.seal(b"x", place="p"), place="p")


def test_the_first_key_seals_and_all_open(ring: keyring.KeyRing) -> None:
    old = ring.seal(b"x", place="p")
    both = [{"id": "k2", "key": key(7)}, {"id": "k1", "key": key(1)}]
    newer = keyring.parse(ring_text(encrypt=both), source="the test")
    assert newer.open(old, place="p") == b"x"
    assert newer.seal(b"x", place="p").startswith("1.k2.")


def test_a_blind_index_matches_equal_texts_only(ring: keyring.KeyRing) -> None:
    index = ring.blind("a@example.org", purpose="e-mail")
    assert index == ring.blind("a@example.org", purpose="e-mail")
    assert index != ring.blind("b@example.org", purpose="e-mail")
    assert len(index) == 32


def test_a_blind_index_serves_one_purpose(ring: keyring.KeyRing) -> None:
    assert ring.blind("x", purpose="url") != ring.blind("x", purpose="code")


def test_a_blind_index_needs_the_key(ring: keyring.KeyRing) -> None:
    other = keyring.parse(ring_text(index=key(8)), source="the test")
    assert ring.blind("x", purpose="url") != other.blind("x", purpose="url")


def test_a_link_depends_on_what_went_before(ring: keyring.KeyRing) -> None:
    assert ring.link("", "fact") != ring.link("earlier", "fact")
    assert ring.link("", "fact") != ring.link("", "another")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is not a key ring"),
        ("[]", "is not a key ring"),
        ('{"encrypt": []}', "is not a key ring"),
        (ring_text(encrypt=[{"id": "k1", "key": "%%%"}]), "is not a key ring"),
        (ring_text(encrypt=[]), "not 32 bytes"),
        (ring_text(encrypt=[{"id": "k1", "key": key(1, 16)}]), "not 32 bytes"),
        (ring_text(index=key(2, 31)), "not 32 bytes"),
        (ring_text(chain=key(3, 33)), "not 32 bytes"),
        (ring_text(index=key(1)), "same key for two purposes"),
        (ring_text(chain=key(2)), "same key for two purposes"),
        (
            ring_text(encrypt=[{"id": "k1", "key": key(1)}, {"id": "k1", "key": key(4)}]),
            "same key for two purposes",
        ),
    ],
)
def test_a_bad_ring_is_refused_with_one_sentence(text: str, says: str) -> None:
    with pytest.raises(KeyRingError, match=says) as refusal:
        keyring.parse(text, source="TAKEDOWN_KEYS")
    assert str(refusal.value).startswith("TAKEDOWN_KEYS")


@pytest.mark.parametrize("name", ["k.1", ".", ""])
def test_a_key_id_that_would_open_nothing_is_refused(name: str) -> None:
    with pytest.raises(KeyRingError, match="Rename that id, as in k1"):
        keyring.parse(ring_text(encrypt=[{"id": name, "key": key(1)}]), source="the test")


def test_the_secret_key_of_the_program_is_no_key(settings: Any) -> None:
    settings.SECRET_KEY = "s" * 32
    with pytest.raises(KeyRingError, match="same key"):
        keyring.parse(ring_text(chain=base64.b64encode(b"s" * 32).decode()), source="the ring")


def test_a_refusal_never_shows_a_key() -> None:
    with pytest.raises(KeyRingError) as refusal:
        keyring.parse(ring_text(index=key(5, 30)), source="the ring")
    assert key(1) not in str(refusal.value)


def test_a_new_ring_can_be_used(tmp_path: Path) -> None:
    assert keyring.parse(keyring.new_ring(), source="new").encrypt.keys() == {"k1"}
    assert keyring.new_ring() != keyring.new_ring()


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    path = tmp_path / "keys.json"
    path.write_text(ring_text())
    path.chmod(0o600)
    return path


def test_the_ring_is_read_from_its_file(key_file: Path) -> None:
    assert keyring.load(key_file, "").encrypt == {"k1": b"\x01" * 32}


def test_the_environment_goes_before_the_file(key_file: Path) -> None:
    inline = ring_text(encrypt=[{"id": "k9", "key": key(9)}])
    assert keyring.load(key_file, inline).encrypt.keys() == {"k9"}


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_file_that_others_can_read_is_refused(key_file: Path, mode: int) -> None:
    key_file.chmod(mode)
    with pytest.raises(KeyRingError, match="chmod 600"):
        keyring.read_file(key_file)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyRingError, match="is missing"):
        keyring.read_file(tmp_path / "nothing.json")


@pytest.mark.parametrize("mode", [0o700, 0o755])
def test_a_folder_is_no_key_file_and_chmod_is_no_cure(tmp_path: Path, mode: int) -> None:
    tmp_path.chmod(mode)
    with pytest.raises(KeyRingError, match="is a folder"):
        keyring.read_file(tmp_path)


def test_a_file_of_other_bytes_is_refused(key_file: Path) -> None:
    key_file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(KeyRingError, match="is not a key ring"):
        keyring.load(key_file, "")
