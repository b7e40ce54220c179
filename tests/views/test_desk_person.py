"""The page of one account: what is decided there, by whom, and that it is on the record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from cases.models import Approval, Case, DeskSession
from cases.services import comparing, conflicts
from tests.conftest import AT, person_of_staff
from tests.views.desk import after, do, read, text_of

Enter = Callable[[User], Client]
Make = Callable[..., Any]


@pytest.fixture
def ada(db: None) -> User:
    return person_of_staff("ada", "admin")


@pytest.fixture
def as_ada(ada: User, signed_in: Enter) -> Client:
    return signed_in(ada)


def has(user: User) -> set[str]:
    return set(user.groups.values_list("name", flat=True))


def test_a_supervisor_gives_and_takes_a_role(as_di: Client, cy: User) -> None:
    assert "The role is given." in after(as_di, do(as_di, "desk_person", cy.pk, do="give intake"))
    assert has(cy) == {"caseworker", "intake"}
    text = after(as_di, do(as_di, "desk_person", cy.pk, do="take intake"))
    assert "The role is taken away" in text and "took the role intake from Cy" in text
    assert has(cy) == {"caseworker"}


def test_s30_an_admin_asks_and_the_page_says_so(as_ada: Client, as_di: Client, cy: User) -> None:
    text = after(as_ada, do(as_ada, "desk_person", cy.pk, do="give supervisor"))
    assert "A second person is asked." in text and "Ada asked today 10:00" in text
    assert 'value="give supervisor"' not in text
    assert has(cy) == {"caseworker"}
    asked = Approval.objects.get()
    assert "A supervisor or an admin decides" in read(as_di, "desk_second", asked.pk)
    assert do(as_di, "desk_second", asked.pk, go="agree").status_code == 302
    assert has(cy) == {"caseworker", "supervisor"}


def test_what_an_admin_asks_for_says_why_it_waits(as_ada: Client, as_di: Client, cy: User) -> None:
    do(as_ada, "desk_person", cy.pk, do="give intake")
    assert "gives no role alone" in read(as_di, "desk_second", Approval.objects.get().pk)


def test_s04_a_changed_role_signs_out_at_the_next_click(as_di: Client, cy: User, signed_in: Enter) -> None:
    theirs = signed_in(cy)
    do(as_di, "desk_person", cy.pk, do="give intake")
    assert not DeskSession.objects.filter(user=cy).exists()
    assert theirs.get(reverse("desk_today"))["Location"] == reverse("desk_sign_in") + "?ended=1"


def test_closing_and_opening(as_di: Client, di: User, bo: User, make_case: Make, signed_in: Enter) -> None:
    theirs, case = signed_in(bo), make_case()
    assert "They have 1 open case." in read(as_di, "desk_person", bo.pk)
    text = after(as_di, do(as_di, "desk_person", bo.pk, do="close"))
    assert "The account is closed, and every session is ended." in text
    assert theirs.get(reverse("desk_today")).status_code == 302
    team = read(as_di, "desk_team")
    assert case.reference in team and "Bo does not work on cases" in team
    assert "It has no role yet." in after(as_di, do(as_di, "desk_person", bo.pk, do="open"))


def test_s20_both_read_that_a_name_is_still_looked_for_in_older_reports(
    as_di: Client, as_bo: Client, bo: User, make_case: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the reports are back when the round was there; on neither page stands whether anyone was named."""
    newer, old = make_case(), make_case()
    Case.objects.filter(pk=old.pk).update(opened_at=AT - timedelta(days=1))
    monkeypatch.setattr(comparing, "MET_AT_ONCE", 1)
    do(as_di, "desk_person", bo.pk, do="mailbox", email="bo@home.test")
    assert "not shown to Bo" in read(as_di, "desk_person", bo.pk)
    text = read(as_bo, "desk_cases")
    assert "Reports opened until today 10:00 GMT are not shown to you yet." in text
    assert newer.reference not in text and old.reference not in text
    comparing.keep_up(at=AT)
    assert "looked for" not in read(as_di, "desk_person", bo.pk)
    text = read(as_bo, "desk_cases")
    assert old.reference in text and "not shown to you" not in text


