"""Everything that leaves the house: plain values in, bytes or an outcome out, no models."""

from __future__ import annotations


class OutboundError(Exception):
    """An outward act failed: one plain sentence, and whether trying again is useless (`permanent`)."""

    def __init__(self, message: str, permanent: bool) -> None:
        super().__init__(message)
        self.permanent = permanent
