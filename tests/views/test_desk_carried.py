"""What was typed when a session ended comes back to whoever typed it, and whoever is there stays in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from cases.models import Case, Conflict, DeskSession
from cases.services import access, access_log, carried, exposure
from tests.conftest import AT
from tests.views.desk import do, post, read
from tests.views.test_desk_onward import come_in

MakeCase = Callable[..., Case]
PASSWORD = "a long enough word"
TEXT = "She wrote on 3 May that nobody may show it."
M = timedelta(minutes=1)


def lapse(user: User) -> None:
    DeskSession.objects.filter(user=user).update(seen_at=AT - 16 * M)


def facts(case: Case) -> str:
    return reverse("desk_case_action", args=[case.reference, "facts"])


@pytest.fixture
def case(make_case: MakeCase) -> Case:
    return make_case()


def test_s04_what_meets_an_ended_session_comes_back_after_the_sign_in(
    as_bo: Client, bo: User, case: Case
) -> None:
    lapse(bo)
    answer = post(as_bo, facts(case), facts=TEXT)
    assert answer["Location"] == reverse("desk_sign_in")
    page = read(as_bo, "desk_sign_in")
    assert "after 15 minutes without a click" in page and "What you typed is kept." in page
    assert TEXT not in page and case.reference not in page
    assert come_in(as_bo, bo)["Location"] == reverse("desk_typed")
    assert Case.objects.get().facts != TEXT
    shown = read(as_bo, "desk_typed")
    assert f'action="{facts(case)}"' in shown and f'name="facts" value="{TEXT}"' in shown
    assert post(as_bo, facts(case), facts=TEXT)["Location"] == reverse("desk_case", args=[case.reference])
    assert Case.objects.get().facts == TEXT


def test_s04_what_waits_is_sealed(as_bo: Client, bo: User, case: Case) -> None:
    lapse(bo)
    post(as_bo, facts(case), facts=TEXT)
    kept = [row.get_decoded() for row in Session.objects.all()]
    assert [each for each in kept if "typed" in each] and TEXT not in str(kept) and "May" not in str(kept)


def test_s04_another_one_never_gets_it(as_bo: Client, bo: User, cy: User, case: Case) -> None:
    lapse(bo)
    post(as_bo, facts(case), facts=TEXT)
    assert come_in(as_bo, cy)["Location"] == reverse("desk_today")
    assert as_bo.get(reverse("desk_typed"))["Location"] == reverse("desk_today")
    do(as_bo, "desk_sign_out")
    with time_machine.travel(AT + M, tick=False):
        assert come_in(as_bo, bo)["Location"] == reverse("desk_today")
        assert as_bo.get(reverse("desk_typed"))["Location"] == reverse("desk_today")


def test_s04_nor_does_another_browser(as_bo: Client, bo: User, case: Case) -> None:
    lapse(bo)
    post(as_bo, facts(case), facts=TEXT)
    assert come_in(Client(), bo)["Location"] == reverse("desk_today")


def test_s04_a_seal_opens_for_its_owner_alone_and_for_an_hour(bo: User, cy: User) -> None:
    sealed = carried.seal(user=bo, path="/desk/you", fields=[("a", "b")], at=AT)
    assert carried.unseal(user=bo, sealed=sealed, at=AT + 60 * M) == carried.Carried(
        "/desk/you", [("a", "b")]
    )
    assert carried.unseal(user=bo, sealed=sealed, at=AT + 60 * M + timedelta(seconds=1)) is None
    assert carried.unseal(user=cy, sealed=sealed, at=AT) is None
    assert carried.unseal(user=bo, sealed="", at=AT) is None


def test_s04_a_stranger_leaves_nothing_behind(client: Client, case: Case) -> None:
    assert post(client, facts(case), facts=TEXT)["Location"] == reverse("desk_sign_in")
    assert not Session.objects.exists()
    assert "signed out" not in read(client, "desk_sign_in")


@pytest.mark.parametrize(("name", "given"), [("desk_own", {"old": PASSWORD, "new": "x"}), ("desk_stay", {})])
def test_s04_passwords_and_nothing_at_all_are_not_kept(
    as_bo: Client, bo: User, name: str, given: dict[str, str]
) -> None:
    lapse(bo)
    do(as_bo, name, **given)
    page = read(as_bo, "desk_sign_in")
    assert "You have been signed out." in page and "What you typed" not in page


def test_s04_an_account_that_was_closed_keeps_nothing(as_bo: Client, bo: User, case: Case) -> None:
    lapse(bo)
    as_bo.get(reverse("desk_today"))
    User.objects.filter(pk=bo.pk).update(is_active=False)
    post(as_bo, facts(case), facts=TEXT)
    assert "What you typed" not in read(as_bo, "desk_sign_in")


def test_s04_another_tab_that_noticed_first_loses_nothing(as_bo: Client, bo: User, case: Case) -> None:
    lapse(bo)
    assert as_bo.get(reverse("desk_cases"))["Location"].startswith(reverse("desk_sign_in"))
    post(as_bo, facts(case), facts=TEXT)
    assert come_in(as_bo, bo)["Location"] == reverse("desk_typed")


def test_s04_after_ten_hours_of_work_it_comes_back_too(as_bo: Client, bo: User, case: Case) -> None:
    DeskSession.objects.update(started_at=AT - timedelta(hours=10, seconds=1))
    post(as_bo, facts(case), facts=TEXT)
    assert come_in(as_bo, bo)["Location"] == reverse("desk_typed")


def test_s04_nothing_of_the_old_session_goes_on_but_this(as_bo: Client, bo: User, case: Case) -> None:
    session = as_bo.session
    session["why"] = {str(case.pk): "cover"}
    session.save()
    before = session.session_key
    lapse(bo)
    post(as_bo, facts(case), facts=TEXT)
    assert set(as_bo.session.keys()) == {"lapsed", "typed"} and as_bo.session.session_key != before
    come_in(as_bo, bo)
    assert "why" not in as_bo.session


def test_s20_whoever_is_kept_from_the_case_meanwhile_gets_nothing_of_it(
    as_bo: Client, bo: User, case: Case
) -> None:
    lapse(bo)
    post(as_bo, facts(case), facts=TEXT)
    Conflict.objects.create(case=case, user=bo, state=Conflict.SHUT[0], noted_at=AT)
    come_in(as_bo, bo)
    assert as_bo.get(reverse("desk_typed"))["Location"] == reverse("desk_today")


def test_s11_a_supervisor_says_why_first(as_di: Client, di: User, case: Case) -> None:
    lapse(di)
    post(as_di, facts(case), facts=TEXT)
    come_in(as_di, di)
    asked = as_di.get(reverse("desk_typed"))["Location"]
    assert asked == f"/desk/cases/{case.reference}/reason?{urlencode({'to': '/desk/sign-in/typed'})}"
    assert post(as_di, asked, reason=next(iter(access_log.REASONS)))["Location"] == reverse("desk_typed")
    assert TEXT in read(as_di, "desk_typed")


def test_s05_a_flagged_case_asks_for_the_factor_again(as_sam: Client, sam: User, make_case: MakeCase) -> None:
    case = make_case(safeguarding=True)
    path = reverse("desk_case_action", args=[case.reference, "note"])
    lapse(sam)
    post(as_sam, path, text=TEXT)
    come_in(as_sam, sam)
    assert TEXT in read(as_sam, "desk_typed")
    DeskSession.objects.update(proven_at=AT - 6 * M)
    assert TEXT not in read(as_sam, "desk_typed", status=403)


def test_what_belongs_to_no_case_comes_back_as_well(as_bo: Client, bo: User) -> None:
    lapse(bo)
    do(as_bo, "desk_ties", known=["Mara Wells", "Kit"])
    come_in(as_bo, bo)
    shown = read(as_bo, "desk_typed")
    assert 'value="Mara Wells"' in shown and 'value="Kit"' in shown


def test_a_sign_in_link_of_the_sample_leads_to_it_too(as_bo: Client, bo: User, case: Case) -> None:
    lapse(bo)
    post(as_bo, facts(case), facts=TEXT)
    assert post(as_bo, access.sign_in_link(bo))["Location"] == reverse("desk_typed")


# Staying


def test_s04_a_sign_of_someone_renews_the_session_and_shows_nothing(as_bo: Client, bo: User) -> None:
    for number in range(1, 4):
        with time_machine.travel(AT + number * 14 * M, tick=False):
            answer = do(as_bo, "desk_stay")
            assert (answer.status_code, answer.content) == (204, b"")
    assert exposure.of(bo, at=AT + 42 * M).today == 0
    with time_machine.travel(AT + timedelta(hours=10, seconds=1), tick=False):
        assert do(as_bo, "desk_stay").status_code == 302


def test_s04_the_door_of_staying_takes_no_link_of_elsewhere(bo: User, frozen: datetime) -> None:
    client: Any = Client(enforce_csrf_checks=True)
    client.force_login(bo)
    assert do(client, "desk_stay").status_code == 403
    assert client.get(reverse("desk_stay")).status_code == 405
