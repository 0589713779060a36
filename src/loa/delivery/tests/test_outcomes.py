"""Receivers that are slow, cut the line, lie or refuse, over real HTTP (mission N3)."""

import pytest

from loa.channels.testing import Receiver
from loa.delivery import worker
from loa.delivery.actions import confirm_delivery, open_dispatch
from loa.delivery.errors import NotConfirmable
from loa.delivery.models import Attempt, Delivery, Event
from loa.delivery.states import State
from loa.delivery.testing import make_account, make_plan, states, tallied
from loa.journal.actions import SYSTEM

pytestmark = pytest.mark.django_db


def send(world, behaviour, count=20, kind="loopback", dedupes=True, **changes):
    with Receiver(behaviour, dedupes=dedupes) as receiver:
        account = make_account(world.city, receiver.url, kind=kind)
        dispatch = open_dispatch(actor=SYSTEM, plan=make_plan(account, count, **changes))
        worker.drain(horizon=10)
    return dispatch, receiver


def first_call(manner):
    return lambda number, calls: manner if calls == 1 else "ok"


@pytest.mark.mission("N3")
@pytest.mark.fault("R13")
def test_a_receiver_that_hangs_up_leaves_the_outcome_unknown_and_is_not_called_again(world, numbers):
    dispatch, receiver = send(
        world, lambda n, c: "cut_after" if n == 3 else "ok", kind="loopback_blind", dedupes=False
    )
    assert tallied(dispatch) == states(dispatch) == {"accepted": 19, "unknown": 1}
    assert receiver.doubled == 0
    assert sum(receiver.calls.values()) == 20


@pytest.mark.mission("N3")
@pytest.mark.fault("R13")
def test_with_a_key_an_unknown_outcome_is_sent_again_and_taken_in_once(world, numbers):
    dispatch, receiver = send(world, first_call("cut_after"))
    assert tallied(dispatch) == {"accepted": 20}
    assert set(receiver.calls.values()) == {2}
    assert receiver.doubled == 0


@pytest.mark.mission("N3")
@pytest.mark.fault("R13")
def test_a_provider_that_can_be_asked_is_asked(world, numbers):
    manner = {1: "cut_after", 2: "cut"}
    dispatch, receiver = send(
        world, lambda n, c: manner.get(n, "ok") if c == 1 else "ok", kind="loopback_asked", dedupes=False
    )
    assert tallied(dispatch) == {"accepted": 20}
    assert len(receiver.taken) == 20
    assert receiver.doubled == 0
    assert Event.objects.filter(origin="ask").count() == 2


@pytest.mark.parametrize("manner", ["cut_after", "cut"])
def test_a_lone_message_is_asked_about_and_settled(world, numbers, manner):
    dispatch, receiver = send(world, first_call(manner), count=1, kind="loopback_asked", dedupes=False)
    assert tallied(dispatch) == {"accepted": 1}
    assert sum(receiver.taken.values()) == 1


@pytest.mark.fault("R13")
def test_a_provider_that_takes_in_and_reports_an_error_gets_it_once(world, numbers):
    dispatch, receiver = send(world, first_call("error_after"))
    assert tallied(dispatch) == {"accepted": 20}
    assert receiver.doubled == 0


@pytest.mark.fault("R13")
def test_a_busy_provider_is_tried_again_and_a_refusal_is_final(world, numbers):
    dispatch, _ = send(world, lambda n, c: "refuse" if n == 5 else ("busy" if c < 3 else "ok"))
    assert tallied(dispatch) == {"accepted": 19, "failed": 1}
    failed = Delivery.objects.get(state="failed")
    assert failed.reason == "Bộ nhận từ chối địa chỉ này."
    assert Attempt.objects.filter(delivery_id=failed.pk).count() == 1
    assert Attempt.objects.count() == 19 * 3 + 1


@pytest.mark.fault("R13")
def test_a_provider_that_stays_busy_ends_in_failed_with_its_reason(world, numbers):
    dispatch, receiver = send(world, lambda n, c: "busy", count=3)
    assert tallied(dispatch) == {"failed": 3}
    assert {d.reason for d in Delivery.objects.all()} == {"Bộ nhận đang bận."}
    assert set(receiver.calls.values()) == {7}


def test_a_slow_receiver_does_not_hold_up_the_others(world, numbers):
    dispatch, receiver = send(world, lambda n, c: "slow" if n % 10 == 0 else "ok", count=200)
    assert tallied(dispatch) == {"accepted": 200}
    assert receiver.doubled == 0


@pytest.mark.fault("E06")
def test_who_stopped_or_was_erased_since_is_suppressed_and_not_called(world, numbers):
    numbers.stopped.add(4)
    numbers.erased.add(9)
    dispatch, receiver = send(world, lambda n, c: "ok")
    assert tallied(dispatch) == {"accepted": 18, "suppressed": 2}
    assert len(receiver.calls) == 18
    assert Attempt.objects.count() == 18


def test_a_person_settles_what_is_unknown(world, numbers):
    send(world, lambda n, c: "cut" if n == 3 else "ok", kind="loopback_blind")
    unknown = Delivery.objects.get(state="unknown")
    receipt = confirm_delivery(actor=world.duty, delivery=unknown, state=State.DELIVERED)
    assert receipt.is_self_reported
    assert receipt.person == world.duty.person
    assert confirm_delivery(actor=world.duty, delivery=unknown, state=State.DELIVERED) == receipt
    worker.drain()
    assert Delivery.objects.get(pk=unknown.pk).state == "delivered"
    with pytest.raises(NotConfirmable):
        confirm_delivery(
            actor=world.duty, delivery=Delivery.objects.filter(state="accepted")[0], state=State.DELIVERED
        )
