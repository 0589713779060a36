"""A worker dies after the provider took everything in and before a word of it is written down."""

import asyncio

import pytest

from loa.channels.testing import Receiver
from loa.delivery import booking, store, work, worker
from loa.delivery.actions import open_dispatch
from loa.delivery.models import Chunk, DatabaseNow
from loa.delivery.testing import make_account, make_plan, tallied
from loa.journal.actions import SYSTEM

pytestmark = pytest.mark.django_db


def send_and_die(claim):
    """Begin every call of the chunk, make it, and forget what was answered."""
    job = work.prepare(claim)
    assert booking.book_one(claim, [], [(item.delivery_id, 1) for item in job.items]).begun
    messages = [job.message(item, 1, f"r{item.receiver}@example.test") for item in job.items]

    async def send():
        answers = [result.state async for result in job.kind.send(job.outlet, messages)]
        await job.kind.close()
        return answers

    assert set(asyncio.run(send())) == {"accepted"}
    Chunk.objects.update(due_at=DatabaseNow())


@pytest.mark.fault("R02")
@pytest.mark.parametrize(
    ("kind", "found", "calls"),
    [
        ("loopback", {"accepted": 5}, 2),
        ("loopback_asked", {"accepted": 5}, 1),
        ("loopback_blind", {"unknown": 5}, 1),
    ],
)
def test_what_was_taken_in_unwritten_is_repeated_by_key_asked_about_or_left_unknown(
    world, numbers, kind, found, calls
):
    with Receiver(dedupes=kind == "loopback") as receiver:
        dispatch = open_dispatch(
            actor=SYSTEM, plan=make_plan(make_account(world.city, receiver.url, kind=kind), 5)
        )
        send_and_die(store.claim("dies", [2]))
        worker.drain(horizon=10)
        assert tallied(dispatch) == found
        assert set(receiver.calls.values()) == {calls}
        assert (len(receiver.taken), receiver.doubled) == (5, 0)


@pytest.mark.fault("R22")
def test_a_chunk_that_kills_its_workers_holds_up_no_other(world, account, receiver):
    deadly = open_dispatch(actor=SYSTEM, plan=make_plan(account, 5))
    for _death in range(3):
        assert store.claim("dies", [2]).dispatch_id == deadly.pk
        Chunk.objects.update(due_at=DatabaseNow())
    other = open_dispatch(actor=SYSTEM, plan=make_plan(account, 5))
    worker.drain()
    assert Chunk.objects.get(target__dispatch=deadly).state == "quarantined"
    assert tallied(other) == {"accepted": 5}
    assert sum(receiver.calls.values()) == 5
