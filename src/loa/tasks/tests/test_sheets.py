"""The table of a programme goes out and comes back: what changed is changed, what is wrong is named, nothing is half-done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from loa.journal.models import Entry
from loa.lib.errors import Forbidden
from loa.lib.tables import TableReading, read_table, write_csv, write_xlsx
from loa.notices.models import Event, Notice
from loa.tasks import errors
from loa.tasks.actions import assigning, planning, programmes, reporting
from loa.tasks.actions.sheets import check_sheet, import_sheet
from loa.tasks.models import Assignment, Programme, Task
from loa.tasks.queries.sheets import exported
from loa.tasks.rules import sheet
from loa.tasks.rules.words import AssignmentState, Part, TaskState
from loa.tasks.tests.making import make_programme, part_of
from tests.world import World, make_body


@pytest.fixture
def programme(world: World) -> Programme:
    """Return a running programme with two tasks given to wards."""
    made = make_programme(world)
    group = made.groups.get()
    for title in ("Rà soát cụm loa", "Tập huấn phát thanh viên"):
        task = planning.create_task(
            actor=world.editor,
            group=group,
            title=title,
            due_on=date(2026, 6, 30),
            why="Theo kế hoạch\nnăm 2026",
            evidence="Biên bản",
        )
        assigning.assign(actor=world.editor, task=task, bodies=[world.ward_a])
        assigning.assign(actor=world.editor, task=task, bodies=[world.ward_b], part=Part.CO_UNIT)
        planning.open_task(actor=world.editor, task=task)
    return made


def workbook(programme: Programme, edit: Callable[[Any, dict[str, int]], None] | None = None) -> bytes:
    """Return the exported table after a person edited it in a spreadsheet."""
    book = load_workbook(BytesIO(write_xlsx(sheet.COLUMNS, exported(programme), title="Bảng nhiệm vụ")))
    page = book.worksheets[0]
    places = {column.key: at for at, column in enumerate(sheet.COLUMNS, start=1)}
    if edit:
        edit(page, places)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def read(data: bytes, name: str = "bang.xlsx") -> TableReading:
    return read_table(data, name, columns=sheet.COLUMNS)


def test_the_table_unchanged_changes_nothing_in_either_kind_of_file(
    world: World, programme: Programme
) -> None:
    before = list(Task.objects.values())
    files = {
        "a.xlsx": workbook(programme),
        "a.csv": write_csv(sheet.COLUMNS, exported(programme)),
    }
    for name, data in files.items():
        done = import_sheet(actor=world.editor, programme=programme, reading=read(data, name))
        assert (done.new, done.changed, done.same) == (0, 0, 2)
    assert list(Task.objects.values()) == before
    assert not Entry.objects.filter(verb="tasks.table_imported").exists()


def test_changed_rows_change_new_rows_are_made_and_bodies_are_told_once(
    world: World, programme: Programme
) -> None:
    def edit(page: Any, at: dict[str, int]) -> None:
        page.cell(4, at["title"]).value = "Rà soát, sửa cụm loa"
        page.cell(4, at["co_units"]).value = "trung tam van hoa phuong lang ha"
        page.cell(5, at["lead"]).value = "PA; PB"
        page.cell(5, at["co_units"]).value = None
        for key, value in {
            "group": "1",
            "title": "Lắp 3 cụm loa mới",
            "lead": "Ủy ban nhân dân xã Đông Hội",
            "due_on": "30/9/2026",
            "measure": "theo mốc việc",
            "milestones": "Khảo sát; Lắp đặt",
            "needs_file": "x",
        }.items():
            page.cell(6, at[key]).value = value

    done = import_sheet(actor=world.editor, programme=programme, reading=read(workbook(programme, edit)))
    assert (done.new, done.changed, done.same) == (1, 2, 0)
    one, two, three = Task.objects.order_by("code")
    assert (one.title, one.sequence > 0) == ("Rà soát, sửa cụm loa", True)
    assert part_of(one, world.station).part == Part.CO_UNIT
    assert part_of(one, world.ward_b).state == AssignmentState.WITHDRAWN
    assert part_of(two, world.ward_b).part == Part.LEAD
    assert (three.code, three.state, three.due_on, three.needs_file, three.milestones) == (
        "CT01/26-003",
        TaskState.OPEN,
        date(2026, 9, 30),
        True,
        ["Khảo sát", "Lắp đặt"],
    )
    row = Entry.objects.get(verb="tasks.table_imported")
    assert (row.facts["new"], row.facts["changed"]) == (1, 2)
    told = Notice.objects.filter(person=world.other_ward_officer.person, key__contains="started")
    assert told.count() == 1


def test_bad_rows_are_named_with_column_and_reason_and_nothing_is_half_done(
    world: World, programme: Programme
) -> None:
    def edit(page: Any, at: dict[str, int]) -> None:
        page.cell(4, at["title"]).value = "Đổi tên"
        page.cell(5, at["lead"]).value = "Ủy ban nhân dân thành phố Biển Xanh"
        rows: list[dict[str, Any]] = [
            {"title": "Không có nhóm", "group": "Nhóm lạ", "due_on": date(2026, 9, 1)},
            {"title": "Sai ngày", "group": "1", "due_on": "31/02/2026"},
            {"title": "Ngược ngày", "group": "1", "due_on": "1/3/2026", "starts_on": "1/4/2026"},
            {"title": "Sai văn bản", "group": "1", "due_on": "1/3/2026", "document": "99/KH-TU"},
            {"title": "Hai vai", "group": "1", "due_on": "1/3/2026", "lead": "PA", "co_units": "PA"},
            {"title": "x" * 301, "group": "1", "due_on": "1/3/2026"},
        ]
        for line, values in enumerate(rows, start=6):
            for key, value in values.items():
                page.cell(line, at[key]).value = value

    reading = read(workbook(programme, edit))
    plan = check_sheet(world.editor, programme, reading)
    wrong = [(error.row, error.column) for error in plan.reading.errors]
    assert wrong == [
        (5, "lead"),
        (6, "group"),
        (7, "due_on"),
        (8, "starts_on"),
        (9, "document"),
        (10, "co_units"),
        (11, "title"),
    ]
    assert all(error.message for error in plan.reading.errors)
    with pytest.raises(errors.NotImportable):
        import_sheet(actor=world.editor, programme=programme, reading=reading)
    assert not Task.objects.filter(title="Đổi tên").exists()
    assert Task.objects.count() == 2


def test_a_row_that_changed_on_screen_meanwhile_is_refused_and_the_others_wait_with_it(
    world: World, programme: Programme
) -> None:
    def edit(page: Any, at: dict[str, int]) -> None:
        for line in (4, 5):
            page.cell(line, at["target"]).value = "100 % cụm loa"

    data = workbook(programme, edit)
    first = Task.objects.order_by("code")[0]
    planning.change_task(actor=world.editor, task=first, due_on=date(2026, 7, 31))
    plan = check_sheet(world.editor, programme, read(data))
    assert [(error.row, error.code) for error in plan.reading.errors] == [(4, "stale_row")]
    assert len(plan.changed) == 1


def test_progress_reported_meanwhile_makes_no_row_stale_and_is_not_taken_in(
    world: World, programme: Programme
) -> None:
    def edit(page: Any, at: dict[str, int]) -> None:
        page.cell(4, at["percent"]).value = 100
        page.cell(4, at["state"]).value = "hoàn thành"

    data = workbook(programme, edit)
    task = Task.objects.order_by("code")[0]
    reporting.report(actor=world.ward_officer, assignment=part_of(task, world.ward_a), percent=40)
    done = import_sheet(actor=world.editor, programme=programme, reading=read(data))
    assert done.same == 2
    assert next(exported(programme))["percent"] == 20


def test_what_excel_does_to_dates_and_line_ends_changes_nothing(world: World, programme: Programme) -> None:
    def edit(page: Any, at: dict[str, int]) -> None:
        page.cell(4, at["due_on"]).value = 46203  # a serial number in a cell that lost its format
        page.cell(4, at["due_on"]).number_format = "General"
        page.cell(5, at["due_on"]).value = " 30/6/2026"
        page.cell(4, at["why"]).value = "Theo kế hoạch \r\nnăm  2026"

    done = import_sheet(actor=world.editor, programme=programme, reading=read(workbook(programme, edit)))
    assert done.same == 2


def test_a_closed_programme_or_a_stranger_brings_nothing_in(world: World, programme: Programme) -> None:
    reading = read(workbook(programme))
    for actor in (world.ward_officer, world.stranger):
        with pytest.raises(Forbidden):
            import_sheet(actor=actor, programme=programme, reading=reading)
    programmes.close(actor=world.editor, programme=programme)
    with pytest.raises(errors.ProgrammeClosed):
        import_sheet(actor=world.editor, programme=programme, reading=reading)


def test_a_row_of_a_done_task_or_an_accepted_part_is_not_changed_through_the_table(
    world: World, programme: Programme
) -> None:
    def edit(page: Any, at: dict[str, int]) -> None:
        page.cell(4, at["lead"]).value = "PB"
        page.cell(4, at["co_units"]).value = None

    task = Task.objects.order_by("code")[0]
    part = part_of(task, world.ward_a)
    entry = reporting.hand_in(actor=world.ward_officer, assignment=part, text="Xong.")
    reporting.accept(actor=world.approver, assignment=part, seen=entry.pk)
    reading = read(workbook(programme, edit))
    codes = [error.code for error in check_sheet(world.editor, programme, reading).reading.errors]
    assert codes == ["part_accepted"]
    assigning.withdraw(actor=world.editor, assignment=part_of(task, world.ward_b), reason="Đã đủ")
    reading = read(workbook(programme, edit))
    codes = [error.code for error in check_sheet(world.editor, programme, reading).reading.errors]
    assert codes == ["task_moved"]


def test_a_body_given_back_its_part_by_the_table_begins_anew(world: World, programme: Programme) -> None:
    task = Task.objects.order_by("code")[0]
    part = part_of(task, world.ward_b)
    assigning.withdraw(actor=world.editor, assignment=part, reason="Giao nhầm")

    def edit(page: Any, at: dict[str, int]) -> None:
        page.cell(4, at["co_units"]).value = "PB"

    import_sheet(actor=world.editor, programme=programme, reading=read(workbook(programme, edit)))
    again = part_of(task, world.ward_b)
    assert (again.pk, again.state) == (part.pk, AssignmentState.ASSIGNED)


def test_four_thousand_rows_go_out_and_come_back(world: World, django_assert_max_num_queries: Any) -> None:
    make_body("PC", "Ủy ban nhân dân xã Vạn Thắng", world.ward_b_area, superior=world.city)
    programme = make_programme(world, code="CT09")
    rows = [
        {
            "group": "Sắp xếp cụm loa",
            "title": f"Nhiệm vụ số {n}",
            "lead": "Ủy ban nhân dân phường Láng Hạ; PC",
            "due_on": date(2026, 1 + n % 12, 1 + n % 28),
        }
        for n in range(4000)
    ]
    with django_assert_max_num_queries(150):
        done = import_sheet(
            actor=world.editor, programme=programme, reading=read(write_csv(sheet.COLUMNS, rows), "a.csv")
        )
    assert (done.new, Assignment.objects.count()) == (4000, 8000)
    back = list(exported(programme))
    for n in range(0, 4000, 2):
        back[n] = {**back[n], "target": "100 %"}
    with django_assert_max_num_queries(60):
        done = import_sheet(
            actor=world.editor, programme=programme, reading=read(write_csv(sheet.COLUMNS, back), "a.csv")
        )
    assert (done.new, done.changed, done.same) == (0, 2000, 2000)
    assert Notice.objects.filter(event=Event.TASK_CHANGED).count() == 1