def test_s20_an_auditor_is_told_of_no_report_that_is_not_shown(
    signed_in: Enter, make_case: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    audrey = person_of_staff("audrey", "auditor")
    make_case()
    monkeypatch.setattr(comparing, "MET_AT_ONCE", 0)
    comparing.look_for(audrey, at=AT)
    assert "not shown to you" not in read(signed_in(audrey), "desk_audit")


def test_s10_an_admin_reads_no_count_of_cases(as_ada: Client, bo: User, make_case: Make) -> None:
    make_case()
    assert "open case." not in read(as_ada, "desk_person", bo.pk)


def test_the_last_supervisor_stays_and_the_page_says_why(as_ada: Client, di: User) -> None:
    for act in ("close", "take supervisor"):
        answer = do(as_ada, "desk_person", di.pk, do=act)
        assert answer.status_code == 409
        assert "This is the only supervisor here." in text_of(answer)
    assert has(di) == {"supervisor"}


def test_a_mailbox_is_changed_and_a_bad_one_explained(as_di: Client, bo: User) -> None:
    answer = do(as_di, "desk_person", bo.pk, do="mailbox", email="no")
    text = text_of(answer)
    assert answer.status_code == 422 and 'value="no"' in text
    assert "This is no e-mail address. Write it like name@example.org, or leave it empty." in text
    do(as_di, "desk_person", bo.pk, do="mailbox", email="bo@elsewhere.example.org")
    assert User.objects.get(pk=bo.pk).email == "bo@elsewhere.example.org"


def test_a_name_is_changed_and_an_empty_one_explained(as_di: Client, bo: User) -> None:
    answer = do(as_di, "desk_person", bo.pk, do="name", full_name=" ")
    assert answer.status_code == 422 and "Nothing has been saved yet." in text_of(answer)
    do(as_di, "desk_person", bo.pk, do="name", full_name="Bo Underwood")
    assert User.objects.get(pk=bo.pk).first_name == "Bo Underwood"
    assert "changed Bo Underwood’s name" in read(as_di, "desk_person", bo.pk)


@pytest.mark.parametrize("typed", ["", "x", "give", "give made-up", "take", "close now"])
def test_an_odd_button_does_nothing(as_di: Client, bo: User, typed: str) -> None:
    assert do(as_di, "desk_person", bo.pk, do=typed).status_code in (200, 409)
    assert has(bo) == {"caseworker"} and User.objects.get(pk=bo.pk).is_active


def test_s05_a_change_of_roles_asks_for_the_factor_again(as_di: Client, cy: User) -> None:
    with time_machine.travel(AT + timedelta(minutes=5, seconds=1), tick=False):
        assert do(as_di, "desk_person", cy.pk, do="give intake").status_code == 403
    assert has(cy) == {"caseworker"}


def test_others_meet_nothing_there(as_bo: Client, as_sam: Client, cy: User) -> None:
    for client in (as_bo, as_sam):
        read(client, "desk_person", cy.pk, status=404)
        assert do(client, "desk_person", cy.pk, do="close").status_code == 404


def test_an_account_that_is_not_there(as_di: Client) -> None:
    read(as_di, "desk_person", 9999, status=404)


def test_s12_every_act_is_on_the_audit_page(as_di: Client, as_ada: Client, bo: User, cy: User) -> None:
    do(as_di, "desk_people", first_name="Eve", given=["intake"])
    do(as_di, "desk_person", cy.pk, do="give intake")
    do(as_di, "desk_end_sessions", cy.pk)
    do(as_di, "desk_renew", cy.pk)
    do(as_ada, "desk_person", bo.pk, do="close")
    text = read(as_ada, "desk_audit")
    for said in (
        "invited someone (intake)", "gave the role intake to Cy", "ended every session of Cy",
        "made a new way in for Cy", "closed the account of Bo (caseworker)",
    ):  # fmt: skip
        assert said in text, said


def test_v36_today_and_people_say_that_a_lead_is_missing(as_di: Client) -> None:
    for name in ("desk_today", "desk_people"):
        assert "No safeguarding lead can be reached." in read(as_di, name)
    person_of_staff("sam", "safeguarding")
    for name in ("desk_today", "desk_people"):
        assert "No safeguarding lead" not in read(as_di, name)


def test_s20_the_admin_reads_of_a_vacancy_and_the_one_kept_away_does_not(
    as_ada: Client, as_di: Client, make_case: Make
) -> None:
    case = make_case(state="submitted", assignee=None, keep_from="Di")
    conflicts.look(case, at=AT)
    text = read(as_ada, "desk_people")
    assert "1 case cannot be seen by any supervisor." in text and case.reference not in text
    assert "cannot be seen" not in read(as_di, "desk_people")
