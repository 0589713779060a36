"""Reforms of territory and organisation on random sequences: days, paths and totals stay whole."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loa.journal.actions import SYSTEM
from loa.lib import clock
from loa.units import actions, queries
from loa.units.actions import NewArea, Part
from loa.units.models import Area, AreaLevel
from loa.units.rules.reforms import Link, Rollup, check_shares, rollup, split_count
from loa.units.territory import areas_now
from tests.world import FOUNDED

DAY = date(2024, 1, 1)
NEVER = date(2100, 1, 1)


def area_of(code: str) -> Area:
    return Area.objects.get(code=code)


# -- the arithmetic ---------------------------------------------------------------------------------------


@given(st.integers(0, 10**9), st.lists(st.integers(1, 1000), min_size=1, max_size=9))
def test_parts_of_a_count_are_whole_and_add_up(count: int, weights: list[int]) -> None:
    shares = [weight / sum(weights) for weight in weights]
    parts = split_count(count, shares)
    assert sum(parts) == count
    assert all(abs(part - count * share) <= 1 for part, share in zip(parts, shares, strict=True))


@st.composite
def histories(draw: st.DrawFn) -> list[Link]:
    """Random acts: each old area of an act goes to one to four new ones, in known or unknown shares."""
    links = []
    for change in range(draw(st.integers(0, 6))):
        on = DAY + timedelta(days=draw(st.integers(0, 5)))
        for old in draw(st.sets(st.integers(1, 8), max_size=4)):
            news = draw(st.lists(st.integers(1, 12), min_size=1, max_size=4, unique=True))
            known = draw(st.booleans())
            links += [
                Link(on, change, old, new, 1 / len(news) if known else None, is_default=place == 0)
                for place, new in enumerate(news)
            ]
    return links


counts_on_days = st.dictionaries(
    st.tuples(st.integers(1, 12), st.integers(-1, 6).map(lambda n: DAY + timedelta(days=n))),
    st.integers(0, 10**6),
)


@pytest.mark.mission("N8")
@settings(max_examples=300)
@given(counts_on_days, histories(), st.integers(-1, 7), st.sampled_from(["default", "apart"]))
def test_totals_survive_any_history(
    counts: dict[tuple[int, date], int], links: list[Link], day: int, divided: str
) -> None:
    result = rollup(counts, links, as_of=DAY + timedelta(days=day), divided=divided)  # type: ignore[arg-type]
    assert result.sum == sum(counts.values())
    assert all(0 <= result.approximate[area] <= result.totals[area] for area in result.approximate)
    assert divided == "default" or not result.approximate


def test_a_merged_area_keeps_the_sum_and_a_divided_one_is_never_counted_twice() -> None:
    links = [
        Link(DAY, 1, 1, 9, 1.0, is_default=True),
        Link(DAY, 1, 2, 9, 0.25, is_default=False),
        Link(DAY, 1, 2, 8, 0.75, is_default=True),
        Link(DAY, 1, 3, 8, None, is_default=True),
        Link(DAY, 1, 3, 9, None, is_default=False),
    ]
    before = DAY - timedelta(days=1)
    counts = {(1, before): 10, (2, before): 100, (3, before): 7, (9, DAY): 1}
    assert rollup(counts, links, as_of=DAY) == Rollup({9: 36, 8: 82}, {8: 7}, {})
    assert rollup(counts, links, as_of=DAY, divided="apart") == Rollup({9: 36, 8: 75}, {}, {3: 7})
    assert rollup(counts, links, as_of=before).unplaced == {9: 1}


@pytest.mark.parametrize(
    ("shares", "defaults", "sound"),
    [
        ([0.5, 0.5], [True, False], True),
        ([None, None], [False, True], True),
        ([0.5, None], [True, False], False),
        ([0.5, 0.6], [True, False], False),
        ([1.5, -0.5], [True, False], False),
        ([None, None], [True, True], False),
        ([0.5, 0.5], [False, False], False),
    ],
)
def test_shares_add_up_or_are_all_unknown(
    shares: list[float | None], defaults: list[bool], sound: bool
) -> None:
    assert check_shares(shares, defaults) is sound


# -- random reforms on the real tables --------------------------------------------------------------------


def check_soundness(days: list[date]) -> None:
    """Exactly one version a day for every living area, and every path runs through living parents."""
    for day in days:
        rows = list(queries.area_versions(day))
        by_area = {row.area_id: row for row in rows}
        assert len(by_area) == len(rows)
        for row in rows:
            above = by_area.get(row.parent_id) if row.parent_id else None
            assert (above is None) == (row.parent_id is None), f"{row} hangs in the air on {day}"
            assert row.path == (f"{above.path}/{row.area.code}" if above else row.area.code)
    for area in Area.objects.all():
        spans = list(area.versions.order_by("valid_from").values_list("valid_from", "valid_until"))
        assert all(one[1] == two[0] for one, two in pairwise(spans)), "a gap in an area's life"


def plant() -> list[str]:
    """Make a city of two districts with three communes each, one residential group in each commune."""
    city = actions.create_area(
        actor=SYSTEM, code="T", level=AreaLevel.CITY, kind="Thành phố", name="Thử", parent=None, on=FOUNDED
    )
    for d in range(2):
        district = actions.create_area(
            actor=SYSTEM,
            code=f"D{d}",
            level=AreaLevel.DISTRICT,
            kind="Quận",
            name=f"Số {d}",
            parent=city,
            on=FOUNDED,
        )
        for c in range(3):
            commune = actions.create_area(
                actor=SYSTEM,
                code=f"X{d}{c}",
                level=AreaLevel.COMMUNE,
                kind="Xã",
                name=f"Xã {d}{c}",
                parent=district,
                on=FOUNDED,
            )
            actions.create_area(
                actor=SYSTEM,
                code=f"G{d}{c}",
                level=AreaLevel.GROUP,
                kind="Thôn",
                name="Một",
                parent=commune,
                on=FOUNDED,
            )
    return [f"X{d}{c}" for d in range(2) for c in range(3)]


def reform(data: st.DataObject, number: int, on: date) -> None:
    """Do one random reform among the communes and districts standing on the day."""
    standing = [row.area for row in queries.area_versions(on) if row.level == AreaLevel.COMMUNE]
    districts = [row.area for row in queries.area_versions(on) if row.level == AreaLevel.DISTRICT]
    act = data.draw(st.sampled_from(["rename", "merge", "split", "abolish", "move", "district"]))
    area = data.draw(st.sampled_from(standing))
    if act == "rename":
        actions.rename_area(actor=SYSTEM, area=area, kind="Phường", name=f"Mới {number}", on=on)
    elif act == "merge" and len(standing) > 1:
        both = data.draw(st.lists(st.sampled_from(standing), min_size=2, max_size=3, unique=True))
        code = data.draw(st.sampled_from([f"N{number}", both[0].code]))
        actions.merge_areas(actor=SYSTEM, areas=both, into=NewArea(code, "Phường", f"Gộp {number}"), on=on)
    elif act == "split":
        share = data.draw(st.sampled_from([None, 0.3]))
        first = data.draw(st.sampled_from([area.code, f"S{number}a"]))
        parts = [
            Part(NewArea(first, "Xã", "Một"), share, is_default=True),
            Part(NewArea(f"S{number}b", "Xã", "Hai"), None if share is None else 0.7),
        ]
        actions.split_area(actor=SYSTEM, area=area, parts=parts, on=on)
    elif act == "abolish" and len(standing) > 1:
        heir = data.draw(st.sampled_from([None, *[one for one in standing if one != area]]))
        actions.abolish_area(actor=SYSTEM, area=area, heir=heir, on=on)
    elif act == "move" and districts:
        actions.move_area(actor=SYSTEM, area=area, parent=data.draw(st.sampled_from(districts)), on=on)
    elif act == "district" and districts:
        actions.abolish_area(actor=SYSTEM, area=data.draw(st.sampled_from(districts)), on=on)


@pytest.mark.mission("N8")
@pytest.mark.django_db
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_sequence_of_reforms_keeps_days_paths_and_totals(data: st.DataObject) -> None:
    from django.db import transaction

    with transaction.atomic():
        codes = plant()
        days = [DAY + timedelta(days=30 * n) for n in range(1, data.draw(st.integers(2, 8)))]
        counts = {(area_of(code).pk, DAY): 10**place for place, code in enumerate(codes)}
        for number, on in enumerate(days):
            standing = [row.area_id for row in queries.area_versions(on) if row.level == AreaLevel.COMMUNE]
            counts[(standing[0], on - timedelta(days=1))] = 7
            reform(data, number, on)
        check_soundness([FOUNDED, DAY, *days, *[day - timedelta(days=1) for day in days], NEVER])
        living = {row.area_id for row in queries.area_versions(NEVER)}
        restated = queries.rollup(counts, as_of=NEVER)
        assert restated.sum == sum(counts.values())
        assert set(restated.totals) <= living
        assert queries.rollup(counts, as_of=NEVER, divided="apart").sum == sum(counts.values())
        chosen = datetime.combine(DAY, time(), tzinfo=clock.HANOI)
        for area in {key for key, day in counts if day == DAY}:
            today = areas_now([(area, chosen)], NEVER)
            assert today, "who chose it is lost"
            assert today <= living
        transaction.set_rollback(True)
