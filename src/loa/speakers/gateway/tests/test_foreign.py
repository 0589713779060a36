"""Clusters of other makers, spoken to over real HTTP and MQTT on loopback by devices that behave badly."""

from __future__ import annotations

import asyncio
import json
import subprocess
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from loa.lib import clock
from loa.lib.tables import read_table, write_xlsx
from loa.speakers import errors
from loa.speakers.actions import clusters, devices, enrolling, silencing
from loa.speakers.actions.airing import Said, air
from loa.speakers.actions.ending import end_overdue, find_outages, find_silent
from loa.speakers.gateway import embedded, mosquitto, rights
from loa.speakers.gateway.bench.running import gatewaying, listening, listens, wait_until
from loa.speakers.gateway.broker import choose
from loa.speakers.gateway.dialects.base import Said as Says
from loa.speakers.gateway.dialects.base import Word
from loa.speakers.gateway.foreign import held, loop, words
from loa.speakers.gateway.tests.conftest import needs_mosquitto
from loa.speakers.gateway.tests.peer import Peer
from loa.speakers.imports import CLUSTER_COLUMNS, check_clusters
from loa.speakers.models import Beat, Cluster, Handed, Outage, Play
from loa.speakers.queries.foreign import unsigned_in
from loa.speakers.queries.health import with_health
from loa.speakers.queries.reconcile import Wanted, reconcile
from loa.speakers.queries.register import exported
from loa.speakers.queries.silences import Scope
from loa.speakers.queries.tickets import password_of, poll_address, ticket_of
from loa.speakers.tests.scene_schedule import at, make_airing, make_sound, tomorrow
from loa_wire.words import Priority, Why
from tests.world import World

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("keyring")]


def listed(world: World, dialect: str, code: str = "HA-01", *, mode: str = "test", **more: Any) -> Cluster:
    """List a cluster of another maker in ward A."""
    said = clusters.Said(
        code, world.ward_a, world.ward_a_area, f"Cột {code}", dialect=dialect, device="D1", **more
    )
    return clusters.add_cluster(actor=world.admin, said=said, mode=mode)


def emergency(world: World, cluster: Cluster) -> Play:
    """Let an emergency sound at a cluster now, as the ledger does; it passes the night lock whatever the hour."""
    said = Said("bulletins.text:1", 1, "Vỡ đê", "ABC", 1, cluster.mode, Priority.EMERGENCY, make_sound(world))
    assert air(said, {cluster.pk: 0}) == {cluster.pk: None}
    return Play.objects.get(cluster=cluster)


class MakerA:
    """Keeps the last list; answers the question for its state with `answer`, or with what its list says."""

    def __init__(self) -> None:
        self.songs: list[dict[str, Any]] = []
        self.output, self.status, self.pushes = 2, 200, 0
        self.answer: bytes | None = None
        self.hangs = threading.Event()
        self.goes_on = threading.Event()
        maker = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                raw = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                body = maker.take(raw)
                self.send_response(maker.status)
                self.send_header("Content-Length", str(len(body) + (5 if body == b"half" else 0)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}"

    def take(self, raw: dict[str, Any]) -> bytes:
        if raw["DataType"] == 20:
            return self.state() if self.answer is None else self.answer
        [item] = raw["Data"]["CommandItem_Ts"]
        songs = item["CommandSend"]["Data"]["PlayList"]
        if songs and self.hangs.is_set():
            self.goes_on.wait(20)
            return b"{}"
        self.pushes += 1
        if self.status == 200:
            self.songs = songs
        return b"{}"

    def state(self) -> bytes:
        song = self.songs[0]["SongName"] if self.songs else ""
        output = self.output if song else 1
        state = {"DataType": 5, "DeviceID": "D1", "AudioOutState": str(output), "Volume": 6, "SongName": song}
        return json.dumps([{"DataType": 5, "DeviceID": "D0"}, state]).encode()


@pytest.fixture
def maker() -> Iterator[MakerA]:
    made = MakerA()
    thread = threading.Thread(target=made.server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield made
    made.goes_on.set()
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def looped(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], None]:
    """Run the gateway's loop until something is true."""
    for name in ("LOOK_EVERY", "ASK_EVERY", "AGAIN_AFTER"):
        monkeypatch.setattr(loop, name, 0.05)

    def run(true: Callable[[], object]) -> None:
        async def drive() -> None:
            foreign = loop.Foreign(_in_thread, _no_broker)
            running = asyncio.create_task(foreign.run())
            async with asyncio.timeout(20):
                while not await _in_thread(true):
                    assert not running.done(), "the loop ended"
                    await asyncio.sleep(0.02)
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

        asyncio.run(drive())

    return run


async def _in_thread(work: Callable[..., Any], *arguments: Any) -> Any:
    def and_hang_up() -> Any:
        try:
            return work(*arguments)
        finally:
            connection.close()

    return await asyncio.to_thread(and_hang_up)


async def _no_broker(topic: str, payload: bytes) -> bool:
    del topic, payload
    return False


def told(play: Play) -> str:
    play.refresh_from_db()
    return play.told


# -- the register --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dialect", "more"),
    [
        ("playlist", {"address": ""}),
        ("playlist", {"address": "https://loa.example.vn/?a=1"}),
        ("playlist", {"address": "ftp://loa.example.vn"}),
        ("playlist", {"address": "https://user:pass@loa.example.vn"}),
        ("playlist", {"address": "http://loa.example.vn"}),
        ("playlist", {"address": "https://10.0.0.7"}),
        ("playlist", {"address": "https://127.0.0.1"}),
        ("playlist", {"address": "https://loa.example.vn:22"}),
        ("playlist", {"address": "https://[::"}),
        ("polling", {"address": "https://loa.example.vn"}),
        ("loa", {}),
    ],
)
def test_settings_that_cannot_work_are_refused_with_a_sentence(world, dialect, more):
    with pytest.raises(errors.BadSettings) as refused:
        listed(world, dialect, mode="live", **more)
    assert str(refused.value).endswith(".")


