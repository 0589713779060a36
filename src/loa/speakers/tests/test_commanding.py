"""Commands are counted in their groups, in their order, and laid out for exactly the devices that they mean."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from loa.lib import clock
from loa.speakers.actions.commanding import Order, order, order_many
from loa.speakers.models import CommandCopy
from loa.speakers.queries import groups
from loa_wire.words import Ask
from tests.scene_proof import make_pole

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keyring")]


def _tone(group, **settings):
    return Order(Ask.TONE, group, clock.now() + timedelta(minutes=1), **settings)


def _devices(command):
    return set(CommandCopy.objects.filter(command=command).values_list("device__name", flat=True))


def test_many_commands_are_counted_each_in_its_group_and_reach_who_is_meant(world):
    one, two, other = (
        make_pole(body, area)
        for body, area in [
            (world.ward_a, world.ward_a_area),
            (world.ward_a, world.ward_a_area),
            (world.ward_b, world.ward_b_area),
        ]
    )
    gone = make_pole(world.ward_a, world.ward_a_area)
    gone.device.revoked_at, gone.device.revoke_reason = clock.now(), "hỏng"
    gone.device.save()
    body = groups.of_body(world.ward_a)
    order(ask=Ask.TONE, group=body, until=clock.now() + timedelta(minutes=1))
    orders = [
        _tone(body),
        _tone(groups.CITY),
        _tone(body, only=[two.cluster.pk, other.cluster.pk]),
        _tone(groups.of_cluster(other.cluster)),
        _tone(groups.of_device(one.device)),
    ]
    commands = order_many(orders)
    assert [(each.group_id, each.seq) for each in commands] == [
        (body, 2), ("city", 1), (body, 3), (f"c{other.cluster.pk}", 1), (f"d{one.device.name}", 1),
    ]  # fmt: skip
    everybody = {each.device.name for each in (one, two, other)}
    assert [_devices(each) for each in commands] == [
        {one.device.name, two.device.name},
        everybody,
        {two.device.name},
        {other.device.name},
        {one.device.name},
    ]


def test_a_hundred_bodies_cost_no_more_questions_than_two(world):
    def count(number):
        with CaptureQueriesContext(connection) as asked:
            order_many([_tone(f"b{key}") for key in range(1, number + 1)])
        return len(asked)

    assert count(2) == count(100)


def test_a_group_that_is_none_of_ours_is_no_group(world):
    with pytest.raises(ValueError, match="hanoi"):
        order_many([_tone("hanoi")])
