"""manage.py lint_notice: what it prints, and how it exits."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import CommandError, call_command

from tests.papers import notice


def run(tmp_path, paper, *options):
    """The exit code and what was printed."""
    file = tmp_path / "notice.json"
    file.write_text(paper if isinstance(paper, str) else json.dumps(paper), encoding="utf-8")
    out = io.StringIO()
    try:
        call_command("lint_notice", str(file), *options, stdout=out)
    except SystemExit as ended:
        return ended.code, out.getvalue()
    return 0, out.getvalue()


def refusal(path) -> CommandError:
    with pytest.raises(CommandError) as refused:
        call_command("lint_notice", str(path))
    return refused.value


def test_a_clean_notice_ends_with_0(tmp_path):
    assert run(tmp_path, notice()) == (0, "4F2AK9-1: nothing is missing, nothing is blocked.\n")


def test_a_clean_notice_as_json(tmp_path):
    code, printed = run(tmp_path, notice("us-tida", "uk-osa-u2u"), "--json")
    assert code == 0
    assert json.loads(printed) == {
        "reference": "4F2AK9-1", "missing": {"us-tida": [], "uk-osa-u2u": []}, "blocked": [], "ok": True,
    }  # fmt: skip


def test_a_missing_element_ends_with_1(tmp_path):
    code, printed = run(tmp_path, notice(facts=""))
    assert (code, printed) == (1, "missing  us-tida: Why it was shared without consent\n")


def test_a_missing_element_as_json(tmp_path):
    paper = notice("us-tida", "eu-dsa-16")
    paper["items"][1]["url"] = ""
    code, printed = run(tmp_path, paper, "--json")
    found = json.loads(printed)["missing"]
    assert code == 1
    assert found["us-tida"] == [
        {"element": "identification_and_location", "label": "The exact address of each item", "item": 2}
    ]
    assert [each["item"] for each in found["eu-dsa-16"]] == [2]


def test_blocked_content_ends_with_1(tmp_path):
    code, printed = run(tmp_path, notice(facts="Our attorney says so"), "--json")
    report = json.loads(printed)
    assert (code, report["ok"]) == (1, False)
    assert report["blocked"][0]["rule"] == "posing"
    assert set(report["blocked"][0]) == {"rule", "where", "text"}


def test_it_says_which_item_lacks_something(tmp_path):
    paper = notice()
    paper["items"][1]["url"] = ""
    assert "The exact address of each item (item 2)" in run(tmp_path, paper)[1]


def test_a_regime_nobody_knows_is_a_finding(tmp_path):
    code, printed = run(tmp_path, notice() | {"regimes": ["xx-law"]}, "--json")
    assert code == 1
    assert json.loads(printed)["missing"]["xx-law"][0]["element"] == "regimes"


@pytest.mark.parametrize("regimes", [[], None, "us-tida", {}])
def test_a_notice_under_no_regime_is_not_ready(tmp_path, regimes):
    code, printed = run(tmp_path, notice() | {"regimes": regimes})
    assert (code, printed.splitlines()[0]) == (1, "missing  no regime: At least one regime")


def test_an_empty_object_is_a_notice_that_lacks_everything(tmp_path):
    assert run(tmp_path, {})[0] == 1


def test_a_file_that_is_not_there_ends_with_2(tmp_path):
    error = refusal(tmp_path / "none.json")
    assert error.returncode == 2
    assert str(error) == "none.json cannot be read: No such file or directory."


@pytest.mark.parametrize("text", ["", "{", "\ufeffx", "[" * 100_000])
def test_a_file_that_is_not_json_ends_with_2(tmp_path, text):
    (tmp_path / "x.json").write_text(text, encoding="utf-8")
    error = refusal(tmp_path / "x.json")
    assert (error.returncode, str(error)) == (2, "x.json is not JSON.")


def test_bytes_that_are_no_text_end_with_2(tmp_path):
    (tmp_path / "x.json").write_bytes(b"\xff\xfe\x00")
    assert refusal(tmp_path / "x.json").returncode == 2


@pytest.mark.parametrize("text", ["[]", "7", '"x"', "null"])
def test_json_that_is_no_object_ends_with_2(tmp_path, text):
    (tmp_path / "x.json").write_text(text, encoding="utf-8")
    assert str(refusal(tmp_path / "x.json")) == "x.json holds JSON, but no notice."


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_half_a_character_is_shown_and_not_stumbled_over(tmp_path, options):
    code, printed = run(tmp_path, '{"regimes": ["us-tida"], "\\ud800": "x"}', *options)
    assert (code, r"\ud800" in printed) == (1, True)
    assert printed.encode()
