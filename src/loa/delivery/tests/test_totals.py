"""What reached somebody, by area and day: live deliveries that the actor may read, each once."""

from datetime import timedelta

import pytest

from loa.delivery import queries
from loa.delivery.actions import open_dispatch
from loa.delivery.models import Tally
from loa.delivery.testing import make_account, make_plan
from loa.journal.actions import SYSTEM
from loa.lib import clock

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("mode", ["live", "test"])
def test_only_live_deliveries_that_reached_somebody_in_an_area_count(world, numbers, receiver, mode):
    account = make_account(world.city, receiver.url, mode=mode)
    opened = open_dispatch(actor=SYSTEM, plan=make_plan(account, 30))
    for area, state, count in (
        (world.ward_a_area.pk, "delivered", 4),
        (world.ward_a_area.pk, "accepted", 3),
        (world.ward_b_area.pk, "failed", 9),
        (0, "delivered", 5),
    ):
        Tally.objects.create(dispatch_id=opened.pk, account=account, area_id=area, state=state, count=count)
    today = clock.today()
    reached = {(world.ward_a_area.pk, today): 7} if mode == "live" else {}
    assert queries.count_reached(world.leader, today) == reached
    assert queries.count_reached(world.leader, today - timedelta(days=1)) == {}
    assert queries.count_reached(world.stranger, today) == {}
