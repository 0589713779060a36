"""A city's bulletin over several bodies' clusters: judged at each, told in a line for each ground; times that most have free."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from loa.lib import clock
from loa.speakers.actions.limits import add_rule
from loa.speakers.models import Airing, Cluster, Slot
from loa.speakers.queries.judging import Proposal
from loa.speakers.queries.wide import bodies_carrying, judge_at, rooms_at
from loa.speakers.rules.calendar import Sounding
from loa.speakers.rules.common_times import common, spans
from loa.speakers.rules.findings import Ground, Weight
from loa.speakers.tests.scene_schedule import (
    MINUTE,
    approved,
    at,
    content,
    make_airing,
    make_cluster,
    make_clusters,
    tomorrow,
)

DAY = tomorrow()


@pytest.fixture
def bodies(world, keyring):
    make_clusters(world)
    make_cluster("DH-01", world.ward_b, world.ward_b_area)
    return bodies_carrying([world.city_area])


def slot_of(world, body, **given):
    people = {"made_by": world.ward_officer.person, "approved_by": world.ward_approver.person}
    now = clock.now()
    facts = people | {"made_at": now, "approved_at": now, "state": "approved"}
    return Slot.objects.create(**content(**given) | facts | {"body": body})


def city_wide(world, begin, minutes=5):
    return Proposal(world.city, begin, minutes * MINUTE, "Cảnh báo bão", areas=(world.city_area,))


def rule(world, area, **given):
    facts = {"kind": "limits", "source": "Quyết định 5/QĐ-UBND", "valid_from": clock.today()}
    return add_rule(actor=world.admin, area=area, **facts | given)


@pytest.mark.django_db
def test_the_bodies_are_those_whose_clusters_stand_in_the_areas(world, bodies):
    assert [body.pk for body in bodies] == sorted([world.ward_a.pk, world.ward_b.pk])
    assert bodies_carrying([world.ward_b_area]) == [world.ward_b]
    assert bodies_carrying([]) == []
    Cluster.objects.filter(body=world.ward_b).update(closed_at=clock.now())
    assert bodies_carrying([world.city_area]) == [world.ward_a]


@pytest.mark.django_db
def test_what_it_breaks_at_each_ward_is_told_once_with_where(world, bodies):
    rule(world, world.city_area, minutes_a_session=15, sessions_a_day=1)
    make_airing(world, at(DAY, "07:00"), 5)
    make_airing(world, at(DAY, "09:02"), 5, title="Tiêm chủng")
    found = judge_at(bodies, city_wide(world, at(DAY, "09:00"), 20))
    assert [each.ground for each in found] == [Ground.MINUTES, Ground.SESSIONS, Ground.OVERLAP]
    minutes, sessions, overlap = (each.text for each in found)
    assert minutes.endswith("Gặp ở cả 2 cơ quan có cụm loa.")
    assert "Gặp ở 1 trong 2 cơ quan có cụm loa: " in sessions
    assert "Tiêm chủng" in overlap
    assert judge_at(bodies, city_wide(world, at(DAY, "15:00"), 5))[0].ground == Ground.SESSIONS


@pytest.mark.django_db
def test_a_lock_at_one_ward_keeps_that_ward_silent_and_a_lock_at_all_never_passes(world, bodies):
    rule(world, world.ward_b_area, quiet_from=time(12), quiet_until=time(14))
    noon = city_wide(world, at(DAY, "12:30"))
    (found,) = judge_at(bodies, noon)
    assert (found.ground, found.weight) == (Ground.QUIET, Weight.WARN)
    assert "Loa ở 1 trong 2 cơ quan sẽ không phát" in found.text
    rule(world, world.ward_a_area, quiet_from=time(12), quiet_until=time(14))
    (found,) = judge_at(bodies, noon)
    assert found.weight == Weight.LOCK
    (found,) = judge_at([world.ward_b], noon)
    assert found.weight == Weight.LOCK


@pytest.mark.django_db
def test_a_time_is_offered_that_more_than_half_have_free(world, bodies):
    approved(world)
    assert rooms_at(bodies, 5 * MINUTE, DAY, 1, areas=(world.city_area,)) == []
    slot_of(world, world.ward_b, at=time(17, 5), minutes=30)
    (room,) = rooms_at(bodies, 5 * MINUTE, DAY, 1, areas=(world.city_area,))
    assert (room.begin, room.bodies, room.of) == (at(DAY, "17:05"), 2, 2)
    make_airing(world, at(DAY, "17:05"), 4)
    (room,) = rooms_at(bodies, 5 * MINUTE, DAY, 1, areas=(world.city_area,))
    assert room.begin == at(DAY, "17:09")
    rule(world, world.ward_b_area, kind="mourning", valid_from=DAY, valid_until=DAY + timedelta(days=1))
    (room,) = rooms_at(bodies, 5 * MINUTE, DAY, 1, areas=(world.city_area,))
    assert room.begin.date() == DAY + timedelta(days=1)
    assert Airing.objects.count() == 1


@pytest.mark.django_db
def test_the_number_of_questions_does_not_grow_with_the_wards(world, bodies, django_assert_num_queries):
    approved(world)
    proposal = city_wide(world, at(DAY, "17:00"))
    with CaptureQueriesContext(connection) as few:
        judge_at(bodies, proposal)
    for number in range(3):
        make_cluster(f"C-{number}", world.city, world.city_area)
        slot_of(world, world.ward_b, title=f"Khung {number}", at=time(6 + number))
    more = bodies_carrying([world.city_area])
    assert len(more) == 3
    with django_assert_num_queries(len(few)):
        judge_at(more, proposal)


def test_of_moments_near_each_other_the_one_that_most_have_is_shown():
    free = {1: [(at(DAY, "17:00"), at(DAY, "17:30"))], 2: [(at(DAY, "17:06"), at(DAY, "17:30"))], 3: []}
    five = timedelta(minutes=5)
    assert common(free, 3, five) == [(at(DAY, "17:06"), {1, 2})]
    assert common(free, 4, five) == []
    assert common(free, 3, timedelta(minutes=25)) == []


def test_free_stretches_lie_between_what_stands_and_begin_on_a_whole_minute():
    def item(begin, seconds):
        return Sounding("a", "", at(DAY, begin), seconds * 1000, frozenset({1}), airing=1)

    standing = [item("17:10", 100), item("17:00", 90)]
    assert spans(at(DAY, "17:00"), at(DAY, "17:20"), standing, timedelta(minutes=1)) == [
        (at(DAY, "17:02"), at(DAY, "17:10")),
        (at(DAY, "17:12"), at(DAY, "17:20")),
    ]
    assert spans(at(DAY, "17:05"), at(DAY, "17:00"), [], timedelta(minutes=1)) == []
