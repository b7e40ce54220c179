"""Chasers, reappearances, withdrawals and summaries say what is recorded, and nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cases.documents import Earlier, Item, Recipient
from cases.rules.frame import frame
from tests.papers import AT, notice

SENT, DUE, CHECKED = AT - timedelta(hours=50), AT - timedelta(hours=2), AT - timedelta(hours=1)


def told(variant: str, *regimes: str, **known: object) -> str:
    earlier = Earlier(reference="4F2AK9-1", **known)  # type: ignore[arg-type]
    return " ".join(frame(notice(*regimes, variant=variant, earlier=earlier)).paragraphs)


def test_a_chaser_says_when_the_statutory_period_ended():
    assert "The statutory period ended on 23 November 2026 at 08:00:00 UTC." in told("chaser", due_at=DUE)


def test_a_chaser_without_a_deadline_speaks_of_no_period():
    assert "period" not in told("chaser", "eu-dsa-16", sent_at=SENT)


def test_a_chaser_says_still_accessible_only_if_somebody_looked():
    assert "still accessible when checked on 23 November 2026 at 09:00:00 UTC" in told(
        "chaser", checked_at=CHECKED
    )
    assert "still accessible" not in told("chaser")


def test_a_chaser_nobody_checked_for_says_what_we_do_not_know():
    assert "Their removal is not confirmed." in told("chaser")


def test_a_chaser_quotes_their_own_reference():
    assert "You gave the request the reference CS-7." in told("chaser", their_reference="CS-7")
    assert "You gave" not in told("chaser")


@pytest.mark.parametrize(("variant", "who"), [("chaser", "You"), ("summary", "Clipshare Ltd")])
def test_a_refusal_is_told_with_its_ground(variant: str, who: str):
    said = told(variant, refused_at=CHECKED, refusal_ground="not_intimate_image_content")
    assert (
        f"{who} refused the request, saying that the content is not intimate image content "
        "(recorded on 23 November 2026, 09:00 UTC)."
    ) in said
    assert "refused" not in told(variant)


def test_no_other_ground_is_put_into_their_mouth():
    said = told("chaser", refused_at=CHECKED, refusal_ground="other")
    assert "You refused the request (recorded on 23 November 2026, 09:00 UTC)." in said


@pytest.mark.parametrize("variant", ["chaser", "reappearance", "withdrawal"])
@pytest.mark.parametrize("known", [{}, {"sent_at": SENT, "checked_at": CHECKED, "removed_at": CHECKED}])
def test_of_one_item_a_letter_speaks_in_the_singular(variant: str, known: dict[str, object]):
    item, earlier = Item(1, "https://clipshare.test/v/1"), Earlier("A", **known)  # type: ignore[arg-type]
    one = notice(variant=variant, items=[item], earlier=earlier)
    paragraphs = " ".join(frame(one).paragraphs)
    assert "the item in the annex" in paragraphs.lower()
    assert not {"items", "They", "Their", "their", "them"} & set(paragraphs.replace(".", "").split())


@pytest.mark.parametrize("variant", ["chaser", "withdrawal", "summary"])
def test_nobody_signs_what_follows_up(variant: str):
    made = frame(notice(variant=variant, earlier=Earlier("4F2AK9-1")))
    assert made.signed == (
        "The request was signed electronically by Dana Whitfield on 23 November 2026 at 09:55:00 UTC"
    )
    assert (made.hand, made.role) == ("", "")


@pytest.mark.parametrize("variant", ["chaser", "withdrawal", "summary"])
def test_what_follows_up_speaks_for_a_person_who_signed_herself(variant: str):
    made = frame(notice(variant=variant, standing="subject", earlier=Earlier("4F2AK9-1")))
    assert "The person concerned is at risk." in made.contact


def test_what_is_left_of_a_list_keeps_its_numbers():
    left = [Item(n, f"https://clipshare.test/{n}") for n in (1, 3)]
    made = frame(notice(variant="chaser", items=left, earlier=Earlier("4F2AK9-1")))
    assert made.annex_end == "End of the annex. Two items, numbered as in the request."


def test_a_chaser_names_the_request_and_its_day():
    assert "We wrote to you on 21 November 2026, 08:00 UTC (reference 4F2AK9-1)" in told(
        "chaser", sent_at=SENT
    )


def test_no_letter_says_the_law_was_broken():
    assert not any(
        word in told("chaser", due_at=DUE, checked_at=CHECKED) for word in ("broke", "violat", "breach")
    )


def test_a_reappearance_cites_the_earlier_removal():
    text = told("reappearance", removed_at=SENT)
    assert "published again after their removal on 21 November 2026, 08:00 UTC" in text
    assert "(reference 4F2AK9-1)" in text


def test_a_reappearance_is_a_whole_request_again():
    again = frame(notice(variant="reappearance", earlier=Earlier("4F2AK9-1")))
    assert "We act for a person" in again.paragraphs[-1]
    assert "not later than" in again.asks[0]


def test_a_withdrawal_asks_for_nothing_more():
    assert (
        told("withdrawal")
        == "We withdraw request 4F2AK9-1 for the items in the annex. No further action is requested."
    )


def test_a_summary_lists_the_elements_that_were_there():
    assert "The request contained: the request itself, in writing; a signature;" in told("summary")


def test_a_summary_leaves_out_an_element_that_was_not_there():
    earlier = Earlier("4F2AK9-1")
    text = " ".join(frame(notice(variant="summary", earlier=earlier, facts="")).paragraphs)
    assert "why it was shared without consent" not in text


def test_a_summary_gives_both_references():
    assert "Clipshare Ltd gave the request the reference CS-7" in told("summary", their_reference="CS-7")


def test_a_summary_promises_observations_only_if_there_are_some():
    assert "what was last observed" in told("summary", outcomes={"1": "removed"})
    assert "what was last observed" not in told("summary")


def test_a_summary_of_a_nameless_platform_still_reads():
    nameless = notice(variant="summary", earlier=Earlier("4F2AK9-1"), recipient=Recipient())
    assert "We wrote to the platform" in frame(nameless).paragraphs[0]
