"""What each row of a table means for a programme as it stands; it writes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from loa.documents.models import Document
from loa.lib.errors import Invalid
from loa.lib.tables import CellError, Row, TableReading, Value
from loa.tasks.actions.saying import check_task
from loa.tasks.models import Programme, Task, TaskGroup
from loa.tasks.queries.documents import by_number, refusal
from loa.tasks.queries.sheet_names import bodies_by_name, groups_by_name
from loa.tasks.queries.sheets import SheetRow, rows_of, tasks_of
from loa.tasks.rules import codes, sheet
from loa.tasks.rules.words import AssignmentState, Measure, Origin, Part, ProgrammeState, TaskState
from loa.units.actor import Actor
from loa.units.rules import fold_unit

_PLAIN = ("title", "why", "evidence", "target", "starts_on", "due_on")


@dataclass(frozen=True)
class Planned:
    """What one row does: the task it changes (none: a new one), what it says, and the parts it gives, takes, turns."""

    line: int
    task: Task | None
    says: dict[str, Any]
    parts: dict[int, Part] = field(default_factory=dict)
    added: dict[int, Part] = field(default_factory=dict)
    turned: dict[int, Part] = field(default_factory=dict)
    removed: frozenset[int] = frozenset()
    fields: tuple[str, ...] = ()

    @property
    def existing(self) -> Task:
        """Return the task that the row changes."""
        assert self.task is not None
        return self.task


@dataclass(frozen=True)
class Plan:
    """What a table does to a programme; the reading carries the refusals."""

    reading: TableReading
    new: tuple[Planned, ...]
    changed: tuple[Planned, ...]
    same: int


class Refused(Exception):
    """A cell that cannot be taken: column, words, code."""

    def __init__(self, column: str | None, message: str | Promise, code: str) -> None:
        super().__init__(str(message))
        self.column, self.message, self.code = column, str(message), code


def plan_of(actor: Actor, programme: Programme, reading: TableReading) -> Plan:
    """Return what a table does to a programme as it stands."""
    if reading.header_row in {error.row for error in reading.errors}:
        return Plan(reading, (), (), 0)
    desk = _Desk(actor, programme, reading)
    errors: list[CellError] = []
    done: list[Planned] = []
    same = 0
    for row in reading.good_rows:
        try:
            planned = desk.plan(row)
        except Refused as wrong:
            errors.append(CellError(row.line, wrong.column, wrong.message, wrong.code))
            continue
        if planned is None:
            same += 1
        else:
            done.append(planned)
    new = tuple(one for one in done if one.task is None)
    return Plan(reading.with_errors(errors), new, tuple(one for one in done if one.task is not None), same)


class _Desk:
    """What rows are read against, fetched once for the whole table."""

    def __init__(self, actor: Actor, programme: Programme, reading: TableReading) -> None:
        self.programme = programme
        self.found = frozenset(reading.found)
        self.rows: dict[str, SheetRow] = {row.task.code: row for row in rows_of(tasks_of(programme))}
        self.groups = groups_by_name(programme)
        self.bodies = bodies_by_name(actor, {pk for row in self.rows.values() for pk in row.holders})
        numbers = {str(row.values.get("document") or "") for row in reading.rows} - {""}
        self.documents = by_number(actor, numbers, programme.holder)
        wished = [str(row.values.get("code") or "") for row in reading.rows]
        used = Task.objects.filter(body=programme.body_id)
        self.elsewhere = set(used.filter(code__in=wished).values_list("code", flat=True)) - self.rows.keys()
        self.prefix = codes.prefix_of(programme.code, programme.year)
        given = used.filter(code__startswith=self.prefix).values_list("code", flat=True)
        self.next = codes.next_number(self.prefix, [*given, *wished])

    def plan(self, row: Row) -> Planned | None:
        """Return what a row does; None where it says what stands. Raises: Refused."""
        if self.programme.state == ProgrammeState.CLOSED:
            raise Refused(None, _("Chương trình đã kết thúc; hãy mở lại rồi nhập."), "programme_closed")
        code = row.values.get("code")
        known = self.rows.get(str(code)) if code else None
        return self._change(row, known) if known else self._new(row)

    def _change(self, row: Row, known: SheetRow) -> Planned | None:
        said = {
            key: row.values.get(key) if key != "needs_file" else bool(row.values.get(key))
            for key in sheet.KEYS
            if key in self.found
        }
        changed = tuple(key for key, value in said.items() if not _same(key, value, known.cells[key]))
        if not changed:
            return None
        if row.values.get("mark") != sheet.mark_of(known.cells):
            raise Refused(None, _stale(row), "stale_row")
        if known.task.state not in {TaskState.DRAFT, TaskState.OPEN}:
            text = _("Nhiệm vụ %(state)s nên không sửa được qua bảng.")
            raise Refused(None, text % {"state": known.task.get_state_display()}, "task_moved")
        says = self._says(row, changed)
        parts = self._parts(row, known.holders)
        added = {body: part for body, part in parts.items() if body not in known.holders}
        removed = frozenset(known.holders.keys() - parts.keys())
        self._may_take_back(known, removed)
        turned = {b: p for b, p in parts.items() if b in known.holders and known.holders[b] != p}
        self._check(Task(**{name: getattr(known.task, name) for name in _CHECKED} | says))
        return Planned(row.line, known.task, says, parts, added, turned, removed, changed)

    def _new(self, row: Row) -> Planned:
        code = str(row.values.get("code") or "")
        if code and not codes.CODE.fullmatch(code):
            raise Refused(
                "code", _("Mã chỉ gồm chữ không dấu, số, gạch, chấm, tối đa 20 ký tự."), "bad_task_code"
            )
        if code in self.elsewhere:
            raise Refused(
                "code",
                _("Mã này là của nhiệm vụ ngoài chương trình. Hãy để trống để lấy mã mới."),
                "task_code_taken",
            )
        if row.values.get("mark"):
            text = _("Không còn nhiệm vụ mang mã này trong chương trình. Hãy xuất bảng mới rồi sửa lại.")
            raise Refused("code", text, "stale_row")
        says = self._says(row, tuple(key for key in sheet.KEYS if row.values.get(key) is not None))
        parts = self._parts(row, {})
        self._check(Task(**{"body": self.programme.body, "origin": Origin.PLANNED} | says))
        if not code:
            code, self.next = codes.code_of(self.prefix, self.next), self.next + 1
        return Planned(row.line, None, says | {"code": code}, parts, parts)

    def _says(self, row: Row, keys: tuple[str, ...]) -> dict[str, Any]:
        """Return the task's fields that cells give."""
        values = row.values
        for key in keys:
            longest = sheet.LONGEST.get(key)
            if longest and len(str(values.get(key) or "")) > longest:
                text = _("Dài quá %(n)d ký tự. Hãy viết ngắn lại.") % {"n": longest}
                raise Refused(key, text, "too_long")
        says: dict[str, Any] = {
            key: values.get(key) if key in {"starts_on", "due_on"} else str(values.get(key) or "")
            for key in _PLAIN
            if key in keys
        }
        if "group" in keys:
            says["group"] = self._group(values.get("group"))
        if "document" in keys:
            says["document"] = self._document(values.get("document"))
        if "origin" in keys:
            says["origin"] = Origin(str(values.get("origin") or Origin.PLANNED))
        if "measure" in keys:
            says["measure"] = Measure(str(values.get("measure") or Measure.PERCENT))
        if "needs_file" in keys:
            says["needs_file"] = bool(values.get("needs_file"))
        if "milestones" in keys:
            says["milestones"] = sheet.parts_of(values.get("milestones"))
        return says

    def _group(self, said: Value) -> TaskGroup:
        found = self.groups.get(fold_unit(str(said or "")), [])
        if len(found) != 1:
            text = _("Chương trình không có nhóm này. Hãy ghi đúng tên hoặc số thứ tự của nhóm.")
            raise Refused("group", text, "unknown_group")
        return found[0]

    def _document(self, said: Value) -> Document | None:
        if not said:
            return None
        found = self.documents.get(str(said), [])
        if len(found) != 1:
            raise Refused("document", refusal(found), "unknown_document")
        return found[0]

    def _parts(self, row: Row, standing: Mapping[int, Part]) -> dict[int, Part]:
        """Return the bodies of both cells; a column that the table lacks leaves its parts as they stand."""
        parts: dict[int, Part] = {}
        for key, part in (("lead", Part.LEAD), ("co_units", Part.CO_UNIT)):
            if key not in self.found:
                parts |= {body: own for body, own in standing.items() if own == part}
                continue
            for name in sheet.parts_of(row.values.get(key)):
                body = self._body(key, name)
                if parts.get(body, part) != part:
                    text = _("“%(name)s” vừa chủ trì vừa phối hợp. Hãy giữ lại một.") % {"name": name}
                    raise Refused(key, text, "body_twice")
                parts[body] = part
        return parts

    def _body(self, column: str, name: str) -> int:
        found = self.bodies.get(fold_unit(name), set())
        if len(found) > 1:
            text = _("Có nhiều đơn vị tên “%(name)s”. Hãy ghi mã đơn vị.") % {"name": name[:80]}
            raise Refused(column, text, "ambiguous_body")
        if not found:
            text = _("“%(name)s” không thuộc phạm vi giao việc hoặc ghi sai tên.") % {"name": name[:80]}
            raise Refused(column, text, "unknown_body")
        return next(iter(found))

    def _may_take_back(self, known: SheetRow, removed: frozenset[int]) -> None:
        accepted = known.task.assignments.filter(holder__in=removed, state=AssignmentState.ACCEPTED)
        if removed and accepted.exists():
            text = _("Không bỏ được đơn vị đã được nghiệm thu. Hãy mở lại kết quả trước.")
            raise Refused("lead", text, "part_accepted")

    def _check(self, task: Task) -> None:
        try:
            check_task(task)
        except Invalid as refusal:
            raise Refused(_COLUMN_OF.get(refusal.code), str(refusal), refusal.code) from refusal


_CHECKED = (
    "title",
    "starts_on",
    "due_on",
    "origin",
    "group",
    "body_id",
    "measure",
    "milestones",
    "repeats",
)
_COLUMN_OF = {
    "bad_span": "starts_on",
    "no_milestones": "milestones",
    "no_title": "title",
    "no_group": "group",
}


def _same(key: str, said: Value, stands: Value) -> bool:
    if key in {"lead", "co_units"}:
        return {fold_unit(one) for one in sheet.parts_of(said)} == {
            fold_unit(one) for one in sheet.parts_of(stands)
        }
    return sheet.as_read(key, said) == stands


def _stale(row: Row) -> str:
    if row.values.get("mark"):
        return _(
            "Nhiệm vụ này đã được sửa trên màn hình sau khi xuất bảng. Hãy xuất bảng mới rồi sửa lại dòng này."
        )
    return _(
        "Dòng này thiếu dấu bản ghi nên không biết có ai vừa sửa hay không. Hãy sửa trên bảng xuất từ hệ thống."
    )
