"""Invitations: a link that works once, and roles that one person may give."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import Group, User

from cases.models import Case, Delivery, DeskSession, Event, Invitation
from cases.services import desk_sessions, factors, invitations
from cases.services.record import verify_house
from cases.services.refusal import Refused
from tests import desk

PASSWORD = "quiet harbour lamp"


def token_of(path: str) -> str:
    return path.rpartition("/")[2]


def invite(actor: User, at: datetime, *given: str, email: str = "") -> str:
    return token_of(invitations.invite(first_name="Eve", email=email, given=given, actor=actor, at=at))


def accept(token: str, at: datetime, name: str = "eve") -> User:
    return invitations.accept(token=token, name=name, password=PASSWORD, at=at)


def with_role(name: str, *roles: str) -> User:
    user = User.objects.create_user(name)
    user.groups.set([Group.objects.get_or_create(name=role)[0] for role in roles])
    return user


def test_s02_an_invitation_makes_an_account_with_its_own_password(di: User, at: datetime) -> None:
    eve = accept(invite(di, at, "caseworker"), at)
    assert eve.check_password(PASSWORD) and eve.first_name == "Eve"
    assert [group.name for group in eve.groups.all()] == ["caseworker"]
    assert not factors.enrolled(eve)


def test_s02_it_works_once(di: User, at: datetime) -> None:
    token = invite(di, at)
    accept(token, at)
    with pytest.raises(Refused):
        accept(token, at, "mallory")
    assert not User.objects.filter(username="mallory").exists()


def test_it_lasts_two_days(di: User, at: datetime) -> None:
    token = invite(di, at)
    assert invitations.holder(token, at=at + timedelta(hours=47, minutes=59))
    assert invitations.holder(token, at=at + timedelta(hours=48)) is None


def test_only_the_index_of_its_token_is_kept(di: User, at: datetime) -> None:
    token = invite(di, at)
    assert token not in str(Invitation.objects.values_list().get())


def test_a_new_one_for_the_same_mailbox_ends_the_first(di: User, at: datetime) -> None:
    first = invite(di, at, email="eve@northgate.example.org")
    second = invite(di, at, email="Eve@northgate.example.org")
    assert invitations.holder(first, at=at) is None
    assert invitations.holder(second, at=at)


def test_one_that_is_taken_back_lets_nobody_in(di: User, at: datetime) -> None:
    token = invite(di, at)
    invitations.take_back(invitation_id=Invitation.objects.get().pk, actor=di, at=at)
    with pytest.raises(Refused):
        accept(token, at)
    with pytest.raises(Refused):
        invitations.take_back(invitation_id=Invitation.objects.get().pk, actor=di, at=at)


def test_a_name_that_is_taken_uses_nothing_up(di: User, bo: User, at: datetime) -> None:
    token = invite(di, at)
    with pytest.raises(Refused, match="has this name"):
        accept(token, at, "BO")
    with pytest.raises(Refused, match="has this name"):
        accept(token, at, "ｂｏ")
    assert accept(token, at)


@pytest.mark.parametrize("role", ["supervisor", "admin", "made up"])
def test_s30_nobody_alone_gives_a_role_that_decides(di: User, at: datetime, role: str) -> None:
    with pytest.raises(Refused):
        invite(di, at, role)


@pytest.mark.parametrize("role", ["caseworker", "intake", "auditor"])
def test_an_admin_gives_no_role_alone(db: None, at: datetime, role: str) -> None:
    admin = with_role("ada", "admin")
    with pytest.raises(Refused):
        invite(admin, at, role)
    assert invite(admin, at)


def test_renewing_ends_sessions_and_takes_the_old_factors_away(di: User, bo: User, at: datetime) -> None:
    desk_sessions.begin(user=desk.enrol(bo), session_key="k", device="x", at=at, proven=True)
    token = token_of(invitations.renew(user=bo, actor=di, at=at))
    assert not DeskSession.objects.exists()
    assert factors.enrolled(bo)
    assert accept(token, at, "").pk == bo.pk
    assert not factors.enrolled(bo)
    assert User.objects.get(pk=bo.pk).check_password(PASSWORD)


def test_renewing_needs_a_supervisor_and_never_reaches_those_who_decide(
    di: User, bo: User, cy: User, at: datetime
) -> None:
    other = with_role("dan", "supervisor")
    for actor, user in ((bo, cy), (di, other), (di, di), (with_role("ada", "admin"), bo)):
        with pytest.raises(Refused):
            invitations.renew(user=user, actor=actor, at=at)
    assert invitations.renew(user=other, actor=None, at=at)


@pytest.mark.parametrize("by_operator", [False, True])
def test_s30_renewing_is_on_the_record_and_told_to_the_person(
    di: User, bo: User, at: datetime, by_operator: bool
) -> None:
    invitations.renew(user=bo, actor=None if by_operator else di, at=at)
    said = Event.objects.get(kind="sign_in_renewed")
    assert (said.actor, said.facts) == (None if by_operator else di, {"user": bo.pk})
    mail = Delivery.objects.get(step="renewed")
    assert (mail.to_user, mail.case) == (bo, None)
    assert verify_house() == []


def test_s20_someone_new_is_kept_from_the_report_that_names_them(
    di: User, at: datetime, make_case: Callable[..., Case]
) -> None:
    case = make_case(state="submitted", assignee=None, keep_from="Eve")
    eve = accept(invite(di, at, "caseworker"), at)
    assert case.conflicts.filter(user=eve, state="hint").exists()


def test_each_step_of_an_invitation_is_on_the_record(di: User, at: datetime) -> None:
    invite(di, at)
    invitations.take_back(invitation_id=Invitation.objects.get().pk, actor=di, at=at)
    eve = accept(invite(di, at, "caseworker", email="eve@northgate.example.org"), at)
    told = [(each.kind, each.actor, each.facts) for each in Event.objects.order_by("seq")]
    assert told == [
        ("invited", di, {"roles": []}),
        ("invitation_ended", di, {}),
        ("invited", di, {"roles": ["caseworker"]}),
        ("joined", eve, {"user": eve.pk, "roles": ["caseworker"]}),
    ]


def test_someone_disabled_is_not_renewed(di: User, bo: User, at: datetime) -> None:
    token = token_of(invitations.renew(user=bo, actor=di, at=at))
    User.objects.filter(pk=bo.pk).update(is_active=False)
    assert invitations.holder(token, at=at) is None


def test_a_token_that_is_no_token_finds_nothing(db: None, at: datetime) -> None:
    assert invitations.holder("x" * 5000, at=at) is None
    assert invitations.holder("x", at=at) is None


def test_what_was_used_is_remembered_and_the_rest_forgotten(di: User, at: datetime) -> None:
    accept(invite(di, at), at)
    invite(di, at)
    assert invitations.forget(at=at + timedelta(days=32, hours=1)) == 1
    assert Invitation.objects.get().used_at == at
