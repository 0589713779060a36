"""A city in the middle of its year, for the tests of the working views; made through the real actions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import time_machine

from loa.lib.clock import HANOI
from loa.tasks.actions import assigning, handing, planning, reporting
from loa.tasks.models import Assignment, HandOver, Programme, Task
from loa.tasks.rules.words import Measure, Part
from loa.tasks.tests.making import make_programme, part_of
from tests.world import World

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=HANOI)  # a Monday
TODAY = NOW.date()


@dataclass
class City:
    """The programme, its tasks by name, and a hand-over that is stuck."""

    world: World
    programme: Programme
    tasks: dict[str, Task]
    passed: HandOver

    def part(self, name: str, body: object = None) -> Assignment:
        """Return a body's part of a task as it stands; ward A's by default."""
        return part_of(self.tasks[name], body or self.world.ward_a)  # type: ignore[arg-type]


def day(away: int) -> date:
    """Return a day so many days from the frozen one."""
    return TODAY + timedelta(days=away)


def make_city(world: World) -> City:
    """Make tasks that are late, near, done and silent, as they would stand on 30 November 2026 at nine."""
    with time_machine.travel(NOW - timedelta(days=40), tick=False):
        programme = make_programme(world)
        group = programme.groups.get()
        says = {
            "old": {"title": "Rà soát cụm loa truyền thanh", "due_on": day(-35)},
            "late": {"title": "Tập huấn cộng tác viên tổ dân phố", "due_on": day(-3)},
            "near": {
                "title": "Phát thanh phòng, chống cháy nổ",
                "due_on": day(2),
                "evidence": "Biên bản, ảnh",
            },
            "far": {
                "title": "Báo cáo kết quả tuyên truyền quý IV",
                "due_on": day(20),
                "measure": Measure.MILESTONES,
                "milestones": ["Dự thảo", "Lấy ý kiến", "Trình ký"],
            },
            "done": {"title": "Treo băng rôn ngày Pháp luật", "due_on": day(-21)},
        }
        tasks = {
            name: planning.create_task(actor=world.editor, group=group, starts_on=day(-40), **fields)
            for name, fields in says.items()
        }
        for task in tasks.values():
            assigning.assign(actor=world.editor, task=task, bodies=[world.ward_a])
            assigning.assign(actor=world.editor, task=task, bodies=[world.ward_b], part=Part.CO_UNIT)
            planning.open_task(actor=world.editor, task=task)
    city = City(world, programme, tasks, None)  # type: ignore[arg-type]
    with time_machine.travel(NOW - timedelta(days=38), tick=False):
        for name in ("late", "far", "done"):
            reporting.acknowledge(actor=world.ward_officer, assignment=city.part(name))
        reporting.report(
            actor=world.ward_officer, assignment=city.part("late"), percent=40, text="Đã mở một lớp."
        )
        for body, officer in ((world.ward_a, world.ward_officer), (world.ward_b, world.other_ward_officer)):
            part = city.part("done", body)
            entry = reporting.hand_in(actor=officer, assignment=part, text="Đã treo 12 băng rôn.")
            reporting.accept(actor=world.approver, assignment=city.part("done", body), seen=entry.pk)
    with time_machine.travel(NOW - timedelta(days=10), tick=False):
        city.passed = handing.hand_over(
            actor=world.ward_officer,
            task=tasks["far"],
            giver=world.ward_a,
            taker=world.ward_b,
            what="Số liệu loa của xã",
            due=3,
        )
    return city
