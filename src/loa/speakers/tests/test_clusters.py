"""The register: listed, changed, closed under the right body; it follows reforms, goes out as a table and comes back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from loa.journal.actions import SYSTEM
from loa.journal.models import Entry
from loa.lib import clock
from loa.lib.errors import Forbidden
from loa.lib.tables import TableReading, read_table, write_csv, write_xlsx
from loa.speakers import errors
from loa.speakers.actions import clusters, devices, silencing
from loa.speakers.actions.airing import end_airings
from loa.speakers.actions.commanding import ms
from loa.speakers.imports import CLUSTER_COLUMNS, check_clusters, import_clusters
from loa.speakers.models import Cluster, Command, Silence
from loa.speakers.queries.locks import Locks
from loa.speakers.queries.register import exported
from loa.speakers.queries.silences import Scope
from loa.speakers.queries.told import plays_in
from loa.speakers.rules.neighbours import Near
from loa.speakers.rules.words import NeighbourKind
from loa.speakers.testing import Joined, join, make_cluster
from loa.units import actions as units
from loa_wire import guards
from loa_wire.commands import Config, Play
from loa_wire.words import Ask, Priority, Why
from tests.scene_proof import Pole, make_airing, make_play, make_sound
from tests.world import World

SCHOOL = Near(NeighbourKind.SCHOOL, "THCS Láng Hạ", time(7), time(11, 30))


@pytest.fixture
def cluster(world: World, keyring: object) -> Cluster:
    del keyring
    return make_cluster(
        world.admin, world.ward_a, world.group_area, latitude=21.0171, longitude=105.8142, model="Pi"
    )


def told(joined: Joined, ask: Ask) -> list[dict[str, Any]]:
    """Return what the device was told, the latest last."""
    rows = Command.objects.filter(copies__device=joined.device, ask=ask.value).order_by("pk")
    return [dict(joined.read(row.envelope).body) for row in rows]


def test_only_who_manages_the_body_lists_changes_or_closes(world: World, cluster: Cluster) -> None:
    said = clusters.Said.of(cluster)
    for actor in (world.ward_officer, world.approver, world.stranger):
        with pytest.raises(Forbidden):
            clusters.add_cluster(actor=actor, said=said)
        with pytest.raises(Forbidden):
            clusters.change_cluster(actor=actor, cluster=cluster, said=said)
        with pytest.raises(Forbidden):
            clusters.close_cluster(actor=actor, cluster=cluster)


def test_a_code_names_one_cluster_and_volumes_hold_each_other(world: World, cluster: Cluster) -> None:
    with pytest.raises(errors.CodeTaken):
        make_cluster(world.admin, world.ward_b, world.ward_b_area, cluster.code)
    with pytest.raises(errors.VolumeOutside):
        make_cluster(world.admin, world.ward_b, world.ward_b_area, "X", volume=95)


def test_changed_limits_and_neighbours_reach_the_device_and_nothing_is_said_twice(
    world: World, cluster: Cluster
) -> None:
    joined = join(world.admin, cluster)
    said = clusters.Said(**{**vars(clusters.Said.of(cluster)), "volume_max": 70})
    clusters.change_cluster(actor=world.admin, cluster=cluster, said=said)
    assert told(joined, Ask.CONFIG)[-1]["volume_max"] == 70
    near = clusters.add_neighbour(actor=world.admin, cluster=cluster, near=SCHOOL)
    assert [7 * 60, 11 * 60 + 30] in told(joined, Ask.CONFIG)[-1]["quiet"]
    clusters.change_cluster(actor=world.admin, cluster=cluster, said=said)
    assert devices.run_refresh() == 0
    clusters.remove_neighbour(actor=world.admin, cluster=cluster, neighbour_id=near.pk)
    sent = told(joined, Ask.CONFIG)
    assert len(sent) == 4
    assert Config.from_wire(sent[-1]).quiet == Config().quiet


def test_a_closed_cluster_has_no_device_and_takes_no_change(world: World, cluster: Cluster) -> None:
    join(world.admin, cluster)
    with pytest.raises(errors.ClusterInUse):
        clusters.close_cluster(actor=world.admin, cluster=cluster)
    devices.revoke(actor=world.admin, cluster=cluster, reason="Hỏng")
    clusters.close_cluster(actor=world.admin, cluster=cluster)
    with pytest.raises(errors.ClusterClosed):
        clusters.change_cluster(actor=world.admin, cluster=cluster, said=clusters.Said.of(cluster))


def test_clusters_follow_the_heir_of_their_body_and_stay_silent_if_it_was(
    world: World, cluster: Cluster
) -> None:
    joined = join(world.admin, cluster)
    silencing.silence(actor=world.ward_officer, scope=Scope(body=world.ward_a), reason="Nghi bị chiếm quyền")
    new = units.NewBody("PAB", "Ủy ban nhân dân phường Mới")
    heir = units.merge_bodies(actor=SYSTEM, bodies=[world.ward_a, world.ward_b], into=new, on=clock.today())
    cluster.refresh_from_db()
    assert cluster.body == heir
    assert told(joined, Ask.GROUPS)[-1] == {"groups": ["city", f"b{heir.pk}", f"c{cluster.pk}"]}
    own = Silence.objects.get(cluster=cluster, off_at__isnull=True)
    assert own.on_by == world.ward_officer.person
    assert told(joined, Ask.KILL) == [{"on": True}, {"on": True}]
    assert Entry.objects.filter(verb="speakers.reform_followed").count() == 1


def test_a_cluster_that_joins_a_silenced_body_falls_silent(world: World, cluster: Cluster) -> None:
    make_cluster(world.admin, world.ward_b, world.ward_b_area, "ĐH-01")
    joined = join(world.admin, cluster)
    silencing.silence(actor=world.editor, scope=Scope(body=world.ward_b), reason="Phát nhầm")
    said = clusters.Said(**{**vars(clusters.Said.of(cluster)), "body": world.ward_b})
    clusters.change_cluster(actor=world.admin, cluster=cluster, said=said)
    assert told(joined, Ask.KILL) == [{"on": True}]
    assert Silence.objects.filter(cluster=cluster, off_at__isnull=True).count() == 1


def test_what_is_to_come_still_sounds_after_a_move_and_can_be_taken_out(
    world: World, cluster: Cluster
) -> None:
    """The device drops what the groups it leaves have ordered, so its cluster's own group orders it before."""
    joined = join(world.admin, cluster)
    airing = make_airing(make_sound(world.ward_a, world.editor.person), clock.now())
    make_play(airing, Pole(cluster, joined.device, joined.key))
    said = clusters.Said(**{**vars(clusters.Said.of(cluster)), "body": world.ward_b})
    clusters.change_cluster(actor=world.admin, cluster=cluster, said=said)
    (again,) = Command.objects.filter(ask=Ask.PLAY)
    assert (again.group_id, plays_in(again.envelope)) == (f"c{cluster.pk}", [str(airing.pk)])
    groups = Command.objects.filter(ask=Ask.GROUPS).latest("pk")
    assert f"b{world.ward_b.pk}" in joined.read(groups.envelope).names("groups")
    assert again.pk < groups.pk
    end_airings([airing], "rút lại")
    assert told(joined, Ask.CANCEL) == [{"plays": [str(airing.pk)]}]


