"""Claims, fences and leases: one holder at a time, and what comes too late is refused."""

import threading

import pytest
from django.db import connections

from loa.delivery import booking, store, work, worker
from loa.delivery.actions import open_dispatch
from loa.delivery.models import Attempt, Chunk, DatabaseNow, Event
from loa.delivery.states import Lane, State
from loa.delivery.testing import make_plan, tallied
from loa.journal.actions import SYSTEM

LANES = [lane.value for lane in Lane]


def lease_ends():
    Chunk.objects.update(due_at=DatabaseNow())


def first(claim):
    return claim.chunk_id << 10


@pytest.mark.django_db
@pytest.mark.fault("R09")
def test_a_settle_with_an_old_fence_is_refused(account):
    open_dispatch(actor=SYSTEM, plan=make_plan(account, 5))
    old = store.claim("slow", LANES)
    work.prepare(old)
    booking.book_one(old, [], [(first(old), 1)])
    lease_ends()
    new = store.claim("quick", LANES)
    assert new.fence == old.fence + 1
    with pytest.raises(store.LostChunk):
        booking.book_one(old, [store.Note(first(old), 1, State.ACCEPTED, "send")], [])
    assert not Event.objects.exists()
    assert store.release(old, state="done") is False
    assert Chunk.objects.get().state == "running"


@pytest.mark.django_db
@pytest.mark.fault("R09")
def test_the_same_attempt_cannot_be_begun_under_two_claims(account):
    open_dispatch(actor=SYSTEM, plan=make_plan(account, 5))
    old = store.claim("slow", LANES)
    work.prepare(old)
    assert booking.book_one(old, [], [(first(old), 1)]).begun
    assert booking.book_one(
        old, [], [(first(old), 1)]
    ).begun  # the same claim repeats a commit whose answer was lost
    lease_ends()
    new = store.claim("quick", LANES)
    with pytest.raises(store.LostChunk):
        booking.book_one(new, [], [(first(new), 1)])
    assert Attempt.objects.count() == 1


@pytest.mark.django_db
def test_a_holder_that_was_slow_goes_on_as_long_as_nobody_took_its_chunk(account):
    open_dispatch(actor=SYSTEM, plan=make_plan(account, 5))
    claim = store.claim("slow", LANES)
    work.prepare(claim)
    lease_ends()
    assert store.claim("slow", LANES, held=[claim.chunk_id]) is None  # no worker robs itself
    assert booking.book_one(claim, [], [(first(claim), 1)]).begun
    assert store.claim("other", LANES) is None  # the turn prolonged the lease


@pytest.mark.django_db
def test_the_urgent_lane_goes_first_and_one_slot_serves_it_alone(account):
    open_dispatch(actor=SYSTEM, plan=make_plan(account, 5))
    urgent = open_dispatch(actor=SYSTEM, plan=make_plan(account, 5, priority="emergency"))
    assert store.first_in_line() == (Lane.EMERGENCY, 0)
    assert store.claim("a", LANES).dispatch_id == urgent.pk
    assert store.claim("b", store.lanes(urgent_only=True)) is None
    assert store.claim("c", LANES) is not None


@pytest.mark.django_db
def test_an_expansion_that_was_interrupted_is_made_once(account):
    open_dispatch(actor=SYSTEM, plan=make_plan(account, 5))
    claim = store.claim("dies", LANES)
    work.prepare(claim)
    lease_ends()
    again = store.claim("lives", LANES)
    assert again.expanded == 5
    assert len(work.prepare(again).items) == 5


@pytest.mark.django_db(transaction=True)
@pytest.mark.fault("R09")
def test_two_workers_never_send_the_same_message(account, receiver):
    dispatch = open_dispatch(actor=SYSTEM, plan=make_plan(account, 6_000))
    sent = []

    def work_along():
        sent.append(worker.Worker(worker.Tuning(poll=0.01)))
        worker.async_to_sync(sent[-1].run)(sent[-1].is_idle)
        connections.close_all()

    threads = [threading.Thread(target=work_along) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    worker.drain()
    assert tallied(dispatch) == {"accepted": 6_000}
    assert receiver.doubled == 0
    assert sum(receiver.calls.values()) == Attempt.objects.count() == 6_000


@pytest.mark.django_db(transaction=True)
@pytest.mark.fault("R09")
def test_a_claim_is_given_to_one_of_many(account):
    open_dispatch(actor=SYSTEM, plan=make_plan(account, 8_000))
    claims, barrier = [], threading.Barrier(8)

    def grab():
        barrier.wait(10)
        claims.append(store.claim("one of many", LANES))
        connections.close_all()

    threads = [threading.Thread(target=grab) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len({claim.chunk_id for claim in claims}) == 8
