"""What devices tell is believed by signature, stored once, folded by weight, and answered."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from loa.channels import slots
from loa.journal.models import Entry
from loa.lib.crypt import Keyring
from loa.notices.models import Event, Notice
from loa.speakers.actions.commanding import order, signing_key
from loa.speakers.intake import Answer, Arrived, check, store, take_in
from loa.speakers.models import Beat, CommandCopy, Outage, Play, Proof, Refusal
from loa.speakers.queries import groups
from loa_wire.signed import Keys, SignKey, split
from loa_wire.tidings import Ack, read_told
from loa_wire.words import Ask, Doing, Outcome, Why
from tests.scene_proof import Pole, make_airing, make_play, make_pole, make_sound, opened, order_plays
from tests.world import World

NOW = datetime(2027, 3, 1, 1, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def at_eight_in_the_morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def pole(world: World, keyring: Keyring) -> Pole:
    return make_pole(world.ward_a, world.ward_a_area)


@pytest.fixture
def play(world: World, pole: Pole) -> Play:
    sound = make_sound(world.ward_a, world.ward_officer.person)
    return make_play(make_airing(sound, NOW), pole)


def told(*answers: Answer) -> list[tuple[str, object]]:
    keys = Keys({signing_key().id: signing_key().public})
    commands = [opened(each, keys) for each in answers]
    return [(each.ask.value, each.body.get("got", each.body.get("beat"))) for each in commands]


def test_a_heartbeat_is_kept_once_and_only_a_newer_one_counts(pole):
    take_in([pole.beat(7, volume=55), pole.beat(6, volume=40)])
    take_in([pole.beat(5, volume=30)])
    kept = Beat.objects.get(cluster=pole.cluster)
    assert (kept.n, kept.volume, kept.device) == (7, 55, pole.device)
    take_in([pole.beat(8, doing=Doing.PLAYING, play="12", firmware="1.1")])
    kept.refresh_from_db()
    pole.device.refresh_from_db()
    assert (kept.n, kept.doing, kept.play, pole.device.firmware) == (8, "playing", "12", "1.1")


def test_a_replaced_device_begins_to_count_anew(pole, world):
    take_in([pole.beat(900)])
    pole.device.revoked_at, pole.device.revoke_reason = NOW, "hỏng"
    pole.device.save()
    key = SignKey.generate("Knew")
    new = type(pole.device).objects.create(
        cluster=pole.cluster, name="Knew", public_key=key.public, enrolled_at=NOW
    )
    take_in([Pole(pole.cluster, new, key).beat(1)])
    assert (Beat.objects.get().n, Beat.objects.get().device) == (1, new)


def test_a_heartbeat_ends_the_outage(pole):
    outage = Outage.objects.create(cluster=pole.cluster, since_at=NOW - timedelta(hours=6))
    take_in([pole.beat(1)])
    outage.refresh_from_db()
    assert outage.until_at == NOW


def test_who_is_off_or_was_never_corrected_is_told_the_time(pole):
    hours = 7_200_000
    assert told(*take_in([pole.beat(1)])) == []
    assert told(*take_in([pole.beat(2, ahead=hours)])) == [("time", 2)]
    assert Beat.objects.get().skew_ms == hours + 3
    assert told(*take_in([pole.beat(3, ahead=hours, offset=-hours)])) == []
    assert Beat.objects.get().skew_ms == 0
    assert told(*take_in([pole.beat(4, offset=0)])) == [("time", 4)]
    assert told(*take_in([pole.beat(30)])) == [("time", 30)]


def test_an_answer_of_the_device_takes_the_plays_of_the_command(pole, play, world):
    command = order_plays(world.ward_a, play.airing)
    take_in([pole.ack(command)])
    copy, _ = CommandCopy.objects.get(), play.refresh_from_db()
    assert (copy.taken, copy.answered_at, play.state, play.taken_at) == (True, NOW, "taken", NOW)


@pytest.mark.mission("N2")
def test_what_the_device_refuses_at_night_is_not_played_and_told(pole, play, world):
    command = order_plays(world.ward_a, play.airing)
    take_in([pole.ack(command, why=Why.NIGHT)])
    play.refresh_from_db()
    assert (CommandCopy.objects.get().why, play.state, play.why) == ("night", "not_played", "night")
    assert Refusal.objects.get().seq == command.seq
    told_to = Notice.objects.filter(event=Event.SPEAKERS).values_list("person__full_name", flat=True)
    assert world.ward_officer.person.full_name in told_to
    assert world.other_ward_officer.person.full_name not in told_to


def test_a_device_that_does_not_know_the_time_is_asked_again(pole, play, world):
    command = order_plays(world.ward_a, play.airing)
    take_in([pole.ack(command, why=Why.CLOCK)])
    play.refresh_from_db()
    assert (CommandCopy.objects.get().answered_at, play.state) == (None, "ordered")
    take_in([pole.ack(command)])
    play.refresh_from_db()
    assert play.state == "taken"


@pytest.mark.fault("R07")
def test_repeats_of_the_line_are_no_attack_and_a_later_repeat_is(pole, play, world):
    command = order_plays(world.ward_a, play.airing)
    take_in([pole.ack(command, why=Why.REPLAYED)])  # the first word was lost: it was obeyed
    play.refresh_from_db()
    assert (play.state, Refusal.objects.count()) == ("taken", 0)
    take_in([pole.ack(command, why=Why.REPLAYED)])
    assert not Refusal.objects.exists()
    later = NOW + timedelta(minutes=30)
    take_in([pole.ack(command, why=Why.REPLAYED, at=later), pole.ack(command, why=Why.OLD, at=later)])
    assert {each.why for each in Refusal.objects.all()} <= {"replayed", "old"}
    assert Refusal.objects.exists()
    play.refresh_from_db()
    assert play.state == "taken"


@pytest.mark.mission("N1")
def test_a_signed_proof_says_that_it_was_played_and_is_kept_as_it_came(pole, play):
    arrived = pole.proof(play, start=NOW + timedelta(seconds=61))
    assert told(*take_in([arrived])) == [("receipt", [1])]
    kept, _ = Proof.objects.get(), play.refresh_from_db()
    assert (play.state, play.heard_ms, play.late_ms, kept.is_late) == ("played", 30_000, 61_000, True)
    assert bytes(kept.envelope) == arrived.envelope
    with (
        pytest.raises(DatabaseError, match=r"never changed|denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE speakers_proof SET heard_ms = 0")


@pytest.mark.fault("R15")
@pytest.mark.mission("N1")
def test_proofs_that_come_twice_and_in_any_order_are_stored_once_and_the_heaviest_wins(pole, play, world):
    sound = make_sound(world.ward_a, world.ward_officer.person)
    others = [make_play(make_airing(sound, NOW + timedelta(hours=n)), pole) for n in range(1, 6)]
    words = [pole.proof(each) for each in others]
    words += [
        pole.proof(play, Outcome.NOT_PLAYED, why=Why.MISSED, heard=0),
        pole.proof(play, Outcome.PARTLY, heard=9_000),
    ]
    words += [pole.proof(play)]
    mixed = words * 3
    random.Random(7).shuffle(mixed)
    answers = [answer for part in range(0, len(mixed), 5) for answer in take_in(mixed[part : part + 5])]
    assert Proof.objects.count() == len(words)
    assert {state for (state,) in Play.objects.values_list("state")} == {"played"}
    got = [n for _ask, numbers in told(*answers) for n in numbers]  # type: ignore[attr-defined]
    assert set(got) == set(range(1, len(words) + 1))


def test_a_proof_of_what_nobody_ordered_is_kept_as_unexpected(pole):
    take_in([pole.proof("999"), pole.proof("ngoài lệnh")])
    assert list(Proof.objects.order_by("n").values_list("play", "airing_ref")) == [
        (None, "999"),
        (None, "ngoài lệnh"),
    ]


@pytest.mark.fault("S11")
@pytest.mark.mission("N1")
def test_forged_foreign_and_broken_words_change_nothing_and_are_counted(pole, play, world):
    other = make_pole(world.ward_b, world.ward_b_area)
    thief = SignKey.generate(pole.device.name)
    good = pole.proof(play)
    bad = [
        pole.says(_message(good), key=thief),  # not the device's key
        Arrived(other.device.name, good.envelope, NOW),  # on another's topic
        other.says(_message(good)),  # about another, under its own key
        Arrived(
            pole.device.name, good.envelope.replace(b'"partly"', b'"played"').replace(b"30000", b"90000"), NOW
        ),
        Arrived(pole.device.name, b"\xff\x00", NOW),
        Arrived("Knobody", good.envelope, NOW),
        Arrived("K\0", b"", NOW),
    ]
    assert take_in(bad) == []
    play.refresh_from_db()
    assert (play.state, Proof.objects.count()) == ("ordered", 0)
    seen = {(each.cluster_id, each.why, each.times) for each in Refusal.objects.filter(by_server=True)}
    assert seen == {
        (pole.cluster.pk, "forged", 2),
        (other.cluster.pk, "foreign", 2),
        (pole.cluster.pk, "unreadable", 1),
        (None, "forged", 2),
    }


@pytest.mark.fault("S11")
def test_a_flood_of_forgeries_fills_no_table_and_is_told_once_an_hour(pole, world):
    forged = pole.says(_message(pole.proof("1")), key=SignKey.generate(pole.device.name))
    heard: list[slots.Trouble] = []
    slots.on_trouble(heard.append)
    try:
        for _ in range(4):
            take_in([forged] * 50)
    finally:
        slots._listeners.remove(heard.append)
    assert [each.times for each in Refusal.objects.all()] == [200]
    assert len(heard) == 1


def test_a_stolen_device_fills_no_table_with_words_of_its_own(pole, world):
    order(ask=Ask.TONE, group="city", until=NOW + timedelta(minutes=1))
    names = [f"b{n}x" for n in range(50)]
    acks = [Ack(pole.device.name, name, 1, 0, taken=False, why=f"why{name}") for name in names]
    take_in([pole.says(each) for each in acks])
    take_in([pole.says(Ack(pole.device.name, "city", 7, 0, taken=False, why="forged"))])
    assert set(Refusal.objects.values_list("group", "why", "times")) == {
        ("", "unreadable", 50),
        ("city", "forged", 1),
    }


def test_a_device_that_does_not_know_its_new_group_yet_is_sent_the_order_again(pole, play, world):
    command = order_plays(world.ward_a, play.airing)
    take_in([pole.ack(command, why="foreign")])
    play.refresh_from_db()
    assert (play.state, command.copies.get().answered_at) == ("ordered", None)
    take_in([pole.ack(command)])
    play.refresh_from_db()
    assert (play.state, command.copies.get().taken) == ("taken", True)


def test_a_device_that_is_revoked_between_check_and_storing_is_not_believed(pole, play):
    words = check([pole.proof(play), pole.beat(1)])
    pole.device.revoked_at, pole.device.revoke_reason = NOW, "mất trộm"
    pole.device.save()
    assert store(words) == []
    assert not Proof.objects.exists()
    assert not Beat.objects.exists()
    assert [(each.why, each.times) for each in Refusal.objects.filter(cluster=pole.cluster)] == [
        ("forged", 2)
    ]


def test_a_revoked_device_is_not_believed(pole, play):
    pole.device.revoked_at, pole.device.revoke_reason = NOW, "mất trộm"
    pole.device.save()
    assert take_in([pole.proof(play), pole.beat(1)]) == []
    assert not Proof.objects.exists()
    assert not Beat.objects.exists()


def test_one_bad_word_spoils_no_batch(pole, play):
    strange = pole.beat(2, offset=10**30, firmware="a\0b" * 40, waiting=10**12, free=1 << 61)
    take_in([Arrived(pole.device.name, b"loa1 x\n", NOW), strange, pole.proof(play)])
    assert Proof.objects.count() == Beat.objects.count() == 1


def test_a_word_of_a_device_writes_no_journal(pole, play):
    before = Entry.objects.count()
    take_in([pole.beat(1), pole.proof(play)])
    assert Entry.objects.count() == before


def test_any_number_of_words_takes_as_many_queries(pole, world, django_assert_max_num_queries):
    poles = [make_pole(world.ward_a, world.ward_a_area) for _ in range(20)]
    command = order(ask=Ask.TONE, group=groups.of_body(world.ward_a), until=NOW + timedelta(minutes=1))
    batch = (
        [each.beat(1) for each in poles]
        + [each.ack(command) for each in poles]
        + [each.proof("5") for each in poles]
    )
    with django_assert_max_num_queries(10):
        answers = take_in(batch)
    assert len(answers) == 20
    assert CommandCopy.objects.filter(taken=True).count() == 20


def _message(arrived: Arrived):
    return read_told(split(arrived.envelope).message())


def test_a_city_that_got_a_new_firmware_is_noted_in_one_statement(pole, world):
    def cost(number, firmware):
        poles = [pole, *(make_pole(world.ward_a, world.ward_a_area) for _ in range(number - 1))]
        beats = [each.beat(n, firmware=firmware) for n, each in enumerate(poles, start=number)]
        with CaptureQueriesContext(connection) as asked:
            take_in(beats)
        pole.device.refresh_from_db()
        assert pole.device.firmware == firmware
        return len(asked)

    assert cost(2, "1.1") == cost(7, "1.2")
