"""Fingerprints as text, and when two pictures look the same (V-33, B-13, N2, N3)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cases.rules.fingerprints import (
    DECLARED,
    Fingerprint,
    Kept,
    Unreadable,
    distance,
    grouped,
    read,
    same_picture,
)

PDQ = "f0" * 32
SHA = "9b" * 32
LINE = f"PDQ {PDQ} quality 97 SHA-256 {SHA}"
AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def pdq(digits: str = PDQ, quality: int = 97) -> Fingerprint:
    return Fingerprint("pdq", digits, quality)


def turned(digits: str, bits: int) -> str:
    """The same digits with the lowest so many bits turned over."""
    return f"{int(digits, 16) ^ ((1 << bits) - 1):064x}"


def why(text: str) -> str:
    with pytest.raises(Unreadable) as caught:
        read(text)
    return str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        LINE,
        LINE.upper(),
        f"pdq: {PDQ}, quality: 97; sha256: {SHA}",
        f"PDQ={PDQ} 97 SHA256={SHA}",
        f"\n  {LINE}  \n\n",
        f"{LINE}\n{LINE}",
    ],
)
def test_a_line_is_a_picture(text: str) -> None:
    assert read(text) == [(pdq(), Fingerprint("sha256", SHA))]


@pytest.mark.parametrize("digits", ["0" * 16, "aB" * 16, "F" * 64, "9" * 128])
def test_v33_bare_digits_of_16_to_128_are_taken(digits: str) -> None:
    assert read(digits) == [(Fingerprint("other", digits.lower()),)]


@pytest.mark.parametrize(
    "text",
    ["0" * 15, "0" * 129, "g" * 64, "my picture", "PDQ", f"{PDQ} PDQ", "97", "../etc/passwd", "٣" * 64],
)
def test_v33_anything_else_is_one_clear_sentence(text: str) -> None:
    assert why(text).startswith("Line 1: this is not a fingerprint.")


def test_the_sentence_names_the_line() -> None:
    assert why(f"{LINE}\n{SHA}\nmy holiday").startswith("Line 3:")


@pytest.mark.parametrize("label", ["PDQ", "SHA-256"])
@pytest.mark.parametrize("count", [63, 65])
def test_a_known_kind_has_64_digits(label: str, count: int) -> None:
    assert f"This one has {count}." in why(f"{label} {'a' * count}")


@pytest.mark.parametrize(("quality", "taken"), [(0, False), (49, False), (50, True), (100, True)])
def test_n3_a_picture_of_quality_below_50_is_refused(quality: int, taken: bool) -> None:
    text = f"PDQ {PDQ} quality {quality}"
    if taken:
        assert read(text) == [(pdq(quality=quality),)]
    else:
        assert why(text) == "Line 1: this picture has too little detail for a safe match."


def test_b13_twenty_pictures_at_a_time() -> None:
    assert len(read("\n".join(f"{n:064x}" for n in range(20)))) == 20


def test_b13_the_twenty_first_is_too_many() -> None:
    assert (
        why("\n".join(f"{n:064x}" for n in range(21)))
        == "There are 21 pictures here. Send up to 20 at a time."
    )


def test_the_distance_counts_bits() -> None:
    assert distance(PDQ, PDQ) == 0
    assert distance(PDQ, turned(PDQ, 31)) == 31
    assert distance("0" * 64, "f" * 64) == 256


@pytest.mark.parametrize(("bits", "same"), [(0, True), (31, True), (32, False), (128, False)])
def test_up_to_31_bits_apart_is_the_same_picture(bits: int, same: bool) -> None:
    assert same_picture((pdq(),), (pdq(turned(PDQ, bits)),)) is same


def test_below_quality_50_only_equal_ones_are_the_same() -> None:
    assert not same_picture((pdq(quality=49),), (pdq(turned(PDQ, 1)),))
    assert same_picture((pdq(quality=0),), (pdq(quality=0),))


def test_equal_files_are_the_same_and_kinds_are_never_mixed() -> None:
    assert same_picture((Fingerprint("sha256", SHA),), (pdq(), Fingerprint("sha256", SHA)))
    assert not same_picture((Fingerprint("sha256", PDQ),), (pdq(),))
    assert not same_picture((Fingerprint("sha256", SHA),), (Fingerprint("sha256", turned(SHA, 1)),))


@pytest.mark.parametrize(
    ("kind", "quality", "safe"),
    [("pdq", 50, True), ("pdq", 49, False), ("pdq", 0, False), ("sha256", 0, True), ("other", 0, False)],
)
def test_a_site_can_match_by_an_exact_one_or_by_enough_detail(kind: str, quality: int, safe: bool) -> None:
    assert Fingerprint(kind, PDQ, quality).matches_safely is safe


def kept(key: str, *picture: Fingerprint) -> Kept:
    return Kept(key, picture, AT)


def keys(*held: Kept) -> list[str]:
    return ["".join(each.key for each in group) for group in grouped(held)]


def test_what_looks_the_same_stands_together_in_the_order_it_came() -> None:
    other = kept("b", pdq("0" * 64))
    assert keys(kept("a", pdq()), other, kept("c", pdq(turned(PDQ, 9)))) == ["ac", "b"]


def test_a_picture_between_two_joins_them() -> None:
    near, far = pdq(turned(PDQ, 20)), pdq(turned(PDQ, 40))
    assert keys(kept("a", pdq()), kept("b", far)) == ["a", "b"]
    assert keys(kept("a", pdq()), kept("b", far), kept("c", near)) == ["abc"]


def test_what_is_kept_comes_back_as_it_was() -> None:
    one = kept("a", pdq(), Fingerprint("sha256", SHA))
    assert Kept.from_json(one.to_json()) == one
    assert one.provenance == DECLARED
