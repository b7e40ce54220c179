"""Team lists a case as without anyone where whoever has it now must not see it (S-20)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from cases.models import Conflict, Invitation
from cases.services import invitations
from tests.conftest import AT, person_of_staff
from tests.views.desk import read
from tests.views.test_desk_team import away

Make = Callable[..., Any]


@pytest.fixture
def deb(db: None) -> User:
    return person_of_staff("deb", "supervisor")


@pytest.mark.parametrize(
    ("gone", "kept", "said"),
    [
        (False, "bo", "Bo is kept away from it"),
        (True, "cy", "Bo is away, and Cy, who covers, is kept away from it"),
        (False, "cy", ""),
        (True, "bo", ""),
    ],
)
def test_s20_a_case_whose_owner_or_cover_is_kept_away_is_without_anyone(
    as_di: Client, bo: User, cy: User, make_case: Make, gone: bool, kept: str, said: str
) -> None:
    case = make_case()
    if gone:
        away(bo, cy)
    user = User.objects.get(username=kept)
    Conflict.objects.create(case=case, user=user, state="hint", ground="tie", noted_at=AT)
    lost = read(as_di, "desk_team").partition("Without anyone now")[2]
    assert (case.reference in lost) is bool(said) and said in lost


def test_s20_so_is_one_whose_owner_was_let_in_by_somebody_kept_away(
    as_di: Client, deb: User, cy: User, make_case: Make
) -> None:
    case = make_case(assignee=cy)
    Conflict.objects.create(case=case, user=deb, state="blocked", ground="decided", noted_at=AT)
    assert case.reference not in read(as_di, "desk_team").partition("Without anyone now")[2]
    invitations.renew(user=cy, actor=deb, at=AT)
    Invitation.objects.update(used_at=AT)
    assert "Cy is kept away from it" in read(as_di, "desk_team").partition("Without anyone now")[2]