def test_an_exercise_reaches_only_this_machine_and_a_device_number_names_one_device(world, settings):
    with pytest.raises(errors.BadSettings):
        listed(world, "playlist", address="https://loa.example.vn", mode="exercise")
    with pytest.raises(errors.BadSettings):
        listed(world, "playlist", address="http://10.0.0.7:9000", mode="exercise")
    settings.EXERCISE_ADDRESSES = ["10.0.0.0/24"]
    listed(world, "playlist", address="http://10.0.0.7:9000", mode="exercise")
    with pytest.raises(errors.BadSettings):
        listed(world, "playlist", "HA-02", address="http://10.0.0.7:9000/", mode="exercise")
    assert Cluster.objects.get().settings == {"device": "D1", "address": "http://10.0.0.7:9000"}


def test_what_only_our_own_program_does_is_refused_for_another_makers_device(world):
    cluster = listed(world, "groups")
    for act in (devices.sound_tone, enrolling.make_code):
        with pytest.raises(errors.ForeignDevice):
            act(actor=world.admin if act is enrolling.make_code else world.ward_officer, cluster=cluster)


# -- maker A -------------------------------------------------------------------------------------------------


def test_the_list_is_handed_over_and_the_devices_word_is_never_a_proof(world, maker, looped):
    cluster = listed(world, "playlist", address=maker.address)
    play = emergency(world, cluster)
    assert play.state == "planned"
    looped(lambda: told(play) == "sounds")
    assert (play.state, Beat.objects.get().doing, Beat.objects.get().volume) == ("taken", "playing", 60)
    assert ticket_of(cluster) in maker.songs[0]["SongName"]
    maker.output = 3
    looped(lambda: told(play) == "ended")
    assert maker.pushes == 1
    end_overdue(play.deadline_at)
    play.refresh_from_db()
    assert (play.state, play.told_silent_at, play.started_at, play.heard_ms) == ("unknown", None, None, 0)
    sums = reconcile(world.ward_officer, Wanted(clock.today(), clock.today())).sums
    assert (sums.told, sums.unknown, sums.played, sums.is_whole) == (1, 0, 0, True)
    assert with_health(Cluster.objects.all()).get().health == "ready"


