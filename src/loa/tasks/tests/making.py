"""Makers for the room's tests; they call the real actions."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import Any

from PIL import Image

from loa.lib import clock
from loa.tasks.actions import assigning, planning, programmes, reporting
from loa.tasks.files import Given
from loa.tasks.models import Assignment, Programme, Task
from loa.units.actor import Actor
from loa.units.models import Body
from tests.world import World


def in_days(count: int) -> date:
    """Return a day so many days ahead."""
    return clock.today() + timedelta(days=count)


def make_programme(world: World, *, running: bool = True, code: str = "CT01", year: int = 2026) -> Programme:
    """Make a programme of the city with one group for the year."""
    made = programmes.create_programme(actor=world.editor, code=code, name="Thông tin cơ sở", year=year)
    programmes.add_group(
        actor=world.editor,
        programme=made,
        name="Sắp xếp cụm loa",
        starts_on=date(year, 1, 1),
        ends_on=date(year, 12, 31),
    )
    return programmes.start(actor=world.editor, programme=made) if running else made


def make_task(world: World, *bodies: Body, opened: bool = True, **says: Any) -> Task:
    """Make a task that came up at the city, given to bodies."""
    given = {"title": "Kiểm tra cụm loa", "due_on": in_days(10), "evidence": "Biên bản kiểm tra"} | says
    task = planning.create_task(actor=world.editor, **given)
    if bodies:
        assigning.assign(actor=world.editor, task=task, bodies=bodies)
    if opened:
        planning.open_task(actor=world.editor, task=task)
    task.refresh_from_db()
    return task


def part_of(task: Task, body: Body) -> Assignment:
    """Return the part of a body as it stands."""
    return task.assignments.select_related("task", "holder").get(body=body)


def accept_part(world: World, task: Task, body: Body, by: Actor) -> Assignment:
    """Hand a part in and have it accepted by the city's approver."""
    entry = reporting.hand_in(actor=by, assignment=part_of(task, body), text="Đã kiểm tra 12 cụm loa.")
    return reporting.accept(actor=world.approver, assignment=part_of(task, body), seen=entry.pk)


def photo(name: str = "anh.jpg") -> Given:
    """Return a small picture as a phone gives it."""
    out = BytesIO()
    Image.new("RGB", (64, 48), "red").save(out, "JPEG")
    return Given(name, out.getvalue())
