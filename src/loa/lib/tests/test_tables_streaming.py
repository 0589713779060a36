"""Tables that are sent while they are written: they open, hold what was given, and nothing in them is live."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import openpyxl

from loa.lib.tables import csv_lines, stream_xlsx

HEADS = ["Số", "Trích yếu"]
ROWS = [["1", "Kế hoạch <b> & “phòng”"], ["2", "=1+1"], ["3", None], ["4", "_x0041_\x07"]]


def test_an_xlsx_opens_with_title_heads_and_texts() -> None:
    data = b"".join(stream_xlsx(HEADS, ROWS, title="Sổ – ai, lúc nào", sheet="Sổ/gửi"))
    page = openpyxl.load_workbook(io.BytesIO(data)).active
    assert (page.title, page.freeze_panes) == ("Sổ gửi", "A4")
    rows = [[cell.value for cell in row] for row in page.iter_rows(max_col=2)]
    assert rows[0][0] == "Sổ – ai, lúc nào"
    assert rows[2:] == [
        HEADS,
        *ROWS[:3],
        ["4", "_x005F_x0041_"],
    ]  # how Excel is told that "_x0041_" is meant as it stands
    assert {cell.data_type for row in page.iter_rows() for cell in row if cell.value} == {"s"}


def test_a_csv_guards_formulas_and_ends_with_its_origin() -> None:
    text = b"".join(csv_lines(HEADS, ROWS, "ai, lúc nào")).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[:3] == [HEADS, ["1", "Kế hoạch <b> & “phòng”"], ["2", "'=1+1"]]
    assert rows[-2:] == [[], ["ai, lúc nào"]]


def test_both_are_sent_before_the_last_row_is_read() -> None:
    def endless(read: list[int]) -> Iterator[list[str]]:
        for n in range(100_000):
            read.append(n)
            yield [str(n), f"Đơn vị số {n * 7919}"]

    for write in (
        csv_lines(HEADS, endless(seen := [])),
        stream_xlsx(HEADS, endless(held := []), title="", sheet="S"),
    ):
        assert len(next(write)) < 1_000_000
    assert len(seen) < 20_000
    assert len(held) < 50_000
