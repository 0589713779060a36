"""Working time: what a calendar says of a day, and when a number of working hours or days is over.

It must not read the database; `queries.calendar_for` composes the calendar of an area.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType

from loa.clocks import national
from loa.clocks.errors import BadDeadline, BadHours, NoWorkingDay
from loa.clocks.kinds import HOURS, OFF, DayKind
from loa.clocks.lunar import LunarDate, lunar
from loa.clocks.national import Span, SpecialDay
from loa.clocks.ruling import Rule, Unit
from loa.lib.clock import HANOI

__all__ = [
    "Deadline",
    "LunarDate",
    "SpecialDay",
    "Week",
    "WorkCalendar",
    "at_moment",
    "due",
    "elapsed",
    "lunar",
    "next_step",
    "parse_week",
    "worked",
]

Spans = tuple[Span, ...]
WeekHours = tuple[Spans, Spans, Spans, Spans, Spans, Spans, Spans]

_DAY = timedelta(days=1)
_LONGEST_REST = 400  # days without work after which a calendar is taken to be wrong
OFFICE: Spans = ((time(8), time(12)), (time(13), time(17)))
DEFAULT_WEEK: WeekHours = (OFFICE, OFFICE, OFFICE, OFFICE, OFFICE, (), ())
_NOTHING: Mapping[date, SpecialDay] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Week:
    """The hours of each weekday (Monday first), from one day until (not including) another."""

    hours: WeekHours
    valid_from: date = date.min
    valid_until: date | None = None

    def covers(self, day: date) -> bool:
        """Say whether these hours hold on a day."""
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The working time of one area: dated weeks, its own special days, and the country's below them.

    `weeks` are searched in order, the nearest area's first; `days` and `marks` win over the country's.
    """

    weeks: tuple[Week, ...] = ()
    days: Mapping[date, SpecialDay] = field(default_factory=lambda: _NOTHING)
    marks: Mapping[date, SpecialDay] = field(default_factory=lambda: _NOTHING)

    def special(self, day: date) -> SpecialDay | None:
        """Return what makes a day unlike its weekday, if something does."""
        return self.days.get(day) or national.day_of(day)

    def spans(self, day: date) -> Spans:
        """Return the working hours of a day, local time, in order; none on a day off."""
        special = self.special(day)
        if special is None:
            return self.week(day)[day.weekday()]
        if special.kind in OFF:
            return ()
        return special.spans or self._borrowed(special)

    def week(self, day: date) -> WeekHours:
        """Return the weekly hours that hold on a day."""
        return next((week.hours for week in self.weeks if week.covers(day)), DEFAULT_WEEK)

    def is_working(self, day: date) -> bool:
        """Say whether there is work on a day."""
        return bool(self.spans(day))

    def mourning(self, day: date) -> SpecialDay | None:
        """Return the state mourning of a day: work goes on, entertainment is not broadcast."""
        mark = self.marks.get(day) or national.mark_of(day)
        return mark if mark is not None and mark.kind == DayKind.MOURNING else None

    def _borrowed(self, special: SpecialDay) -> Spans:
        """Return the hours of the exchanged weekday, else the first that has any."""
        hours = self.week(special.on)
        given = hours[special.exchanged_with.weekday()] if special.exchanged_with else ()
        return given or next((spans for spans in hours if spans), ())


@dataclass(frozen=True, slots=True)
class Deadline:
    """The moment something is due (UTC) and the rule it follows from, printed beside it."""

    at: datetime
    rule: Rule


def due(
    start: datetime, *, hours: float | None = None, days: int | None = None, calendar: WorkCalendar
) -> Deadline:
    """Return when working time that begins at `start` is over, with the rule.

    Hours are counted to the minute from the first working minute at or after `start`. Days are counted
    from the day after `start`; the deadline is the end of work on the last of them.

    Raises: BadDeadline without a positive amount; NoWorkingDay when the calendar never works.
    Source: Civil Code 91/2015/QH13, article 147 (the first day is not counted) and 148 (the last one is).
    """
    begin = start.astimezone(HANOI)
    if hours is not None and days is None and hours > 0:
        unit, amount = Unit.HOURS, hours
        end = _after_hours(begin, timedelta(minutes=round(hours * 60)), calendar)
    elif days is not None and hours is None and days > 0:
        unit, amount = Unit.DAYS, days
        end = _after_days(begin.date(), days, calendar)
    else:
        raise BadDeadline
    unlike = _unlike(begin.date(), end.date(), calendar)
    return Deadline(end.astimezone(UTC), Rule(unit, amount, begin.date(), end, unlike))