@pytest.mark.parametrize(
    "noise",
    [
        b"half",
        b"\xff\x00garbage",
        b"[" * 60_000,
        b'{"DataType": 5, "DeviceID": "D1", "AudioOutState": 1e999, "Volume": 6}',
        b'{"DataType": 5, "DeviceID": {"D1": []}, "AudioOutState": [2], "Volume": 6}',
        b'{"Data": {"DataType": 5, "DeviceID": "D1", "AudioOutState": 2, "Volume": 6}}',
        b'{"DataType": 5, "DeviceID": "D2", "AudioOutState": 2, "Volume": 6, "SongName": "x#1"}',
        b"x" * 100_000,
    ],
)
def test_noise_is_no_sign_of_life_and_the_list_stands(world, maker, looped, noise):
    cluster = listed(world, "playlist", address=maker.address)
    play = emergency(world, cluster)
    maker.answer = noise
    looped(lambda: Handed.objects.filter(digest__gt="").exists())
    assert told(play) == ""
    assert not Beat.objects.exists()
    maker.answer = None
    looped(lambda: told(play) == "sounds")


def test_a_device_that_fails_is_tried_again_and_its_page_says_why(world, maker, looped, client):
    cluster = listed(world, "playlist", address=maker.address)
    play = emergency(world, cluster)
    maker.status = 500
    looped(lambda: Handed.objects.filter(fault__gt="").exists() and maker.pushes > 1)
    play.refresh_from_db()
    assert (play.state, maker.songs) == ("planned", [])
    maker.status = 200
    looped(lambda: told(play) == "sounds")
    assert Handed.objects.get().fault == ""


def test_a_stop_does_not_wait_for_a_list_that_hangs_and_what_sounds_on_is_told_again(world, maker, looped):
    cluster = listed(world, "playlist", address=maker.address)
    maker.songs = [{"SongName": "x#1"}]
    maker.hangs.set()
    emergency(world, cluster)
    pressed: list[object] = []

    def silenced() -> bool:
        if not pressed:
            scope = Scope(cluster=cluster)
            pressed.append(silencing.silence(actor=world.ward_officer, scope=scope, reason="Phát nhầm"))
        return maker.songs == [] and Handed.objects.filter(is_stop=True, fault="").exists()

    looped(silenced)
    [silence] = pressed
    unsigned = unsigned_in(world.ward_officer, silence)  # type: ignore[arg-type]
    assert (unsigned.total, unsigned.taken, unsigned.clusters) == (1, 1, [])
    words.hear(cluster, [Word("D1", Says.SOUNDS, 0, 60)], clock.now())
    assert unsigned_in(world.ward_officer, silence).taken == 0  # type: ignore[arg-type]
    before = maker.pushes
    looped(lambda: maker.pushes > before)


def test_a_word_about_another_play_another_hour_or_again_changes_nothing(world):
    cluster = listed(world, "groups")
    play = emergency(world, cluster)
    now = clock.now()
    [one] = held.held_now(held.open_clusters(), now)
    words.hear(cluster, [Word("D1", Says.SOUNDS, play.pk, 60)], now)
    assert told(play) == ""  # nothing was handed over yet
    words.note_handed(one, now)
    words.hear(cluster, [Word("D1", Says.ENDED, play.pk, 60)], play.deadline_at + timedelta(seconds=1))
    words.hear(cluster, [Word("D1", Says.ENDED, play.pk + 1, 60)], now)
    assert told(play) == ""
    words.hear(cluster, [Word("D1", Says.ENDED, play.pk, 60)], now)
    words.hear(cluster, [Word("D1", Says.SOUNDS, play.pk, 60), Word("D1", Says.REFUSED, play.pk)], now)
    assert (told(play), play.state) == ("ended", "taken")


def test_what_may_not_sound_is_never_handed_over_and_ends_as_not_played(world):
    cluster = listed(world, "polling")
    begin = at(tomorrow(), "23:00")
    make_airing(world, begin, clusters=[cluster], mode="test")
    Play.objects.update(state="planned")
    now = begin - timedelta(hours=3)
    [one] = held.held_now(held.open_clusters(), now)
    assert (one.orders, [why for _, why in one.blocked]) == ((), [Why.NIGHT])
    words.end_blocked(one, now)
    assert Play.objects.get().state == "planned"
    words.end_blocked(one, begin)
    assert (Play.objects.get().state, Play.objects.get().why) == ("not_played", "night")


