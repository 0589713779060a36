"""Devices over real connections: two brokers, and HTTPS pull where there is no broker."""

from __future__ import annotations

import asyncio
import gc
import hashlib
import warnings
from contextlib import asynccontextmanager
from typing import ClassVar

import pytest
from amqtt.broker import Broker as Amqtt

from loa_speaker import line_mqtt
from loa_speaker.line import NotKept
from loa_speaker.line_http import HttpLine
from loa_speaker.mqtt import Link, MqttError
from loa_speaker.simulate import Fleet
from loa_speaker.testing import Ledger, Standin, free_port, serving, until, wall
from loa_speaker.tests.conftest import sound
from loa_speaker.web import WebError
from loa_wire import topics
from loa_wire.commands import Play
from loa_wire.words import Ask, Priority


@pytest.fixture(autouse=True)
def soon(monkeypatch):
    monkeypatch.setattr(line_mqtt.Backoff, "next", lambda _self: 0.05)


@pytest.fixture
def standin():
    standin = Standin()
    with serving(standin) as url:
        standin.url = url
        yield standin


def play(standin, name, after=0.2, seconds=0.3, **facts):
    data = sound(seconds)
    sha256 = hashlib.sha256(data).hexdigest()
    standin.audio[sha256] = data
    at = wall() + round(after * 1000)
    facts = {"latest": at + 60_000, "priority": Priority.NORMAL} | facts
    return Play(name, at, round(seconds * 1000), sha256=sha256, size=len(data), **facts)


def members(standin, count):
    return [standin.member(f"d{n}", f"c{n}", ("city", f"c{n}"), server=standin.url) for n in range(count)]


@asynccontextmanager
async def over(broker, standin, folder, count, **facts):
    """Have a fleet, and the server's end of MQTT, at a broker."""
    standin.mqtt = broker.url
    ledger = Ledger(standin)
    await ledger.connect(broker.url)
    async with Fleet(members(standin, count), folder, **facts) as fleet:
        yield fleet, ledger
    ledger.close()


def test_a_city_of_devices_hears_plays_and_proves_over_the_large_broker(standin, broker, tmp_path):
    async def work():
        async with over(broker, standin, tmp_path, 30) as (fleet, _ledger):
            await fleet.connect()
            standin.plays("city", play(standin, "p"))
            standin.order(Ask.VOLUME, "c3", {"volume": 35})
            assert (await fleet.acked("city", 1, 30)).count == 30
            await until(lambda: len(standin.proofs) == 30 and fleet.settled())
            assert fleet.devices["d3"].volume() == 35
            assert len({ack.device for ack in standin.acks if ack.taken and ack.group == "city"}) == 30

    asyncio.run(work())
    assert {proof.outcome.value for proof in standin.proofs.values()} == {"played"}
    assert len([path for path in standin.asked if "audio" in path]) == 1


@pytest.mark.fault("R05")
def test_commands_queued_in_a_broker_that_is_killed_are_obeyed_once_each(standin, broker, tmp_path):
    async def work():
        async with over(broker, standin, tmp_path, 20) as (fleet, ledger):
            await fleet.connect()
            for name in fleet.devices:
                await fleet.take_down(name)
            for n in range(25):
                standin.plays("city", play(standin, f"p{n}", after=900, seconds=0.1))
            await until(lambda: ledger.link.waiting == 0)
            broker.kill()
            broker.start()
            await ledger.connect(broker.url)
            for name in fleet.devices:
                await fleet.bring_up(name)
            await until(lambda: fleet.counts.up == 20)
            for _n, group, _command, envelope in list(standin.log):
                if group == "city":
                    standin.publish(group, envelope)
            await until(lambda: fleet.counts.taken == 500)
            await until(lambda: sum(ack.taken for ack in standin.acks) >= 500)
            assert all(len(device.stage.entries) == 25 for device in fleet.devices.values())
            assert fleet.counts.taken == 500

    asyncio.run(work())
    assert set(standin.refusals()) <= {"replayed"}


