"""Accounts: closed at once and without a trace left open, and nothing they had vanishes (S-04)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User

from cases.models import Absence, Approval, Conflict, Delivery, DeskSession, Event
from cases.services import accounts, conflicts, desk_sessions, grants, invitations
from cases.services.record import verify_house
from cases.services.refusal import Refused
from tests import desk
from tests.conftest import AT, person_of_staff
from tests.services.test_acts import agree, deb

__all__ = ["deb"]
Make = Callable[..., Any]
H = timedelta(hours=1)


@pytest.fixture
def ada(db: None) -> User:
    return person_of_staff("ada", "admin")


def close(user: User, actor: User) -> User:
    accounts.close(user=user, actor=actor, at=AT)
    return User.objects.get(pk=user.pk)


def test_s04_a_closed_account_is_out_at_once_and_without_a_role(ada: User, di: User, bo: User) -> None:
    desk_sessions.begin(user=desk.enrol(bo), session_key="k", device="x", at=AT, proven=True)
    gone = close(bo, ada)
    assert not gone.is_active and not gone.groups.exists() and not DeskSession.objects.exists()
    said = Event.objects.get(kind="account_closed")
    assert (said.actor, said.facts) == (ada, {"user": bo.pk, "roles": ["caseworker"]})
    assert verify_house() == []


def test_supervisors_hear_of_the_cases_and_no_case_changes_hands_unseen(
    ada: User, di: User, bo: User, make_case: Make
) -> None:
    case = make_case()
    close(bo, ada)
    case.refresh_from_db()
    assert case.assignee == bo
    mail = Delivery.objects.get(step="left")
    assert (mail.to_user, mail.case) == (di, None)


def test_s10_of_a_flagged_case_left_behind_the_other_lead_hears_and_no_supervisor(
    ada: User, di: User, make_case: Make
) -> None:
    sam, lea = (person_of_staff(name, "safeguarding") for name in ("sam", "lea"))
    case = make_case(safeguarding=True, assignee=sam)
    close(sam, ada)
    mail = Delivery.objects.get()
    assert (mail.to_user, mail.case, mail.step) == (lea, case, "handed")


def test_of_a_case_nobody_answers_for_the_house_hears_that_somebody_must(
    ada: User, di: User, bo: User, make_case: Make
) -> None:
    case, sam = make_case(), person_of_staff("sam", "safeguarding")
    make_case(safeguarding=True, assignee=sam)
    Conflict.objects.create(case=case, user=di, state="blocked", ground="decided", noted_at=AT)
    close(sam, ada)
    close(bo, ada)
    told = {(mail.step, mail.to_user.username, mail.case) for mail in Delivery.objects.all()}
    assert ("no_lead", "di", None) in told and ("no_supervisor", "ada", None) in told
    assert not [step for step, _who, _case in told if step in ("left", "handed")]


def test_s10_a_supervisor_kept_from_the_only_case_left_behind_hears_nothing(
    ada: User, di: User, bo: User, make_case: Make
) -> None:
    case, ed = make_case(), person_of_staff("ed", "supervisor")
    conflicts.block(case_id=case.pk, user=di, actor=ed, at=AT)
    close(bo, ada)
    assert [mail.to_user for mail in Delivery.objects.filter(step="left")] == [ed]


def test_nobody_is_told_where_nothing_is_left_behind(ada: User, di: User, bo: User, make_case: Make) -> None:
    make_case(state="closed")
    close(bo, ada)
    assert not Delivery.objects.exists()


def test_what_a_closed_account_had_begun_is_void(di: User, deb: User, bo: User) -> None:
    """Requests, links into it and links it has made, and covering."""
    asked = grants.ask(user=bo, role="supervisor", actor=deb, at=AT)
    path = invitations.invite(first_name="Eve", email="", given=["caseworker"], actor=deb, at=AT)
    away = Absence.objects.create(
        user=bo, cover=deb, starts_at=AT - H, ends_at=AT + H, noted_by=di, noted_at=AT
    )
    close(deb, di)
    with pytest.raises(Refused, match="settled"):
        agree(asked, di)
    assert Approval.objects.get().ended_at == AT
    assert invitations.holder(path.rpartition("/")[2], at=AT) is None
    assert Absence.objects.get(pk=away.pk).cover is None


@pytest.mark.parametrize("last", ["di", "ada"])
def test_the_last_one_who_decides_stays(di: User, ada: User, last: str) -> None:
    user, actor = (di, ada) if last == "di" else (ada, di)
    with pytest.raises(Refused, match="the only"):
        close(user, actor)
    assert User.objects.get(pk=user.pk).is_active


def test_nobody_closes_the_own_account_or_one_that_is_closed(di: User, deb: User, bo: User) -> None:
    with pytest.raises(Refused, match="your own"):
        close(deb, deb)
    close(bo, di)
    with pytest.raises(Refused, match="closed already"):
        close(bo, di)


def test_s30_whoever_comes_back_has_no_role(di: User, deb: User, ada: User) -> None:
    """Otherwise one person could give back what takes two."""
    close(deb, di)
    accounts.reopen(user=deb, actor=ada, at=AT)
    back = User.objects.get(pk=deb.pk)
    assert back.is_active and not back.groups.exists()
    assert Event.objects.filter(kind="account_opened", actor=ada).exists()
    with pytest.raises(Refused, match="open already"):
        accounts.reopen(user=deb, actor=ada, at=AT)


def test_ending_sessions_is_on_the_record(di: User, bo: User) -> None:
    desk_sessions.begin(user=desk.enrol(bo), session_key="k", device="x", at=AT, proven=True)
    accounts.end_sessions(user=bo, actor=di, at=AT)
    assert Event.objects.get(kind="sessions_ended").facts == {"user": bo.pk, "count": 1}


def test_s20_another_mailbox_is_looked_for_in_the_reports(
    di: User, bo: User, cy: User, make_case: Make
) -> None:
    case = make_case(assignee=cy, keep_from="bo.private@elsewhere.example.org")
    assert not case.conflicts.exists()
    accounts.readdress(user=bo, email="bo.private@elsewhere.example.org", actor=di, at=AT)
    assert case.conflicts.get().user == bo


def test_another_mailbox_is_on_the_record_without_its_address(di: User, bo: User) -> None:
    accounts.readdress(user=bo, email="bo@elsewhere.example.org", actor=di, at=AT)
    assert User.objects.get(pk=bo.pk).email == "bo@elsewhere.example.org"
    assert Event.objects.get(kind="mailbox_changed").facts == {"user": bo.pk}
    with pytest.raises(Refused, match="already"):
        accounts.readdress(user=bo, email="bo@elsewhere.example.org", actor=di, at=AT)


def test_s20_another_name_is_looked_for_in_the_reports(di: User, bo: User, cy: User, make_case: Make) -> None:
    case = make_case(assignee=cy, facts="I think that Bo Maria Underwood has sent it on.")
    assert not case.conflicts.exists()
    accounts.rename(user=bo, full_name="Bo Maria Underwood", actor=di, at=AT)
    assert case.conflicts.get().user == bo
    assert Event.objects.get(kind="name_changed").facts == {"user": bo.pk}
    with pytest.raises(Refused, match="already"):
        accounts.rename(user=bo, full_name="Bo Maria Underwood", actor=di, at=AT)