def elapsed(start: datetime, minutes: int) -> Deadline:
    """Return when so many minutes round the clock are over, nights and days off counted, with the rule.

    Raises: BadDeadline without a positive amount.
    """
    if minutes <= 0:
        raise BadDeadline
    return _round_the_clock(Unit.MINUTES, minutes, start + timedelta(minutes=minutes), start)


def at_moment(end: datetime, name: str, start: datetime) -> Deadline:
    """Return a deadline at a moment that something else gives; `name` says what does, as a message in Vietnamese."""
    return _round_the_clock(Unit.NAMED, name, end, start)


def _round_the_clock(unit: Unit, amount: float | str, end: datetime, start: datetime) -> Deadline:
    rule = Rule(unit, amount, start.astimezone(HANOI).date(), end.astimezone(HANOI))
    return Deadline(end.astimezone(UTC), rule)


def worked(start: datetime, end: datetime, calendar: WorkCalendar) -> timedelta:
    """Return how much working time lies between two moments; none where the second is not later."""
    begin, stop = start.astimezone(HANOI), end.astimezone(HANOI)
    days = (begin.date() + n * _DAY for n in range((stop.date() - begin.date()).days + 1))
    parts = (
        min(_at(day, closes), stop) - max(_at(day, opens), begin)
        for day in days
        for opens, closes in calendar.spans(day)
    )
    return sum((part for part in parts if part > timedelta()), timedelta())


def _after_hours(start: datetime, left: timedelta, calendar: WorkCalendar) -> datetime:
    for day in _working_days(start.date(), calendar):
        for opens, closes in calendar.spans(day):
            begin, end = max(_at(day, opens), start), _at(day, closes)
            if begin >= end:
                continue
            if left <= end - begin:
                return begin + left
            left -= end - begin
    raise NoWorkingDay


def _after_days(start: date, count: int, calendar: WorkCalendar) -> datetime:
    for number, day in enumerate(_working_days(start + _DAY, calendar), start=1):
        if number == count:
            return _at(day, calendar.spans(day)[-1][1])
    raise NoWorkingDay


def _working_days(first: date, calendar: WorkCalendar) -> Iterator[date]:
    day, rest = first, 0
    while rest < _LONGEST_REST:
        if calendar.is_working(day):
            rest = 0
            yield day
        else:
            rest += 1
        day += _DAY


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, tzinfo=HANOI)


def _unlike(first: date, last: date, calendar: WorkCalendar) -> tuple[SpecialDay, ...]:
    """Return which days between were off, exchanged or shorter."""
    days = (first + n * _DAY for n in range((last - first).days + 1))
    return tuple(special for day in days if (special := calendar.special(day)) and _tells(special, calendar))


def _tells(special: SpecialDay, calendar: WorkCalendar) -> bool:
    """A day off that its weekday would have been anyway explains nothing."""
    return special.kind in HOURS or bool(calendar.week(special.on)[special.on.weekday()])


def parse_week(rows: Sequence[Sequence[Sequence[str]]]) -> WeekHours:
    """Return the hours of seven weekdays from text, [[["08:00", "12:00"], …], …], Monday first.

    Raises: BadHours when there are not seven days or a day is wrong (see `parse_spans`).
    """
    if len(rows) != 7:
        raise BadHours
    monday, tuesday, wednesday, thursday, friday, saturday, sunday = map(parse_spans, rows)
    return monday, tuesday, wednesday, thursday, friday, saturday, sunday


def parse_spans(rows: Sequence[Sequence[str]]) -> Spans:
    """Return the working hours of one day from text, [["08:00", "12:00"], ["13:00", "17:00"]].

    Raises: BadHours when a time is malformed, a span is empty or spans overlap.
    """
    try:
        spans = tuple((time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in rows)
    except (TypeError, ValueError) as error:
        raise BadHours from error
    edges = [edge for span in spans for edge in span]
    if any(earlier >= later for earlier, later in zip(edges[::2], edges[1::2], strict=True)):
        raise BadHours
    if any(closes > opens for closes, opens in zip(edges[1::2], edges[2::2], strict=False)):
        raise BadHours
    return spans


def next_step(due_at: datetime, done: Sequence[int], now: datetime, wait_minutes: int) -> int | None:
    """Return the number of the escalation that an unanswered clock has reached, if it was not made yet.

    Step 1 (the officer on duty) is at the deadline, 2 (the second person) and 3 (the superior body) each
    `wait_minutes` later.
    """
    reached = [n for n in (1, 2, 3) if now >= due_at + timedelta(minutes=wait_minutes) * (n - 1)]
    missing = [n for n in reached if n not in done]
    return missing[0] if missing else None
