"""How clusters stand, worst first; their list, map and page ask the same number of questions whatever they show."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from loa.files.actions import store_file
from loa.journal.actions import SYSTEM
from loa.lib import clock
from loa.speakers import errors
from loa.speakers.actions import devices, silencing
from loa.speakers.models import Airing, Cluster, Command, Play, Refusal, Sound
from loa.speakers.queries.health import count_attention, list_clusters
from loa.speakers.queries.silences import Scope
from loa.speakers.queries.silent import silent_visible_to
from loa.speakers.rules.words import Health, PlayState, SoundOrigin
from loa.speakers.testing import beat, join, make_cluster
from loa.units.errors import RightMissing
from loa_wire.words import Doing
from tests.world import World


@pytest.fixture
def make(world: World, keyring: object) -> Any:
    """Return a function that makes a cluster with a device heard just now."""
    del keyring

    def made(code: str, **said: Any) -> Cluster:
        cluster = make_cluster(
            world.admin, world.ward_a, world.ward_a_area, code, latitude=21.01, longitude=105.81
        )
        join(world.admin, cluster)
        beat(cluster, **said)
        return cluster

    return made


@pytest.fixture
def play(world: World) -> Any:
    """Return a function that lets a play at a cluster have ended somehow."""
    file = store_file(
        actor=SYSTEM, name="a.mp3", data=b"ID3" + bytes(200), purpose="speakers.sound", body=world.ward_a
    )
    facts = {
        "sha256": "a" * 64,
        "size": 203,
        "length_ms": 42_000,
        "loudness": -16,
        "origin": SoundOrigin.UPLOAD,
    }
    sound = Sound.objects.create(
        body=world.ward_a, title="Nước", file=file, made_by=world.editor.person, made_at=clock.now(), **facts
    )

    def played(cluster: Cluster, hours: int, state: str, **said: Any) -> Play:
        moment = clock.now() - timedelta(hours=hours)
        airing = Airing.objects.create(
            body=world.ward_a,
            sound=sound,
            title=f"Bản tin {hours}",
            source=f"t:{cluster.pk}",
            mode="live",
            priority="normal",
            starts_at=moment,
            latest_at=moment,
            length_ms=42_000,
            made_at=moment,
        )
        return Play.objects.create(
            airing=airing,
            cluster=cluster,
            body=world.ward_a,
            moment=moment,
            deadline_at=moment,
            state=state,
            **said,
        )

    return played


def states(world: World) -> dict[str, str]:
    rows = list_clusters(world.editor).order_by("rank", "code")
    return dict(rows.values_list("code", "health"))


def test_each_state_is_told_from_the_others_and_the_worst_stands_first(
    world: World, make: Any, play: Any
) -> None:
    make("ready")
    make("playing", doing=Doing.PLAYING.value)
    make("muted", doing=Doing.MUTED.value)
    make_cluster(world.admin, world.ward_a, world.ward_a_area, "unenrolled")
    Refusal.objects.create(cluster=make("refusing"), why="forged", at=clock.now())
    play(make("late"), 1, PlayState.PLAYED, late_ms=61_000)
    make("skewed", skew_ms=-7_200_000)
    make("offline", at=clock.now() - timedelta(minutes=4))
    play(make("silent"), 1, PlayState.UNKNOWN)
    silencing.silence(actor=world.editor, scope=Scope(cluster=make("silenced")), reason="Thử")
    assert list(states(world).items()) == [(state.value, state.value) for state in Health]
    assert count_attention(world.editor) == 5
    assert count_attention(world.stranger) == 0


def test_what_mended_itself_is_forgotten(world: World, make: Any, play: Any) -> None:
    cluster = make("A")
    play(cluster, 3, PlayState.UNKNOWN)
    told = play(cluster, 2, PlayState.TAKEN, told_silent_at=clock.now())
    assert states(world)["A"] == Health.SILENT
    Play.objects.filter(pk=told.pk).update(state=PlayState.PLAYED)
    assert states(world)["A"] == Health.READY
    Refusal.objects.create(cluster=cluster, why="forged", at=clock.now() - timedelta(hours=2))
    assert states(world)["A"] == Health.READY


def test_a_fault_told_by_the_device_is_a_silence_and_a_will_is_none(
    world: World, make: Any, play: Any
) -> None:
    play(make("broken"), 1, PlayState.NOT_PLAYED, why="no_audio", told_silent_at=clock.now())
    play(make("gave way"), 1, PlayState.NOT_PLAYED, why="preempted")
    assert states(world) == {"broken": Health.SILENT, "gave way": Health.READY}
    assert set(silent_visible_to(world.editor).values_list("cluster__code", flat=True)) == {"broken"}


def test_a_device_never_heard_is_offline_after_three_minutes(world: World, make: Any) -> None:
    make("A").beat.delete()
    assert states(world)["A"] == Health.READY
    with time_machine.travel(clock.now() + timedelta(minutes=4)):
        assert states(world)["A"] == Health.OFFLINE


# -- acts on one cluster ----------------------------------------------------------------------------------


def test_volume_stays_within_limits_and_mute_is_remembered(world: World, make: Any) -> None:
    cluster = make("A")
    with pytest.raises(errors.VolumeOutside):
        devices.set_volume(actor=world.ward_officer, cluster=cluster, volume=95)
    devices.set_volume(actor=world.ward_officer, cluster=cluster, volume=30)
    devices.mute(actor=world.ward_officer, cluster=cluster, on=True)
    cluster.refresh_from_db()
    assert (cluster.volume, cluster.is_muted) == (30, True)
    assert states(world)["A"] == Health.MUTED
    for actor in (world.other_ward_officer, world.approver):
        with pytest.raises(RightMissing):
            devices.mute(actor=actor, cluster=cluster, on=False)


def test_the_test_tone_waits_for_the_end_of_quiet_hours_and_is_never_late(world: World, make: Any) -> None:
    cluster = make("A")
    with time_machine.travel("2026-11-30T22:30:00+07:00"), pytest.raises(errors.QuietNow):
        devices.sound_tone(actor=world.ward_officer, cluster=cluster)
    with time_machine.travel("2026-11-30T09:30:00+07:00"):
        command = devices.sound_tone(actor=world.ward_officer, cluster=cluster)
    assert command.until_at - command.since_at < timedelta(minutes=2)


# -- screens ----------------------------------------------------------------------------------------------


def cost(client: Any, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_no_screen_asks_more_for_more_rows(world: World, make: Any, play: Any) -> None:
    client, cluster = world.client(world.admin), make("A0")
    play(cluster, 1, PlayState.PLAYED, started_at=clock.now(), heard_ms=40_000)
    devices.revoke(actor=world.admin, cluster=cluster, reason="Hỏng")
    join(world.admin, cluster)
    addresses = [
        reverse("speakers:clusters"),
        reverse("speakers:map"),
        reverse("speakers:cluster", args=[cluster.pk]),
        reverse("speakers:table", args=["csv"]),
        "/desk/",
    ]
    silencing.silence(actor=world.editor, scope=Scope(cluster=cluster), reason="Thử")
    before = [cost(client, address) for address in addresses]
    for n in range(1, 6):
        other = make(f"A{n}")
        silencing.silence(actor=world.editor, scope=Scope(cluster=other), reason="Thử")
        play(cluster, n + 1, PlayState.UNKNOWN)
        devices.revoke(actor=world.admin, cluster=cluster, reason=f"Hỏng {n}")
        join(world.admin, cluster)
    assert [cost(client, address) for address in addresses] == before


def test_the_page_says_whether_the_device_took_an_act(world: World, make: Any) -> None:
    cluster, client = make("A"), world.client(world.ward_officer)
    page = reverse("speakers:cluster", args=[cluster.pk])
    client.post(reverse("speakers:volume", args=[cluster.pk]), {"volume": "45"})
    shown = client.get(page).content.decode()
    assert "chỉnh âm lượng" in shown
    assert "Chờ gửi" in shown
    copy = Command.objects.get(ask="volume").copies.get()
    copy.answered_at, copy.taken, copy.why = clock.now(), False, "limit"
    copy.save()
    assert "vượt giới hạn của cụm loa" in client.get(page).content.decode()
    refused = client.post(reverse("speakers:volume", args=[cluster.pk]), {"volume": "99"}, follow=True)
    assert "từ 20 đến 90 %" in refused.content.decode()


def test_a_command_that_switches_says_which_way(world: World, make: Any) -> None:
    cluster, client = make("A"), world.client(world.ward_officer)
    for act in ("mute", "unmute"):
        client.post(reverse(f"speakers:{act}", args=[cluster.pk]))
    row = silencing.silence(actor=world.editor, scope=Scope(cluster=cluster), reason="Thử")
    silencing.ask_to_end(actor=world.editor, silence=row, reason="Xong")
    silencing.agree_to_end(actor=world.duty, silence=row)
    shown = client.get(reverse("speakers:cluster", args=[cluster.pk])).content.decode()
    lines = shown.split('id="commands"')[1].split("<li>")[1:5]
    told = [line.split(" (")[0].split("–")[1].strip() for line in lines]
    assert told == ["mở lại loa", "ngắt loa khẩn cấp", "mở tiếng", "tắt tiếng"]


def test_hundreds_of_clusters_are_one_mark_for_each_body_until_one_is_chosen(world: World, make: Any) -> None:
    make("A0", at=clock.now() - timedelta(hours=1))
    for body, area in ((world.ward_a, world.ward_a_area), (world.ward_b, world.ward_b_area)):
        rows = [
            Cluster(
                code=f"{body.pk}-{n}",
                body=body,
                area=area,
                place="Cột",
                latitude=21.01 + n / 10_000,
                longitude=105.81,
                opened_at=clock.now(),
            )
            for n in range(30)
        ]
        Cluster.objects.bulk_create(rows)
    client, address = world.client(world.editor), reverse("speakers:map")
    page = client.get(address).content.decode()
    assert page.count('class="loa-point loa-tone-') == 2
    assert "1 mất kết nối, 30 chưa ghép thiết bị" in page
    assert f'href="?body={world.ward_b.pk}"' in page
    narrowed = client.get(address, {"body": world.ward_b.pk}).content.decode()
    assert narrowed.count('class="loa-point loa-tone-') == 30


def test_a_mark_at_the_edge_of_the_map_is_drawn_whole(world: World, make: Any) -> None:
    for code, latitude in (("N1", 21.4), ("S1", 20.6)):
        Cluster.objects.filter(pk=make(code).pk).update(latitude=latitude)
    page = world.client(world.editor).get(reverse("speakers:map")).content.decode()
    box = re.search(r'viewBox="([-\d.]+) ([-\d.]+) ([-\d.]+) ([-\d.]+)" role', page)
    marks = re.findall(r"translate\(([-\d.]+) ([-\d.]+)\) scale\(([\d.]+)\)", page)
    assert box
    top, high = float(box[2]), float(box[4])
    for _x, y, grown in marks:
        assert top <= float(y) - 13 * float(grown)
        assert float(y) + 13 * float(grown) <= top + high


def test_another_makers_fields_are_folded_until_it_is_chosen(world: World, make: Any) -> None:
    client, cluster = world.client(world.admin), make("A")
    for address in (reverse("speakers:add"), reverse("speakers:change", args=[cluster.pk])):
        fold = client.get(address).content.decode().split("<details")[-1]
        assert not fold.split(">")[0].strip(), address
        assert 'name="dialect"' in fold
    Cluster.objects.filter(pk=cluster.pk).update(dialect="groups", settings={"device": "7"})
    shown = client.get(reverse("speakers:change", args=[cluster.pk])).content.decode()
    assert "<details open>" in shown


def test_an_exercise_cluster_is_listed_from_the_screen_and_says_what_it_is(world: World) -> None:
    client = world.client(world.admin)
    filled = {"code": "DT-1", "body": world.ward_a.pk, "area": world.ward_a_area.pk, "where": "Sân tập"}
    filled |= {"volume": 50, "volume_min": 10, "volume_max": 80, "mode": "exercise"}
    assert client.post(reverse("speakers:add"), filled).status_code == 302
    cluster = Cluster.objects.get(code="DT-1")
    assert cluster.mode == "exercise"
    assert "DT-1, Sân tập – diễn tập" in client.get(reverse("speakers:clusters")).content.decode()
    change = reverse("speakers:change", args=[cluster.pk])
    assert 'name="mode"' not in client.get(change).content.decode()
    assert client.post(change, filled | {"mode": "live"}).status_code == 302
    cluster.refresh_from_db()
    assert cluster.mode == "exercise"


def test_the_list_is_narrowed_by_state_and_searched_without_marks(world: World, make: Any) -> None:
    make("A1")
    make("B2", at=clock.now() - timedelta(hours=1))
    client, address = world.client(world.editor), reverse("speakers:clusters")
    narrowed = client.get(address, {"state": "attention"}).content.decode()
    assert ">B2, " in narrowed
    assert ">A1, " not in narrowed
    assert ">A1, " in client.get(address, {"q": "cot a1"}).content.decode()
    assert "mất kết nối" in client.get(address, {"export": "csv"}).content.decode()
    points = client.get(reverse("speakers:map")).content.decode()
    assert points.count('class="loa-point loa-tone-') >= 2


def test_a_cluster_is_listed_changed_and_given_neighbours_on_screen(world: World, make: Any) -> None:
    client = world.client(world.admin)
    filled = {"code": "M1", "body": world.ward_a.pk, "area": world.group_area.pk, "where": "Cổng chợ"}
    filled |= {"volume": 50, "volume_min": 10, "volume_max": 80, "mode": "live"}
    assert client.post(reverse("speakers:add"), {**filled, "latitude": "21.01"}).status_code == 422
    answer = client.post(reverse("speakers:add"), filled)
    cluster = Cluster.objects.get(code="M1")
    assert answer["Location"] == reverse("speakers:cluster", args=[cluster.pk])
    assert (cluster.place, cluster.area) == ("Cổng chợ", world.group_area)
    change = reverse("speakers:change", args=[cluster.pk])
    assert 'value="Cổng chợ"' in client.get(change).content.decode()
    found = client.post(change, {**filled, "place": "Phường Láng Hạ"}).content.decode()
    assert f'value="{world.ward_a_area.pk}" selected' in found
    client.post(change, {**filled, "where": "Cổng trường"})
    near = {
        "kind": "school",
        "name": "THCS",
        "quiet_from": "07:00",
        "quiet_until": "11:30",
        "weekdays": [1, 2],
    }
    neighbours = reverse("speakers:neighbours", args=[cluster.pk])
    assert client.post(neighbours, {**near, "quiet_until": ""}).status_code == 422
    client.post(neighbours, near)
    shown = client.get(reverse("speakers:cluster", args=[cluster.pk])).content.decode()
    assert "Cổng trường" in shown
    assert "yên tĩnh 07:00–11:30" in shown
    assert "(T2 T3)" in shown
    assert "thêm cụm loa" in shown


def test_the_page_of_a_cluster_tells_of_a_late_play_as_the_reconciliation_does(
    world: World, make: Any, play: Any
) -> None:
    cluster = make("A")
    play(cluster, 1, PlayState.PLAYED, late_ms=75_000, heard_ms=95_000, started_at=clock.now())
    page = (
        world.client(world.ward_officer).get(reverse("speakers:cluster", args=[cluster.pk])).content.decode()
    )
    assert "đã phát, chậm giờ" in page
    assert "1 phút 15 giây" in page
    assert "1 phút 35 giây" in page


@pytest.mark.parametrize(
    ("address", "start"), [("clusters", "import/clusters"), ("limits", "limits/new"), ("slots", "slots/new")]
)
def test_an_empty_list_offers_a_beginning_only_to_who_may_begin(
    world: World, address: str, start: str
) -> None:
    reader = world.client(world.clerk).get(reverse(f"speakers:{address}")).content.decode()
    assert "loa-empty" in reader
    assert start not in reader
    begins = world.editor if address == "slots" else world.admin
    assert start in world.client(begins).get(reverse(f"speakers:{address}")).content.decode()
