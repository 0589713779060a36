"""The life of bulletins as a state machine: whatever people do in whatever order, some things never happen."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from loa.bulletins import actions
from loa.bulletins.models import Bulletin, Correction, Release, Submission
from loa.bulletins.rules import moves
from loa.bulletins.rules.words import State
from loa.delivery.models import Dispatch
from loa.journal.models import Entry
from loa.lib import clock
from loa.lib.errors import DomainError
from tests.desk import Desk, proof

pytestmark = pytest.mark.django_db

EVERYBODY = ("editor", "approver", "duty", "leader", "ward_officer", "stranger_approver")


class Lifecycle(RuleBasedStateMachine):
    """One bulletin and the people around it; `desk` is set by the test."""

    desk: ClassVar[Desk]

    def __init__(self) -> None:
        super().__init__()
        self.outer = transaction.atomic()
        self.outer.__enter__()
        self.moment = clock.now()
        self.travel = time_machine.travel(self.moment, tick=False)
        self.travel.start()
        self.seen: list[State] = [State.DRAFT]
        self.edits = 0

    def teardown(self) -> None:
        self.travel.stop()
        transaction.set_rollback(True)
        self.outer.__exit__(None, None, None)

    def do(self, act: Any, **facts: Any) -> None:
        """Try one act; a refusal must leave everything as it was."""
        before = (
            self.bulletin.state,
            Release.objects.count(),
            Dispatch.objects.count(),
            Entry.objects.count(),
        )
        try:
            with transaction.atomic():
                act(**facts)
        except DomainError:
            self.bulletin.refresh_from_db()
            after = (
                self.bulletin.state,
                Release.objects.count(),
                Dispatch.objects.count(),
                Entry.objects.count(),
            )
            assert before == after
        self.bulletin.refresh_from_db()
        if self.bulletin.state != self.seen[-1]:
            self.seen.append(State(self.bulletin.state))

    @initialize(later=st.booleans())
    def begin(self, later: bool) -> None:
        at = self.moment + timedelta(hours=1) if later else None
        self.bulletin = self.desk.ready(send_at=at)

    @rule(words=st.sampled_from(["một", "hai"]))
    def edit(self, words: str) -> None:
        self.edits += 1
        self.do(
            actions.configure,
            actor=self.desk.world.editor,
            bulletin=self.bulletin,
            source=f"{words} {self.edits}",
        )

    @rule(who=st.sampled_from(EVERYBODY))
    def submit(self, who: str) -> None:
        self.do(actions.send_for_release, actor=getattr(self.desk.world, who), bulletin=self.bulletin)

    @precondition(lambda self: self.bulletin.state == "checking")
    @rule(who=st.sampled_from(EVERYBODY), fresh=st.booleans())
    def release(self, who: str, fresh: bool) -> None:
        seen = Submission.objects.get(bulletin=self.bulletin, state="open").hash
        actor = getattr(self.desk.world, who)
        self.do(
            actions.release,
            actor=actor,
            bulletin=self.bulletin,
            seen_hash=seen,
            proof=proof(0 if fresh else 9),
        )

    @rule(who=st.sampled_from(EVERYBODY))
    def return_(self, who: str) -> None:
        self.do(
            actions.return_, actor=getattr(self.desk.world, who), bulletin=self.bulletin, reason="Xem lại"
        )

    @rule()
    def undo(self) -> None:
        self.do(actions.undo, actor=self.desk.world.approver, bulletin=self.bulletin)

    @rule(seconds=st.sampled_from([1, 20, 3600, 5000, 3 * 86_400]))
    def wait(self, seconds: int) -> None:
        self.moment += timedelta(seconds=seconds)
        self.travel.stop()
        self.travel = time_machine.travel(self.moment, tick=False)
        self.travel.start()
        actions.run_due_times()
        self.do(actions.run_expiry)

    @rule(who=st.sampled_from(EVERYBODY))
    def withdraw(self, who: str) -> None:
        self.do(
            actions.withdraw,
            actor=getattr(self.desk.world, who),
            original=self.bulletin,
            reason="Phát nhầm",
            proof=proof(),
        )

    @rule()
    def discard(self) -> None:
        self.do(actions.discard, actor=self.desk.world.editor, bulletin=self.bulletin)

    @rule()
    def restore(self) -> None:
        self.do(actions.restore, actor=self.desk.world.editor, bulletin=self.bulletin)

    @invariant()
    def nothing_leaves_without_two_persons(self) -> None:
        for row in Release.objects.filter(kind="two_persons"):
            assert row.approver_id != row.author_id
            assert row.hash == row.submission.hash
        assert Dispatch.objects.count() == Release.objects.filter(dispatch__isnull=False).count()

    @invariant()
    def every_move_is_in_the_table(self) -> None:
        for old, new in zip(self.seen, self.seen[1:], strict=False):
            assert new in reachable(old), (old, new)

    @invariant()
    def what_is_out_stays_on_the_public_record(self) -> None:
        if State.SENT in self.seen:
            assert self.bulletin.state in moves.PUBLIC
        if State.WITHDRAWN in self.seen:
            assert Correction.objects.filter(original=self.bulletin).count() == 1
        assert Submission.objects.filter(bulletin=self.bulletin, state="open").count() == (
            1 if self.bulletin.state == State.CHECKING else 0
        )


def reachable(state: State) -> frozenset[State]:
    """Return the states after one act: one move, or the two that an act without a hold makes at once."""
    once = moves.MOVES[state]
    return once | frozenset(after for middle in once for after in moves.MOVES[middle])


def test_no_order_of_acts_breaks_the_rules(desk: Desk) -> None:
    assert Bulletin.objects.count() == 0
    run_state_machine_as_test(
        type("Bound", (Lifecycle,), {"desk": desk}),
        settings=settings(
            max_examples=12, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
