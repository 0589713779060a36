"""From an opened dispatch to a settled ledger, over real HTTP."""

import pytest

from loa.delivery import worker
from loa.delivery.actions import open_dispatch
from loa.delivery.models import Attempt, Event
from loa.delivery.testing import make_plan, states, tallied
from loa.journal.actions import SYSTEM


@pytest.mark.django_db
def test_every_receiver_is_called_once_and_the_ledger_says_so(account, receiver):
    dispatch = open_dispatch(
        actor=SYSTEM, plan=make_plan(account, 2_345, rule={"from": 1, "to": 2345, "areas": [7, 8]})
    )
    calls = worker.drain()
    assert calls == 2_345
    assert len(receiver.taken) == 2_345
    assert receiver.doubled == 0
    assert states(dispatch) == tallied(dispatch) == {"accepted": 2_345}
    assert Attempt.objects.count() == Event.objects.count() == 2_345
    dispatch.refresh_from_db()
    assert dispatch.state == "done"
    assert dispatch.settled_at is not None