# -- the table --------------------------------------------------------------------------------------------


def workbook(edit: Callable[[Any, dict[str, int]], None] | None = None) -> TableReading:
    """Return the exported table, read again after a person edited it in a spreadsheet."""
    book = load_workbook(
        BytesIO(write_xlsx(CLUSTER_COLUMNS, exported(Cluster.objects.all()), title="Cụm loa"))
    )
    places = {column.key: at for at, column in enumerate(CLUSTER_COLUMNS, start=1)}
    if edit:
        edit(book.worksheets[0], places)
    out = BytesIO()
    book.save(out)
    return read_table(out.getvalue(), "bang.xlsx", columns=CLUSTER_COLUMNS)


def rows(*given: dict[str, Any]) -> TableReading:
    return read_table(write_xlsx(CLUSTER_COLUMNS, given), "bang.xlsx", columns=CLUSTER_COLUMNS)


def test_the_table_unchanged_changes_nothing_in_either_kind_of_file(world: World, cluster: Cluster) -> None:
    clusters.add_neighbour(actor=world.admin, cluster=cluster, near=SCHOOL)
    make_cluster(world.admin, world.ward_b, world.ward_b_area, "ĐH-02")
    before = list(Cluster.objects.order_by("pk").values())
    as_csv = write_csv(CLUSTER_COLUMNS, exported(Cluster.objects.all()))
    for reading in (workbook(), read_table(as_csv, "bang.csv", columns=CLUSTER_COLUMNS)):
        done = import_clusters(actor=world.admin, reading=check_clusters(world.admin, reading))
        assert (done.new, done.changed, done.same) == (0, 0, 2)
    assert list(Cluster.objects.order_by("pk").values()) == before
    assert not Entry.objects.filter(verb="speakers.clusters_imported").exists()


