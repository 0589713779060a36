"""Lists of officers and collaborators."""

from __future__ import annotations

from datetime import UTC, date, datetime

import openpyxl
import xlwt
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from ugly_workbooks.base import MOTTO, fill, grid, maker, save, save_xls, tcvn3, vni, xls


@maker("01_people_motto_and_signatures.xlsx")
def people_motto() -> bytes:
    """National motto and title above, "(1) (2)" below the header, total and signature block at the end."""
    book, page = grid(
        [
            [MOTTO[0][0], None, None, MOTTO[0][1]],
            [MOTTO[1][0], None, None, MOTTO[1][1]],
            [],
            ["DANH SÁCH CÁN BỘ LÀM CÔNG TÁC THÔNG TIN CƠ SỞ"],
            ["(Kèm theo Công văn số 12/UBND ngày 05/01/2025)"],
            [],
            ["TT", "Mã số cán bộ", "Họ và tên", "Ngày, tháng, năm sinh", "Số điện thoại"],
            ["(1)", "(2)", "(3)", "(4)", "(5)"],
            [1, "00017", "Nguyễn Thị Thử", "05/01/1980", "0912000001"],
            [2, "00018", "Trần Văn Mẫu", "31/12/1979", "0243.800.0002"],
            [3, "00021", "Tống Công Cộng", "1-2-1990", "(024) 3800 0003"],
            [None, "Tổng cộng: 3 người"],
            [],
            [None, None, None, "Phường Thử Nghiệm, ngày 05 tháng 01 năm 2025"],
            [None, "NGƯỜI LẬP BIỂU", None, "TM. ỦY BAN NHÂN DÂN"],
            [None, None, None, "KT. CHỦ TỊCH"],
            [None, "(Ký, ghi rõ họ tên)", None, "PHÓ CHỦ TỊCH"],
            [None, "Lê Thị Lập", None, "Phạm Văn Ký"],
        ],
        sheet="DS cán bộ",
    )
    for merged in ("A1:C1", "D1:E1", "A2:C2", "D2:E2", "A4:E4", "A5:E5", "B12:E12"):
        page.merge_cells(merged)
    page["A4"].font = Font(bold=True, size=14)
    return save(book)


@maker("02_people_two_line_header.xlsx")
def people_two_lines() -> bytes:
    """Header of two lines with merged groups, an unknown column, other order."""
    book, page = grid(
        [
            ["BIỂU 2: NHÂN SỰ"],
            ["STT", "Họ và tên", "Liên hệ", None, "Lý lịch", None, "Ghi chú nội bộ"],
            [None, None, "Điện thoại", "Email", "Ngày sinh", "Mã\ncán bộ", None],
            [1, "Đỗ Thị Ế", "0912000001", "e.do@thu.vn", date(1991, 3, 8), "00101", "x"],
            [2, "Vũ Hoàng Thử", "0912000002", "THU.VU@thu.vn ", date(1975, 11, 20), "00102", None],
        ]
    )
    for merged in ("A1:G1", "A2:A3", "B2:B3", "C2:D2", "E2:F2", "G2:G3"):
        page.merge_cells(merged)
    return save(book)


@maker("03_people_lost_zeros_and_serials.xlsx")
def people_numbers() -> bytes:
    """Codes and phones typed as numbers, days left as plain numbers."""
    book, _ = grid(
        [
            ["Mã", "Họ tên", "Ngày sinh", "ĐT"],
            [17, "Nguyễn Thị Thử", 29225, 912000001],
            [18, "Trần Văn Mẫu", date(1979, 12, 31), 2438000002],
            ["00019", "Lê Thị Lại", "29590", "0912000003"],
            [20, "Phạm Già", 59, 84912000004],
        ]
    )
    return save(book)


@maker("04_people_1904.xlsx")
def people_1904() -> bytes:
    """The calendar of old Macintosh files: days counted from 1904, some shown as plain numbers."""
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    fill(
        book.worksheets[0],
        [
            ["Mã cán bộ", "Họ và tên", "Ngày sinh"],
            ["00001", "Hồ Văn Mác", date(1985, 6, 7)],
            ["00002", "Tạ Thị Táo", 29742],
        ],
    )
    return save(book)


PEOPLE = [
    ["DANH SÁCH CỘNG TÁC VIÊN"],
    ["STT", "Mã cán bộ", "Họ và tên", "Ngày sinh", "Chức vụ"],
    [1, "00031", "Nguyễn Thị Hường", date(1982, 9, 2), "Phó Chủ tịch phường"],
    [2, "00032", "Trần Quốc Tuấn", date(1988, 4, 30), "Công chức văn hóa – xã hội"],
    [3, "00033", "Lê Đình Phú", date(1969, 5, 19), "Tổ trưởng tổ dân phố"],
    [4, "00034", "Hà Thu", date(1995, 1, 1), "Cộng tác viên"],
]


@maker("05_people_tcvn3.xls")
def people_tcvn3() -> bytes:
    """A genuine .xls whose every text, header included, is typed in .VnTime."""
    return save_xls(xls(PEOPLE, tcvn3, font=".VnTime"))