def test_a_command_is_acknowledged_to_the_broker_only_once_it_is_written_down(standin, broker):
    class Ear:
        def __init__(self):
            self.got, self.refuse = [], True

        def heard(self, _topic, payload):
            self.got.append(payload)
            if self.refuse:
                raise NotKept

        def lost(self, _link):
            pass

    async def work():
        ear, sender = Ear(), await Link.open(Ear(), broker.url, "sender", user="")
        link = await Link.open(ear, broker.url, "d1")
        await link.subscribe([topics.group("city")])
        sender.publish(topics.group("city"), b"command")
        await until(lambda: ear.got)
        link.abort()
        ear.refuse = False
        link = await Link.open(ear, broker.url, "d1")
        await until(lambda: len(ear.got) == 2)
        link.close()
        link = await Link.open(ear, broker.url, "d1")
        sender.publish(topics.group("city"), b"next")
        await until(lambda: b"next" in ear.got)
        link.close()
        sender.close()
        return ear.got

    assert asyncio.run(work()) == [b"command", b"command", b"next"]


def test_it_works_on_the_built_in_broker_too_and_follows_its_groups(standin, tmp_path):
    port = free_port()
    standin.mqtt = f"mqtt://127.0.0.1:{port}"
    settings = {
        "listeners": {"default": {"type": "tcp", "bind": f"127.0.0.1:{port}"}},
        "plugins": {"amqtt.plugins.authentication.AnonymousAuthPlugin": {"allow_anonymous": True}},
    }

    async def work():
        amqtt = Amqtt(settings)
        await amqtt.start()
        ledger = Ledger(standin)
        await ledger.connect(standin.mqtt)
        async with Fleet(members(standin, 3), tmp_path) as fleet:
            await fleet.connect()
            standin.order(Ask.GROUPS, "dd1", {"groups": ["city", "b5", "c1"]})
            await fleet.acked("dd1", 1, 1)
            standin.groups["d1"].append("b5")
            await asyncio.sleep(0.2)
            standin.order(Ask.KILL, "b5", {"on": True})
            await fleet.acked("b5", 1, 1)
            assert [device.doing() for device in fleet.devices.values()] == ["idle", "silenced", "idle"]
        ledger.close()
        await amqtt.shutdown()

    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore", ResourceWarning
        )  # the broker leaves its ends of the connections to the collector
        asyncio.run(work())
        gc.collect()


def test_without_a_broker_it_asks_over_https_and_does_the_same(standin, tmp_path):
    async def work():
        async with Fleet(members(standin, 3), tmp_path, every=0.05, beat_s=1) as fleet:
            await fleet.connect()
            standin.plays("city", play(standin, "p"))
            standin.order(Ask.MUTE, "c2", {"on": True})
            await fleet.acked("city", 1, 3)
            await fleet.acked("c2", 1, 1)
            await until(lambda: len(standin.proofs) == 2)
            standin.order(Ask.CANCEL, "c2", {"plays": ["p"]})
            await until(lambda: len(standin.proofs) == 3 and fleet.settled())

    asyncio.run(work())
    ends = {device: proof.outcome.value for (device, _), proof in standin.proofs.items()}
    assert ends == {"d0": "played", "d1": "played", "d2": "not_played"}


def test_a_busy_server_is_asked_again_without_the_line_being_down(standin, tmp_path):
    events = []

    async def work():
        fleet = Fleet(
            members(standin, 1),
            tmp_path,
            every=0.05,
            beat_s=1,
            notice=lambda event, **_facts: events.append(event),
        )
        async with fleet:
            await fleet.connect()
            standin.busy = 5
            standin.plays("city", play(standin, "p"))
            await until(lambda: standin.proofs and fleet.settled())

    asyncio.run(work())
    assert standin.busy == 0
    assert (events.count("up"), events.count("down")) == (1, 0)
    assert standin.taken() == {("city", 1)}


