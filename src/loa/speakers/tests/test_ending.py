"""What did not happen shows up by itself: within two minutes, told once, and never as a success."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from loa.channels.testing import Receiver, installed
from loa.clocks.models import DutyRoster
from loa.delivery import folder, worker
from loa.delivery.actions import cancel_dispatch, open_dispatch
from loa.delivery.models import Delivery
from loa.delivery.testing import make_account, make_plan, states
from loa.journal.actions import SYSTEM
from loa.lib import clock
from loa.lib.crypt import Keyring
from loa.notices.models import Event, Notice
from loa.speakers.actions import ending
from loa.speakers.intake import take_in
from loa.speakers.models import Command, Outage, Play
from loa.speakers.queries.silent import silent_plays, silent_visible_to
from loa.speakers.rules import proving
from loa.speakers.rules.words import PlayState
from loa_wire.words import Doing, Outcome, Priority, Why
from tests.scene_proof import Pole, make_airing, make_play, make_pole, make_sound
from tests.world import World, make_world

NOW = datetime(2027, 3, 1, 1, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture
def pole(world: World, keyring: Keyring) -> Pole:
    return make_pole(world.ward_a, world.ward_a_area)


@pytest.fixture
def play(world: World, pole: Pole) -> Play:
    sound = make_sound(world.ward_a, world.ward_officer.person, length_ms=300_000)
    return make_play(make_airing(sound, NOW), pole, PlayState.TAKEN)


def at(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def missed() -> list[Play]:
    return list(silent_plays())


@pytest.mark.mission("N1")
def test_a_cluster_that_should_have_sounded_and_did_not_stands_there_within_two_minutes(play, world):
    with time_machine.travel(at(89), tick=False):
        ending.run_due(at(89))
        assert missed() == []
    with time_machine.travel(at(120), tick=False):
        ending.run_due(at(105))  # the worker looks each fifteen seconds
        assert missed() == [play]
        assert list(silent_visible_to(world.ward_officer)) == [play]
        assert not silent_visible_to(world.other_ward_officer).exists()
        ending.run_due(at(120))
        page = world.client(world.admin).get("/desk/status/").content.decode()
    assert play.cluster.code in page
    assert "đã nhận lệnh, chưa thấy phát" in page
    told = Notice.objects.filter(person=world.ward_officer.person, key__startswith="speakers.silent")
    assert [each.title for each in told] == ["1 cụm loa chưa phát “Thông báo cắt điện” lúc 08:00"]


def test_who_says_that_it_is_sounding_is_not_silent_and_who_stops_saying_it_is(pole, play):
    take_in([pole.beat(1, at=at(40), doing=Doing.PLAYING, play=str(play.airing_id))])
    with time_machine.travel(at(120), tick=False):
        ending.run_due(at(120))
        assert missed() == []
    with time_machine.travel(at(240), tick=False):
        ending.run_due(at(240))
        assert missed() == [play]


def test_what_sounds_afterwards_takes_the_cluster_off_the_page(pole, play, world):
    with time_machine.travel(at(3600), tick=False):
        ending.run_due(at(600))
        later = make_play(make_airing(play.airing.sound, at(1800)), pole)
        assert missed() == [play]
        take_in([pole.proof(later)])
        assert missed() == []


@pytest.mark.mission("N1")
def test_without_a_proof_a_play_ends_as_unknown_and_a_proof_that_comes_later_wins(pole, play):
    over = play.deadline_at
    ending.run_due(over - SECOND)
    play.refresh_from_db()
    assert play.state == "taken"
    ending.run_due(over)
    play.refresh_from_db()
    play.airing.refresh_from_db()
    assert (play.state, play.airing.state) == ("unknown", "done")
    take_in([pole.proof(play, at=over + timedelta(hours=6))])
    play.refresh_from_db()
    assert play.state == "played"


def test_a_fault_that_the_device_tells_of_stands_there_at_once_and_an_order_of_people_does_not(
    pole, play, world
):
    other = make_play(play.airing, make_pole(world.ward_a, world.ward_a_area))
    with time_machine.travel(at(5), tick=False):
        take_in([pole.proof(play, Outcome.NOT_PLAYED, why=Why.NO_AUDIO, heard=0)])
        take_in(
            [
                pole.proof(
                    make_play(make_airing(play.airing.sound, at(1)), pole),
                    Outcome.NOT_PLAYED,
                    why=Why.MUTED,
                    heard=0,
                )
            ]
        )
        assert missed() == [play]
    assert other.told_silent_at is None


@pytest.mark.django_db(transaction=True)
def test_what_an_officer_stopped_does_not_sound_tomorrow(world, keyring):
    pole = make_pole(world.ward_a, world.ward_a_area)
    with Receiver() as receiver, installed():
        dispatch = open_dispatch(actor=SYSTEM, plan=make_plan(make_account(world.ward_a, receiver.url), 1))
        sound = make_sound(world.ward_a, world.ward_officer.person)
        stopped, other = (
            make_play(make_airing(sound, clock.now() + timedelta(days=1), dispatch_id=number), pole)
            for number in (dispatch.pk, 0)
        )
        assert ending.end_stopped(clock.now()) == 0
        cancel_dispatch(actor=SYSTEM, dispatch=dispatch)
    assert ending.end_stopped(clock.now()) == 1
    assert ending.end_stopped(clock.now()) == 0
    stopped.refresh_from_db()
    other.refresh_from_db()
    assert (stopped.state, other.state) == (PlayState.CANCELLED, PlayState.ORDERED)
    assert list(Command.objects.values_list("ask", flat=True)) == ["cancel"]


def test_three_heartbeats_that_did_not_come_are_an_outage_told_once(pole, world):
    with time_machine.travel(NOW, tick=False):
        type(pole.device).objects.update(enrolled_at=NOW - timedelta(days=1))
        take_in([pole.beat(1)])
    ending.run_due(at(179))
    assert not Outage.objects.exists()
    ending.run_due(at(181))
    ending.run_due(at(200))
    assert [each.since_at for each in Outage.objects.all()] == [NOW]
    assert Notice.objects.filter(person=world.ward_officer.person, event=Event.SPEAKERS).count() == 1


def test_when_all_are_lost_at_once_no_ward_is_told(world, keyring):
    with time_machine.travel(NOW, tick=False):
        take_in([make_pole(world.ward_a, world.ward_a_area).beat(1) for _ in range(21)])
    assert ending.find_outages(at(300)) == 21
    assert not Notice.objects.filter(event=Event.SPEAKERS).exists()


def test_an_emergency_that_is_silent_at_many_clusters_calls_who_is_on_duty(pole, world):
    DutyRoster.objects.create(
        body=world.ward_a, post=world.ward_approver.post, begins_at=NOW, ends_at=NOW + timedelta(days=1)
    )
    sound = make_sound(world.ward_a, world.ward_officer.person)
    airing = make_airing(sound, NOW, priority=Priority.EMERGENCY.value)
    for each in [pole, *(make_pole(world.ward_a, world.ward_a_area) for _ in range(3))]:
        make_play(airing, each)
    ending.find_silent(at(91))
    called = Notice.objects.filter(person=world.ward_approver.person, event=Event.SPEAKERS)
    assert [(each.is_urgent, each.due_at is not None) for each in called] == [(True, True)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.mission("N1")
@pytest.mark.mission("M4", part=True)
def test_the_ledger_never_calls_a_silent_delivery_accepted_and_believes_a_later_proof(keyring):
    world = make_world()
    poles = [make_pole(world.ward_a, world.ward_a_area) for _ in range(3)]
    with installed(), Receiver() as receiver:
        account = make_account(world.city, receiver.url)
        dispatch = open_dispatch(actor=SYSTEM, plan=make_plan(account, 3))
        worker.drain()
    assert states(dispatch) == {"accepted": 3}
    sound = make_sound(world.ward_a, world.ward_officer.person)
    airing = make_airing(sound, clock.now() - timedelta(hours=1))
    deliveries = list(Delivery.objects.filter(dispatch_id=dispatch.pk).order_by("pk"))
    plays = [
        make_play(airing, pole, PlayState.TAKEN, row.pk) for pole, row in zip(poles, deliveries, strict=True)
    ]
    take_in(
        [poles[0].proof(plays[0]), poles[1].proof(plays[1], Outcome.NOT_PLAYED, why=Why.NO_AUDIO, heard=0)]
    )
    ending.run_due(clock.now())
    folder.catch_up()
    found = Delivery.objects.filter(dispatch_id=dispatch.pk).order_by("pk")
    assert [row.state for row in found] == ["played", "failed", "unknown"]
    assert [row.reason for row in found][1:] == [
        "Chưa tải được tệp âm thanh",
        "Đã qua giờ phát mà chưa nhận được bằng chứng đã phát.",
    ]
    take_in([poles[2].proof(plays[2])])
    folder.catch_up()
    assert Delivery.objects.get(pk=deliveries[2].pk).state == "played"


P = PlayState


@pytest.mark.parametrize(
    ("plays", "outcome"),
    [
        ([P.PLAYED, P.PLAYED], "played"),
        ([P.PLAYED, P.CANCELLED], "played"),
        ([P.PLAYED, P.ORDERED], "played_partly"),
        ([P.PARTLY], "played_partly"),
        ([P.PLAYED, P.UNKNOWN], "played_partly"),
        ([P.NOT_PLAYED, P.TAKEN], None),
        ([P.NOT_PLAYED, P.NOT_PLAYED], "failed"),
        ([P.NOT_PLAYED, P.UNKNOWN], "unknown"),
        ([P.CANCELLED], None),
        ([], None),
    ],
)
def test_a_delivery_is_played_only_when_all_its_plays_were(plays, outcome):
    assert proving.delivery_outcome([each.value for each in plays]) == outcome