@maker("06_people_vni.xlsx")
def people_vni() -> bytes:
    """Every text typed in VNI-Times."""
    book, page = grid([[vni(v) if isinstance(v, str) else v for v in row] for row in PEOPLE])
    for row in page.iter_rows():
        for cell in row:
            cell.font = Font(name="VNI-Times")
    return save(book)


@maker("07_people_mixed_fonts.xlsx")
def people_mixed() -> bytes:
    """Unicode header; names partly in TCVN3, partly in Unicode, one name that reads well either way."""
    book, _ = grid(
        [
            ["Mã cán bộ", "Họ và tên", "Chức vụ"],
            ["00041", tcvn3("Nguyễn Văn Bộ"), tcvn3("Trưởng phòng")],
            ["00042", "Trần Thị Mộng", tcvn3("Chuyên viên")],
            ["00043", tcvn3("Đặng Hữu Phước"), tcvn3("Văn thư")],
            ["00044", "Lê Công", tcvn3("Phó phòng")],
            ["00045", tcvn3("Bùi Thị Ngần"), tcvn3("Kế toán")],
        ]
    )
    return save(book)


@maker("08_people_1904_errors.xls")
def people_1904_xls() -> bytes:
    """A genuine .xls counted from 1904, a day left as a number, an error cell, a value of a formula."""
    book = xls(
        [
            ["Mã cán bộ", "Họ và tên", "Ngày sinh"],
            [51, "Cao Văn Cũ", date(1985, 6, 7)],
            [52, "Mai Thị Xưa", 29742],
            [53, None, date(1990, 2, 28)],
        ],
        dates_1904=True,
    )
    book.get_sheet(0).write(3, 1, xlwt.Formula("1/0"))
    data = bytearray(save_xls(book))
    # xlwt cannot store a result: put #DIV/0! where it leaves the number 0
    record = data.find(b"\x06\x00", data.find(b"\x03\x02", 512))
    while data[record + 4 : record + 8] != b"\x03\x00\x01\x00":
        record = data.find(b"\x06\x00", record + 1)
    data[record + 10 : record + 18] = b"\x02\x00\x07\x00\x00\x00\xff\xff"
    return bytes(data)


@maker("19_people_everything_wrong.xlsx")
def people_wrong() -> bytes:
    """One sort of mistake per row."""
    book, _ = grid(
        [
            ["Mã cán bộ", "Họ và tên", "Ngày sinh", "Điện thoại", "Email", "Còn công tác"],
            ["00001", "Đúng Cả Rồi", "01/02/1990", "0912000001", "dung@thu.vn", "Có"],
            ["00002", None, "01/02/1990", "0912000002", None, "x"],
            ["00003", "Sai Ngày Một", "31/02/1990", None, None, "có"],
            ["00004", "Sai Ngày Hai", "12/25/1990", None, None, "không"],
            ["00005", "Sai Ngày Ba", 1985, None, None, "1"],
            ["00006", "Sai Ngày Bốn", "5/1/26", None, None, None],
            ["00007", "Sai Ngày Năm", "đầu năm 1990", None, None, None],
            ["00008", "Sai Số Máy", None, "0912000001/0912000002", None, None],
            ["00009", "Sai Thư", None, None, "sai@@thu", None],
            ["00010", "Sai Dấu", None, None, None, "đang xét"],
            ["00001", "Trùng Mã", None, None, None, None],
            [1.5, "Mã Lẻ", None, None, None, None],
        ]
    )
    return save(book)


@maker("20_people_header_on_each_page.xls")
def people_pages() -> bytes:
    """A genuine .xls printed on several pages: the header again and again, empty lines, page totals."""
    header = ["TT", "Mã CB", "Họ và tên", "Năm sinh (ngày/tháng/năm)", "Ghi chú"]
    return save_xls(
        xls(
            [
                ["DANH SÁCH", None, "Trang 1"],
                header,
                [1, "00061", "Trương Thị Trang", "02.03.1977", None],
                [2, "00062", "Ngô Văn Tờ", "04.05.1966", "nghỉ hưu"],
                [None, None, "Cộng trang 1", None, "2 người"],
                [],
                header,
                [3, "00063", "Dương Đình Quyển", "ngày 6 tháng 7 năm 1955", None],
                [],
                [None, "Danh sách có 03 người./."],
            ],
            sheet="Trang in",
        )
    )


@maker("21_people_in_the_corner.xlsx")
def people_corner() -> bytes:
    """The table starts at F9, with empty columns and lines inside it."""
    book, page = grid([])
    fill(
        page,
        [
            ["Mã cán bộ", None, "Họ và tên", None, None, "Ngày sinh"],
            [],
            ["00071", None, "Tô Thị Góc", None, None, date(1993, 10, 10)],
            [],
            [],
            [
                "00072",
                None,
                "Kiều Văn Xó",
                None,
                None,
                datetime(1994, 11, 11, 8, 30, tzinfo=UTC).replace(tzinfo=None),
            ],
        ],
        top=9,
        left=6,
    )
    return save(book)
