"""At the desk: what waits for a second person, and emergencies."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from cases.models import Approval, BrokenGlass, Case, Channel, Notice
from cases.services import access_log, closing, emergencies, filings, grants, invitations, triage
from tests.conftest import AT, person_of_staff
from tests.services.test_acts import draft_of
from tests.views.desk import after, do, post, read, text_of

Make = Callable[..., Any]
MAY = date(2027, 5, 1)


def asked(case: Case, who: Any, reason: str = "exhausted") -> Approval:
    return closing.ask_unresolved(case_id=case.pk, reason=reason, retain_until=MAY, actor=who, at=AT)


def decide(client: Client, request: Approval, go: str = "agree") -> Any:
    return do(client, "desk_second", request.pk, go=go)


# Two people


def test_s30_the_queue_says_what_waits_and_how_long(
    as_bo: Client, as_di: Client, make_case: Make, bo: Any
) -> None:
    request = asked(make_case(), bo)
    page = read(as_di, "desk_seconds")
    assert "Closing before it is solved" in page and "Bo asked today 10:00 GMT" in page
    assert 'Second person <b class="count">1</b>' in page
    own = read(as_bo, "desk_seconds")
    assert "Look, or take it back" in own and 'class="count"' not in own
    shown = read(as_di, "desk_second", request.pk)
    assert "Nothing more can be done" in shown and "1 May 2027" in shown


def test_s30_agreeing_does_it(as_di: Client, make_case: Make, bo: Any) -> None:
    case = make_case()
    page = after(as_di, decide(as_di, asked(case, bo)))
    assert "Agreed, and done." in page and "Nothing waits." in page
    assert Case.objects.get().state == "closed"


def test_s30_whoever_asked_gets_a_sentence_and_no_button(as_di: Client, make_case: Make, di: Any) -> None:
    request = asked(make_case(), di)
    assert 'value="agree"' not in read(as_di, "desk_second", request.pk)
    answer = decide(as_di, request)
    assert answer.status_code == 409 and "You asked for this yourself" in text_of(answer)


def test_s30_whoever_let_the_asker_in_reads_why_someone_else_decides(
    as_di: Client, make_case: Make, bo: Any, di: Any, settings: Any
) -> None:
    invitations.renew(user=bo, actor=di, at=AT)
    request = asked(make_case(), bo)
    page = read(as_di, "desk_seconds")
    assert "You made the sign-in of whoever asked" in page and 'class="count"' not in page
    assert "Second person needed" not in read(as_di, "desk_today")
    shown = read(as_di, "desk_second", request.pk)
    assert "You made the sign-in of whoever asked" in shown and "Someone else has to agree" in shown
    assert 'value="agree"' not in shown and "Do not agree" in shown
    answer = decide(as_di, request)
    assert answer.status_code == 409 and "in the 72 hours before the request" in text_of(answer)
    settings.SOLE_OPERATOR = True
    assert "Second person needed" in read(as_di, "desk_today")
    shown = read(as_di, "desk_second", request.pk)
    assert "you may agree from today 22:00 GMT on" in shown and 'value="agree"' not in shown


@pytest.mark.parametrize("go", ["", "zzz", "Agree"])
def test_s30_only_a_plain_yes_agrees(as_di: Client, make_case: Make, bo: Any, go: str) -> None:
    request = asked(make_case(), bo)
    answer = do(as_di, "desk_second", request.pk, **({"go": go} if go else {}))
    assert answer.status_code == 409 and "Nothing was decided." in text_of(answer)
    request.refresh_from_db()
    assert request.agreed_at is None and request.ended_at is None


def test_s10_a_request_about_a_case_of_others_is_not_there(as_cy: Client, make_case: Make, bo: Any) -> None:
    request = asked(make_case(), bo)
    assert "Nothing waits." in read(as_cy, "desk_seconds")
    assert do(as_cy, "desk_second", request.pk, go="agree").status_code == 404


def test_v54_at_the_desk_a_reason_of_the_list_is_asked_for(as_bo: Client, make_case: Make) -> None:
    case = make_case()
    for typed in ({}, {"reason": "silent"}, {"reason": "nonsense"}):
        answer = do(as_bo, "desk_case_action", case.reference, "close-early", **typed)
        assert answer.status_code == 422
    assert not Approval.objects.exists()
    do(as_bo, "desk_case_action", case.reference, "close-early", reason="untrue")
    assert Approval.objects.get().wants == {"reason": "untrue", "retain_until": "2026-12-23"}
    assert "A second person is needed:" in read(as_bo, "desk_case", case.reference)


def test_s30_a_filing_is_asked_for_on_the_notice(as_bo: Client, as_di: Client, make_notice: Make) -> None:
    notice = make_notice(state="escalated")
    row = draft_of(notice)
    at = (notice.case.reference, 1)
    assert "ask a second person" in read(as_bo, "desk_notice", *at)
    page = after(as_bo, do(as_bo, "desk_ask_filing", *at, row.pk))
    assert "waits for a second person" in page
    shown = read(as_di, "desk_second", Approval.objects.get().pk)
    assert "Federal Trade Commission" in shown and "a" * 16 in shown
    assert "It can be filed now" in after(as_di, decide(as_di, Approval.objects.get()))


def test_s30_a_notice_to_someone_unknown_asks_first(
    as_bo: Client, as_di: Client, make_case: Make, make_notice: Make
) -> None:
    notice = make_notice(case=make_case(links=1))
    Notice.objects.update(channel=None)
    at = (notice.case.reference, 1)
    assert "not in the directory" in read(as_bo, "desk_notice", *at)
    do(as_bo, "desk_notice_action", *at, "ask-outside")
    shown = read(as_di, "desk_second", Approval.objects.get().pk)
    assert "clipshare.test" in shown
    assert "The notice can be approved now." in after(as_di, decide(as_di, Approval.objects.get()))


def test_s30_a_role_and_an_address_are_shown_whole(as_di: Client, cy: Any, make_platform: Make) -> None:
    deb = person_of_staff("deb", "supervisor")
    grants.ask(user=cy, role="admin", actor=deb, at=AT)
    shown = read(as_di, "desk_second", Approval.objects.get().pk)
    assert "Cy (cy)" in shown and "cy@northgate.example.org" in shown and "caseworker" in shown
    Approval.objects.all().delete()
    make_platform()
    typed = {"kind": "email", "address": "new@clipshare.test", "start": "2026-11-25"}
    typed["old"] = str(Channel.objects.get().pk)
    page = after(as_di, do(as_di, "desk_readdress", "clipshare", **typed))
    assert "A second person is asked for." in page
    shown = read(as_di, "desk_second", Approval.objects.get().pk)
    assert (
        "new@clipshare.test" in shown and "https://clipshare.test/report" in shown and "25 Nov 2026" in shown
    )


def test_an_address_that_is_none_comes_back(as_di: Client, make_platform: Make) -> None:
    make_platform()
    typed = {"kind": "email", "address": "nobody", "old": "", "start": "2026-11-25"}
    answer = do(as_di, "desk_readdress", "clipshare", **typed)
    assert answer.status_code == 409 and 'value="nobody"' in text_of(answer)


def test_s31_a_house_of_one_is_told_that_it_is_one(
    as_di: Client, make_case: Make, di: Any, settings: Any
) -> None:
    settings.SOLE_OPERATOR = True
    request = asked(make_case(), di)
    shown = read(as_di, "desk_second", request.pk)
    assert "you may agree from today 22:00 GMT on; it is shown as agreed by one person" in shown
    assert 'value="agree"' not in shown
    assert "too soon" in text_of(decide(as_di, request))
    Approval.objects.update(asked_at=AT - timedelta(hours=12))
    shown = read(as_di, "desk_second", request.pk)
    assert "you may agree now" in shown and 'value="agree"' in shown


# Emergencies


def test_s32_a_case_is_opened_for_an_hour(as_cy: Client, as_di: Client, make_case: Make) -> None:
    case = make_case()
    assert read(as_cy, "desk_case", case.reference, status=404)
    answer = do(as_cy, "desk_break_glass", reference=case.reference, reason="It cannot wait.")
    assert f"Case {case.reference}" in after(as_cy, answer)
    assert case.accesses.get(kind="open").reason == access_log.EMERGENCY
    page = read(as_di, "desk_emergencies")
    assert "opened by Cy" in page and "It cannot wait." in page and "Look at it and close" in page
    glass = BrokenGlass.objects.get()
    assert "Write what you found." in text_of(do(as_di, "desk_review_glass", glass.pk, finding=""))
    assert "It is looked at" in after(as_di, do(as_di, "desk_review_glass", glass.pk, finding="Right."))
    assert do(as_di, "desk_review_glass", glass.pk, finding="Right.").status_code == 409


@pytest.mark.parametrize("shut", [True, False])
def test_s32_whoever_looks_at_it_can_end_it(
    as_cy: Client, as_di: Client, make_case: Make, shut: bool
) -> None:
    case = make_case()
    do(as_cy, "desk_break_glass", reference=case.reference, reason="It cannot wait.")
    assert "Shut the case to them now" in read(as_di, "desk_emergencies")
    told = {"finding": "Not needed.", **({"shut": "on"} if shut else {})}
    do(as_di, "desk_review_glass", BrokenGlass.objects.get().pk, **told)
    assert read(as_cy, "desk_case", case.reference, status=404 if shut else 200)


def test_s32_what_one_can_open_already_is_no_emergency(as_bo: Client, make_case: Make) -> None:
    answer = do(as_bo, "desk_break_glass", reference=make_case().reference, reason="It cannot wait.")
    assert answer.status_code == 409 and "You can open this case already." in text_of(answer)


def test_s32_nothing_is_opened_without_a_reason_or_a_case(as_cy: Client, make_case: Make) -> None:
    case = make_case(safeguarding=True)
    assert do(as_cy, "desk_break_glass", reference=case.reference, reason="").status_code == 422
    for reference in (case.reference, "NOTHING"):
        answer = do(as_cy, "desk_break_glass", reference=reference, reason="It cannot wait.")
        assert answer.status_code == 409 and emergencies.NOT_HERE in text_of(answer)
    assert "Somebody else" not in read(as_cy, "desk_emergencies")


def test_s32_an_auditor_looks_and_opens_nothing(
    signed_in: Callable[[User], Client], make_case: Make, cy: Any
) -> None:
    case = make_case()
    emergencies.break_glass(reference=case.reference, reason="x", actor=cy, at=AT)
    client = signed_in(person_of_staff("audrey", "auditor"))
    page = read(client, "desk_emergencies")
    assert "Look at it and close" in page and "Open a case in an emergency" not in page
    assert f'{reverse("desk_case", args=[case.reference])}"' not in page
    assert reverse("desk_readers", args=[case.reference]) in page


def test_s32_nobody_is_offered_what_opens_nothing(
    as_di: Client, as_cy: Client, signed_in: Callable[[User], Client], make_case: Make
) -> None:
    """A supervisor's roles open every case that an emergency could."""
    case, offer = make_case(), "Open a case in an emergency"
    both = person_of_staff("eve", "caseworker")
    both.groups.add(Group.objects.get_or_create(name="supervisor")[0])
    assert offer in read(as_cy, "desk_emergencies")
    assert offer not in read(as_di, "desk_emergencies")
    assert offer not in read(signed_in(both), "desk_emergencies")
    answer = do(as_di, "desk_break_glass", reference=case.reference, reason="It cannot wait.")
    assert answer.status_code == 404 and not BrokenGlass.objects.exists()


