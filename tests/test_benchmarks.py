"""The table of ratios: what counts as kept, and how it ends."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest

from benchmarks import Measure, __main__, _seed, intake, medians, seconds, words
from benchmarks import pdf as letters
from cases.models import Delivery, Notice
from cases.services import sweep


@pytest.mark.parametrize(
    ("measure", "kept"),
    [
        (Measure("x", 4.0, at_most=4), True),
        (Measure("x", 4.01, at_most=4), False),
        (Measure("x", 15.0, at_least=15), True),
        (Measure("x", 14.99, at_least=15), False),
    ],
)
def test_a_bound_is_kept_up_to_itself(measure, kept):
    assert measure.kept is kept


def test_a_bound_reads_as_words():
    assert Measure("x", 1, at_most=4).bound == "at most 4"
    assert Measure("x", 1, at_least=0.5).bound == "at least 0.5"


def test_an_unknown_name_ends_with_2(capsys):
    assert __main__.main(["nothing"]) == 2
    assert "there are" in capsys.readouterr().err


@pytest.mark.parametrize(("ratio", "code", "word"), [(3.0, 0, "kept"), (5.0, 1, "MISSED")])
def test_a_missed_bound_ends_with_1(monkeypatch, capsys, ratio, code, word):
    monkeypatch.setattr(
        letters, "measure", lambda: [Measure("a letter", ratio, at_most=4, detail="5 ms / 1 ms")]
    )
    assert __main__.main(["pdf"]) == code
    printed = capsys.readouterr().out
    assert word in printed
    assert "5 ms / 1 ms" in printed


def test_the_works_are_done_in_turns():
    done = []
    assert len(medians(lambda: done.append("a"), lambda: done.append("b"), rounds=2)) == 2
    assert done == ["a", "b", "a", "b", "a", "b"]


def test_waiting_is_no_work():
    assert seconds(lambda: time.sleep(0.2)) < 0.1


def test_work_is_measured():
    assert seconds(lambda: sum(range(2_000_000))) > 0.005


def test_the_addresses_are_as_long_as_they_are_said_to_be():
    lengths = [len(item.url) for item in letters._items(300)]
    assert min(lengths) >= 80
    assert max(lengths) <= 160
    assert len({item.url for item in letters._items(300)}) == 300


def test_the_comparison_says_what_our_letter_says():
    one = letters._document(1)
    plain = letters._plain(one)
    assert one.items[0].url.replace("&", "&amp;") in plain
    assert all(sentence in plain for block in one.blocks.values() for sentence in block.sentences.values())


def test_the_table_wraps_anywhere_and_lets_columns_find_their_width():
    table = letters._table(letters._items(3))
    assert "overflow-wrap: anywhere" in table
    assert table.count("<tr>") == 4
    assert "width:" not in table


def test_a_report_is_measured_against_an_account_with_one_row():
    times = {"one": 0.05, "five": 0.1, "hundred": 0.2}
    took = {"hashed": times, "bare": times, "queries": {"5": 27, "50": 27, "100": 27, "200": 27}}
    account, hundred, bare, statements = intake.read("SQLite", took)
    assert (account.ratio, account.at_least) == (0.5, 0.3)
    assert (hundred.ratio, hundred.at_most, bare.ratio) == (2.0, 4, 2.0)
    assert (statements.ratio, statements.at_most) == (1.0, 1)


@pytest.mark.parametrize(
    ("one", "other", "p"),
    [
        ([1, 2, 3, 4, 5], [1, 2, 3, 4, 5], 1.0),
        (range(20), range(10, 30), 0.0001),  # U = 50, z = -4.06
        ([1, 4, 6, 7], [2, 3, 5, 8, 9], 0.62),  # U = 8, z = -0.49
    ],
)
def test_v05_chance_is_told_as_mann_and_whitney_tell_it(one, other, p):
    assert words.likely(list(one), list(other)) == pytest.approx(p, rel=0.3, abs=0.005)


def test_v05_kinds_that_differ_are_found_out():
    quick, slow = [0.050 + n * 1e-5 for n in range(50)], [0.060 + n * 1e-5 for n in range(50)]
    took = {"answers": 2, "seconds": {"wrong words": quick, "unknown code": slow}}
    assert [measure.kept for measure in words.read("SQLite", took)] == [False, False, False]


@pytest.mark.django_db
def test_the_bare_rows_of_the_engines_benchmark_fit_the_tables():
    _seed.seed_cases(3)
    _seed.seed_notices(6, 1)
    ids = list(Notice.objects.values_list("pk", flat=True))
    _seed.add_clocks(ids, started_at=_seed.AT - timedelta(hours=25))
    Notice.objects.update(next_step_at=_seed.AT)
    swept = sweep.sweep(at=_seed.AT)
    assert (swept.notices, swept.pushed_back, Delivery.objects.count()) == (6, 0, 12)
