"""The ledger on screen and the doctor's view of it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from loa.delivery import health, live, queries, worker
from loa.delivery.actions import open_dispatch
from loa.delivery.models import Chunk, Delivery, Tally
from loa.delivery.testing import make_account, make_plan
from loa.journal.actions import SYSTEM
from loa.lib.health import Level

pytestmark = pytest.mark.django_db


def test_the_ledger_counts_by_channel_and_area(account, world):
    areas = [world.ward_a_area.pk, world.ward_b_area.pk]
    dispatch = open_dispatch(
        actor=SYSTEM, plan=make_plan(account, 10, rule={"from": 1, "to": 10, "areas": areas})
    )
    before = queries.ledger(dispatch)
    assert (before.counts.total, before.counts.pending, before.percent) == (10, 10, 0)
    version = live.version(dispatch)
    worker.drain()
    after = queries.ledger(dispatch)
    assert (after.counts.reached, after.counts.pending, after.percent) == (10, 0, 100)
    assert [(line.name, line.counts.reached) for line in after.accounts] == [("Thử", 10)]
    assert {line.id: line.counts.reached for line in after.areas} == dict.fromkeys(areas, 5)
    assert all(line.name for line in after.areas)
    assert queries.tally(dispatch) == {"accepted": 10}
    assert live.version(dispatch) != version


def test_the_ledger_of_a_large_dispatch_costs_as_many_queries_as_of_a_small_one(account, world):
    costs = []
    for count, areas in ((1, [world.ward_a_area.pk]), (2_000, [world.ward_a_area.pk, world.ward_b_area.pk])):
        plan = make_plan(account, count, rule={"from": 1, "to": count, "areas": areas})
        dispatch = open_dispatch(actor=SYSTEM, plan=plan)
        worker.drain()
        with CaptureQueriesContext(connection) as context:
            queries.ledger(dispatch)
        costs.append(len(context))
    assert costs[0] == costs[1]


def test_rows_are_narrowed_as_the_screen_is(account, world):
    areas = [world.ward_a_area.pk, world.ward_b_area.pk]
    dispatch = open_dispatch(
        actor=SYSTEM, plan=make_plan(account, 10, rule={"from": 1, "to": 10, "areas": areas})
    )
    worker.drain()
    narrowed = queries.RowFilter(state="accepted", account_id=account.pk, area_id=areas[0])
    assert queries.rows(dispatch, narrowed).count() == 5
    assert queries.rows(dispatch, queries.RowFilter(state="failed")).count() == 0
    history = queries.history(queries.rows(dispatch)[0])
    assert [a.number for a in history.attempts] == [1]
    assert [e.state for e in history.events] == ["accepted"]


def test_strangers_see_no_dispatch(account, world):
    dispatch = open_dispatch(actor=SYSTEM, plan=make_plan(account, 5))
    assert dispatch in queries.visible_to(world.editor)
    assert dispatch in queries.going_out(world.editor)
    assert not queries.visible_to(world.stranger).exists()
    worker.drain()
    assert not queries.deliveries_visible_to(world.stranger).exists()
    assert not queries.confirmable_by(world.stranger).exists()


def levels(check):
    return {finding.level for finding in check()}


def test_the_doctor_finds_nothing_wrong_in_a_sound_ledger(account, world):
    plan = make_plan(account, 10, rule={"from": 1, "to": 10, "areas": [world.ward_a_area.pk]})
    open_dispatch(actor=SYSTEM, plan=plan)
    worker.drain()
    worker.open_months()
    assert [levels(check) for check in health.CHECKS] == [{Level.OK}] * 5


def test_the_doctor_finds_a_wrong_tally_stray_ids_and_stuck_work(account, world):
    dispatch = open_dispatch(
        actor=SYSTEM, plan=make_plan(account, 10, rule={"from": 1, "to": 10, "areas": [10**9]})
    )
    worker.drain()
    Tally.objects.filter(dispatch=dispatch, state="accepted").update(count=3)
    assert levels(health.tally) == {Level.FAIL}
    health.recount(dispatch.pk)
    assert levels(health.tally) == {Level.OK}
    assert levels(health.plain_ids) == {Level.FAIL}
    Chunk.objects.update(state="quarantined")
    assert Level.WARN in levels(health.work)
    assert Delivery.objects.count() == 10


def test_a_dispatch_that_waits_for_a_person_is_shown(account, world, receiver):
    other = make_account(world.city, receiver.url, name="Khác")
    open_dispatch(actor=SYSTEM, plan=make_plan(other, 5))
    dispatch = open_dispatch(actor=SYSTEM, plan=make_plan(account, 11, rule={"from": 1, "to": 10, "lie": 1}))
    worker.drain()
    assert list(queries.needs_a_person(world.duty)) == [dispatch]
    assert "khác với số đã duyệt" in queries.needs_a_person(world.duty)[0].reason_text
