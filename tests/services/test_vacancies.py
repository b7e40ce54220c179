"""Where a duty has nobody, the house is told, without a word of the case (V-36, S-20)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db.models import Q
from django.template.loader import render_to_string

from cases import mails
from cases.models import Case, Delivery
from cases.permissions import may
from cases.services import approvals, closing, conflicts, health, triage, vacancies
from tests.conftest import AT, person_of_staff
from tests.services.test_acts import deb

__all__ = ["deb"]
Make = Callable[..., Any]


@pytest.fixture
def ada(db: None) -> User:
    return person_of_staff("ada", "admin")


def told() -> list[tuple[str, str, Any]]:
    rows = Delivery.objects.filter(kind="alert").order_by("to_user__username")
    return list(rows.values_list("to_user__username", "step", "case"))


def flag(case: Case, bo: User) -> Case:
    return triage.flag_under_18(case_id=case.pk, actor=bo, at=AT)


@pytest.mark.parametrize("lead", ["none", "without a mailbox", "disabled"])
def test_v36_without_a_lead_supervisors_hear_that_one_is_needed(
    lead: str, ada: User, di: User, bo: User, make_case: Make
) -> None:
    if lead != "none":
        sam = person_of_staff("sam", "safeguarding")
        values = {"email": ""} if lead == "without a mailbox" else {"is_active": False}
        User.objects.filter(pk=sam.pk).update(**values)
    case = flag(make_case(), bo)
    assert told() == [("di", "no_lead", None)]
    assert not may(di, "list", case)
    assert "safeguarding lead" in " ".join(each.sentence for each in health.findings(at=AT))


def test_v36_with_a_lead_nobody_else_hears(sam: User, di: User, bo: User, make_case: Make) -> None:
    case = flag(make_case(), bo)
    assert told() == [("sam", "safeguarding", case.pk)]
    assert not vacancies.lead_missing()


def test_v36_without_supervisors_an_admin_hears(ada: User, bo: User, make_case: Make) -> None:
    flag(make_case(), bo)
    assert told() == [("ada", "no_lead", None)]


def test_s20_a_report_that_names_the_only_supervisor_is_told_to_an_admin(
    ada: User, di: User, cy: User, make_case: Make
) -> None:
    case = make_case(state="submitted", assignee=None, keep_from="Di")
    conflicts.look(case, at=AT)
    assert told() == [("ada", "no_supervisor", None)]
    assert vacancies.without_supervisor() == 1
    assert vacancies.without_supervisor(hidden=Q(pk=case.pk)) == 0
    assert not may(di, "list", case) and not may(ada, "list", case) and not may(cy, "open", case)


def test_s20_another_supervisor_simply_has_it(
    ada: User, di: User, deb: User, cy: User, make_case: Make
) -> None:
    case = make_case(state="submitted", assignee=None, keep_from="Di")
    conflicts.look(case, at=AT)
    assert told() == [("deb", "conflict", case.pk)]
    assert vacancies.without_supervisor() == 0
    assert may(deb, "conflicts", case)


def test_s20_whoever_has_the_case_goes_on_with_it(
    ada: User, di: User, bo: User, cy: User, make_case: Make
) -> None:
    """And what needs two there is told to an admin, since no supervisor may hear of it."""
    case = make_case()
    conflicts.note(case, {di.pk: "decided"}, at=AT)
    assert may(bo, "open", case) and may(bo, "send", case) and not may(di, "list", case)
    Delivery.objects.all().delete()
    day = AT.date().replace(month=12)
    closing.ask_unresolved(case_id=case.pk, reason="exhausted", retain_until=day, actor=bo, at=AT)
    assert told() == [("ada", "no_supervisor", None)]
    assert not approvals.queue(di, at=AT).exists()


def test_s20_an_admin_who_is_named_too_hears_nothing(ada: User, di: User, make_case: Make) -> None:
    conflicts.look(make_case(state="submitted", assignee=None, keep_from="Di, Ada"), at=AT)
    assert told() == []
    assert "kept from every supervisor" in " ".join(each.sentence for each in health.findings(at=AT))


@pytest.mark.parametrize("step", ["no_lead", "no_supervisor", "left", "renewed"])
def test_such_a_mail_names_no_case_and_leads_to_the_page(step: str, di: User) -> None:
    row = Delivery(kind="alert", step=step, to_user=di, message_id="<a@b>")
    mail = mails.compose(row, at=AT)
    assert mail.subject and "#" not in mail.subject and mails.PLACES[step] in mail.text
    assert mails.PLACES[step] in mail.html


@pytest.mark.parametrize("step", ["no_lead", "no_supervisor"])
def test_d55_the_subject_says_nothing_of_whom_or_what(step: str) -> None:
    assert render_to_string(f"email/{step}.subject.txt").strip() == "The desk needs you"
