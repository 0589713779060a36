"""A device obeys what its server signed for it, once, in time; everything else it ignores and reports."""

from __future__ import annotations

import random
import sqlite3

import pytest

from loa_speaker.line import NotKept
from loa_wire.judging import WINDOW
from loa_wire.signed import Purpose, SignKey, seal
from loa_wire.words import Ask

HOUR = 3_600_000


def kill(rig, on=True, **facts):
    return rig.standin.make(Ask.KILL, "city", {"on": on}, **facts)


def obeyed(rig):
    return [facts["seq"] for facts in rig.happened("taken")]


@pytest.mark.fault("S11")
@pytest.mark.parametrize(
    "forgery", ["another key", "changed", "another purpose", "no envelope", "known key id"]
)
def test_a_forged_command_is_ignored_and_reported(rig, forgery):
    whole = kill(rig)
    body = whole.partition(b"\n")[2]
    other = SignKey.generate("server-1" if forgery == "known key id" else "stranger")
    message = rig.standin.log[-1][2].to_wire()
    envelope = {
        "another key": seal(Purpose.COMMAND, message, other),
        "known key id": seal(Purpose.COMMAND, message, other),
        "changed": whole.replace(b'"city"', b'"c7"'),
        "another purpose": seal(Purpose.TOLD, message, rig.standin.key),
        "no envelope": body,
    }[forgery]
    rig.hear(envelope)
    assert rig.device.silent() is None
    assert rig.standin.refusals() == ["unreadable" if forgery == "no envelope" else "forged"]
    assert (rig.standin.acks[0].group, rig.standin.acks[0].seq) == ("", 0)


@pytest.mark.fault("S11")
def test_a_command_for_another_ward_or_another_device_is_ignored_and_reported(rig):
    rig.hear(rig.standin.make(Ask.KILL, "b2", {"on": True}))
    rig.hear(rig.standin.make(Ask.GROUPS, "ddev2", {"groups": []}))
    assert rig.device.silent() is None
    assert rig.standin.refusals() == ["foreign", "foreign"]


@pytest.mark.fault("R07")
def test_a_replayed_command_is_obeyed_once_and_reported(lasting):
    on, off = kill(lasting), kill(lasting, on=False)
    lasting.hear(on)
    lasting.hear(off)
    lasting.hear(on)
    lasting.restart()
    lasting.hear(on)
    assert lasting.device.silent() is None
    assert lasting.standin.refusals() == ["replayed", "replayed"]


@pytest.mark.fault("R06")
@pytest.mark.parametrize(("since", "until", "why"), [(-2 * HOUR, -1, "expired"), (10_000, HOUR, "early")])
def test_a_command_outside_its_time_is_refused(rig, since, until, why):
    now = rig.pace.true()
    rig.hear(rig.standin.make(Ask.MUTE, "c7", {"on": True}, since=now + since, until=now + until))
    assert rig.standin.refusals() == [why]
    assert rig.device.silent() is None


@pytest.mark.fault("R08")
@pytest.mark.parametrize("hours", [-2, 2])
def test_a_wrong_clock_that_the_server_has_not_set_refuses_nothing_for_good(lasting, hours):
    order = lasting.standin.make(
        Ask.PLAY,
        "c7",
        {"plays": [lasting.play("p", after=30).to_wire()]},
        until=lasting.pace.true() + HOUR,
    )
    lasting.standin.times = False
    lasting.restart()
    lasting.clock.set(lasting.pace.true() + hours * HOUR, 60_000)  # what a spoilt battery clock makes believe
    lasting.hear(order)
    assert lasting.standin.refusals() == ["clock"]
    lasting.standin.times = True
    lasting.do(lasting.device.beat)
    lasting.go(1)
    lasting.hear(order)
    lasting.go(60)
    assert lasting.proofs() == {"p": ("played", "", 10_000)}


def test_a_refused_command_may_come_again_and_is_judged_anew(rig):
    now = rig.pace.true()
    early = rig.standin.make(Ask.MUTE, "c7", {"on": True}, since=now + 60_000, until=now + HOUR)
    rig.hear(early)
    rig.go(60)
    rig.hear(early)
    assert rig.device.silent() == "muted"
    assert [ack.taken for ack in rig.standin.acks] == [False, True]


