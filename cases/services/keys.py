"""Key rotation: every data key sealed anew with the newest master key, resumable at any row."""

from __future__ import annotations

from dataclasses import dataclass

from cases.models import Case, House, StaffKey, Visit, keyring
from cases.models.fields import KeyHolder

HOLDERS: tuple[type[KeyHolder], ...] = (Case, House, StaffKey, Visit)


@dataclass
class Rotated:
    """How many rows there are, how many this run sealed anew, how many did not open."""

    rows: int = 0
    rewrapped: int = 0
    damaged: int = 0


def rotate() -> Rotated:
    """Seal every data key with the first key of the ring. Run again after a crash; twice does nothing."""
    done = Rotated()
    for holder in HOLDERS:
        rows = holder._default_manager.only("id", "wrapped_key").order_by("pk")
        for row in rows.iterator(chunk_size=500):
            done.rows += 1
            try:
                done.rewrapped += row.rewrap()
            except keyring.CannotOpen:
                done.damaged += 1
    return done


def in_use() -> dict[str, int]:
    """How many rows each key id of the ring, or a key no longer in it, still seals."""
    counts = dict.fromkeys(keyring.ring().encrypt, 0)
    for holder in HOLDERS:
        for token in holder._default_manager.values_list("wrapped_key", flat=True).iterator(chunk_size=2000):
            key_id = token.split(".", 2)[1] if token.count(".") == 2 else "unreadable"
            counts[key_id] = counts.get(key_id, 0) + 1
    return counts
