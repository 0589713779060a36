"""Lists of areas and bodies."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from datetime import date
from typing import Any

from openpyxl.workbook.defined_name import DefinedName

from ugly_workbooks.base import DAY, fill, grid, maker, patch, save


@maker("14_areas_merged_groups.xlsx")
def areas_merged() -> bytes:
    """Group headings, subtotals, a ward merged over its residential groups."""
    book, page = grid(
        [
            ["STT", "Mã địa bàn", "Tên tổ dân phố, thôn", "Thuộc phường, xã", "Số hộ"],
            ["I", "KHU VỰC NỘI ĐÔ"],
            [1, "000101", "Tổ dân phố số 1", "Phường Thử Nghiệm", 120],
            [2, "000102", "Tổ dân phố số 2", None, 98],
            [3, "000103", "Tổ dân phố số 3", None, 143],
            [None, None, "Cộng mục I", None, 361],
            ["II", "KHU VỰC NGOẠI THÀNH"],
            [4, "000201", "Thôn Thượng", "Xã Kiểm Thử", 210],
            [5, "000202", "Thôn Hạ", "Xã Kiểm Thử", 190],
            ["TỔNG CỘNG", None, None, None, 761],
        ],
        sheet="Địa bàn",
    )
    for merged in ("B2:E2", "D3:D5", "B7:E7", "A10:D10"):
        page.merge_cells(merged)
    return save(book)


@maker("15_areas_numbers_as_text.xlsx")
def areas_numbers() -> bytes:
    """Numbers typed as text in Vietnamese and English ways, with non-breaking spaces."""
    book, _ = grid(
        [
            ["Mã địa bàn", "Tên địa bàn", "Dân số", "Diện tích (km²)"],
            ["000301", "Phường Một", "12.345", "1,25"],
            ["000302", "Phường Hai", "1.234.567", "1.234,5"],
            ["000303", "Phường Ba", "12,345", "1,234.5"],
            ["000304", "Phường Bốn", "\u00a09\u00a0876\u00a0", 3.75],
            ["000305", "Phường Năm", 4321.0, "0.75"],
            ["000306", "Phường Sáu", "khoảng 5000", "2,5 ha"],
            ["000307", "Phường Bảy", 10.5, "1.2.3"],
        ]
    )
    return save(book)


@maker("16_bodies_formulas.xlsx")
def bodies_formulas() -> bytes:
    """Formulas with their last result, one never calculated, error cells."""
    book, page = grid(
        [
            ["Mã đơn vị", "Tên cơ quan, đơn vị", "Số cán bộ", "Ngày thành lập"],
            ["H01", "=A2&1", "=20+5", "=DATE(2025,7,1)"],
            ["H02", "Trạm Y tế phường", "=VLOOKUP(A3,Z:Z,1,0)", None],
            ["H03", "Trường Mầm non Thử", "=1+1", None],
            ["#REF!", "Công an phường", 12, None],
        ]
    )
    page["D2"].number_format = DAY
    page["A5"].data_type = "e"
    return patch(
        save(book),
        "xl/worksheets/sheet1.xml",
        (
            '<c r="B2"><f>A2&amp;1</f><v></v></c>',
            '<c r="B2" t="str"><f>A2&amp;1</f><v>Ủy ban nhân dân phường</v></c>',
        ),
        ("<f>20+5</f><v></v>", "<f>20+5</f><v>25</v>"),
        ("<f>DATE(2025,7,1)</f><v></v>", "<f>DATE(2025,7,1)</f><v>45839</v>"),
        (
            '<c r="C3"><f>VLOOKUP(A3,Z:Z,1,0)</f><v></v></c>',
            '<c r="C3" t="e"><f>VLOOKUP(A3,Z:Z,1,0)</f><v>#N/A</v></c>',
        ),
    )


@maker("17_bodies_many_sheets.xlsx")
def bodies_sheets() -> bytes:
    """A cover sheet, a hidden copy of last year, a small look-alike; the real table on the third sheet."""
    book, _ = grid([["HƯỚNG DẪN"], ["Điền vào trang “Đơn vị”."]], sheet="Hướng dẫn")
    header = ["Mã đơn vị", "Tên cơ quan, đơn vị", "Hệ thống"]
    old: Any = book.create_sheet("Năm 2024")
    fill(old, [header, *[[f"X{n:02}", f"Đơn vị cũ {n}", "Đảng"] for n in range(20)]])
    old.sheet_state = "hidden"
    fill(
        book.create_sheet("Đơn vị"),
        [
            header,
            ["H01", "Đảng ủy phường", "Khối Đảng"],
            ["H02", "Ủy ban nhân dân phường", "chính quyền"],
            ["H03", "Hội Phụ nữ phường", "MTTQ, đoàn thể"],
            ["H04", "Trạm Y tế", "Sự nghiệp"],
        ],
    )
    fill(book.create_sheet("Nháp"), [header, ["H09", "Đơn vị nháp", "Đảng"]])
    book.defined_names["la"] = DefinedName("la", attr_text="'Nháp'!$A$1")
    return save(book)


@maker("18_bodies_spaces_and_doubles.xlsx")
def bodies_spaces() -> bytes:
    """A header named twice, decomposed letters, non-breaking and invisible spaces, line breaks in a name."""
    nfd = unicodedata.normalize("NFD", "Trường Tiểu học Kiểm Thử")
    book, _ = grid(
        [
            ["Hệ  thống ", "Tên\u00a0đơn vị (ghi đầy đủ)*", "MÃ ĐƠN VỊ", "Tên đơn vị", "Ghi chú"],
            ["Sự nghiệp", nfd, "\u200bH11 ", "cũ", None],
            ["CHÍNH QUYỀN", "  Phòng\u00a0Văn hóa –\nXã hội ", "H12", "cũ", "sáp nhập"],
            [None, None, None, None, None],
            ["doanh nghiệp", "Công ty Thử", "h12", None, None],
        ]
    )
    return save(book)


@maker("23_web_page.xls")
def web_page() -> bytes:
    """What many office systems export as .xls: an HTML page."""
    return "<html><body><table><tr><td>Mã</td><td>Tên</td></tr></table></body></html>".encode()


@maker("24_stray_cell.xlsx")
def stray_cell() -> bytes:
    """A good table and one space bar hit in the last cell of the sheet."""
    book, page = grid([["Mã cán bộ", "Họ và tên"], ["00001", "Xa Lắc"]])
    page["XFD1048576"] = "x"
    page["A1048576"] = "x"
    return save(book)


@maker("25_macro.xlsx")
def macro() -> bytes:
    """A workbook with a macro part."""
    book, _ = grid([["Mã cán bộ", "Họ và tên"], ["00001", "Có Macro"]])
    out = io.BytesIO(save(book))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"not a real macro")
    return out.getvalue()


@maker("26_people_swapped_days.xlsx")
def swapped_days() -> bytes:
    """Days typed on an English Excel: those up to the 12th became real days with the month first."""
    book, _ = grid(
        [
            ["Mã cán bộ", "Họ và tên", "Ngày sinh"],
            ["00081", "Quách Văn Đảo", date(1990, 5, 3)],
            ["00082", "Phùng Thị Ngược", "25/03/1990"],
            ["00083", "Lương Văn Lộn", date(1990, 1, 12)],
        ]
    )
    return save(book)
