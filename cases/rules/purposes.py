"""What each act outside is for, as the person was asked: one yes for each purpose, none for another.

Her yes to platforms is the ground of all: it lets us write at all, and without it nothing else leaves either.
"""

from __future__ import annotations

from collections.abc import Mapping

PLATFORMS, SEARCH, REGULATORS, POLICE = "platforms", "search", "regulators", "police"
SEARCH_KINDS = frozenset({"search_engine", "face_search"})
# Steps of the ladders. One that is not named here is for a body outside, so it needs her yes to those.
STEPS = {
    **dict.fromkeys(("platform_report", "re_notice", "internal_complaint", "expedited_complaint"), PLATFORMS),
    **dict.fromkeys(("legal_contact", "designated_agent", "dpo", "controller_complaint"), PLATFORMS),
    **dict.fromkeys(("grievance_officer", "host_cdn_registrar", "hash_block"), PLATFORMS),
    "search_deindex": SEARCH,
    **dict.fromkeys(("regulator", "tribunal", "court", "dispute_body", "appeal"), REGULATORS),
    **dict.fromkeys(
        ("support_service", "approved_agency", "trusted_flagger", "helpline_partner"), REGULATORS
    ),
    "law_enforcement": POLICE,
}
ACTS = {
    PLATFORMS: "we write to sites",
    SEARCH: "we ask search engines",
    REGULATORS: "we tell an office that watches over a site",
    POLICE: "we talk to the police",
}


def of_step(step: str) -> str:
    """What a step of a ladder is for."""
    return STEPS.get(step, REGULATORS)


def of_platform(kind: str) -> str:
    """What a letter to a platform of this kind is for."""
    return SEARCH if kind in SEARCH_KINDS else PLATFORMS


def permits(consents: Mapping[str, bool], purpose: str) -> bool:
    """Whether she agreed to this, and to our writing at all."""
    return bool(consents.get(PLATFORMS) and consents.get(purpose))


def lacking(consents: Mapping[str, bool], purpose: str) -> str:
    """Whose yes is missing: that to writing at all, or to this purpose; nothing where both are there."""
    return next((each for each in (PLATFORMS, purpose) if not consents.get(each)), "")


def refusal(purpose: str) -> str:
    """The sentence for our own people."""
    return f"The person has not agreed that {ACTS[purpose]}."


def held(purpose: str) -> str:
    """Why a row of the outbox waits."""
    return f"held: the person has not agreed that {ACTS[purpose]}"


HELD = frozenset(map(held, ACTS))
