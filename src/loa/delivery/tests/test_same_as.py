"""A correction goes to exactly those whom the first message reached or may have reached (mission N6)."""

import pytest

from loa.channels.testing import Receiver
from loa.delivery import booking, same_as, store, worker
from loa.delivery.actions import confirm_delivery, open_dispatch, stop_dispatch
from loa.delivery.errors import AudienceChanged, EmptyAudience
from loa.delivery.models import Chunk, DatabaseNow, Delivery
from loa.delivery.states import State
from loa.delivery.testing import make_account, make_plan, tallied
from loa.journal.actions import SYSTEM

pytestmark = pytest.mark.django_db


def receivers(dispatch, **narrowed):
    rows = Delivery.objects.filter(dispatch_id=dispatch.pk, **narrowed)
    return set(rows.values_list("receiver", flat=True))


def correct(account, first, count):
    rule = {"same_as": first.pk}
    assert same_as.count(rule, account_id=account.pk, source="numbers") == count
    return open_dispatch(actor=SYSTEM, plan=make_plan(account, count, rule=rule))


@pytest.mark.mission("N6")
def test_it_reaches_the_accepted_and_the_unknown_and_nobody_else(world, numbers):
    manner = {3: "cut_after", 4: "refuse"}
    numbers.stopped.add(5)
    with Receiver(lambda n, c: manner.get(n, "ok"), dedupes=False) as receiver:
        account = make_account(world.city, receiver.url, kind="loopback_blind")
        first = open_dispatch(
            actor=SYSTEM, plan=make_plan(account, 1_200, rule={"from": 1, "to": 1200, "areas": [8]})
        )
        worker.drain()
        manner.clear()
        numbers.stopped.clear()
        second = correct(account, first, 1_198)
        worker.drain()
    assert receivers(second) == set(range(1, 1_201)) - {4, 5}
    assert tallied(second) == {"accepted": 1_198}
    assert set(Delivery.objects.filter(dispatch_id=second.pk).values_list("area_id", flat=True)) == {8}


@pytest.mark.mission("N6")
def test_who_stopped_or_was_erased_since_counts_as_suppressed(account, numbers):
    first = open_dispatch(actor=SYSTEM, plan=make_plan(account, 10))
    worker.drain()
    numbers.stopped.add(1)
    numbers.erased.add(2)
    second = correct(account, first, 10)
    worker.drain()
    assert tallied(second) == {"accepted": 8, "suppressed": 2}


@pytest.mark.mission("N6")
def test_a_first_message_still_going_out_is_stopped_and_the_called_ones_are_corrected(account, receiver):
    first = open_dispatch(actor=SYSTEM, plan=make_plan(account, 10))
    claim = store.claim("at work", [2])
    worker.prepare(claim)
    ids = [claim.chunk_id << 10 | place for place in range(4)]
    booking.book_one(claim, [], [(i, 1) for i in ids])
    told = [
        store.Note(ids[0], 1, State.ACCEPTED, "send"),  # arrived
        store.Note(ids[1], 1, State.FAILED, "send"),  # refused
        store.Note(ids[2], 1, State.QUEUED, "send", "busy"),  # nothing was taken in; waits for a retry
    ]
    booking.book_one(claim, told, [])  # and the fourth call is still open
    stop_dispatch(actor=SYSTEM, dispatch=first, ending=State.SUPERSEDED)
    second = correct(account, first, 2)
    assert receivers(second) == {1, 4}
    Chunk.objects.update(due_at=DatabaseNow())
    worker.drain()
    assert tallied(second) == {"accepted": 2}
    assert tallied(first)["superseded"] == 7


def test_a_run_sheet_that_nobody_confirmed_is_corrected_too(world, numbers, receiver, time_machine):
    account = make_account(world.city, receiver.url, kind="loopback_spoken")
    first = open_dispatch(actor=SYSTEM, plan=make_plan(account, 3))
    worker.drain()
    confirm_delivery(actor=world.duty, delivery=Delivery.objects.order_by("pk")[0], state=State.FAILED)
    first.refresh_from_db()
    time_machine.move_to(first.confirm_by)
    worker.drain()
    assert tallied(first) == {"expired": 2, "failed": 1}
    assert receivers(correct(account, first, 2)) == {2, 3}


def test_a_correction_of_a_correction_keeps_the_receivers(account):
    dispatches = [open_dispatch(actor=SYSTEM, plan=make_plan(account, 5))]
    for _round in range(2):
        worker.drain()
        dispatches.append(correct(account, dispatches[-1], 5))
    worker.drain()
    assert [receivers(d) for d in dispatches] == [{1, 2, 3, 4, 5}] * 3


def test_a_correction_of_nothing_sent_is_refused_and_so_is_a_wrong_count(account):
    first = open_dispatch(actor=SYSTEM, plan=make_plan(account, 5, hold=15))
    with pytest.raises(EmptyAudience):
        open_dispatch(actor=SYSTEM, plan=make_plan(account, 5, rule={"same_as": first.pk}))
    sent = open_dispatch(actor=SYSTEM, plan=make_plan(account, 5))
    worker.drain()
    with pytest.raises(AudienceChanged):
        open_dispatch(actor=SYSTEM, plan=make_plan(account, 4, rule={"same_as": sent.pk}))
