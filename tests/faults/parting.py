"""Those who decide about others, taken away from several processes at once."""

from __future__ import annotations

import json

from django.contrib.auth.models import User

from cases.services import accounts, grants
from cases.services.refusal import Refused
from tests.conftest import AT, person_of_staff
from tests.faults.together import wait_for


def deciding() -> None:
    """An admin, and four supervisors."""
    person_of_staff("ada", "admin")
    print(json.dumps({"names": [person_of_staff(f"di{n}", "supervisor").username for n in range(4)]}))


def part(name: str, how: str, start: str = "") -> None:
    """Whether this supervisor could be let go."""
    ada, user = User.objects.get(username="ada"), User.objects.get(username=name)
    wait_for(start)
    try:
        if how == "close":
            accounts.close(user=user, actor=ada, at=AT)
        else:
            grants.take(user=user, role="supervisor", actor=ada, at=AT)
    except Refused:
        print(json.dumps({"gone": False}))
    else:
        print(json.dumps({"gone": True}))
