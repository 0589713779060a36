"""The pure decisions: done, shares, milestones, days, circles, numbers."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from loa.tasks.rules import codes, dates, done, progress
from loa.tasks.rules.dates import Every
from loa.tasks.rules.done import Counted, Share
from loa.tasks.rules.moves import COUNTED
from loa.tasks.rules.order import closes_circle
from loa.tasks.rules.words import AssignmentState, Measure, Origin, TaskState

A = AssignmentState


@given(st.lists(st.sampled_from(A), max_size=6))
def test_a_task_is_done_when_something_counts_and_all_of_it_was_accepted(states: list[A]) -> None:
    counted = [state for state in states if state in COUNTED]
    assert done.is_done(states) == (counted != [] and set(counted) == {A.ACCEPTED})


@pytest.mark.mission("M2")
def test_what_came_up_is_counted_apart_and_drafts_and_cancelled_tasks_not_at_all() -> None:
    planned, came_up, sudden = Origin.PLANNED, Origin.AD_HOC, Origin.SUDDEN
    rows = [
        Counted(TaskState.DONE, planned, 1),
        Counted(TaskState.DONE, planned, 1),
        Counted(TaskState.DONE, planned, 2),
        Counted(TaskState.OPEN, planned, 2),
        Counted(TaskState.DRAFT, planned, 3),
        Counted(TaskState.CANCELLED, planned, 2),
        Counted(TaskState.DONE, came_up, 2),
        Counted(TaskState.OPEN, sudden, None),
    ]
    found = done.count(rows)
    assert (str(found.planned), found.planned.percent, str(found.ad_hoc)) == ("3/4", 75, "1/2")
    assert (found.groups, found.group_count) == ({1: Share(2, 2), 2: Share(1, 2)}, 2)


def test_the_rules_are_told_in_both_languages() -> None:
    with override("vi"):
        assert "nghiệm thu" in str(done.TASK_RULE)
    with override("en"):
        assert "accepted" in str(done.TASK_RULE)
        assert "counted apart" in str(done.SHARE_RULE)


@given(st.integers(-2, 9), st.integers(1, 6))
def test_milestones_make_a_percent_that_is_100_only_for_all(reached: int, count: int) -> None:
    percent = progress.percent_of(reached, ["m"] * count)
    assert 0 <= percent <= 100
    assert (percent == 100) == (reached >= count)


def test_a_figure_fits_the_measure_or_is_refused() -> None:
    assert progress.is_sound(Measure.PERCENT, [], percent=100, milestone=None)
    assert not progress.is_sound(Measure.PERCENT, [], percent=101, milestone=None)
    assert not progress.is_sound(Measure.PERCENT, [], percent=None, milestone=1)
    assert not progress.is_sound(Measure.MILESTONES, ["a"], percent=None, milestone=2)
    assert progress.together([100, 100, 99]) == 99


def test_leap_days_move_to_the_last_of_february() -> None:
    assert dates.moved(date(2028, 2, 29), 1) == date(2029, 2, 28)
    assert dates.moved_rule("FREQ=MONTHLY;UNTIL=20261231", 1) == "FREQ=MONTHLY;UNTIL=20271231"


@pytest.mark.parametrize("every", [Every.WEEK, Every.MONTH, Every.QUARTER, Every.YEAR])
def test_a_rhythm_becomes_a_rule_and_is_known_again(every: Every) -> None:
    rule = dates.rule_of(every, date(2026, 1, 31), until=date(2026, 12, 31))
    assert dates.is_rule(rule)
    assert dates.every_of(rule) == every


def test_the_end_of_the_month_stays_the_end_of_the_month() -> None:
    rule = dates.rule_of(Every.MONTH, date(2026, 1, 31))
    found = [day for _n, day in dates.occurrences(rule, date(2026, 1, 31), date(2026, 4, 30))]
    assert found == [date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]


def test_what_repeats_every_week_goes_on_for_years() -> None:
    first = date(2026, 1, 5)
    today = first + timedelta(weeks=600)
    assert dates.next_occurrence("FREQ=WEEKLY", first, today, timedelta(days=31)) == (
        601,
        today + timedelta(weeks=1),
    )


@pytest.mark.parametrize(
    "rule", ["FREQ=SECONDLY", "FREQ=DAILY", "FREQ=MONTHLY;UNTIL=20269999", "RRULE:FREQ=WEEKLY", "x" * 200]
)
def test_a_rule_that_is_none_is_refused(rule: str) -> None:
    assert not dates.is_rule(rule)


@given(
    st.dictionaries(st.integers(1, 6), st.sets(st.integers(1, 6), max_size=3), max_size=6), st.integers(1, 6)
)
def test_a_circle_is_seen_from_any_of_its_tasks(waits: dict[int, set[int]], task: int) -> None:
    reached, edge = set(), set(waits.get(task, ()))
    while edge:
        reached |= edge
        edge = {two for one in edge for two in waits.get(one, ())} - reached
    assert closes_circle(task, waits.get(task, ()), waits) == (task in reached)


def test_numbers_go_on_after_the_highest_and_pass_over_what_is_no_number() -> None:
    prefix = codes.prefix_of("CT01", 2026)
    used = ["CT01/26-002", "CT01/26-011", "CT01/26-011.3", "CT01/26-x", "CT02/26-050"]
    assert codes.code_of(prefix, codes.next_number(prefix, used)) == "CT01/26-012"
    assert codes.prefix_of_origin(Origin.SUDDEN, 2026) == "DX/26-"
