"""Undo, pause, resume, cancel, miss, expire: nothing is lost, doubled or left pending."""

from datetime import timedelta

import pytest

from loa.channels.testing import Receiver
from loa.delivery import booking, schedule, store, worker
from loa.delivery.actions import (
    cancel_dispatch,
    confirm_delivery,
    open_dispatch,
    pause_dispatch,
    requeue_chunk,
    resume_dispatch,
    stop_dispatch,
    undo_dispatch,
)
from loa.delivery.errors import DispatchMoved, HoldOver
from loa.delivery.models import Attempt, Chunk, Delivery
from loa.delivery.states import State
from loa.delivery.testing import make_account, make_plan, states, tallied
from loa.journal.actions import SYSTEM
from loa.journal.models import Entry
from loa.lib import clock
from loa.units.errors import RightMissing

pytestmark = pytest.mark.django_db


def later(time_machine, **span):
    time_machine.move_to(clock.now() + timedelta(**span), tick=False)


def test_an_ordinary_release_waits_for_its_hold_and_can_be_undone(account, receiver, time_machine, world):
    dispatch = open_dispatch(actor=SYSTEM, plan=make_plan(account, 5, hold=15))
    later(time_machine, seconds=14)
    worker.drain()
    assert not receiver.calls
    undo_dispatch(actor=world.approver, dispatch=dispatch)
    later(time_machine, seconds=10)
    worker.drain()
    assert not receiver.calls
    assert tallied(dispatch) == {"withdrawn": 5}


def test_after_the_hold_it_is_sent_and_cannot_be_undone(account, receiver, time_machine, world):
    dispatch = open_dispatch(actor=SYSTEM, plan=make_plan(account, 5, hold=15))
    later(time_machine, seconds=15)
    with pytest.raises(HoldOver):
        undo_dispatch(actor=world.approver, dispatch=dispatch)
    worker.drain()
    assert tallied(dispatch) == {"accepted": 5}


def test_a_planned_dispatch_starts_at_its_time(account, receiver, time_machine):
    at = clock.now() + timedelta(hours=3)
    dispatch = open_dispatch(actor=SYSTEM, plan=make_plan(account, 5, hold=15, planned_at=at))
    later(time_machine, hours=2, minutes=59)
    worker.drain()
    assert not receiver.calls
    later(time_machine, minutes=10)
    worker.drain()
    assert tallied(dispatch) == {"accepted": 5}


@pytest.mark.fault("R17")
def test_a_dispatch_that_missed_its_time_is_never_sent(account, receiver, time_machine, world):
    dispatch = open_dispatch(
        actor=SYSTEM, plan=make_plan(account, 5, planned_at=clock.now() + timedelta(hours=1))
    )
    later(time_machine, hours=1, minutes=11)
    worker.drain()
    dispatch.refresh_from_db()
    assert (dispatch.state, len(receiver.calls)) == ("missed", 0)
    for act in (resume_dispatch, pause_dispatch):
        with pytest.raises(DispatchMoved):
            act(actor=world.duty, dispatch=dispatch)
    stop_dispatch(actor=SYSTEM, dispatch=dispatch, ending=State.EXPIRED)
    worker.drain()
    assert tallied(dispatch) == {"expired": 5}
    assert not receiver.calls


def test_what_was_paused_within_its_hold_can_still_be_undone(account, receiver, time_machine, world):
    dispatch = open_dispatch(actor=SYSTEM, plan=make_plan(account, 5, hold=15))
    dispatch = pause_dispatch(actor=world.duty, dispatch=dispatch)
    undo_dispatch(actor=world.approver, dispatch=dispatch)
    later(time_machine, seconds=20)
    worker.drain()
    assert tallied(dispatch) == {"withdrawn": 5}


