"""Where two priority items meet the commune says which comes first; normal ones move behind (TT 39/2020)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from loa.speakers import errors
from loa.speakers.actions.ordering import move_airing, order_airings
from loa.speakers.models import Command
from loa.speakers.queries.collisions import clashes_of
from loa.speakers.queries.week import own_clash
from loa.speakers.tests.scene_schedule import approved, at, make_airing, make_clusters, tomorrow
from loa.units.errors import RightMissing

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clusters(world, keyring):
    return make_clusters(world)


@pytest.fixture
def two(world):
    approved(world, weekdays=[])
    day = tomorrow()
    first = make_airing(world, at(day, "17:00"), 5, title="Tiêm chủng", priority="priority")
    second = make_airing(world, at(day, "17:02"), 6, title="Cắt nước", priority="priority")
    return first, second


def test_the_chosen_one_comes_first_and_the_other_follows_it_at_once(world, two):
    first, second = two
    (clash,) = clashes_of(world.ward_a)
    assert clash.needs_order
    assert own_clash(world.ward_officer) == 1
    order_airings(actor=world.ward_officer, body=world.ward_a, first=second.pk, airings=[first.pk, second.pk])
    first.refresh_from_db()
    second.refresh_from_db()
    assert (second.starts_at, second.place) == (at(tomorrow(), "17:00"), 1)
    assert (first.starts_at, first.place) == (at(tomorrow(), "17:06"), 2)
    assert first.latest_at - first.starts_at == timedelta(minutes=2)
    assert set(first.plays.values_list("moment", flat=True)) == {first.starts_at}
    assert Command.objects.filter(ask="play").count() == 2  # devices take the later order of the same play
    assert clashes_of(world.ward_a) == []
    assert own_clash(world.ward_officer) == 0


def test_what_does_not_fit_is_said_and_nothing_is_moved(world, two):
    first, second = two
    third = make_airing(world, at(tomorrow(), "17:04"), 6, title="Bầu cử", priority="priority")
    with pytest.raises(errors.NoRoom):
        order_airings(
            actor=world.ward_officer,
            body=world.ward_a,
            first=first.pk,
            airings=[first.pk, second.pk, third.pk],
        )
    second.refresh_from_db()
    assert second.starts_at == at(tomorrow(), "17:02")
    (clash,) = clashes_of(world.ward_a)
    assert list(clash.later.values()) == [at(tomorrow() + timedelta(days=1), "17:00")]


def test_strangers_half_a_group_and_what_is_over_are_refused(world, two):
    first, second = two
    facts = {"body": world.ward_a, "first": first.pk, "airings": [first.pk, second.pk]}
    with pytest.raises(RightMissing):
        order_airings(actor=world.other_ward_officer, **facts)
    with pytest.raises(errors.NotOrderable):
        order_airings(actor=world.ward_officer, **facts | {"airings": [first.pk]})
    second.state = "cancelled"
    second.save()
    with pytest.raises(errors.NotOrderable):
        order_airings(actor=world.ward_officer, **facts)


def test_a_normal_item_moves_behind_a_priority_one_once_a_person_confirms(world):
    approved(world, weekdays=[])
    day = tomorrow()
    normal = make_airing(world, at(day, "17:00"), 5, title="Lịch tuần")
    make_airing(world, at(day, "17:03"), 5, title="Tiêm chủng", priority="priority")
    (clash,) = clashes_of(world.ward_a)
    assert not clash.needs_order
    assert clash.arranged.begins[f"airing:{normal.pk}"] == at(day, "17:05")
    with pytest.raises(errors.SlotRefused):
        move_airing(actor=world.ward_officer, airing=normal, begin=at(day, "21:00"))
    moved = move_airing(actor=world.ward_officer, airing=normal, begin=at(day, "17:08"))
    assert moved.starts_at == at(day, "17:08")
    assert clashes_of(world.ward_a) == []


def test_an_emergency_waits_for_nobody(world):
    day = tomorrow()
    make_airing(world, at(day, "17:00"), 5, title="Lịch tuần")
    make_airing(world, at(day, "17:00"), 5, title="Vỡ đê", priority="emergency")
    assert clashes_of(world.ward_a) == []
