"""Nobody is both of two people through a link to the other one's sign-in (S-30)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command

from cases.models import Approval, BrokenGlass, Case
from cases.rules import four_eyes
from cases.services import approvals, emergencies, invitations
from cases.services.refusal import Refused
from tests.conftest import AT
from tests.services.test_acts import deb
from tests.services.test_approvals import KIND, WHAT

__all__ = ["deb"]
Make = Callable[..., Case]
H, SECOND = timedelta(hours=1), timedelta(seconds=1)
SPAN = four_eyes.rule().let_in
LATER = AT + SPAN


def token(path: str) -> str:
    return path.rpartition("/")[2]


def use(path: str, at: Any, name: str = "") -> User:
    return invitations.accept(token=token(path), name=name, password="quiet harbour lamp", at=at)


def joined(by: User, at: Any, name: str = "eve", role: str = "caseworker") -> User:
    path = invitations.invite(first_name=name, email="", given=[role], actor=by, at=at)
    return use(path, at, name)


def ask(case: Case, who: User, at: Any = AT) -> Approval:
    return approvals.ask(case_id=case.pk, kind=KIND, content=WHAT, actor=who, at=at)


def agree(asked: Approval, who: User, at: Any = AT) -> Approval:
    return approvals.agree(approval_id=asked.pk, content=WHAT, actor=who, at=at)


def test_the_span_is_data_and_no_shorter_than_a_weekend() -> None:
    assert SPAN == 72 * H


@pytest.mark.parametrize(("ago", "refused"), [(SPAN - SECOND, True), (SPAN, False), (SPAN + SECOND, False)])
def test_s30_whoever_made_a_new_way_in_does_not_agree_to_what_is_asked_there(
    ago: timedelta, refused: bool, make_case: Make, bo: User, di: User, deb: User
) -> None:
    use(invitations.renew(user=bo, actor=di, at=LATER - ago), LATER - ago)
    asked = ask(make_case(), bo, LATER)
    assert approvals.may_decide(di, asked) is not refused and approvals.may_decide(deb, asked)
    if not refused:
        assert agree(asked, di, LATER).agreed_by == di
        return
    with pytest.raises(Refused, match="You made the sign-in of whoever asked, in the 72 hours before") as no:
        agree(asked, di, LATER)
    assert str(no.value).endswith("Someone else has to agree.")
    assert agree(asked, deb, LATER).agreed_by == deb


@pytest.mark.parametrize(("ago", "refused"), [(SPAN - SECOND, True), (SPAN, False)])
def test_s30_whoever_was_let_in_by_the_one_who_asks_does_not_agree(
    ago: timedelta, refused: bool, make_case: Make, di: User, sam: User
) -> None:
    use(invitations.renew(user=sam, actor=di, at=LATER - ago), LATER - ago)
    asked = ask(make_case(safeguarding=True), di, LATER)
    if not refused:
        assert agree(asked, sam, LATER).agreed_by == sam
        return
    with pytest.raises(Refused, match="Whoever asked made your sign-in"):
        agree(asked, sam, LATER)


@pytest.mark.parametrize(("ago", "refused"), [(SPAN - SECOND, True), (SPAN, False)])
def test_s30_whoever_invited_a_colleague_does_not_agree_to_what_is_asked_there(
    ago: timedelta, refused: bool, make_case: Make, di: User
) -> None:
    asked = ask(make_case(), joined(di, LATER - ago), LATER)
    assert approvals.may_decide(di, asked) is not refused


def test_s30_two_who_were_let_in_by_the_same_one_are_not_two(make_case: Make, di: User, sam: User) -> None:
    first, second = joined(di, AT, "eve", "safeguarding"), joined(di, AT, "liv", "safeguarding")
    asked = ask(make_case(safeguarding=True), first)
    with pytest.raises(Refused, match="One and the same colleague"):
        agree(asked, second)
    assert agree(asked, sam).agreed_by == sam


def test_s30_a_link_that_is_used_late_counts_from_its_use(make_case: Make, bo: User, di: User) -> None:
    path = invitations.renew(user=bo, actor=di, at=AT)
    use(path, AT + 47 * H)
    assert not approvals.may_decide(di, ask(make_case(), bo, AT + 47 * H + SPAN - SECOND))
    assert approvals.may_decide(di, ask(make_case(), bo, AT + 47 * H + SPAN))


def test_s30_a_link_made_after_the_asking_counts_too(make_case: Make, di: User, sam: User) -> None:
    """Asked as oneself, agreed to in the name of the one whose sign-in was renewed meanwhile."""
    asked = ask(make_case(safeguarding=True), di)
    use(invitations.renew(user=sam, actor=di, at=AT + H), AT + H)
    with pytest.raises(Refused, match="or since"):
        agree(asked, sam, AT + 2 * H)


def test_a_link_that_was_taken_back_unused_let_nobody_in(make_case: Make, bo: User, di: User) -> None:
    invitations.renew(user=bo, actor=di, at=AT)
    asked = ask(make_case(), bo)
    assert not approvals.may_decide(di, asked)
    made = invitations.open_ones(AT).get()
    invitations.take_back(invitation_id=made.pk, actor=di, at=AT)
    assert approvals.may_decide(di, asked)


def test_a_new_way_in_from_whoever_runs_the_machine_names_nobody(make_case: Make, bo: User, di: User) -> None:
    call_command("renew_sign_in", "bo", stdout=StringIO())
    assert agree(ask(make_case(), bo), di).agreed_by == di


def test_s31_in_a_house_of_one_it_waits_and_is_kept_as_agreed_to_alone(
    make_case: Make, di: User, settings: Any
) -> None:
    settings.SOLE_OPERATOR = True
    asked = ask(make_case(), joined(di, AT))
    assert approvals.may_decide(di, asked)
    with pytest.raises(Refused, match="You are alone here, and it is too soon"):
        agree(asked, di, AT + 12 * H - SECOND)
    assert agree(asked, di, AT + 12 * H).alone


def test_s31_in_a_house_of_one_another_second_person_is_one(
    make_case: Make, bo: User, di: User, settings: Any
) -> None:
    settings.SOLE_OPERATOR = True
    assert not agree(ask(make_case(), bo), di).alone


def test_s30_of_many_requests_each_is_compared_with_its_own_hour(
    make_case: Make, bo: User, di: User, deb: User
) -> None:
    use(invitations.renew(user=bo, actor=di, at=AT), AT)
    early, late = ask(make_case(), bo, AT), ask(make_case(), bo, LATER)
    ask(make_case(), di, AT)
    rows = Approval.objects.order_by("asked_at", "pk")
    assert approvals.for_second(di, rows) == [late]
    assert {early, late} < set(approvals.for_second(deb, rows))
    assert approvals.for_second(di, rows.none()) == []


@pytest.mark.parametrize(("ago", "refused"), [(SPAN - SECOND, True), (SPAN, False)])
def test_s32_whoever_was_let_in_by_the_one_who_broke_the_glass_does_not_close_it(
    ago: timedelta, refused: bool, make_case: Make, cy: User, di: User, deb: User
) -> None:
    use(invitations.renew(user=cy, actor=deb, at=LATER - ago), LATER - ago)
    glass = BrokenGlass(case=make_case(), user=cy, reason="Now", at=LATER, until=LATER + H)
    glass.save()
    given = {"glass_id": glass.pk, "finding": "It was needed.", "at": LATER}
    if refused:
        with pytest.raises(Refused, match="may be one person"):
            emergencies.review(actor=deb, **given)
    emergencies.review(actor=di if refused else deb, **given)
    assert BrokenGlass.objects.get(pk=glass.pk).reviewed_at == LATER
