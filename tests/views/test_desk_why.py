"""Why this deadline: facts, rules, sum, and three clocks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from cases.models import Clock, Notice
from cases.views.desk import why
from tests.conftest import AT

Make = Callable[..., Notice]


def accounts(notice: Notice) -> list[why.Why]:
    return why.accounts(notice, list(notice.clocks.prefetch_related("supersedes")), "Bo")


def test_two_laws_with_one_due_time_share_one_account(make_notice: Make) -> None:
    (only,) = accounts(make_notice(state="sent"))
    assert sorted(rule.badge for rule in only.rules) == ["UK 48 h", "US 48 h"]


def test_the_sum_can_be_followed_by_hand(make_notice: Make) -> None:
    (only,) = accounts(make_notice(state="sent"))
    assert (only.begins, only.adds, only.ends) == (
        "2026-11-23 10:00:00 UTC", "48 hours", "2026-11-25 10:00:00 UTC",
    )  # fmt: skip


def test_the_facts_name_proof_who_noted_it_and_when(make_notice: Make) -> None:
    (only,) = accounts(make_notice(state="sent"))
    assert "the form confirmed it" in only.facts
    assert "Bo noted it at Mon 23 Nov 2026 10:00:00 GMT." in only.facts
    assert "Nothing has replaced it." in only.facts


def test_weak_proof_is_called_weak(make_notice: Make) -> None:
    notice = make_notice(state="sent")
    Clock.objects.filter(notice=notice).update(basis="smtp_accepted")
    (only,) = accounts(notice)
    assert "weak proof" in only.facts


def test_a_correction_says_what_it_replaces(make_notice: Make) -> None:
    notice = make_notice(state="sent", regimes=["us-tida"])
    new = notice.clocks.get()
    old = Clock.objects.create(
        notice=notice, regime="us-tida", rule_version="x", kind="deadline", basis="assumed", started_at=AT,
        due_at=AT + timedelta(hours=1), alarm_at=AT, noted_at=AT, stopped_at=AT, stop_reason="superseded",
        superseded_by=new,
    )  # fmt: skip
    found = accounts(notice)
    assert len(found) == 1
    assert "It replaces an earlier entry." in found[0].facts
    assert old.superseded_by == new


def test_the_same_instant_stands_on_three_clocks(make_notice: Make) -> None:
    (only,) = accounts(make_notice(state="sent", regimes=["us-tida"]))
    assert only.walls == (
        ("Yours, London", "Wed 25 Nov 2026 10:00:00 GMT"),
        ("The person's, London", "Wed 25 Nov 2026 10:00:00 GMT"),
        ("The law's, New York", "Wed 25 Nov 2026 05:00:00 EST"),
    )


def test_a_rule_carries_its_section_date_and_reason(make_notice: Make) -> None:
    (only,) = accounts(make_notice(state="sent", regimes=["us-tida"]))
    (rule,) = only.rules
    assert (rule.section, rule.in_force) == ("47 U.S.C. 223a(a)(3)", "in force since 19 May 2026")
    assert "Weekends and holidays count." in rule.why


def test_a_target_is_called_our_own(make_notice: Make) -> None:
    (only,) = accounts(make_notice(state="sent", regimes=["eu-dsa-16"]))
    assert only.is_target
    assert only.adds.endswith("our own target")


def test_a_month_is_added_as_a_month(make_notice: Make) -> None:
    (only,) = accounts(make_notice(state="sent", regimes=["uk-gdpr-17"]))
    assert only.adds == "1 month"


@pytest.mark.parametrize("reading", ["conservative"])
def test_the_careful_reading_is_named(make_notice: Make, reading: str) -> None:
    notice = make_notice(state="sent")
    Clock.objects.filter(notice=notice).update(reading=reading)
    (only,) = accounts(notice)
    assert "the careful reading" in only.facts