def test_commands_in_any_order_are_each_obeyed_once(rig):
    plays = [rig.play(f"p{n}", after=1_000 + n) for n in range(60)]
    envelopes = [rig.standin.make(Ask.PLAY, "b1", {"plays": [play.to_wire()]}) for play in plays] * 2
    random.Random(5).shuffle(envelopes)
    for envelope in envelopes:
        rig.hear(envelope)
    assert sorted(obeyed(rig)) == list(range(1, 61))
    assert set(rig.device.stage.entries) == {f"p{n}" for n in range(60)}


@pytest.mark.parametrize("ask", [Ask.KILL, Ask.MUTE])
def test_a_state_set_earlier_does_not_undo_one_set_later(rig, ask):
    first = rig.standin.make(ask, "city", {"on": False})
    second = rig.standin.make(ask, "city", {"on": True})
    rig.hear(second)
    rig.hear(first)
    assert rig.device.silent() is not None
    assert rig.standin.refusals() == ["old"]


def test_what_lies_below_the_window_is_refused(rig):
    old = kill(rig)
    rig.standin.seqs["city"] += WINDOW
    rig.hear(kill(rig, on=False))
    rig.hear(old)
    assert rig.standin.refusals() == ["old"]
    assert rig.device.silent() is None


def test_a_command_for_some_clusters_concerns_them_alone(rig):
    rig.hear(rig.standin.make(Ask.MUTE, "b1", {"on": True}, only=("c8",)))
    assert rig.device.silent() is None
    assert rig.standin.acks == []
    rig.hear(rig.standin.make(Ask.MUTE, "b1", {"on": True}, only=("c7", "c8")))
    assert rig.device.silent() == "muted"


def test_a_signed_command_that_makes_no_sense_changes_nothing(rig):
    for body in ({}, {"on": "yes"}, {"on": 1}):
        rig.hear(rig.standin.make(Ask.KILL, "city", body))
    rig.hear(rig.standin.make(Ask.PLAY, "city", {"plays": [rig.play("p", 5).to_wire(), {"id": "q"}]}))
    rig.hear(rig.standin.make(Ask.KEYS, "ddev1", {"keys": {"x": "no key"}}))
    rig.hear(rig.standin.make(Ask.KEYS, "ddev1", {"keys": {}}))
    assert rig.standin.refusals() == ["unreadable"] * 6
    assert rig.device.stage.entries == {}
    rig.hear(kill(rig))
    assert rig.device.silent() == "killed"


def test_somebody_who_floods_a_device_is_not_reported_one_by_one(rig):
    for _ in range(500):
        rig.hear(b"nonsense")
    assert 10 < len(rig.standin.acks) < 30
    rig.go(30)
    rig.hear(b"nonsense")
    assert rig.standin.acks[-1].why == "unreadable"


def test_the_servers_keys_can_be_changed_and_the_old_one_then_counts_for_nothing(rig):
    old, new = rig.standin.key, SignKey.generate("server-2")
    both = rig.standin.keys
    rig.standin.key = new
    both |= rig.standin.keys
    rig.standin.key = old
    rig.hear(rig.standin.make(Ask.KEYS, "ddev1", {"keys": both}))
    rig.standin.key = new
    rig.hear(rig.standin.make(Ask.KEYS, "ddev1", {"keys": rig.standin.keys}))
    rig.hear(rig.standin.make(Ask.MUTE, "c7", {"on": True}))
    assert rig.device.silent() == "muted"
    rig.standin.key = old
    rig.hear(rig.standin.make(Ask.MUTE, "c7", {"on": False}))
    assert rig.standin.refusals() == ["forged"]
    assert rig.device.silent() == "muted"


def test_an_acknowledgement_that_did_not_go_out_goes_out_later(lasting):
    lasting.cut()
    lasting.hear(kill(lasting))
    assert lasting.standin.acks == []
    lasting.restart()
    assert lasting.standin.taken() == {("city", 1)}
    lasting.do(lasting.device.tick)
    assert lasting.device.store.acks() == []


