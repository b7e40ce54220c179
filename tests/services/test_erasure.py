"""Erasure: asked for, undone in time or carried out for good, and what is left of it (D-22, D-24, D-25)."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models

from cases import tasks
from cases.models import Case, EarlierReport, Event, Message, Notice, Tombstone, Visit, Whereabouts
from cases.outbound import ledger
from cases.services import (
    access_log,
    claims,
    closing,
    credentials,
    erasure,
    intake,
    locations,
    messages,
    visits,
)
from cases.services.intake import Report
from cases.services.record import orphans, verify_erased
from cases.services.refusal import Refused
from takedown import readiness
from tests.conftest import AT, build_platform
from tests.services.story import approved, kinds, received

pytestmark = pytest.mark.django_db
Make = Callable[..., Case]
H = timedelta(hours=1)
AFTER = AT + 72 * H
RECORD = {"Event", "Access", "Chain"}


@pytest.fixture(autouse=True)
def own_ledger(settings: Any, tmp_path: Path) -> Path:
    settings.LEDGER_FILE = tmp_path / "ledger.jsonl"
    return settings.LEDGER_FILE


def asked(case: Case) -> Case:
    return erasure.ask(case_id=case.pk, at=AT)


def rows_of(case_id: Any) -> dict[str, int]:
    """How many rows of each table lead to this case, over whatever foreign keys."""
    found = {}
    for model in apps.get_app_config("cases").get_models():
        for path in ways_to_case(model, ""):
            rows = model._default_manager.filter(**{path: case_id}).count()
            found[model.__name__] = max(rows, found.get(model.__name__, 0))
    return found


def ways_to_case(model: type[models.Model], so_far: str, depth: int = 3) -> list[str]:
    if model is Case:
        return [so_far or "pk"]
    there = []
    for field in model._meta.fields if depth else ():
        if isinstance(field, models.ForeignKey) and field.related_model._meta.app_label == "cases":
            step = f"{so_far}__{field.name}" if so_far else field.name
            there += ways_to_case(field.related_model, step, depth - 1)
    return there


def test_d22_asking_stops_everything_in_the_same_moment(make_case: Make, bo: Any) -> None:
    build_platform(channel="email")
    case = make_case()
    notice = approved(case, bo)
    case = asked(case)
    assert (case.state, case.erase_at) == ("withdrawn", AFTER)
    assert Notice.objects.get(pk=notice.pk).state == "withdrawn"
    assert not case.deliveries.filter(kind="notice", pk__in=claims.due(at=AT)).exists()
    assert kinds(case)[-1] == "erasure_asked"


def test_d22_open_deadlines_end_as_withdrawn(make_notice: Any) -> None:
    notice = make_notice(state="sent")
    asked(notice.case)
    assert set(notice.clocks.values_list("stop_reason", flat=True)) == {"withdrawn"}


def test_d22_the_caseworker_is_told(make_case: Make, bo: Any) -> None:
    case = asked(make_case())
    assert case.deliveries.get(kind="alert").to_user == bo


def test_asking_twice_does_not_move_the_time(make_case: Make) -> None:
    case = asked(make_case())
    again = erasure.ask(case_id=case.pk, at=AT + H)
    assert again.erase_at == AFTER
    assert kinds(case).count("erasure_asked") == 1


@pytest.mark.parametrize("state", Case.State.values)
def test_d22_every_case_can_be_deleted(make_case: Make, state: str) -> None:
    case = asked(make_case(state=state))
    assert erasure.erase(case_id=case.pk, at=AFTER)
    assert not Case.objects.exists()


def test_d22_undone_in_time_nothing_is_erased(make_case: Make) -> None:
    case = asked(make_case())
    erasure.undo(case_id=case.pk, at=AFTER - timedelta(seconds=1))
    assert erasure.erase_due(at=AFTER) == 0
    assert kinds(case)[-1] == "erasure_undone"
    assert Case.objects.get().state == "withdrawn"


@pytest.mark.parametrize(("early", "count"), [(1, 0), (0, 1)])
def test_d22_it_happens_after_three_days_and_not_a_second_before(
    make_case: Make, early: int, count: int
) -> None:
    asked(make_case())
    assert erasure.erase_due(at=AFTER - timedelta(seconds=early)) == count


def test_a_case_nobody_asked_to_delete_stays(make_case: Make) -> None:
    case = make_case()
    assert not erasure.erase(case_id=case.pk, at=AFTER)
    assert erasure.due(at=AFTER + 1000 * H) == []


def test_a_case_to_be_deleted_is_not_opened_again(make_case: Make, bo: Any) -> None:
    case = asked(make_case(state="resolved"))
    with pytest.raises(Refused, match="about to be erased"):
        closing.reopen(case_id=case.pk, actor=bo, at=AT)


def whole(make_case: Make, bo: Any) -> Case:
    """A case with a row in every table there is."""
    build_platform(channel="email")
    case = make_case(safe_contact={"channel": "email", "address": "ana@example.org", "windows": []})
    notice = approved(case, bo)
    tasks.deliver_all(at=AT)
    messages.write(case_id=case.pk, text="hello", at=AT)
    messages.answer(case_id=case.pk, text="hello", asks=False, actor=bo, at=AT)
    messages.note(case_id=case.pk, text="hello", actor=bo, at=AT)
    visits.begin(at=AT, case=case)
    Whereabouts(case=case, number=1, location=case.locations.first()).save()
    EarlierReport(case=case, number=1, site="Clipshare").save()
    access_log.note(case_id=case.pk, user=bo, kind="open", session_key=None, at=AT)
    tasks.engine.sweep(at=AT + 49 * H)
    assert notice.clocks.exists()
    return case


def test_d24_no_row_of_the_case_is_left(make_case: Make, bo: Any) -> None:
    case = whole(make_case, bo)
    assert len([name for name, count in rows_of(case.pk).items() if count]) >= 15
    asked(case)
    erasure.erase_due(at=AFTER)
    after = {name: count for name, count in rows_of(case.pk).items() if count}
    assert after.keys() == RECORD
    assert not Message.objects.exists() and not Visit.objects.exists()


def test_d24_whatever_else_belongs_to_a_case_goes_with_it() -> None:
    """A row that does not follow its case by itself is one that `remove` takes away, or the record."""
    by_hand = {"Item", "Delivery", "Location", "Clock", "Notice"}
    for model in apps.get_app_config("cases").get_models():
        for field in model._meta.fields:
            if isinstance(field, models.ForeignKey) and ways_to_case(field.related_model, "", 2):
                follows = field.remote_field.on_delete in (models.CASCADE, models.SET_NULL)
                assert follows or model.__name__ in by_hand | RECORD, field


def test_d24_a_tombstone_says_how_much_there_was_and_nothing_else(make_case: Make, bo: Any) -> None:
    case = make_case(links=1)
    notice = received(case, bo)
    Notice.objects.filter(pk=notice.pk).update(sent_at=AT)
    locations.verify_removed(location_id=case.locations.get().pk, actor=bo, at=AT + 31 * H)
    erasure.ask(case_id=case.pk, at=AT + 32 * H)
    erasure.erase_due(at=AT + 104 * H)
    stone = Tombstone.objects.get()
    assert (stone.rule, stone.place, stone.hours) == ("asked", "GB", [31])
    assert stone.counts == {
        "case": {"withdrawn": 1}, "links": {"removed": 1}, "notices": {"complied": 1},
    }  # fmt: skip
    told = json.dumps(erasure.line(stone))
    assert not any(word in told for word in (case.reference, str(case.pk), case.pk.hex, "clipshare"))


def test_d24_the_record_outlives_the_case_and_still_verifies(make_case: Make) -> None:
    case = asked(make_case())
    erasure.erase_due(at=AFTER)
    assert list(orphans()) == [case.pk]
    assert verify_erased(case.pk) == []
    assert Event.objects.filter(case_id=case.pk).last().kind == "erased"  # type: ignore[union-attr]


def test_a_case_that_vanished_without_erasure_is_found_out(make_case: Make) -> None:
    case = asked(make_case())
    erasure.remove(case)
    assert verify_erased(case.pk) == [f"Record {case.pk}: its case is gone, and it does not say why."]


def test_v05_code_and_words_of_an_erased_case_open_nothing() -> None:
    opened = intake.open_case(report=Report(links="https://p.test/1", affirmed=True), token="t" * 22, at=AT)
    asked(opened.case)
    assert credentials.check(code=opened.code, typed=" ".join(opened.words))
    erasure.erase_due(at=AFTER)
    assert credentials.check(code=opened.code, typed=" ".join(opened.words)) is None


def test_one_case_that_cannot_be_erased_does_not_stop_the_others(
    make_case: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = asked(make_case()), asked(make_case())
    really = erasure.remove
    monkeypatch.setattr(erasure, "remove", lambda case: 1 / 0 if case.pk == bad.pk else really(case))
    assert erasure.erase_due(at=AFTER) == 1
    assert Case.objects.get() == bad and not Case.objects.filter(pk=good.pk).exists()
    assert Tombstone.objects.count() == 1


def test_d25_each_tombstone_is_in_the_ledger_once(make_case: Make, own_ledger: Path) -> None:
    asked(make_case())
    tasks.erase_due(at=AFTER)
    tasks.erase_due(at=AFTER + H)
    [line] = own_ledger.read_text().splitlines()
    assert json.loads(line)["mark"] == Tombstone.objects.get().mark
    assert own_ledger.stat().st_mode & 0o777 == 0o600


def test_d25_killed_before_the_ledger_the_next_round_writes_it(make_case: Make, own_ledger: Path) -> None:
    asked(make_case())
    erasure.erase_due(at=AFTER)
    assert not own_ledger.exists()
    tasks.erase_due(at=AFTER + H)
    assert len(ledger.read(own_ledger)) == 1


def test_d25_a_line_that_was_cut_off_spoils_no_other(own_ledger: Path) -> None:
    own_ledger.write_text('{"mark": "a"}\n{"mark": "b", "ru')
    ledger.append(own_ledger, [{"mark": "c"}])
    assert ledger.read(own_ledger).keys() == {"a", "c"}


def restored(case: Case, own_ledger: Path) -> dict[str, Any]:
    """What the ledger says after this case was erased, in a database that still has it."""
    entry = {
        "mark": erasure.mark_of(case.pk), "erased_at": AFTER.isoformat(), "rule": "asked", "place": "GB",
        "counts": {}, "hours": [],
    }  # fmt: skip
    ledger.append(own_ledger, [entry])
    return entry


def test_d25_a_database_older_than_the_ledger_does_not_start(make_case: Make, own_ledger: Path) -> None:
    assert readiness.ledger_problem() == ""
    restored(make_case(), own_ledger)
    assert "apply_tombstones" in readiness.ledger_problem()


def test_d25_what_was_erased_is_erased_again(make_case: Make, own_ledger: Path) -> None:
    case, other = make_case(), make_case()
    restored(case, own_ledger)
    call_command("apply_tombstones")
    assert list(Case.objects.all()) == [other]
    assert readiness.ledger_problem() == ""
    assert verify_erased(case.pk) == []
    call_command("apply_tombstones")
    assert Tombstone.objects.count() == 1


def test_d25_an_erasure_from_before_this_database_is_known_again(make_case: Make, own_ledger: Path) -> None:
    case = make_case()
    restored(case, own_ledger)
    erasure.remove(case)
    call_command("apply_tombstones")
    assert Tombstone.objects.get().erased_at == AFTER
    assert readiness.ledger_problem() == ""