def test_known_codes_change_and_new_ones_are_listed_in_one_act(world: World, cluster: Cluster) -> None:
    joined = join(world.admin, cluster)

    def edit(page: Any, places: dict[str, int]) -> None:
        line = next(row[0].row for row in page.iter_rows() if row[0].value == cluster.code)
        page.cell(line, places["volume_max"], 75)
        page.cell(line, places["neighbours"], "bệnh viện: Trạm y tế (12:00–14:00)")
        page.cell(line + 1, places["code"], "LH-02")
        page.cell(line + 1, places["place"], "Cổng chợ")
        page.cell(line + 1, places["body"], "PA")

    done = import_clusters(actor=world.admin, reading=workbook(edit))
    assert (done.new, done.changed, done.same) == (1, 1, 0)
    fresh = Cluster.objects.get(code="LH-02")
    assert (fresh.body, fresh.area) == (world.ward_a, world.ward_a_area)
    config = told(joined, Ask.CONFIG)[-1]
    assert config["volume_max"] == 75
    assert [720, 840] in config["quiet"]
    assert Entry.objects.filter(verb="speakers.clusters_imported").count() == 1


def test_every_wrong_row_is_named_and_nothing_is_half_done(world: World, cluster: Cluster) -> None:
    reading = rows(
        {"code": "N1", "place": "Chợ", "body": "PA"},
        {"code": "N2", "place": "Chợ", "body": "Phường Lạ"},
        {"code": "N3", "place": "Chợ", "body": "PA", "area": "Không Đâu"},
        {"code": "N4", "place": "Chợ", "body": "PA", "volume": 99},
        {"code": "N5", "place": "Chợ", "body": "PA", "latitude": 121, "longitude": 5},
        {"code": "N6", "place": "Chợ", "body": "PA", "neighbours": "quán: (lạ"},
        {"code": cluster.code, "place": "Nơi khác", "body": "PA", "mark": "aaaaaaaaaaaa"},
    )
    checked = check_clusters(world.admin, reading)
    found = {error.code for error in checked.errors}
    assert found == {
        "unknown_body",
        "unknown_area",
        "speakers_volume_outside",
        "bad_position",
        "bad_neighbour",
        "stale_row",
    }
    assert len(checked.errors_by_line()) == 6
    with pytest.raises(errors.NotImportable):
        import_clusters(actor=world.admin, reading=reading)
    assert list(Cluster.objects.values_list("code", flat=True)) == [cluster.code]


def test_a_body_out_of_reach_is_unknown_and_its_codes_are_not_taken_over(
    world: World, cluster: Cluster
) -> None:
    make_cluster_of_stranger = Cluster.objects.create(
        code="XA-1", body=world.stranger_body, area=world.stranger_area, place="Bến", opened_at=clock.now()
    )
    reading = rows(
        {"code": "XA-1", "place": "Bến", "body": "PA"}, {"code": "XA-2", "place": "Bến", "body": "TPK"}
    )
    found = {error.code for error in check_clusters(world.admin, reading).errors}
    assert found == {"cluster_elsewhere", "unknown_body"}
    make_cluster_of_stranger.refresh_from_db()
    assert make_cluster_of_stranger.body == world.stranger_body


def test_a_neighbour_is_quiet_on_the_server_as_on_the_device(world: World, cluster: Cluster) -> None:
    joined = join(world.admin, cluster)
    clusters.add_neighbour(actor=world.admin, cluster=cluster, near=SCHOOL)
    config = Config.from_wire(told(joined, Ask.CONFIG)[-1])
    for hour, why in ((8, Why.NIGHT), (12, None), (23, Why.NIGHT)):
        moment = datetime(2026, 12, 1, hour, tzinfo=clock.HANOI)
        play = Play("1", ms(moment), 60_000, ms(moment), Priority.NORMAL, sha256="a" * 64)
        assert Locks().blocked(cluster, play) == guards.blocked(play, config) == why
