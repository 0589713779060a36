"""Hanoi as loaded: the counts of three moments, the links between them, names found as people type them."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from loa.journal.actions import SYSTEM
from loa.journal.models import Entry
from loa.units import actions, queries
from loa.units.actions.hanoi import DATA
from loa.units.models import Area, AreaLevel, Body, BodyVersion, System
from loa.units.rules.reforms import check_shares
from loa.units.tests.test_reforms import check_soundness
from loa.units.versions import in_force

Y2021, HALF, NOW = date(2021, 10, 1), date(2025, 3, 1), date(2025, 7, 1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def hanoi(db: None) -> actions.Loaded:
    return actions.load_hanoi(actor=SYSTEM)


def count(day: date, level: AreaLevel) -> int:
    return queries.area_versions(day).filter(level=level).count()


def area(code: str) -> Area:
    return Area.objects.get(code=code)


@pytest.mark.parametrize(("day", "districts", "communes"), [(Y2021, 30, 579), (HALF, 30, 526), (NOW, 0, 126)])
def test_it_holds_as_many_units_as_there_were(
    hanoi: actions.Loaded, day: date, districts: int, communes: int
) -> None:
    assert count(day, AreaLevel.CITY) == 1
    assert count(day, AreaLevel.DISTRICT) == districts
    assert count(day, AreaLevel.COMMUNE) == communes


def test_days_and_paths_are_sound(hanoi: actions.Loaded) -> None:
    check_soundness(
        [Y2021, date(2024, 12, 31), date(2025, 1, 1), HALF, date(2025, 6, 30), NOW, date(2030, 1, 1)]
    )


def test_loading_again_changes_nothing(hanoi: actions.Loaded) -> None:
    again = actions.load_hanoi(actor=SYSTEM)
    assert hanoi.fresh
    assert not again.fresh
    assert (again.areas, again.bodies, again.successions) == (hanoi.areas, hanoi.bodies, hanoi.successions)
    assert Entry.objects.filter(verb="units.hanoi_loaded").count() == 1


def test_it_takes_a_constant_handful_of_queries() -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries_run:
        actions.load_hanoi(actor=SYSTEM)
    assert len(queries_run) < 60


@pytest.mark.mission("N8")
def test_a_total_of_2021_is_whole_in_the_units_of_2025(hanoi: actions.Loaded) -> None:
    communes = list(
        queries.area_versions(Y2021).filter(level=AreaLevel.COMMUNE).values_list("area_id", flat=True)
    )
    counts = {(pk, Y2021): place + 1 for place, pk in enumerate(communes)}
    total = 579 * 580 // 2
    now = queries.rollup(counts, as_of=NOW)
    living = set(queries.area_versions(NOW).filter(level=AreaLevel.COMMUNE).values_list("area_id", flat=True))
    assert now.sum == sum(now.totals.values()) == total
    assert set(now.totals) <= living
    assert 0 < sum(now.approximate.values()) < total
    apart = queries.rollup(counts, as_of=NOW, divided="apart")
    assert apart.sum == total
    assert sum(apart.unplaced.values()) == sum(now.approximate.values())


@pytest.mark.mission("N8")
def test_a_total_by_district_is_kept_by_the_city(hanoi: actions.Loaded) -> None:
    districts = queries.area_versions(Y2021).filter(level=AreaLevel.DISTRICT)
    counts = {(row.area_id, Y2021): 10 for row in districts}
    assert queries.rollup(counts, as_of=NOW).totals == {area("01").pk: 300}


def test_every_ended_area_has_one_default_successor_and_sound_shares(hanoi: actions.Loaded) -> None:
    for on in (date(2025, 1, 1), NOW):
        ended = list(Area.objects.filter(versions__valid_until=on).distinct())
        for one in ended:
            links = queries.successors(one, on)
            if on == NOW or links:
                assert check_shares([link.share for link in links], [link.is_default for link in links]), (
                    one.code
                )
    gone = Area.objects.exclude(versions__valid_until__isnull=True).filter(
        versions__valid_until=date(2025, 1, 1)
    )
    alive = gone.filter(versions__valid_from=date(2025, 1, 1))
    assert all(queries.successors(one, date(2025, 1, 1)) for one in gone.difference(alive))


def test_it_knows_the_day_of_each_name(hanoi: actions.Loaded) -> None:
    assert queries.area_name(area("00004"), Y2021) == "Phường Trúc Bạch"
    assert queries.area_name(area("00004"), NOW) == "Phường Ba Đình"
    assert queries.area_name(area("00541"), Y2021) == "Xã Dương Hà"
    assert queries.area_name(area("00541"), HALF) == "Xã Thiên Đức"
    assert queries.area_version(area("00010"), NOW) is None
    assert queries.area_name(area("00010"), NOW) == "Phường Nguyễn Trung Trực"


def test_the_territory_of_a_day_hangs_together(hanoi: actions.Loaded) -> None:
    for day, districts, communes in ((Y2021, 30, 579), (NOW, 0, 126)):
        rows = {row.area_id: row for row in queries.area_versions(day)}
        levels = Counter(row.level for row in rows.values())
        assert (levels["district"], levels["commune"]) == (districts, communes)
        assert all(row.parent_id in rows for row in rows.values() if row.level != AreaLevel.CITY)


def test_names_stand_in_vietnamese_order(hanoi: actions.Loaded) -> None:
    communes = queries.area_versions(NOW).filter(level=AreaLevel.COMMUNE)
    assert [str(row) for row in communes[:2]] == ["Xã An Khánh", "Phường Ba Đình"]


def test_bodies_follow_the_same_days(hanoi: actions.Loaded) -> None:
    assert in_force(BodyVersion, Y2021).filter(body__code__startswith="UB21-").count() == 30 + 579
    assert in_force(BodyVersion, NOW).filter(body__code__startswith="UB21-").count() == 0
    assert in_force(BodyVersion, NOW).filter(body__code__startswith="UB-").count() == 126
    assert in_force(BodyVersion, NOW).filter(body__code__startswith="DU-", system=System.PARTY).count() == 126
    assert set(in_force(BodyVersion, NOW).values_list("system", flat=True)) == set(System.values)
    desk = Body.objects.get(code="BTG")
    assert queries.body_name(desk, Y2021) == "Ban Tuyên giáo Thành ủy Hà Nội"
    assert queries.body_version(desk, NOW) is None
    committee = Body.objects.get(code="BCDCOVID")
    assert queries.committee_members(committee, Y2021).count() == 4
    assert queries.committee_members(committee, NOW).count() == 0


def test_paths_of_bodies_run_through_their_superiors(hanoi: actions.Loaded) -> None:
    for day in (Y2021, HALF, NOW):
        rows = {row.body_id: row for row in in_force(BodyVersion, day)}
        for row in rows.values():
            above = rows[row.superior_id].path + "/" if row.superior_id else ""
            assert row.path == f"{above}{row.body_id}"


def test_the_outlines_are_those_of_the_126(hanoi: actions.Loaded) -> None:
    file = DATA / "wards_2025.geojson"
    features = json.loads(file.read_text(encoding="utf-8"))["features"]
    codes = {feature["properties"]["code"] for feature in features}
    assert file.stat().st_size < 150_000
    assert codes == set(
        queries.area_versions(NOW).filter(level=AreaLevel.COMMUNE).values_list("area__code", flat=True)
    )
