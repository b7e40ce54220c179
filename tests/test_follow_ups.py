"""Chasers and summaries: the approved letter's own words, and what has become of each item."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from cases import letters
from cases.documents import Document
from cases.models import Clock, Depiction, Location, Notice
from cases.services import locations, receipts
from tests.conftest import AT

Make = Callable[..., Any]
HOUR = timedelta(hours=1)
LATER = AT + 49 * HOUR


def chaser(notice: Notice, *, at: Any = LATER) -> Document:
    return letters.follow_up(notice, variant="chaser", at=at)


def summary(notice: Notice, *, at: Any = LATER) -> Document:
    return letters.follow_up(notice, variant="summary", at=at)


def put(notice: Notice, number: int, **values: Any) -> None:
    Location.objects.filter(items__notice=notice, items__number=number).update(**values)


def test_a_chaser_says_which_period_ended(make_notice: Make) -> None:
    notice = make_notice(state="sent")
    earlier = chaser(notice).earlier
    assert (earlier.reference, earlier.sent_at) == (notice.reference, AT)
    assert earlier.due_at == AT + 48 * HOUR


@pytest.mark.parametrize("at", [AT + HOUR, AT + 48 * HOUR])
def test_a_period_that_runs_is_not_said_to_have_ended(make_notice: Make, at: Any) -> None:
    assert chaser(make_notice(state="sent"), at=at).earlier.due_at is None


def test_a_target_of_ours_is_never_named_as_a_deadline(make_notice: Make) -> None:
    assert chaser(make_notice(state="sent", regimes=["eu-dsa-16"]), at=AT + 90 * HOUR).earlier.due_at is None


@pytest.mark.parametrize("reason", ["superseded", "bounced"])
def test_nor_is_a_clock_that_was_wrong(make_notice: Make, reason: str) -> None:
    notice = make_notice(state="sent")
    Clock.objects.update(stopped_at=AT, stop_reason=reason)
    assert chaser(notice).earlier.due_at is None


def test_a_regulator_hears_of_the_later_reading_alone(make_notice: Make, bo: Any) -> None:
    notice = make_notice(state="sent", regimes=["us-tida"])
    receipts.extra_demand(notice_id=notice.pk, completed_at=AT + 6 * HOUR, actor=bo, at=AT + 7 * HOUR)
    assert chaser(notice).earlier.due_at == AT + 48 * HOUR
    assert summary(notice).earlier.due_at is None
    assert summary(notice, at=AT + 55 * HOUR).earlier.due_at == AT + 54 * HOUR


def test_a_chaser_says_since_when_every_item_is_known_to_be_up(make_notice: Make) -> None:
    notice = make_notice(state="sent")
    put(notice, 1, state="live", confirmed_live_at=AT + 46 * HOUR)
    put(notice, 2, state="live", confirmed_live_at=AT + HOUR, found_again_at=AT + 47 * HOUR)
    assert chaser(notice).earlier.checked_at == AT + 46 * HOUR


def test_one_item_nobody_looked_at_is_not_said_to_be_up(make_notice: Make) -> None:
    notice = make_notice(state="sent")
    put(notice, 1, state="live", confirmed_live_at=AT + 47 * HOUR)
    earlier = chaser(notice).earlier
    assert earlier.checked_at is None
    assert earlier.outcomes == {"1": "Accessible on 25 November 2026, 09:00 UTC", "2": "Not checked"}


@pytest.mark.parametrize(
    "look",
    [{"state": "live", "confirmed_live_at": AT - HOUR}, {"state": "unclear", "confirmed_live_at": AT + HOUR}],
)
def test_an_older_look_proves_nothing(make_notice: Make, look: dict[str, Any]) -> None:
    notice = make_notice(state="sent")
    Location.objects.update(**look)
    assert chaser(notice).earlier.checked_at is None


def test_a_chaser_asks_only_for_what_is_still_open(make_notice: Make) -> None:
    notice = make_notice(state="sent")
    put(notice, 1, state="removed", verified_removed_at=AT + HOUR)
    letter = chaser(notice)
    assert [item.n for item in letter.items] == [2]
    assert set(letter.earlier.outcomes) == {"2"}


def test_a_chaser_leaves_out_what_was_given_up(make_notice: Make, bo: Any) -> None:
    notice = make_notice(state="sent")
    locations.give_up(location_id=notice.items.get(number=1).location_id, actor=bo, at=AT + HOUR)
    assert [item.n for item in chaser(notice).items] == [2]


def test_copies_in_a_chaser_are_among_what_is_left(make_notice: Make, make_case: Make) -> None:
    case = make_case(links=2)
    case.locations.update(depiction=case.depictions.first())
    notice = make_notice(state="sent", case=case)
    assert chaser(notice).copies == ((1, 2),)
    put(notice, 1, state="removed")
    assert chaser(notice).copies == ()


def test_a_summary_gives_the_outcome_of_each_item(make_notice: Make) -> None:
    notice = make_notice(state="sent")
    put(notice, 1, state="removed", verified_removed_at=AT + HOUR)
    put(notice, 2, state="claimed_removed", claimed_removed_at=AT + 2 * HOUR)
    assert summary(notice).earlier.outcomes == {
        "1": "Removed, seen on 23 November 2026, 11:00 UTC",
        "2": "Reported removed on 23 November 2026, 12:00 UTC, not confirmed",
    }


def test_both_quote_the_reference_the_platform_gave(make_notice: Make) -> None:
    notice = make_notice(state="sent", platform_reference="CS-7")
    assert chaser(notice).earlier.their_reference == summary(notice).earlier.their_reference == "CS-7"


def test_both_tell_of_a_refusal(make_notice: Make, bo: Any) -> None:
    """A regulator who reads of a refused request must read that it was refused."""
    notice = make_notice(state="sent")
    notice = receipts.refuse(notice_id=notice.pk, ground="other", actor=bo, at=AT + HOUR)
    for letter in (chaser(notice), summary(notice)):
        assert (letter.earlier.refused_at, letter.earlier.refusal_ground) == (AT + HOUR, "other")


def test_what_changed_after_approval_is_not_in_it(make_notice: Make) -> None:
    notice = make_notice(state="sent")
    for depiction in Depiction.objects.select_related("case"):
        depiction.description = "What nobody has approved"
        depiction.save()
    assert chaser(notice).items == Document.from_json(notice.document).items


def test_it_bears_the_signature_of_the_request(make_notice: Make) -> None:
    letter = chaser(make_notice(state="sent"))
    assert (letter.signature.name, letter.signature.signed_at) == ("Dana Whitfield", AT)
    assert letter.date == LATER


def test_a_person_who_signed_herself_is_not_named_again(make_notice: Make, make_case: Make) -> None:
    notice = make_notice(state="sent", case=make_case(signs_herself=True))
    assert "Ana Example" in str(notice.document)
    for letter in (chaser(notice), summary(notice)):
        assert "Ana" not in str(letter.to_json())
        assert letter.signature.name == "the person depicted"
