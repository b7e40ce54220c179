"""Who gives which role, and that no house is left without those who decide (S-04, S-30)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User

from cases.models import Absence, Approval, Case, Delivery, DeskSession, Event
from cases.services import acts, closing, conflicts, desk_sessions, grants, triage
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


def has(user: User) -> set[str]:
    return set(user.groups.values_list("name", flat=True))


def sign_in(user: User) -> None:
    desk_sessions.begin(user=desk.enrol(user), session_key=user.username, device="x", at=AT, proven=True)


@pytest.mark.parametrize("role", ["intake", "auditor", "safeguarding"])
def test_a_supervisor_gives_a_role_that_decides_about_nobody_alone(di: User, cy: User, role: str) -> None:
    assert grants.give(user=cy, role=role, actor=di, at=AT) is None
    assert has(cy) == {"caseworker", role}
    said = Event.objects.get(kind="role_granted")
    assert (said.actor, said.facts) == (di, {"user": cy.pk, "role": role})


@pytest.mark.parametrize("role", ["intake", "supervisor", "admin"])
def test_s30_what_an_admin_gives_a_supervisor_agrees_to(ada: User, di: User, cy: User, role: str) -> None:
    asked = grants.give(user=cy, role=role, actor=ada, at=AT)
    assert asked and has(cy) == {"caseworker"}
    agree(asked, di)
    assert has(cy) == {"caseworker", role}
    assert verify_house() == []


def test_s30_nobody_gives_themselves_a_role(di: User) -> None:
    asked = grants.give(user=di, role="safeguarding", actor=di, at=AT)
    assert asked and has(di) == {"supervisor"}
    with pytest.raises(Refused):
        agree(asked, di)


def test_s31_in_a_house_of_one_the_same_person_may_after_a_while(di: User, settings: Any) -> None:
    settings.SOLE_OPERATOR = True
    asked = grants.give(user=di, role="safeguarding", actor=di, at=AT)
    assert asked
    with pytest.raises(Refused, match="too soon"):
        agree(asked, di, at=AT + 11 * H)
    agree(asked, di, at=AT + 12 * H)
    assert "safeguarding" in has(di)


@pytest.mark.parametrize(("role", "why"), [("made up", "no such"), ("caseworker", "already")])
def test_a_role_that_cannot_be_given_is_told(di: User, cy: User, role: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        grants.give(user=cy, role=role, actor=di, at=AT)


def test_a_closed_account_gets_no_role(di: User, cy: User) -> None:
    User.objects.filter(pk=cy.pk).update(is_active=False)
    with pytest.raises(Refused, match="closed"):
        grants.give(user=User.objects.get(pk=cy.pk), role="intake", actor=di, at=AT)


@pytest.mark.parametrize("act", [grants.take, grants.give])
def test_s04_a_change_of_roles_ends_every_session_at_once(di: User, cy: User, act: Make) -> None:
    cy.groups.add(Group.objects.get_or_create(name="intake")[0])
    sign_in(cy)
    act(user=cy, role="intake" if act is grants.take else "auditor", actor=di, at=AT)
    assert not DeskSession.objects.exists()


def test_one_person_takes_a_role_away_and_it_is_on_the_record(ada: User, di: User, deb: User) -> None:
    grants.take(user=deb, role="supervisor", actor=ada, at=AT)
    assert has(deb) == set()
    said = Event.objects.get(kind="role_taken")
    assert (said.actor, said.facts) == (ada, {"user": deb.pk, "role": "supervisor"})
    with pytest.raises(Refused, match="does not have"):
        grants.take(user=deb, role="supervisor", actor=ada, at=AT)


def test_s30_what_was_asked_for_in_a_role_ends_with_it(
    ada: User, di: User, bo: User, make_case: Make
) -> None:
    case = make_case(state="active", assignee=bo)
    closing.ask_unresolved(case_id=case.pk, reason="untrue", retain_until=None, actor=bo, at=AT)
    grants.take(user=bo, role="caseworker", actor=ada, at=AT)
    with pytest.raises(Refused, match="Nothing waits"):
        acts.agree(approval_id=Approval.objects.get().pk, actor=di, at=AT)


@pytest.mark.parametrize("role", ["supervisor", "admin"])
def test_the_last_one_who_decides_keeps_the_role(ada: User, di: User, deb: User, role: str) -> None:
    last = {"supervisor": di, "admin": ada}[role]
    User.objects.filter(pk=deb.pk).update(is_active=False)
    with pytest.raises(Refused, match=f"the only {role}"):
        grants.take(user=last, role=role, actor=ada, at=AT)
    assert has(last) == {role}


def test_whoever_works_on_cases_no_more_covers_nobody(di: User, bo: User, cy: User) -> None:
    away = Absence.objects.create(
        user=bo, cover=cy, starts_at=AT - H, ends_at=AT + 9 * H, noted_by=di, noted_at=AT
    )
    grants.take(user=cy, role="caseworker", actor=di, at=AT)
    away.refresh_from_db()
    assert away.cover is None


def test_v36_a_new_lead_hears_of_what_waits_already(di: User, bo: User, cy: User, make_case: Make) -> None:
    case = triage.flag_under_18(case_id=make_case().pk, actor=bo, at=AT)
    assert not Delivery.objects.filter(case=case).exists()
    grants.give(user=cy, role="safeguarding", actor=di, at=AT)
    assert list(case.deliveries.values_list("to_user", "step")) == [(cy.pk, "safeguarding")]


def test_s20_a_new_supervisor_hears_of_what_waits_unless_it_is_about_them(
    ada: User, di: User, cy: User, bo: User, make_case: Make
) -> None:
    """The only supervisor is named, and so is one of the two who could become the next."""
    case: Case = make_case(state="submitted", assignee=None, keep_from="Di and Cy")
    conflicts.look(case, at=AT)
    for user in (cy, bo):
        agree(grants.give(user=user, role="supervisor", actor=ada, at=AT), di)  # type: ignore[arg-type]
    told = Delivery.objects.filter(case=case, step="conflict")
    assert list(told.values_list("to_user", flat=True)) == [bo.pk]


def test_s20_a_name_is_looked_for_before_its_role_opens_anything(di: User, make_case: Make) -> None:
    case: Case = make_case(state="submitted", assignee=None, keep_from="Eve")
    eve = User.objects.create_user("eve", first_name="Eve")
    grants.give(user=eve, role="caseworker", actor=di, at=AT)
    assert case.conflicts.filter(user=eve, state="hint").exists()