def test_stopping_looks_at_the_dispatch_as_it_is_now(account, world):
    dispatch = open_dispatch(actor=SYSTEM, plan=make_plan(account, 5))
    stale = type(dispatch).objects.get(pk=dispatch.pk)
    pause_dispatch(actor=world.duty, dispatch=dispatch)
    stopped = stop_dispatch(actor=SYSTEM, dispatch=stale, ending=State.SUPERSEDED)
    assert (stopped.state, stopped.reason) == ("cancelled", "superseded")


def test_pause_begins_nothing_new_and_resume_goes_on_without_doubles(account, receiver, world):
    dispatch = open_dispatch(actor=SYSTEM, plan=make_plan(account, 3_000))
    claim = store.claim("me", [2])
    pause_dispatch(actor=world.duty, dispatch=dispatch, reason="chị Lê Thị Bình gọi 0912 345 678 xin dừng")
    worker.drain()
    assert not receiver.calls
    assert booking.book_one(claim, [], [(claim.chunk_id << 10, 1)]).stop == "paused"
    store.release(claim)
    dispatch = resume_dispatch(actor=world.duty, dispatch=dispatch)
    worker.drain()
    assert tallied(dispatch) == {"accepted": 3_000}
    assert receiver.doubled == 0
    assert Attempt.objects.count() == 3_000


def test_a_chunk_at_work_is_not_robbed_by_pause_and_resume(account, world):
    dispatch = open_dispatch(actor=SYSTEM, plan=make_plan(account, 10))
    claim = store.claim("me", [2])
    dispatch = pause_dispatch(actor=world.duty, dispatch=dispatch)
    resume_dispatch(actor=world.duty, dispatch=dispatch)
    assert store.claim("other", [0, 1, 2, 3]) is None
    store.release(claim)
    assert store.claim("other", [0, 1, 2, 3]).chunk_id == claim.chunk_id


def test_one_account_of_a_dispatch_can_be_paused_alone(account, world, receiver):
    other = make_account(world.city, receiver.url, name="Khác")
    plan = make_plan(account, 10, rule={"from": 1, "to": 5})
    second = make_plan(other, 10, rule={"from": 1, "to": 5}).targets[0]
    dispatch = open_dispatch(
        actor=SYSTEM, plan=type(plan)(**{**vars_of(plan), "targets": (*plan.targets, second)})
    )
    pause_dispatch(actor=world.duty, dispatch=dispatch, account_id=other.pk)
    worker.drain()
    assert set(Delivery.objects.values_list("account_id", flat=True)) == {account.pk}
    resume_dispatch(actor=world.duty, dispatch=dispatch, account_id=other.pk)
    worker.drain()
    assert tallied(dispatch) == {"accepted": 10}


def vars_of(plan):
    return {name: getattr(plan, name) for name in plan.__dataclass_fields__}


def test_cancel_ends_what_is_pending_and_keeps_what_was_sent(account, receiver, world):
    dispatch = open_dispatch(actor=SYSTEM, plan=make_plan(account, 2_000))
    _, second = Chunk.objects.order_by("pk")
    Chunk.objects.filter(pk=second.pk).update(due_at=clock.now() + timedelta(hours=1))
    worker.drain()
    cancel_dispatch(actor=world.duty, dispatch=dispatch, reason="sai giờ")
    Chunk.objects.filter(pk=second.pk).update(due_at=clock.now() - timedelta(hours=1))
    worker.drain()
    assert states(dispatch) == tallied(dispatch) == {"accepted": 1_000, "withdrawn": 1_000}
    assert len(receiver.calls) == 1_000


def test_a_cancelled_dispatch_leaves_a_begun_call_unknown(world, numbers, receiver):
    account = make_account(world.city, receiver.url, kind="loopback_blind")
    dispatch = open_dispatch(actor=SYSTEM, plan=make_plan(account, 3))
    claim = store.claim("lost", [2])
    worker.prepare(claim)
    booking.book_one(claim, [], [(claim.chunk_id << 10, 1)])
    stop_dispatch(actor=SYSTEM, dispatch=dispatch, ending=State.SUPERSEDED)
    Chunk.objects.update(due_at=clock.now() - timedelta(minutes=1))
    worker.drain()
    assert tallied(dispatch) == {"superseded": 2, "unknown": 1}


