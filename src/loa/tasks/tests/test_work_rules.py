"""Days, medians and calendar files; no database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar

from loa.clocks.rules import WorkCalendar
from loa.lib.clock import HANOI
from loa.tasks.rules.ageing import Age, closes, due_between, late_through, waited_through
from loa.tasks.rules.calendar_feed import Entry, version, write
from loa.tasks.rules.timeliness import Period, change, in_words, measure, spans

CALENDAR = WorkCalendar()
FRIDAY, SATURDAY, MONDAY = date(2026, 11, 27), date(2026, 11, 28), date(2026, 11, 30)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=HANOI)


def test_a_day_is_over_with_the_end_of_work_and_a_day_off_moves_to_the_next_working_day():
    assert closes(FRIDAY, CALENDAR) == at(FRIDAY, 17)
    assert closes(SATURDAY, CALENDAR) == at(MONDAY, 17)
    assert closes(date(2026, 9, 2), CALENDAR) == at(date(2026, 9, 3), 17), (
        "National Day, one working day later"
    )


def test_what_is_late_changes_at_the_end_of_work_and_not_over_the_weekend():
    assert late_through(at(FRIDAY, 16, 59), CALENDAR) == FRIDAY - timedelta(days=1)
    assert late_through(at(FRIDAY, 17, 1), CALENDAR) == FRIDAY
    assert late_through(at(MONDAY, 16), CALENDAR) == FRIDAY
    assert late_through(at(MONDAY, 17, 1), CALENDAR) == MONDAY


def test_two_working_days_are_waited_before_a_body_counts_as_silent():
    assert waited_through(at(MONDAY, 9), 2, CALENDAR) == date(2026, 11, 25)  # Thursday and Friday are over
    assert waited_through(at(MONDAY, 17, 1), 2, CALENDAR) == date(2026, 11, 26)


def test_ages_leave_no_day_out_and_count_none_twice():
    late = late_through(at(MONDAY, 9), CALENDAR)
    days = [late - timedelta(days=n) for n in range(60)]
    for day in days:
        spans_of = (due_between(age, MONDAY, late) for age in Age)
        assert sum(first <= day <= last for first, last in spans_of) == 1, day
    week = due_between(Age.WEEK, MONDAY, late)
    assert (week, due_between(Age.OLDER, MONDAY, late)[1]) == ((date(2026, 11, 23), late), date(2026, 10, 30))


def test_median_and_slowest_are_of_what_was_answered_and_the_open_is_counted_apart():
    hours = [timedelta(hours=n) for n in (2, 4, 30)]
    found = measure(hours, still_open=5)
    assert (found.count, found.median, found.slowest, found.open) == (3, hours[1], hours[2], 5)
    assert measure([], still_open=2).median is None
    assert [in_words(span) for span in (*hours, timedelta(minutes=25), None)] == [
        "2 giờ",
        "4 giờ",
        "3 ngày 6 giờ",
        "25 phút",
        "–",
    ]


def test_a_body_is_compared_with_itself_and_only_where_there_is_enough():
    slow, fast = (measure([timedelta(hours=n)] * 3) for n in (10, 5))
    assert change(fast, slow) == "nhanh hơn trước"
    assert change(slow, fast) == "chậm hơn trước"
    assert change(slow, slow) == "như trước"
    assert change(measure([timedelta(hours=5)] * 2), slow) == ""
    now, before = spans(Period.QUARTER, MONDAY)
    assert (now.first, now.until, before.first, before.until) == (
        date(2026, 10, 1),
        date(2027, 1, 1),
        date(2025, 10, 1),
        date(2026, 1, 1),
    )


ENTRY = Entry(
    key="assignment-12",
    sequence=3,
    title="Hạn: Rà soát cụm loa, bảng tin; đợt 2 – phường Láng Hạ và các tổ dân phố trên địa bàn",
    text="Số: CT01/26-004\nCơ quan giao: Ban Tuyên giáo",
    due_on=FRIDAY,
    url="https://loa.example.vn/desk/work/12/",
    changed_at=datetime(2026, 11, 20, 3, 4, 5, tzinfo=UTC),
)


def test_a_calendar_file_is_read_back_as_it_was_meant():
    cancelled = replace(ENTRY, key="assignment-13", cancelled=True)
    data = write([ENTRY, cancelled], host="loa.example.vn", name="Nhiệm vụ – UBND phường Láng Hạ")
    assert max(len(line) for line in data.split(b"\r\n")) <= 75
    calendar = Calendar.from_ical(data)
    assert str(calendar["X-WR-CALNAME"]) == "Nhiệm vụ – UBND phường Láng Hạ"
    event, other = calendar.walk("VEVENT")
    assert str(event["UID"]) == "assignment-12@loa.example.vn"
    assert event["SEQUENCE"] == 3
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (FRIDAY, SATURDAY), "all day, wherever the phone is"
    assert (str(event["SUMMARY"]), str(event["DESCRIPTION"])) == (ENTRY.title, ENTRY.text)
    assert event["LAST-MODIFIED"].dt == event["DTSTAMP"].dt == ENTRY.changed_at
    assert [str(one["STATUS"]) for one in (event, other)] == ["CONFIRMED", "CANCELLED"]


def test_the_same_entries_give_the_same_bytes_and_a_change_another_version():
    assert write([ENTRY], host="h", name="n") == write([ENTRY], host="h", name="n")
    assert version([ENTRY]) == version([replace(ENTRY)])
    assert version([ENTRY]) != version([replace(ENTRY, sequence=4)])
