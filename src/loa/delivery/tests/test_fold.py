"""Folding the logs: order does not matter, nothing is lost, nothing is counted twice."""

import threading

import pytest
from django.db import connection, connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loa.delivery import booking, folder, rules, store, work
from loa.delivery.actions import open_dispatch
from loa.delivery.health import recount
from loa.delivery.models import Delivery, FoldMark, Tally
from loa.delivery.states import State
from loa.delivery.testing import make_plan, states, tallied
from loa.journal.actions import SYSTEM

TOLD = st.lists(
    st.tuples(st.integers(0, 4), st.sampled_from(sorted(set(State) - {State.SENDING})), st.integers(1, 5)),
    min_size=1,
    max_size=12,
)


def expanded(account, count=5):
    dispatch = open_dispatch(
        actor=SYSTEM, plan=make_plan(account, count, rule={"from": 1, "to": count, "areas": [7, 8]})
    )
    claim = store.claim("test", [2])
    work.prepare(claim)
    return dispatch, claim


def note(claim, place, state, attempt=1):
    return store.Note((claim.chunk_id << 10) + place, attempt, State(state), "send")


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=TOLD, shuffler=st.randoms(), cut=st.integers(0, 12))
@pytest.mark.fault("R15")
def test_any_order_and_any_batches_fold_to_the_same_states(account, told, shuffler, cut):
    with transaction.atomic():
        dispatch, claim = expanded(account)
        shuffled = list(told)
        shuffler.shuffle(shuffled)
        for part in (shuffled[:cut], shuffled[cut:]):
            booking.write_notes(claim.month, [note(claim, *event) for event in part])
            folder.fold()
            folder.fold()
        expected = {
            place: rules.winner([(State.QUEUED, 0), *((s, n) for p, s, n in told if p == place)])
            for place in range(5)
        }
        rows = Delivery.objects.filter(dispatch_id=dispatch.pk).order_by("pk").values_list("state", flat=True)
        assert list(rows) == [expected[place] for place in range(5)]
        assert tallied(dispatch) == states(dispatch)
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_the_tally_keeps_accounts_and_areas_apart(account):
    dispatch, claim = expanded(account)
    booking.write_notes(claim.month, [note(claim, place, "accepted") for place in (0, 2, 3)])
    folder.fold()
    cells = Tally.objects.filter(dispatch=dispatch, count__gt=0).values_list("area_id", "state", "count")
    assert set(cells) == {(8, "accepted", 2), (8, "queued", 1), (7, "accepted", 1), (7, "queued", 1)}


@pytest.mark.django_db
def test_a_wrong_tally_is_written_anew_from_the_rows(account):
    dispatch, _ = expanded(account)
    Tally.objects.filter(dispatch=dispatch).update(count=99)
    recount(dispatch.pk)
    assert tallied(dispatch) == states(dispatch) == {"queued": 5}


@pytest.mark.django_db(transaction=True)
@pytest.mark.fault("R15")
def test_an_event_that_commits_late_is_not_lost(account):
    """The trap of cursors on ids: the later id commits first, is folded, and the earlier one comes after."""
    dispatch, claim = expanded(account)
    written, go_on = threading.Event(), threading.Event()

    def slow():
        with transaction.atomic():
            booking.write_notes(claim.month, [note(claim, 0, "accepted")])
            written.set()
            go_on.wait(10)
        connections.close_all()

    thread = threading.Thread(target=slow)
    thread.start()
    assert written.wait(10)
    booking.write_notes(claim.month, [note(claim, 1, "accepted")])
    folder.fold()
    go_on.set()
    thread.join(10)
    folder.catch_up()
    assert tallied(dispatch) == {"accepted": 2, "queued": 3}


@pytest.mark.django_db(transaction=True)
@pytest.mark.fault("R23")
def test_rows_from_a_restored_backup_are_folded_although_transactions_count_anew(account):
    dispatch, claim = expanded(account)
    FoldMark.objects.update(xid=2**40)
    booking.write_notes(claim.month, [note(claim, 0, "accepted")])
    folder.catch_up()
    assert tallied(dispatch) == {"accepted": 1, "queued": 4}
    assert FoldMark.objects.get().xid < 2**40


@pytest.mark.django_db
def test_everything_can_be_folded_from_the_beginning(account):
    dispatch, claim = expanded(account)
    booking.write_notes(claim.month, [note(claim, place, "delivered") for place in range(5)])
    assert folder.fold_all() == 5
    assert folder.fold_all() == 0
    assert tallied(dispatch) == {"delivered": 5}


@pytest.mark.django_db(transaction=True)
def test_only_one_process_folds_at_a_time(account):
    _, claim = expanded(account)
    booking.write_notes(claim.month, [note(claim, 0, "accepted")])
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM delivery_foldmark FOR UPDATE")
        found = []

        def other():
            found.append(folder.fold())
            connections.close_all()

        thread = threading.Thread(target=other)
        thread.start()
        thread.join(10)
    assert found == [0]