@pytest.mark.fault("R08")
@pytest.mark.parametrize("hours", [-2, 2])
def test_a_device_two_hours_wrong_is_told_the_time_and_says_how_far_it_was_off(standin, tmp_path, hours):
    skew = hours * 3_600_000

    async def work():
        async with Fleet(members(standin, 1), tmp_path, every=0.05, beat_s=1, skews={"d0": skew}) as fleet:
            await fleet.connect()
            await until(lambda: abs(fleet.devices["d0"].clock.offset + skew) < 2_000)
            standin.plays("city", play(standin, "p", after=0.3))
            await until(
                lambda: standin.proofs and any(abs(beat.offset + skew) < 2_000 for beat in standin.beats)
            )

    asyncio.run(work())
    proof = next(iter(standin.proofs.values()))
    assert proof.outcome == "played"
    assert abs(proof.start - wall()) < 60_000


@pytest.mark.fault("R08")
def test_a_device_two_hours_wrong_hears_an_order_as_its_first_word_and_plays_it(standin, broker, tmp_path):
    async def work():
        skews = {"d0": 7_200_000}
        async with over(broker, standin, tmp_path, 1, beat_s=1, skews=skews) as (fleet, _ledger):
            standin.times = False
            await fleet.connect()
            order = standin.plays("city", play(standin, "p", after=1))
            await until(standin.refusals)
            standin.times = True
            await until(lambda: fleet.devices["d0"].clock.is_told)
            standin.publish("city", order)
            await until(lambda: standin.proofs)

    asyncio.run(work())
    assert standin.refusals() == ["clock"]
    assert [proof.outcome.value for proof in standin.proofs.values()] == ["played"]


def test_a_lost_network_and_old_commands_again_are_seen_in_a_simulation(standin, broker, tmp_path):
    async def work():
        async with over(broker, standin, tmp_path, 3) as (fleet, _ledger):
            fleet.trouble_replay("d1", every=0.1)
            await fleet.connect()
            fleet.trouble_offline("d2", 0, 0.5)
            await until(lambda: fleet.counts.up == 2)
            standin.plays("city", play(standin, "p"))
            await fleet.acked("city", 1, 3)
            await until(lambda: len(standin.proofs) == 3 and "replayed" in standin.refusals())

    asyncio.run(work())
    assert {ack.device for ack in standin.acks if ack.why == "replayed"} == {"d1"}
    assert {proof.outcome.value for proof in standin.proofs.values()} == {"played"}


def test_a_device_that_was_shut_out_hears_the_word_that_comes_with_the_refusal():
    class Refusing:
        def post(self, _path, _raw):
            raise WebError(403, "Forbidden", {"down": ["last word", 7]})

        def close(self):
            return

    class Ear:
        name, groups = "d0", ()
        got: ClassVar[list[bytes]] = []

        def take(self, envelope):
            self.got.append(envelope)

    async def work():
        line = asyncio.create_task(HttpLine(Ear(), Refusing()).run())
        await until(lambda: Ear.got)
        line.cancel()

    asyncio.run(work())
    assert Ear.got == [b"last word"]


@pytest.mark.parametrize("said", [b"\x30\xff\xff\xff\xff", b"\x20\x01\x00", b"\x20\x02\x00\x05", b"\x10\x00"])
def test_what_is_no_broker_or_refuses_ends_in_one_error(said):
    class Ear:
        def lost(self, _link):
            return

    async def answer(reader, writer):
        try:
            await reader.read(1)
            writer.write(said)
            await reader.read()
        finally:
            writer.close()
            ended.set()

    ended = asyncio.Event()

    async def work():
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        async with server:
            with pytest.raises(MqttError):
                await Link.open(Ear(), f"mqtt://127.0.0.1:{port}", "d1")
            await ended.wait()

    asyncio.run(work())
