"""A report becomes a case (V-36, V-50, V-51, B-15)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from django.contrib.auth.models import User

from cases.models import Case, Delivery, Depiction, Event, Kind, Location
from cases.rules import statements
from cases.services import intake, locations, record, triage
from cases.services.intake import Earlier, Report, Unlinked
from cases.services.refusal import Refused

pytestmark = pytest.mark.django_db
MAIL = {
    "channel": "email",
    "address": "ana@example.org",
    "subject": "Monthly note",
    "zone": "Europe/London",
    "windows": [{"days": [0, 1], "from": 9, "until": 17}],
}
REPORT = Report(
    place="GB",
    zone="Europe/London",
    links="https://photoline.test/p/1 and clipshare.test/v/2",
    kind="video",
    made="forgery",
    description="An adult, indoors",
    facts="I never agreed.",
    affirmed=True,
    agreed=("platforms", "search"),
    safe_contact={"channel": "none"},
    keep_from="Alex",
)
TOKEN = "t" * 22


def open_case(at: datetime, token: str = TOKEN, **changes: Any) -> Case:
    return intake.open_case(report=replace(REPORT, **changes), token=token, at=at).case


def fresh() -> Case:
    return Case.objects.get()


def test_a_report_opens_a_submitted_case(at: datetime) -> None:
    open_case(at)
    assert (fresh().state, fresh().opened_at) == ("submitted", at)


def test_its_links_become_locations(at: datetime) -> None:
    open_case(at)
    assert [each.number for each in Location.objects.order_by("number")] == [1, 2]
    assert Location.objects.first().state == "reported"


def test_its_picture_becomes_one_depiction(at: datetime) -> None:
    open_case(at)
    one = Depiction.objects.get()
    assert (one.kind, one.made, one.description) == ("video", "forgery", "An adult, indoors")
    assert set(Location.objects.values_list("depiction", flat=True)) == {one.pk}


def test_the_first_event_says_submitted(at: datetime) -> None:
    case = open_case(at)
    first = Event.objects.filter(case=case).first()
    assert first is not None
    assert (first.kind, first.to_state, first.actor) == (Kind.SUBMITTED, "submitted", None)
    assert record.verify(case) == []


def test_events_hold_nothing_she_typed(at: datetime) -> None:
    open_case(at)
    told = str(list(Event.objects.values()))
    assert not any(word in told for word in ("Alex", "photoline", "agreed.", "indoors"))


@pytest.mark.parametrize("typed", ["Alex", "I never agreed", "photoline", "indoors"])
def test_what_she_typed_is_sealed_in_every_row(at: datetime, typed: str) -> None:
    open_case(at)
    rows = str([list(model.objects.values()) for model in (Case, Depiction, Location)])
    assert typed not in rows


def test_what_she_typed_can_be_read_again(at: datetime) -> None:
    open_case(at)
    assert (fresh().facts, fresh().keep_from, fresh().place) == ("I never agreed.", "Alex", "GB")


def test_v50_statements_are_kept_word_for_word(at: datetime) -> None:
    open_case(at)
    wording = statements.current()
    kept = [each["text"] for each in fresh().statements["affirmed"]]
    assert kept == [each.text for each in wording.to_affirm(on_behalf=False)]
    assert fresh().statements["version"] == wording.version == fresh().consent_version
    assert fresh().statements["affirmed_at"] == "2026-11-23T10:00:00+00:00"


def test_v50_v63_they_are_kept_in_her_words_and_in_english(at: datetime) -> None:
    open_case(at, language="es", shown_in="es")
    kept = fresh().statements
    assert kept["language"] == "es"
    assert kept["affirmed"][0]["text"] == "I am the person in the pictures."
    assert kept["affirmed"][0]["shown"] == "Soy la persona de las imágenes."
    assert kept["agreed_shown"][1] == "Pueden pedir a los buscadores que oculten los enlaces."
    assert statements.digest({**kept, "agreed_shown": []}) != fresh().statements_digest


def test_v50_their_digest_shows_a_later_change(at: datetime) -> None:
    open_case(at)
    kept = dict(fresh().statements)
    assert statements.digest(kept) == fresh().statements_digest
    assert statements.digest({**kept, "affirmed": ["Something else."]}) != fresh().statements_digest


@pytest.mark.parametrize("key", ["standing", "intimate", "no_consent", "truth"])
def test_v55_each_affirmed_statement_can_be_used_in_a_letter(at: datetime, key: str) -> None:
    open_case(at)
    assert fresh().statements[key] is True


def test_v55_without_her_tick_nothing_counts_as_affirmed(at: datetime) -> None:
    open_case(at, affirmed=False)
    assert True not in fresh().statements.values()


def test_consents_are_those_she_ticked(at: datetime) -> None:
    open_case(at)
    assert fresh().consents == {"platforms": True, "search": True, "regulators": False, "police": False}


def test_a_report_without_the_first_consent_cannot_be_accepted(at: datetime, bo: User) -> None:
    case = open_case(at, agreed=())
    triage.take_up(case_id=case.pk, actor=bo, at=at)
    triage.confirm_adult(case_id=case.pk, actor=bo, at=at)
    with pytest.raises(Refused, match="not agreed"):
        triage.accept(case_id=case.pk, actor=bo, at=at)


def test_a_report_can_be_taken_up_and_accepted(at: datetime, bo: User) -> None:
    case = open_case(at)
    triage.take_up(case_id=case.pk, actor=bo, at=at)
    triage.confirm_adult(case_id=case.pk, actor=bo, at=at)
    assert triage.accept(case_id=case.pk, actor=bo, at=at).state == "active"


def test_words_instead_of_a_link_are_kept(at: datetime) -> None:
    open_case(at, links="", unlinked=(Unlinked("group", "Chat app", "Night Owls"),))
    place = fresh().whereabouts.get()
    assert (place.kind, place.site, place.where) == ("group", "Chat app", "Night Owls")
    assert not Location.objects.exists()


def test_v52_someone_who_acts_for_the_person_is_marked(at: datetime) -> None:
    open_case(at, on_behalf=True, authority_note="I am her lawyer.")
    assert fresh().on_behalf
    assert fresh().authority_note == "I am her lawyer."
    assert "right to act" in fresh().statements["affirmed"][0]["text"]


def test_v51_a_report_sends_nothing(at: datetime) -> None:
    for number in range(3):
        open_case(at, token=f"{number}" * 22, safe_contact=MAIL)
    assert Delivery.objects.count() == 0


def test_v51_only_the_note_she_asked_for_is_queued(at: datetime) -> None:
    open_case(at, safe_contact={**MAIL, "acknowledge": True})
    assert list(Delivery.objects.values_list("kind", "state", "step")) == [("update", "queued", "received")]


def test_v51_that_note_holds_no_content(at: datetime) -> None:
    open_case(at, safe_contact={**MAIL, "acknowledge": True})
    row = str(Delivery.objects.values().get())
    assert not any(word in row for word in ("photoline", "ana@example.org", "Alex"))


def test_b15_the_same_report_again_is_received_already(at: datetime) -> None:
    case = open_case(at)
    with pytest.raises(intake.AlreadyReceived) as again:
        open_case(at)
    assert again.value.case == case
    assert Case.objects.count() == 1


def test_b15_another_report_under_the_same_token_is_refused(at: datetime) -> None:
    open_case(at)
    with pytest.raises(intake.DifferentReport):
        open_case(at, facts="Something else.")
    assert fresh().facts == "I never agreed."


def test_b15_the_same_report_with_a_new_token_is_a_new_case(at: datetime) -> None:
    open_case(at)
    open_case(at, token="u" * 22)
    assert Case.objects.count() == 2


def test_b15_a_token_nobody_used_is_unknown() -> None:
    assert intake.received(token="never", digest="") is None


def test_b15_neither_token_nor_report_can_be_read_back(at: datetime) -> None:
    open_case(at)
    assert fresh().submit_index != TOKEN
    assert len(fresh().submit_digest) == 32


def test_b21_a_burst_changes_the_mark_and_not_the_digest() -> None:
    assert replace(REPORT, burst=True).digest == REPORT.digest


def test_b21_a_burst_is_kept_and_marked(at: datetime) -> None:
    open_case(at, burst=True)
    assert fresh().burst


def test_nothing_is_kept_where_one_part_fails(at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(locations, "unsaved", broken)
    with pytest.raises(RuntimeError):
        open_case(at)
    assert not Case.objects.exists()
    assert not Event.objects.exists()


@pytest.mark.parametrize("answer", ["yes", "unsure"])
def test_v36_under_18_or_not_sure_is_flagged(at: datetime, answer: str) -> None:
    open_case(at, under_18=answer)
    assert fresh().safeguarding
    assert Event.objects.filter(kind=Kind.SAFEGUARDING).count() == 1


@pytest.mark.parametrize("answer", ["no", "unsaid"])
def test_v35_an_adult_or_no_answer_is_not_flagged(at: datetime, answer: str) -> None:
    open_case(at, under_18=answer)
    assert not fresh().safeguarding
    assert fresh().statements["under_18"] == answer


def test_v36_of_a_young_person_only_what_reaches_her_is_kept(at: datetime) -> None:
    told = {"unlinked": (Unlinked("group", "Chat app"),), "earlier": (Earlier("Clipshare"),)}
    open_case(at, under_18="yes", signature_name="Ana", name_in_notices="Ana", **told)
    case = fresh()
    assert not Location.objects.exists()
    assert not Depiction.objects.exists()
    assert (case.facts, case.signature_name, case.name_in_notices) == ("", "", "")
    assert not case.whereabouts.exists()
    assert not case.earlier_reports.exists()


def test_v36_the_safeguarding_lead_is_told(at: datetime, sam: User, bo: User) -> None:
    open_case(at, under_18="yes")
    alert = Delivery.objects.get()
    assert (alert.kind, alert.to_user) == ("alert", sam)


def test_v36_a_young_persons_case_cannot_be_accepted(at: datetime, bo: User) -> None:
    case = open_case(at, under_18="yes")
    with pytest.raises(Refused, match="safeguarding"):
        triage.confirm_adult(case_id=case.pk, actor=bo, at=at)


def test_b05_at_most_two_hundred_links_are_taken_from_one_report(at: datetime) -> None:
    open_case(at, links="\n".join(f"https://photoline.test/p/{number}" for number in range(205)))
    assert Location.objects.count() == 200


def test_links_can_be_added_later(at: datetime) -> None:
    case = open_case(at)
    intake.add_links(case_id=case.pk, text="photoline.test/p/1 forum.example.org/t/9", at=at)
    assert Location.objects.count() == 3
    assert Event.objects.filter(kind=Kind.PERSON_UPDATED).count() == 1


def test_no_links_are_added_to_a_stopped_report(at: datetime) -> None:
    case = open_case(at)
    triage.withdraw(case_id=case.pk, actor=None, at=at)
    with pytest.raises(Refused, match="cannot be added"):
        intake.add_links(case_id=case.pk, text="photoline.test/p/9", at=at)


def test_v36_no_links_are_added_to_a_young_persons_report(at: datetime) -> None:
    case = open_case(at, under_18="unsure")
    with pytest.raises(Refused):
        intake.add_links(case_id=case.pk, text="photoline.test/p/9", at=at)
    assert not Location.objects.exists()
