"""The tour's step on loudspeakers: an exercise at any hour, walked on where nothing answers, proven where devices sign."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client

from loa.bulletins import queries as bulletins
from loa.bulletins.models import Bulletin
from loa.channels.actions import open_account
from loa.delivery import worker
from loa.desk.tour import acts, air, on_air, queries, steps, story
from loa.desk.tour.roles import BULLETIN_KEY
from loa.lib.clock import HANOI
from loa.speakers.actions.clusters import Said, add_cluster
from loa.speakers.models import Cluster, Play
from loa.speakers.rules.words import PlayState
from loa.units.models import Person
from tests.desk import Desk, proof

pytestmark = pytest.mark.django_db(transaction=True)
NIGHT = datetime(2026, 11, 30, 23, 30, tzinfo=HANOI)


@pytest.fixture
def walk(desk: Desk, settings) -> Bulletin:
    """Give the city's bulletin of a walk, in a ward with two clusters that serve exercises and no broker at all."""
    settings.DEMO = True
    world = desk.world
    for actor, sample in ((world.ward_officer, story.WARD_OFFICERS[0]), (world.approver, story.APPROVER)):
        Person.objects.filter(pk=actor.person.pk).update(email=sample.email, is_sample=True)
    open_account(
        actor=world.admin, body=world.ward_a, kind="speaker", name="Diễn tập loa", mode="exercise", config={}
    )
    for code in ("A1", "A2"):
        said = Said(code, world.ward_a, world.ward_a_area, f"Cột {code}")
        add_cluster(actor=world.admin, said=said, mode="exercise")
    return desk.draft()


def spoken(walk: Bulletin, desk: Desk) -> Bulletin:
    officer = acts.actor_of(story.WARD_OFFICERS[0])
    made = air.write(officer, story.WARD_EXERCISE, [desk.world.ward_a_area], lasts=timedelta(hours=2))
    air.ask_for_release(officer, made)
    return made


def test_a_ward_speaks_at_night_in_an_exercise_released_by_another_person(walk: Bulletin, desk: Desk) -> None:
    with time_machine.travel(NIGHT, tick=True):
        Bulletin.objects.filter(pk=walk.pk).update(created_at=NIGHT - timedelta(minutes=5))
        made = spoken(walk, desk)
        shown = on_air.context_of(Bulletin.objects.get(pk=walk.pk))
        assert shown["row"].sound.heard_by == acts.actor_of(story.WARD_OFFICERS[0]).person
        assert not queries.is_done(steps.STEPS[steps.AIR - 1], walk)
        row = acts.release(made, shown["hash"], proof())
        assert row.approver != row.author
        worker.drain()
        assert set(Play.objects.values_list("state", flat=True)) == {PlayState.ORDERED}
        assert Play.objects.count() == 2


def test_where_no_loudspeaker_answers_nothing_counts_as_sounded_and_the_walk_goes_on(
    walk: Bulletin, desk: Desk, client: Client
) -> None:
    made = spoken(walk, desk)
    session = client.session
    session[BULLETIN_KEY] = walk.pk
    session.save()
    Bulletin.objects.filter(pk=walk.pk).update(author=acts.actor_of(story.APPROVER).person)
    asked = bulletins.open_submission(made)
    assert asked is not None
    acts.release(made, asked.hash, proof())
    worker.drain()
    shown = on_air.context_of(walk)
    assert [each.play.cluster.code for each in shown["heard"]] == ["A1", "A2"]
    assert (shown["proven"], shown["over"]) == (0, False)
    assert queries.is_done(steps.STEPS[steps.AIR - 1], walk)
    page = client.get(f"/tour/{steps.AIR}/live/").content.decode()
    assert "chưa rõ, không tính là đã phát" in page
    assert f"/desk/speakers/{Cluster.objects.get(code='A1').pk}/" in page


def test_what_a_cluster_signed_stands_beside_it(walk: Bulletin, desk: Desk) -> None:
    made = spoken(walk, desk)
    asked = bulletins.open_submission(made)
    assert asked is not None
    acts.release(made, asked.hash, proof())
    worker.drain()
    Play.objects.update(state=PlayState.PLAYED, heard_ms=9_400)
    shown = on_air.context_of(walk)
    assert (shown["proven"], shown["over"]) == (2, True)
    assert [(each.status.tone, each.seconds) for each in shown["heard"]] == [("ok", 9), ("ok", 9)]
