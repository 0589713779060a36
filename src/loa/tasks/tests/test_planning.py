"""Tasks made, changed, given out, cancelled, repeated, put in order; programmes started and copied."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from loa.journal.models import Entry
from loa.lib import clock
from loa.lib.clock import HANOI
from loa.lib.errors import Forbidden, Invalid, Stale
from loa.notices.models import Event, Notice
from loa.tasks import errors
from loa.tasks.actions import assigning, planning, programmes, repeating, reporting
from loa.tasks.models import Assignment, Programme, Task
from loa.tasks.rules.words import AssignmentState, Origin, Part, ProgrammeState, TaskState
from loa.tasks.tests.making import accept_part, in_days, make_programme, make_task, part_of
from loa.units.models import Body
from tests.world import World, make_body

DUE = date(2026, 6, 30)


def planned(world: World, group: Any, **says: Any) -> Task:
    given = {"title": "Lắp loa", "due_on": DUE} | says
    return planning.create_task(actor=world.editor, group=group, **given)


def test_tasks_of_a_programme_are_numbered_and_what_came_up_has_numbers_of_its_own(world: World) -> None:
    group = make_programme(world).groups.get()
    codes = [planned(world, group).code, planned(world, group).code]
    came_up = planning.create_task(
        actor=world.editor, title="Tin giả về ngập", due_on=DUE, origin=Origin.SUDDEN
    )
    assert [*codes, came_up.code] == ["CT01/26-001", "CT01/26-002", "DX/26-001"]
    with pytest.raises(errors.CodeTaken):
        planned(world, group, code="CT01/26-001")


def test_starting_a_programme_gives_its_drafts_out_and_tells_each_body_once(world: World) -> None:
    programme = make_programme(world, running=False)
    for _n in range(3):
        task = planned(world, programme.groups.get())
        assigning.assign(actor=world.editor, task=task, bodies=[world.ward_a])
    assert not Notice.objects.exists()
    programmes.start(actor=world.editor, programme=programme)
    assert set(Task.objects.values_list("state", flat=True)) == {TaskState.OPEN}
    told = Notice.objects.get(person=world.ward_officer.person)
    assert (told.event, told.title) == (Event.TASK_ASSIGNED, "Thông tin cơ sở: 3 nhiệm vụ đã giao")


def test_a_closed_programme_takes_no_more_plans_and_can_be_opened_again(world: World) -> None:
    programme = make_programme(world)
    task = planned(world, programme.groups.get())
    programmes.close(actor=world.editor, programme=programme)
    with pytest.raises(errors.ProgrammeClosed):
        planned(world, programme.groups.get())
    with pytest.raises(errors.ProgrammeClosed):
        planning.change_task(actor=world.editor, task=task, title="Khác")
    with pytest.raises(errors.Moved):
        programmes.close(actor=world.editor, programme=programme)
    programmes.start(actor=world.editor, programme=programme)
    planned(world, programme.groups.get())


def test_a_change_raises_the_sequence_once_and_no_change_is_no_act(world: World) -> None:
    task = make_task(world, world.ward_a)
    before = task.sequence
    changed = planning.change_task(actor=world.editor, task=task, due_on=in_days(20), title="Kiểm tra loa")
    assert changed.sequence == before + 1
    planning.change_task(actor=world.editor, task=task, due_on=in_days(20))
    assert Task.objects.get(pk=task.pk).sequence == before + 1
    assert Entry.objects.get(verb="tasks.task_changed").facts["fields"] == ["due_on", "title"]
    assert Notice.objects.filter(event=Event.TASK_CHANGED, person=world.ward_officer.person).count() == 1


@pytest.mark.parametrize(
    ("says", "refusal"),
    [
        ({"title": " "}, errors.NoTitle),
        ({"starts_on": date(2031, 1, 1)}, errors.BadSpan),
        ({"origin": Origin.PLANNED}, errors.NoGroup),
        ({"measure": "milestones"}, errors.NoMilestones),
        ({"repeats": "FREQ=SECONDLY"}, errors.BadRepeat),
    ],
)
def test_what_a_task_may_not_say_is_refused(
    world: World, says: dict[str, Any], refusal: type[Invalid]
) -> None:
    with pytest.raises(refusal):
        make_task(world, **says)
    task = make_task(world)
    with pytest.raises(refusal):
        planning.change_task(actor=world.editor, task=task, **says)


def test_six_hundred_bodies_get_their_part_in_one_act_and_twice_is_once(
    world: World, django_assert_max_num_queries: Any
) -> None:
    for n in range(600):
        make_body(f"X{n}", f"Ủy ban nhân dân xã số {n}", world.ward_a_area, superior=world.city)
    bodies = list(Body.objects.filter(code__startswith="X"))
    task = make_task(world, opened=False)
    with django_assert_max_num_queries(40):
        first = assigning.assign(actor=world.editor, task=task, bodies=bodies)
    again = assigning.assign(actor=world.editor, task=task, bodies=bodies)
    assert ((first.added, first.kept), (again.added, again.kept)) == ((600, 0), (0, 600))
    row = Entry.objects.get(verb="tasks.assigned")
    assert row.facts["bodies"] == 600
    assert task.assignments.count() == 600


def test_parts_go_only_to_bodies_below_and_nothing_is_half_done(world: World) -> None:
    task = make_task(world)
    with pytest.raises(errors.BodyOutOfReach):
        assigning.assign(actor=world.editor, task=task, bodies=[world.ward_a, world.stranger_body])
    with pytest.raises(Forbidden):
        assigning.assign(actor=world.ward_officer, task=task, bodies=[world.ward_a])
    assert not task.assignments.exists()


def test_a_part_taken_back_and_given_again_begins_anew_in_the_same_row(world: World) -> None:
    task = make_task(world, world.ward_a)
    part = part_of(task, world.ward_a)
    with pytest.raises(errors.NoReason):
        assigning.withdraw(actor=world.editor, assignment=part, reason="")
    assigning.withdraw(actor=world.editor, assignment=part, reason="Giao nhầm")
    given = assigning.assign(actor=world.editor, task=task, bodies=[world.ward_a], part=Part.CO_UNIT)
    again = part_of(task, world.ward_a)
    assert (given.added, again.pk, again.state, again.part) == (
        1,
        part.pk,
        AssignmentState.ASSIGNED,
        "co_unit",
    )


def test_an_officer_works_at_the_body_that_carries_the_part(world: World) -> None:
    part = part_of(make_task(world, world.ward_a), world.ward_a)
    with pytest.raises(errors.NotAnOfficer):
        assigning.set_officer(
            actor=world.ward_officer, assignment=part, officer=world.other_ward_officer.post
        )
    with pytest.raises(Forbidden):
        assigning.set_officer(
            actor=world.other_ward_officer, assignment=part, officer=world.ward_officer.post
        )
    assigning.set_officer(actor=world.ward_officer, assignment=part, officer=world.ward_officer.post)
    assert part_of(part.task, world.ward_a).officer == world.ward_officer.post


def test_occurrences_come_up_to_the_horizon_each_once_with_their_bodies(world: World) -> None:
    head = make_task(world, world.ward_a, due_on=date(2026, 1, 31), repeats="FREQ=MONTHLY;BYMONTHDAY=-1")
    for horizon in (date(2026, 3, 31), date(2026, 3, 31), date(2026, 4, 30)):
        repeating.create_occurrences(actor=world.editor, task=head, horizon=horizon)
    made = head.occurrences.order_by("due_on")
    assert [(task.code, task.due_on) for task in made] == [
        (f"{head.code}.1", date(2026, 2, 28)),
        (f"{head.code}.2", date(2026, 3, 31)),
        (f"{head.code}.3", date(2026, 4, 30)),
    ]
    assert {task.state for task in made} == {TaskState.OPEN}
    assert Assignment.objects.filter(task__in=made, body=world.ward_a).count() == 3
    with pytest.raises(errors.AlreadyRepeated):
        planning.change_task(actor=world.editor, task=head, repeats="FREQ=WEEKLY")


def test_more_occurrences_than_one_act_makes_are_said_before_saving_and_none_is_made(world: World) -> None:
    head = make_task(world, world.ward_a, due_on=date(2026, 1, 5), repeats="FREQ=WEEKLY")
    client, path = world.client(world.editor), f"/desk/tasks/{head.pk}/occurrences/"
    assert "Mỗi lần lập tối đa 60 kỳ" in client.get(path).content.decode()
    refused = client.post(path, {"horizon": "2027-06-30"})
    assert refused.status_code == 422
    assert "không sau 01/03/2027" in refused.content.decode()
    assert not head.occurrences.exists()
    client.post(path, {"horizon": "2027-03-01"})
    assert head.occurrences.count() == 60
    client.post(path, {"horizon": "2027-06-30"})
    assert head.occurrences.latest("due_on").due_on == date(2027, 6, 28), "what stands does not count again"


def test_the_next_occurrence_comes_by_itself_once_with_its_bodies_and_none_is_made_late(world: World) -> None:
    head = make_task(world, world.ward_a, due_on=date(2026, 1, 31), repeats="FREQ=MONTHLY;BYMONTHDAY=-1")
    made = head.occurrences.order_by("due_on")
    for today, days in (
        (datetime(2026, 1, 30, 9, tzinfo=HANOI), []),  # its own day has not come
        (datetime(2026, 1, 31, 9, tzinfo=HANOI), [date(2026, 2, 28)]),
        (datetime(2026, 2, 27, 9, tzinfo=HANOI), [date(2026, 2, 28)]),
        (datetime(2026, 5, 4, 9, tzinfo=HANOI), [date(2026, 2, 28), date(2026, 5, 31)]),  # nobody ran it
    ):
        with time_machine.travel(today, tick=False):
            before = made.count()
            assert repeating.run_occurrences() == len(days) - before
            assert repeating.run_occurrences() == 0
        assert list(made.values_list("due_on", flat=True)) == days
    first = made[0]
    assert (first.code, first.state, first.created_by) == (f"{head.code}.1", TaskState.OPEN, head.created_by)
    assert part_of(first, world.ward_a).state == AssignmentState.ASSIGNED
    assert Notice.objects.filter(key__startswith=f"{first.thing}:assigned").count() == 1
    assert Entry.objects.filter(verb="tasks.occurrences_created").count() == 2


def test_nothing_comes_by_itself_of_a_cancelled_task_or_in_a_closed_programme(world: World) -> None:
    programme = make_programme(world)
    says = {"due_on": clock.today(), "repeats": "FREQ=WEEKLY"}
    one = planned(world, programme.groups.get(), **says)
    planning.open_task(actor=world.editor, task=one)
    programmes.close(actor=world.editor, programme=programme)
    planning.cancel(actor=world.editor, task=make_task(world, world.ward_a, **says), reason="Trùng")
    assert repeating.run_occurrences() == 0
    Programme.objects.update(state=ProgrammeState.RUNNING)
    assert repeating.run_occurrences() == 1


def test_who_carries_a_waiting_task_is_told_once_when_nothing_is_left_to_wait_for(world: World) -> None:
    first, second = make_task(world, world.ward_b), make_task(world, world.ward_b)
    waiting = make_task(world, world.ward_a, title="Nghiệm thu hệ thống")
    planning.depends(actor=world.editor, task=waiting, after=[first, second])
    said = Notice.objects.filter(key=f"{waiting.thing}:may_begin")
    accept_part(world, first, world.ward_b, world.other_ward_officer)
    assert not said.exists(), "it still waits for the second"
    part = accept_part(world, second, world.ward_b, world.other_ward_officer)
    told = said.get()
    assert told.person == world.ward_officer.person
    assert told.title.startswith("Đã có thể bắt đầu: Nghiệm thu hệ thống.")
    reporting.reopen(actor=world.approver, assignment=part, reason="Thiếu ảnh")
    accept_part(world, second, world.ward_b, world.other_ward_officer)
    assert said.count() == 1


def test_a_circle_of_tasks_is_refused(world: World) -> None:
    one, two, three = (make_task(world) for _n in range(3))
    planning.depends(actor=world.editor, task=two, after=[one])
    planning.depends(actor=world.editor, task=three, after=[two])
    for wrong in ([three], [one]):
        with pytest.raises(errors.ClosesCircle):
            planning.depends(actor=world.editor, task=one, after=wrong)
    planning.depends(actor=world.editor, task=three, after=[])
    planning.depends(actor=world.editor, task=one, after=[three])


def test_a_cancelled_task_says_why_and_can_be_taken_up_again_but_a_done_one_opens_by_its_parts(
    world: World,
) -> None:
    task = make_task(world, world.ward_a)
    planning.cancel(actor=world.editor, task=task, reason="Chờ chỉ đạo mới")
    with pytest.raises(errors.Moved):
        planning.cancel(actor=world.editor, task=task, reason="lần nữa")
    task = planning.reopen(actor=world.editor, task=task, reason="Đã có chỉ đạo")
    assert (task.state, task.reason) == (TaskState.OPEN, "Đã có chỉ đạo")
    Task.objects.filter(pk=task.pk).update(state=TaskState.DONE, done_at=task.changed_at)
    with pytest.raises(Stale, match="đã hoàn thành"):
        planning.reopen(actor=world.editor, task=task, reason="x")


def test_last_years_programme_is_copied_without_what_came_up_or_was_reported(world: World) -> None:
    programme = make_programme(world, year=2027)
    group = programme.groups.get()
    kept = planned(world, group, due_on=date(2028, 2, 29), starts_on=date(2027, 1, 4), needs_file=True)
    later = planned(world, group, title="Bảo trì loa")
    planning.depends(actor=world.editor, task=later, after=[kept])
    planned(world, group, title="Phát sinh", origin=Origin.AD_HOC)
    planning.cancel(actor=world.editor, task=planned(world, group, title="Bỏ"), reason="Trùng")
    assigning.assign(actor=world.editor, task=kept, bodies=[world.ward_a, world.ward_b])
    for rows in (Programme.objects.filter(pk=programme.pk), Task.objects.filter(group=group)):
        rows.update(is_sample=True)
    programme.refresh_from_db()
    before = Entry.objects.count()
    made = programmes.copy_programme(actor=world.editor, source=programme, year=2028, with_assignments=True)
    assert (made.state, made.copied_from, made.groups.get().ends_on) == (
        ProgrammeState.DRAFT,
        programme,
        date(2028, 12, 31),
    )
    assert Entry.objects.count() == before + 1
    one, two = Task.objects.filter(group__programme=made).order_by("code")
    assert made.is_sample
    assert one.is_sample
    assert (one.code, one.due_on, one.starts_on, one.needs_file) == (
        "CT01/28-001",
        date(2029, 2, 28),
        date(2028, 1, 4),
        True,
    )
    assert (two.title, list(two.after.all())) == ("Bảo trì loa", [one])
    parts = Assignment.objects.filter(task=one)
    assert set(parts.values_list("state", "percent")) == {("assigned", 0)}
    assert parts.count() == 2
    with pytest.raises(errors.CodeTaken):
        programmes.copy_programme(actor=world.editor, source=programme, year=2028)


def test_groups_keep_their_order_and_end_after_they_begin(world: World) -> None:
    programme = make_programme(world)
    span = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 3, 31)}
    second = programmes.add_group(actor=world.editor, programme=programme, name="Quý I", **span)
    assert second.position == 2
    with pytest.raises(errors.BadSpan):
        programmes.change_group(
            actor=world.editor,
            group=second,
            name="Quý I",
            starts_on=span["ends_on"],
            ends_on=span["starts_on"] - timedelta(days=1),
        )