@pytest.mark.fault("R26")
def test_a_command_that_cannot_be_written_down_is_not_obeyed_and_may_come_again(lasting, monkeypatch):
    envelope = lasting.standin.make(Ask.PLAY, "c7", {"plays": [lasting.play("p", 60).to_wire()]})
    store = type(lasting.device.store)
    with monkeypatch.context() as patch:
        patch.setattr(
            store, "add_ack", lambda *_: (_ for _ in ()).throw(sqlite3.OperationalError("disk is full"))
        )
        with pytest.raises(NotKept):
            lasting.hear(envelope)
    assert lasting.device.stage.entries == {}
    assert lasting.standin.acks == []
    lasting.hear(envelope)
    assert set(lasting.device.stage.entries) == {"p"}


@pytest.mark.fault("R26")
def test_a_kill_silences_even_where_it_cannot_be_written_down(lasting, monkeypatch):
    lasting.plays(lasting.play("p", after=0, seconds=60))
    lasting.go(5)
    envelope = kill(lasting)
    with monkeypatch.context() as patch:
        full = lambda *_: (_ for _ in ()).throw(sqlite3.OperationalError("disk is full"))  # noqa: E731
        patch.setattr(type(lasting.device.store), "put_killed", full)
        with pytest.raises(NotKept):
            lasting.hear(envelope)
        lasting.go(1)
    assert not lasting.device.stage.is_busy
    lasting.hear(envelope)
    assert lasting.standin.taken() >= {("city", 1)}
    assert lasting.proofs()["p"][:2] == ("partly", "killed")


def test_a_memory_that_fails_once_does_not_end_the_schedule(lasting, monkeypatch):
    lasting.plays(lasting.play("p", after=10), lasting.play("q", after=60))
    store, failures = type(lasting.device.store), []
    whole = store.add_proof

    def add_proof(self, proof):
        if len(failures) < 3:
            failures.append(proof)
            raise sqlite3.OperationalError("disk I/O error")
        return whole(self, proof)

    monkeypatch.setattr(store, "add_proof", add_proof)
    lasting.go(120)
    assert len(failures) == 3
    assert lasting.proofs() == {"p": ("played", "", 10_000), "q": ("played", "", 10_000)}


@pytest.mark.fault("R08")
def test_the_time_is_believed_only_as_the_quick_answer_to_the_latest_heartbeat(rig):
    rig.standin.times = False
    rig.do(rig.device.beat)
    n, now = rig.standin.beats[-1].n, rig.pace.true()
    rig.hear(rig.standin.make(Ask.TIME, "ddev1", {"beat": n - 1, "now": now + HOUR}))
    assert rig.device.clock.offset == pytest.approx(0, abs=2)
    rig.go(11)
    rig.hear(rig.standin.make(Ask.TIME, "ddev1", {"beat": n, "now": now + HOUR}))
    assert rig.device.clock.offset == pytest.approx(0, abs=2)
    rig.do(rig.device.beat)
    rig.go(1)
    rig.hear(rig.standin.make(Ask.TIME, "ddev1", {"beat": n + 1, "now": rig.pace.true() + HOUR}))
    assert rig.device.clock.offset == pytest.approx(HOUR, abs=600)
    assert all(ack.why != "taken" for ack in rig.standin.acks)


def test_heartbeats_are_numbered_upwards_across_power_loss(lasting):
    for _ in range(3):
        lasting.do(lasting.device.beat)
        lasting.restart()
    numbers = [beat.n for beat in lasting.standin.beats]
    assert numbers == sorted(set(numbers))


def test_a_heartbeat_says_what_the_device_is_doing(rig):
    rig.plays(rig.play("p", after=0, seconds=30))
    rig.go(2)
    rig.do(rig.device.beat)
    beat = rig.standin.beats[-1]
    assert (beat.doing, beat.play, beat.volume, beat.offset) == ("playing", "p", 60, 0)
    assert beat.free > 0
