"""At the desk: who must not see a case, and the queue of the lead."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from cases.models import Access, Approval, Case, Conflict
from cases.services import conflicts, safeguarding
from tests.conftest import AT
from tests.services.test_acts import draft_of
from tests.views.desk import after, do, read, say_why, text_of

Make = Callable[..., Any]
MAY = date(2027, 5, 1)


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
    for nobody in ("999", "9" * 20, "9" * 5000, "٣", ""):
        assert go(f"lift {nobody}").status_code == 409


def test_s20_anyone_can_be_kept_away_by_name(as_di: Client, as_bo: Client, make_case: Make, bo: Any) -> None:
    case = make_case(assignee=None)
    assert do(as_di, "desk_conflicts", case.reference, go="keep", user="").status_code == 422
    do(as_di, "desk_conflicts", case.reference, go="keep", user=bo.pk)
    assert Conflict.objects.get().user == bo


def test_s20_what_was_decided_is_said_and_whose_turn_it_is(
    as_di: Client, make_case: Make, bo: Any, di: Any
) -> None:
    case = make_case(assignee=bo)
    say_why(as_di, case)

    def go(**fields: Any) -> str:
        return after(as_di, do(as_di, "desk_conflicts", case.reference, **fields))

    give = f'href="/desk/cases/{case.reference}/do/hand-over">Give it to someone'
    page = go(go="keep", user=bo.pk)
    assert "Kept away from now on." in page and give in page
    page = go(go=f"lift {bo.pk}")
    assert "No conflict." in page and "not given back" in page and give in page
    Case.objects.filter(pk=case.pk).update(assignee=di)
    assert give not in read(as_di, "desk_conflicts", case.reference)


def test_s20_a_new_report_is_taken_up_and_not_given(as_di: Client, named: Case, cy: Any) -> None:
    do(as_di, "desk_conflicts", named.reference, go=f"block {cy.pk}")
    page = after(as_di, do(as_di, "desk_conflicts", named.reference, go="settle"))
    assert "It may be taken up." in page and "Give it to someone" not in page


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
        case_id=done.pk,
        to="Child protection",
        reference="CP-12",
        duty="reported",
        handed_at=AT,
        actor=sam,
        at=AT,
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
        "checked": ["untouched", "places", "time"],
        "duty": "not_needed",
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


def test_a_word_that_no_button_says_decides_nothing(as_di: Client, named: Case, cy: Any) -> None:
    for word in ("", "raise", f"raise {cy.pk}", f"keep {cy.pk}", "lift"):
        answer = do(as_di, "desk_conflicts", named.reference, go=word)
        assert answer.status_code == 409 and "Nothing was decided." in text_of(answer)
    assert Conflict.objects.get().state == "hint"
