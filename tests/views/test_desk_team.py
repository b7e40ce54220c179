"""Team, a colleague's page and one's own: loads, absences, rota, and counts that only their owner sees."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import time, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from cases.models import Absence, Case, Conflict, Notice, Shift, ShiftChange, Wellbeing
from cases.services import access_log, duty
from cases.views.desk import house_record
from tests.conftest import AT, person_of_staff
from tests.views.desk import after, do, post, read, text_of

Make = Callable[..., Any]
H, DAY = timedelta(hours=1), timedelta(days=1)


def away(user: User, cover: User | None = None, days: int = 7) -> Absence:
    return duty.go_away(user=user, cover=cover, starts_at=AT, ends_at=AT + days * DAY, actor=user, at=AT)


def opened(user: User, kind: str = "reveal", *, times: int = 1, at: Any = AT) -> None:
    for _ in range(times):
        access_log.note(user=user, case_id=None, kind=kind, session_key=None, at=at)


def test_the_team_page_is_the_supervisors(as_bo: Client, as_sam: Client, as_di: Client, bo: User) -> None:
    for client in (as_bo, as_sam):
        read(client, "desk_team", status=404)
        read(client, "desk_colleague", bo.pk, status=404)
    read(as_di, "desk_team")
    read(as_di, "desk_colleague", bo.pk)


def test_loads_say_open_cases_late_notices_and_the_nearest_deadline(
    as_di: Client, make_notice: Callable[..., Notice], make_case: Make
) -> None:
    make_notice(state="sent", received_at=AT - 45 * H)
    make_notice(state="sent", received_at=AT - 50 * H)
    make_case()
    make_case(safeguarding=True)
    line = r"Bo</a></th><td>no rota</td><td[^>]*>3</td><td[^>]*>1</td><td[^>]* class=\"late\">2 h late</td>"
    assert re.search(line, read(as_di, "desk_team"))


def test_who_is_on_duty_and_who_is_away_is_said(as_di: Client, bo: User, cy: User) -> None:
    Shift.objects.create(user=bo, weekday=0, begins=time(8), ends=time(18), zone="UTC")
    away(cy, bo)
    text = read(as_di, "desk_team")
    assert "on duty until 18:00" in text
    assert "away until Mon 30 Nov, Bo covers" in text


@pytest.mark.parametrize("why", ["nobody has it", "Bo is away, nobody covers", "Bo does not work on cases"])
def test_a_case_nobody_works_on_is_listed_with_the_reason(
    as_di: Client, bo: User, make_case: Make, why: str
) -> None:
    case = make_case(assignee=None if "nobody has" in why else bo)
    if "away" in why:
        away(bo)
    elif "work" in why:
        User.objects.filter(pk=bo.pk).update(is_active=False)
    text = read(as_di, "desk_team").partition("Without anyone now")[2]
    assert case.reference in text
    assert why in text


def test_a_covered_case_is_not_without_anyone(as_di: Client, bo: User, cy: User, make_case: Make) -> None:
    case = make_case()
    away(bo, cy)
    assert case.reference not in read(as_di, "desk_team")


def test_s10_a_case_the_supervisor_must_not_know_of_is_in_no_count(
    as_di: Client, di: User, make_case: Make
) -> None:
    case = make_case(assignee=None)
    Conflict.objects.create(case=case, user=di, state="blocked", ground="decided", noted_at=AT)
    text = read(as_di, "desk_team")
    assert case.reference not in text
    assert "Every open case has someone." in text


def test_a_supervisor_notes_an_absence_and_ends_it(as_di: Client, bo: User, cy: User) -> None:
    form = {"away-first": "2026-11-24", "away-last": "2026-11-26", "away-cover": str(cy.pk), "do": "away"}
    assert "It is noted." in after(as_di, do(as_di, "desk_colleague", bo.pk, **form))
    absence = Absence.objects.get()
    assert (absence.user, absence.cover) == (bo, cy)
    assert (f"{absence.starts_at:%d %H}", f"{absence.ends_at:%d %H}") == ("24 00", "27 00")
    assert "The absence has ended." in after(as_di, do(as_di, "desk_back", absence.pk))


def test_a_colleagues_absence_is_not_ended_by_anyone_else(as_cy: Client, bo: User) -> None:
    assert do(as_cy, "desk_back", away(bo).pk).status_code == 404
    assert do(as_cy, "desk_back", 999).status_code == 404


def test_ones_own_absence_is_noted_and_ended_without_a_supervisor(as_bo: Client, bo: User, cy: User) -> None:
    form = {"away-first": "2026-11-23", "away-last": "2026-11-23", "away-cover": str(cy.pk), "do": "away"}
    after(as_bo, do(as_bo, "desk_you", **form))
    assert "Today, Cy covers" in read(as_bo, "desk_you")
    assert "The absence has ended." in after(as_bo, do(as_bo, "desk_back", Absence.objects.get().pk))


def test_a_wrong_absence_keeps_what_was_typed(as_bo: Client, bo: User) -> None:
    form = {"away-first": "2026-11-26", "away-last": "2026-11-24", "do": "away"}
    answer = do(as_bo, "desk_you", **form)
    assert answer.status_code == 422
    assert "The last day lies before the first." in text_of(answer)
    assert 'value="2026-11-26"' in text_of(answer)
    away(bo)
    again = do(as_bo, "desk_you", **{**form, "away-last": "2026-11-27"})
    assert again.status_code == 409
    assert "There is an absence in this time already." in text_of(again)


@pytest.mark.parametrize(
    ("first", "last", "why"),
    [
        ("2026-12-01", "9999-12-31", "An absence lasts a year at most."),
        ("0001-01-01", "2026-12-01", "Choose a day within a year from now."),
        ("2028-01-01", "2028-01-02", "Choose a day within a year from now."),
    ],
)
def test_an_absence_is_bounded(as_bo: Client, first: str, last: str, why: str) -> None:
    answer = do(as_bo, "desk_you", **{"away-first": first, "away-last": last, "do": "away"})
    assert answer.status_code == 422 and why in text_of(answer)


def test_the_rota_is_written_and_struck_line_by_line(as_di: Client, bo: User) -> None:
    hours = {"begins": "09:00", "ends": "17:00", "zone": "Europe/London"}
    week = {f"shift-{name}": value for name, value in {"weekday": "2", **hours}.items()}
    one = {f"day-{name}": value for name, value in {"day": "2026-12-24", "zone": "Europe/London"}.items()}
    after(as_di, do(as_di, "desk_colleague", bo.pk, do="shift", **week))
    after(as_di, do(as_di, "desk_colleague", bo.pk, do="day", **one))
    text = read(as_di, "desk_colleague", bo.pk)
    assert "Wednesday, 09:00 to 17:00 (Europe/London)" in text
    assert "Thu 24 Dec 2026, off" in text
    after(as_di, do(as_di, "desk_strike", bo.pk, "shift", Shift.objects.get().pk))
    after(as_di, do(as_di, "desk_strike", bo.pk, "day", ShiftChange.objects.get().pk))
    assert not Shift.objects.exists()
    assert not ShiftChange.objects.exists()


def test_half_a_day_of_hours_is_refused(as_di: Client, bo: User) -> None:
    form = {"day-day": "2026-12-24", "day-begins": "09:00", "day-zone": "UTC", "do": "day"}
    answer = do(as_di, "desk_colleague", bo.pk, **form)
    assert answer.status_code == 409
    assert "Give both times, or none for a day off." in text_of(answer)


def test_a_line_of_someone_else_is_not_struck(as_di: Client, bo: User, cy: User) -> None:
    line = Shift.objects.create(user=cy, weekday=0, begins=time(8), ends=time(18), zone="UTC")
    assert do(as_di, "desk_strike", bo.pk, "shift", line.pk).status_code == 404
    assert do(as_di, "desk_strike", bo.pk, "user", line.pk).status_code == 404


def test_s42_everyone_sees_the_own_count_and_it_is_right(as_bo: Client, bo: User, cy: User) -> None:
    opened(bo, times=3)
    opened(bo, "contact")
    opened(bo, "open")
    opened(bo, "look", at=AT - DAY)  # Sunday: another week
    opened(cy, times=9)
    assert "<b>3</b> texts today, <b>3</b> this week" in read(as_bo, "desk_you")


def test_s42_others_see_the_total_of_the_team_alone(as_di: Client, bo: User, cy: User) -> None:
    opened(bo, times=3)
    opened(cy, times=4)
    text = read(as_di, "desk_team")
    assert "7 texts today, 7 this week, all together." in text
    assert "<td>3</td>" not in text
    assert "3 texts" not in read(as_di, "desk_colleague", bo.pk)


def test_s42_a_total_that_would_be_someones_own_is_not_shown(as_di: Client, bo: User) -> None:
    opened(bo, times=3)
    assert "so it is not shown" in read(as_di, "desk_team")


def test_choices_are_kept_and_come_back(as_bo: Client, bo: User) -> None:
    form = {"all_collapsed": "on", "break_after": "5", "quiet_from": "20:00", "quiet_to": "08:00"}
    after(as_bo, post(as_bo, "/desk/you", do="choose", zone="Europe/London", **form))
    chosen = Wellbeing.objects.get(user=bo)
    assert (chosen.all_collapsed, chosen.break_after, chosen.quiet_to) == (True, 5, time(8))
    text = read(as_bo, "desk_you")
    assert "checked" in text
    assert "A break is suggested after 5 on one day" in text


def test_single_keys_are_on_until_someone_switches_them_off_for_themselves(
    as_bo: Client, as_cy: Client
) -> None:
    assert "data-keys-off" not in read(as_bo, "desk_you")
    assert "next, previous" in read(as_bo, "desk_today")
    after(as_bo, post(as_bo, "/desk/you", do="choose", zone="UTC", keys_off="on"))
    own, others = read(as_bo, "desk_today"), read(as_cy, "desk_today")
    assert "data-keys-off" in own and "next, previous" not in own and "<kbd" not in own
    assert "data-keys-off" not in others
    after(as_bo, post(as_bo, "/desk/you", do="choose", zone="UTC"))
    assert "data-keys-off" not in read(as_bo, "desk_today")


@pytest.mark.parametrize(
    "typed",
    [
        {"break_after": "2"},
        {"break_after": "x"},
        {"quiet_from": "20:00"},
        {"quiet_to": "25:00"},
        {"zone": "Mars"},
    ],
)
def test_choices_that_cannot_be_are_told(as_bo: Client, typed: dict[str, str]) -> None:
    answer = post(as_bo, "/desk/you", do="choose", **{"zone": "UTC" if typed else "Mars", **typed})
    assert answer.status_code == 422
    assert not Wellbeing.objects.exists()


def test_who_has_no_cases_has_choices_and_no_cover(signed_in: Callable[[User], Client], db: None) -> None:
    text = read(signed_in(person_of_staff("audrey", "auditor")), "desk_you")
    assert "For yourself" in text
    assert "Who covers" not in text


def test_the_cover_finds_the_cases_among_the_own(as_cy: Client, bo: User, cy: User, make_case: Make) -> None:
    case = make_case()
    away(bo, cy)
    assert case.reference in read(as_cy, "desk_today")
    assert "You, for Bo" in text_of(as_cy.get("/desk/cases", {"whose": "mine"}))
    assert "You cover." in read(as_cy, "desk_case", case.reference)


def test_s42_a_case_is_passed_back_to_the_team(as_bo: Client, bo: User, make_case: Make) -> None:
    case = make_case()
    page = read(as_bo, "desk_case_action", case.reference, "hand-over")
    assert "Pass this on" in page
    assert "reason" in page
    after(as_bo, do(as_bo, "desk_case_action", case.reference, "hand-over", to="team"))
    assert Case.objects.get().assignee is None
    read(as_bo, "desk_case", case.reference, status=404)


def test_who_is_away_is_said_where_a_case_is_given(
    as_bo: Client, cy: User, di: User, make_case: Make
) -> None:
    away(cy, di)
    text = read(as_bo, "desk_case_action", make_case().reference, "hand-over")
    assert "Cy (away until Mon 30 Nov, Di covers)" in text


def test_an_absence_is_said_by_its_days_the_last_included(as_di: Client, bo: User, cy: User) -> None:
    form = {"away-first": "2026-11-24", "away-last": "2026-11-27", "away-cover": str(cy.pk), "do": "away"}
    page = after(as_di, do(as_di, "desk_colleague", bo.pk, **form))
    assert "Tomorrow to Fri 27 Nov, Cy covers" in page and "00:00" not in page
    assert "Bo from tomorrow, away until Fri 27 Nov, Cy covers" in read(as_di, "desk_team")
    after(as_di, do(as_di, "desk_back", Absence.objects.get().pk))


def test_what_one_does_for_oneself_is_ones_own(as_bo: Client, as_di: Client, bo: User) -> None:
    form = {"away-first": "2026-11-23", "away-last": "2026-11-23", "do": "away"}
    after(as_bo, do(as_bo, "desk_you", **form))
    after(as_di, do(as_di, "desk_back", Absence.objects.get().pk))
    said = [line["what"] for line in house_record.lines(house_record.about(bo), AT)]
    assert said == ["ended Bo’s absence", "noted their own absence"]
