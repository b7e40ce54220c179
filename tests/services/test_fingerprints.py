"""What a case holds of her pictures: fingerprints of adults, and nothing else (V-33, N5, N8, N9)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import User

from cases.models import Case, Depiction, Kind, Notice
from cases.rules.fingerprints import ATTESTED, DECLARED, Fingerprint, Picture
from cases.services import fingerprints, notices, triage
from cases.services.refusal import Refused

pytestmark = pytest.mark.django_db
MakeCase = Callable[..., Case]


def picture(n: int = 1) -> Picture:
    """The two fingerprints of an invented picture, far from those of any other number."""
    return (Fingerprint("pdq", f"{n:02x}" * 32, 90), Fingerprint("sha256", f"{n + 100:02x}" * 32))


def declare(case: Case, at: datetime, *numbers: int) -> int:
    return fingerprints.declare(case_id=case.pk, given=[picture(n) for n in numbers or (1,)], at=at)


def events(case: Case) -> list[tuple[str, dict[str, int]]]:
    return list(case.events.filter(kind__startswith="prints").values_list("kind", "facts"))


def test_d01_they_are_kept_sealed(make_case: MakeCase, at: datetime) -> None:
    case = make_case()
    assert declare(case, at, 1, 2) == 2
    assert [kept.picture for kept in fingerprints.of(case)] == [picture(1), picture(2)]
    stored = " ".join(case.depictions.values_list("fingerprints", flat=True))
    assert stored and not [each for each in (*picture(1), *picture(2)) if each.digits in stored]


def test_n5_at_first_the_person_alone_vouches_for_them(make_case: MakeCase, at: datetime) -> None:
    case = make_case()
    declare(case, at)
    [kept] = fingerprints.of(case)
    assert (kept.provenance, kept.declared_at) == (DECLARED, at)
    assert events(case) == [(Kind.FINGERPRINTS_ADDED, {"count": 1})]


def test_what_is_here_already_is_not_kept_twice(make_case: MakeCase, at: datetime) -> None:
    case = make_case()
    declare(case, at, 1, 2)
    assert declare(case, at, 2, 3) == 1
    assert declare(case, at, 1, 2, 3) == 0
    assert len(fingerprints.of(case)) == 3
    assert len(events(case)) == 2


def test_a_case_without_a_depiction_gets_one(make_case: MakeCase, at: datetime) -> None:
    case = make_case(links=0)
    declare(case, at)
    assert case.depictions.count() == 1


def test_v33_a_flagged_case_takes_none(make_case: MakeCase, at: datetime) -> None:
    case = make_case(safeguarding=True)
    with pytest.raises(Refused):
        declare(case, at)
    assert not Depiction.objects.exclude(fingerprints="").exists()


@pytest.mark.parametrize(("said", "takes"), [("no", True), ("unsaid", False), ("", False)])
def test_v33_somebody_has_said_that_all_were_adults(make_case: MakeCase, said: str, takes: bool) -> None:
    case = make_case(statements={"under_18": said})
    case.adult_confirmed_at = None
    assert fingerprints.takes(case) is takes


def test_v33_a_caseworkers_check_counts_as_well(make_case: MakeCase) -> None:
    assert fingerprints.takes(make_case(statements={"under_18": "unsaid"}))


@pytest.mark.parametrize("state", ["resolved", "closed", "withdrawn", "referred"])
def test_a_case_that_is_over_takes_none(make_case: MakeCase, at: datetime, state: str) -> None:
    with pytest.raises(Refused):
        declare(make_case(state=state), at)


def test_n9_a_case_that_is_flagged_later_forgets_them_at_once(
    make_case: MakeCase, at: datetime, bo: User
) -> None:
    case = make_case()
    declare(case, at)
    triage.flag_under_18(case_id=case.pk, actor=bo, at=at)
    assert set(case.depictions.values_list("fingerprints", flat=True)) == {""}


def test_a_case_holds_a_hundred_pictures(make_case: MakeCase, at: datetime) -> None:
    case = make_case()
    declare(case, at, *range(fingerprints.MOST_PER_CASE))
    with pytest.raises(Refused, match="up to 100 pictures"):
        declare(case, at, 150)
    assert len(fingerprints.of(case)) == 100


def test_n8_she_takes_one_back(make_case: MakeCase, at: datetime) -> None:
    case = make_case()
    declare(case, at, 1, 2)
    key = fingerprints.of(case)[0].key
    assert fingerprints.remove(case_id=case.pk, keys={key}, actor=None, at=at) == 1
    assert [kept.picture for kept in fingerprints.of(case)] == [picture(2)]
    assert events(case)[-1] == (Kind.FINGERPRINTS_REMOVED, {"count": 1})


def test_n8_the_last_one_leaves_nothing(make_case: MakeCase, at: datetime) -> None:
    case = make_case()
    declare(case, at)
    fingerprints.remove(case_id=case.pk, keys={fingerprints.of(case)[0].key}, actor=None, at=at)
    assert not case.depictions.exclude(fingerprints="").exists()


def test_another_cases_key_removes_nothing(make_case: MakeCase, at: datetime) -> None:
    case, other = make_case(), make_case()
    declare(case, at)
    key = fingerprints.of(case)[0].key
    assert fingerprints.remove(case_id=other.pk, keys={key}, actor=None, at=at) == 0
    assert len(fingerprints.of(case)) == 1
    assert not events(other)


def test_n5_a_caseworker_attests(make_case: MakeCase, at: datetime, bo: User) -> None:
    case = make_case()
    declare(case, at, 1, 2)
    key = fingerprints.of(case)[1].key
    assert fingerprints.attest(case_id=case.pk, keys={key}, actor=bo, at=at) == 1
    assert [kept.provenance for kept in fingerprints.of(case)] == [DECLARED, ATTESTED]
    assert case.events.filter(kind=Kind.FINGERPRINTS_ATTESTED, actor=bo).count() == 1


def test_attesting_twice_is_one_fact(make_case: MakeCase, at: datetime, bo: User) -> None:
    case = make_case()
    declare(case, at)
    key = fingerprints.of(case)[0].key
    for _ in range(2):
        fingerprints.attest(case_id=case.pk, keys={key}, actor=bo, at=at)
    assert case.events.filter(kind=Kind.FINGERPRINTS_ATTESTED).count() == 1


def test_pictures_of_another_case_are_never_compared(make_case: MakeCase, at: datetime) -> None:
    case, other = make_case(), make_case()
    declare(case, at)
    declare(other, at)
    assert [len(group) for group in fingerprints.pictures(case)] == [1]


def test_the_same_picture_in_two_depictions_stands_together(make_case: MakeCase, at: datetime) -> None:
    case = make_case()
    declare(case, at, 1, 2)
    first, second = case.depictions.order_by("pk")
    second.keep([kept for kept in first.kept if kept.picture == picture(1)])
    second.save()
    assert sorted(len(group) for group in fingerprints.pictures(case)) == [1, 2]


def letter(notice: Notice, at: datetime) -> list[str]:
    return [each.digits for each in notices.preview(notice, at=at).fingerprints]


def test_n8_what_was_taken_back_is_in_no_later_letter(
    make_notice: Callable[..., Notice], at: datetime
) -> None:
    notice = make_notice()
    case = notice.case
    declare(case, at, 1)
    declare(case, at + timedelta(minutes=1), 2)
    assert letter(notice, at) == [each.digits for n in (1, 2) for each in picture(n)]
    fingerprints.remove(case_id=case.pk, keys={fingerprints.of(case)[0].key}, actor=None, at=at)
    assert letter(Notice.objects.get(pk=notice.pk), at) == [each.digits for each in picture(2)]


def test_n8_a_letter_that_is_approved_stays_as_it_was_signed(
    make_notice: Callable[..., Notice], at: datetime, bo: User
) -> None:
    notice = make_notice()
    declare(notice.case, at)
    notices.approve(notice_id=notice.pk, actor=bo, at=at)
    fingerprints.remove(case_id=notice.case.pk, keys={fingerprints.of(notice.case)[0].key}, actor=bo, at=at)
    assert letter(Notice.objects.get(pk=notice.pk), at) == [each.digits for each in picture(1)]
