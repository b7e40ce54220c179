"""A request for a second person that is over: whoever could have decided it reads so, and nobody else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from cases.models import Approval
from cases.services import approvals, conflicts, grants, triage
from tests.conftest import AT, person_of_staff
from tests.views.desk import read, text_of
from tests.views.test_desk_two import asked, decide

Make = Callable[..., Any]

OVER = {
    "agreed": {"agreed_at": AT, "ended_at": AT},
    "declined": {"ended_at": AT},
    "expired": {"expires_at": AT},
}


@pytest.mark.parametrize("how", OVER)
def test_a_mail_about_what_is_over_leads_to_a_sentence_and_back(
    as_di: Client, make_case: Make, bo: Any, cy: Any, how: str
) -> None:
    by = {"agreed_by": cy} if how == "agreed" else {}
    case, house = asked(make_case(), bo), grants.ask(user=cy, role="supervisor", actor=bo, at=AT)
    Approval.objects.update(**OVER[how], **by)
    for request in (case, house):
        page = read(as_di, "desk_second", request.pk, status=410)
        assert approvals.SETTLED in page and "Back to what waits" in page
        answer = decide(as_di, request)
        assert answer.status_code == 410 and approvals.SETTLED in text_of(answer)


def test_s10_what_is_over_is_not_there_for_whoever_could_not_have_decided_it(
    as_bo: Client, as_cy: Client, as_di: Client, as_sam: Client, make_case: Make, bo: Any, di: Any, cy: Any
) -> None:
    case = make_case()
    request, house = asked(case, bo), grants.ask(user=cy, role="supervisor", actor=bo, at=AT)
    Approval.objects.update(ended_at=AT)
    for client in (as_bo, as_cy, as_sam):
        for each in (request, house):
            assert read(client, "desk_second", each.pk, status=404) == read(
                client, "desk_second", UUID(int=9), status=404
            )
    conflicts.block(case_id=case.pk, user=di, actor=person_of_staff("deb", "supervisor"), at=AT)
    read(as_di, "desk_second", request.pk, status=404)
    triage.flag_under_18(case_id=case.pk, actor=bo, at=AT)
    read(as_sam, "desk_second", request.pk, status=410)
