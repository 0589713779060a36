"""Opening a dispatch: one transaction that freezes everything, or nothing at all."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction, utils

from loa.channels.actions import close_account, pause_account
from loa.channels.models import Account
from loa.delivery import worker
from loa.delivery.actions import open_dispatch, open_months, resume_dispatch
from loa.delivery.errors import AudienceChanged, BadPlan, DispatchMoved, EmptyAudience, WrongMode
from loa.delivery.expand import month_table
from loa.delivery.models import Chunk, Content, Delivery, Dispatch, Target
from loa.delivery.plan import TargetPlan
from loa.delivery.testing import make_account, make_plan, states
from loa.journal.actions import SYSTEM
from loa.journal.models import Entry
from loa.lib import clock

pytestmark = pytest.mark.django_db


def test_it_freezes_contents_audience_and_chunks_with_one_journal_row(account):
    before = Entry.objects.count()
    plan = make_plan(account, 2_500, hold=15)
    dispatch = open_dispatch(actor=SYSTEM, plan=plan)
    assert (dispatch.state, dispatch.approved_count) == ("planned", 2_500)
    assert list(Chunk.objects.values_list("expected", "state")) == [
        (1000, "waiting"),
        (1000, "waiting"),
        (500, "waiting"),
    ]
    assert Content.objects.get().hash == plan.contents[0].hash
    assert Target.objects.get().rule == {"from": 1, "to": 2500}
    assert Entry.objects.count() == before + 1
    assert not Delivery.objects.exists()


@pytest.mark.parametrize(
    ("count", "rule", "error"),
    [
        (0, {"from": 1, "to": 0}, EmptyAudience),
        (5, {"from": 1, "to": 0}, EmptyAudience),
        (5, {"from": 1, "to": 6}, AudienceChanged),
        (7, {"from": 1, "to": 6}, AudienceChanged),
    ],
)
@pytest.mark.fault("S05")
def test_an_empty_or_changed_audience_writes_nothing(account, count, rule, error):
    entries = Entry.objects.count()
    with pytest.raises(error):
        open_dispatch(actor=SYSTEM, plan=make_plan(account, count, rule=rule))
    assert not Dispatch.objects.exists()
    assert Entry.objects.count() == entries


def test_it_refuses_a_closed_or_paused_account(account, world):
    pause_account(actor=world.admin, account=account, reason="bảo trì")
    with pytest.raises(BadPlan):
        open_dispatch(actor=SYSTEM, plan=make_plan(account, 5))
    close_account(actor=world.admin, account=account, reason="đổi nhà cung cấp")
    with pytest.raises(BadPlan):
        open_dispatch(actor=SYSTEM, plan=make_plan(account, 5))


def test_it_refuses_content_of_another_kind_and_a_time_that_is_over(account):
    plan = make_plan(account, 5)
    with pytest.raises(BadPlan):
        open_dispatch(actor=SYSTEM, plan=replace(plan, contents=(replace(plan.contents[0], kind="email"),)))
    with pytest.raises(BadPlan):
        open_dispatch(actor=SYSTEM, plan=replace(plan, expires_at=clock.now() - timedelta(minutes=1)))


def test_one_account_serves_one_source_in_a_dispatch(account):
    plan = make_plan(account, 10)
    other = TargetPlan(account.pk, "main", "stations", {})
    with pytest.raises(BadPlan):
        open_dispatch(actor=SYSTEM, plan=replace(plan, targets=(*plan.targets, other)))


def test_the_database_itself_refuses_the_same_receiver_twice(account, receiver):
    plan = make_plan(account, 20, rule={"from": 1, "to": 10})
    overlapping = TargetPlan(account.pk, "main", "numbers", {"from": 10, "to": 19})
    dispatch = open_dispatch(actor=SYSTEM, plan=replace(plan, targets=(*plan.targets, overlapping)))
    with transaction.atomic():
        worker.drain()
    assert receiver.doubled == 0
    dispatch.refresh_from_db()
    assert (dispatch.state, dispatch.reason) == ("paused", "overlap")


@pytest.mark.mission("N4")
@pytest.mark.fault("S04")
def test_the_action_refuses_to_mix_modes(account, world, receiver):
    exercise = make_account(world.city, receiver.url, mode="exercise")
    with pytest.raises(WrongMode):
        open_dispatch(actor=SYSTEM, plan=make_plan(exercise, 5, mode="live"))
    with pytest.raises(WrongMode):
        open_dispatch(actor=SYSTEM, plan=make_plan(account, 5, mode="live"))


@pytest.mark.mission("N4")
@pytest.mark.fault("S04")
def test_the_database_refuses_to_mix_modes(account, world, receiver):
    live = make_account(world.city, receiver.url, mode="live")
    dispatch = open_dispatch(actor=SYSTEM, plan=make_plan(account, 5))
    target = dispatch.targets.get()
    stray = Target(
        dispatch=dispatch,
        account=live,
        mode="test",
        content=target.content,
        source="numbers",
        rule={},
        expected=1,
    )
    with pytest.raises(utils.IntegrityError, match="target_mode"), transaction.atomic():
        stray.save()
    row = [1, dispatch.month, dispatch.pk, live.pk, target.content_id, 1, 0, "test", "queued", 1]
    columns = "id, month, dispatch_id, account_id, content_id, receiver, area_id, mode, state, rank"
    table = month_table(dispatch.month)
    for mode in ("test", "live"):
        row[7] = mode
        with (
            pytest.raises(utils.IntegrityError, match="mode"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"INSERT INTO {table} ({columns}) VALUES ({','.join(['%s'] * 10)})", row)
    with pytest.raises(utils.IntegrityError, match="keeps its mode"), transaction.atomic():
        Account.objects.filter(pk=live.pk).update(mode="test")


@pytest.mark.fault("S06")
def test_an_audience_that_expands_to_another_number_pauses_and_asks(account, world, receiver):
    plan = make_plan(account, 11, rule={"from": 1, "to": 10, "lie": 1})
    dispatch = open_dispatch(actor=SYSTEM, plan=plan)
    worker.drain()
    dispatch.refresh_from_db()
    assert (dispatch.state, dispatch.reason) == ("paused", "count")
    assert not receiver.calls
    with pytest.raises(DispatchMoved):
        resume_dispatch(actor=world.duty, dispatch=dispatch)
    resume_dispatch(actor=world.duty, dispatch=dispatch, accept_count=True)
    worker.drain()
    assert states(dispatch) == {"accepted": 10}


def test_a_dispatch_lies_in_the_partitions_of_its_month(account, receiver, time_machine):
    for moment in (datetime(2027, 3, 31, 23, 30, tzinfo=UTC), datetime(2027, 4, 1, 0, 30, tzinfo=UTC)):
        time_machine.move_to(moment, tick=False)
        open_dispatch(actor=SYSTEM, plan=make_plan(account, 3))
    worker.drain()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tableoid::regclass::text, count(*) FROM delivery_attempt GROUP BY 1 ORDER BY 1"
        )
        assert cursor.fetchall() == [("delivery_attempt_202703", 3), ("delivery_attempt_202704", 3)]
    assert len(receiver.calls) == 6


def test_months_are_made_ahead_once():
    moment = datetime(2031, 11, 30, tzinfo=UTC)
    assert open_months(moment) == 3
    assert open_months(moment) == 0
    assert open_months(datetime(2031, 12, 1, tzinfo=UTC)) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE delivery_attempt SET fence = 0",
        "DELETE FROM delivery_attempt",
        "UPDATE delivery_event SET state = 'delivered'",
        "DELETE FROM delivery_event",
        "TRUNCATE delivery_event",
        "DELETE FROM delivery_delivery",
        "UPDATE delivery_delivery SET receiver = 1",
        "UPDATE delivery_content SET payload = '{}'",
        "DELETE FROM delivery_dispatch",
        "DELETE FROM delivery_event_203201",
        "UPDATE delivery_delivery_203201 SET state = 'played'",
        "INSERT INTO delivery_delivery SELECT * FROM delivery_delivery",
    ],
)
def test_the_application_adds_to_the_ledger_but_rewrites_nothing(statement):
    open_months(datetime(2032, 1, 1, tzinfo=UTC))
    refusal = pytest.raises(utils.ProgrammingError, match="permission denied")
    with refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
