"""The ways a picture may have got out, as the person is asked about them."""

from __future__ import annotations

from cases.rules.sources import Source, labels


def test_every_source_has_words_in_the_order_they_are_asked() -> None:
    assert [key for key, _ in labels()] == list(Source)
    assert all(words for _, words in labels())
