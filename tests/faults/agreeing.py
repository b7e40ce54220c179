"""Two people and many hands: what processes do about one request at the same moment."""

from __future__ import annotations

import json
from datetime import date, timedelta

from django.contrib.auth.models import User

from cases.models import Approval, Case, Event
from cases.services import acts, approvals, closing
from cases.services.record import verify
from cases.services.refusal import Refused
from tests.conftest import AT, person_of_staff
from tests.faults.together import wait_for

LATER = AT + timedelta(minutes=1)


def request_two() -> None:
    """Di, who may decide, asks for a case to be closed; Deb may decide too."""
    person_of_staff("deb", "supervisor")
    case, di = Case.objects.get(), User.objects.get(username="di")
    until = date(2027, 5, 1)
    closing.ask_unresolved(case_id=case.pk, reason="silent", retain_until=until, actor=di, at=AT)


def agree_as(name: str, start: str = "") -> None:
    """One try to be the second person, or to spend what two agreed to."""
    user, asked = User.objects.get(username=name), Approval.objects.get()
    wait_for(start)
    try:
        acts.agree(approval_id=asked.pk, actor=user, at=LATER)
        said = "agreed"
    except Refused as no:
        said = str(no)
    print(json.dumps({"said": said}))


def spend(start: str = "") -> None:
    """What two people agreed to, used by whoever is first."""
    asked = Approval.objects.get()
    wait_for(start)
    print(json.dumps({"used": approvals.use(asked, at=LATER)}))


def free_again() -> None:
    """As if the act itself were still to come: agreed to, and not spent."""
    deb = User.objects.get(username="deb")
    Approval.objects.update(agreed_by=deb, agreed_at=LATER, ended_at=None)


def agreed() -> None:
    """What is there in the end."""
    asked, case = Approval.objects.select_related("agreed_by").get(), Case.objects.get()
    count = Event.objects.filter(case=case, kind="approval_given").count()
    found = {"by": asked.agreed_by and asked.agreed_by.username, "given": count, "state": case.state}
    print(json.dumps({**found, "broken": verify(case)}))
