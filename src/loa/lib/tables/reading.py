"""Read a table as an office really has it: find it, mend what is certain, say what is wrong, import nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from openpyxl.utils import get_column_letter

from loa.lib.said import say
from loa.lib.tables.charset import Charset
from loa.lib.tables.columns import Column, Value
from loa.lib.tables.grid import BadTable, Book, Sheet, TableLimits, refuse_rows
from loa.lib.tables.header import Header, find_header
from loa.lib.tables.lines import Aside, Line, Lines, table_lines
from loa.lib.tables.loading import load_book
from loa.lib.tables.repair import font_name, repair_sheet
from loa.lib.tables.result import CellError, Note, Row, TableReading
from loa.lib.tables.values import Context, Unusable, read_cell

_SHOWN_LINES = 5
ERRORS_TITLE = "Lỗi"
_MENDED = {
    "lost_zeros": "{n} ô mất số 0 ở đầu, đã thêm lại",
    "lost_zero": "{n} số điện thoại mất số 0 ở đầu, đã thêm lại",
    "old_mobile": "{n} số di động 11 số đã đổi sang đầu số mới",
    "number_text": "{n} số ghi ở dạng chữ, đã đọc theo cách ghi Việt Nam",
    "serial": "{n} ngày ghi ở dạng số, đã đổi ra ngày",
}
_ASIDES: dict[Aside, str] = {
    "total": "{n} dòng cộng không đọc.",
    "section": "{n} dòng tiêu đề nhóm không đọc.",
    "header": "{n} dòng lặp lại tiêu đề không đọc.",
    "signature": "{n} dòng ghi chú và chữ ký cuối bảng không đọc.",
}


@dataclass(frozen=True, slots=True)
class _Candidate:
    index: int
    sheet: Sheet
    header: Header
    size: int


@dataclass(slots=True)
class _Findings:
    """What reading the rows brings to light, per column."""

    errors: list[CellError] = field(default_factory=list)
    mended: dict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    seen: dict[tuple[str, Value], int] = field(default_factory=dict)
    typed_days: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    real_days: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))


def read_table(
    data: bytes, filename: str, *, columns: Sequence[Column], limits: TableLimits | None = None
) -> TableReading:
    """Return the rows of the table in this file, with every wrong cell named.

    1. Open the file by its content and put old fonts into Unicode.
    2. Choose the visible sheet and the lines whose words fit the columns best.
    3. Leave out group headings, totals and the signature block.
    4. Read each cell by its column's kind.

    Raises: BadTable when there is no table to read: damaged, unsafe, too large, no header found.
    """
    limits = limits or TableLimits()
    book = load_book(data, filename, limits)
    candidates = list(_candidates(book, columns))
    if not candidates:
        raise _no_header(book, columns)
    best = max(candidates, key=lambda found: (*found.header.score(columns)[:2], found.size, -found.index))
    return _read(book, best, candidates, columns, limits)


def _candidates(book: Book, columns: Sequence[Column]) -> Iterator[_Candidate]:
    for index, raw in enumerate(book.sheets):
        if raw.hidden:
            continue
        sheet, _, _ = repair_sheet(raw)
        header = find_header(sheet, columns)
        if header is not None:
            yield _Candidate(index, raw, header, len(raw.rows) - header.bottom)


def _no_header(book: Book, columns: Sequence[Column]) -> BadTable:
    titles = (
        ", ".join(f"“{column.title}”" for column in columns if column.required) or f"“{columns[0].title}”"
    )
    hidden = [s.name for s in book.sheets if s.hidden and find_header(repair_sheet(s)[0], columns)]
    if hidden:
        return BadTable(
            say(
                "Bảng nằm ở trang tính đang ẩn “{sheet}”. Hãy bỏ ẩn trang tính rồi gửi lại.", sheet=hidden[0]
            ),
            reason="hidden",
        )
    return BadTable(
        say(
            "Không thấy dòng tiêu đề. Bảng cần có một dòng ghi tên các cột, trong đó có {titles}.",
            titles=titles,
        ),
        reason="no_header",
    )


def _read(
    book: Book,
    best: _Candidate,
    candidates: Sequence[_Candidate],
    columns: Sequence[Column],
    limits: TableLimits,
) -> TableReading:
    header = best.header
    top, _, _ = repair_sheet(best.sheet)
    below, fonts, mixed = repair_sheet(best.sheet, header.bottom + 1)
    below.rows[: header.bottom + 1] = top.rows[: header.bottom + 1]
    lines = table_lines(below, header, columns)
    if len(lines.rows) > limits.rows:
        raise refuse_rows(limits)
    findings = _Findings()
    present = [column for column in columns if column.key in header.found]
    context = Context(epoch_1904=below.epoch_1904)
    rows = tuple(_row(line, present, context, findings) for line in lines.rows)
    errors = [*_missing_columns(columns, header), *findings.errors]
    if not rows and not errors:
        errors = [CellError(header.bottom + 1, None, "Dưới dòng tiêu đề chưa có dòng nào.", "no_rows")]
    notes = (
        *(Note("encoding", text) for text in book.notes),
        *_sheet_notes(best, candidates),
        *_header_notes(below, header, columns),
        *_font_notes(fonts, mixed, present, header),
        *_row_notes(lines, findings, present),
    )
    return TableReading(
        book.format,
        best.sheet.name,
        best.index,
        header.bottom + 1,
        tuple(columns),
        dict(header.found),
        rows,
        tuple(errors),
        notes,
    )


def _row(line: Line, columns: Sequence[Column], context: Context, findings: _Findings) -> Row:
    values: dict[str, Value] = {}
    for column in columns:
        values[column.key] = None
        try:
            values[column.key] = _value(line, column, context, findings)
        except Unusable as error:
            message = say("{title}: {what}", title=column.title, what=error.text)
            findings.errors.append(CellError(line.number, column.key, message, error.code))
    return Row(line.number, values)


def _value(line: Line, column: Column, context: Context, findings: _Findings) -> Value:
    cell = line.cells[column.key]
    read = read_cell(cell, column, context)
    value = read.value
    if value is None:
        if column.required:
            raise Unusable("missing", say("chưa ghi; đây là nội dung bắt buộc."))
        return None
    if read.mended:
        findings.mended[read.mended, column.key].append(line.number)
    if column.unique:
        same = value.casefold() if isinstance(value, str) else value
        first = findings.seen.setdefault((column.key, same), line.number)
        if first != line.number:
            raise Unusable(
                "doubled",
                say("“{value}” trùng với dòng {first}; hãy giữ lại một dòng.", value=value, first=first),
            )
    if isinstance(value, date):
        days = findings.typed_days if isinstance(cell, str) else findings.real_days
        days[column.key].append(value.day)
    return value


def _missing_columns(columns: Sequence[Column], header: Header) -> Iterator[CellError]:
    for column in columns:
        if column.required and column.key not in header.found:
            message = say("Thiếu cột “{title}”; hãy thêm cột này vào dòng tiêu đề.", title=column.title)
            yield CellError(header.bottom + 1, column.key, message, "missing_column")


def _sheet_notes(best: _Candidate, candidates: Iterable[_Candidate]) -> Iterator[Note]:
    others = [f"“{found.sheet.name}”" for found in candidates if found.index != best.index]
    if others:
        text = say(
            "Đã đọc trang tính “{name}”; chưa đọc {others} cũng có bảng tương tự.",
            name=best.sheet.name,
            others=", ".join(others),
        )
        yield Note("other_sheets", text)
    if best.sheet.hidden_rows:
        yield Note(
            "hidden_rows",
            say(
                "{n} dòng đang ẩn trong trang tính vẫn được đọc.",
                n=best.sheet.hidden_rows,
            ),
        )


def _header_notes(sheet: Sheet, header: Header, columns: Sequence[Column]) -> Iterator[Note]:
    for column in columns:
        if column.key in header.doubled:
            letters = ", ".join(get_column_letter(place + 1) for place in header.doubled[column.key])
            used = get_column_letter(header.found[column.key] + 1)
            yield Note(
                "doubled_header",
                say(
                    "Cột “{title}” có ở {letters}; đã đọc cột {used}.",
                    title=column.title,
                    letters=letters,
                    used=used,
                ),
            )
    used_places = {*header.found.values(), *(place for places in header.doubled.values() for place in places)}
    words = [(place, sheet.cell(header.bottom, place)) for place in range(len(sheet.rows[header.bottom]))]
    unread = [
        f"“{' '.join(str(word).split())}”" for place, word in words if word and place not in used_places
    ]
    if unread:
        yield Note("unread_columns", say("Cột không đọc: {columns}.", columns=", ".join(unread)))


def _font_notes(
    fonts: Mapping[Charset, int], mixed: Sequence[int], columns: Sequence[Column], header: Header
) -> Iterator[Note]:
    for charset, n in fonts.items():
        yield Note(
            "old_font",
            say("{n} ô gõ bằng phông {font}, đã chuyển sang Unicode.", n=n, font=font_name(charset)),
        )
    for column in columns:
        if header.found[column.key] in mixed:
            text = say(
                "Cột “{title}” có cả chữ Unicode lẫn phông cũ; hãy xem kỹ lại các tên riêng.",
                title=column.title,
            )
            yield Note("mixed_fonts", text)


def _row_notes(lines: Lines, findings: _Findings, columns: Sequence[Column]) -> Iterator[Note]:
    titles = {column.key: column.title for column in columns}
    for (code, key), at in findings.mended.items():
        shown = ", ".join(map(str, at[:_SHOWN_LINES])) + (", …" if len(at) > _SHOWN_LINES else "")
        yield Note(
            code,
            say(
                "{title}: {what} (dòng {lines}).",
                title=titles[key],
                what=say(_MENDED[code], n=len(at)),
                lines=shown,
            ),
        )
    for aside, n in lines.asides.items():
        yield Note(aside, say(_ASIDES[aside], n=n))
    for key, typed in findings.typed_days.items():
        real = findings.real_days[key]
        if real and max(real) <= 12 < min(typed):
            text = say(
                "{title}: các ngày đến 12 có thể đã bị Excel đổi chỗ ngày và tháng; hãy xem kỹ lại.",
                title=titles[key],
            )
            yield Note("maybe_swapped", text)
