"""Work passed between two bodies of a task, with a clock; and what a reform does to it and to parts."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
import time_machine

from loa.clocks.models import Clock
from loa.clocks.slots import people_for
from loa.journal.models import Entry
from loa.lib import clock
from loa.lib.errors import Forbidden
from loa.notices.models import Event, Notice
from loa.tasks import errors
from loa.tasks.actions import assigning, handing, planning, reporting
from loa.tasks.models import Assignment, HandOver, Task
from loa.tasks.queries.days import days_of
from loa.tasks.rules.words import AssignmentState, HandOverState, TaskState
from loa.tasks.tests.making import accept_part, in_days, make_task, part_of, photo
from loa.units import actions as units
from loa.units.actions import NewBody
from loa.units.actions.bodies import tell_due_changes
from loa.units.models import Role
from tests.world import World, make_actor, make_body


@pytest.fixture
def passed(world: World) -> HandOver:
    """Return work that ward A passed to ward B."""
    task = make_task(world, world.ward_a, world.ward_b)
    return handing.hand_over(
        actor=world.ward_officer,
        task=task,
        giver=world.ward_a,
        taker=world.ward_b,
        what="Danh sách cụm loa giáp ranh",
        due=3,
    )


@pytest.mark.mission("M11")
def test_the_clock_runs_for_the_taker_in_working_days_and_stops_with_the_work(
    world: World, passed: HandOver
) -> None:
    running = Clock.objects.get(thing=passed.thing)
    assert (running.body, running.due_at) == (world.ward_b, passed.due_at)
    assert running.rule_in_words.startswith("3 ngày làm việc →")
    assert world.other_ward_officer.person in people_for(running, world.ward_b)
    assert Notice.objects.get(event=Event.TASK_PASSED_ON).person == world.other_ward_officer.person
    handing.take(actor=world.other_ward_officer, passed=passed)
    handing.finish(actor=world.other_ward_officer, passed=passed)
    running.refresh_from_db()
    passed.refresh_from_db()
    assert (passed.state, running.outcome) == (HandOverState.DONE, "done")


def test_only_the_taker_takes_and_only_the_giver_calls_back_what_was_not_taken(
    world: World, passed: HandOver
) -> None:
    with pytest.raises(Forbidden):
        handing.take(actor=world.ward_officer, passed=passed)
    with pytest.raises(Forbidden):
        handing.call_back(actor=world.other_ward_officer, passed=passed, reason="x")
    handing.take(actor=world.other_ward_officer, passed=passed)
    with pytest.raises(errors.Moved):
        handing.call_back(actor=world.ward_officer, passed=passed, reason="Thôi")
    handing.refuse(actor=world.other_ward_officer, passed=passed, reason="Không thuộc địa bàn")
    assert Clock.objects.get(thing=passed.thing).outcome == "refused"


def test_work_is_passed_only_between_bodies_that_take_part(world: World, passed: HandOver) -> None:
    with pytest.raises(errors.NotTakingPart):
        handing.hand_over(
            actor=world.ward_officer,
            task=passed.task,
            giver=world.ward_a,
            taker=world.station,
            what="x",
            due=1,
        )


def test_cancelling_the_task_calls_back_what_is_open(world: World, passed: HandOver) -> None:
    planning.cancel(actor=world.editor, task=passed.task, reason="Trùng")
    passed.refresh_from_db()
    assert passed.state == HandOverState.CALLED_BACK
    assert not Clock.objects.filter(stopped_at=None).exists()


def test_a_done_task_leaves_no_hand_over_open_and_none_is_stuck(world: World, passed: HandOver) -> None:
    facts = {"task": passed.task, "due": 1, "what": "Hồ sơ kỹ thuật"}
    given = handing.hand_over(actor=world.other_ward_officer, giver=world.ward_b, taker=world.ward_a, **facts)
    handing.take(actor=world.other_ward_officer, passed=passed)
    accept_part(world, passed.task, world.ward_a, world.ward_officer)
    assert HandOver.objects.filter(closed_at=None).count() == 2
    accept_part(world, passed.task, world.ward_b, world.other_ward_officer)
    for one in (passed, given):
        one.refresh_from_db()
    assert (passed.state, given.state) == (HandOverState.DONE, HandOverState.CALLED_BACK)
    assert given.reason == "Nhiệm vụ đã hoàn thành."
    assert not Clock.objects.filter(stopped_at=None).exists()
    row = Entry.objects.filter(verb="tasks.accepted").latest("pk")
    assert (row.facts["task_done"], row.facts["hand_overs"]) == (True, 2)


def test_a_hand_over_of_a_task_that_is_not_open_is_not_stuck(world: World, passed: HandOver) -> None:
    with time_machine.travel(clock.now() + timedelta(days=30), tick=False):
        stuck = HandOver.objects.filter(days_of(world.city).stuck)
        assert stuck.exists()
        Task.objects.filter(pk=passed.task_id).update(state=TaskState.CANCELLED)
        assert not stuck.all().exists()


@pytest.mark.mission("N8")
def test_three_wards_become_one_and_every_part_goes_on_there_with_its_entries(world: World) -> None:
    ward_c = make_body("PC", "Ủy ban nhân dân xã Vạn Thắng", world.ward_b_area, superior=world.city)
    officer_c = make_actor("Cao Thị Thắng", ward_c, Role.WARD_OFFICER)
    wards = [world.ward_a, world.ward_b, ward_c]
    tasks = [make_task(world, *wards) for _n in range(2)]
    reporting.report(actor=world.ward_officer, assignment=part_of(tasks[0], world.ward_a), percent=30)
    accept_part(world, tasks[0], ward_c, officer_c)
    handed = handing.hand_over(
        actor=world.ward_officer,
        task=tasks[0],
        giver=world.ward_a,
        taker=world.ward_b,
        what="Hồ sơ",
        due=2,
    )
    before = Counter(Assignment.objects.values_list("body__code", flat=True))
    entries = list(part_of(tasks[0], world.ward_a).entries.values_list("pk", "text", "percent"))
    new = units.merge_bodies(
        actor=world.admin,
        bodies=wards,
        into=NewBody("PM", "Ủy ban nhân dân phường Mới"),
        on=clock.today(),
    )
    assert Counter(Assignment.objects.values_list("body__code", flat=True)) == before
    assert set(Assignment.objects.values_list("holder__code", flat=True)) == {"PM"}
    part = part_of(tasks[0], world.ward_a)
    assert list(part.entries.values_list("pk", "text", "percent")) == entries
    assert part_of(tasks[0], ward_c).state == AssignmentState.ACCEPTED
    handed.refresh_from_db()
    assert handed.state == HandOverState.DONE, "both sides are one body now"
    again = assigning.assign(actor=world.editor, task=tasks[1], bodies=[new])
    assert (again.added, again.kept) == (0, 1), "it carries three parts already"
    heir = make_actor("Hà Văn Mới", new, Role.WARD_OFFICER)
    reporting.hand_in(actor=heir, assignment=part, text="Đã xong trên địa bàn cũ.")
    row = Entry.objects.get(verb="tasks.reform_followed")
    assert (row.facts["parts"], row.facts["hand_overs"]) == (6, 1)


def test_a_reform_entered_before_its_day_is_followed_on_its_day(world: World, passed: HandOver) -> None:
    on = in_days(5)
    bodies = [world.ward_b, make_body("PC", "UBND xã C", world.ward_b_area, superior=world.city)]
    into = NewBody("PM", "Ủy ban nhân dân phường Mới")
    units.merge_bodies(actor=world.admin, bodies=bodies, into=into, on=on)
    assert part_of(passed.task, world.ward_b).holder == world.ward_b
    with time_machine.travel(clock.now() + timedelta(days=5), tick=False):
        tell_due_changes()
        tell_due_changes()
    assert part_of(passed.task, world.ward_b).holder.code == "PM"
    passed.refresh_from_db()
    assert (passed.taker.code, passed.giver) == ("PM", world.ward_a)
    running = Clock.objects.get(thing=passed.thing, stopped_at=None)
    assert (running.body.code, running.due_at) == ("PM", passed.due_at)
    assert Entry.objects.filter(verb="tasks.reform_followed").count() == 1


@pytest.mark.usefixtures("keyring")
def test_the_abolished_bodys_files_are_read_by_the_superior_that_takes_over(world: World) -> None:
    part = part_of(make_task(world, world.station), world.station)
    culture = make_actor("Đinh Thị Văn", world.station, Role.WARD_OFFICER)
    reporting.report(actor=culture, assignment=part, files=[photo()])
    units.abolish_body(actor=world.admin, body=world.station, on=clock.today())
    part.refresh_from_db()
    assert part.holder == world.ward_a
