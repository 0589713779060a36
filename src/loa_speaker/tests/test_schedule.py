"""On time, one sound at a time, quiet at night, and every ordered play ends in exactly one proof."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from loa_speaker import simulated
from loa_speaker.tests.conftest import NOON
from loa_wire.commands import Config
from loa_wire.words import Ask, Priority

HOUR = 3_600_000
EMERGENCY = {"priority": Priority.EMERGENCY}


def config(rig, **facts):
    rig.hear(
        rig.standin.make(Ask.CONFIG, "d" + rig.device.name, replace(rig.standin.config, **facts).to_wire())
    )


def test_a_play_begins_at_its_moment_and_is_proved_whole(rig):
    play = rig.play("p", after=100, seconds=10)
    rig.plays(play)
    rig.go(99)
    assert rig.happened("began") == []
    rig.go(20)
    assert rig.proofs() == {"p": ("played", "", 10_000)}
    proof = rig.standin.arrived[0]
    assert abs(proof.start - play.at) <= 2
    assert (proof.sha256, proof.volume, proof.n) == (play.sha256, 60, 1)


def test_one_whose_moment_has_come_begins_at_once(rig):
    rig.plays(rig.play("p", after=-30, late=60))
    rig.go(1)
    assert rig.happened("began")
    assert abs(rig.happened("began")[0]["at"] - rig.pace.true()) <= 1_001


def test_one_whose_latest_moment_has_passed_never_sounds(rig):
    rig.plays(rig.play("p", after=-90, late=60))
    rig.go(60)
    assert rig.happened("began") == []
    assert rig.proofs() == {"p": ("not_played", "missed", 0)}


def test_an_order_made_later_replaces_one_that_waits_and_an_earlier_one_does_not(rig):
    early, late = rig.play("p", after=100), rig.play("p", after=500)
    old = rig.standin.make(Ask.PLAY, "c7", {"plays": [early.to_wire()]}, made=rig.pace.true() - 5_000)
    rig.plays(late)
    rig.hear(old)
    rig.go(400)
    assert rig.proofs() == {}
    rig.go(200)
    assert rig.proofs()["p"][0] == "played"


def test_the_same_airing_ordered_again_sounds_once(rig):
    play = rig.play("p", after=1)
    rig.plays(play)
    rig.go(30)
    rig.plays(play)
    rig.go(30)
    assert len(rig.happened("began")) == 1
    assert rig.proofs() == {"p": ("played", "", 10_000)}


def test_an_emergency_breaks_in_at_once_and_what_it_broke_off_goes_on_where_it_stopped(rig):
    rig.plays(rig.play("music", after=1, seconds=60, late=600))
    rig.go(21)
    rig.plays(rig.play("flood", after=0, seconds=30, **EMERGENCY))
    rig.go(1)
    assert rig.device.stage.sounding == "flood"
    rig.go(100)
    assert rig.proofs() == {"flood": ("played", "", 30_000), "music": ("played", "", 60_000)}
    assert [facts["heard"] > 0 for facts in rig.happened("began")] == [False, False, True]


@pytest.mark.parametrize(
    "hindrance", ["its last moment has passed", "the next play comes first", "quiet hours come first"]
)
def test_what_was_broken_off_ends_partly_where_the_rest_does_not_fit(rig, hindrance):
    seconds, late = 60, 5 if "last moment" in hindrance else 600
    if "next play" in hindrance:
        rig.plays(rig.play("next", after=80, seconds=5))
    if "quiet" in hindrance:
        config(rig, quiet=((12 * 60 + 1, 13 * 60),))
        seconds = 55
    rig.plays(rig.play("music", after=1, seconds=seconds, late=late))
    rig.go(11)
    rig.plays(rig.play("flood", after=0, seconds=30, **EMERGENCY))
    rig.go(150)
    outcome, why, heard = rig.proofs()["music"]
    assert (outcome, why) == ("partly", "preempted")
    assert 9_000 <= heard <= 11_000
    assert rig.proofs()["flood"][0] == "played"


def test_a_second_emergency_waits_for_the_first(rig):
    rig.plays(
        rig.play("one", after=0, seconds=20, **EMERGENCY), rig.play("two", after=1, seconds=20, **EMERGENCY)
    )
    rig.go(60)
    assert [facts["play"] for facts in rig.happened("began")] == ["one", "two"]
    assert {outcome for outcome, _, _ in rig.proofs().values()} == {"played"}


def test_of_two_due_at_once_the_more_urgent_sounds_first_and_the_other_after_it(rig):
    rig.plays(
        rig.play("normal", after=10, seconds=20),
        rig.play("urgent", after=10, seconds=20, priority=Priority.PRIORITY),
    )
    rig.go(60)
    assert [facts["play"] for facts in rig.happened("began")] == ["urgent", "normal"]


def test_the_less_urgent_one_is_not_played_when_its_latest_moment_passes_meanwhile(rig):
    rig.plays(
        rig.play("normal", after=10, seconds=20, late=5),
        rig.play("urgent", after=10, seconds=20, priority=Priority.PRIORITY),
    )
    rig.go(60)
    assert rig.proofs()["normal"] == ("not_played", "preempted", 0)


@pytest.mark.mission("N2")
@pytest.mark.fault("S09")
@pytest.mark.parametrize("kind", ["file", "relay", "priority"])
def test_nothing_begins_that_would_touch_quiet_hours_whatever_the_server_said(rig, kind):
    config(rig, quiet=((12 * 60 + 1, 12 * 60 + 30),))
    facts = {"relay": {"relay": "http://127.0.0.1:9/"}, "priority": {"priority": Priority.PRIORITY}}.get(
        kind, {}
    )
    rig.plays(rig.play("before", after=55, seconds=10, **facts), rig.play("inside", after=120, **facts))
    rig.go(300)
    assert rig.proofs() == {"before": ("not_played", "night", 0), "inside": ("not_played", "night", 0)}
    assert rig.happened("began") == []


@pytest.mark.mission("N2")
@pytest.mark.fault("S09")
@pytest.mark.parametrize("pass_", [EMERGENCY, {"mends": True, "priority": Priority.PRIORITY}])
def test_an_emergency_and_its_correction_pass_the_night(rig, pass_):
    config(rig, quiet=((0, 24 * 60),))
    rig.plays(rig.play("p", after=10, **pass_))
    rig.go(30)
    assert rig.proofs()["p"][0] == "played"


@pytest.mark.mission("N2")
@pytest.mark.fault("S09")
def test_a_play_that_began_late_is_cut_where_quiet_hours_begin(rig):
    config(rig, quiet=((12 * 60 + 2, 13 * 60),))
    play = rig.play("p", after=1, seconds=30)
    rig.player._lengths[str(rig.shelf.path(play.sha256))] = 600_000
    rig.plays(play)
    rig.go(400)
    outcome, why, heard = rig.proofs()["p"]
    assert (outcome, why) == ("partly", "night")
    assert rig.standin.arrived[0].end <= NOON + 120_001
    assert heard <= 120_000


@pytest.mark.fault("S09")
def test_quiet_hours_that_are_told_in_mid_play_end_it_too(rig):
    rig.plays(rig.play("p", after=1, seconds=300))
    rig.go(10)
    config(rig, quiet=((12 * 60 + 1, 13 * 60),))
    rig.go(300)
    assert rig.proofs()["p"][:2] == ("partly", "night")
    assert rig.standin.arrived[0].end <= NOON + 60_001


def test_a_play_held_by_the_night_begins_in_the_morning_where_its_window_allows(rig):
    config(rig, quiet=((11 * 60, 12 * 60 + 2),))
    rig.plays(rig.play("p", after=60, late=300))
    rig.go(400)
    assert rig.happened("began")[0]["at"] >= NOON + 120_000
    assert rig.proofs()["p"][0] == "played"


def test_on_a_day_of_mourning_nothing_sounds(rig):
    config(rig, closed=("2026-11-30",))
    rig.plays(rig.play("p", after=10))
    rig.go(100)
    assert rig.proofs()["p"] == ("not_played", "night", 0)


def test_a_kill_silences_what_sounds_and_what_comes_until_the_same_group_ends_it(rig):
    rig.plays(rig.play("now", after=1, seconds=60), rig.play("later", after=30, seconds=5, late=10))
    rig.go(10)
    rig.hear(rig.standin.make(Ask.KILL, "city", {"on": True}))
    rig.go(1)
    assert not rig.device.stage.is_busy
    rig.hear(rig.standin.make(Ask.KILL, "b1", {"on": False}))
    rig.go(60)
    outcome, why, heard = rig.proofs()["now"]
    assert (outcome, why) == ("partly", "killed")
    assert heard == pytest.approx(9_000, abs=1_100)
    assert rig.proofs()["later"] == ("not_played", "killed", 0)
    rig.hear(rig.standin.make(Ask.KILL, "city", {"on": False}))
    rig.plays(rig.play("again", after=1))
    rig.go(30)
    assert rig.proofs()["again"][0] == "played"


def test_an_everyday_mute_holds_back_all_but_an_emergency(rig):
    rig.hear(rig.standin.make(Ask.MUTE, "c7", {"on": True}))
    rig.plays(
        rig.play("plain", after=10, seconds=5, late=20), rig.play("urgent", after=10, seconds=5, **EMERGENCY)
    )
    rig.go(60)
    assert rig.proofs() == {"plain": ("not_played", "muted", 0), "urgent": ("played", "", 5_000)}


def test_a_kill_outlasts_power_loss_and_needs_no_clock(lasting):
    lasting.restart(connected=False, knows_time=False)
    lasting.device.clock._anchor = None
    lasting.hear(lasting.standin.make(Ask.KILL, "b1", {"on": True}, until=1))
    lasting.restart()
    lasting.plays(lasting.play("p", after=1, late=5))
    lasting.go(30)
    assert lasting.proofs()["p"] == ("not_played", "killed", 0)
    assert lasting.device.doing() == "silenced"


def test_a_cancelled_play_ends_and_one_cancelled_before_it_came_never_sounds(rig):
    rig.plays(rig.play("sounding", after=0, seconds=60), rig.play("waiting", after=100))
    rig.go(5)
    rig.hear(rig.standin.make(Ask.CANCEL, "c7", {"plays": ["sounding", "waiting", "coming"]}))
    rig.plays(rig.play("coming", after=1))
    rig.go(200)
    proofs = rig.proofs()
    assert proofs["sounding"][:2] == ("partly", "cancelled")
    assert proofs["waiting"] == proofs["coming"] == ("not_played", "cancelled", 0)


def test_a_device_that_was_moved_drops_what_its_old_ward_ordered(rig):
    rig.plays(rig.play("old", after=100), group="b1")
    rig.plays(rig.play("own", after=200), group="c7")
    rig.hear(rig.standin.make(Ask.GROUPS, "ddev1", {"groups": ["city", "b2", "c7"]}))
    rig.go(300)
    assert rig.proofs() == {"old": ("not_played", "cancelled", 0), "own": ("played", "", 10_000)}
    assert frozenset({"city", "b2", "c7", "ddev1"}) in rig.wire.followed


@pytest.mark.parametrize("broken", ["missing", "bad"])
def test_without_its_audio_a_play_is_not_played_and_says_why(rig, broken):
    play = rig.play("p", after=10, late=20)
    if broken == "missing":
        rig.shelf._have.clear()
    else:
        rig.shelf.mark_broken(play.sha256)
    rig.plays(play)
    rig.go(60)
    assert rig.proofs()["p"] == ("not_played", "no_audio" if broken == "missing" else "bad_audio", 0)


def test_an_emergency_without_its_audio_does_not_silence_what_sounds(rig):
    rig.plays(rig.play("music", after=1, seconds=60))
    flood = rig.play("flood", after=5, seconds=7, late=10, **EMERGENCY)
    rig.shelf._have.discard(flood.sha256)
    rig.plays(flood)
    rig.go(100)
    assert rig.proofs() == {"music": ("played", "", 60_000), "flood": ("not_played", "no_audio", 0)}


def test_the_test_tone_sounds_and_gives_way_to_a_play(rig, monkeypatch):
    async def at_once(work, *facts):
        return work(*facts)

    monkeypatch.setattr(asyncio, "to_thread", at_once)
    rig.hear(rig.standin.make(Ask.TONE, "c7"))
    rig.go(1)
    assert rig.happened("tone")
    assert rig.device.stage.is_busy
    rig.plays(rig.play("p", after=0))
    rig.go(20)
    assert rig.proofs()["p"][0] == "played"


def test_the_test_tone_is_refused_while_something_sounds_and_at_night(rig):
    rig.plays(rig.play("p", after=0, seconds=20))
    rig.go(1)
    rig.hear(rig.standin.make(Ask.TONE, "c7"))
    rig.go(30)
    config(rig, quiet=((0, 24 * 60),))
    rig.hear(rig.standin.make(Ask.TONE, "c7"))
    assert rig.standin.refusals() == ["preempted", "night"]


@pytest.mark.fault("R08")
@pytest.mark.parametrize("hours", [-2, 2])
def test_a_jump_of_the_machines_clock_neither_moves_nor_repeats_a_play(rig, hours):
    rig.plays(rig.play("one", after=600), rig.play("two", after=1_200))
    rig.go(605)
    rig.pace.jump = hours * HOUR
    rig.go(5)
    rig.do(rig.device.tick)
    rig.go(1_000)
    assert rig.proofs() == {"one": ("played", "", 10_000), "two": ("played", "", 10_000)}
    assert [facts["at"] - NOON for facts in rig.happened("began")] == [
        pytest.approx(600_000, abs=5), pytest.approx(1_200_000, abs=5),
    ]  # fmt: skip
    assert rig.standin.beats[-1].offset == -hours * HOUR


@pytest.mark.fault("R06")
@pytest.mark.fault("R17")
def test_plays_whose_moment_passed_while_the_device_was_off_are_missed_not_played_late(lasting):
    lasting.plays(*(lasting.play(f"p{n}", after=60 + n * 600) for n in range(5)))
    lasting.go(100)
    lasting.restart(off=1_500)
    lasting.go(2_000)
    proofs = lasting.proofs()
    assert [proofs[f"p{n}"][:2] for n in range(5)] == [
        ("played", ""), ("not_played", "missed"), ("not_played", "missed"), ("played", ""), ("played", ""),
    ]  # fmt: skip


def test_power_lost_in_mid_play_leaves_one_partly_proof_and_no_second_playing(lasting):
    lasting.plays(lasting.play("p", after=1, seconds=60, late=600))
    lasting.go(31)
    lasting.restart(off=5)
    lasting.go(700)
    outcome, why, heard = lasting.proofs()["p"]
    assert (outcome, why) == ("partly", "power")
    assert heard == pytest.approx(30_000, abs=2_000)
    assert len(lasting.happened("began")) == 1


@pytest.mark.fault("R06")
def test_six_hours_without_a_network_change_nothing_in_the_schedule_and_every_proof_comes_after(lasting):
    lasting.plays(*(lasting.play(f"p{n}", after=n * 600, seconds=30) for n in range(36)))
    lasting.cut()
    lasting.go(6 * 3_600)
    assert lasting.standin.proofs == {}
    assert lasting.device.store.count_proofs() == 36
    lasting.connect()
    lasting.go(5)
    assert {outcome for outcome, _, _ in lasting.proofs().values()} == {"played"}
    assert [proof.n for proof in lasting.standin.arrived] == list(range(1, 37))
    assert lasting.device.store.count_proofs() == 0


def test_proofs_without_a_receipt_are_sent_again_and_numbered_without_a_gap(lasting):
    lasting.standin.receipts = False
    lasting.plays(*(lasting.play(f"p{n}", after=n * 20) for n in range(5)))
    lasting.go(200)
    assert lasting.standin.proofs == {}
    lasting.restart()
    lasting.standin.receipts = True
    lasting.go(120)
    lasting.do(lasting.device.tick)
    lasting.go(1)
    assert sorted(n for _, n in lasting.standin.proofs) == [1, 2, 3, 4, 5]
    assert lasting.device.store.count_proofs() == 0


def test_a_device_that_does_not_know_the_time_plays_nothing_until_it_is_told(lasting, monkeypatch):
    monkeypatch.setattr("loa_speaker.clock.machine_is_synchronised", lambda: False)
    monkeypatch.setattr("loa_speaker.tests.conftest.VirtualPace.boot", "another boot")
    monkeypatch.setattr("loa_speaker.clock._RTC", lasting.folder / "none")
    lasting.plays(lasting.play("p", after=60))
    lasting.pace.jump = -5 * HOUR
    lasting.restart(connected=False, knows_time=False)
    lasting.go(70)
    assert lasting.device.clock.now() is None
    assert lasting.happened("began") == []
    lasting.connect()
    lasting.go(30)
    assert lasting.proofs()["p"][0] == "played"


@pytest.fixture
def stream(monkeypatch):
    """A relay that never ends by itself."""

    async def prepare(player, score):
        return simulated._Counted(86_400_000, player._pace)

    monkeypatch.setattr(simulated.SimulatedPlayer, "prepare", prepare)


RELAY = {"relay": "http://radio.example/live", "length": 600_000}


def test_a_relay_ends_after_its_length_and_counts_as_played(rig, stream):
    rig.plays(rig.play("p", after=1, **RELAY))
    rig.go(700)
    outcome, why, heard = rig.proofs()["p"]
    assert (outcome, why) == ("played", "")
    assert heard == pytest.approx(600_000, abs=1_100)


@pytest.mark.fault("S09")
def test_a_relay_that_quiet_hours_would_reach_never_begins_and_one_they_reach_later_is_cut(rig, stream):
    config(rig, quiet=((12 * 60 + 30, 13 * 60),))
    rig.plays(rig.play("late", after=25 * 60, **RELAY), rig.play("now", after=60, **RELAY))
    rig.go(120)
    config(rig, quiet=((12 * 60 + 5, 13 * 60),))
    rig.go(30 * 60)
    assert rig.proofs()["late"] == ("not_played", "night", 0)
    assert rig.proofs()["now"][:2] == ("partly", "night")
    assert rig.proofs()["now"][2] == pytest.approx(240_000, abs=1_100)


def test_a_relay_goes_on_after_an_emergency_for_what_is_left_of_it(rig, stream):
    rig.plays(rig.play("again", after=0, late=600, **RELAY))
    rig.go(100)
    rig.plays(rig.play("fire", after=0, relay="http://x/", length=50_000, **EMERGENCY))
    rig.go(900)
    assert rig.proofs()["again"][0] == "played"
    assert rig.proofs()["again"][2] == pytest.approx(600_000, abs=1_100)


def test_a_relay_from_anywhere_but_the_web_is_not_played(rig):
    rig.plays(rig.play("p", after=1, relay="file:///etc/passwd"))
    rig.go(10)
    assert rig.proofs()["p"][:2] == ("not_played", "player")


def test_what_is_silenced_in_the_last_moment_before_it_begins_is_not_heard(rig):
    rig.plays(rig.play("killed", after=10, late=1), rig.play("cancelled", after=30, late=1))
    rig.go(9.9)
    rig.hear(rig.standin.make(Ask.KILL, "c7", {"on": True}))
    rig.go(10)
    rig.hear(rig.standin.make(Ask.KILL, "c7", {"on": False}))
    rig.go(10)
    rig.hear(rig.standin.make(Ask.CANCEL, "c7", {"plays": ["cancelled"]}))
    rig.go(10)
    assert rig.happened("began") == []
    assert rig.proofs() == {
        "killed": ("not_played", "killed", 0),
        "cancelled": ("not_played", "cancelled", 0),
    }


def test_an_emergency_that_comes_while_another_play_is_about_to_begin_goes_first(rig):
    flood = rig.play("flood", after=10, seconds=5, **EMERGENCY)
    rig.plays(rig.play("music", after=10, seconds=20, late=60))
    rig.go(9.8)
    rig.plays(flood)
    rig.go(60)
    assert rig.happened("began")[0]["play"] in {"flood", "music"}
    assert {end[0] for end in rig.proofs().values()} == {"played"}
    assert abs(rig.standin.proofs["dev1", 1].start - flood.at) <= 300
    assert rig.standin.proofs["dev1", 1].play == "flood"


def test_a_play_that_breaks_the_player_does_not_silence_the_next_one(rig, monkeypatch):
    whole = simulated.SimulatedPlayer.prepare

    async def prepare(player, score):
        if score.left == 7_000:
            raise RuntimeError("the player's own mistake")
        return await whole(player, score)

    monkeypatch.setattr(simulated.SimulatedPlayer, "prepare", prepare)
    rig.plays(rig.play("bad", after=1, seconds=7, late=5), rig.play("good", after=3, seconds=9))
    rig.go(60)
    assert rig.proofs()["bad"][0] == "not_played"
    assert rig.proofs()["good"][0] == "played"


def test_volume_outside_the_limits_is_refused_and_a_new_limit_holds_at_once(rig):
    config(rig, volume=50, volume_min=20, volume_max=70)
    rig.hear(rig.standin.make(Ask.VOLUME, "c7", {"volume": 71}))
    assert rig.standin.refusals() == ["limit"]
    rig.hear(rig.standin.make(Ask.VOLUME, "c7", {"volume": 70}))
    assert rig.device.volume() == 70
    config(rig, volume=50, volume_min=20, volume_max=60)
    assert rig.device.volume() == 60


def test_the_config_of_a_device_is_kept_whole(rig):
    wanted = Config(volume=33, quiet=((60, 120),), zone=480, beat_s=30)
    rig.hear(rig.standin.make(Ask.CONFIG, "ddev1", wanted.to_wire()))
    assert rig.device.config == wanted
