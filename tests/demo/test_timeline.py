"""What the timeline of the demo must hold."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from cases.models import Kind
from tests.demo.evening import Evening, instant

HOUR = timedelta(hours=1)
PERIOD = 48 * HOUR
PROMISED = (
    "submitted", "accepted", "approved", "sent", "received", "acknowledged", "reminder", "overdue", "chaser",
    "escalated", "refused", "claimed_removed", "verified_removed", "reappeared", "closed",
)  # fmt: skip


def test_every_stage_happens(evening: Evening) -> None:
    assert evening.code == 0, evening.said
    assert "Every stage happened" in evening.said


def test_it_takes_less_than_three_minutes(evening: Evening) -> None:
    took = re.search(r"in (\d+) seconds", evening.said)
    assert took is not None
    assert int(took[1]) < 180


def test_it_leaves_no_folder_and_no_database_behind(evening: Evening) -> None:
    assert not list(evening.out.parent.glob("takedown-demo-*"))


def test_it_tells_the_story_with_simulated_times(evening: Evening) -> None:
    assert re.search(r"^ {0,2}48 h \d\d min {2}The period has ended", evening.said, re.MULTILINE)


def test_only_this_user_can_read_what_it_wrote(evening: Evening) -> None:
    assert not [path.name for path in evening.out.glob("*.*") if path.stat().st_mode & 0o077]


def test_the_timeline_is_in_the_order_of_time(evening: Evening) -> None:
    instants = [instant(line["at"]) for line in evening.timeline]
    assert instants == sorted(instants)


def test_every_line_has_the_same_six_fields(evening: Evening) -> None:
    assert {tuple(line) for line in evening.timeline} == {
        ("at", "kind", "case", "notice", "platform", "text")
    }


def test_every_instant_is_in_utc(evening: Evening) -> None:
    assert all(line["at"].endswith("Z") for line in evening.timeline)


def test_kinds_are_kinds_of_events(evening: Evening) -> None:
    assert {line["kind"] for line in evening.timeline} <= set(Kind.values)


@pytest.mark.parametrize("kind", PROMISED)
def test_every_promised_kind_is_there(evening: Evening, kind: str) -> None:
    assert evening.entries(kind)


def test_it_is_one_case_under_its_short_reference(evening: Evening) -> None:
    [reference] = {line["case"] for line in evening.timeline}
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{6}", reference)


def test_it_plays_three_platforms(evening: Evening) -> None:
    named = {line["platform"] for line in evening.timeline} - {None}
    assert named == {"clipshare", "photoline", "boardwalk"}


def test_it_sends_three_notices_and_one_for_the_reappearance(evening: Evening) -> None:
    assert {line["notice"] for line in evening.entries("sent")} == {1, 2, 3, 4}


def test_every_text_is_one_plain_sentence(evening: Evening) -> None:
    for line in evening.timeline:
        assert re.fullmatch(r"[A-Z1-9].+\.", line["text"]), line["text"]


def test_no_text_holds_a_link_an_address_or_a_name(evening: Evening) -> None:
    texts = " ".join(line["text"] for line in evening.timeline)
    assert not re.search(r"https?:|@|\bAna\b|\bBo\b|\bDi\b|\.test\b", texts)


def test_it_begins_with_the_report_and_ends_closed(evening: Evening) -> None:
    assert evening.timeline[0]["kind"] == "submitted"
    assert evening.timeline[-1]["kind"] == "closed"


def test_it_covers_three_days(evening: Evening) -> None:
    length = instant(evening.timeline[-1]["at"]) - instant(evening.timeline[0]["at"])
    assert 70 * HOUR < length < 73 * HOUR


def test_nothing_is_sent_before_it_is_approved(evening: Evening) -> None:
    for number in (1, 2, 3, 4):
        assert evening.at("approved", notice=number) < evening.at("sent", notice=number)


def test_every_notice_is_acknowledged(evening: Evening) -> None:
    assert {line["notice"] for line in evening.entries("acknowledged")} == {1, 2, 3, 4}


def test_a_removal_is_claimed_before_it_is_verified(evening: Evening) -> None:
    for number in (1, 2, 3, 4):
        assert evening.at("claimed_removed", notice=number) < evening.at("verified_removed", notice=number)


def test_clipshare_is_seen_to_be_gone_in_time(evening: Evening) -> None:
    took = evening.at("complied", "clipshare", 2) - evening.at("received", "clipshare", 2)
    assert took < PERIOD
    assert not evening.entries("overdue", "clipshare")


def test_photoline_is_overdue_just_after_48_hours(evening: Evening) -> None:
    late = evening.at("overdue", "photoline") - evening.at("received", "photoline")
    assert PERIOD < late <= PERIOD + timedelta(seconds=1)


@pytest.mark.parametrize("hours", [24, 12, 4, 1])
def test_the_caseworker_is_reminded_at_the_very_instant(evening: Evening, hours: int) -> None:
    wanted = evening.at("received", "photoline") + PERIOD - hours * HOUR
    assert wanted in [instant(line["at"]) for line in evening.entries("reminder", "photoline")]


def test_a_missing_acknowledgement_is_noticed(evening: Evening) -> None:
    assert any("No acknowledgement" in line["text"] for line in evening.entries("reminder", "photoline"))
    assert evening.at("reminder", "photoline") < evening.at("acknowledged", "photoline")


def test_photoline_gets_a_chaser_when_its_time_is_over(evening: Evening) -> None:
    assert evening.at("chaser", "photoline") == evening.at("overdue", "photoline")


def test_photoline_is_escalated_and_a_regulator_is_told(evening: Evening) -> None:
    texts = [line["text"] for line in evening.entries("escalated", "photoline")]
    assert len(texts) == 2
    assert "Federal Trade Commission" in texts[1]


def test_drafts_wait_before_a_person_files_one(evening: Evening) -> None:
    filed = instant(evening.entries("escalated", "photoline")[1]["at"])
    assert evening.at("escalation_drafted", "photoline") < filed


def test_photoline_is_gone_late(evening: Evening) -> None:
    assert evening.at("complied", "photoline") > evening.at("overdue", "photoline")
    assert "minutes late" in evening.entries("complied", "photoline")[0]["text"]


def test_a_refused_letter_starts_no_clock(evening: Evening) -> None:
    assert evening.at("undeliverable", "photoline") < evening.at("received", "photoline")
    assert len(evening.entries("received", "photoline")) == 1


def test_the_refused_letter_is_approved_again(evening: Evening) -> None:
    first, second = evening.entries("approved", "photoline")
    assert instant(first["at"]) < evening.at("undeliverable", "photoline") < instant(second["at"])


def test_boardwalk_refuses_on_the_ground_of_the_law(evening: Evening) -> None:
    [refusal] = evening.entries("refused", "boardwalk")
    assert "not intimate image content" in refusal["text"]


def test_the_refusal_is_escalated_before_its_time_is_over(evening: Evening) -> None:
    assert (
        evening.at("refused", "boardwalk")
        < evening.at("escalated", "boardwalk")
        < evening.at("overdue", "boardwalk")
    )


def test_the_refusal_is_filed_with_the_regulator_and_ends_removed(evening: Evening) -> None:
    assert "Ofcom" in evening.entries("escalated", "boardwalk")[1]["text"]
    assert evening.at("complied", "boardwalk") > evening.at("refused", "boardwalk")


def test_a_link_comes_back_after_it_was_gone(evening: Evening) -> None:
    assert evening.at("reappeared") > evening.at("complied", "clipshare", 2)
    assert evening.entries("reappeared")[0]["notice"] == 2


def test_the_new_notice_has_a_new_clock_and_ends_well(evening: Evening) -> None:
    assert evening.at("received", notice=4) > evening.at("reappeared")
    assert evening.at("complied", notice=4) - evening.at("received", notice=4) < PERIOD


def test_the_case_opens_again_between_its_two_ends(evening: Evening) -> None:
    first, second = (instant(line["at"]) for line in evening.entries("resolved"))
    assert first < evening.at("reopened") < second < evening.at("closed")


def test_it_closes_with_a_retention_date(evening: Evening) -> None:
    until = re.search(r"until (\d{4}-\d\d-\d\d)\.", evening.entries("closed")[0]["text"])
    assert until is not None
    assert until[1] > evening.entries("closed")[0]["at"][:10]
