"""The page of a case: who gets in, what is written down first, what it shows and what it never shows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.db.models.signals import pre_save
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.models import Access, Case, Heartbeat, Location, Notice
from tests.conftest import AT, build_location, person_of_staff
from tests.views.desk import after, do, read, say_why

Make = Callable[..., Notice]
MakeCase = Callable[..., Case]
H = timedelta(hours=1)


def kinds() -> list[str]:
    return list(Access.objects.order_by("pk").values_list("kind", flat=True))


def test_the_caseworker_opens_her_case(as_bo: Client, make_case: MakeCase) -> None:
    case = make_case()
    assert f"Case {case.reference}" in read(as_bo, "desk_case", case.reference)


def test_a_reference_may_be_typed_in_small_letters(as_bo: Client, make_case: MakeCase) -> None:
    case = make_case()
    read(as_bo, "desk_case", case.reference.lower())


def test_a_colleagues_case_is_not_here(as_cy: Client, make_case: MakeCase) -> None:
    read(as_cy, "desk_case", make_case().reference, status=404)


def test_a_hidden_case_and_a_missing_one_answer_alike(as_cy: Client, make_case: MakeCase) -> None:
    hidden = as_cy.get(f"/desk/cases/{make_case().reference}")
    missing = as_cy.get("/desk/cases/ZZZZZZZZ")
    assert hidden.status_code == missing.status_code == 404
    assert hidden.content == missing.content


def test_the_supervisor_opens_a_teams_case(as_di: Client, make_case: MakeCase) -> None:
    case = make_case()
    say_why(as_di, case)
    assert "With Bo since" in read(as_di, "desk_case", case.reference)


def test_a_flagged_case_is_the_leads_alone(
    as_bo: Client, as_di: Client, as_sam: Client, make_case: MakeCase
) -> None:
    reference = make_case(safeguarding=True).reference
    read(as_bo, "desk_case", reference, status=404)
    read(as_di, "desk_case", reference, status=404)
    assert "Someone shown may be under 18." in read(as_sam, "desk_case", reference)


@pytest.mark.parametrize("role", ["auditor", "admin"])
def test_roles_without_content_get_no_case(
    signed_in: Callable[[User], Client], make_case: MakeCase, role: str
) -> None:
    read(signed_in(person_of_staff("x", role)), "desk_case", make_case().reference, status=404)


def test_opening_is_written_down(as_bo: Client, bo: User, make_case: MakeCase) -> None:
    case = make_case()
    read(as_bo, "desk_case", case.reference)
    row = Access.objects.get()
    assert (row.case, row.user, row.kind, row.at) == (case, bo, "open", AT)
    assert len(row.session) == 32


def test_a_refused_opening_is_not_an_opening(as_cy: Client, make_case: MakeCase) -> None:
    case = make_case()
    read(as_cy, "desk_case", case.reference, status=404)
    assert list(Access.objects.values_list("kind", "case")) == [("refused", case.pk)]


def test_if_it_cannot_be_written_down_nothing_is_served(as_bo: Client, make_case: MakeCase) -> None:
    reference = make_case().reference
    as_bo.raise_request_exception = False

    def broken(sender: type, **kwargs: object) -> None:
        raise RuntimeError("the disk is full")

    pre_save.connect(broken, sender=Access)
    try:
        response = as_bo.get(f"/desk/cases/{reference}")
    finally:
        pre_save.disconnect(broken, sender=Access)
    assert response.status_code == 500
    assert reference not in response.content.decode()


def test_the_title_is_the_short_reference_alone(as_bo: Client, make_case: MakeCase) -> None:
    case = make_case()
    assert f"<title>{case.reference}</title>" in read(as_bo, "desk_case", case.reference)


def test_links_are_shown_defanged(as_bo: Client, make_case: MakeCase) -> None:
    case = make_case()
    text = read(as_bo, "desk_case", case.reference)
    assert f"hxxps[:]//clipshare[.]test/v/{case.reference}-1" in text


def test_no_link_of_the_report_can_be_clicked(as_bo: Client, make_case: MakeCase) -> None:
    case = make_case()
    assert 'href="https://clipshare' not in read(as_bo, "desk_case", case.reference)


def test_copy_gives_the_exact_address(as_bo: Client, make_case: MakeCase) -> None:
    case = make_case()
    exact = f"https://clipshare.test/v/{case.reference}-1"
    assert f'data-copy="{exact}"' in read(as_bo, "desk_case", case.reference)


def test_a_damaged_field_is_one_plain_sentence(as_bo: Client, make_case: MakeCase) -> None:
    case = make_case()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_location SET address = 'v1.row.damaged' WHERE number = 1")
    text = read(as_bo, "desk_case", case.reference)
    assert "[This cannot be opened.]" in text
    assert "v1.row.damaged" not in text


def test_the_nearest_clock_stands_in_the_head(as_bo: Client, make_notice: Make) -> None:
    notice = make_notice(state="sent", received_at=AT - 46 * H)
    text = read(as_bo, "desk_case", notice.case.reference)
    assert "2 h left" in text
    assert "Clipshare, notice 1" in text


def test_the_next_move_comes_first(as_bo: Client, make_notice: Make) -> None:
    notice = make_notice(state="approved")
    text = read(as_bo, "desk_case", notice.case.reference)
    assert "Your move, notice 1" in text
    assert ">File it</a>" in text


def test_there_is_one_filled_button(as_bo: Client, make_notice: Make) -> None:
    for state in ("draft", "approved", "sent", "refused"):
        text = read(as_bo, "desk_case", make_notice(state=state).case.reference)
        assert text.count("button filled") == 1, state


def test_why_this_deadline_gives_facts_rule_sum_and_three_clocks(as_bo: Client, make_notice: Make) -> None:
    notice = make_notice(state="sent", platform_reference="CS-5521")
    text = read(as_bo, "desk_case", notice.case.reference)
    assert "Clipshare had the notice on Mon 23 Nov 2026 10:00:00 GMT" in text
    assert "their reference CS-5521" in text
    assert "47 U.S.C. 223a(a)(3)" in text
    assert "2026-11-25 10:00:00 UTC" in text
    assert "The law's, New York" in text


def test_a_new_report_stays_shut_until_it_is_taken_up(as_bo: Client, make_case: MakeCase) -> None:
    case = make_case(state="submitted", assignee=None)
    text = read(as_bo, "desk_case", case.reference)
    assert "Take it up to open it." in text
    assert "hxxps" not in text


def test_taking_up_opens_it(as_bo: Client, make_case: MakeCase) -> None:
    case = make_case(state="submitted", assignee=None)
    text = after(as_bo, do(as_bo, "desk_case_action", case.reference, "take-up"))
    assert "The report is yours." in text
    assert "hxxps" in text


def test_who_has_looked_can_be_read(as_bo: Client, as_di: Client, make_case: MakeCase) -> None:
    case = make_case()
    say_why(as_di, case)
    read(as_di, "desk_case", case.reference)
    text = read(as_bo, "desk_readers", case.reference)
    assert "Di" in text and "open" in text


def test_a_colleague_cannot_read_who_has_looked(as_cy: Client, make_case: MakeCase) -> None:
    read(as_cy, "desk_readers", make_case().reference, status=404)


def test_a_notice_to_another_website_is_told_apart_by_its_domain(as_bo: Client, make_case: MakeCase) -> None:
    case = make_case()
    for number, location in enumerate(case.locations.all()):
        location.platform, location.site = None, f"site{number}.test"
        location.save()
    do(as_bo, "desk_case_action", case.reference, "draft")
    assert "</b> site1[.]test</a>" in read(as_bo, "desk_case", case.reference)


def test_many_links_come_in_pages(as_bo: Client, make_case: MakeCase) -> None:
    case = make_case(links=101)
    assert read(as_bo, "desk_case", case.reference).count('class="place"') == 100
    second = as_bo.get(f"/desk/cases/{case.reference}?links=2").content.decode()
    assert second.count('class="place"') == 1


def test_many_links_cost_no_more_queries_than_two(
    as_bo: Client, make_notice: Make, make_case: MakeCase
) -> None:
    Heartbeat.objects.create(name="sweep", at=AT)
    read(as_bo, "desk_case", make_case().reference)  # the first look of all begins the record
    counts = []
    for links in (2, 99):
        notice = make_notice(state="sent", case=make_case(links=links))
        with CaptureQueriesContext(connection) as queries:
            read(as_bo, "desk_case", notice.case.reference)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_before_a_link_is_opened_there_is_a_warning_and_a_note(as_bo: Client, make_case: MakeCase) -> None:
    case = make_case()
    text = read(as_bo, "desk_look", case.reference, 1)
    assert "This opens the page itself." in text
    assert 'rel="noreferrer noopener" target="_blank" href="https://clipshare.test' in text
    assert kinds() == ["look"]


def test_a_flagged_link_is_never_opened(as_sam: Client, make_case: MakeCase) -> None:
    text = read(as_sam, "desk_look", make_case(safeguarding=True).reference, 1)
    assert 'href="https://clipshare' not in text
    assert "not opened from here" in text


def test_a_scheme_that_is_no_web_page_is_never_opened(as_bo: Client, make_case: MakeCase) -> None:
    case = make_case(links=0)
    location = build_location(case)
    location.address = "javascript:alert(1)"
    location.save()
    assert 'href="javascript' not in read(as_bo, "desk_look", case.reference, 1)


@pytest.mark.parametrize("state", Case.State.values)
def test_every_state_of_a_case_has_a_page(as_bo: Client, make_case: MakeCase, state: str) -> None:
    read(as_bo, "desk_case", make_case(state=state).reference)


@pytest.mark.parametrize("state", Location.State.values)
def test_every_state_of_a_link_has_a_row(as_bo: Client, make_case: MakeCase, state: str) -> None:
    case = make_case(links=0)
    build_location(case, state=state)
    assert 'class="place"' in read(as_bo, "desk_case", case.reference)