def test_what_is_pending_when_its_time_is_over_expires(account, receiver, time_machine):
    dispatch = open_dispatch(actor=SYSTEM, plan=make_plan(account, 5, hold=15))
    later(time_machine, days=5)
    worker.drain()
    assert tallied(dispatch) == {"expired": 5}
    dispatch.refresh_from_db()
    assert dispatch.settled_at is not None
    assert not receiver.calls


def test_a_self_reported_channel_waits_for_a_word_and_then_expires(world, numbers, receiver, time_machine):
    account = make_account(world.city, receiver.url, kind="loopback_spoken")
    dispatch = open_dispatch(actor=SYSTEM, plan=make_plan(account, 3))
    worker.drain()
    dispatch.refresh_from_db()
    assert (dispatch.state, dispatch.settled_at) == ("done", None)
    first = Delivery.objects.order_by("pk")[0]
    with pytest.raises(RightMissing):
        confirm_delivery(actor=world.stranger, delivery=first, state=State.PLAYED)
    confirm_delivery(actor=world.duty, delivery=first, state=State.PLAYED)
    later(time_machine, days=10)
    worker.drain()
    assert tallied(dispatch) == {"expired": 2, "played": 1}
    second = Delivery.objects.filter(state="expired")[0]
    confirm_delivery(actor=SYSTEM, delivery=second, state=State.PLAYED, reporter="kinds.manual.listed:7")
    worker.drain()
    assert tallied(dispatch) == {"expired": 1, "played": 2}


@pytest.mark.fault("R22")
def test_a_chunk_that_keeps_killing_workers_is_put_aside(account, receiver, world):
    dispatch = open_dispatch(actor=SYSTEM, plan=make_plan(account, 5))
    for _death in range(3):
        assert store.claim("dies", [2]) is not None
        Chunk.objects.update(due_at=clock.now() - timedelta(minutes=1))
    assert store.claim("dies", [2]) is None
    chunk = Chunk.objects.get()
    assert chunk.state == "quarantined"
    requeue_chunk(actor=world.duty, chunk=chunk)
    worker.drain()
    assert tallied(dispatch) == {"accepted": 5}


@pytest.mark.fault("R22")
def test_a_kind_that_breaks_in_unforeseen_ways_is_put_aside(world, numbers, monkeypatch):
    with Receiver() as receiver:
        account = make_account(world.city, receiver.url, kind="loopback_blind")
        kind = worker.registry.get("loopback_blind")
        monkeypatch.setattr(kind, "send_one", lambda *_: 1 / 0)
        dispatch = open_dispatch(actor=SYSTEM, plan=make_plan(account, 500))
        worker.drain()
    assert set(tallied(dispatch)) == {"unknown", "queued"}
    assert Chunk.objects.get().state == "quarantined"


def test_a_moved_dispatch_refuses_the_second_mover(account, world):
    dispatch = open_dispatch(actor=SYSTEM, plan=make_plan(account, 5))
    stale = type(dispatch).objects.get(pk=dispatch.pk)
    pause_dispatch(actor=world.duty, dispatch=dispatch)
    with pytest.raises(DispatchMoved):
        pause_dispatch(actor=world.duty, dispatch=stale)


def test_each_move_is_one_journal_row(account, world):
    dispatch = open_dispatch(actor=SYSTEM, plan=make_plan(account, 5))
    dispatch = pause_dispatch(actor=world.duty, dispatch=dispatch)
    resume_dispatch(actor=world.duty, dispatch=dispatch)
    worker.drain()
    verbs = Entry.objects.filter(thing=f"delivery.dispatch:{dispatch.pk}").order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == [
        f"delivery.dispatch_{word}" for word in ("created", "paused", "sending", "done")
    ]
    assert schedule.tick() == 0
