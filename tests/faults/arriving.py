"""Acts of signing in, for tests that let several processes arrive with the same code or link."""

from __future__ import annotations

import json

from django.contrib.auth.models import User

from cases.services import doorstep, factors, invitations
from cases.services.refusal import Refused
from tests import desk
from tests.conftest import AT, person_of_staff
from tests.faults.together import wait_for


def staffed() -> None:
    """Bo with an app and recovery codes, and an invitation by Di."""
    bo = desk.enrol(person_of_staff("bo", "caseworker"))
    factors.new_recovery_codes(user=bo)
    link = invitations.invite(
        first_name="Eve", email="", given=["caseworker"], actor=person_of_staff("di", "supervisor"), at=AT
    )
    codes = {"app": desk.code(AT), "recovery": factors.open_recovery_codes(bo)[0]}
    print(json.dumps({**codes, "token": link.rpartition("/")[2]}))


def show(code: str, start: str = "") -> None:
    """Whether this code opens the desk for Bo."""
    bo = User.objects.get(username="bo")
    wait_for(start)
    print(json.dumps({"in": bool(factors.check_code(user=bo, typed=code, at=AT))}))


def join(token: str, name: str, start: str = "") -> None:
    """Whether this link makes an account."""
    wait_for(start)
    try:
        invitations.accept(token=token, name=name, password="quiet harbour lamp", at=AT)
    except Refused:
        print(json.dumps({"in": False}))
    else:
        print(json.dumps({"in": True}))


def knock(start: str = "") -> None:
    """How many of ten tries at the password this process gets."""
    wait_for(start)
    limits = {"name": "bo", "network": "203.0.113.0/24", "device": "", "at": AT}
    print(json.dumps({"in": sum(doorstep.may_try_password(**limits) for _ in range(10))}))
