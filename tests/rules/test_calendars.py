"""Working days: the published bank holidays of England and Wales, and the two days common in the EU."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from cases.rules import calendars
from cases.rules.calendars import get
from cases.rules.tables import RegimeFileError

# as published by the government, substitute days included
PUBLISHED = {
    2021: ["01-01", "04-02", "04-05", "05-03", "05-31", "08-30", "12-27", "12-28"],
    2022: ["01-03", "04-15", "04-18", "05-02", "06-02", "06-03", "08-29", "09-19", "12-26", "12-27"],
    2023: ["01-02", "04-07", "04-10", "05-01", "05-08", "05-29", "08-28", "12-25", "12-26"],
    2026: ["01-01", "04-03", "04-06", "05-04", "05-25", "08-31", "12-25", "12-28"],
    2027: ["01-01", "03-26", "03-29", "05-03", "05-31", "08-30", "12-27", "12-28"],
    2028: ["01-03", "04-14", "04-17", "05-01", "05-29", "08-28", "12-25", "12-26"],
}


def _days_off(key: str, year: int) -> list[str]:
    first = date(year, 1, 1)
    days = (first + timedelta(days=n) for n in range(366))
    return [
        f"{day:%m-%d}"
        for day in days
        if day.year == year and day.weekday() < 5 and not get(key).is_working_day(day)
    ]


@pytest.mark.parametrize("year", PUBLISHED)
def test_the_bank_holidays_are_those_published(year: int) -> None:
    assert _days_off("england-wales", year) == PUBLISHED[year]


def test_the_union_has_two_common_holidays_and_no_substitutes() -> None:
    assert _days_off("european-union", 2026) == ["01-01", "12-25"]
    assert _days_off("european-union", 2027) == ["01-01"]  # Christmas is a Saturday


def test_a_weekend_is_never_a_working_day() -> None:
    assert not get("european-union").is_working_day(date(2026, 11, 21))
    assert not get("european-union").is_working_day(date(2026, 11, 22))
    assert get("european-union").is_working_day(date(2026, 11, 23))


def test_a_working_day_is_its_own_first_working_day() -> None:
    assert get("england-wales").first_working_day(date(2026, 11, 23)) == date(2026, 11, 23)


def test_four_days_off_in_a_row_are_passed_over() -> None:
    assert get("england-wales").first_working_day(date(2026, 12, 25)) == date(2026, 12, 29)


def test_easter_moves_the_two_days_around_it() -> None:
    assert get("england-wales").first_working_day(date(2027, 3, 26)) == date(2027, 3, 30)


def test_boxing_day_on_a_monday_pushes_the_substitute_for_christmas_to_tuesday() -> None:
    assert not get("england-wales").is_working_day(date(2033, 12, 27))
    assert get("england-wales").is_working_day(date(2033, 12, 28))


def test_a_holiday_without_a_rule_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "nowhere.toml").write_text('name = "Nowhere"\n[[holidays]]\nname = "Some day"\n')
    monkeypatch.setattr(calendars, "CALENDARS", tmp_path)
    with pytest.raises(RegimeFileError, match="needs exactly one of 'day', 'monday', 'easter' and 'date'"):
        get("nowhere")


def test_a_month_thirteen_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "odd.toml").write_text('name = "Odd"\n[[holidays]]\nname = "Some day"\nmonth = 13\nday = 1\n')
    monkeypatch.setattr(calendars, "CALENDARS", tmp_path)
    with pytest.raises(RegimeFileError, match="'month' in entry 1 of 'holidays' must be 1 to 12"):
        get("odd")
