"""Which state wins, what may follow what, when to try again: without a database."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loa.channels.base import Outcome, Result
from loa.channels.testing import AskedLoopback, BlindLoopback, Loopback
from loa.delivery import outcomes, rules
from loa.delivery.states import ENDINGS, PENDING, SETTLED, DispatchState, Lane, State, Why

NOW = datetime(2026, 1, 5, 3, tzinfo=UTC)
EVENTS = st.tuples(st.sampled_from(list(State)), st.integers(0, 8))


@given(st.lists(EVENTS, min_size=1, max_size=6), st.randoms())
@pytest.mark.fault("R15")
def test_the_order_of_events_never_changes_the_state(events, shuffler):
    shuffled = list(events)
    shuffler.shuffle(shuffled)
    assert rules.winner(events) == rules.winner(shuffled)


@given(EVENTS, EVENTS)
def test_two_events_weigh_the_same_only_when_they_say_the_same_state(one, other):
    if rules.rank(*one) == rules.rank(*other):
        assert one[0] == other[0]


@pytest.mark.mission("N1")
def test_a_proof_that_was_due_and_never_came_ends_accepted_as_unknown_and_any_proof_still_wins():
    no_proof = (State.UNKNOWN, 1, Why.NO_PROOF)
    assert rules.winner([(State.ACCEPTED, 1), no_proof]) == State.UNKNOWN
    assert rules.winner([(State.UNKNOWN, 1), (State.ACCEPTED, 1)]) == State.ACCEPTED
    for proof in (State.PLAYED, State.PLAYED_PARTLY, State.FAILED, State.WITHDRAWN):
        assert rules.winner([no_proof, (State.ACCEPTED, 2), (proof, 0)]) == proof


@given(
    st.sampled_from(sorted(PENDING)), st.integers(0, 30), st.sampled_from(sorted(SETTLED)), st.integers(0, 30)
)
@pytest.mark.fault("R15")
def test_every_settled_state_outweighs_every_pending_one(pending, n, settled, m):
    assert rules.rank(settled, m) > rules.rank(pending, n)


def test_a_delivery_that_waits_for_its_next_attempt_is_queued_not_sending():
    told = [(State.QUEUED, 0), (State.SENDING, 1), (State.QUEUED, 1)]
    assert {rules.winner(order) for order in permutations(told)} == {State.QUEUED}
    again = [*told, (State.SENDING, 2)]
    assert {rules.winner(order) for order in permutations(again)} == {State.SENDING}


@pytest.mark.parametrize(
    ("events", "state"),
    [
        ([State.UNKNOWN, State.ACCEPTED], State.ACCEPTED),
        ([State.ACCEPTED, State.DELIVERED], State.DELIVERED),
        ([State.ACCEPTED, State.FAILED], State.FAILED),
        ([State.FAILED, State.DELIVERED], State.DELIVERED),
        ([State.ACCEPTED, State.EXPIRED], State.EXPIRED),
        ([State.EXPIRED, State.PLAYED], State.PLAYED),
        ([State.ACCEPTED, State.SUPERSEDED, State.DELIVERED], State.DELIVERED),
        ([State.UNKNOWN, State.FAILED], State.FAILED),
    ],
)
@pytest.mark.fault("R15")
def test_what_is_known_better_wins(events, state):
    assert {rules.winner([(e, 1) for e in order]) for order in permutations(events)} == {state}


def test_every_dispatch_state_is_reachable_and_leavable_or_final():
    reachable = {DispatchState.PLANNED, DispatchState.SENDING}
    while more := {n for s in reachable for n in rules.DISPATCH_MOVES[s]} - reachable:
        reachable |= more
    assert reachable == set(DispatchState) == set(rules.DISPATCH_MOVES)
    assert {DispatchState.DONE, DispatchState.CANCELLED, DispatchState.UNDONE} == rules.FINAL_DISPATCH
    for state in set(DispatchState) - rules.FINAL_DISPATCH:
        assert DispatchState.CANCELLED in rules.DISPATCH_MOVES[state]


def busy(after=None):
    return Result(7, Outcome.FAILED, "busy", "", temporary=True, retry_after=after)


@pytest.mark.fault("R13")
def test_retries_wait_longer_each_time_and_end():
    kind = type("Slow", (Loopback,), {"key": "slow", "retry_waits": (5, 30, 120)})()
    times = [rules.next_attempt_at(kind, n, busy(), NOW) for n in (1, 2, 3)]
    assert times == [NOW + timedelta(seconds=s) for s in (5, 30, 120)]
    assert rules.next_attempt_at(kind, 4, busy(), NOW) is None


@given(st.floats(0, 10_000), st.integers(1, 2**60))
@pytest.mark.fault("R13")
def test_a_retry_never_comes_before_the_provider_allows_it(after, salt):
    at = rules.next_attempt_at(Loopback(), 1, busy(after), NOW, salt=salt)
    assert at >= NOW + timedelta(seconds=after) - timedelta(milliseconds=1)


def test_a_permanent_refusal_is_not_tried_again():
    refused = Result(7, Outcome.FAILED, "refused", "Không có hộp thư này.")
    assert rules.next_attempt_at(Loopback(), 1, refused, NOW) is None
    assert outcomes.judge(Loopback(), 1, refused, NOW, doubt=False).note.state == State.FAILED


def test_an_unknown_outcome_is_never_repeated_without_a_key():
    unknown = Result(7, Outcome.UNKNOWN, "no_answer", "")
    blind = outcomes.judge(BlindLoopback(), 1, unknown, NOW, doubt=False)
    assert (blind.note.state, blind.again_in) == (State.UNKNOWN, None)
    assert outcomes.judge(AskedLoopback(), 1, unknown, NOW, doubt=False).ask
    keyed = outcomes.judge(Loopback(), 1, unknown, NOW, doubt=False)
    assert keyed.note.state == State.QUEUED
    assert keyed.note.code == Why.UNKNOWN_OUTCOME
    assert keyed.again_in > 0


def test_tries_used_up_after_a_doubt_end_unknown_and_not_failed():
    last = len(Loopback.retry_waits) + 1
    assert outcomes.judge(Loopback(), last, busy(), NOW, doubt=False).note.state == State.FAILED
    assert outcomes.judge(Loopback(), last, busy(), NOW, doubt=True).note.state == State.UNKNOWN
    lost = Result(7, Outcome.UNKNOWN, "no_answer", "")
    assert outcomes.judge(Loopback(), last, lost, NOW, doubt=False).note.state == State.UNKNOWN


@pytest.mark.parametrize("ending", sorted(ENDINGS))
def test_what_may_have_arrived_never_ends_as_not_sent(ending):
    never_called = rules.Progress(0, None, 0, doubt=False)
    failed_softly = rules.Progress(1, State.QUEUED, 1, doubt=False)
    begun = rules.Progress(1, None, 0, doubt=False)
    doubted = rules.Progress(2, State.QUEUED, 2, doubt=True)
    assert [rules.ending_of(p, ending) for p in (never_called, failed_softly)] == [ending, ending]
    assert [rules.ending_of(p, ending) for p in (begun, doubted)] == [State.UNKNOWN, State.UNKNOWN]


def test_lanes_follow_the_priority_and_the_size():
    assert rules.lane_for("emergency", 10**6) == Lane.EMERGENCY
    assert rules.lane_for("priority", 10**6) == Lane.PRIORITY
    assert rules.lane_for("normal", 9_999) == Lane.NORMAL
    assert rules.lane_for("normal", 10_000) == Lane.BULK


@given(st.integers(1, 2**50), st.integers(0, rules.CHUNK_SIZE - 1))
def test_an_id_names_its_chunk(chunk, place):
    assert rules.chunk_of(rules.first_id(chunk) + place) == chunk


@pytest.mark.parametrize(("late", "missed"), [(0, False), (600, False), (601, True)])
def test_a_start_more_than_ten_minutes_late_is_missed(late, missed):
    assert rules.is_missed(NOW, NOW + timedelta(seconds=late)) is missed
