"""Where few are there, or somebody forgets something: the page says what is so and what comes next."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import User
from django.test import Client

from cases.models import BrokenGlass, Case
from cases.services import emergencies
from tests.conftest import AT, person_of_staff
from tests.views.desk import after, do, read, text_of

Make = Callable[..., Case]


def test_s30_where_nobody_else_can_agree_the_page_says_so(as_di: Client, bo: User) -> None:
    page = after(as_di, do(as_di, "desk_person", bo.pk, do="give supervisor"))
    assert "nobody else here can agree" in page and "SOLE_OPERATOR" in page
    assert "whoever runs the system can allow" in read(as_di, "desk_seconds")


def test_s31_a_house_of_one_is_told_that_it_may(as_di: Client, bo: User, settings: LazySettings) -> None:
    settings.SOLE_OPERATOR = True
    page = after(as_di, do(as_di, "desk_person", bo.pk, do="give supervisor"))
    assert "nobody else here can agree" not in page
    assert "This house is run by one person" in read(as_di, "desk_seconds")


@pytest.mark.parametrize(("given", "said"), [([], True), (["caseworker"], False)])
def test_an_invitation_without_a_role_says_what_that_means(
    as_di: Client, given: list[str], said: bool
) -> None:
    page = text_of(do(as_di, "desk_people", first_name="Eve", given=given))
    assert ("No role was chosen." in page) is said


def test_a_password_is_not_said_to_be_still_here(client: Client, db: None) -> None:
    page = text_of(do(client, "desk_sign_in", name="", password="x"))
    assert "Type the password again." in page


def test_days_that_are_over_are_told_as_such(as_bo: Client) -> None:
    form = {"away-first": "2026-11-20", "away-last": "2026-11-21", "do": "away"}
    answer = do(as_bo, "desk_you", **form)
    assert answer.status_code == 422 and "These days are over." in text_of(answer)


def test_s32_the_opened_case_says_until_when(as_cy: Client, cy: Any, make_case: Make) -> None:
    case = make_case()
    emergencies.break_glass(reference=case.reference, reason="x", actor=cy, at=AT)
    page = read(as_cy, "desk_case", case.reference)
    assert "<b>Open to you in an emergency</b> until today 11:00 GMT." in page


def test_s32_a_finding_left_empty_stands_open(as_di: Client, cy: Any, make_case: Make) -> None:
    emergencies.break_glass(reference=make_case().reference, reason="x", actor=cy, at=AT)
    answer = do(as_di, "desk_review_glass", BrokenGlass.objects.get().pk, finding="")
    assert answer.status_code == 409 and "Write what you found." in text_of(answer)
    assert '<details class="twostep" open>' in text_of(answer)


def test_s32_what_was_found_stays_to_be_read(
    as_di: Client, as_bo: Client, as_cy: Client, cy: Any, make_case: Make
) -> None:
    emergencies.break_glass(reference=make_case().reference, reason="x", actor=cy, at=AT)
    assert "Looked at lately" not in read(as_di, "desk_emergencies")
    do(as_di, "desk_review_glass", BrokenGlass.objects.get().pk, finding="It could not wait.")
    page = read(as_di, "desk_emergencies")
    assert "Looked at lately" in page and "It could not wait." in page
    for client in (as_bo, as_cy):  # what was found about whoever opened it is not theirs to read
        assert "It could not wait." not in read(client, "desk_emergencies")


def test_numbers_that_hold_already_are_not_saved_again(signed_in: Callable[[User], Client], db: None) -> None:
    as_ada = signed_in(person_of_staff("ada", "admin"))
    form = read(as_ada, "desk_rules")
    told = dict(re.findall(r'name="((?!csrf)[^"]+)" value="([^"]*)"', form))
    page = text_of(do(as_ada, "desk_rules", **{**told, "do": "preview"}))
    assert "There is nothing to save." in page and 'value="save"' not in page
