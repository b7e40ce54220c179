"""A case under legal hold is not erased; two people end that, and what fell due follows (D-23, S-30)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db.models import Exists

from cases.models import Approval, Case, Delivery, LegalHold, Tombstone
from cases.services import acts, erasure, legal_holds, sweep
from cases.services.refusal import Refused
from tests.conftest import AT, person_of_staff
from tests.services.story import kinds

Make = Callable[..., Any]
DAY = timedelta(days=1)
REVIEW = AT.date() + 60 * DAY


@pytest.fixture
def deb(db: None) -> User:
    """A second supervisor."""
    return person_of_staff("deb", "supervisor")


def begin(case: Case, who: Any, **values: Any) -> LegalHold:
    told = {"authority": "County Court, claim 7", "reason": "All of it.", "bar": "", "review_on": REVIEW}
    return legal_holds.begin(case_id=case.pk, **{**told, **values}, actor=who, at=AT)


def agree(asked: Approval, who: Any) -> str:
    return acts.agree(approval_id=asked.pk, actor=who, at=AT)


def over(make_case: Make, **values: Any) -> Case:
    return make_case(state="closed", retain_until=AT.date() - DAY, **values)  # type: ignore[no-any-return]


def test_d23_the_day_it_is_kept_until_passes_it_by_and_is_caught_up(
    make_case: Make, di: User, deb: User
) -> None:
    case = over(make_case)
    begin(case, di)
    assert erasure.due(at=AT) == []
    assert erasure.erase_due(at=AT) == 0
    assert not erasure.erase(case_id=case.pk, at=AT)
    agree(legal_holds.ask_end(case_id=case.pk, actor=di, at=AT), deb)
    assert kinds(case)[-1] == "hold_ended"
    assert erasure.erase_due(at=AT) == 1
    assert Tombstone.objects.get().rule == "day"
    assert not LegalHold.objects.exists()


def test_d23_one_that_began_while_the_round_waited_for_the_row_counts(
    make_case: Make, di: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The row was asked for before the hold was there: the query saw none."""
    case = over(make_case)
    begin(case, di)
    monkeypatch.setattr(legal_holds, "is_held", lambda: Exists(LegalHold.objects.filter(ended_at=AT)))
    assert erasure.due(at=AT) == [case.pk]
    assert not erasure.erase(case_id=case.pk, at=AT)


def test_d23_her_deletion_waits_and_follows(make_case: Make, di: User, deb: User) -> None:
    case = make_case()
    begin(case, di)
    erasure.ask(case_id=case.pk, at=AT)
    later = AT + erasure.TIME_TO_UNDO
    assert Case.objects.get().state == "withdrawn"
    assert erasure.erase_due(at=later) == 0
    agree(legal_holds.ask_end(case_id=case.pk, actor=di, at=AT), deb)
    assert erasure.erase_due(at=later) == 1


def test_d23_two_people_cannot_erase_it_early(make_case: Make, di: User, deb: User) -> None:
    case = make_case(state="closed", retain_until=REVIEW)
    asked = erasure.ask_early(case_id=case.pk, actor=di, at=AT)
    begin(case, di)
    with pytest.raises(Refused, match="legal hold"):
        agree(asked, deb)
    with pytest.raises(Refused, match="legal hold"):
        erasure.ask_early(case_id=case.pk, actor=di, at=AT)
    assert Case.objects.get().erase_at is None


def test_s30_one_person_cannot_end_it(make_case: Make, di: User) -> None:
    case = make_case()
    begin(case, di)
    with pytest.raises(Refused, match="Someone else has to agree"):
        agree(legal_holds.ask_end(case_id=case.pk, actor=di, at=AT), di)
    assert legal_holds.of(case)


def test_s30_a_caseworker_is_not_the_second(make_case: Make, di: User, bo: Any) -> None:
    case = make_case(assignee=bo)
    begin(case, di)
    with pytest.raises(Refused, match="cannot be the second"):
        agree(legal_holds.ask_end(case_id=case.pk, actor=di, at=AT), bo)


