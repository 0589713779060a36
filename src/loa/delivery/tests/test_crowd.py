"""One message on five channels at once: who is tried when, and what a page costs meanwhile. Seconds are `loa bench crowd`'s."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from loa.channels.testing import Receiver
from loa.delivery import store, work, worker
from loa.delivery.actions import open_dispatch
from loa.delivery.models import Attempt, Delivery
from loa.delivery.plan import TargetPlan
from loa.delivery.testing import make_account, make_plan, tallied
from loa.journal.actions import SYSTEM

CHANNELS, RECEIVERS = 5, 300


@pytest.fixture
def crowd(world, numbers):
    """Five channels, one of them busy at first; the plan to all; what was called, in order."""
    called = []

    def note(name):
        def behave(number, calls):
            called.append((name, number, calls))
            return "busy" if name == 0 and calls == 1 and number % 2 else "ok"

        return behave

    receivers = [Receiver(note(name)) for name in range(CHANNELS)]
    for receiver in receivers:
        receiver.__enter__()
    accounts = [
        make_account(world.city, receiver.url, name=f"Kênh {name}") for name, receiver in enumerate(receivers)
    ]
    rule = {"from": 1, "to": RECEIVERS}
    targets = tuple(TargetPlan(account.pk, "main", "numbers", rule) for account in accounts)
    plan = make_plan(accounts[0], RECEIVERS, targets=targets, approved_count=CHANNELS * RECEIVERS)
    yield plan, called
    for receiver in receivers:
        receiver.__exit__()


@pytest.mark.fault("R21")
@pytest.mark.django_db(transaction=True)
def test_every_receiver_on_every_channel_is_tried_and_none_waits_for_another_channels_retries(
    crowd, fault_figure: Callable[[str], None]
):
    plan, called = crowd
    dispatch = open_dispatch(actor=SYSTEM, plan=plan)
    worker.drain(horizon=30)
    total = CHANNELS * RECEIVERS
    assert tallied(dispatch) == {"accepted": total}
    firsts = [(name, number) for name, number, calls in called if calls == 1]
    assert len(firsts) == len(set(firsts)) == total
    others = [place for place, (name, _number, _calls) in enumerate(called) if name != 0]
    again = [place for place, (_name, _number, calls) in enumerate(called) if calls > 1]
    assert again, "one channel was busy"
    assert min(others) < max(again), "the channels go out beside each other"
    assert Attempt.objects.filter(number=1).count() == total
    fault_figure(f"{total:,} first attempts on {CHANNELS} channels, {len(again)} repeats of a busy one")


@pytest.mark.fault("R21")
@pytest.mark.django_db
def test_a_page_asks_the_database_no_more_while_thousands_of_deliveries_wait(world, crowd):
    plan, _called = crowd
    client = world.client(world.duty)

    def asked(path):
        client.get(path)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(path).status_code == 200
        return [query["sql"] for query in seen]

    small = open_dispatch(actor=SYSTEM, plan=make_plan_of_one(plan))
    before = [len(asked(path)) for path in (f"/desk/dispatches/{small.pk}/live/", "/desk/")]
    large = open_dispatch(actor=SYSTEM, plan=plan)
    while claim := store.claim("test", store.lanes(urgent_only=False)):
        work.expand_chunk(claim)
        store.release(claim, state="done")
    assert Delivery.objects.filter(dispatch_id=large.pk).count() == CHANNELS * RECEIVERS
    after = [asked(path) for path in (f"/desk/dispatches/{large.pk}/live/", "/desk/")]
    assert [len(queries) for queries in after] == before
    read = [sql for queries in after for sql in queries if 'FROM "delivery_delivery"' in sql]
    rows = [sql for sql in read if "delivery_receipt" not in sql]
    assert rows == [], "what a person confirmed is found by its receipts; all else is read from the tally"


def make_plan_of_one(plan):
    """Return the plan through its first channel alone, to one receiver."""
    first = plan.targets[0]
    one = TargetPlan(first.account_id, "main", "numbers", {"from": 1, "to": 1})
    return type(plan)(**{**_fields(plan), "targets": (one,), "approved_count": 1, "thing": "tests.thing:2"})


def _fields(plan):
    return {name: getattr(plan, name) for name in plan.__dataclass_fields__}
