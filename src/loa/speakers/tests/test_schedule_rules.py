"""Limits, collisions and the calendar as tables and as things that hold whatever the plan."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loa.lib.clock import HANOI
from loa.speakers.rules.calendar import Sounding, Times, lanes, local, merged
from loa.speakers.rules.collisions import arrange, clashes, gaps, needs_order
from loa.speakers.rules.findings import Ground, Weight
from loa.speakers.rules.limits import (
    GAP,
    NIGHT,
    Limits,
    Place,
    Quiet,
    config_parts,
    holding,
    judge,
    quiet_spans,
    silence_of,
    spans_of,
)
from loa.speakers.rules.slots import is_stream_address
from loa.speakers.rules.words import RuleKind
from loa_wire import guards
from loa_wire.commands import Config, Play
from loa_wire.words import Priority

MONDAY = date(2026, 11, 30)
WARD = ("01", "00004")
MINUTE = 60_000


def rule(kind=RuleKind.LIMITS, area="00004", key=1, since=date(2021, 3, 12), until=None, **given):
    return Limits(key, kind, area, f"QĐ {key}", since, until, **given)


WARD_RULE = rule(sessions=2, minutes=15, weekdays=frozenset(range(1, 6)), quiet=NIGHT)


def sound(at, minutes=5.0, key="a", day=MONDAY, **given):
    hour, _, minute = at.partition(":")
    begin = local(day, time(int(hour), int(minute)))
    given = {"clusters": frozenset({1}), "airing": 1} | given
    return Sounding(key, key, begin, int(minutes * MINUTE), **given)


PLACES = {1: Place(1, "C1", WARD), 2: Place(2, "C2", WARD)}


def grounds(plan, rules=(WARD_RULE,), places=PLACES, about=None):
    return [each.ground for each in judge(plan, places, list(rules), about)]


# -- which rule holds ------------------------------------------------------------------------------------------


def test_the_nearest_area_holds_and_a_later_kind_before_it():
    city = rule(area="01", key=2, minutes=45)
    special = rule(RuleKind.SPECIAL, area="01", key=3, since=MONDAY, until=MONDAY + timedelta(days=3))
    mourning = rule(
        RuleKind.MOURNING,
        area="01",
        key=4,
        since=MONDAY + timedelta(days=1),
        until=MONDAY + timedelta(days=2),
    )
    rules = [city, WARD_RULE, special, mourning]
    assert holding(rules, WARD, MONDAY - timedelta(days=1)) == WARD_RULE
    assert holding(rules, WARD, MONDAY) == special
    assert holding(rules, WARD, MONDAY + timedelta(days=1)) == mourning
    assert holding(rules, WARD, MONDAY + timedelta(days=3)) == WARD_RULE
    assert holding(rules, ("01", "00009"), MONDAY - timedelta(days=1)) == city
    assert holding(rules, ("48", "20194"), MONDAY) is None


def test_of_two_rules_of_one_area_the_newer_holds():
    newer = rule(key=2, since=MONDAY, minutes=10)
    assert holding([newer, WARD_RULE], WARD, MONDAY) == newer
    assert holding([newer, WARD_RULE], WARD, MONDAY - timedelta(days=1)) == WARD_RULE


def test_the_night_lock_is_held_everywhere_whatever_the_rules_say():
    assert quiet_spans(None) == (NIGHT,)
    assert quiet_spans(rule(quiet=(23 * 60, 4 * 60))) == (NIGHT,)
    assert quiet_spans(rule(quiet=(20 * 60, 5 * 60 + 30))) == ((1200, 330),)
    assert quiet_spans(rule(quiet=(11 * 60 + 30, 13 * 60))) == ((690, 780), NIGHT)


def test_a_device_gets_the_days_own_silence_and_the_closed_days_ahead():
    wider = rule(key=2, since=MONDAY + timedelta(days=1), quiet=(20 * 60, 6 * 60))
    mourning = rule(
        RuleKind.MOURNING, key=3, since=MONDAY + timedelta(days=5), until=MONDAY + timedelta(days=7)
    )
    rules = [WARD_RULE, wider, mourning]
    assert config_parts(rules, WARD, MONDAY, 1) == ((NIGHT,), ())
    assert config_parts(rules, WARD, MONDAY, 14) == ((NIGHT,), ("2026-12-05", "2026-12-06"))
    assert config_parts(rules, WARD, MONDAY + timedelta(days=1), 2) == (((1200, 360),), ())
    assert config_parts(rules, WARD, MONDAY + timedelta(days=5), 1) == ((NIGHT,), ("2026-12-05",))
    assert config_parts([], WARD, MONDAY, 1) == ((NIGHT,), ())


@given(st.frozensets(st.integers(0, 1439), max_size=30))
def test_spans_say_exactly_their_minutes(minutes):
    spans = spans_of(minutes)
    told = {m for m in range(1440) for first, last in spans if guards._inside(m, first, last)}
    assert told == minutes


# -- boundaries --------------------------------------------------------------------------------------------------


@pytest.mark.fault("S09")
@pytest.mark.parametrize(
    ("at", "minutes", "ground"),
    [
        ("04:59", 1, Ground.NIGHT),
        ("04:59", 0.5, Ground.NIGHT),
        ("05:00", 15, None),
        ("20:45", 15, None),
        ("20:45", 15.001, Ground.NIGHT),
        ("20:59", 2, Ground.NIGHT),
        ("21:00", 1, Ground.NIGHT),
        ("03:15", 5, Ground.NIGHT),
        ("23:59", 1, Ground.NIGHT),
        ("00:00", 1, Ground.NIGHT),
    ],
)
def test_nothing_sounds_between_nine_and_five_but_an_emergency_or_its_correction(at, minutes, ground):
    plain = sound(at, minutes)
    assert silence_of(plain, WARD, []) == ground
    assert silence_of(sound(at, minutes, kind="relay"), WARD, [WARD_RULE]) == ground
    assert silence_of(sound(at, minutes, priority=Priority.PRIORITY), WARD, []) == ground
    assert silence_of(sound(at, minutes, priority=Priority.EMERGENCY), WARD, []) is None
    assert silence_of(sound(at, minutes, mends=True), WARD, []) is None


@pytest.mark.mission("N2")
@given(
    st.integers(0, 1439), st.integers(1, 3 * 3600 * 1000), st.sampled_from([None, (690, 780), (1170, 360)])
)
@settings(max_examples=60)
def test_server_and_device_never_differ(minute, length, quiet):
    item = sound(f"{minute // 60}:{minute % 60:02}", length / MINUTE)
    rules = [rule(quiet=quiet)] if quiet else []
    spans, closed = config_parts(rules, WARD, item.day, 14)
    at = int(item.begin.timestamp() * 1000)
    play = Play("1", at, item.length_ms, at, Priority.NORMAL, sha256="0" * 64)
    device = guards.blocked(play, Config(quiet=spans, closed=closed))
    assert (device is None) == (silence_of(item, WARD, rules) is None)


def test_what_passes_midnight_is_refused_with_the_words_to_split_it():
    found = judge([sound("23:50", 20)], PLACES, [])
    assert Ground.MIDNIGHT in [each.ground for each in found]
    assert all(each.weight == Weight.LOCK for each in found)
    assert "tách thành hai lần" in next(each.text for each in found if each.ground == Ground.MIDNIGHT)
    assert Ground.MIDNIGHT not in grounds([sound("23:50", 10)])


# -- counts --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        ([sound("7:00", 15)], []),
        ([sound("7:00", 16)], [Ground.MINUTES]),
        ([sound("7:00", 10), sound("7:12", 5, "b")], [Ground.MINUTES]),  # one session of 17 minutes
        ([sound("7:00", 10), sound("7:20", 5, "b")], []),
        ([sound("7:00"), sound("12:00", key="b"), sound("17:00", key="c")], [Ground.SESSIONS]),
        ([sound("7:00", day=MONDAY + timedelta(days=5))], [Ground.WEEKDAY]),
        ([sound("7:00"), sound("12:00", key="b"), sound("3:00", key="c", priority=Priority.EMERGENCY)], []),
        ([sound("7:00"), sound("12:00", key="b"), sound("17:00", key="c", clusters=frozenset({2}))], []),
    ],
)
def test_sessions_minutes_and_weekdays_are_counted_where_they_are_heard(plan, expected):
    assert grounds(plan) == expected


def test_other_places_differ():
    da_nang = rule(area="48", minutes=60, sessions=2)
    there = {1: Place(1, "DN1", ("48", "20194"))}
    assert grounds([sound("5:30", 60)], [da_nang, WARD_RULE], there) == []
    assert grounds([sound("5:30", 60)], [WARD_RULE]) == [Ground.MINUTES]


def test_a_day_of_mourning_closes_and_a_repeating_slot_rests_by_itself():
    mourning = rule(RuleKind.MOURNING, since=MONDAY, until=MONDAY + timedelta(days=1))
    (once,) = judge([sound("7:00")], PLACES, [mourning])
    (daily,) = judge([sound("7:00", repeats=True)], PLACES, [mourning])
    assert (once.ground, once.weight, daily.weight) == (Ground.CLOSED, Weight.LOCK, Weight.WARN)
    assert "tự nghỉ" in daily.text


def test_a_special_time_replaces_the_limits_but_never_the_night():
    special = rule(RuleKind.SPECIAL, key=9, since=MONDAY, until=MONDAY + timedelta(days=1))
    assert grounds([sound("7:00", 60)], [WARD_RULE, special]) == []
    assert grounds([sound("21:00", 60)], [WARD_RULE, special]) == [Ground.NIGHT]


def test_a_neighbour_that_wants_quiet_is_told_and_does_not_stop():
    school = Quiet("school", "Trường Láng Hạ", time(7), time(11, 30), frozenset({1, 2, 3, 4, 5}))
    near = {1: Place(1, "C1", WARD, (school,))}
    (found,) = judge([sound("11:29", 5)], near, [])
    assert (found.ground, found.weight) == (Ground.NEIGHBOUR, Weight.WARN)
    assert "Trường Láng Hạ" in found.text
    assert judge([sound("11:30", 5)], near, []) == []
    assert judge([sound("8:00", 5, day=MONDAY + timedelta(days=6))], near, []) == []


def test_two_slots_never_share_a_cluster_and_what_fills_a_slot_does_not_meet_it():
    slot = sound("17:00", 15, "s", airing=None, slot=1)
    other = sound("17:10", 15, "t", airing=None, slot=2)
    inside = sound("17:05", 5, "x", slot=1)
    assert grounds([slot, inside], []) == []
    assert grounds([slot, other], [], about={"t"}) == [Ground.SLOTS_MEET]
    assert grounds([inside, sound("17:09", 5, "y")], [], about={"y"}) == [Ground.OVERLAP]
    relay = sound("17:00", 15, "r", airing=None, slot=3, kind="relay")
    assert grounds([relay, inside], [], about={"x"}) == [Ground.OVERLAP]


def test_the_same_fault_of_many_days_is_told_once():
    days = [sound("7:00", 20, f"d{n}", day=MONDAY + timedelta(days=n)) for n in range(3)]
    (found,) = judge(days, PLACES, [WARD_RULE])
    assert found.days == 3
    assert "2 ngày khác" in found.text


# -- collisions ------------------------------------------------------------------------------------------------------


def test_two_priority_items_wait_for_the_commune_and_follow_each_other_in_its_order():
    a = sound("17:00", 5, "a", priority=Priority.PRIORITY)
    b = sound("17:02", 4, "b", priority=Priority.PRIORITY, airing=2)
    normal = sound("17:01", 3, "n", airing=3)
    (group,) = clashes([a, b, normal, sound("17:00", 1, "e", priority=Priority.EMERGENCY, airing=4)])
    assert needs_order(group)
    until = local(MONDAY, time(17, 15))
    put = arrange(group, since=a.begin, until=until, order=("b",))
    assert [put.begins[key].strftime("%H:%M") for key in "ban"] == ["17:00", "17:04", "17:09"]
    short = arrange(group, since=a.begin, until=local(MONDAY, time(17, 10)), order=("a",))
    assert short.left == ("n",)


SOUNDS = st.builds(
    lambda n, minute, seconds, urgent, clusters: sound(
        f"17:{minute:02}",
        seconds / 60,
        f"k{n}",
        priority=Priority.PRIORITY if urgent else Priority.NORMAL,
        clusters=clusters,
        airing=n + 1,
    ),
    st.integers(0, 99),
    st.integers(0, 30),
    st.integers(10, 600),
    st.booleans(),
    st.sampled_from([frozenset({1}), frozenset({1, 2}), frozenset({2})]),
)


@given(st.lists(SOUNDS, max_size=7, unique_by=lambda item: item.key), st.lists(SOUNDS, max_size=2))
@settings(max_examples=80)
def test_after_ordering_nothing_meets_and_nothing_leaves_the_slot(items, fixed):
    since, until = local(MONDAY, time(17)), local(MONDAY, time(17, 45))
    fixed = [sound(f"{f.begin:%H:%M}", f.minutes, f"f{n}", clusters=f.clusters) for n, f in enumerate(fixed)]
    put = arrange(items, since=since, until=until, fixed=fixed)
    assert set(put.begins) | set(put.left) == {item.key for item in items}
    by_key = {item.key: item for item in items}
    moved = [Sounding(k, k, b, by_key[k].length_ms, by_key[k].clusters) for k, b in put.begins.items()]
    assert all(since <= item.begin and item.end <= until for item in moved)
    standing = [*moved, *fixed]
    assert not [
        (a.key, b.key) for n, a in enumerate(standing) for b in standing[n + 1 :] if a.meets(b) and a in moved
    ]


def test_a_gap_is_found_before_behind_and_between():
    since, until = local(MONDAY, time(17)), local(MONDAY, time(17, 15))
    standing = [sound("17:05", 5)]
    found = gaps(since, until, standing, 5 * MINUTE, timedelta(minutes=1))
    assert [f"{each:%H:%M}" for each in found] == ["17:00", "17:10"]
    assert gaps(since, until, standing, 6 * MINUTE, timedelta(minutes=1)) == []


# -- the calendar -----------------------------------------------------------------------------------------------------


def test_a_slot_has_the_days_it_says():
    weekly = Times(frozenset({1, 3}), time(17), 15, MONDAY, date(2026, 12, 9))
    assert [f"{day:%d/%m}" for day in weekly.days(date(2026, 11, 1), date(2026, 12, 31))] == [
        "30/11",
        "02/12",
        "07/12",
        "09/12",
    ]
    assert weekly.moments(MONDAY, MONDAY) == [datetime(2026, 11, 30, 17, 0, tzinfo=HANOI)]


def test_a_block_put_elsewhere_changes_its_weekday_its_day_or_only_its_time():
    weekly = Times(frozenset({1, 3}), time(17), 15, MONDAY)
    assert weekly.moved(MONDAY, MONDAY + timedelta(days=1), time(6), 20) == Times(
        frozenset({2, 3}), time(6), 20, MONDAY
    )
    once = Times(frozenset(), time(17), 15, MONDAY, MONDAY)
    there = MONDAY + timedelta(days=4)
    assert once.moved(MONDAY, there, time(17), 15) == Times(frozenset(), time(17), 15, there, there)
    daily = Times(frozenset(), time(17), 15, MONDAY)
    assert daily.moved(MONDAY, there, time(18), 15) == Times(frozenset(), time(18), 15, MONDAY)


def test_what_meets_stands_side_by_side_and_what_follows_is_one_session():
    items = [sound("7:00", 15), sound("7:10", 5, "b"), sound("7:18", 5, "c")]
    assert [(item.key, lane) for item, lane in lanes(items)] == [("a", 0), ("b", 1), ("c", 0)]
    assert [len(session) for session in merged(items, GAP)] == [3]
    assert [len(session) for session in merged(items, timedelta(0))] == [2, 1]


@pytest.mark.parametrize(
    ("address", "fine"),
    [
        ("https://vov.example.vn/live.m3u8", True),
        ("http://vov.example.vn:8000/stream", True),
        ("http://8.8.8.8/stream", True),
        ("ftp://vov.example.vn/a", False),
        ("http://127.0.0.1/a", False),
        ("http://10.1.2.3/a", False),
        ("http://[::1]/a", False),
        ("http://127.1/a", False),
        ("http://2130706433/a", False),
        ("http://localhost./a", False),
        ("http://may-chu.local/a", False),
        ("https://ten:mat@vov.example.vn/a", False),
        ("https:///a", False),
        ("không phải địa chỉ", False),
    ],
)
def test_a_relay_is_taken_from_public_addresses_alone(address, fine):
    assert is_stream_address(address) is fine
