"""A clock that runs out reaches the officer on duty, by night as by day."""

from datetime import timedelta

import pytest

from loa.clocks import actions as clocks
from loa.clocks.rules import at_moment
from loa.lib import clock
from loa.notices import queries

pytestmark = pytest.mark.django_db


def test_the_officer_on_duty_is_told_once_and_at_once(world):
    now = clock.now()
    clocks.plan_duty(
        actor=world.admin,
        body=world.city,
        post=world.duty.post,
        begins_at=now - timedelta(hours=1),
        ends_at=now + timedelta(hours=8),
    )
    deadline = at_moment(now - timedelta(minutes=1), "giờ phát đã đặt", now)
    clocks.open_clock(
        actor=world.editor,
        thing="bulletins.bulletin:1",
        purpose="bulletins.answer",
        body=world.city,
        deadline=deadline,
    )
    clocks.run_escalations(now)
    clocks.run_escalations(now)
    told = list(queries.list_open(world.duty))
    assert [(n.is_urgent, n.due_at is not None) for n in told] == [(True, True)]
    assert queries.count_open(world.editor) == 0
