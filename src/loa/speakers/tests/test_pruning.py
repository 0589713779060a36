"""Commands whose time is long over go, with their copies; what still says something stays."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from loa.lib import clock
from loa.speakers.actions import pruning
from loa.speakers.actions.commanding import order
from loa.speakers.actions.silencing import silence
from loa.speakers.intake import take_in
from loa.speakers.models import Command, CommandCopy, Proof, Refusal
from loa.speakers.queries.silences import Scope
from loa.speakers.tasks import run_prune
from loa_wire.words import Ask
from tests.scene_proof import make_airing, make_play, make_pole, make_sound, order_plays

NOW = datetime(2027, 3, 1, 1, 0, tzinfo=UTC)
YEAR, DAY = timedelta(days=365), timedelta(days=1)


@pytest.fixture
def pole(world, keyring):
    with time_machine.travel(NOW, tick=False):
        return make_pole(world.ward_a, world.ward_a_area)


def _order(day, ask, group, *, lasts=timedelta(hours=1), **body):
    with time_machine.travel(NOW + day * DAY, tick=False):
        return order(ask=ask, group=group, body=body, until=clock.now() + lasts)


def _prune(day):
    with time_machine.travel(NOW + day * DAY, tick=False):
        run_prune(0)
    return set(Command.objects.values_list("pk", flat=True))


def test_what_is_over_for_a_month_goes_with_its_copies_and_nothing_younger(pole, world):
    group = f"c{pole.cluster.pk}"
    old, young = _order(0, Ask.TONE, group), _order(1, Ask.TONE, group)
    long = _order(0, Ask.PLAY, group, lasts=10 * DAY, plays=[])
    assert _prune(30) == {old.pk, young.pk, long.pk}
    assert _prune(31) == {young.pk, long.pk}
    assert set(CommandCopy.objects.values_list("command", flat=True)) == {young.pk, long.pk}
    assert _prune(39) == {long.pk}


def test_the_newest_of_each_state_stays_for_ever_and_the_older_a_month_beside_it(pole):
    group = f"c{pole.cluster.pk}"
    loud, quiet = (_order(day, Ask.VOLUME, group, lasts=YEAR, volume=day) for day in (0, 40))
    muted = _order(0, Ask.MUTE, group, lasts=YEAR, on=True)
    assert _prune(60) == {loud.pk, quiet.pk, muted.pk}
    assert _prune(71) == {quiet.pk, muted.pk}
    assert _prune(2000) == {quiet.pk, muted.pk}


def test_what_a_use_of_the_kill_switch_points_at_stays(pole, world):
    with time_machine.travel(NOW, tick=False):
        pressed = silence(actor=world.editor, scope=Scope(cluster=pole.cluster), reason="kẻ lạ phát thanh")
    again = [_order(day, Ask.KILL, f"c{pole.cluster.pk}", lasts=YEAR, on=True) for day in (1, 2)]
    assert _prune(100) == {pressed.command_id, again[-1].pk}


def test_proofs_and_plays_stay_and_refusals_go_after_three_months(pole, world):
    with time_machine.travel(NOW, tick=False):
        play = make_play(make_airing(make_sound(world.ward_a, world.ward_officer.person), NOW), pole)
        order_plays(world.ward_a, play.airing)
        take_in([pole.proof(play)])
        for days in (0, 5):
            Refusal.objects.create(cluster=pole.cluster, why="forged", at=NOW + days * DAY)
    assert _prune(91) == set()
    assert [each.at for each in Refusal.objects.all()] == [NOW + 5 * DAY]
    assert Proof.objects.get().play == play


def test_it_works_in_parts(pole, monkeypatch):
    monkeypatch.setattr(pruning, "AT_ONCE", 2)
    monkeypatch.setattr(pruning, "COPIES_AT_ONCE", 1)
    for _ in range(5):
        _order(0, Ask.TONE, "city")
    assert _prune(40) == set()
    assert not CommandCopy.objects.exists()
