"""Breaks an address into lines: the layout engine would read the whole rest again for each line it finds."""

from __future__ import annotations

# Advance widths of Source Sans Pro Semibold from the space to the tilde, in thousandths of the type size,
# with the dotted zero and the serifed I. Anything else counts as one size wide.
ASCII = (
    200, 315, 482, 513, 513, 841, 639, 275, 324, 324, 438, 513, 275, 322, 275, 344, 513, 513, 513, 513,
    513, 513, 513, 513, 513, 513, 275, 275, 513, 513, 513, 444, 875, 558, 597, 576, 625, 538, 510, 628,
    663, 370, 494, 597, 502, 745, 656, 674, 582, 674, 592, 545, 546, 655, 536, 800, 541, 501, 540, 324,
    344, 324, 513, 500, 549, 516, 563, 462, 564, 507, 317, 520, 558, 262, 263, 522, 271, 843, 560, 549,
    564, 564, 373, 431, 361, 556, 495, 748, 481, 495, 443, 324, 255, 324, 513,
)  # fmt: skip
WIDTHS = {chr(0x20 + n): width for n, width in enumerate(ASCII)}
ROOM = 144_000 * 72 / 25.4  # the column of the annex: 144 mm, in thousandths of a point
AFTER = frozenset("/?&=-_.,;:#%+~")  # where a reader expects a break
LOOK_BACK = 16


def broken(address: str, size: float) -> str:
    """The address with a line feed where a line in this type size is full; nothing else is added."""
    lines, start = [], 0
    while (end := _full(address, start, ROOM / size)) < len(address):
        nice = (n for n in range(end, max(start, end - LOOK_BACK), -1) if address[n - 1] in AFTER)
        end = next(nice, end)
        lines.append(address[start:end])
        start = end
    return "\n".join([*lines, address[start:]])


def _full(address: str, start: int, room: float) -> int:
    """Where the line that begins at `start` has no room for the next character."""
    used = 0
    for n in range(start, len(address)):
        used += WIDTHS.get(address[n], 1000)
        if used > room:
            return max(n, start + 1)
    return len(address)
