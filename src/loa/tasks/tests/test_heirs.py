"""Programmes and tasks whose body a reform closed: the heir plans, assigns and accepts; whose they were stays written."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from loa.figures.scope import Scope
from loa.journal.models import Entry
from loa.lib import clock
from loa.lib.errors import Forbidden
from loa.notices.models import Event, Notice
from loa.tasks import errors
from loa.tasks.actions import assigning, planning, programmes, repeating, reporting
from loa.tasks.figures import groups_to_come, of_the_year
from loa.tasks.models import Assignment, Programme, Task
from loa.tasks.queries.waiting import waiting_for
from loa.tasks.rules.words import AssignmentState, TaskState
from loa.tasks.tests.making import in_days, part_of
from loa.units import actions as units
from loa.units.actions import NewBody
from loa.units.actor import Actor
from loa.units.models import Body, Role
from loa.units.permissions import Permission
from tests.world import World, delegate, make_actor


@dataclass
class Merged:
    """A ward's programme and what came up there, before the ward and another become one."""

    world: World
    editor: Actor  # of the ward that plans
    programme: Programme
    planned: Task
    came_up: Task

    def merge(self) -> Body:
        """Let the two wards become one today."""
        into = NewBody("PM", "Ủy ban nhân dân phường Mới")
        bodies = [self.world.ward_a, self.world.ward_b]
        return units.merge_bodies(actor=self.world.admin, bodies=bodies, into=into, on=clock.today())


@pytest.fixture
def merged(world: World) -> Merged:
    """Return ward A's programme with one task, and a task that came up; both given to ward A and its station."""
    editor = make_actor("Lê Thị Kế Hoạch", world.ward_a, Role.EDITOR)
    programme = programmes.create_programme(actor=editor, code="CT01", name="Loa phường", year=2026)
    group = programmes.add_group(
        actor=editor,
        programme=programme,
        name="Quý tới",
        starts_on=in_days(20),
        ends_on=in_days(80),
    )
    programmes.start(actor=editor, programme=programme)
    says = {"due_on": in_days(10)}
    planned = planning.create_task(actor=editor, title="Lắp loa", group=group, **says)
    came_up = planning.create_task(actor=editor, title="Tin giả về ngập", **says)
    for task in (planned, came_up):
        assigning.assign(actor=editor, task=task, bodies=[world.ward_a, world.station])
        planning.open_task(actor=editor, task=task)
    return Merged(world, editor, programme, planned, came_up)


@pytest.mark.mission("N8")
def test_the_heir_plans_gives_out_and_repeats_what_the_closed_ward_had_set_up(merged: Merged) -> None:
    new = merged.merge()
    heir = make_actor("Hà Văn Mới", new, Role.EDITOR)
    programme = Programme.objects.get()
    assert (programme.body, programme.holder) == (merged.world.ward_a, new)
    programmes.change_programme(actor=heir, programme=programme, code="CT01", name="Loa phường Mới")
    task = planning.create_task(
        actor=heir, title="Kiểm tra", due_on=in_days(5), group=programme.groups.get(), repeats="FREQ=MONTHLY"
    )
    assert (task.body, task.holder, task.code) == (merged.world.ward_a, new, "CT01/26-002")
    assigning.assign(actor=heir, task=task, bodies=[merged.world.station])
    (occurrence, *_rest) = repeating.create_occurrences(actor=heir, task=task, horizon=in_days(70))
    assert (occurrence.body, occurrence.holder) == (merged.world.ward_a, new)
    own = planning.create_task(actor=heir, title="Sau đó", due_on=in_days(9))
    planning.depends(actor=heir, task=own, after=[merged.came_up])
    assert list(own.after.all()) == [merged.came_up], (
        "what it inherited and what it set up is one desk's work"
    )
    with pytest.raises(errors.ClosesCircle):
        planning.depends(actor=heir, task=merged.came_up, after=[own])
    copy = programmes.copy_programme(actor=heir, source=programme, year=2027, with_assignments=True)
    assert {copy.body, copy.holder} == {new}
    assert set(Task.objects.filter(group__programme=copy).values_list("body", "holder")) == {(new.pk, new.pk)}
    row = Entry.objects.get(verb="tasks.reform_followed")
    assert {name: row.facts[name] for name in ("programmes", "tasks", "parts")} == {
        "programmes": 1,
        "tasks": 2,
        "parts": 2,
    }


