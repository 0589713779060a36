"""Webhooks by the real ledger: released, retried over days, corrected to the same, sent once more by hand."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.db import connections
from psycopg import sql

from loa.channels.contract import sample_core
from loa.channels.registry import get
from loa.delivery import folder, worker
from loa.delivery.actions import open_dispatch
from loa.delivery.models import Delivery, Event
from loa.delivery.pausing import MARK
from loa.delivery.plan import ContentPlan, TargetPlan
from loa.delivery.rules import LIFETIME
from loa.delivery.testing import make_plan, states, tallied
from loa.journal.actions import SYSTEM
from loa.journal.models import Entry
from loa.kinds.webhook import actions, by_hand, queries
from loa.kinds.webhook.errors import NotReplayable, SendingOff
from loa.kinds.webhook.kind import WebhookKind
from loa.kinds.webhook.models import Call, Endpoint
from loa.lib import clock
from loa.units.errors import RightMissing

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Let the days between attempts pass quickly."""
    monkeypatch.setattr(WebhookKind, "retry_waits", (0.05, 0.05, 0.1))


@pytest.fixture
def send(hooks):
    def run(count, **changes):
        rule = {"account": hooks.pk, "areas": ["C1A"]}
        targets = (TargetPlan(hooks.pk, "main", "endpoints.webhook", rule),)
        dispatch = open_dispatch(actor=SYSTEM, plan=make_plan(hooks, count, targets=targets, **changes))
        worker.drain(horizon=5)
        dispatch.refresh_from_db()
        return dispatch

    return run


def test_every_wait_of_the_kind_fits_into_the_life_of_a_dispatch(monkeypatch):
    monkeypatch.undo()
    waits = get("webhook").retry_waits
    longest = timedelta(seconds=sum(waits) * 1.2)
    assert timedelta(days=2) < longest < min(LIFETIME[2], LIFETIME[3])
    assert list(waits) == sorted(waits)


@pytest.mark.fault("R13")
def test_whoever_answers_in_the_end_gets_it_once_by_its_id_and_the_rest_is_told_as_it_is(
    send, register, listener
):
    def manner(path, calls):
        for_now = {"/late": "error", "/cut": "hang_up"}.get(path, "ok") if calls < 3 else "ok"
        return {"/error": "error", "/gone": "gone", "/lost": "after"}.get(path, for_now)

    listener.manner = manner
    for path in ("/ok", "/late", "/cut", "/error", "/gone", "/lost"):
        register(path)
    dispatch = send(6)
    assert states(dispatch) == {"delivered": 3, "failed": 2, "unknown": 1}
    assert states(dispatch) == tallied(dispatch)
    assert listener.calls == {"/ok": 1, "/late": 3, "/cut": 3, "/error": 4, "/gone": 1, "/lost": 4}
    ids = {(told.path, told.id) for told in listener.told}
    assert len(ids) == 6, "one id for each endpoint, the same at every attempt"
    assert Endpoint.objects.get(url__endswith="/gone").paused_by == "gone"
    assert Endpoint.objects.get(url__endswith="/ok").failing_since is None
    assert Endpoint.objects.get(url__endswith="/late").failing_since is None
    assert Endpoint.objects.get(url__endswith="/error").failing_since is not None


def test_a_paused_endpoint_is_left_out_and_says_so(send, register, world, listener):
    endpoint = register().endpoint
    actions.pause(actor=world.admin, endpoint=endpoint, reason="Bảo trì")
    assert states(send(1)) == {"suppressed": 1}
    assert not listener.calls


# -- by hand ----------------------------------------------------------------------------------------------


def test_a_ping_says_nothing_is_signed_and_is_kept_with_its_officer(world, register, listener):
    opened = register()
    made = by_hand.ping(actor=world.admin, endpoint=opened.endpoint)
    (told,) = listener.told
    assert (told.event["type"], told.id) == ("ping", f"loa-ping-{made.pk}")
    assert told.is_signed_with(opened.secret)
    assert (made.is_good, made.person) == (True, world.admin.person)
    assert Entry.objects.filter(verb="webhook.pinged", thing=opened.endpoint.thing).count() == 1
    listener.manner = lambda _path, _calls: "error"
    assert by_hand.ping(actor=world.admin, endpoint=opened.endpoint).is_good is False
    with pytest.raises(RightMissing):
        by_hand.ping(actor=world.editor, endpoint=opened.endpoint)


def failed(send, register, listener):
    opened = register()
    listener.manner = lambda _path, _calls: "error"
    dispatch = send(1)
    listener.manner = lambda _path, _calls: "ok"
    delivery = Delivery.objects.get(dispatch_id=dispatch.pk)
    assert delivery.state == "failed"
    return opened, dispatch, delivery


