"""The table of a programme: the same columns out and in, and a mark by which a row that changed meanwhile is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop as N_  # noqa: N812  the catalogue's word for a title shown elsewhere

from loa.lib.ids import digest
from loa.lib.tables import Choice, Column, Value
from loa.lib.tables.values import clean_text
from loa.tasks.rules.words import Measure, Origin

if TYPE_CHECKING:
    from django.db.models import TextChoices

_LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")  # a spreadsheet takes 12e456 for a number
LONGEST = {"code": 20, "title": 300, "evidence": 300, "target": 160}
FULL_CELL = 30_000  # Excel's cells end at 32,767 characters
SEPARATOR = "; "


def _choices(members: type[TextChoices], **others: tuple[str, ...]) -> tuple[Choice, ...]:
    return tuple(Choice(value, str(label), others.get(value, ())) for value, label in members.choices)


EDITED = (
    Column("code", N_("Mã"), ("Mã nhiệm vụ", "Số hiệu"), kind="code", unique=True),
    Column("group", N_("Nhóm nhiệm vụ"), ("Nhóm",), required=True),
    Column("title", N_("Nhiệm vụ"), ("Nội dung", "Nội dung nhiệm vụ", "Tên nhiệm vụ"), required=True),
    Column("why", N_("Mục đích, yêu cầu"), ("Mục đích", "Yêu cầu"), multiline=True),
    Column("document", N_("Văn bản căn cứ"), ("Căn cứ", "Văn bản giao")),
    Column(
        "origin",
        N_("Loại nhiệm vụ"),
        ("Loại",),
        kind="choice",
        choices=_choices(Origin, planned=("theo kế hoạch", "chương trình")),
    ),
    Column("lead", N_("Đơn vị chủ trì"), ("Chủ trì", "Đơn vị thực hiện"), multiline=True),
    Column("co_units", N_("Đơn vị phối hợp"), ("Phối hợp",), multiline=True),
    Column("starts_on", N_("Bắt đầu"), ("Ngày bắt đầu", "Từ ngày"), kind="date"),
    Column("due_on", N_("Hạn hoàn thành"), ("Hạn", "Thời hạn", "Đến ngày"), kind="date", required=True),
    Column("evidence", N_("Minh chứng"), ("Sản phẩm", "Kết quả cần có")),
    Column("needs_file", N_("Phải kèm tệp"), ("Kèm tệp",), kind="bool"),
    Column(
        "measure",
        N_("Cách tính tiến độ"),
        ("Cách tính",),
        kind="choice",
        choices=_choices(Measure, percent=("phần trăm", "%"), milestones=("mốc việc", "mốc")),
    ),
    Column("milestones", N_("Các mốc việc"), ("Mốc việc",), multiline=True),
    Column("target", N_("Chỉ tiêu"), ("Mục tiêu",)),
)
SHOWN = (
    Column("state", N_("Trạng thái (chỉ xem)"), ("Trạng thái",)),
    Column("percent", N_("Tiến độ, % (chỉ xem)"), ("Tiến độ",), kind="integer"),
    Column("words", N_("Báo cáo gần nhất (chỉ xem)"), ("Báo cáo gần nhất",), multiline=True),
)
MARK = Column("mark", N_("Dấu bản ghi (không sửa)"), ("Dấu bản ghi",), kind="code")
COLUMNS = (*EDITED, *SHOWN, MARK)
KEYS = tuple(column.key for column in EDITED)


def as_read(key: str, value: Value) -> Value:
    """Return a value as the table gives it back: text squeezed, nothing for an empty one."""
    if isinstance(value, str):
        column = next(column for column in EDITED if column.key == key)
        return clean_text(value, multiline=column.multiline) or None
    return value


def mark_of(cells: Mapping[str, Value]) -> str:
    """Return the mark of a row: letters that change with whatever it says."""
    said = {key: None if cells[key] is None else str(cells[key]) for key in KEYS}
    return digest(said)[:12].translate(_LETTERS)


def parts_of(cell: Value) -> list[str]:
    """Return what stands in a cell, apart by semicolons or on lines of its own, each once."""
    pieces = str(cell or "").replace("\n", ";").split(";")
    return list(dict.fromkeys(piece for part in pieces if (piece := clean_text(part))))


def joined(pieces: Iterable[str]) -> str:
    """Return several things as one cell."""
    return SEPARATOR.join(piece.replace(";", ",") for piece in pieces)
