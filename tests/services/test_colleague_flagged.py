"""A colleague's report about someone under 18: kept from the team, never from every lead (S-22, V-36)."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.models import User

from cases.models import Case, Delivery
from cases.services import comparing, safeguarding, triage
from tests.conftest import AT, person_of_staff
from tests.services.test_conflicts import opened, sees

Make = Callable[..., Case]


def alerts() -> list[tuple[str, str]]:
    rows = Delivery.objects.filter(step="safeguarding").values_list("to_user__username", "state")
    return list(rows)


def test_s22_flagged_later_it_is_the_leads(bo: User, cy: User, di: User, sam: User) -> None:
    case = opened(colleague=True)
    assert [sees(user, case) for user in (bo, cy, di, sam)] == [False, False, True, False]
    triage.flag_under_18(case_id=case.pk, actor=di, at=AT)
    case.refresh_from_db()
    assert [sees(user, case) for user in (bo, cy, di, sam)] == [False, False, False, True]
    assert alerts() == [("sam", "queued")]
    assert sees(person_of_staff("new", "safeguarding"), case)


def test_s22_flagged_at_once_the_lead_hears(bo: User, sam: User) -> None:
    case = opened(colleague=True, under_18="yes")
    assert case.safeguarding and sees(sam, case) and not sees(bo, case)
    assert alerts() == [("sam", "queued")]


def test_s22_returned_it_is_kept_from_the_leads_again(cy: User, di: User, sam: User, make_case: Make) -> None:
    sam.groups.add(*cy.groups.all())
    case = opened(colleague=True)
    triage.flag_under_18(case_id=case.pk, actor=di, at=AT)
    case.refresh_from_db()
    safeguarding.clear(case=case, wants={}, actor=sam, at=AT)
    assert not sees(sam, case) and sees(di, case)


def test_s22_the_round_leaves_the_leads_alone(di: User, sam: User) -> None:
    case = opened(colleague=True, under_18="yes")
    comparing.keep_teams_away(at=AT)
    assert sees(sam, case) and not case.conflicts.filter(user=sam).exists()
