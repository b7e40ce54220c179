"""The three machines as they are meant to be, typed by hand: transition, sources, target."""

from __future__ import annotations

from itertools import product

Row = tuple[str, tuple[str, ...], str]

CASE_STATES = (
    "submitted", "in_review", "active", "on_hold", "resolved", "closed", "withdrawn", "referred",
)  # fmt: skip
CASE: tuple[Row, ...] = (
    ("take_up", ("submitted",), "in_review"),
    ("accept", ("in_review",), "active"),
    ("refer", ("submitted", "in_review", "active", "on_hold"), "referred"),
    ("hold", ("active",), "on_hold"),
    ("resume", ("on_hold",), "active"),
    ("resolve", ("active",), "resolved"),
    ("reopen", ("resolved", "closed"), "active"),
    ("close", ("resolved",), "closed"),
    ("close_unresolved", ("submitted", "in_review", "active", "on_hold"), "closed"),
    ("withdraw", ("submitted", "in_review", "active", "on_hold"), "withdrawn"),
)

NOTICE_STATES = (
    "draft", "approved", "sent", "acknowledged", "refused",
    "escalated", "undeliverable", "complied", "withdrawn",
)  # fmt: skip
NOTICE: tuple[Row, ...] = (
    ("approve", ("draft",), "approved"),
    ("revise", ("approved", "undeliverable"), "draft"),
    ("mark_sent", ("approved",), "sent"),
    ("mark_undeliverable", ("approved", "sent"), "undeliverable"),
    ("acknowledge", ("sent",), "acknowledged"),
    ("refuse", ("sent", "acknowledged", "escalated"), "refused"),
    ("escalate", ("sent", "acknowledged", "refused"), "escalated"),
    ("comply", ("sent", "acknowledged", "refused", "escalated"), "complied"),
    (
        "withdraw",
        ("draft", "approved", "sent", "acknowledged", "refused", "escalated", "undeliverable"),
        "withdrawn",
    ),
)

LOCATION_STATES = ("reported", "live", "claimed_removed", "removed", "unclear", "out_of_reach", "duplicate")
LOCATION: tuple[Row, ...] = (
    ("confirm_live", ("reported", "unclear"), "live"),
    ("claim_removed", ("reported", "live", "unclear"), "claimed_removed"),
    ("verify_removed", ("reported", "live", "unclear", "claimed_removed"), "removed"),
    ("find_again", ("claimed_removed", "removed"), "live"),
    ("lose_sight", ("reported", "live", "claimed_removed"), "unclear"),
    ("give_up", ("reported", "live", "unclear", "claimed_removed"), "out_of_reach"),
    ("retry", ("out_of_reach",), "reported"),
    ("merge", ("reported",), "duplicate"),
)


def allowed(table: tuple[Row, ...]) -> list[tuple[str, str, str]]:
    """Every (state, transition, target) of a table."""
    return [(source, name, target) for name, sources, target in table for source in sources]


def forbidden(table: tuple[Row, ...], states: tuple[str, ...]) -> list[tuple[str, str]]:
    """Every (state, transition) that is not in a table."""
    moves = {(source, name) for source, name, _ in allowed(table)}
    return [pair for pair in product(states, [name for name, _, _ in table]) if pair not in moves]
