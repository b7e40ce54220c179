"""What happens to a regime file that is wrong: one plain sentence that names the file and the key."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cases.rules.regime import REGIMES, RegimeFileError, load

Edit = Callable[[str, str], RegimeFileError]


@pytest.fixture
def edit(tmp_path: Path) -> Edit:
    """Changes one place of the Indian file, the only one with two versions, and gives the refusal."""

    def change(old: str, new: str, code: str = "in-it-3-2-b") -> RegimeFileError:
        text = (REGIMES / f"{code}.toml").read_text(encoding="utf-8")
        assert old in text
        (tmp_path / f"{code}.toml").write_text(text.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(RegimeFileError) as refused:
            load(tmp_path)
        return refused.value

    return change


def test_a_file_that_is_no_toml_is_named(edit: Edit) -> None:
    assert str(edit('code = "in-it-3-2-b"', "code = ")).startswith("in-it-3-2-b.toml: this is not TOML")


def test_a_missing_key_is_named(edit: Edit) -> None:
    assert str(edit('zone = "Asia/Kolkata"\n', "")) == "in-it-3-2-b.toml: the key 'zone' is missing."


def test_an_empty_key_is_refused(edit: Edit) -> None:
    assert str(edit('name = "IT Rules 2021', 'name = " " # "')) == (
        "in-it-3-2-b.toml: the key 'name' must not be empty."
    )


def test_a_mistyped_key_is_not_ignored(edit: Edit) -> None:
    assert str(edit("grade =", "grad = 1\ngrade =")) == "in-it-3-2-b.toml: the key 'grad' is not known."


def test_a_mistyped_key_in_an_entry_names_the_entry(edit: Edit) -> None:
    assert str(edit("hours = 2\n", "hours = 2\nfollow_up_hours = 3\n")) == (
        "in-it-3-2-b.toml: the key 'follow_up_hours' in entry 2 of 'versions' is not known."
    )


def test_a_code_unlike_the_file_is_refused(edit: Edit) -> None:
    assert "must be 'in-it-3-2-b', as the file is called" in str(edit('code = "in-it', 'code = "in-xx'))


def test_an_unknown_zone_is_refused(edit: Edit) -> None:
    assert "'Asia/Calcuta', which is no time zone" in str(edit("Asia/Kolkata", "Asia/Calcuta"))


def test_hours_must_be_there_for_a_clock_of_hours(edit: Edit) -> None:
    assert (
        str(edit("hours = 2\n", ""))
        == "in-it-3-2-b.toml: the key 'hours' in entry 2 of 'versions' is missing."
    )


@pytest.mark.parametrize("hours", ['"2"', "2.5", "true"])
def test_hours_must_be_a_whole_number(edit: Edit, hours: str) -> None:
    assert "'hours' in entry 2 of 'versions' must be a whole number" in str(
        edit("hours = 2\n", f"hours = {hours}\n")
    )


@pytest.mark.parametrize("hours", ["0", "-2"])
def test_hours_must_be_above_zero(edit: Edit, hours: str) -> None:
    assert "must be above zero" in str(edit("hours = 2\n", f"hours = {hours}\n"))


def test_a_flag_must_be_true_or_false(edit: Edit) -> None:
    assert "'enabled' must be true or false" in str(edit("enabled = true", 'enabled = "yes"'))


def test_a_date_must_be_a_date_without_a_time(edit: Edit) -> None:
    assert "must be a date without a time" in str(edit("= 2026-02-20", "= 2026-02-20T00:00:00Z"))


def test_versions_may_not_overlap(edit: Edit) -> None:
    assert "each ending before the next begins" in str(
        edit("in_force_to = 2026-02-19", "in_force_to = 2026-02-20")
    )


def test_only_the_last_version_may_be_without_an_end(edit: Edit) -> None:
    assert "each ending before the next begins" in str(edit("in_force_to = 2026-02-19\n", ""))


def test_a_version_may_not_end_before_it_begins(edit: Edit) -> None:
    assert "is before 'in_force_from'" in str(edit("in_force_to = 2026-02-19", "in_force_to = 2021-02-24"))


def test_a_regime_without_a_version_is_refused(edit: Edit) -> None:
    text = (REGIMES / "sg-osra.toml").read_text(encoding="utf-8")
    block = text[text.index("[[versions]]") : text.index("[[elements]]")]
    assert str(edit(block, "", code="sg-osra")) == "sg-osra.toml: the key 'versions' is missing."


def test_an_unknown_kind_of_clock_is_refused(edit: Edit) -> None:
    assert "must be one of elapsed_hours, calendar_months, none" in str(
        edit('"elapsed_hours"', '"fortnights"')
    )


def test_an_unknown_grade_is_refused(edit: Edit) -> None:
    assert "'grade' must be one of V2, V1, M" in str(edit('grade = "V2"', 'grade = "V3"'))


def test_a_period_of_months_needs_a_calendar(edit: Edit) -> None:
    assert "'calendar' is missing, and a period of months needs one" in str(
        edit('calendar = "england-wales"\n', "", code="uk-gdpr-17")
    )


def test_an_element_must_stand_somewhere_in_a_notice(edit: Edit) -> None:
    assert "'contact.fax machine', which is no place in a notice" in str(
        edit("contact.email", "contact.fax machine")
    )


def test_what_is_asked_per_item_must_stand_at_the_items(edit: Edit) -> None:
    assert "'per_item' in entry 2 of 'elements' must be true exactly for" in str(
        edit("per_item = true\n", "")
    )


def test_a_step_at_an_unreadable_time_is_refused(edit: Edit) -> None:
    assert "must be 'at_send', an offset such as 'T+2h'" in str(edit('"T+0h"', '"T + 2 hours"'))


def test_a_shared_step_that_does_not_exist_is_refused(edit: Edit) -> None:
    assert "names 'search', which is not in steps.toml" in str(edit('"search_deindex"', '"search"'))


def test_the_same_element_twice_is_refused(edit: Edit) -> None:
    assert "'elements' holds 'identification' twice" in str(edit('key = "contact"', 'key = "identification"'))


def test_a_list_must_hold_texts(edit: Edit) -> None:
    assert "'may_sign' must be a list of texts" in str(edit('may_sign = ["subject"', "may_sign = [1"))


def test_a_table_written_as_a_list_is_refused(edit: Edit) -> None:
    assert "'max_penalty' must be a table" in str(edit("[max_penalty]", "[[max_penalty]]"))


def test_a_list_written_as_a_table_is_refused(edit: Edit) -> None:
    assert "'versions' must be a list of tables" in str(edit("[[versions]]", "[versions]", code="sg-osra"))


def test_every_refusal_is_one_sentence(edit: Edit) -> None:
    sentence = str(edit('addressed_to = "platform"', 'addressed_to = "both"'))
    assert sentence == "in-it-3-2-b.toml: the key 'addressed_to' must be one of platform, regulator."