def test_the_heir_sees_it_as_its_own_and_finds_it_in_every_list(merged: Merged) -> None:
    new = merged.merge()
    heir = merged.world.client(make_actor("Hà Văn Mới", new, Role.EDITOR))
    page = heir.get(f"/desk/tasks/programmes/{merged.programme.pk}/").content.decode()
    assert "phường Mới" in page
    assert "lập trước khi sắp xếp đơn vị" in page
    assert f"/desk/tasks/programmes/{merged.programme.pk}/copy/" in page
    for path in (
        "/desk/tasks/",
        f"/desk/work/rows/?giver={new.pk}",
        f"/desk/work/bodies/{new.pk}/",
        f"/desk/tasks/{merged.came_up.pk}/",
    ):
        assert "Tin giả về ngập" in heir.get(path).content.decode(), path
    stranger = merged.world.client(merged.world.stranger)
    assert stranger.get(f"/desk/tasks/{merged.came_up.pk}/").status_code == 404


@pytest.mark.mission("N8")
@pytest.mark.mission("M2")
def test_one_body_that_now_assigns_and_carries_out_still_needs_two_persons(merged: Merged) -> None:
    new = merged.merge()
    heir = make_actor("Hà Văn Mới", new, Role.EDITOR)
    leader = make_actor("Bùi Thị Lãnh Đạo", new, Role.LEADER)
    part = part_of(merged.came_up, merged.world.ward_a)
    assert part.holder == new == Task.objects.get(pk=part.task_id).holder
    seen = reporting.hand_in(actor=heir, assignment=part, text="Đã đính chính.").pk
    assert Notice.objects.filter(event=Event.TASK_HANDED_IN, person=leader.person).exists()
    assert list(waiting_for(leader)) == [part]
    lent = delegate(leader, heir, Permission.TASKS_ACCEPT)
    assert not waiting_for(lent).exists()
    with pytest.raises(errors.HandedIn):
        reporting.accept(actor=lent, assignment=part, seen=seen)
    with pytest.raises(Forbidden):
        reporting.accept(actor=merged.world.other_ward_officer, assignment=part, seen=seen)
    assert reporting.accept(actor=leader, assignment=part, seen=seen).state == AssignmentState.ACCEPTED


@pytest.mark.mission("N8")
def test_totals_before_and_after_agree_by_body_and_in_the_figures_of_the_city(merged: Merged) -> None:
    world = merged.world

    def by_body() -> list[Counter[str]]:
        rows = (Programme, Task, Assignment)
        return [Counter(model.objects.values_list("body__code", flat=True)) for model in rows]

    today = clock.today()
    whole = Scope(world.city, date(today.year, 1, 1), today, is_whole=True)
    yesterday = replace(whole, until=in_days(-1))
    own = replace(whole, body=world.ward_a, is_whole=False, until=in_days(-1))
    before = by_body(), [rows(whole).count() for rows in (of_the_year, groups_to_come)]
    assert before[1] == [1, 1]
    new = merged.merge()
    assert (by_body(), [rows(whole).count() for rows in (of_the_year, groups_to_come)]) == before
    assert of_the_year(replace(whole, body=new)).count() == 1
    for past in (yesterday, own):
        assert of_the_year(past).count() == 1, "the days before the reform are counted as they were"
    assert not of_the_year(replace(own, body=new)).exists()


def test_whose_it_was_at_first_is_held_in_the_database(merged: Merged) -> None:
    for model in (Programme, Task):
        with pytest.raises(IntegrityError, match="stays"), transaction.atomic():
            model.objects.update(body=merged.world.ward_b)


def test_what_an_abolished_station_set_up_goes_to_its_superior(world: World) -> None:
    planner = make_actor("Đinh Thị Văn", world.station, Role.EDITOR)
    task = planning.create_task(actor=planner, title="Phát thanh", due_on=in_days(3))
    units.abolish_body(actor=world.admin, body=world.station, on=clock.today())
    task.refresh_from_db()
    assert (task.body, task.holder) == (world.station, world.ward_a)
    leader = make_actor("Bùi Thị Lãnh Đạo", world.ward_a, Role.LEADER)
    assert planning.cancel(actor=leader, task=task, reason="Trùng").state == TaskState.CANCELLED
