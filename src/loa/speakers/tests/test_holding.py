"""A paused dispatch holds its loudspeakers back, and they sound once it goes on; what was dropped before the pause proves nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from loa.channels.testing import Receiver, installed
from loa.delivery import worker
from loa.delivery.actions import cancel_dispatch, open_dispatch, pause_dispatch, resume_dispatch
from loa.delivery.models import Chunk, Delivery
from loa.delivery.states import ChunkState
from loa.delivery.testing import make_account, make_plan
from loa.journal.actions import SYSTEM
from loa.lib import clock
from loa.speakers.actions import ending
from loa.speakers.intake import take_in
from loa.speakers.models import Command, Play
from loa.speakers.queries.told import plays_in
from loa_wire.words import Outcome, Why
from tests.scene_proof import make_airing, make_play, make_pole, make_sound, order_plays

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)


@pytest.fixture
def pole(world, keyring):
    return make_pole(world.ward_a, world.ward_a_area)


@pytest.fixture
def sending(world):
    with Receiver() as receiver, installed():
        yield open_dispatch(actor=SYSTEM, plan=make_plan(make_account(world.ward_a, receiver.url), 1))


@pytest.fixture
def play(world, pole, sending):
    sound = make_sound(world.ward_a, world.ward_officer.person)
    airing = make_airing(sound, clock.now() + DAY, dispatch_id=sending.pk)
    order_plays(world.ward_a, airing)
    return make_play(airing, pole)


def _tick(later=timedelta()):
    ending.run_due(clock.now() + later)


def _now(play):
    play = Play.objects.select_related("airing").get(pk=play.pk)
    return play.airing.state, play.state, play.airing.ref.removeprefix(str(play.airing_id))


def _orders():
    return [(each.ask, plays_in(each.envelope)) for each in Command.objects.order_by("pk")]


def test_what_is_paused_is_held_back_and_sounds_once_it_goes_on(play, pole, sending):
    first = play.airing.ref
    pause_dispatch(actor=SYSTEM, dispatch=sending)
    _tick()
    assert _now(play) == ("planned", "planned", ".1")
    dropped = pole.proof(play, Outcome.NOT_PLAYED, why=Why.CANCELLED)
    take_in([pole.ack(Command.objects.get(ask="play")), dropped])
    _tick()
    assert _now(play) == ("planned", "planned", ".1")
    resume_dispatch(actor=SYSTEM, dispatch=sending)
    _tick()
    _tick()
    assert _now(play) == ("ordered", "ordered", ".1")
    assert _orders() == [("play", [first]), ("cancel", []), ("play", [f"{first}.1"])]
    take_in([pole.proof(play, Outcome.NOT_PLAYED, why=Why.CANCELLED)])
    assert _now(play)[1] == "ordered"
    take_in([pole.ack(Command.objects.order_by("pk").last())])
    assert _now(play)[1] == "taken"
    take_in([pole.proof(f"{first}.1")])
    assert _now(play)[1] == "played"


def test_what_may_not_begin_any_more_is_called_off_and_alarms_nobody(play, sending):
    pause_dispatch(actor=SYSTEM, dispatch=sending)
    _tick()
    _tick(DAY + timedelta(minutes=5))
    assert _now(play)[:2] == ("planned", "planned")
    _tick(DAY + timedelta(minutes=16))
    assert _now(play)[:2] == ("cancelled", "cancelled")
    assert Play.objects.get(pk=play.pk).told_silent_at is None


def test_what_is_cancelled_while_it_is_held_back_never_sounds(play, sending):
    pause_dispatch(actor=SYSTEM, dispatch=sending)
    _tick()
    cancel_dispatch(actor=SYSTEM, dispatch=sending)
    _tick()
    assert _now(play)[:2] == ("cancelled", "cancelled")
    assert [ask for ask, _plays in _orders()] == ["play", "cancel", "cancel"]


def test_what_sounds_already_goes_on(play, sending):
    pause_dispatch(actor=SYSTEM, dispatch=sending)
    _tick(DAY + timedelta(seconds=1))
    assert _now(play)[:2] == ("ordered", "ordered")


def test_a_paused_channel_holds_back_only_what_it_carries(play, sending):
    worker.drain()
    mine = Delivery.objects.get(dispatch_id=sending.pk)
    Chunk.objects.filter(dispatch=sending).update(state=ChunkState.PAUSED)
    _tick()
    assert _now(play)[:2] == ("ordered", "ordered")
    Play.objects.filter(pk=play.pk).update(delivery_id=mine.pk)
    _tick()
    assert _now(play)[:2] == ("planned", "planned")
    Chunk.objects.filter(dispatch=sending).update(state=ChunkState.READY)
    _tick()
    assert _now(play)[:2] == ("ordered", "ordered")