@pytest.mark.parametrize("change", ["renewed", "erasure"])
def test_s30_what_changed_voids_the_request(make_case: Make, di: User, deb: User, change: str) -> None:
    case = make_case()
    begin(case, di)
    asked = legal_holds.ask_end(case_id=case.pk, actor=di, at=AT)
    if change == "renewed":
        legal_holds.renew(case_id=case.pk, reason="Still.", review_on=REVIEW, actor=deb, at=AT)
    else:
        erasure.ask(case_id=case.pk, at=AT)
    with pytest.raises(Refused, match="has changed since"):
        agree(asked, deb)
    assert legal_holds.of(case)


def test_s30_a_request_that_comes_too_late_ends_nothing(make_case: Make, di: User) -> None:
    case = make_case()
    for refused in (
        lambda: legal_holds.ask_end(case_id=case.pk, actor=di, at=AT),
        lambda: legal_holds.end(case=case, actor=di, at=AT),
        lambda: legal_holds.renew(case_id=case.pk, reason="x", review_on=REVIEW, actor=di, at=AT),
    ):
        with pytest.raises(Refused, match="not under legal hold any more"):
            refused()
    assert legal_holds.content(case)["hold"] is None


def test_v36_with_the_safeguarding_lead_another_lead_agrees(make_case: Make, sam: User, di: User) -> None:
    case, ann = over(make_case, safeguarding=True), person_of_staff("ann", "safeguarding")
    begin(case, sam)
    asked = legal_holds.ask_end(case_id=case.pk, actor=sam, at=AT)
    with pytest.raises(Refused, match="cannot be the second"):
        agree(asked, di)
    agree(asked, ann)
    assert legal_holds.of(case) is None


@pytest.mark.parametrize("days", [0, -1, 91])
def test_d23_its_review_is_at_most_ninety_days_away(make_case: Make, di: User, days: int) -> None:
    case = make_case()
    with pytest.raises(Refused, match="not later than"):
        begin(case, di, review_on=AT.date() + days * DAY)
    assert begin(case, di, review_on=AT.date() + 90 * DAY).review_on == date(2027, 2, 21)


def test_d23_there_is_one_at_a_time_and_a_renewal_keeps_who_asked(
    make_case: Make, di: User, deb: User
) -> None:
    case = make_case()
    begin(case, di, bar="An order of the court")
    with pytest.raises(Refused, match="already"):
        begin(case, di)
    at = AT + 50 * DAY
    hold = legal_holds.renew(case_id=case.pk, reason="Still.", review_on=REVIEW, actor=deb, at=at)
    assert (hold.authority, hold.reason, hold.bar) == (
        "County Court, claim 7",
        "Still.",
        "An order of the court",
    )
    assert (hold.since, hold.set_at, hold.set_by) == (AT, at, deb)
    assert kinds(case)[-2:] == ["hold_set", "hold_renewed"]


def test_d23_from_its_day_of_review_on_supervisors_hear_once_a_week(make_case: Make, di: User) -> None:
    case = make_case()
    begin(case, di)
    due = AT + (REVIEW - AT.date())
    mails = Delivery.objects.filter(step="hold_review", case=case, to_user=di)
    for at, count in ((due - DAY, 0), (due, 1), (due + DAY, 1), (due + 7 * DAY, 2), (due + 8 * DAY, 2)):
        sweep.sweep(at=at)
        assert mails.count() == count, at
    legal_holds.renew(
        case_id=case.pk, reason="Still.", review_on=(due + 70 * DAY).date(), actor=di, at=due + 9 * DAY
    )
    sweep.sweep(at=due + 30 * DAY)
    assert mails.count() == 2


def test_d23_the_person_may_know_unless_something_bars_it(make_case: Make, di: User) -> None:
    told, barred = make_case(), make_case()
    begin(told, di)
    begin(barred, di, bar="An order of the court")
    assert legal_holds.is_told(told)
    assert not legal_holds.is_told(barred)


def test_d01_what_was_typed_is_sealed(make_case: Make, di: User) -> None:
    hold = begin(make_case(), di, authority="canary one", reason="canary two", bar="canary three")
    assert "canary" not in str(LegalHold.objects.values_list("authority", "reason", "bar").get())
    assert LegalHold.objects.get(pk=hold.pk).reason == "canary two"
