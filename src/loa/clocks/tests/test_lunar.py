"""The lunar calendar against published dates and the worked examples of its source."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loa.clocks import wording
from loa.clocks.lunar import LunarDate, leap_month, lunar, new_moon, new_year, solar, sun_longitude

DAYS = st.dates(min_value=date(1900, 3, 1), max_value=date(2100, 11, 30))


def test_it_gives_the_new_moon_of_the_worked_example() -> None:
    assert new_moon(-283) == pytest.approx(2443192.65118, abs=1e-5)


def test_it_gives_the_sun_of_the_worked_example() -> None:
    assert sun_longitude(2448908.5) == pytest.approx(199.909, abs=1e-3)


@pytest.mark.parametrize(
    "first_day",
    [
        "1968-01-29", "1985-01-21", "2000-02-05", "2007-02-17", "2019-02-05", "2020-01-25", "2021-02-12",
        "2022-02-01", "2023-01-22", "2024-02-10", "2025-01-29", "2026-02-17", "2027-02-06", "2028-01-26",
        "2029-02-13", "2030-02-02", "2033-01-31", "2034-02-19",
    ],
)  # fmt: skip
def test_it_begins_the_lunar_year_on_the_published_day(first_day: str) -> None:
    day = date.fromisoformat(first_day)
    assert new_year(day.year) == day
    assert lunar(day) == LunarDate(1, 1, day.year)


@pytest.mark.parametrize(
    ("year", "month"),
    [
        (2014, 9),
        (2017, 6),
        (2020, 4),
        (2021, None),
        (2023, 2),
        (2024, None),
        (2025, 6),
        (2026, None),
        (2033, 11),
    ],
)
def test_it_doubles_the_published_month(year: int, month: int | None) -> None:
    assert leap_month(year) == month


@pytest.mark.parametrize(
    "day", ["2021-04-21", "2022-04-10", "2023-04-29", "2024-04-18", "2025-04-07", "2026-04-26", "2027-04-16"]
)
def test_it_finds_the_day_of_the_hung_kings(day: str) -> None:
    when = date.fromisoformat(day)
    assert solar(10, 3, when.year) == when


def test_it_tells_the_leap_month_from_the_one_before_it() -> None:
    assert lunar(date(2025, 6, 25)) == LunarDate(1, 6, 2025)
    assert lunar(date(2025, 7, 25)) == LunarDate(1, 6, 2025, is_leap=True)
    assert solar(1, 6, 2025, is_leap=True) == date(2025, 7, 25)


@given(DAYS)
def test_every_day_comes_back_from_its_lunar_date(day: date) -> None:
    when = lunar(day)
    assert solar(when.day, when.month, when.year, is_leap=when.is_leap) == day


@given(DAYS)
def test_the_next_day_is_the_next_or_the_first_of_a_month(day: date) -> None:
    here, there = lunar(day), lunar(day + timedelta(days=1))
    assert there.day == here.day + 1 or (there.day == 1 and here.day in {29, 30})


@given(st.integers(min_value=1901, max_value=2099))
def test_a_lunar_new_year_lies_between_20_january_and_21_february(year: int) -> None:
    assert date(year, 1, 20) <= new_year(year) <= date(year, 2, 21)


@pytest.mark.parametrize("day", [date(1899, 12, 31), date(2101, 1, 1)])
def test_it_refuses_a_day_beyond_its_tables(day: date) -> None:
    with pytest.raises(ValueError, match="1900"):
        lunar(day)


def test_it_refuses_a_day_that_the_month_does_not_have() -> None:
    with pytest.raises(ValueError, match="no day 30"):
        solar(30, 12, 2024)  # the year Giáp Thìn ends on the 29th


@pytest.mark.parametrize(
    ("day", "note"),
    [
        ("2026-03-05", "nhằm ngày 17 tháng Giêng năm Bính Ngọ"),
        ("2026-02-17", "nhằm ngày mùng 1 tháng Giêng năm Bính Ngọ"),
        ("2025-07-25", "nhằm ngày mùng 1 tháng Sáu nhuận năm Ất Tỵ"),
        ("2027-02-05", "nhằm ngày 29 tháng Chạp năm Bính Ngọ"),
        ("2025-12-20", "nhằm ngày mùng 1 tháng Mười Một năm Ất Tỵ"),
    ],
)
def test_it_writes_the_note_beside_the_solar_date(day: str, note: str) -> None:
    assert wording.lunar_note(lunar(date.fromisoformat(day))) == note