def test_a_device_that_says_nothing_is_lost_and_silent(world):
    cluster = listed(world, "groups")
    play = emergency(world, cluster)
    later = clock.now() + timedelta(minutes=4)
    assert (find_outages(later), find_silent(later)) == (1, 1)
    words.hear(cluster, [Word("D1", volume=50)], later)
    assert Outage.objects.get().until_at == later
    end_overdue(play.deadline_at)
    assert with_health(Cluster.objects.all()).get().health == "silent"


# -- maker C -------------------------------------------------------------------------------------------------


def ask(client: Any, cluster: Cluster, body: bytes = b'{"id": "D1", "volume": 40}') -> Any:
    path = reverse("device:poll", args=[ticket_of(cluster)])
    return client.post(path, body, content_type="application/json")


def test_a_polling_device_is_told_what_sounds_now_and_silenced_with_its_next_question(
    world, client, monkeypatch
):
    cluster = listed(world, "polling")
    assert poll_address(cluster).endswith(reverse("device:poll", args=[ticket_of(cluster)]))
    assert ask(client, cluster).json() == {"play": 0}
    assert Beat.objects.get().volume == 40
    play = emergency(world, cluster)
    monkeypatch.setattr("loa.speakers.rules.foreign.LEAD", timedelta(0))
    given = ask(client, cluster).json()
    assert (given["play"], given["volume"], told(play), play.state) == (play.pk, 60, "sounds", "taken")
    devices.mute(actor=world.ward_officer, cluster=cluster, on=True)
    assert ask(client, cluster).json() == {"play": 0}
    devices.mute(actor=world.ward_officer, cluster=cluster, on=False)
    assert ask(client, cluster).json() == {"play": 0}  # what was broken off does not begin anew
    assert told(play) == "sounds"


def test_a_polling_device_that_fetched_a_play_to_its_end_is_known_by_our_count_alone(world, client):
    cluster = listed(world, "polling")
    play = emergency(world, cluster)
    now = clock.now()
    for seconds in (0, 6, 320):
        words.answer(cluster, b'{"id": "D1", "volume": 40}', now + timedelta(seconds=seconds))
    assert (told(play), play.state) == ("ended", "taken")


@pytest.mark.parametrize(
    "noise", [b"", b"[]", b'{"id": "D2", "volume": 1}', b'{"id": "D1"}', b"[" * 3000, b"\xff"]
)
def test_a_question_that_is_none_is_refused_and_no_sign_of_life(world, client, noise):
    cluster = listed(world, "polling")
    assert ask(client, cluster, noise).status_code == 400
    assert not Beat.objects.exists()


def test_only_the_own_ticket_opens_the_door_and_only_what_is_laid_out_there(world, client):
    cluster = listed(world, "polling")
    other = listed(world, "groups", "HB-01")
    ticket = ticket_of(cluster)
    forged = f"{other.pk}-{ticket.partition('-')[2]}"
    for wrong in (forged, ticket[:-1], "0-", "x", f"{cluster.pk}-é", ticket_of(other)):
        assert client.post(reverse("device:poll", args=[wrong]), b"{}", content_type="x/y").status_code == 404
    sound = reverse("device:sound", args=[ticket, "a" * 64])
    assert client.get(sound).status_code == 404
    assert ask(client, cluster, b"x" * 5000).status_code == 413
    clusters.close_cluster(actor=world.admin, cluster=cluster)
    assert ask(client, cluster).status_code == 404


# -- maker B -------------------------------------------------------------------------------------------------


def test_maker_b_has_its_own_topics_at_the_broker_and_no_others(world):
    cluster = listed(world, "groups")
    known = embedded.Known()
    known.load()
    assert known.may_enter("D1", password_of(cluster))
    assert not known.may_enter("D1", "D1")
    assert known.may("D1", "device/D1/command", write=False)
    assert known.may("D1", "device/D1/status", write=True)
    for topic in ("device/D2/command", "device/+/command", "loa/g/city", "#"):
        assert not known.may("D1", topic, write=False)
    for topic in ("device/D2/status", "device/D1/command", "loa/g/city"):
        assert not known.may("D1", topic, write=True)
    assert known.may(rights.GATEWAY, "device/D1/command", write=True)
    assert known.may(rights.GATEWAY, "device/+/status", write=False)
    text = mosquitto.rights.topic_rights(rights.list_rights())
    assert "user D1\ntopic read device/D1/command\ntopic write device/D1/status" in text


