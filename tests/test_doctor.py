"""`manage.py doctor`: it finds each broken promise, and says nothing where all is well."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from io import StringIO
from typing import Any
from uuid import UUID

import pytest
from django.core.management import call_command

from cases.management.commands import doctor
from cases.models import Case, Chain, Clock, Delivery, Heartbeat, Kind, Notice, Step, keyring
from cases.services import gates, health, held, outbox
from cases.services.record import HOUSE, Fact, record, record_house, record_many
from tests.conftest import release_append_only, restore_append_only
from tests.test_audit_command import change

WRITES = re.compile(r"(?i)\s*(insert|update|delete|alter|drop|create)\b")


def broken(at: datetime) -> list[str]:
    return [one.sentence for one in health.findings(at=at) if one.broken]


def to_look_at(at: datetime) -> list[str]:
    return [one.sentence for one in health.findings(at=at) if not one.broken]


@pytest.fixture(autouse=True)
def heard(request: pytest.FixtureRequest) -> None:
    """There is a safeguarding lead whom mail reaches, wherever there is a database at all."""
    if "db" in request.fixturenames:
        request.getfixturevalue("sam")


@pytest.fixture
def beating(db: None, at: datetime) -> None:
    """The engine has just done its round."""
    Heartbeat.objects.create(name="sweep", at=at)


def examined() -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("doctor", stdout=out)
    except SystemExit as ended:
        return int(ended.code or 0), out.getvalue()
    return 0, out.getvalue()


def test_nothing_is_wrong_with_a_running_notice(make_notice: Any, beating: None, at: datetime) -> None:
    make_notice(state="sent")
    assert health.findings(at=at) == []


def test_it_finds_a_received_notice_without_a_clock(make_notice: Any, at: datetime) -> None:
    notice = make_notice(state="sent")
    Clock.objects.filter(notice=notice).delete()
    assert broken(at) == [f"Notice {notice.reference} was received and runs no clock."]


def test_a_notice_that_never_arrived_needs_no_clock(make_notice: Any, at: datetime) -> None:
    notice = make_notice(state="sent")
    Clock.objects.filter(notice=notice).delete()
    Notice.objects.filter(pk=notice.pk).update(received_at=None, next_step_at=None)
    assert broken(at) == []


def test_it_finds_a_notice_the_engine_would_pass_over(make_notice: Any, at: datetime) -> None:
    notice = make_notice(state="sent")
    Notice.objects.filter(pk=notice.pk).update(next_step_at=None)
    assert broken(at) == [f"Notice {notice.reference} has a step ahead that the engine would not find."]


def test_a_flagged_case_is_passed_over_on_purpose(make_notice: Any, at: datetime) -> None:
    notice = make_notice(state="sent")
    Case.objects.update(safeguarding=True)
    Notice.objects.filter(pk=notice.pk).update(next_step_at=None)
    assert broken(at) == []


def test_it_finds_a_step_without_its_row_in_the_outbox(make_notice: Any, at: datetime) -> None:
    notice = make_notice(state="sent")
    clock = notice.clocks.first()
    Step.objects.create(notice=notice, clock=clock, kind="overdue", planned_at=clock.due_at, at=at)
    assert broken(at) == [f"Notice {notice.reference}: the step overdue has no delivery."]


def test_a_superseded_step_needs_no_row(make_notice: Any, at: datetime) -> None:
    notice = make_notice(state="sent")
    clock = notice.clocks.first()
    Step.objects.create(notice=notice, clock=clock, kind="reminder_24", planned_at=at, at=at, superseded=True)
    assert broken(at) == []


def test_it_finds_an_approved_notice_that_goes_nowhere(make_notice: Any, at: datetime) -> None:
    notice = make_notice(state="approved")
    assert broken(at) == [f"Notice {notice.reference} is approved and nothing is on its way."]


def test_an_approved_notice_on_its_way_is_well(make_notice: Any, at: datetime) -> None:
    outbox.notice(make_notice(state="approved"), at=at)
    assert broken(at) == []


def test_it_finds_a_mail_sent_without_an_answer(make_case: Any, at: datetime) -> None:
    row = outbox.row(case=make_case(), kind=Delivery.Kind.ALERT, key="a", at=at)
    row.state, row.sent_at = Delivery.State.SENT, at
    row.save()
    assert broken(at) == ["1 deliveries are marked as sent without the server's answer."]


def test_it_finds_a_changed_event(make_case: Any, at: datetime) -> None:
    case = make_case()
    record(case, Kind.TAKEN_UP, at=at)
    change("UPDATE cases_event SET kind = 'closed'")
    assert len(broken(at)) == 1 and case.reference in broken(at)[0]


def test_it_finds_that_the_database_lets_the_record_be_changed(db: None, at: datetime) -> None:
    release_append_only()
    [said] = broken(at)
    assert "gone or switched off: cases_access_" in said and "cases_event_" in said
    assert examined()[0] == 2
    restore_append_only()
    assert broken(at) == []


def test_it_finds_events_of_which_neither_case_nor_chain_is_left(db: None, at: datetime) -> None:
    gone = UUID(int=77)
    record_many([Fact(case_id=gone, kind=Kind.ERASED, at=at)])
    assert broken(at) == []
    Chain.objects.filter(case_id=gone).delete()
    assert broken(at) == [f"Record {gone}: its events have no chain; it was removed, or they were added."]


def test_it_finds_rows_whose_key_is_gone(make_case: Any, settings: Any, at: datetime) -> None:
    make_case(links=0)
    settings.KEYS_INLINE = keyring.new_ring().replace('"k1"', '"k2"')
    assert "1 rows of cases need a key that is not in the key ring." in broken(at)


def test_it_points_at_a_worker_that_is_gone(make_case: Any, beating: None, at: datetime) -> None:
    row = outbox.row(case=make_case(), kind=Delivery.Kind.ALERT, key="a", at=at)
    row.state, row.lease_until = Delivery.State.CLAIMED, at - timedelta(seconds=61)
    row.save()
    assert to_look_at(at)[0].startswith("1 deliveries are held by a worker that is gone")


def test_a_lease_just_over_is_left_to_the_next_worker(make_case: Any, beating: None, at: datetime) -> None:
    row = outbox.row(case=make_case(), kind=Delivery.Kind.ALERT, key="a", at=at)
    row.state, row.lease_until = Delivery.State.CLAIMED, at - timedelta(seconds=59)
    row.save()
    assert to_look_at(at) == []


def test_it_points_at_an_engine_that_never_ran(db: None, at: datetime) -> None:
    assert to_look_at(at) == ["The deadline engine has not run yet. Start it: python manage.py run"]


@pytest.mark.parametrize(("minutes", "silent"), [(5, False), (6, True)])
def test_it_points_at_an_engine_that_fell_silent(
    beating: None, at: datetime, minutes: int, silent: bool
) -> None:
    found = to_look_at(at + timedelta(minutes=minutes))
    assert any("last ran at" in sentence for sentence in found) is silent


def test_it_points_at_a_clock_that_went_back(beating: None, at: datetime) -> None:
    assert to_look_at(at - timedelta(minutes=2)) == [
        "The clock went back: the last round was at 2026-11-23 10:00:00 UTC."
    ]


def test_it_points_at_steps_nobody_does(make_notice: Any, beating: None, at: datetime) -> None:
    Notice.objects.filter(pk=make_notice(state="sent").pk).update(next_step_at=at - timedelta(minutes=6))
    assert to_look_at(at) == ["1 notices wait for a step that was due more than five minutes ago."]


def test_it_points_at_dead_letters(make_case: Any, beating: None, at: datetime) -> None:
    row = outbox.row(case=make_case(), kind=Delivery.Kind.ALERT, key="a", at=at)
    row.state = Delivery.State.DEAD
    row.save()
    assert to_look_at(at)[0].startswith("1 deliveries were refused or given up.")


def test_it_counts_what_is_open(make_notice: Any, at: datetime) -> None:
    make_notice(state="sent")
    assert health.counts() == {"open cases": 1, "notices with a running clock": 1, "deliveries waiting": 0}


@pytest.mark.django_db
def test_the_exit_code_is_1_where_someone_should_look() -> None:
    code, text = examined()
    assert code == 1 and "LOOK  The deadline engine has not run yet." in text


def test_the_exit_code_is_2_where_a_promise_is_broken(make_notice: Any) -> None:
    make_notice(state="approved")
    code, text = examined()
    assert code == 2 and "Stop sending until this is understood." in text


def test_the_exit_code_is_0_where_all_is_well(db: None) -> None:
    from django.utils import timezone

    Heartbeat.objects.create(name="sweep", at=timezone.now())
    code, text = examined()
    assert (code, text.splitlines()[-1]) == (0, "All well.")


def test_it_asks_nothing_further_without_keys(db: None, settings: Any) -> None:
    settings.KEYS_INLINE = "no ring"
    code, text = examined()
    assert code == 2 and "TAKEDOWN_KEYS is not a key ring" in text and "open cases" not in text


def test_it_writes_nothing(make_notice: Any, at: datetime, django_assert_max_num_queries: Any) -> None:
    make_notice(state="sent")
    with django_assert_max_num_queries(40) as captured:
        health.findings(at=at)
    written = [query for query in captured.captured_queries if WRITES.match(query["sql"])]
    assert not written and captured.captured_queries


def test_r22_it_says_that_the_clock_is_in_doubt(beating: None, at: datetime) -> None:
    held.doubt_the_clock(at=at)
    assert to_look_at(at)[0].startswith("The clock is in doubt since 2026-11-23 10:00 UTC.")


@pytest.mark.parametrize(("apart", "count"), [(119, 0), (121, 1), (-121, 1)])
def test_r22_it_compares_the_two_clocks(at: datetime, apart: int, count: int) -> None:
    assert len(list(doctor.clocks(at, at + timedelta(seconds=apart)))) == count


def test_r22_it_says_that_no_mail_leaves(make_notice: Any, beating: None, at: datetime) -> None:
    row = outbox.row(case=make_notice(state="sent").case, kind="alert", key="a", at=at)
    outbox.put([row])
    gates.server_away(at=at - timedelta(minutes=15))
    assert to_look_at(at) == [
        "No mail has left since 2026-11-23 09:45 UTC. Does MAIL_URL name a server that answers?"
    ]


def test_r22_it_counts_what_a_restore_held(make_case: Any, beating: None, at: datetime) -> None:
    outbox.put([outbox.row(case=make_case(), kind="alert", key="a", at=at)])
    held.hold_restored()
    assert to_look_at(at) == ["1 mails are held since a restore. A supervisor lets them go in the outbox."]


def test_r22_it_counts_staff_whom_no_mail_reaches(bo: Any, beating: None, at: datetime) -> None:
    bo.email = ""
    bo.save()
    assert to_look_at(at) == ["1 members of staff have no e-mail address, so no reminder reaches them."]


def test_r22_it_says_which_dead_letters_nobody_has_taken_up(
    make_case: Any, beating: None, at: datetime
) -> None:
    outbox.put([outbox.row(case=make_case(), kind="alert", key="a", at=at)])
    Delivery.objects.update(state="dead", tried_at=at - timedelta(hours=1))
    assert "1 of them are older than an hour, and nobody has taken them up." in to_look_at(at)


def test_r22_it_replays_the_houses_own_chain(bo: Any, beating: None, at: datetime) -> None:
    record_house(Kind.CHANNEL_CHECKED, actor=bo, at=at, facts={"channel": 1})
    assert broken(at) == []
    Chain.objects.filter(case_id=HOUSE).update(length=2)
    assert broken(at)[0].startswith("The house's own record: the end of the chain")