def test_the_pages_take_what_they_should(as_cy: Client, as_di: Client) -> None:
    assert as_cy.get(reverse("desk_break_glass")).status_code == 405
    assert post(as_di, reverse("desk_seconds")).status_code == 405


def test_erasing_early_is_asked_for(as_bo: Client, as_di: Client, make_case: Make) -> None:
    case = make_case(state="closed", retain_until=MAY)
    do(as_bo, "desk_case_action", case.reference, "erase-early", sure="on")
    assert "1 May 2027" in read(as_di, "desk_second", Approval.objects.get().pk)
    decide(as_di, Approval.objects.get())
    assert Case.objects.get().erase_at == AT


def test_a_paper_that_is_not_ready_is_not_asked_about(as_bo: Client, make_notice: Make) -> None:
    notice = make_notice(state="escalated")
    row = draft_of(notice, paper=None)
    page = after(as_bo, do(as_bo, "desk_ask_filing", notice.case.reference, 1, row.pk))
    assert "whose paper is ready" in page
    assert filings.needs_two(row)
    other = draft_of(make_notice(state="escalated"), step="host")
    assert do(as_bo, "desk_ask_filing", notice.case.reference, 1, other.pk).status_code == 404


def test_v37_a_flagged_case_offers_no_closing(as_sam: Client, make_case: Make, bo: Any, sam: Any) -> None:
    case = triage.flag_under_18(case_id=make_case().pk, actor=bo, at=AT)
    assert do(as_sam, "desk_case_action", case.reference, "close-early", reason="silent").status_code in (
        404,
        409,
        422,
    )
    assert not Approval.objects.exists()
