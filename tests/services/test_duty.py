"""Absence cover, rota and quiet hours: who has the cases, who hears, and that no clock moves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User

from cases.models import Absence, Case, Conflict, Delivery, Event, Notice, Shift, Wellbeing
from cases.permissions import TABLE, may, must_say_why, owners, reachable
from cases.services import duty, outbox, sweep, triage
from cases.services.record import verify_house
from cases.services.refusal import Refused
from tests.conftest import AT, person_of_staff

Make = Callable[..., Any]
OF_CASES = sorted(name for name, line in TABLE.items() if not line.of_house)
H, DAY = timedelta(hours=1), timedelta(days=1)
SOON = AT + 45 * H  # three reminders are due by then, the last of them alone is worth saying


def away(
    user: User, cover: User | None = None, *, start: datetime = AT, end: datetime = AT + 7 * DAY
) -> Absence:
    return duty.go_away(user=user, cover=cover, starts_at=start, ends_at=end, actor=user, at=AT)


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def told(kind: str = "reminder") -> set[str]:
    rows = Delivery.objects.filter(kind=kind).exclude(step__in=("handed", "covers"))
    return set(rows.values_list("to_user__username", flat=True))


def works_on_mondays(user: User, begins: int, ends: int) -> None:
    Shift.objects.create(user=user, weekday=0, begins=time(begins), ends=time(ends), zone="UTC")


@pytest.mark.parametrize("action", OF_CASES)
def test_the_cover_reaches_what_the_owner_reaches_and_only_while_it_lasts(
    bo: User, cy: User, make_case: Make, action: str
) -> None:
    case = make_case()
    away(bo, cy)
    for at, covers in ((AT - H, False), (AT, True), (AT + 7 * DAY - H, True), (AT + 7 * DAY, False)):
        with time_machine.travel(at, tick=False):
            assert may(fresh(cy), action, case) is (covers and may(fresh(bo), action, case))
            assert reachable(fresh(cy), action).filter(pk=case.pk).exists() is may(fresh(cy), action, case)


def test_a_cover_who_is_away_is_covered_too(bo: User, cy: User, make_case: Make) -> None:
    eve = person_of_staff("eve", "caseworker")
    away(bo, cy)
    away(cy, eve)
    with time_machine.travel(AT, tick=False):
        assert owners(fresh(eve)) == {eve.pk, bo.pk, cy.pk}
        assert owners(fresh(cy)) == {cy.pk}


def test_two_who_cover_each_other_leave_the_cases_to_the_supervisor(
    bo: User, cy: User, di: User, make_notice: Make
) -> None:
    away(bo, cy)
    away(cy, bo)
    make_notice(state="sent")
    sweep.sweep(at=SOON)
    assert told() == {"di"}


def test_the_cover_of_a_flagged_case_sees_nothing_of_it(bo: User, cy: User, make_case: Make) -> None:
    case = make_case(safeguarding=True)
    away(bo, cy)
    with time_machine.travel(AT, tick=False):
        assert not any(may(fresh(cy), action, case) for action in OF_CASES)


def test_reminders_go_to_the_cover(bo: User, cy: User, di: User, make_notice: Make) -> None:
    make_notice(state="sent")
    away(bo, cy)
    sweep.sweep(at=SOON)
    assert told() == {"cy"}


def test_without_a_cover_the_supervisors_hear(bo: User, di: User, make_notice: Make) -> None:
    make_notice(state="sent")
    away(bo)
    sweep.sweep(at=SOON)
    assert told() == {"di"}


@pytest.mark.parametrize("change", [{"is_active": False}, {"email": ""}])
def test_a_cover_no_mail_reaches_is_none(
    bo: User, cy: User, di: User, make_notice: Make, change: dict[str, Any]
) -> None:
    make_notice(state="sent")
    away(bo, cy)
    User.objects.filter(pk=cy.pk).update(**change)
    sweep.sweep(at=SOON)
    assert told() == {"di"}


def test_where_nobody_else_is_there_the_owner_hears_all_the_same(bo: User, make_notice: Make) -> None:
    make_notice(state="sent")
    away(bo)
    sweep.sweep(at=SOON)
    assert told() == {"bo"}


def test_grave_news_goes_to_the_cover_and_to_the_supervisors_who_are_here(
    bo: User, cy: User, di: User, make_notice: Make
) -> None:
    dan = person_of_staff("dan", "supervisor")
    make_notice(state="sent")
    away(bo, cy)
    away(dan)
    sweep.sweep(at=AT + 49 * H)
    assert told("alert") == {"cy", "di"}


def test_an_absence_moves_no_clock(bo: User, cy: User, make_notice: Make) -> None:
    notice = make_notice(state="sent")
    before = list(notice.clocks.values()), notice.next_step_at
    away(bo, cy)
    assert (list(notice.clocks.values()), Notice.objects.get().next_step_at) == before


def test_quiet_hours_send_reminders_to_someone_else(bo: User, di: User, make_notice: Make) -> None:
    make_notice(state="sent")
    Wellbeing.objects.create(user=bo, quiet_from=time(6), quiet_to=time(8), zone="UTC")
    sweep.sweep(at=SOON)  # Wednesday 07:00
    assert told() == {"di"}


def test_quiet_hours_of_everyone_silence_nothing(bo: User, di: User, make_notice: Make) -> None:
    make_notice(state="sent")
    for user in (bo, di):
        Wellbeing.objects.create(user=user, quiet_from=time(0), quiet_to=time(0), zone="UTC")
    sweep.sweep(at=SOON)
    assert told() == {"di"}


def test_j7_outside_the_owners_hours_whoever_is_on_duty_hears_too(
    bo: User, di: User, make_notice: Make
) -> None:
    make_notice(state="sent", received_at=AT - 45 * H)
    works_on_mondays(bo, 12, 18)
    works_on_mondays(di, 8, 18)
    sweep.sweep(at=AT)  # Monday 10:00
    assert told() == {"bo", "di"}


def test_j7_a_case_without_an_owner_goes_to_the_supervisor_on_duty(
    di: User, make_case: Make, make_notice: Make
) -> None:
    person_of_staff("dan", "supervisor")
    make_notice(state="sent", case=make_case(assignee=None), received_at=AT - 45 * H)
    works_on_mondays(di, 8, 18)
    sweep.sweep(at=AT)
    assert told() == {"di"}


def test_a_sweep_without_rota_or_absence_goes_to_the_owner(bo: User, di: User, make_notice: Make) -> None:
    make_notice(state="sent")
    sweep.sweep(at=SOON)
    assert told() == {"bo"}


def test_every_alert_about_a_case_goes_to_the_cover(bo: User, cy: User, di: User, make_notice: Make) -> None:
    notice = make_notice(state="sent")
    away(bo, cy)
    outbox.alert_owner(notice=notice, at=AT)
    outbox.alert_wishes(case=notice.case, at=AT + H)
    assert told("alert") == {"cy"}


def test_of_two_leads_the_one_who_is_here_hears(sam: User, make_case: Make) -> None:
    person_of_staff("sue", "safeguarding")
    away(sam)
    outbox.alert_safeguarding(case=make_case(safeguarding=True), at=AT)
    assert told("alert") == {"sue"}


def test_coming_back_early_ends_the_cover_at_once(bo: User, cy: User, make_case: Make) -> None:
    case, absence = make_case(), away(bo, cy)
    duty.come_back(absence_id=absence.pk, actor=bo, at=AT + H)
    with time_machine.travel(AT + H, tick=False):
        assert not may(fresh(cy), "open", case)
    with pytest.raises(Refused, match="is over"):
        duty.come_back(absence_id=absence.pk, actor=bo, at=AT + 2 * H)


@pytest.mark.parametrize(("start", "end"), [(AT, AT), (AT + H, AT), (AT - 2 * H, AT - H)])
def test_an_absence_has_to_last(bo: User, start: datetime, end: datetime) -> None:
    with pytest.raises(Refused, match="in the future"):
        away(bo, start=start, end=end)


def test_two_absences_at_once_and_covering_oneself_are_refused(bo: User, cy: User) -> None:
    with pytest.raises(Refused, match="Someone else"):
        away(bo, bo)
    away(bo, cy)
    with pytest.raises(Refused, match="already"):
        away(bo, cy, start=AT + DAY)
    away(bo, cy, start=AT + 7 * DAY, end=AT + 8 * DAY)


def test_absence_and_rota_are_on_the_houses_record(bo: User, cy: User, di: User) -> None:
    absence = away(bo, cy)
    duty.come_back(absence_id=absence.pk, actor=bo, at=AT + H)
    hours = {"begins": time(9), "ends": time(17), "zone": "Europe/London", "actor": di, "at": AT}
    duty.plan_shift(user=bo, weekday=0, **hours)
    duty.change_day(user=bo, day=AT.date(), **hours)
    duty.strike(line=Shift.objects.get(), actor=di, at=AT)
    kinds = list(Event.objects.order_by("seq").values_list("kind", flat=True))
    assert kinds == ["away", "back", "rota_changed", "rota_changed", "rota_changed"]
    assert verify_house() == []


def test_s42_a_case_goes_back_to_the_team_without_a_reason(bo: User, di: User, make_notice: Make) -> None:
    notice = make_notice(state="sent")
    before = list(notice.clocks.values())
    triage.assign(case_id=notice.case.pk, to=None, actor=bo, at=AT)
    assert Case.objects.get().assignee is None
    assert list(notice.clocks.values()) == before
    assert list(Delivery.objects.values_list("step", "to_user__username")) == [("handed", "di")]


def test_s42_a_colleague_who_gets_a_case_is_told(bo: User, cy: User, make_case: Make) -> None:
    triage.assign(case_id=make_case().pk, to=cy, actor=bo, at=AT)
    assert list(Delivery.objects.values_list("step", "to_user__username")) == [("handed", "cy")]


def test_taking_a_case_oneself_sends_no_mail(di: User, make_case: Make) -> None:
    triage.assign(case_id=make_case(assignee=None).pk, to=di, actor=di, at=AT)
    assert not Delivery.objects.exists()


def test_s20_a_cover_who_is_kept_away_neither_sees_nor_hears(
    bo: User, cy: User, di: User, make_notice: Make
) -> None:
    notice = make_notice(state="sent")
    away(bo, cy)
    Conflict.objects.create(case=notice.case, user=cy, state="blocked", ground="decided", noted_at=AT)
    sweep.sweep(at=SOON)
    outbox.alert_wishes(case=notice.case, at=AT)
    assert told() == told("alert") == {"di"}
    with time_machine.travel(AT, tick=False):
        assert not may(fresh(cy), "list", notice.case)


def test_a_supervisor_who_covers_is_asked_no_reason(bo: User, di: User, make_case: Make) -> None:
    case = make_case()
    with time_machine.travel(AT, tick=False):
        assert must_say_why(fresh(di), case)
        away(bo, di)
        assert not must_say_why(fresh(di), case)


def test_a_cover_is_told_once_and_of_no_case(bo: User, cy: User, di: User) -> None:
    span = {"starts_at": AT, "ends_at": AT + 7 * DAY, "at": AT}
    duty.go_away(user=bo, cover=cy, actor=di, **span)
    duty.go_away(user=di, cover=cy, actor=cy, **span)  # by the cover, who knows
    assert list(Delivery.objects.values_list("step", "to_user__username", "case")) == [("covers", "cy", None)]