@needs_mosquitto
def test_maker_b_is_ordered_and_silenced_over_the_real_broker(world):
    cluster = listed(world, "groups")
    with listening() as port:
        broker = choose()
        process = subprocess.Popen(mosquitto.prepare(broker, rights.list_rights()), stderr=subprocess.DEVNULL)
        try:
            wait_until(lambda: listens(port), "mosquitto listens")
            with Peer(port, "D1", "D1", password_of(cluster)) as device, gatewaying():
                assert device.subscribe("device/D1/command") == [1]
                play = emergency(world, cluster)

                def rows() -> list[dict[str, Any]]:
                    device.wait(0.2, number=len(device.came) + 1)
                    return [json.loads(payload) for _, payload in device.came]

                wait_until(lambda: any(row["Message"]["Schedules"] for row in rows()), "the schedule came")
                message = json.dumps({"Vl1": 55, "Scid": play.pk, "Scst": 1})
                beat = {"Id": 10, "Time": 0, "Sender": "D1", "Message": message}
                wait_until(lambda: Handed.objects.filter(digest__gt="").exists(), "handed over is noted")
                for noise in (b"\xff", b"[" * 40_000, b'{"Id": 10}'):
                    device.publish("device/D1/status", noise)
                device.publish("device/D1/status", json.dumps(beat).encode())
                wait_until(lambda: told(play) == "sounds", "its word is kept")
                assert (play.state, Beat.objects.get().volume) == ("taken", 55)
                silencing.silence(actor=world.ward_officer, scope=Scope(cluster=cluster), reason="Nhầm")
                wait_until(lambda: rows()[-1]["Id"] == 21, "the stop came")
        finally:
            process.kill()
            process.wait()


# -- screens -------------------------------------------------------------------------------------------------


def test_the_pages_say_what_cannot_be_proved_or_confirmed_and_show_secrets_to_who_keeps_the_register(world):
    cluster = listed(world, "polling")
    play = emergency(world, cluster)
    Play.objects.update(state="unknown", told="ended", moment=clock.now() - timedelta(minutes=9))
    page = reverse("speakers:cluster", args=[cluster.pk])
    seen = world.client(world.ward_officer).get(page).content.decode()
    assert "thiết bị báo đã phát, không có chữ ký" in seen
    assert ticket_of(cluster) not in seen
    assert ticket_of(cluster) in world.client(world.admin).get(page).content.decode()
    silence = silencing.silence(actor=world.ward_officer, scope=Scope(body=world.ward_a), reason="Phát nhầm")
    live = reverse("speakers:silence_live", args=[silence.pk])
    shown = world.client(world.ward_officer).get(live).content.decode()
    assert "Đã chuyển lệnh tới 0 trên 1 cụm" in shown
    assert play.cluster.code in shown
    day = world.client(world.ward_officer).get(reverse("speakers:reconcile")).content.decode()
    assert "Báo đã phát (chưa kiểm chứng)" in day


def test_the_register_is_changed_by_form_and_comes_back_from_its_table(world):
    cluster = listed(world, "polling", mode="live")
    form = {
        "code": cluster.code,
        "body": world.ward_a.pk,
        "area": world.ward_a_area.pk,
        "where": "Cổng chợ",
        "volume": 50,
        "volume_min": 20,
        "volume_max": 90,
        "dialect": "playlist",
        "device": "A-7",
        "address": "https://loa.example.vn/",
    }
    page = reverse("speakers:change", args=[cluster.pk])
    refused = world.client(world.admin).post(page, form | {"address": "https://10.0.0.1"})
    assert "mạng nội bộ" in refused.content.decode()
    assert world.client(world.admin).post(page, form).status_code == 302
    cluster.refresh_from_db()
    assert cluster.settings == {"device": "A-7", "address": "https://loa.example.vn"}
    rows = list(exported(Cluster.objects.all()))
    assert rows[0]["dialect"] == "Danh sách phát đẩy xuống (hãng A)"
    for change, code in (
        ({"device": "x y"}, "speakers_bad_settings"),
        ({"dialect": "fax"}, "unknown_dialect"),
    ):
        table = write_xlsx(CLUSTER_COLUMNS, [{**rows[0], **change, "mark": None}])
        reading = check_clusters(world.admin, read_table(table, "bang.xlsx", columns=CLUSTER_COLUMNS))
        assert [error.code for error in reading.errors] == [code]
