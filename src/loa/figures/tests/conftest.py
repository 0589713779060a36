"""A year of one city: documents issued and drafted, copies acknowledged in time and late, tasks done and open."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest

from loa.documents.models import Circulation, Document
from loa.figures.scope import Scope
from loa.lib.clock import HANOI
from loa.tasks.models import Programme, Task, TaskGroup

SINCE, UNTIL = date(2021, 1, 1), date(2021, 9, 30)


def at(day, hour=9):
    return datetime.combine(day, datetime.min.time(), HANOI) + timedelta(hours=hour)


@pytest.fixture
def year(world):
    made = SimpleNamespace(scope=Scope(world.city, SINCE, UNTIL), world=world)

    def document(subject, day, *, body=world.city, state="issued", **more):
        return Document.objects.create(
            body=body,
            side="outgoing",
            state=state,
            subject=subject,
            kind="KẾ HOẠCH",
            full_number="1/KH-BTG",
            created_by=world.clerk.person,
            created_at=at(day),
            changed_at=at(day),
            issued_at=None if state == "draft" else at(day),
            **more,
        )

    def copy(of, body, *, due, acknowledged=None, version=1):
        return Circulation.objects.create(
            document=of,
            body=body,
            holder=body,
            version=version,
            sent_at=at(due),
            asked_at=at(due),
            due_at=at(due),
            acknowledged_at=acknowledged,
            acknowledged_version=1 if acknowledged else None,
        )

    def task(title, *, state="open", group=None, done=None, origin="planned", day=date(2021, 2, 1)):
        return Task.objects.create(
            body=world.city,
            holder=world.city,
            group=group,
            code=title,
            title=title,
            origin=origin,
            state=state,
            due_on=date(2021, 8, 1),
            done_at=at(done) if done else None,
            folded=title,
            created_by=world.editor.person,
            created_at=at(day),
            changed_at=at(day),
        )

    made.document, made.copy, made.task = document, copy, task
    programme = Programme.objects.create(
        code="CT1",
        body=world.city,
        holder=world.city,
        name="Chương trình 1",
        year=2021,
        state="running",
        folded="",
        created_by=world.editor.person,
        created_at=at(SINCE),
    )
    groups = [
        TaskGroup.objects.create(programme=programme, position=n, name=f"Nhóm {n}", starts_on=a, ends_on=b)
        for n, (a, b) in enumerate(
            [
                (date(2021, 1, 1), date(2021, 9, 30)),
                (date(2021, 10, 1), date(2021, 12, 31)),
                (date(2021, 12, 30), date(2021, 12, 31)),
                (date(2022, 1, 1), date(2022, 3, 31)),
            ],
            start=1,
        )
    ]
    made.group, made.groups = groups[0], groups
    return made
