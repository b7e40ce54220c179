"""Which regimes one notice carries: by where the person is, what the platform is, and the date.

A reading aid that a caseworker confirms, not legal advice. Regimes that a regulator or tribunal starts are
never in the answer, and neither is copyright law, which would give the person's name away.
"""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import dataclass
from datetime import datetime

from cases.rules.regime import get

LIKELY, UNSURE = "likely", "unsure"
Answer = tuple[str, str] | None  # why and how strongly, or not at all
STRENGTH = {"likely": LIKELY, "unknown": UNSURE}  # of a fact in the platform directory; others do not count
EEA = frozenset(
    {
        "EU",
        "AT",
        "BE",
        "BG",
        "CY",
        "CZ",
        "DE",
        "DK",
        "EE",
        "ES",
        "FI",
        "FR",
        "GR",
        "HR",
        "HU",
        "IE",
        "IS",
        "IT",
        "LI",
        "LT",
        "LU",
        "LV",
        "MT",
        "NL",
        "NO",
        "PL",
        "PT",
        "RO",
        "SE",
        "SI",
        "SK",
    }
)
NOT_HOSTING = frozenset(
    {"ad_network", "cdn_proxy", "email", "face_search", "payments", "registrar", "search_engine"}
)


@dataclass(frozen=True)
class PlatformFacts:
    """What the directory says of a platform; an unknown site has the kind "" and every fact unknown."""

    slug: str
    kind: str
    tida_covered: str  # likely | unlikely | excluded | unknown
    uk_user_to_user: str  # likely | unlikely | unknown
    uk_osa_service: str  # user_to_user | search | none | unknown

    @property
    def is_hosting(self) -> bool:
        """Whether it stores what others post, so that it can take the item itself down."""
        return self.kind not in NOT_HOSTING


@dataclass(frozen=True)
class Applies:
    """One regime a notice should carry, and why; `unsure` ones are carried too, and shown as such."""

    code: str
    why: str
    strength: str  # likely | unsure


@dataclass(frozen=True)
class Facts:
    """What the tests below look at."""

    person_in: str
    platform: PlatformFacts
    altered: str  # yes | no | unknown


def applicable(*, person_in: str, platform: PlatformFacts, altered: str, at: datetime) -> list[Applies]:
    """Every regime addressed to platforms, enabled and in force, that fits; else the platform's own rules."""
    facts = Facts(person_in, platform, altered)
    found = []
    for code, fits in TESTS.items():
        regime = get(code)
        if not regime.enabled or regime.version_at(at) is None:
            continue
        answer = fits(facts)
        if answer is not None:
            found.append(Applies(code, *answer))
    return found or [Applies("policy-only", "No law we know of sets a duty here; its own rules may.", LIKELY)]


def _us_tida(facts: Facts) -> Answer:
    strength = STRENGTH.get(facts.platform.tida_covered)
    if strength is None:
        return None
    if strength == LIKELY:
        return "This is likely a covered platform; the Act does not ask where the person lives.", LIKELY
    return "Whether this is a covered platform is not known; the request costs nothing.", UNSURE


def _uk_user_to_user(facts: Facts) -> Answer:
    strength = STRENGTH.get(facts.platform.uk_user_to_user)
    if facts.person_in != "GB" or strength is None or facts.platform.uk_osa_service == "search":
        return None
    if strength == LIKELY:
        return "The person is in the United Kingdom and this is likely a user-to-user service.", LIKELY
    return "The person is in the United Kingdom; whether this is such a service is not known.", UNSURE


def _uk_search(facts: Facts) -> Answer:
    if facts.person_in != "GB" or facts.platform.uk_osa_service != "search":
        return None
    return "The person is in the United Kingdom and this is a search service.", LIKELY


def _eu_dsa(facts: Facts) -> Answer:
    if not facts.platform.is_hosting:
        return None
    if facts.person_in in EEA:
        return "The person is in the EU or EEA and the platform hosts what others post.", LIKELY
    if facts.person_in == "GB":
        return "The platform hosts what others post and likely serves the EU too.", LIKELY
    return None


def _in(places: Set[str], why: str) -> Callable[[Facts], Answer]:
    return lambda facts: (why, LIKELY) if facts.person_in in places else None


def _nz(facts: Facts) -> Answer:
    if facts.person_in != "NZ" or not facts.platform.is_hosting:
        return None
    return "The person is in New Zealand and the platform hosts what others post.", LIKELY


def _us_florida(facts: Facts) -> Answer:
    strength = STRENGTH.get(facts.platform.tida_covered)
    if facts.person_in != "US-FL" or facts.altered != "yes" or strength is None:
        return None
    return "The person is in Florida and the image is altered or generated.", strength


TESTS: dict[str, Callable[[Facts], Answer]] = {
    "us-tida": _us_tida,
    "uk-osa-u2u": _uk_user_to_user,
    "uk-osa-search": _uk_search,
    "eu-dsa-16": _eu_dsa,
    "uk-gdpr-17": _in({"GB"}, "The person is in the United Kingdom and this is her personal data."),
    "eu-gdpr-17": _in(EEA, "The person is in the EU or EEA and this is her personal data."),
    "in-it-3-2-b": _in({"IN"}, "The person is in India and the platform is an intermediary there."),
    "nz-hdca-24": _nz,
    "us-fl-836-13": _us_florida,
}
