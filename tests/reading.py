"""How easily a page reads: its sentences, their length, and their school grade."""

from __future__ import annotations

import re
from html import unescape


def sentences(text: str) -> list[str]:
    """The sentences of paragraphs and lists; short labels would only flatter a page."""
    blocks = re.findall(r"<(?:p|li)\b[^>]*>(.*?)</(?:p|li)>", text, re.DOTALL)
    prose = [unescape(re.sub(r"<[^>]+>", "", block)).strip() for block in blocks]
    parts = [part for block in prose for part in re.split(r"[.?]+\s+|[.?]+$", block)]
    return [part for part in parts if part.count(" ") >= 2]


def sentence_length(text: str) -> float:
    """Words in a sentence, on average."""
    found = sentences(text)
    return sum(len(words(part)) for part in found) / len(found)


def grade(text: str) -> float:
    """Flesch-Kincaid grade of a page."""
    spoken = words(" ".join(sentences(text)))
    return 0.39 * sentence_length(text) + 11.8 * sum(map(syllables, spoken)) / len(spoken) - 15.59


def words(text: str) -> list[str]:
    return re.findall(r"[A-Za-z’']+", text)


def syllables(word: str) -> int:
    lower = word.lower().rstrip("’'s")
    count = len(re.findall(r"[aeiouy]+", lower)) - bool(re.search(r"[^aeioulrtd]ed$", lower))
    return max(1, count - (lower.endswith("e") and not lower.endswith("le") and count > 1))
