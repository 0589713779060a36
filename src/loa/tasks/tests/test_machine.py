"""The life of a task as a state machine: whatever people do in whatever order, some things never happen."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from loa.journal.models import Entry
from loa.lib.errors import DomainError
from loa.tasks.actions import assigning, handing, planning, reporting
from loa.tasks.models import Assignment, HandOver, Progress, Task
from loa.tasks.queries.waiting import newest_evidence
from loa.tasks.rules.done import is_done
from loa.tasks.rules.moves import ASSIGNMENT_MOVES, HAND_OVER_MOVES, TASK_MOVES
from loa.tasks.rules.words import AssignmentState, HandOverState, Measure, ProgressKind, TaskState
from loa.tasks.tests.making import make_task
from loa.units.models import Body
from tests.world import World

pytestmark = pytest.mark.django_db

PEOPLE = st.sampled_from(
    ["editor", "approver", "leader", "ward_officer", "other_ward_officer", "ward_approver", "stranger"]
)
WARDS = st.sampled_from(["ward_a", "ward_b"])
KEYS = st.sampled_from([None, *(UUID(int=n) for n in range(1, 4))])


class Lifecycle(RuleBasedStateMachine):
    """One task, two wards and the people around them; `world` is set by the test."""

    world: ClassVar[World]

    def __init__(self) -> None:
        super().__init__()
        self.outer = transaction.atomic()
        self.outer.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.outer.__exit__(None, None, None)

    @initialize(milestones=st.booleans(), needs_file=st.booleans(), given=st.sets(WARDS))
    def begin(self, milestones: bool, needs_file: bool, given: set[str]) -> None:
        says: dict[str, Any] = {"needs_file": needs_file and not given}
        if milestones:
            says |= {"measure": Measure.MILESTONES, "milestones": ["Khảo sát", "Lắp đặt", "Vận hành"]}
        bodies = [self.who(ward) for ward in given]
        self.task = make_task(self.world, *bodies, opened=bool(bodies), **says)

    def do(self, act: Any, **facts: Any) -> None:
        """Try one act: a refusal leaves everything as it was; what is done moves along the tables and is journalled once."""
        before, rows = self.stands(), self.rows()
        try:
            with transaction.atomic():
                act(**facts)
        except DomainError:
            assert self.stands() == before
            assert self.rows() == rows
            return
        after = self.stands()
        assert self.rows() - rows == (0 if after == before else 1), act.__name__
        for tables, old, new in self.moves(before, after):
            assert old == new or new in tables[old], (act.__name__, old, new)

    def stands(self) -> dict[str, Any]:
        parts = Assignment.objects.filter(task=self.task)
        return {
            "task": Task.objects.values_list("state", "title", "sequence").get(pk=self.task.pk),
            "parts": dict(parts.values_list("pk", "state")),
            "figures": list(parts.order_by("pk").values_list("percent", "milestone", "part", "officer")),
            "passed": dict(HandOver.objects.filter(task=self.task).values_list("pk", "state")),
            "entries": Progress.objects.filter(assignment__task=self.task).count(),
        }

    def rows(self) -> int:
        return Entry.objects.filter(verb__startswith="tasks.").count()

    def moves(self, before: dict[str, Any], after: dict[str, Any]) -> list[tuple[Any, Any, Any]]:
        found: list[tuple[Any, Any, Any]] = [
            (TASK_MOVES, TaskState(before["task"][0]), TaskState(after["task"][0]))
        ]
        for pk, old in before["parts"].items():
            found.append((ASSIGNMENT_MOVES, AssignmentState(old), AssignmentState(after["parts"][pk])))
        for pk, old in before["passed"].items():
            found.append((HAND_OVER_MOVES, HandOverState(old), HandOverState(after["passed"][pk])))
        return found

    def who(self, name: str) -> Any:
        return getattr(self.world, name)

    def part(self, ward: str) -> Assignment | None:
        return Assignment.objects.filter(task=self.task, body=self.who(ward)).first()

    @rule(who=PEOPLE, wards=st.sets(WARDS))
    def assign(self, who: str, wards: set[str]) -> None:
        bodies: list[Body] = [self.who(ward) for ward in wards]
        self.do(assigning.assign, actor=self.who(who), task=self.task, bodies=bodies)

    @rule(who=PEOPLE)
    def open_task(self, who: str) -> None:
        self.do(planning.open_task, actor=self.who(who), task=self.task)

    @rule(who=PEOPLE, title=st.sampled_from(["Kiểm tra", "Kiểm tra lại"]))
    def change(self, who: str, title: str) -> None:
        self.do(planning.change_task, actor=self.who(who), task=self.task, title=title)

    @rule(who=PEOPLE, up=st.booleans())
    def cancel_or_reopen(self, who: str, up: bool) -> None:
        act = planning.reopen if up else planning.cancel
        self.do(act, actor=self.who(who), task=self.task, reason="Theo chỉ đạo")

    @rule(who=PEOPLE, ward=WARDS)
    def acknowledge(self, who: str, ward: str) -> None:
        if part := self.part(ward):
            self.do(reporting.acknowledge, actor=self.who(who), assignment=part)

    @rule(who=PEOPLE, ward=WARDS, percent=st.integers(-1, 101), steps=st.integers(-1, 4), key=KEYS)
    def report(self, who: str, ward: str, percent: int, steps: int, key: UUID | None) -> None:
        part = self.part(ward)
        if part is None:
            return
        by_steps = self.task.measure == Measure.MILESTONES
        figure = {"milestone": steps} if by_steps else {"percent": percent}
        self.do(reporting.report, actor=self.who(who), assignment=part, client_key=key, **figure)

    @rule(who=PEOPLE, ward=WARDS, text=st.sampled_from(["", "Đã xong."]), key=KEYS)
    def hand_in(self, who: str, ward: str, text: str, key: UUID | None) -> None:
        if part := self.part(ward):
            facts = {"actor": self.who(who), "assignment": part, "text": text, "client_key": key}
            self.do(reporting.hand_in, **facts)

    @rule(wards=st.lists(WARDS, min_size=1, max_size=2, unique=True), accepted=st.booleans())
    def do_the_work(self, wards: list[str], accepted: bool) -> None:
        for ward in wards:
            self.hand_in("ward_officer" if ward == "ward_a" else "other_ward_officer", ward, "Đã xong.", None)
            if accepted:
                self.accept("approver", ward)

    @rule(who=st.sampled_from(["approver", "approver", "leader", "editor", "ward_approver"]), ward=WARDS)
    def accept(self, who: str, ward: str) -> None:
        if part := self.part(ward):
            evidence = newest_evidence(part)
            seen = evidence.pk if evidence else 0
            self.do(reporting.accept, actor=self.who(who), assignment=part, seen=seen)

    @rule(who=PEOPLE, ward=WARDS, opened=st.booleans(), reason=st.sampled_from(["", "Thiếu ảnh"]))
    def give_back(self, who: str, ward: str, opened: bool, reason: str) -> None:
        if part := self.part(ward):
            act = reporting.reopen if opened else reporting.return_
            self.do(act, actor=self.who(who), assignment=part, reason=reason)

    @rule(who=PEOPLE, ward=WARDS)
    def withdraw(self, who: str, ward: str) -> None:
        if part := self.part(ward):
            self.do(assigning.withdraw, actor=self.who(who), assignment=part, reason="Giao nhầm")

    @rule(who=PEOPLE)
    def pass_on(self, who: str) -> None:
        facts = {"giver": self.world.ward_a, "taker": self.world.ward_b, "what": "Danh sách", "due": 2}
        self.do(handing.hand_over, actor=self.who(who), task=self.task, **facts)

    @rule(who=PEOPLE, act=st.sampled_from(["take", "finish", "refuse", "call_back"]))
    def answer(self, who: str, act: str) -> None:
        passed = HandOver.objects.filter(task=self.task).last()
        if passed:
            facts = {"reason": "Không thuộc địa bàn"} if act in {"refuse", "call_back"} else {}
            self.do(getattr(handing, act), actor=self.who(who), passed=passed, **facts)

    @invariant()
    def done_means_that_all_that_counts_was_accepted(self) -> None:
        task = Task.objects.get(pk=self.task.pk)
        states = [AssignmentState(s) for s in task.assignments.values_list("state", flat=True)]
        if task.state in {TaskState.OPEN, TaskState.DONE}:
            assert (task.state == TaskState.DONE) == is_done(states)

    @invariant()
    def what_is_accepted_has_evidence_of_another_person(self) -> None:
        for part in Assignment.objects.filter(task=self.task, state=AssignmentState.ACCEPTED):
            evidence = part.entries.filter(kind=ProgressKind.EVIDENCE)
            assert evidence.exists()
            assert not evidence.filter(person=part.accepted_by).exists()
            assert (part.percent, part.milestone) == (100, len(self.task.milestones))
            if self.task.needs_file:
                assert evidence.filter(files__isnull=False).exists()

    @invariant()
    def figures_stay_within_their_bounds_and_open_work_ends_with_the_task(self) -> None:
        for percent, milestone, *_others in self.stands()["figures"]:
            assert 0 <= percent <= 100
            assert 0 <= milestone <= len(self.task.milestones)
        if Task.objects.get(pk=self.task.pk).state in {TaskState.CANCELLED, TaskState.DONE}:
            assert not HandOver.objects.filter(task=self.task, state__in=["given", "taken"]).exists()


@pytest.mark.mission("M2")
def test_no_order_of_acts_breaks_the_rules(world: World) -> None:
    run_state_machine_as_test(
        type("Bound", (Lifecycle,), {"world": world}),
        settings=settings(
            max_examples=10, stateful_step_count=18, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
