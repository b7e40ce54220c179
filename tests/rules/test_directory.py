"""The directory: matching, folding, and what a directory file may say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cases.rules.directory import Directory, Entry, PlainError, check, load_records, with_overlay
from cases.rules.urls import resolve

CLIPS = {
    "slug": "clipshare",
    "domains": ["clipshare.test", "cdn.clipshare.test"],
    "url_patterns": ["big.test/clips"],
    "host_aliases": {"m.clipshare.test": "clipshare.test"},
    "query_keep": None,
    "keep_fragment": False,
    "verbatim_path": False,
    "notes": "kept for people",
}
BOARD = {"slug": "boardwalk", "domains": ["boardwalk.example"], "url_patterns": ["big.test/clips/board"]}


def test_an_entry_takes_the_matching_part_of_a_record():
    entry = Entry.from_record(CLIPS)
    assert (entry.slug, entry.domains, entry.query_keep) == ("clipshare", tuple(CLIPS["domains"]), None)


def test_an_empty_list_of_parameters_is_not_the_same_as_none():
    assert Entry.from_record({"slug": "a", "query_keep": []}).query_keep == ()


def test_fields_that_are_missing_have_their_plain_meaning():
    assert Entry.from_record({"slug": "a"}) == Entry("a")


def test_the_longest_domain_wins():
    directory = Directory([Entry("wide", ("a.test",)), Entry("narrow", ("b.a.test",))])
    assert [directory.find(host, "/").slug for host in ("x.b.a.test", "b.a.test", "c.a.test")] == [
        "narrow",
        "narrow",
        "wide",
    ]


def test_a_domain_never_matches_inside_a_label():
    directory = Directory([Entry("a", ("a.test",))])
    assert [directory.find(host, "/") for host in ("xa.test", "a.test.example", "test")] == [None, None, None]


@pytest.mark.parametrize(
    ("path", "slug"),
    [
        ("/clips/1", "clipshare"),
        ("/clips/board/1", "boardwalk"),
        ("/clipsy", "clipshare"),
        ("/Clips", None),
        ("/", None),
    ],
)
def test_the_longest_pattern_wins(path: str, slug: str | None):
    found = Directory.from_records([CLIPS, BOARD]).find("big.test", path)
    assert (found.slug if found else None) == slug


def test_a_pattern_beats_a_domain():
    directory = Directory([Entry("wide", ("a.test",)), Entry("part", url_patterns=("a.test/part",))])
    assert directory.find("a.test", "/part/1").slug == "part"


def test_a_pattern_is_for_its_host_alone():
    directory = Directory([Entry("part", url_patterns=("a.test/part",))])
    assert directory.find("b.a.test", "/part/1") is None


def test_a_pattern_that_ends_in_a_slash_matches_without_it():
    assert Directory([Entry("a", url_patterns=("a.test/amp/",))]).find("a.test", "/amp").slug == "a"


@pytest.mark.parametrize(
    ("host", "folded"),
    [
        ("www.clipshare.test", "clipshare.test"),
        ("m.clipshare.test", "clipshare.test"),
        ("www.m.clipshare.test", "clipshare.test"),
        ("x.m.clipshare.test", "x.m.clipshare.test"),
        ("wwwclipshare.test", "wwwclipshare.test"),
    ],
)
def test_a_host_is_folded_before_matching(host: str, folded: str):
    assert Directory.from_records([CLIPS]).fold(host) == folded


def test_aliases_that_point_at_each_other_come_to_an_end():
    directory = Directory([Entry("a", host_aliases={"a.test": "b.test", "b.test": "a.test"})])
    assert directory.fold("a.test") in ("a.test", "b.test")


def test_a_directory_without_entries_knows_no_platform():
    assert resolve("https://facebook.com/x/", Directory([])).canonical == "https://facebook.com/x/"


def test_loading_keeps_every_field(tmp_path: Path):
    file = tmp_path / "platforms.json"
    file.write_text(json.dumps([CLIPS, BOARD]))
    assert load_records(file) == [CLIPS, BOARD]


def test_a_missing_file_is_said_plainly(tmp_path: Path):
    with pytest.raises(PlainError, match=r"cannot be opened: No such file or directory\.$"):
        load_records(tmp_path / "none.json")


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe"])
def test_a_broken_file_is_said_plainly(tmp_path: Path, content: bytes):
    file = tmp_path / "platforms.json"
    file.write_bytes(content)
    with pytest.raises(PlainError, match=r"is not valid JSON\. Correct or restore it\.$"):
        load_records(file)


def test_a_refused_file_is_named(tmp_path: Path):
    file = tmp_path / "own.json"
    file.write_text("{}")
    with pytest.raises(PlainError, match=r"own\.json cannot be used\. It must be a list of platforms\.$"):
        load_records(file)


def test_a_slug_is_used_once():
    with pytest.raises(PlainError, match="Two entries have the slug boardwalk"):
        check([BOARD, {"slug": "boardwalk"}])


@pytest.mark.parametrize("record", [{}, {"slug": ""}, {"slug": "Big Name"}, {"slug": None}, "text", None])
def test_a_slug_is_small_letters_digits_and_hyphens(record: object):
    with pytest.raises(PlainError, match="Entry 2 needs a slug"):
        check([BOARD, record])


@pytest.mark.parametrize(
    "other",
    [
        {"domains": ["boardwalk.example"]},
        {"url_patterns": ["big.test/clips/board"]},
    ],
)
def test_a_host_stands_in_one_entry_only(other: dict):
    with pytest.raises(PlainError, match="stands in both boardwalk and copy; keep one"):
        check([BOARD, {"slug": "copy", **other}])


def test_an_alias_stands_in_one_entry_only():
    with pytest.raises(PlainError, match=r"alias m\.clipshare\.test stands in both"):
        check([CLIPS, {"slug": "copy", "host_aliases": {"m.clipshare.test": "copy.test"}}])


@pytest.mark.parametrize(
    "fields",
    [
        {"domains": "a.test"},
        {"domains": [1]},
        {"query_keep": "v"},
        {"url_patterns": {"a": 1}},
        {"host_aliases": ["a.test"]},
        {"host_aliases": {"a.test": 1}},
        {"domains": ["A.test"]},
        {"domains": ["https://a.test"]},
        {"domains": ["a"]},
        {"url_patterns": ["a.test"]},
        {"host_aliases": {"a.test": "x"}},
    ],
)
def test_a_field_of_the_wrong_kind_is_said_plainly(fields: dict):
    with pytest.raises(PlainError, match=r"^In clip, .*\.$"):
        check([{"slug": "clip", **fields}])


def test_an_overlay_adds_platforms():
    directory = Directory.from_records(with_overlay([CLIPS], [BOARD]))
    assert resolve("https://boardwalk.example/post/77", directory).platform == "boardwalk"


def test_an_overlay_replaces_a_record_it_names():
    assert with_overlay([CLIPS, BOARD], [{"slug": "clipshare", "domains": ["new.test"]}]) == [
        {"slug": "clipshare", "domains": ["new.test"]},
        BOARD,
    ]


def test_an_overlay_may_not_take_a_host_from_another_platform():
    with pytest.raises(PlainError, match="stands in both clipshare and own"):
        with_overlay([CLIPS], [{"slug": "own", "domains": ["clipshare.test"]}])
