"""Every ugly workbook is read to exactly these rows, errors and notes, or refused for exactly this reason."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from loa.lib.tables import BadTable, CellError, Column, TableReading, error_workbook, read_table
from loa.lib.tests.table_columns import AREAS, BODIES, PEOPLE, SUBSCRIBERS

FOLDER = Path(__file__).parent / "workbooks"
EXPECTED: dict[str, Any] = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))
READABLE = [name for name, wanted in EXPECTED.items() if "refused" not in wanted]


def columns_of(name: str) -> Sequence[Column]:
    named = {"subscribers": SUBSCRIBERS, "areas": AREAS, "bodies": BODIES}
    return next((columns for word, columns in named.items() if word in name), PEOPLE)


def read(name: str) -> TableReading:
    return read_table((FOLDER / name).read_bytes(), name, columns=columns_of(name))


def plain(reading: TableReading) -> dict[str, dict[str, Any]]:
    kept = (str, bool, int)
    return {
        str(row.line): {
            k: v if isinstance(v, kept) else str(v) for k, v in row.values.items() if v is not None
        }
        for row in reading.rows
    }


def test_every_workbook_has_its_expectation_and_its_line_in_the_readme() -> None:
    files = {path.name for path in FOLDER.iterdir()} - {"expected.json", "README.md"}
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert files == set(EXPECTED)
    assert [name for name in sorted(files) if name not in readme] == []
    assert len(files) >= 20


@pytest.mark.parametrize("name", READABLE)
def test_it_reads_exactly_these_rows_errors_and_notes(name: str) -> None:
    reading, wanted = read(name), EXPECTED[name]
    assert (reading.sheet, reading.header_row) == (wanted["sheet"], wanted["header_row"])
    assert plain(reading) == wanted["rows"]
    assert [[error.row, error.column, error.code] for error in reading.errors] == wanted["errors"]
    assert [note.code for note in reading.notes] == wanted["notes"]


@pytest.mark.parametrize("name", sorted(EXPECTED.keys() - set(READABLE)))
def test_it_refuses_with_a_sentence_that_says_what_to_do(name: str) -> None:
    with pytest.raises(BadTable, match=r"[Hh]ãy") as caught:
        read(name)
    assert caught.value.facts["reason"] == EXPECTED[name]["refused"]


@pytest.mark.parametrize("name", READABLE)
def test_the_error_workbook_is_the_same_table_with_a_last_column(name: str) -> None:
    reading = read(name)
    data = error_workbook((FOLDER / name).read_bytes(), reading)
    page = openpyxl.load_workbook(io.BytesIO(data))[reading.sheet[:31]]
    place = page.max_column
    assert page.cell(reading.header_row, place).value == "Lỗi"
    for line, errors in reading.errors_by_line().items():
        assert page.cell(line, place).value == "\n".join(error.message for error in errors)
    told = {row for row in range(reading.header_row + 1, page.max_row + 1) if page.cell(row, place).value}
    assert told == set(reading.errors_by_line())


@pytest.mark.parametrize("name", [name for name in READABLE if "formulas.xlsx" not in name])
def test_the_error_workbook_can_be_sent_back_and_reads_the_same(name: str) -> None:
    reading = read(name)
    again = read_table(
        error_workbook((FOLDER / name).read_bytes(), reading), "a.xlsx", columns=columns_of(name)
    )
    assert plain(again) == plain(reading)
    assert [(error.row, error.column, error.code) for error in again.errors] == [
        (error.row, error.column, error.code) for error in reading.errors
    ]


def test_the_error_workbook_keeps_formats_formulas_and_other_sheets() -> None:
    name = "16_bodies_formulas.xlsx"
    page = openpyxl.load_workbook(io.BytesIO(error_workbook((FOLDER / name).read_bytes(), read(name))))[
        "Sheet1"
    ]
    assert page["C2"].value == "=20+5"
    assert page["D2"].number_format == "dd/mm/yyyy"
    name = "17_bodies_many_sheets.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(error_workbook((FOLDER / name).read_bytes(), read(name))))
    assert book.sheetnames == ["Hướng dẫn", "Năm 2024", "Đơn vị", "Nháp"]


def test_a_mended_error_workbook_gets_a_fresh_column() -> None:
    name = "19_people_everything_wrong.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(error_workbook((FOLDER / name).read_bytes(), read(name))))
    page: Any = book.worksheets[0]
    page["B3"] = "Đã Bổ Sung"
    out = io.BytesIO()
    book.save(out)
    reading = read_table(out.getvalue(), "a.xlsx", columns=PEOPLE)
    assert 3 not in reading.errors_by_line()
    marked = openpyxl.load_workbook(io.BytesIO(error_workbook(out.getvalue(), reading))).worksheets[0]
    assert [marked.cell(1, at).value for at in (6, 7, 8)] == ["Còn công tác", "Lỗi", None]
    assert marked["G3"].value is None


def test_only_good_rows_are_offered_and_the_callers_own_errors_count() -> None:
    reading = read("19_people_everything_wrong.xlsx")
    assert [row.line for row in reading.good_rows] == [2]
    refused = reading.with_errors([CellError(2, "code", "Mã cán bộ: đã có trong hệ thống.", "taken")])
    assert refused.good_rows == ()
    assert refused.errors[0].code == "taken"


def test_the_preview_shows_first_rows_and_counts() -> None:
    preview = read("19_people_everything_wrong.xlsx").preview(3)
    assert (len(preview.rows), preview.total, preview.good, preview.bad) == (3, 12, 1, 11)
    assert preview.titles[0] == ("code", "Mã cán bộ")


def test_a_missing_required_column_leaves_no_good_row() -> None:
    reading = read_table("Họ tên,Điện thoại\nA B,0912000001\n".encode(), "a.csv", columns=PEOPLE)
    assert [(error.row, error.column, error.code) for error in reading.errors] == [
        (1, "code", "missing_column")
    ]
    assert reading.good_rows == ()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"  \n ", "empty"),
        (b"PK\x03\x04 broken", "bad_archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "damaged"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\0", "binary"),
        ("Một đoạn văn không có bảng nào cả.".encode(), "no_header"),
        ("Mã cán bộ,Họ và tên\n" + "00001,A\n" * 20_300, "too_many_rows"),
        (b"a" * (11 * 1024 * 1024), "too_large"),
    ],
)
def test_it_refuses_what_is_no_table(data: bytes | str, reason: str) -> None:
    with pytest.raises(BadTable) as caught:
        read_table(data.encode() if isinstance(data, str) else data, "a", columns=PEOPLE)
    assert caught.value.facts["reason"] == reason


def test_an_empty_table_says_so() -> None:
    reading = read_table("Mã cán bộ,Họ và tên\n".encode(), "a.csv", columns=PEOPLE)
    assert [error.code for error in reading.errors] == ["no_rows"]


def test_a_table_found_only_on_a_hidden_sheet_is_named() -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["bìa"])
    hidden = book.create_sheet("Kín")
    hidden.append(["Mã cán bộ", "Họ và tên"])
    hidden.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(BadTable, match="Kín"):
        read_table(out.getvalue(), "a.xlsx", columns=PEOPLE)


@pytest.mark.parametrize("name", ["05_people_tcvn3.xls", "01_people_motto_and_signatures.xlsx"])
@pytest.mark.parametrize("step", [97, 211])
def test_a_damaged_file_is_refused_or_read_never_a_crash(name: str, step: int) -> None:
    data = bytearray((FOLDER / name).read_bytes())
    for at in range(8, len(data), step):
        data[at] ^= 0xFF
        with contextlib.suppress(BadTable):
            read_table(bytes(data), name, columns=PEOPLE)
        data[at] ^= 0xFF
