"""A court or the police gets what it may ask for, agreed by two, and no word more (D-40, S-30)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User

from cases.models import Approval, Case, Disclosure
from cases.rules import four_eyes
from cases.services import acts, approvals, disclosures
from cases.services.refusal import Refused
from tests.caseload import CANARY, mark
from tests.conftest import AT, person_of_staff
from tests.services.story import kinds

Make = Callable[..., Any]
DAY = timedelta(days=1)
DEMAND = {
    "authority": "County Court, claim 7", "basis": "order", "demand": "The messages.", "parts": ["message"],
    "consent_until": None, "untold": "",
}  # fmt: skip


@pytest.fixture
def deb(db: None) -> User:
    """A second supervisor."""
    return person_of_staff("deb", "supervisor")


@pytest.fixture
def case(make_case: Make, di: User) -> Case:
    made: Case = make_case(facts=f"{CANARY} facts")
    mark(made, di)
    return made


def ask(case: Case, who: Any, **values: Any) -> Disclosure:
    return disclosures.ask(case_id=case.pk, actor=who, at=AT, **{**DEMAND, **values})


def agree(made: Disclosure, who: Any) -> None:
    asked = Approval.objects.get(subject=str(made.pk), ended_at=None)
    acts.agree(approval_id=asked.pk, actor=who, at=AT)


def fetch(made: Disclosure, who: Any, at: Any = AT) -> str:
    return disclosures.fetch(disclosure_id=made.pk, actor=who, at=at)


def test_d40_exactly_what_was_agreed_to_goes_out_once(case: Case, di: User, deb: User) -> None:
    made = ask(case, di)
    agree(made, deb)
    covered = disclosures.covered(made)
    said = fetch(made, di)
    assert said.startswith(f"Of case {case.reference}, for County Court, claim 7\n")
    assert "Given because of an order of a court, on 23 November 2026 at 10:00:00 UTC." in said
    assert f"{CANARY} message" in said and f"{CANARY} facts" not in said and f"{CANARY} note" not in said
    kept = Disclosure.objects.get()
    messages, whole = kept.given
    assert messages == {"part": "Messages", "rows": 1, "sha256": approvals.digest(covered)}
    assert whole == {"part": "The whole file", "sha256": hashlib.sha256(said.encode()).hexdigest()}
    assert kept.given_at == AT and kinds(case)[-1] == "disclosed"
    with pytest.raises(Refused, match="taken out already"):
        fetch(made, di)


def test_s30_nobody_alone_and_nobody_else(case: Case, di: User, deb: User) -> None:
    made = ask(case, di)
    with pytest.raises(Refused, match="Someone else has to agree"):
        agree(made, di)
    with pytest.raises(Refused, match="second person has to agree"):
        fetch(made, di)
    agree(made, deb)
    with pytest.raises(Refused, match="second person has to agree"):
        fetch(made, deb)
    assert Disclosure.objects.get().given_at is None


def test_s30_what_changed_voids_it_and_one_asks_again(case: Case, di: User, deb: User) -> None:
    made = ask(case, di)
    case.messages.all().delete()
    with pytest.raises(Refused, match="has changed since"):
        agree(made, deb)
    disclosures.ask_again(case_id=case.pk, actor=di, at=AT)
    agree(made, deb)
    made.demand = "More than that."
    made.save()
    with pytest.raises(Refused, match="ask again"):
        fetch(made, di)


def test_d40_a_consent_ends_with_its_last_day(case: Case, di: User, deb: User) -> None:
    made = ask(case, di, basis="consent", consent_until=AT.date())
    agree(made, deb)
    with pytest.raises(Refused, match="consent of the person has ended"):
        fetch(made, di, AT + DAY)
    assert fetch(made, di)


def test_d40_only_a_consent_has_a_last_day(case: Case, di: User) -> None:
    assert ask(case, di, basis="order", consent_until=AT.date() + DAY).consent_until is None


@pytest.mark.parametrize("until", [None, AT.date() - DAY])
def test_d40_a_consent_needs_a_last_day(case: Case, di: User, until: Any) -> None:
    with pytest.raises(Refused, match="needs its last day"):
        ask(case, di, basis="consent", consent_until=until)


def test_d40_a_consent_is_limited_in_time(case: Case, di: User) -> None:
    longest = AT.date() + four_eyes.rule().consent
    assert four_eyes.rule().consent == 90 * DAY
    with pytest.raises(Refused, match="A consent ends not later than 21 February 2027."):
        ask(case, di, basis="consent", consent_until=longest + DAY)
    assert ask(case, di, basis="consent", consent_until=longest).consent_until == longest


def test_d40_no_consent_opens_a_report_about_someone_under_18(make_case: Make, sam: User) -> None:
    case = make_case(safeguarding=True)
    with pytest.raises(Refused, match="no consent opens the case"):
        ask(case, sam, basis="consent", consent_until=AT.date())
    assert ask(case, sam, basis="order")


def test_d40_a_flag_set_since_ends_a_consent(case: Case, di: User, deb: User) -> None:
    made = ask(case, di, basis="consent", consent_until=AT.date())
    agree(made, deb)
    Case.objects.update(safeguarding=True)
    with pytest.raises(Refused, match="no consent opens the case"):
        fetch(made, di)


@pytest.mark.parametrize(
    "wrong", [{"basis": "subpoena"}, {"parts": []}, {"parts": ["note"]}, {"parts": ["access"]}]
)
def test_d40_neither_a_subpoena_nor_what_is_not_offered(case: Case, di: User, wrong: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        ask(case, di, **wrong)
    assert not Disclosure.objects.exists()


def test_d40_what_was_dropped_waits_for_nobody_and_stays_on_record(case: Case, di: User, deb: User) -> None:
    made = ask(case, di)
    disclosures.drop(case_id=case.pk, actor=di, at=AT)
    assert not disclosures.waiting(case).exists()
    assert not Approval.objects.filter(ended_at=None).exists()
    assert Disclosure.objects.get().authority == "County Court, claim 7"
    assert kinds(case)[-1] == "disclosure_dropped"
    with pytest.raises(Refused):
        fetch(made, di)


def test_d40_the_person_is_told_unless_something_bars_it(case: Case, di: User, deb: User) -> None:
    for untold in ("", "An order of the court"):
        made = ask(case, di, untold=untold)
        agree(made, deb)
        fetch(made, di)
    assert disclosures.told(case) == [AT]


def test_d01_what_was_typed_is_sealed(case: Case, di: User) -> None:
    ask(case, di, authority="canary one", demand="canary two", untold="canary three")
    assert "canary" not in str(Disclosure.objects.values_list("authority", "demand", "untold").get())
