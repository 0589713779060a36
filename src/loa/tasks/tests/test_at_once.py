"""Several people and devices at once: one entry, one acceptance, numbers without a gap, no circle."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from loa.journal.models import Entry
from loa.lib.errors import DomainError
from loa.tasks.actions import assigning, planning, reporting
from loa.tasks.models import Assignment, Progress, Task
from loa.tasks.rules.words import ProgressKind, TaskState
from loa.tasks.tests.making import in_days, make_programme, make_task, part_of
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(acts: Sequence[Callable[[], Any]]) -> list[Any]:
    """Do the acts in threads that begin together; return what each gave, or the refusal's code."""
    start, answers = threading.Barrier(len(acts)), []

    def run(act: Callable[[], Any]) -> None:
        start.wait()
        try:
            answers.append(act())
        except DomainError as refusal:
            answers.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


def test_of_two_acceptances_at_once_one_counts(world: World) -> None:
    task = make_task(world, world.ward_a)
    part = part_of(task, world.ward_a)
    entry = reporting.hand_in(actor=world.ward_officer, assignment=part, text="Xong.")
    acts = [
        lambda who=who: reporting.accept(actor=who, assignment=part, seen=entry.pk)
        for who in (world.approver, world.leader) * 2
    ]
    answers = at_once(acts)
    assert sorted(map(str, answers)).count("task_moved") == 3
    assert part.entries.filter(kind=ProgressKind.ACCEPTED).count() == 1
    assert Entry.objects.filter(verb="tasks.accepted").count() == 1


def test_the_last_two_bodies_accepted_at_once_finish_the_task(world: World) -> None:
    task = make_task(world, world.ward_a, world.ward_b)
    parts = [part_of(task, world.ward_a), part_of(task, world.ward_b)]
    seen = {}
    for part, officer in zip(parts, (world.ward_officer, world.other_ward_officer), strict=True):
        seen[part] = reporting.hand_in(actor=officer, assignment=part, text="Xong.").pk
    accept = reporting.accept
    at_once([lambda p=p: accept(actor=world.approver, assignment=p, seen=seen[p]) for p in parts])
    assert Task.objects.get(pk=task.pk).state == TaskState.DONE


def test_two_devices_with_one_draft_make_one_entry_and_get_one_answer(world: World) -> None:
    part, key = part_of(make_task(world, world.ward_a), world.ward_a), uuid4()
    sent = {"actor": world.ward_officer, "assignment": part, "percent": 50, "client_key": key}
    answers = at_once([lambda: reporting.report(**sent)] * 4)
    assert len({entry.pk for entry in answers}) == Progress.objects.count() == 1


def test_one_draft_sent_for_two_tasks_at_once_is_taken_once(world: World) -> None:
    parts, key = [part_of(make_task(world, world.ward_a), world.ward_a) for _n in range(2)], uuid4()
    answers = at_once(
        [
            lambda part=part: reporting.report(
                actor=world.ward_officer, assignment=part, percent=50, client_key=key
            )
            for part in parts
        ]
    )
    assert sum(answer == "draft_key_taken" for answer in answers) == 1
    assert Progress.objects.count() == 1


def test_tasks_made_at_once_get_numbers_without_gap_or_double(world: World) -> None:
    group = make_programme(world).groups.get()
    says = {"actor": world.editor, "title": "Lắp loa", "due_on": in_days(9)}
    at_once([lambda: planning.create_task(group=group, **says), lambda: planning.create_task(**says)] * 3)
    codes = sorted(Task.objects.values_list("code", flat=True))
    year = in_days(9).year % 100
    assert codes == [
        *(f"CT01/26-{n:03d}" for n in (1, 2, 3)),
        *(f"PS/{year:02d}-{n:03d}" for n in (1, 2, 3)),
    ]


def test_two_links_at_once_close_no_circle(world: World) -> None:
    one, two = make_task(world), make_task(world)
    at_once(
        [
            lambda: planning.depends(actor=world.editor, task=one, after=[two]),
            lambda: planning.depends(actor=world.editor, task=two, after=[one]),
        ]
    )
    assert Task.after.through.objects.count() == 1


def test_assigning_twice_at_once_gives_each_body_one_part(world: World) -> None:
    task = make_task(world)
    wards = [world.ward_a, world.ward_b]
    at_once([lambda: assigning.assign(actor=world.editor, task=task, bodies=wards)] * 3)
    assert Assignment.objects.count() == 2
    assert Entry.objects.filter(verb="tasks.assigned").count() == 1
