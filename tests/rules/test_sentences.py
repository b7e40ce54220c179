"""What the person reads about each link (V-09, V-61)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cases.rules import sentences
from cases.rules.sentences import Known

AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
LONDON = "Europe/London"
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


def line(location: str = "live", at: datetime = AT, zone: str = LONDON, **facts: object) -> sentences.Line:
    return sentences.line(Known(location=location, **facts), at=at, zone=zone)  # type: ignore[arg-type]


def sent(due_at: datetime | None, **facts: object) -> sentences.Line:
    return line(notice="sent", sent_at=AT - 17 * HOUR, due_at=due_at, is_deadline=True, **facts)


def test_the_deadline_is_a_sentence_with_day_zone_and_hours() -> None:
    said = sent(datetime(2026, 11, 24, 16, 52, tzinfo=UTC), received=True)
    assert said.text == (
        "We sent our letter and they have it. The law gives them until Tuesday at 16:52 "
        "(UK time), about 31 hours. Then we look."
    )
    assert (said.turn, said.strong) == ("site", "Tuesday at 16:52")


def test_weak_proof_does_not_say_they_have_it() -> None:
    assert sent(AT + HOUR).text.startswith("We sent our letter. The law gives them")


def test_a_target_is_not_called_law() -> None:
    said = line(notice="sent", due_at=AT + HOUR)
    assert "We asked them to act by" in said.text
    assert "law" not in said.text


def test_without_a_clock_it_says_what_we_wait_for() -> None:
    assert "We wait to hear that they have it." in sent(None).text


@pytest.mark.parametrize(("notice", "turn"), [("", "yours"), ("draft", "yours"), ("sent", "site")])
def test_without_her_yes_what_has_not_gone_out_waits_for_it(notice: str, turn: str) -> None:
    assert line(notice=notice, waits_for_yes=True).turn == turn


def test_exactly_at_the_deadline_it_is_still_their_turn() -> None:
    assert sent(AT).turn == "site"


def test_a_second_later_it_is_ours() -> None:
    said = sent(AT - SECOND)
    assert (said.turn, said.text) == ("ours", "Their time is over. We press them to act.")


def test_gone_says_when_someone_looked() -> None:
    said = line("removed", gone_at=datetime(2026, 11, 22, 16, 20, tzinfo=UTC))
    assert (said.turn, said.text) == ("gone", "We looked on Sunday at 16:20 and it was gone.")


def test_a_claim_is_our_turn_even_while_the_clock_runs() -> None:
    assert line("claimed_removed", notice="sent", due_at=AT + HOUR).turn == "ours"


def test_after_stopping_every_open_link_says_so() -> None:
    assert line(case="withdrawn", notice="sent", due_at=AT + HOUR).heading == "Stopped"


def test_what_is_gone_stays_gone_after_stopping() -> None:
    assert line("removed", case="withdrawn").heading == "Gone"


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (timedelta(days=9), "about 9 days"),
        (72 * HOUR, "about 3 days"),
        (71 * HOUR, "about 71 hours"),
        (2 * HOUR, "about 2 hours"),
        (HOUR, "about an hour"),
        (31 * timedelta(minutes=1), "about an hour"),
        (timedelta(minutes=29), "less than an hour"),
        (SECOND, "less than an hour"),
    ],
)
def test_time_left_is_rounded(left: timedelta, said: str) -> None:
    assert sentences.time_left(left) == said


@pytest.mark.parametrize(
    ("instant", "zone", "said"),
    [
        (AT, LONDON, "today at 10:00"),
        (AT, "America/New_York", "today at 05:00"),
        (AT + timedelta(days=1), LONDON, "on Tuesday at 10:00"),
        (AT - timedelta(days=6), LONDON, "on Tuesday at 10:00"),
        (AT + timedelta(days=7), LONDON, "on 30 November at 10:00"),
        (AT - timedelta(days=40), LONDON, "on 14 October at 11:00"),
    ],
)
def test_a_time_is_said_in_her_zone(instant: datetime, zone: str, said: str) -> None:
    assert sentences.moment(instant, at=AT, zone=zone) == said


@pytest.mark.parametrize(
    ("gone", "total", "said"),
    [
        (0, 0, "We work on your report."),
        (0, 1, "We work on your link."),
        (0, 3, "We work on your three links."),
        (1, 3, "One of three links is gone."),
        (2, 3, "Two of three links are gone."),
        (1, 1, "The link is gone."),
        (3, 3, "All three links are gone."),
        (11, 40, "11 of 40 links are gone."),
    ],
)
def test_the_heading_is_the_news(gone: int, total: int, said: str) -> None:
    assert sentences.headline(gone=gone, total=total, case="active") == said


@pytest.mark.parametrize("state", ["submitted", "in_review", "on_hold", "withdrawn", "referred", "closed"])
def test_what_is_gone_is_news_in_every_state(state: str) -> None:
    assert sentences.headline(gone=1, total=2, case=state) == "One of two links is gone."


def test_v09_what_they_said_they_have_is_said_as_had() -> None:
    told = Known(location="live", notice="acknowledged", sent_at=AT)
    assert sentences.line(told, at=AT, zone="UTC").text == "They have our letter. We wait for them to act."
    told = Known(location="live", notice="acknowledged", sent_at=AT, due_at=AT + timedelta(hours=41))
    assert sentences.line(told, at=AT, zone="UTC").text.startswith(
        "We sent our letter and they have it. We asked"
    )


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ([3], "3"),
        ([2, 3], "2 and 3"),
        ([1, 2, 3], "1 to 3"),
        ([1, 2, 4, 5, 6, 9], "1, 2, 4 to 6 and 9"),
        (range(1, 201), "1 to 200"),
    ],
)
def test_numbers_that_follow_on_are_drawn_together(numbers: list[int], said: str) -> None:
    assert sentences.ranges(numbers) == said


@pytest.mark.parametrize(
    ("known", "said"),
    [
        (Known("removed"), "We looked and they were gone."),
        (Known("removed", gone_at=AT), "We looked today at 10:00 and they were gone."),
        (Known("claimed_removed"), "They say these are gone. Nobody here has looked yet."),
        (Known("unclear"), "We cannot see these pages from here. We try another way."),
        (Known("out_of_reach"), "We found no way to have these taken down. Please call us."),
        (Known("live", case="withdrawn"), "We do no more work on these links."),
        (Known("live"), "We work on them."),
    ],
)
def test_several_links_are_spoken_of_as_several(known: Known, said: str) -> None:
    assert sentences.line(known, at=AT, zone=LONDON, count=2).text == said
    assert sentences.line(known, at=AT, zone=LONDON).text != said
