"""Killed with -9 in the middle: nothing is lost, nothing is doubled, what is unknown is within the calls in flight."""

import time

import pytest
from django.db import connection

from loa.channels.testing import Receiver
from loa.delivery import folder, worker
from loa.delivery.actions import open_dispatch
from loa.delivery.models import Attempt, Dispatch
from loa.delivery.testing import make_account, make_plan, start_worker, tallied
from loa.journal.actions import SYSTEM

CUT_LINES = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
 WHERE datname = current_database() AND pid <> pg_backend_pid() AND usename = current_user
"""
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(240)]


def wait_until(condition, seconds=60):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.02)


def kill_in_the_middle(receiver, deaths, step):
    for _death in range(deaths):
        process = start_worker(lease=3)
        seen = len(receiver.taken)
        wait_until(lambda seen=seen: len(receiver.taken) >= seen + step)
        process.kill()
        process.wait(10)


def finish(dispatch):
    process = start_worker(lease=3)
    try:
        wait_until(lambda: Dispatch.objects.get(pk=dispatch.pk).state == "done", 120)
    finally:
        process.terminate()
        assert process.wait(20) == 0
    folder.catch_up()


@pytest.mark.fault("R01")
def test_a_worker_killed_in_mid_dispatch_loses_and_doubles_nothing_with_a_key(world, numbers):
    with Receiver(delay=0.02) as receiver:
        account = make_account(world.city, receiver.url)
        dispatch = open_dispatch(actor=SYSTEM, plan=make_plan(account, 1_500))
        kill_in_the_middle(receiver, deaths=2, step=250)
        finish(dispatch)
        assert tallied(dispatch) == {"accepted": 1_500}
        assert len(receiver.taken) == 1_500
        assert receiver.doubled == 0


@pytest.mark.mission("N3")
@pytest.mark.fault("R01", "R02")
def test_without_a_key_what_was_in_flight_is_unknown_and_nobody_gets_it_twice(world, numbers):
    with Receiver(delay=0.02, dedupes=False) as receiver:
        account = make_account(world.city, receiver.url, kind="loopback_blind")
        dispatch = open_dispatch(actor=SYSTEM, plan=make_plan(account, 1_000))
        kill_in_the_middle(receiver, deaths=1, step=250)
        finish(dispatch)
        found = tallied(dispatch)
        assert 0 < found.pop("unknown") <= worker.Tuning().in_flight
        assert set(found) == {"accepted"}
        assert receiver.doubled == 0
        assert Attempt.objects.count() == 1_000


@pytest.mark.fault("R04")
def test_a_worker_outlives_its_database_lines_and_forgets_no_answer(world, numbers):
    with Receiver(delay=0.02, dedupes=False) as receiver:
        account = make_account(world.city, receiver.url, kind="loopback_blind")
        dispatch = open_dispatch(actor=SYSTEM, plan=make_plan(account, 1_000))
        process = start_worker(lease=30)
        wait_until(lambda: len(receiver.taken) >= 250)
        with connection.cursor() as cursor:
            cursor.execute(CUT_LINES)
        wait_until(lambda: Dispatch.objects.get(pk=dispatch.pk).state == "done", 120)
        assert process.poll() is None
        process.terminate()
        assert process.wait(20) == 0
        folder.catch_up()
        assert tallied(dispatch) == {"accepted": 1_000}
        assert receiver.doubled == 0


@pytest.mark.fault("R01")
def test_a_worker_asked_to_stop_leaves_nothing_open(world, numbers):
    with Receiver(delay=0.02, dedupes=False) as receiver:
        account = make_account(world.city, receiver.url, kind="loopback_blind")
        dispatch = open_dispatch(actor=SYSTEM, plan=make_plan(account, 1_000))
        process = start_worker(lease=30)
        wait_until(lambda: len(receiver.taken) >= 200)
        process.terminate()
        assert process.wait(20) == 0
        worker.drain()
        assert tallied(dispatch) == {"accepted": 1_000}
        assert receiver.doubled == 0
