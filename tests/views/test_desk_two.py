"""At the desk: what waits for a second person, emergencies, conflicts, and the queue of the lead."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from cases.models import Access, Approval, BrokenGlass, Case, Channel, Conflict, Notice
from cases.services import closing, conflicts, emergencies, filings, grants, safeguarding, triage
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
    assert "it is shown as agreed by one person" in read(as_di, "desk_second", request.pk)
    assert "too soon" in text_of(decide(as_di, request))


# Emergencies


def test_s32_a_case_is_opened_for_an_hour(as_cy: Client, as_di: Client, make_case: Make) -> None:
    case = make_case()
    assert read(as_cy, "desk_case", case.reference, status=404)
    answer = do(as_cy, "desk_break_glass", reference=case.reference, reason="It cannot wait.")
    assert f"Case {case.reference}" in after(as_cy, answer)
    page = read(as_di, "desk_emergencies")
    assert "opened by Cy" in page and "It cannot wait." in page and "Look at it and close" in page
    glass = BrokenGlass.objects.get()
    assert "Write what you found." in text_of(do(as_di, "desk_review_glass", glass.pk, finding=""))
    assert "It is looked at" in after(as_di, do(as_di, "desk_review_glass", glass.pk, finding="Right."))
    assert do(as_di, "desk_review_glass", glass.pk, finding="Right.").status_code == 409


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
    assert reverse("desk_case", args=[case.reference]) not in page


# Conflicts


@pytest.fixture
def named(make_case: Make, cy: Any, di: Any) -> Case:
    """A new report that names Cy."""
    case = make_case(state="submitted", assignee=None, keep_from="Cy <there>")
    conflicts.look(case, at=AT)
    return Case.objects.get()


def test_s20_only_a_supervisor_reads_whom_she_named(
    as_bo: Client, as_cy: Client, as_di: Client, named: Case
) -> None:
    for client in (as_bo, as_cy):
        assert read(client, "desk_conflicts", named.reference, status=404)
    page = read(as_di, "desk_conflicts", named.reference)
    assert "Cy <there>" in page and "It waits for you" in page
    assert Access.objects.filter(kind="conflicts").count() == 1


def test_s20_the_supervisor_decides(as_di: Client, as_bo: Client, named: Case, cy: Any) -> None:
    def go(word: str) -> Any:
        return do(as_di, "desk_conflicts", named.reference, go=word)

    assert "Decide first" in text_of(go("settle"))
    go(f"block {cy.pk}")
    assert Conflict.objects.get().state == "blocked"
    go("settle")
    assert named.reference in read(as_bo, "desk_today")
    go(f"lift {cy.pk}")
    assert Conflict.objects.get().state == "lifted"
    assert go("lift 999").status_code == 409


def test_s20_anyone_can_be_kept_away_by_name(as_di: Client, as_bo: Client, make_case: Make, bo: Any) -> None:
    case = make_case(assignee=None)
    assert do(as_di, "desk_conflicts", case.reference, go="keep", user="").status_code == 422
    do(as_di, "desk_conflicts", case.reference, go="keep", user=bo.pk)
    assert Conflict.objects.get().user == bo


def test_s10_whoever_is_kept_away_meets_it_nowhere(
    as_bo: Client, as_di: Client, make_notice: Make, bo: Any, di: Any
) -> None:
    """Lists, counts, search, old links, the outbox, and whom a case is given to."""
    notice = make_notice(state="undeliverable")
    case = notice.case
    draft_of(notice, state="failed")
    conflicts.block(case_id=case.pk, user=bo, actor=di, at=AT)
    for name in ("desk_today", "desk_cases", "desk_outbox"):
        assert case.reference not in read(as_bo, name)
    assert case.reference not in text_of(do(as_bo, "desk_search", q=case.reference)).replace(
        f'value="{case.reference}"', ""
    )
    gone, there = as_bo.get(f"/desk/cases/{case.reference}"), as_bo.get("/desk/cases/NOTHERE")
    assert (gone.status_code, there.status_code) == (404, 404)
    assert gone.content == there.content
    assert read(as_bo, "desk_notice", case.reference, 1, status=404)
    assert read(as_bo, "desk_case_action", case.reference, "hand-over", status=404)


def test_s20_what_i_declare_is_answered_alike(as_cy: Client, make_case: Make, cy: Any) -> None:
    case = make_case(state="submitted", assignee=None)
    answers = [after(as_cy, do(as_cy, "desk_ties", known=name)) for name in ("Nobody Here", "Ana Example")]
    told = [re.sub('name="csrfmiddlewaretoken" value="[^"]+"', "", answer) for answer in answers]
    assert told[0].replace("1 person", "") == told[1].replace("2 people", "")
    assert case.conflicts.get().user == cy
    assert do(as_cy, "desk_ties", known="").status_code == 422
    assert do(as_cy, "desk_ties", known=" -").status_code in (409, 422)


# Under 18


def test_v36_the_lead_has_a_queue_that_nobody_else_sees(
    as_sam: Client, as_di: Client, make_case: Make, sam: Any
) -> None:
    waiting, done = make_case(safeguarding=True), make_case(safeguarding=True)
    safeguarding.hand_over(
        case_id=done.pk, to="Child protection", reference="CP-12", handed_at=AT, actor=sam, at=AT
    )
    page = read(as_sam, "desk_safeguarding")
    assert waiting.reference in page and "Their reference: CP-12" in page and "Child protection" in page
    assert read(as_di, "desk_safeguarding", status=404)


def test_v36_the_lead_records_the_handing_over(as_sam: Client, make_case: Make) -> None:
    case = make_case(safeguarding=True)
    typed = {
        "to": "Child protection",
        "reference": "CP-12",
        "day": "2026-11-23",
        "time": "09:00",
        "zone": "UTC",
    }
    assert do(as_sam, "desk_case_action", case.reference, "handed-over", to="x").status_code == 422
    do(as_sam, "desk_case_action", case.reference, "handed-over", **typed)
    kept = Case.objects.get()
    assert (kept.state, kept.refer_reference, kept.handed_over_at) == (
        "referred",
        "CP-12",
        AT - timedelta(hours=1),
    )


def test_v37_giving_it_back_asks_another_lead(as_sam: Client, make_case: Make) -> None:
    case = make_case(safeguarding=True)
    do(as_sam, "desk_case_action", case.reference, "clear-flag", reason="shown")
    page = read(as_sam, "desk_second", Approval.objects.get().pk)
    assert "all were 18 or older" in page


def test_the_pages_take_what_they_should(as_di: Client) -> None:
    assert as_di.get(reverse("desk_break_glass")).status_code == 405
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
