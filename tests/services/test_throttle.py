"""Limits on tries (V-06, B-20 to B-24)."""

from __future__ import annotations

import re
import threading
import time
from datetime import datetime, timedelta

import pytest
from django.db import OperationalError, connection

from cases.models import Bucket
from cases.services import throttle
from cases.services.throttle import Limit

pytestmark = pytest.mark.django_db
THREE = Limit("test", 3, timedelta(minutes=1))
SECOND = timedelta(seconds=1)


def tries(limit: Limit, who: str, count: int, at: datetime) -> list[bool]:
    return [throttle.allow(limit, who, at=at) for _ in range(count)]


def test_it_lets_a_burst_through_and_then_stops(at: datetime) -> None:
    assert tries(THREE, "a", 5, at) == [True, True, True, False, False]


def test_it_gives_one_try_back_after_a_minute(at: datetime) -> None:
    tries(THREE, "a", 3, at)
    assert tries(THREE, "a", 2, at + timedelta(minutes=1)) == [True, False]


def test_it_gives_no_try_back_a_second_early(at: datetime) -> None:
    tries(THREE, "a", 3, at)
    assert not throttle.allow(THREE, "a", at=at + timedelta(minutes=1) - SECOND)


def test_a_refused_try_costs_nothing(at: datetime) -> None:
    tries(THREE, "a", 30, at)
    assert throttle.allow(THREE, "a", at=at + timedelta(minutes=1))


def test_a_long_rest_fills_the_bucket_but_not_more(at: datetime) -> None:
    tries(THREE, "a", 3, at)
    assert tries(THREE, "a", 4, at + timedelta(days=9)) == [True, True, True, False]


def test_keys_do_not_share_tries(at: datetime) -> None:
    tries(THREE, "a", 3, at)
    assert throttle.allow(THREE, "b", at=at)


def test_limits_do_not_share_tries(at: datetime) -> None:
    tries(THREE, "a", 3, at)
    assert throttle.allow(Limit("other", 1, SECOND), "a", at=at)


def test_it_says_how_long_to_wait(at: datetime) -> None:
    tries(THREE, "a", 3, at)
    assert throttle.wait(THREE, "a", at=at + timedelta(seconds=20)) == timedelta(seconds=40)


def test_it_says_no_wait_where_a_try_is_left(at: datetime) -> None:
    tries(THREE, "a", 2, at)
    assert throttle.wait(THREE, "a", at=at) == timedelta(0)


def test_a_key_never_seen_has_no_wait(at: datetime) -> None:
    assert throttle.wait(THREE, "new", at=at) == timedelta(0)


def test_no_address_stands_in_the_table(at: datetime) -> None:
    throttle.allow(THREE, "192.0.2.0/24", at=at)
    assert re.fullmatch("[0-9a-f]{32}", Bucket.objects.get().key)


def test_full_buckets_are_forgotten_after_a_day(at: datetime) -> None:
    throttle.allow(THREE, "a", at=at)
    assert throttle.forget(at=at + timedelta(days=1)) == 0
    assert throttle.forget(at=at + timedelta(days=1, minutes=2)) == 1


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2ff:3::9", "2001:db8:1:200::/56"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("fe80::1%eth0", "fe80::/56"),
        ("", "unknown"),
        ("not an address", "unknown"),
    ],
)
def test_v06_a_visitor_is_known_by_her_network_only(address: str, network: str) -> None:
    assert throttle.prefix(address) == network


def test_v06_one_network_has_five_tries_for_one_code(at: datetime) -> None:
    got = [throttle.may_try_words(code="A", network="n", at=at) for _ in range(6)]
    assert got == [True] * 5 + [False]


def test_v06_one_network_has_twenty_tries_for_all_codes(at: datetime) -> None:
    got = [throttle.may_try_words(code=str(code), network="n", at=at) for code in range(21)]
    assert got == [True] * 20 + [False]


def test_v06_a_code_is_never_locked_for_another_network(at: datetime) -> None:
    for _ in range(30):
        throttle.may_try_words(code="A", network="abuser", at=at)
    assert throttle.may_try_words(code="A", network="hers", at=at)


def test_v06_a_flood_leaves_room_for_networks_that_have_not_tried(at: datetime) -> None:
    for flood in range(240):
        throttle.allow(throttle.RETURN_AGAIN, "", at=at)
        assert flood < 240
    throttle.allow(throttle.RETURN_PREFIX, "busy", at=at)
    assert not throttle.may_try_words(code="A", network="busy", at=at)
    assert throttle.may_try_words(code="A", network="hers", at=at)


def test_v06_all_networks_together_have_three_hundred_checks_a_minute(at: datetime) -> None:
    got = [throttle.may_try_words(code="A", network=f"n{each}", at=at) for each in range(310)]
    assert got.count(True) == 300


@pytest.mark.django_db(transaction=True)
def test_many_processes_cannot_spend_more_than_there_is(at: datetime) -> None:
    throttle.allow(THREE, "a", at=at)
    got: list[bool] = []

    def spend() -> None:
        while True:
            try:
                got.append(throttle.allow(THREE, "a", at=at))
                break
            except OperationalError:  # SQLite in memory locks whole tables: wait for the other threads
                time.sleep(0.01)
        connection.close()

    threads = [threading.Thread(target=spend) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got.count(True) == 2
