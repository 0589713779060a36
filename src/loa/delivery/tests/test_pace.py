"""An account keeps to its rate, emergencies first; it rests when its provider asks for time or takes nothing in."""

import math

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from loa.channels.base import Outcome, Result
from loa.channels.testing import Receiver
from loa.delivery import pace, rules, worker
from loa.delivery.actions import open_dispatch
from loa.delivery.models import Attempt, Chunk, DatabaseNow, Pace
from loa.delivery.provider import ProviderHealth
from loa.delivery.testing import make_account, make_plan, tallied
from loa.delivery.waiting import waiting
from loa.journal.actions import SYSTEM
from loa.kinds.webhook.kind import WebhookKind


def rest_is_over():
    Pace.objects.update(closed_until=None, ordinary_from=None)
    Chunk.objects.filter(state="ready").update(due_at=DatabaseNow())


def limited(account, rate):
    account.rate_per_minute = rate
    account.save(update_fields=["rate_per_minute"])
    return account


@given(
    rate=st.integers(1, 100_000),
    asked=st.lists(st.tuples(st.floats(0, 5), st.integers(1, 500), st.booleans()), max_size=30),
)
def test_over_any_time_no_more_is_granted_than_a_second_at_once_and_the_rate(rate, asked):
    now, taken, total = 1_000_000.0, 0.0, 0
    began = now
    for later, wanted, is_urgent in asked:
        now += later
        granted = rules.grant(now, taken, rate, wanted, is_urgent=is_urgent)
        assert 0 <= granted.number <= wanted
        assert granted.number == wanted or granted.next_at > now
        taken, total = granted.taken_until, total + granted.number
        burst = max(2, math.ceil(rate / 60))
        assert total <= burst + (now - began) * rate / 60 + 1


@given(rate=st.integers(1, 100_000), wanted=st.integers(1, 10_000))
def test_ordinary_work_always_leaves_something_for_an_emergency(rate, wanted):
    ordinary = rules.grant(1_000.0, 0.0, rate, wanted, is_urgent=False)
    assert rules.grant(1_000.0, ordinary.taken_until, rate, 1, is_urgent=True).number == 1


@given(rate=st.integers(1, 10_000), wanted=st.integers(1, 1_000))
def test_whoever_comes_back_at_the_moment_named_gets_something(rate, wanted):
    first = rules.grant(1_000.0, 0.0, rate, 100_000, is_urgent=False)
    dry = rules.grant(1_000.0, first.taken_until, rate, wanted, is_urgent=False)
    assert dry.number == 0
    assert rules.grant(dry.next_at, dry.taken_until, rate, wanted, is_urgent=False).number > 0


@pytest.mark.django_db(transaction=True)
def test_an_account_with_a_rate_begins_no_more_calls_than_it_allows_and_keeps_no_slot(account, receiver):
    dispatch = open_dispatch(actor=SYSTEM, plan=make_plan(limited(account, 1200), 100))
    worker.drain()
    assert 15 <= sum(receiver.calls.values()) < 60
    assert Chunk.objects.get().state == "ready"
    assert Attempt.objects.count() == sum(receiver.calls.values())  # what may not begin has no attempt
    worker.drain(horizon=8)
    assert tallied(dispatch) == {"accepted": 100}
    assert receiver.doubled == 0


@pytest.mark.django_db(transaction=True)
def test_an_emergency_overtakes_a_mass_send_that_used_up_the_rate_of_its_account(account, receiver):
    limited(account, 60)
    open_dispatch(actor=SYSTEM, plan=make_plan(account, 50))
    worker.drain()
    before = sum(receiver.calls.values())
    urgent = open_dispatch(actor=SYSTEM, plan=make_plan(account, 1, priority="emergency"))
    worker.drain()
    assert tallied(urgent) == {"accepted": 1}
    assert before <= 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.fault("R13")
def test_a_provider_that_asks_for_time_gets_it_from_every_dispatch_of_the_account(world, numbers):
    asks = {"busy": True}
    with Receiver(lambda number, calls: "busy" if asks["busy"] else "ok") as receiver:
        receiver.retry_after = "40"
        account = make_account(world.city, receiver.url)
        first = open_dispatch(actor=SYSTEM, plan=make_plan(account, 1))
        worker.drain()
        second = open_dispatch(actor=SYSTEM, plan=make_plan(account, 1, priority="emergency"))
        worker.drain()
        assert sum(receiver.calls.values()) == 1  # the second was not even tried
        with connection.cursor() as cursor:
            cursor.execute("SELECT extract(epoch FROM closed_until - clock_timestamp()) FROM delivery_pace")
            assert 30 < cursor.fetchone()[0] <= 40
        asks["busy"] = False
        rest_is_over()
        worker.drain(horizon=0.5)
        assert tallied(second) == {"accepted": 1}
        assert tallied(first) in ({"accepted": 1}, {"queued": 1})  # its own retry may still lie ahead
        assert pace.closings(account.pk) == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.fault("R14", "S08")
def test_a_provider_that_takes_nothing_in_is_left_alone_and_then_tried_with_one_call(world, numbers):
    down = {"down": True}
    with Receiver(lambda number, calls: "busy" if down["down"] else "ok") as receiver, Receiver() as well:
        account = make_account(world.city, receiver.url)
        other = make_account(world.city, well.url, name="Kênh khỏe")
        dispatch = open_dispatch(actor=SYSTEM, plan=make_plan(account, 400))
        unharmed = open_dispatch(actor=SYSTEM, plan=make_plan(other, 400))
        worker.drain()
        called = sum(receiver.calls.values())
        assert called < 400
        assert tallied(unharmed) == {"accepted": 400}
        assert pace.closings(account.pk) == 1
        rest_is_over()
        worker.drain()
        assert sum(receiver.calls.values()) == called + 1
        assert pace.closings(account.pk) == 2
        down["down"] = False
        rest_is_over()
        for _again in range(20):
            worker.drain(horizon=1)
            if tallied(dispatch) == {"accepted": 400}:
                break
        assert tallied(dispatch) == {"accepted": 400}
        assert pace.closings(account.pk) == 0


@pytest.mark.django_db
@pytest.mark.fault("R14")
def test_each_rest_is_longer_than_the_one_before_up_to_a_minute(account):
    rests = [pace.close(account.pk, code="busy") for _ in range(7)]
    assert [round(rest) for rest in rests] == [5, 10, 20, 40, 60, 60, 60]
    pace.reopen(account.pk)
    Pace.objects.update(closed_until=None)
    assert round(pace.close(account.pk, code="busy")) == 5


@pytest.mark.fault("R14")
def test_one_endpoint_of_many_that_asks_for_time_does_not_hold_up_the_others():
    health = ProviderHealth(closings=0)
    for number in range(50):
        health.learn(Result(number, Outcome.FAILED, "status", temporary=True, retry_after=600.0))
    assert health.rest(WebhookKind()) is None


@pytest.mark.django_db(transaction=True)
def test_the_live_page_says_that_a_channel_rests_and_when_it_is_tried_again(world, account, numbers):
    dispatch = open_dispatch(actor=SYSTEM, plan=make_plan(account, 3))
    client, path = world.client(world.duty), f"/desk/dispatches/{dispatch.pk}/"
    before = client.get(f"{path}live/")
    assert "đang tạm nghỉ" not in before.content.decode()
    pace.close(account.pk, code="busy", seconds=600)
    after = client.get(f"{path}live/", headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert "Kênh đang tạm nghỉ" in after.content.decode()
    assert "các lượt chờ vẫn giữ nguyên" in after.content.decode()
    assert waiting().oldest == 0, "work that waits for its provider is not late"
