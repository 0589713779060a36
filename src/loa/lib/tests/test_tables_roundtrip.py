"""What we write reads back equal, opens as text where it must, and runs nothing."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from loa.lib.tables import Choice, Column, read_table, write_csv, write_xlsx
from loa.lib.tables.lines import _SIGNATURE, _TOTAL
from loa.lib.tables.values import clean_text
from loa.lib.tables.writing import TooMuch
from loa.lib.text import fold

COLUMNS = [
    Column("code", "Mã", ("Mã số",), kind="code", required=True, width=5),
    Column("name", "Họ và tên", kind="text"),
    Column("note", "Ghi chú", kind="text", multiline=True),
    Column("born", "Ngày sinh", kind="date"),
    Column("count", "Số lượng", kind="integer"),
    Column("share", "Tỷ lệ", kind="decimal"),
    Column("phone", "Điện thoại", kind="phone"),
    Column("email", "Thư điện tử", kind="email"),
    Column("kind", "Loại", kind="choice", choices=(Choice("ward", "Phường"), Choice("commune", "Xã"))),
    Column("active", "Hoạt động", kind="bool"),
]
LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạấầẩẫậếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵABCĐÊƠƯ0123456789"
MARKS = " .,;:-–/()“”\"'=+@_|%&<>…€\n\t"


def _words(*, multiline: bool) -> st.SearchStrategy[str]:
    raw = st.text(alphabet=LETTERS + MARKS, min_size=1, max_size=40)
    return raw.map(lambda text: clean_text(text, multiline=multiline)).filter(bool)


rows = st.fixed_dictionaries(
    {
        "code": st.text(alphabet="0123456789", min_size=5, max_size=8),
        "name": st.none() | _words(multiline=False),
        "note": st.none() | _words(multiline=True),
        "born": st.none() | st.dates(date(1850, 1, 1), date(2200, 12, 31)),
        "count": st.none() | st.integers(-(10**20), 10**20),
        "share": st.none() | st.decimals(-(10**9), 10**9, places=3),
        "phone": st.none() | st.from_regex(r"0[35789][0-9]{8}", fullmatch=True),
        "email": st.none() | st.from_regex(r"[a-z0-9]{1,9}@[a-z]{2,8}\.vn", fullmatch=True),
        "kind": st.sampled_from(["ward", "commune", None]),
        "active": st.sampled_from([True, False, None]),
    }
)
tables = st.lists(rows, min_size=1, max_size=6)


def _is_aside(row: dict[str, Any]) -> bool:
    texts = [str(row[key]) for key in ("name", "note") if row[key]]
    return any(_TOTAL.fullmatch(text.lower()) or _SIGNATURE.fullmatch(fold(text)) for text in texts)


@settings(max_examples=60)
@given(tables, st.sampled_from([None, "DANH SÁCH CÁN BỘ"]))
def test_xlsx_reads_back_equal(table: list[dict[str, Any]], title: str | None) -> None:
    assume(not any(map(_is_aside, table)))
    reading = read_table(write_xlsx(COLUMNS, table, title=title), "a.xlsx", columns=COLUMNS)
    assert reading.errors == ()
    assert [dict(row.values) for row in reading.rows] == table


@settings(max_examples=60)
@given(tables, st.sampled_from([",", ";", "\t"]))
def test_csv_reads_back_equal(table: list[dict[str, Any]], delimiter: str) -> None:
    assume(not any(map(_is_aside, table)))
    reading = read_table(write_csv(COLUMNS, table, delimiter=delimiter), "a.csv", columns=COLUMNS)
    assert reading.errors == ()
    assert [dict(row.values) for row in reading.rows] == table


DANGEROUS = [
    "=1+1",
    '=HYPERLINK("http://x")',
    "+84 912",
    "-2",
    "@SUM(A1)",
    "'=1",
    "=cmd|' /C calc'!A0",
    "_x0041_",
]


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_text_is_live_in_excel(text: str) -> None:
    columns = [Column("a", "Tên"), Column("b", "Ghi chú")]
    data = write_xlsx(columns, [{"a": text, "b": text}])
    cell = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]["A2"]
    assert (cell.data_type, cell.number_format) == ("s", "@")
    assert read_table(data, "a.xlsx", columns=columns).rows[0].values == {"a": text, "b": text}


@pytest.mark.parametrize("text", [*DANGEROUS, "\t=1", "\r=1"])
def test_no_field_of_a_csv_starts_a_formula(text: str) -> None:
    columns = [Column("a", "Tên"), Column("b", "Ghi chú")]
    data = write_csv(columns, [{"a": text, "b": "x"}])
    field = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))[1][0]
    assert not field.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert read_table(data, "a.csv", columns=columns).rows[0].values["a"] == clean_text(text)


def test_csv_opens_in_excel_with_marks_and_numbers() -> None:
    data = write_csv(COLUMNS, [{"code": "00123", "count": -5, "share": Decimal("1.234"), "name": "Đỗ Thị Ế"}])
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.decode("utf-8-sig").split("\r\n")[1] == "00123,Đỗ Thị Ế,,,-5,1.2340,,,,"


def test_xlsx_keeps_kinds_freezes_the_header_and_sets_widths() -> None:
    row = {
        "code": "00123",
        "count": 7,
        "share": Decimal("0.5"),
        "born": date(2001, 2, 3),
        "phone": "0912345678",
    }
    page = openpyxl.load_workbook(io.BytesIO(write_xlsx(COLUMNS, [row], sheet="Cán bộ: 1/2"))).worksheets[0]
    assert page.title == "Cán bộ  1 2"
    assert page.freeze_panes == "A2"
    assert (page["A2"].value, page["A2"].number_format) == ("00123", "@")
    assert page["E2"].value == 7
    assert page["D2"].value.date() == date(2001, 2, 3)
    assert page["D2"].number_format == "dd/mm/yyyy"
    assert page["G2"].value == "0912345678"
    assert page.column_dimensions["B"].width >= 20


def test_it_refuses_a_text_that_excel_cannot_hold() -> None:
    with pytest.raises(TooMuch, match="CSV"):
        write_xlsx([Column("a", "Tên")], [{"a": "ế" * 40_000}])
