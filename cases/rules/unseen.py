"""Characters nobody sees: they hide in a text or steer what stands around. Staff see each as what it is."""

from __future__ import annotations

CONTROLS = (*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0))
STEERING = (0x061C, *range(0x200E, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A))
NO_WIDTH = (0xAD, *range(0x200B, 0x200E), *range(0x2060, 0x2065), 0xFEFF)
TAGS = range(0xE0000, 0xE0080)
_ESCAPES = {code: f"[U+{code:04X}]" for code in (*CONTROLS, *STEERING, *NO_WIDTH, *TAGS)}


def visible(text: str) -> str:
    """The text with every such character written out; line ends and tabs stay."""
    return text.translate(_ESCAPES)
