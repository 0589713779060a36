"""Deadlines labelled by hand against the calendars as they were announced, and what must hold for all of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loa.clocks import national
from loa.clocks.errors import BadDeadline, BadHours, NoWorkingDay
from loa.clocks.kinds import OFF, DayKind
from loa.clocks.rules import (
    DEFAULT_WEEK,
    OFFICE,
    SpecialDay,
    Week,
    WorkCalendar,
    due,
    next_step,
    parse_spans,
    parse_week,
    worked,
)
from loa.lib.clock import HANOI

COUNTRY = WorkCalendar()

# start (local), working hours, what is printed
HOURS = [
    # an ordinary week
    ("2026-03-02 08:00", 8, "8 giờ làm việc → 17:00 thứ Hai 02/03"),
    ("2026-03-02 08:00", 4, "4 giờ làm việc → 12:00 thứ Hai 02/03"),
    ("2026-03-02 08:00", 4.5, "4,5 giờ làm việc → 13:30 thứ Hai 02/03"),
    ("2026-03-02 08:00", 40, "40 giờ làm việc → 17:00 thứ Sáu 06/03"),
    ("2026-03-02 10:00", 40, "40 giờ làm việc → 10:00 thứ Hai 09/03"),
    ("2026-03-02 11:59", 1 / 60, "1 phút làm việc → 12:00 thứ Hai 02/03"),
    ("2026-03-02 11:59", 2 / 60, "2 phút làm việc → 13:01 thứ Hai 02/03"),
    ("2026-03-02 16:45", 0.5, "0,5 giờ làm việc → 08:15 thứ Ba 03/03"),
    # a start outside working hours
    ("2026-03-02 07:00", 1, "1 giờ làm việc → 09:00 thứ Hai 02/03"),
    ("2026-03-02 12:30", 1, "1 giờ làm việc → 14:00 thứ Hai 02/03"),
    ("2026-03-02 17:00", 1, "1 giờ làm việc → 09:00 thứ Ba 03/03"),
    ("2026-03-02 20:15", 2, "2 giờ làm việc → 10:00 thứ Ba 03/03"),
    ("2026-03-06 16:00", 2, "2 giờ làm việc → 09:00 thứ Hai 09/03"),
    ("2026-03-07 10:00", 8, "8 giờ làm việc → 17:00 thứ Hai 09/03"),
    ("2026-03-08 23:59", 1, "1 giờ làm việc → 09:00 thứ Hai 09/03"),
    # ends of years
    ("2020-12-31 08:00", 12, "12 giờ làm việc → 12:00 thứ Hai 04/01/2021"),
    ("2021-12-31 15:00", 4, "4 giờ làm việc → 10:00 thứ Ba 04/01/2022"),
    ("2022-12-30 13:00", 8, "8 giờ làm việc → 12:00 thứ Ba 03/01/2023"),
    ("2023-12-29 08:00", 9, "9 giờ làm việc → 09:00 thứ Ba 02/01/2024"),
    ("2024-12-31 16:00", 2, "2 giờ làm việc → 09:00 thứ Năm 02/01/2025"),
    ("2025-12-31 10:00", 8, "8 giờ làm việc → 10:00 thứ Hai 05/01/2026"),
    ("2026-01-01 10:00", 2, "2 giờ làm việc → 10:00 thứ Hai 05/01"),
    ("2026-12-31 08:00", 16, "16 giờ làm việc → 17:00 thứ Hai 04/01/2027"),
    # Tết
    ("2021-02-09 15:00", 8, "8 giờ làm việc → 15:00 thứ Tư 17/02"),
    ("2021-02-11 09:00", 1, "1 giờ làm việc → 09:00 thứ Tư 17/02"),
    ("2022-01-28 16:00", 4, "4 giờ làm việc → 11:00 thứ Hai 07/02"),
    ("2023-01-19 08:00", 16, "16 giờ làm việc → 17:00 thứ Sáu 27/01"),
    ("2024-02-07 16:30", 1, "1 giờ làm việc → 08:30 thứ Năm 15/02"),
    ("2025-01-24 13:00", 8, "8 giờ làm việc → 12:00 thứ Hai 03/02"),
    ("2026-02-13 14:00", 5, "5 giờ làm việc → 10:00 thứ Hai 23/02"),
    ("2026-02-17 08:00", 8, "8 giờ làm việc → 17:00 thứ Hai 23/02"),
    ("2027-02-04 15:00", 3, "3 giờ làm việc → 09:00 thứ Sáu 12/02"),
    # exchanged days
    ("2024-04-26 15:00", 4, "4 giờ làm việc → 10:00 thứ Năm 02/05"),
    ("2024-05-03 16:00", 2, "2 giờ làm việc → 09:00 thứ Bảy 04/05"),
    ("2024-05-04 08:00", 8, "8 giờ làm việc → 17:00 thứ Bảy 04/05"),
    ("2024-05-04 16:00", 2, "2 giờ làm việc → 09:00 thứ Hai 06/05"),
    ("2025-04-25 13:00", 8, "8 giờ làm việc → 12:00 thứ Bảy 26/04"),
    ("2025-04-29 16:00", 2, "2 giờ làm việc → 09:00 thứ Hai 05/05"),
    ("2026-01-09 08:00", 16, "16 giờ làm việc → 17:00 thứ Bảy 10/01"),
    ("2026-08-21 16:00", 8, "8 giờ làm việc → 16:00 thứ Bảy 22/08"),
    ("2026-08-28 16:00", 2, "2 giờ làm việc → 09:00 thứ Năm 03/09"),
    # Giỗ Tổ, by the lunar calendar
    ("2021-04-20 16:00", 2, "2 giờ làm việc → 09:00 thứ Năm 22/04"),
    ("2022-04-08 16:00", 2, "2 giờ làm việc → 09:00 thứ Ba 12/04"),
    ("2023-04-28 16:00", 2, "2 giờ làm việc → 09:00 thứ Năm 04/05"),
    ("2024-04-17 16:00", 2, "2 giờ làm việc → 09:00 thứ Sáu 19/04"),
    ("2025-04-04 16:00", 2, "2 giờ làm việc → 09:00 thứ Ba 08/04"),
    ("2026-04-24 16:00", 2, "2 giờ làm việc → 09:00 thứ Ba 28/04"),
    ("2027-04-15 16:00", 2, "2 giờ làm việc → 09:00 thứ Hai 19/04"),
    # 30 April and 1 May
    ("2021-04-29 16:00", 2, "2 giờ làm việc → 09:00 thứ Ba 04/05"),
    ("2022-04-29 16:00", 2, "2 giờ làm việc → 09:00 thứ Tư 04/05"),
    ("2026-04-29 16:00", 2, "2 giờ làm việc → 09:00 thứ Hai 04/05"),
    ("2027-04-29 16:00", 2, "2 giờ làm việc → 09:00 thứ Ba 04/05"),
    # 2 September
    ("2021-09-01 16:00", 2, "2 giờ làm việc → 09:00 thứ Hai 06/09"),
    ("2022-08-31 16:00", 2, "2 giờ làm việc → 09:00 thứ Hai 05/09"),
    ("2023-08-31 16:00", 2, "2 giờ làm việc → 09:00 thứ Ba 05/09"),
    ("2024-08-30 16:00", 2, "2 giờ làm việc → 09:00 thứ Tư 04/09"),
    ("2025-08-29 16:00", 2, "2 giờ làm việc → 09:00 thứ Tư 03/09"),
    # state mourning does not stop the work
    ("2024-07-25 08:00", 8, "8 giờ làm việc → 17:00 thứ Năm 25/07"),
]

# start (local), working days, what is printed
DAYS = [
    ("2026-03-02 09:00", 1, "1 ngày làm việc → 17:00 thứ Ba 03/03"),
    ("2026-03-02 09:00", 5, "5 ngày làm việc → 17:00 thứ Hai 09/03"),
    ("2026-03-06 23:00", 1, "1 ngày làm việc → 17:00 thứ Hai 09/03"),
    ("2026-03-07 09:00", 1, "1 ngày làm việc → 17:00 thứ Hai 09/03"),
    ("2025-12-30 09:00", 3, "3 ngày làm việc → 17:00 thứ Ba 06/01/2026"),
    ("2026-02-13 16:30", 3, "3 ngày làm việc → 17:00 thứ Tư 25/02"),
    ("2026-02-10 08:00", 10, "10 ngày làm việc → 17:00 thứ Ba 03/03"),
    ("2024-04-26 08:00", 2, "2 ngày làm việc → 17:00 thứ Sáu 03/05"),
    ("2024-04-26 08:00", 3, "3 ngày làm việc → 17:00 thứ Bảy 04/05"),
    ("2023-01-18 08:00", 2, "2 ngày làm việc → 17:00 thứ Sáu 27/01"),
    ("2021-02-01 08:00", 15, "15 ngày làm việc → 17:00 thứ Hai 01/03"),
    # announced as a day off, but not by a decision that we have seen: it counts until an administrator says so
    ("2026-11-23 08:00", 1, "1 ngày làm việc → 17:00 thứ Ba 24/11"),
]

MORNING = ((time(8), time(11, 30)),)
SUMMER = ((time(7, 30), time(11, 30)), (time(13, 30), time(17, 30)))
LOCAL = WorkCalendar(
    weeks=(
        Week((OFFICE, OFFICE, OFFICE, OFFICE, OFFICE, MORNING, ()), date(2026, 1, 1), date(2026, 4, 1)),
        Week((SUMMER, SUMMER, SUMMER, SUMMER, SUMMER, (), ()), date(2026, 4, 1)),
    ),
    days={
        day.on: day
        for day in (
            SpecialDay(date(2026, 3, 4), DayKind.LOCAL_HOURS, "Hội nghị cán bộ", spans=MORNING),
            SpecialDay(date(2026, 3, 11), DayKind.LOCAL_OFF, "Lễ hội làng"),
            SpecialDay(date(2026, 9, 1), DayKind.LOCAL_HOURS, "Trực lễ", spans=MORNING),
        )
    },
)

LOCAL_CASES = [
    ("2026-03-04 10:00", {"hours": 4}, "4 giờ làm việc → 10:30 thứ Năm 05/03"),
    ("2026-03-03 10:00", {"days": 1}, "1 ngày làm việc → 11:30 thứ Tư 04/03"),
    ("2026-03-06 16:00", {"hours": 4}, "4 giờ làm việc → 11:00 thứ Bảy 07/03"),
    ("2026-03-10 16:00", {"hours": 2}, "2 giờ làm việc → 09:00 thứ Năm 12/03"),
    ("2026-03-31 16:00", {"hours": 2}, "2 giờ làm việc → 08:30 thứ Tư 01/04"),
    ("2026-08-28 17:00", {"hours": 1}, "1 giờ làm việc → 08:30 thứ Ba 01/09"),
    # an exchanged Saturday is worked like the Monday it stands for, not like a Saturday morning
    ("2026-08-22 07:30", {"hours": 8}, "8 giờ làm việc → 17:30 thứ Bảy 22/08"),
]


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HANOI)


@pytest.mark.parametrize(("start", "hours", "printed"), HOURS)
def test_it_counts_working_hours(start: str, hours: float, printed: str) -> None:
    assert due(local(start), hours=hours, calendar=COUNTRY).rule.text == printed


@pytest.mark.parametrize(("start", "days", "printed"), DAYS)
def test_it_counts_working_days(start: str, days: int, printed: str) -> None:
    assert due(local(start), days=days, calendar=COUNTRY).rule.text == printed


@pytest.mark.parametrize(("start", "amount", "printed"), LOCAL_CASES)
def test_it_follows_the_calendar_of_an_area(start: str, amount: dict[str, int], printed: str) -> None:
    assert due(local(start), **amount, calendar=LOCAL).rule.text == printed  # type: ignore[arg-type]


def test_the_moment_is_the_one_that_is_printed() -> None:
    deadline = due(local("2025-12-31 10:00"), hours=8, calendar=COUNTRY)
    assert deadline.at == datetime(2026, 1, 5, 3, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "hours", "notes"),
    [
        ("2025-12-31 10:00", 8, ("bỏ qua Tết Dương lịch 01/01", "bỏ qua ngày nghỉ hoán đổi 02/01")),
        ("2026-02-13 16:00", 8, ("bỏ qua Tết Nguyên đán 16/02–20/02",)),
        ("2026-01-09 16:00", 8, ("tính cả ngày làm bù 10/01",)),
        ("2026-04-24 16:00", 8, ("bỏ qua nghỉ bù Giỗ Tổ Hùng Vương 27/04",)),
        ("2026-03-06 16:00", 8, ()),
    ],
)
def test_it_says_which_days_were_not_like_others(start: str, hours: int, notes: tuple[str, ...]) -> None:
    assert due(local(start), hours=hours, calendar=COUNTRY).rule.notes == notes


def test_the_full_text_carries_the_notes() -> None:
    deadline = due(local("2026-03-04 10:00"), hours=4, calendar=LOCAL)
    assert deadline.rule.full_text == (
        "4 giờ làm việc → 10:30 thứ Năm 05/03 (giờ làm việc riêng ngày 04/03 (Hội nghị cán bộ))"
    )


@pytest.mark.parametrize("amount", [{}, {"hours": 0}, {"hours": -1}, {"days": 0}, {"hours": 1, "days": 1}])
def test_it_refuses_an_amount_that_is_none(amount: dict[str, int]) -> None:
    with pytest.raises(BadDeadline, match="lớn hơn 0"):
        due(local("2026-03-02 08:00"), **amount, calendar=COUNTRY)  # type: ignore[arg-type]


def test_it_refuses_a_calendar_without_work() -> None:
    never = WorkCalendar(weeks=(Week(((), (), (), (), (), (), ())),), days={})
    start = local("2028-03-02 08:00")
    with pytest.raises(NoWorkingDay):
        due(start, hours=1, calendar=never)
    with pytest.raises(NoWorkingDay):
        due(start, days=1, calendar=never)


# -- what holds for every deadline ---------------------------------------------------------------------------

FIRST, LAST = datetime(2021, 1, 1), datetime(2027, 12, 1)  # noqa: DTZ001  hypothesis adds the zone last
STARTS = st.datetimes(min_value=FIRST, max_value=LAST).map(
    lambda at: at.replace(second=0, microsecond=0, tzinfo=HANOI)
)
QUARTERS = st.integers(min_value=1, max_value=400).map(lambda n: n / 4)
COUNTS = st.integers(min_value=1, max_value=40)
CALENDARS = st.sampled_from([COUNTRY, LOCAL])


@given(STARTS, STARTS, QUARTERS, CALENDARS)
def test_who_starts_later_is_never_due_earlier(
    one: datetime, other: datetime, hours: float, calendar: WorkCalendar
) -> None:
    earlier, later = sorted((one, other))
    assert due(earlier, hours=hours, calendar=calendar).at <= due(later, hours=hours, calendar=calendar).at


@given(STARTS, COUNTS, CALENDARS)
def test_more_days_are_due_later(start: datetime, days: int, calendar: WorkCalendar) -> None:
    assert due(start, days=days, calendar=calendar).at < due(start, days=days + 1, calendar=calendar).at


@given(STARTS, QUARTERS, CALENDARS)
def test_a_deadline_falls_into_working_hours(start: datetime, hours: float, calendar: WorkCalendar) -> None:
    end = due(start, hours=hours, calendar=calendar).at.astimezone(HANOI)
    assert any(opens < end.time() <= closes for opens, closes in calendar.spans(end.date()))
    special = calendar.special(end.date())
    assert special is None or special.kind not in OFF


@given(STARTS, QUARTERS, QUARTERS, CALENDARS)
def test_two_amounts_in_a_row_are_one_sum(
    start: datetime, first: float, second: float, calendar: WorkCalendar
) -> None:
    half_way = due(start, hours=first, calendar=calendar).at
    assert (
        due(half_way, hours=second, calendar=calendar).at
        == due(start, hours=first + second, calendar=calendar).at
    )


@given(STARTS, COUNTS, COUNTS, CALENDARS)
def test_two_counts_of_days_are_one_sum(
    start: datetime, first: int, second: int, calendar: WorkCalendar
) -> None:
    half_way = due(start, days=first, calendar=calendar).at
    assert (
        due(half_way, days=second, calendar=calendar).at
        == due(start, days=first + second, calendar=calendar).at
    )


# -- the country's calendar ----------------------------------------------------------------------------------


@pytest.mark.parametrize("year", range(2021, 2028))
def test_every_year_has_eleven_holidays_and_a_substitute_for_each_on_a_weekend(year: int) -> None:
    days = national.days_of(year).values()
    holidays = [day.on for day in days if day.kind == DayKind.HOLIDAY]
    substitutes = [day.on for day in days if day.kind == DayKind.SUBSTITUTE]
    assert len(holidays) == 11
    assert len(substitutes) == sum(day.weekday() >= 5 for day in holidays)
    assert all(day.weekday() < 5 for day in substitutes)


@pytest.mark.parametrize("year", range(2021, 2028))
def test_every_day_given_is_paid_back_in_the_same_year(year: int) -> None:
    days = national.days_of(year).values()
    given_days = {(day.on, day.exchanged_with) for day in days if day.kind == DayKind.SWAP_OFF}
    worked = {(day.exchanged_with, day.on) for day in days if day.kind == DayKind.SWAP_WORK}
    assert given_days == worked
    assert all(work.weekday() >= 5 for _, work in given_days if work)


@pytest.mark.parametrize("year", range(2021, 2027))
def test_tet_covers_the_first_day_of_the_lunar_year(year: int) -> None:
    tet = [day.on for day in national.days_of(year).values() if day.name == national.TET]
    assert national.new_year(year) in tet


def test_a_year_without_a_decision_is_computed_and_says_so() -> None:
    unsure = [day for day in national.days_of(2027).values() if not day.verified]
    assert {day.name for day in unsure} == {national.TET, national.NATIONAL}


def test_every_special_day_states_its_source() -> None:
    everything = [
        day
        for year in range(2021, 2028)
        for day in [*national.days_of(year).values(), *national.marks_of(year).values()]
    ]
    assert everything
    assert all(day.source for day in everything)


def test_mourning_is_marked_and_an_announced_day_is_not_mourning() -> None:
    assert COUNTRY.mourning(date(2024, 7, 25))
    assert COUNTRY.is_working(date(2024, 7, 25))
    assert COUNTRY.mourning(date(2026, 11, 24)) is None


# -- hours as text -------------------------------------------------------------------------------------------


def test_it_reads_the_hours_of_a_week() -> None:
    day = [["08:00", "12:00"], ["13:00", "17:00"]]
    assert parse_week([day, day, day, day, day, [], []]) == DEFAULT_WEEK


@pytest.mark.parametrize(
    "rows",
    [
        [["08:00", "08:00"]],
        [["12:00", "08:00"]],
        [["08:00", "12:00"], ["11:00", "17:00"]],
        [["8 giờ", "12:00"]],
        [["08:00"]],
        [[None, "12:00"]],
    ],
)
def test_it_refuses_hours_that_make_no_sense(rows: list[list[str]]) -> None:
    with pytest.raises(BadHours):
        parse_spans(rows)


def test_it_refuses_a_week_of_six_days() -> None:
    with pytest.raises(BadHours):
        parse_week([[], [], [], [], [], []])


@pytest.mark.parametrize(
    ("hours", "minutes"),
    [(0, 0), (2, 120), (3, 180), (4, 180), (8, 420), (24, 480), (-5, 0), (24 * 7, 2400)],
)
def test_only_working_hours_between_two_moments_count(hours: int, minutes: int) -> None:
    start = local("2027-03-01 09:00")
    assert worked(start, start + timedelta(hours=hours), COUNTRY) == timedelta(minutes=minutes)


# -- escalation ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("minutes", "done", "step"),
    [
        (-1, [], None),
        (0, [], 1),
        (14, [1], None),
        (15, [1], 2),
        (30, [1, 2], 3),
        (300, [1, 2, 3], None),
        (40, [], 1),
    ],
)
def test_an_unanswered_clock_goes_up_one_step_at_a_time(
    minutes: int, done: list[int], step: int | None
) -> None:
    at = local("2026-03-02 08:00")
    assert next_step(at, done, at + timedelta(minutes=minutes), 15) == step
