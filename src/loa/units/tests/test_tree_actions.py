"""Each reform by itself: what it leaves behind, what it refuses, what the journal says."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from loa.journal.actions import SYSTEM
from loa.journal.models import Entry
from loa.lib import clock
from loa.lib.errors import Forbidden
from loa.units import access, actions, errors, queries
from loa.units.actions import NewArea, NewBody, Part
from loa.units.models import Area, AreaLevel, Body, Post, System
from loa.units.permissions import Permission
from loa.units.tests.test_reforms import check_soundness
from tests.world import FOUNDED, World

ON = date(2024, 7, 1)
BEFORE = ON - timedelta(days=1)


def test_a_renamed_ward_keeps_its_old_name_on_old_days(world: World) -> None:
    actions.rename_area(actor=world.admin, area=world.ward_a_area, kind="Phường", name="Thành Công", on=ON)
    assert queries.area_name(world.ward_a_area, BEFORE) == "Phường Láng Hạ"
    assert queries.area_name(world.ward_a_area, ON) == "Phường Thành Công"
    entry = Entry.objects.get(verb="units.area_renamed")
    assert entry.facts == {"on": "2024-07-01", "olds": ["C1A"]}
    assert entry.person == world.admin.person_key


def test_wards_merge_with_their_groups_and_their_totals(world: World) -> None:
    areas = [world.ward_a_area, world.ward_b_area]
    new = actions.merge_areas(actor=world.admin, areas=areas, into=NewArea("C1N", "Phường", "Mới"), on=ON)
    check_soundness([FOUNDED, BEFORE, ON])
    group = queries.area_version(world.group_area, ON)
    assert group is not None
    assert (group.parent, group.path) == (new, "C1/C1N/C1A-01")
    counts = {
        (world.ward_a_area.pk, BEFORE): 3,
        (world.ward_b_area.pk, BEFORE): 4,
        (world.group_area.pk, BEFORE): 5,
    }
    assert queries.rollup(counts, as_of=ON).totals == {new.pk: 7, world.group_area.pk: 5}
    assert [link.old for link in queries.predecessors(new, ON)] == areas
    standing = queries.area_versions(ON).filter(path__startswith="C1/")
    assert {row.area.code for row in standing} == {"C1N", "C1A-01"}


def test_a_ward_that_takes_another_in_goes_on_under_its_code(world: World) -> None:
    areas = [world.ward_a_area, world.ward_b_area]
    new = actions.merge_areas(
        actor=world.admin, areas=areas, into=NewArea("C1B", "Phường", "Đông Hội"), on=ON
    )
    assert new == world.ward_b_area
    assert queries.area_version(world.ward_a_area, ON) is None
    assert queries.rollup({(world.ward_b_area.pk, BEFORE): 4}, as_of=ON).totals == {new.pk: 4}
    check_soundness([BEFORE, ON])


def test_a_ward_splits_by_share_and_its_groups_go_where_they_are_said_to(world: World) -> None:
    parts = [
        Part(NewArea("C1A", "Phường", "Láng Hạ"), 0.6, is_default=True),
        Part(NewArea("C1S", "Phường", "Láng Trung"), 0.4, groups=("C1A-01",)),
    ]
    kept, new = actions.split_area(actor=world.admin, area=world.ward_a_area, parts=parts, on=ON)
    check_soundness([BEFORE, ON])
    assert kept == world.ward_a_area
    group = queries.area_version(world.group_area, ON)
    assert group is not None
    assert group.parent == new
    assert queries.rollup({(kept.pk, BEFORE): 101}, as_of=ON).totals == {kept.pk: 61, new.pk: 40}


def test_a_split_refuses_bad_shares_and_groups_it_does_not_have(world: World) -> None:
    def split(*parts: Part) -> None:
        actions.split_area(actor=world.admin, area=world.ward_a_area, parts=parts, on=ON)

    one, two = NewArea("C1A", "Phường", "Một"), NewArea("C1S", "Phường", "Hai")
    with pytest.raises(errors.BadShares):
        split(Part(one, 0.6, is_default=True), Part(two, 0.6))
    with pytest.raises(errors.BadShares):
        split(Part(one, is_default=True), Part(two, 0.5))
    with pytest.raises(errors.BadShares):
        split(Part(one, is_default=True))
    with pytest.raises(errors.BadPlace):
        split(Part(one, is_default=True), Part(two, groups=("C1B",)))
    assert not Area.objects.filter(code="C1S").exists()


def test_an_abolished_ward_leaves_its_groups_to_the_city_and_its_totals_to_the_heir(world: World) -> None:
    actions.abolish_area(actor=world.admin, area=world.ward_a_area, heir=world.ward_b_area, on=ON)
    check_soundness([BEFORE, ON])
    assert queries.rollup({(world.ward_a_area.pk, BEFORE): 9}, as_of=ON).totals == {world.ward_b_area.pk: 9}
    with pytest.raises(errors.BadPlace):
        actions.abolish_area(actor=world.admin, area=world.city_area, on=ON)


def test_things_of_an_abolished_ward_stay_in_the_citys_reach(world: World) -> None:
    actions.abolish_area(actor=world.admin, area=world.ward_b_area, on=ON)
    actions.abolish_body(actor=world.admin, body=world.ward_b, on=ON)
    assert world.ward_b in access.bodies_in_reach(world.editor, Permission.BULLETINS_READ)
    assert world.ward_b_area in access.areas_in_reach(world.editor, Permission.BULLETINS_READ)


def test_history_is_written_forwards(world: World) -> None:
    actions.rename_area(actor=world.admin, area=world.ward_a_area, kind="Phường", name="Mới", on=ON)
    with pytest.raises(errors.LaterChange):
        actions.rename_area(actor=world.admin, area=world.ward_a_area, kind="Phường", name="Cũ", on=BEFORE)
    with pytest.raises(errors.LaterChange):
        actions.abolish_area(actor=world.admin, area=world.ward_a_area, on=BEFORE)
    actions.rename_body(actor=world.admin, body=world.station, name="Nhà Văn hóa", on=ON)
    with pytest.raises(errors.LaterChange):
        actions.move_body(actor=world.admin, body=world.ward_a, superior=world.ward_b, on=BEFORE)
    with pytest.raises(errors.NotInForce):
        actions.rename_area(
            actor=world.admin, area=world.ward_b_area, kind="Xã", name="Xưa", on=FOUNDED - timedelta(days=1)
        )


def test_two_changes_on_one_day_leave_one_version(world: World) -> None:
    for name in ("Một", "Hai"):
        actions.rename_area(actor=world.admin, area=world.ward_a_area, kind="Phường", name=name, on=ON)
    assert world.ward_a_area.versions.count() == 2
    assert queries.area_name(world.ward_a_area, ON) == "Phường Hai"


def test_an_area_is_not_put_beside_or_under_itself(world: World) -> None:
    with pytest.raises(errors.BadPlace):
        actions.move_area(actor=world.admin, area=world.group_area, parent=world.group_area, on=ON)
    with pytest.raises(errors.BadPlace):
        actions.move_area(actor=world.admin, area=world.ward_a_area, parent=world.ward_b_area, on=ON)
    with pytest.raises(errors.BadPlace):
        actions.merge_areas(
            actor=world.admin, areas=[world.ward_a_area] * 2, into=NewArea("C1N", "Phường", "Mới"), on=ON
        )


@pytest.mark.parametrize(
    ("code", "name", "error"),
    [
        ("C1B", "Tên", errors.CodeTaken),
        ("", "Tên", errors.BadName),
        ("a/b", "Tên", errors.BadName),
        ("Đ1", "Tên", errors.BadName),
        ("X" * 21, "Tên", errors.BadName),
        ("C1X", "  ", errors.BadName),
        ("C1X", "x" * 121, errors.BadName),
    ],
)
def test_codes_and_names_are_checked(world: World, code: str, name: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        actions.create_area(
            actor=world.admin,
            code=code,
            level=AreaLevel.COMMUNE,
            kind="Xã",
            name=name,
            parent=world.city_area,
            on=ON,
        )


def test_only_those_who_manage_units_there_reform_them(world: World) -> None:
    for actor in (world.editor, world.leader, world.ward_officer, world.stranger):
        with pytest.raises(Forbidden):
            actions.rename_area(actor=actor, area=world.ward_a_area, kind="Phường", name="Mới", on=ON)
        with pytest.raises(Forbidden):
            actions.rename_body(actor=actor, body=world.ward_a, name="Mới", on=ON)
    with pytest.raises(Forbidden):
        actions.create_area(
            actor=world.admin,
            code="C9",
            level=AreaLevel.CITY,
            kind="Thành phố",
            name="Mới",
            parent=None,
            on=ON,
        )
    with pytest.raises(Forbidden):
        actions.move_body(actor=world.admin, body=world.ward_a, superior=world.stranger_body, on=ON)


# -- bodies -----------------------------------------------------------------------------------------------


def test_merged_bodies_hand_over_what_stands_below_and_end_their_posts(world: World) -> None:
    into = NewBody("PN", "Ủy ban nhân dân phường Mới")
    on = clock.today() + timedelta(days=5)
    new = actions.merge_bodies(actor=world.admin, bodies=[world.ward_a, world.ward_b], into=into, on=on)
    station = queries.body_version(world.station, on)
    assert station is not None
    assert station.superior == new
    assert station.path == f"{world.city.pk}/{new.pk}/{world.station.pk}"
    assert queries.body_version(world.ward_a, on) is None
    assert Post.objects.get(pk=world.ward_officer.post.pk).valid_until == on
    assert access.can(world.ward_officer, Permission.BULLETINS_WRITE, body=world.ward_a)
    assert Entry.objects.get(verb="units.bodies_merged").facts == {
        "on": on.isoformat(),
        "olds": ["PA", "PB"],
        "news": ["PN"],
    }


def test_a_body_splits_and_the_one_that_goes_on_keeps_its_posts(world: World) -> None:
    parts = [NewBody("PA", "UBND phường Láng Hạ"), NewBody("PA2", "UBND phường Láng Trung")]
    kept, new = actions.split_body(actor=world.admin, body=world.ward_a, parts=parts, on=ON)
    assert kept == world.ward_a
    version = queries.body_version(new, ON)
    assert version is not None
    assert version.superior == world.city
    assert Post.objects.get(pk=world.ward_officer.post.pk).valid_until is None


def test_a_moved_body_takes_its_branch_and_its_rights_along(world: World) -> None:
    today = clock.today()
    actions.move_body(
        actor=world.admin, body=world.station, superior=world.ward_b, seat_area=world.ward_b_area, on=today
    )
    assert set(access.bodies_in_reach(world.ward_officer, Permission.BULLETINS_READ)) == {world.ward_a}
    assert set(access.bodies_in_reach(world.other_ward_officer, Permission.BULLETINS_READ)) == {
        world.ward_b,
        world.station,
    }
    assert queries.superiors(world.station, today) == [world.ward_b, world.city]
    with pytest.raises(errors.BadPlace):
        actions.move_body(actor=world.admin, body=world.ward_b, superior=world.station, on=today)


def committee(world: World, until: date | None) -> Body:
    new = NewBody("BCD", "Ban Chỉ đạo phòng, chống dịch")
    members = [world.ward_a, world.ward_b, world.ward_a]
    return actions.create_committee(
        actor=world.admin,
        new=new,
        superior=world.city,
        seat_area=world.city_area,
        members=members,
        on=ON,
        until=until,
    )


def test_a_committee_has_members_and_an_end(world: World) -> None:
    end = ON + timedelta(days=100)
    body = committee(world, end)
    assert set(queries.committee_members(body, ON)) == {world.ward_a, world.ward_b}
    assert queries.body_version(body, end - timedelta(days=1)) is not None
    assert queries.body_version(body, end) is None
    assert not queries.committee_members(body, end).exists()


@pytest.mark.parametrize("until", [None, ON, BEFORE])
def test_a_committee_without_an_end_is_refused(world: World, until: date | None) -> None:
    with pytest.raises(errors.CommitteeNeedsEnd):
        committee(world, until)


def test_nothing_stands_under_a_committee(world: World) -> None:
    body = committee(world, ON + timedelta(days=100))
    with pytest.raises(errors.BadPlace):
        actions.move_body(actor=world.admin, body=world.station, superior=body, on=ON)


def test_an_abolished_body_leaves_its_committee(world: World) -> None:
    body = committee(world, ON + timedelta(days=100))
    actions.abolish_body(actor=world.admin, body=world.ward_b, on=ON + timedelta(days=10))
    assert set(queries.committee_members(body, ON + timedelta(days=10))) == {world.ward_a}
    with pytest.raises(errors.BadPlace):
        actions.abolish_body(actor=SYSTEM, body=world.city, on=ON)


def test_a_new_body_stands_in_the_tree_of_its_day(world: World) -> None:
    new = NewBody("SYT", "Sở Y tế", "SYT", System.STATE)
    body = actions.create_body(
        actor=world.admin, new=new, superior=world.city, seat_area=world.city_area, on=ON
    )
    below = queries.body_versions(ON).filter(superior=world.city)
    assert {row.body.code for row in below} == {"SYT", "PA", "PB"}
    assert queries.body_name(body, ON, short=True) == "SYT"
    with pytest.raises(errors.CodeTaken):
        actions.create_body(actor=world.admin, new=new, superior=world.city, seat_area=world.city_area, on=ON)
    older = NewBody("SCU", "Sở Cũ")
    with pytest.raises(errors.NotInForce):
        actions.create_body(
            actor=SYSTEM, new=older, superior=None, seat_area=world.city_area, on=FOUNDED - timedelta(days=1)
        )