@pytest.mark.fault("R13")
def test_a_failed_delivery_sent_once_more_keeps_its_id_and_is_proven_in_the_ledger(
    world, send, register, listener
):
    opened, dispatch, delivery = failed(send, register, listener)
    made = by_hand.replay(actor=world.admin, endpoint=opened.endpoint, delivery=delivery)
    assert (made.is_good, made.what, made.delivery_id) == (True, Call.What.REPLAY, delivery.pk)
    assert {told.id for told in listener.told} == {f"loa-{delivery.pk}"}
    folder.catch_up()
    assert states(dispatch) == tallied(dispatch) == {"delivered": 1}
    entry = Entry.objects.get(verb="webhook.replayed")
    assert entry.facts["delivery"] == delivery.pk
    (logged,) = queries.log_of(opened.endpoint)
    assert (logged.attempts, logged.last.origin) == (4, "receipt")
    assert Endpoint.objects.get().failing_since is None


def test_a_call_by_hand_that_fails_takes_nothing_away(world, send, register, listener):
    opened = register()
    dispatch = send(1)
    listener.manner = lambda _path, _calls: "error"
    delivery = Delivery.objects.get()
    assert by_hand.replay(actor=world.admin, endpoint=opened.endpoint, delivery=delivery).is_good is False
    folder.catch_up()
    assert states(dispatch) == {"delivered": 1}
    assert Event.objects.filter(delivery_id=delivery.pk).count() == 1


def test_the_call_is_noted_before_it_is_begun(world, send, register, listener, monkeypatch):
    opened, _dispatch, delivery = failed(send, register, listener)

    def broken(*_args):
        raise RuntimeError("cắt điện")

    monkeypatch.setattr(by_hand, "_call", broken)
    with pytest.raises(RuntimeError):
        by_hand.replay(actor=world.admin, endpoint=opened.endpoint, delivery=delivery)
    begun = Call.objects.get()
    assert (begun.ended_at, begun.is_good) == (None, None)
    assert Entry.objects.filter(verb="webhook.replayed").count() == 1


def test_what_was_corrected_since_is_not_sent_once_more(world, send, register, listener):
    opened, _dispatch, delivery = failed(send, register, listener)
    core = replace(sample_core("exercise"), code="8N4P-R3XV", corrects="7K3M-Q2WT", relation="correction")
    send(1, contents=(ContentPlan("main", "webhook", "vi", get("webhook").render(core)),))
    with pytest.raises(NotReplayable):
        by_hand.replay(actor=world.admin, endpoint=opened.endpoint, delivery=delivery)
    correction = Delivery.objects.order_by("-pk").first()
    assert by_hand.replay(actor=world.admin, endpoint=opened.endpoint, delivery=correction).is_good


def mark_paused(reason):
    """Write the mark of `loa queue`, as its owner."""
    with connections["owner"].cursor() as cursor:
        name = sql.Identifier(connections["owner"].settings_dict["NAME"])
        text = sql.Literal(MARK + reason) if reason else sql.SQL("NULL")
        cursor.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(name, text))
    connections["owner"].close()


def test_nothing_is_sent_by_hand_while_sending_is_off_or_to_another(world, send, register, listener, hooks):
    opened, _dispatch, delivery = failed(send, register, listener)
    mark_paused("Kiểm tra")
    with pytest.raises(SendingOff):
        by_hand.replay(actor=world.admin, endpoint=opened.endpoint, delivery=delivery)
    mark_paused(None)
    with pytest.raises(NotReplayable):
        by_hand.replay(actor=world.admin, endpoint=register("/khac").endpoint, delivery=delivery)
    actions.pause(actor=world.admin, endpoint=opened.endpoint, reason="Bảo trì")
    opened.endpoint.refresh_from_db()
    with pytest.raises(NotReplayable):
        by_hand.replay(actor=world.admin, endpoint=opened.endpoint, delivery=delivery)
    assert Counter(told.path for told in listener.told) == {"/in": 4}


def test_the_log_takes_as_many_queries_for_twenty_as_for_one(send, register, django_assert_max_num_queries):
    endpoint = register().endpoint
    for _n in range(20):
        send(1)
    with django_assert_max_num_queries(6):
        assert len(queries.log_of(endpoint)) == 20


def test_bad_days_are_counted_from_calls_not_from_clocks(send, register, listener):
    endpoint = register().endpoint
    listener.manner = lambda _path, _calls: "error"
    send(1)
    with time_machine.travel(clock.now() + timedelta(days=4)):
        send(1)
    endpoint.refresh_from_db()
    assert endpoint.paused_by == "failing"
