"""The second factor: nobody is in without it, a code works once, and what matters asks for it again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse
from django.utils import timezone

from cases.models import Access, Case, Notice, Tie
from cases.routes import ARRIVING, OPEN, ROUTES
from cases.services import factors, visits
from tests import desk
from tests.conftest import AT
from tests.routes import of_staff
from tests.views.desk import do, post, read, text_of

PASSWORD = "a long enough word"
FIVE = timedelta(minutes=5)
S = timedelta(seconds=1)


@pytest.fixture
def half(client: Client, bo: User, frozen: datetime) -> Client:
    """Bo has shown the password, and has an app."""
    desk.enrol(bo)
    do(client, "desk_sign_in", name="bo", password=PASSWORD)
    return client


def is_in(client: Client) -> bool:
    return client.get(reverse("desk_today")).status_code == 200


def test_s01_the_code_of_the_app_opens_the_desk(half: Client) -> None:
    assert not is_in(half)
    assert do(half, "desk_factor", factor_code=desk.code())["Location"] == reverse("desk_today")
    assert is_in(half)


@pytest.mark.parametrize("typed", ["{0:.3} {0:.3}", "", "12345", "abcdef", "١٢٣٤٥٦", "9" * 500])
def test_s01_another_code_opens_nothing(half: Client, typed: str) -> None:
    assert do(half, "desk_factor", factor_code=typed).status_code == 422
    assert not is_in(half)


def test_s01_a_code_may_be_typed_in_two_halves(half: Client) -> None:
    shown = desk.code()
    assert do(half, "desk_factor", factor_code=f" {shown[:3]} {shown[3:]}").status_code == 302


def test_s01_a_code_works_once(half: Client, bo: User) -> None:
    do(half, "desk_factor", factor_code=desk.code())
    second = Client()
    do(second, "desk_sign_in", name="bo", password=PASSWORD)
    assert do(second, "desk_factor", factor_code=desk.code()).status_code == 422
    assert not is_in(second)


@pytest.mark.parametrize(("steps", "right"), [(-2, False), (-1, True), (0, True), (1, False), (2, False)])
def test_s01_the_current_and_the_previous_code_fit(half: Client, steps: int, right: bool) -> None:
    code = desk.code(AT + timedelta(seconds=30 * steps))
    assert (do(half, "desk_factor", factor_code=code).status_code == 302) is right


def test_s01_a_code_older_than_one_that_was_used_fits_no_more(bo: User, at: datetime) -> None:
    desk.enrol(bo)
    assert factors.check_code(user=bo, typed=desk.code(at), at=at) == factors.TOTP
    assert factors.check_code(user=bo, typed=desk.code(at - 30 * S), at=at) == ""


def test_s01_without_a_factor_every_address_leads_to_choosing_one(
    client: Client, di: User, frozen: datetime
) -> None:
    do(client, "desk_sign_in", name="di", password=PASSWORD)
    led: set[str] = set()
    for path in of_staff():
        if path not in (reverse("desk_enrol"), reverse("desk_link", args=["x"]), reverse("desk_sign_out")):
            answer = client.get(path)
            assert answer.status_code in (302, 405, 410), path
            led.add(answer.headers.get("Location", ""))
    assert led - {""} == {reverse("desk_enrol")}


def test_s01_choosing_an_app_shows_ten_recovery_codes_until_they_are_kept(
    client: Client, bo: User, frozen: datetime
) -> None:
    do(client, "desk_sign_in", name="bo", password=PASSWORD)
    seed = text_of(client.get(reverse("desk_enrol"))).split('class="seed">')[1].split("<")[0].replace(" ", "")
    answer = do(client, "desk_enrol", factor_code=factors.code_at(seed, frozen))
    assert answer["Location"] == reverse("desk_codes")
    codes = factors.open_recovery_codes(bo)
    assert all(code in read(client, "desk_codes") for code in codes) and len(set(codes)) == 10
    do(client, "desk_codes")
    assert client.get(reverse("desk_codes"))["Location"] == reverse("desk_today")


def behind_the_door() -> list[str]:
    """A path for each address of the desk that is for people who are in."""
    names = {path: resolve(path).url_name for path in of_staff()}
    return [path for path, name in names.items() if ROUTES[name or ""].needs not in (OPEN, ARRIVING)]


def test_s01_until_the_codes_are_kept_every_page_leads_back_to_them(as_di: Client, di: User) -> None:
    factors.new_recovery_codes(user=di)
    led = {path: as_di.get(path).headers.get("Location") for path in behind_the_door()}
    assert len(led) > 40 and led.pop(reverse("desk_codes")) is None
    assert set(led.values()) == {reverse("desk_codes")}
    do(as_di, "desk_codes")
    assert is_in(as_di)


def test_s01_a_form_on_its_way_is_taken_before_its_page_leads_to_the_codes(as_bo: Client, bo: User) -> None:
    factors.new_recovery_codes(user=bo)
    assert do(as_bo, "desk_ties", known="Mara Wells")["Location"] == reverse("desk_ties")
    assert Tie.objects.filter(user=bo, own=False).exists()
    assert as_bo.get(reverse("desk_ties"))["Location"] == reverse("desk_codes")


def test_s01_to_know_that_the_codes_are_kept_costs_a_page_nothing(
    as_bo: Client, bo: User, django_assert_num_queries: Callable[..., Any]
) -> None:
    path = reverse("desk_you")
    as_bo.get(path)
    with CaptureQueriesContext(connection) as without:
        as_bo.get(path)
    factors.new_recovery_codes(user=bo)
    factors.close_recovery_codes(user=bo)
    with django_assert_num_queries(len(without)):
        as_bo.get(path)


def test_s01_a_wrong_code_does_not_enrol_and_the_key_stays(client: Client, bo: User) -> None:
    do(client, "desk_sign_in", name="bo", password=PASSWORD)
    before = read(client, "desk_enrol").split('class="seed">')[1][:40]
    answer = do(client, "desk_enrol", factor_code="000000")
    assert answer.status_code == 422
    assert before in text_of(answer)
    assert not factors.enrolled(bo)


def test_s01_a_recovery_code_works_once(half: Client, bo: User) -> None:
    factors.new_recovery_codes(user=bo)
    code = factors.open_recovery_codes(bo)[3]
    assert do(half, "desk_factor", factor_code=code).status_code == 302
    assert factors.recovery_codes_left(bo) == 9
    assert factors.check_code(user=bo, typed=code, at=AT) == ""


def test_s01_seeds_and_recovery_codes_are_sealed_and_bound_to_their_owner(bo: User, cy: User) -> None:
    for user in (bo, cy):
        desk.enrol(user)
        factors.new_recovery_codes(user=user)
    rows = {(each.user_id, each.type): each for user in (bo, cy) for each in factors.of(user)}
    assert desk.SEED not in str([row.data for row in rows.values()])
    stolen = rows[bo.pk, factors.TOTP]
    stolen.data["secret"] = rows[cy.pk, factors.TOTP].data["secret"]
    stolen.save()
    with pytest.raises(factors.CannotOpen):
        factors.check_code(user=bo, typed=desk.code(AT), at=AT)


def test_s03_a_few_wrong_codes_have_to_wait(half: Client) -> None:
    tried = [do(half, "desk_factor", factor_code="000000").status_code for _ in range(6)]
    assert tried == [422] * 5 + [429]
    refused = do(half, "desk_factor", factor_code=desk.code())
    assert (refused.status_code, refused["Retry-After"]) == (429, "60")


def test_s04_a_new_id_with_each_factor(half: Client) -> None:
    before = half.cookies["desk"].value
    do(half, "desk_factor", factor_code=desk.code())
    after = half.cookies["desk"].value
    assert after != before
    thief = Client()
    thief.cookies["desk"] = before
    assert not is_in(thief)


def test_s06_her_cookie_opens_no_page_of_staff(db: None, make_case: Callable[..., Case]) -> None:
    token, _ = visits.begin(at=timezone.now(), case=make_case())
    client = Client()
    client.cookies["v"] = client.cookies["desk"] = token
    assert client.get("/progress").status_code == 200
    led = {client.get(path).headers.get("Location", "no page").partition("?to=")[0] for path in of_staff()}
    assert led <= {reverse("desk_sign_in"), reverse("desk_today"), "no page"}
    assert client.get(reverse("desk_today"))["Location"] == reverse("desk_sign_in")


def test_s06_a_session_of_staff_opens_none_of_her_pages(
    as_bo: Client, make_case: Callable[..., Case]
) -> None:
    make_case()
    client = Client()
    client.cookies["v"] = client.cookies["desk"] = as_bo.cookies["desk"].value
    answer = client.get("/progress")
    assert answer.status_code != 200
    assert not answer.wsgi_request.user.is_authenticated


def test_s05_contact_data_asks_for_the_factor_again_after_five_minutes(
    as_bo: Client, bo: User, make_case: Callable[..., Case]
) -> None:
    case = make_case()
    with time_machine.travel(AT + FIVE, tick=False):
        assert do(as_bo, "desk_report", case.reference, part="contact").status_code == 200
    with time_machine.travel(AT + FIVE + S, tick=False):
        seen = Access.objects.count()
        answer = do(as_bo, "desk_report", case.reference, part="contact")
        assert answer.status_code == 403
        assert '<input type="hidden" name="part" value="contact">' in text_of(answer)
        assert Access.objects.count() == seen
        assert do(as_bo, "desk_report", case.reference, part="report").status_code == 200
        again = do(as_bo, "desk_report", case.reference, part="contact", factor_code=desk.code())
        assert "How to reach" in text_of(again) or again.status_code == 200


def test_s05_a_wrong_code_asks_again_and_does_nothing(
    as_bo: Client, make_notice: Callable[..., Notice]
) -> None:
    notice = make_notice()
    args = (notice.case.reference, notice.number, "approve")
    with time_machine.travel(AT + FIVE + S, tick=False):
        for code in ("", "000000"):
            answer = do(as_bo, "desk_notice_action", *args, seen="x", factor_code=code)
            assert answer.status_code == 422
            assert 'name="seen" value="x"' in text_of(answer)
    assert Notice.objects.get(pk=notice.pk).state == Notice.State.DRAFT


def test_s05_approval_goes_on_with_what_was_on_its_way(
    as_bo: Client, make_notice: Callable[..., Notice]
) -> None:
    notice = make_notice()
    path = reverse("desk_notice_action", args=[notice.case.reference, notice.number, "approve"])
    with time_machine.travel(AT + FIVE + S, tick=False):
        assert post(as_bo, path).status_code == 403
        before = as_bo.cookies["desk"].value
        assert post(as_bo, path, factor_code=desk.code()).status_code == 302
        assert as_bo.cookies["desk"].value != before
    assert Notice.objects.get(pk=notice.pk).state == Notice.State.APPROVED


def test_s05_a_password_on_its_way_is_typed_anew_and_written_into_no_page(as_bo: Client, bo: User) -> None:
    bo.desk_sessions.update(proven_at=AT - 2 * FIVE)  # type: ignore[attr-defined]
    answer = do(as_bo, "desk_own", old=PASSWORD, new="quiet harbour lamp")
    page = text_of(answer)
    assert answer.status_code == 403 and PASSWORD not in page and "quiet harbour" not in page
    assert f'name="back" value="{reverse("desk_own")}"' in page
    kept = text_of(do(as_bo, "desk_own", go="end-others"))
    assert 'name="go" value="end-others"' in kept


def test_s05_a_flagged_case_opens_after_the_factor(
    as_sam: Client, make_case: Callable[..., Case], bo: User
) -> None:
    case = make_case(safeguarding=True)
    path = reverse("desk_case", args=[case.reference])
    with time_machine.travel(AT + FIVE + S, tick=False):
        assert as_sam.get(path).status_code == 403
        assert not Access.objects.filter(case=case).exists()
        assert do(as_sam, "desk_again", back=path, factor_code=desk.code())["Location"] == path
        assert as_sam.get(path).status_code == 200


@pytest.mark.parametrize(
    "back", ["https://example.org/desk/", "//example.org", "/progress", "/desk/\\x", "", "/desk/../x"]
)
def test_s05_it_leads_back_to_the_desk_and_nowhere_else(as_bo: Client, back: str) -> None:
    assert do(as_bo, "desk_again", back=back)["Location"].startswith("/desk/")
