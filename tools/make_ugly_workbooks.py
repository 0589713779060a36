"""Make the ugly workbooks that the tests of `loa.lib.tables` read. All names and numbers are invented.

Run: .venv/bin/python tools/make_ugly_workbooks.py (overwrites src/loa/lib/tests/workbooks).
"""

from __future__ import annotations

import io
import unicodedata
import zipfile
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import xlwt
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.workbook.defined_name import DefinedName

from loa.lib.tables.legacy import from_tcvn3, from_vni

FOLDER = Path(__file__).parent.parent / "src/loa/lib/tests/workbooks"
DAY = "dd/mm/yyyy"
MOTTO = (
    ("ỦY BAN NHÂN DÂN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    ("PHƯỜNG THỬ NGHIỆM", "Độc lập - Tự do - Hạnh phúc"),
)
LETTERS = "aăâeêioôơuưyđAĂÂEÊIOÔƠUƯYĐ"
MAKERS: dict[str, Callable[[], bytes]] = {}


def maker(name: str) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    """Register the function that makes this file."""

    def register(make: Callable[[], bytes]) -> Callable[[], bytes]:
        MAKERS[name] = make
        return make

    return register


def _toned() -> list[str]:
    tones = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
    return [unicodedata.normalize("NFC", letter + tone) for letter in LETTERS for tone in tones]


def _inverse(convert: Callable[[str], str], codes: Sequence[str]) -> dict[str, str]:
    """Turn a reading table round, by trying every code."""
    back: dict[str, str] = {}
    for code in codes:
        letter = convert(code)
        if letter != code and letter in _toned():
            back.setdefault(letter, code)
    return back


_LATIN = [chr(code) for code in range(0xA1, 0x100)]
_TCVN3 = _inverse(from_tcvn3, _LATIN)
_VNI = _inverse(from_vni, [*(a + b for a in [*"aeouyAEOUY", "ô", "ö", "Ô", "Ö"] for b in _LATIN), *_LATIN])


def tcvn3(text: str) -> str:
    """Return the text as it looks without its .VnTime font; toned capitals as small letters (.VnTimeH)."""
    return "".join(_TCVN3.get(char, _TCVN3.get(char.lower(), char)) for char in text)


def vni(text: str) -> str:
    """Return the text as it looks without its VNI font."""
    return "".join(_VNI.get(char, char) for char in text)


def grid(rows: Sequence[Sequence[Any]], *, sheet: str = "Sheet1") -> tuple[openpyxl.Workbook, Any]:
    """Return a workbook with these rows from A1 on; days are formatted as days."""
    book = openpyxl.Workbook()
    page: Any = book.worksheets[0]
    page.title = sheet
    fill(page, rows)
    return book, page


def fill(page: Any, rows: Sequence[Sequence[Any]], top: int = 1, left: int = 1) -> None:
    """Write the rows from this place on."""
    for row, values in enumerate(rows, start=top):
        for column, value in enumerate(values, start=left):
            if value is None:
                continue
            cell = page.cell(row, column)
            cell.value = value
            if isinstance(value, date):
                cell.number_format = DAY


def save(book: openpyxl.Workbook) -> bytes:
    """Return the workbook as bytes with a fixed date inside."""
    book.properties.created = book.properties.modified = datetime(2025, 7, 1, tzinfo=UTC).replace(tzinfo=None)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def save_xls(book: xlwt.Workbook) -> bytes:
    """Return a genuine Excel 97 file."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def patch(data: bytes, part: str, *changes: tuple[str, str]) -> bytes:
    """Return the xlsx with texts of one part replaced, for what openpyxl cannot write."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            body = old.read(info.filename)
            if info.filename == part:
                text = body.decode()
                for before, after in changes:
                    if before not in text:
                        message = f"{before!r} is not in {part}"
                        raise ValueError(message)
                    text = text.replace(before, after)
                body = text.encode()
            new.writestr(zipfile.ZipInfo(info.filename, (2025, 7, 1, 0, 0, 0)), body, zipfile.ZIP_DEFLATED)
    return out.getvalue()


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


def _xls(rows: Sequence[Sequence[Any]], convert: Callable[[str], str] = str, **options: Any) -> xlwt.Workbook:
    book = xlwt.Workbook(encoding="utf-8")
    book.dates_1904 = options.get("dates_1904", False)
    page = book.add_sheet(convert(options.get("sheet", "Sheet1")))
    day = xlwt.easyxf(num_format_str=DAY)
    old = xlwt.easyxf(f"font: name {options.get('font', 'Arial')}")
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            if isinstance(value, date):
                page.write(row, column, value, day)
            elif isinstance(value, str):
                page.write(row, column, convert(value), old)
            elif value is not None:
                page.write(row, column, value)
    return book


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
    return save_xls(_xls(PEOPLE, tcvn3, font=".VnTime"))


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
    book = _xls(
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


SUBSCRIBERS = [
    ["Họ tên", "Số điện thoại", "Email", "Địa bàn", "Đồng ý nhận tin"],
    ["Nguyễn Thị Ánh Dương", "0912000101", "duong@thu.vn", "Phường Thử Nghiệm", "Có"],
    ["Phạm Quý Mão", "0912000102", "", "Xã Kiểm Thử", "có"],
    ["Hoàng Thuỷ", "", "thuy@thu.vn", "Phường Thử Nghiệm", "Không"],
    ["Đoàn Ngọc Bích", "0912000104", "bich@thu.vn", "Xã Kiểm Thử", "x"],
]


def _delimited(mark: str, convert: Callable[[str], str] = str) -> str:
    return "".join(mark.join(convert(field) for field in row) + "\r\n" for row in SUBSCRIBERS)


@maker("09_subscribers_utf16.csv")
def subscribers_utf16() -> bytes:
    """What Excel calls "Unicode text": UTF-16 with tabs, though named .csv."""
    return _delimited("\t").encode("utf-16")


@maker("10_subscribers_windows1258.csv")
def subscribers_1258() -> bytes:
    """Semicolons, code page windows-1258 with separate tone marks."""
    return _to_1258(_delimited(";"))


def _to_1258(text: str) -> bytes:
    out = b""
    for char in text:
        try:
            out += char.encode("windows-1258")
        except UnicodeEncodeError:
            base, tone = unicodedata.normalize("NFD", char)[:-1], unicodedata.normalize("NFD", char)[-1]
            if (
                tone in "\u0302\u0306\u031b"
            ):  # dot below sorts before the hat: take the tone out, keep the hat
                marks = unicodedata.normalize("NFD", char)
                tone = marks[1]
                base = marks[0] + marks[2]
            out += unicodedata.normalize("NFC", base).encode("windows-1258") + tone.encode("windows-1258")
    return out


@maker("11_subscribers_tcvn3.csv")
def subscribers_tcvn3() -> bytes:
    """Commas, one byte a letter, typed in .VnTime."""
    return _delimited(",", tcvn3).encode("latin-1")


@maker("12_subscribers_vni.txt")
def subscribers_vni() -> bytes:
    """Tabs, one byte a letter, typed in VNI-Times."""
    return _delimited("\t", vni).encode("latin-1")


@maker("13_subscribers_quotes_and_formulas.csv")
def subscribers_formulas() -> bytes:
    """UTF-8 with a byte order mark, semicolons and line breaks inside quotes, texts that look like formulas."""
    rows = [
        "Danh sách đăng ký; ; ;",
        ";;;",
        'Họ tên;"Số điện thoại\n(di động)";Email;Ghi chú',
        '"Bùi Văn ""Tý""";+84 912 000 201;ty@thu.vn;"=HYPERLINK(""http://thu.vn"")"',
        "Lý Thị Sửu;'0912000202;suu@thu.vn;'-x; gọi buổi tối".replace("-x; gọi", "-x gọi"),
        "Tổng số;2;;",
    ]
    return ("\ufeff" + "\r\n".join(rows)).encode()


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
        _xls(
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


@maker("22_subscribers_old_phones.xlsx")
def subscribers_phones() -> bytes:
    """Eleven-digit mobile numbers of before 2018, country codes, dots and dashes."""
    book, _ = grid(
        [
            ["Họ tên", "SĐT"],
            ["Một", "0169 200 0301"],
            ["Hai", "+84 (0)912-000-302"],
            ["Ba", "0084912000303"],
            ["Bốn", 1692000304],
            ["Năm", "1900 9095"],
            ["Sáu", "091200030"],
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


def main() -> None:
    """Write every file."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, make in MAKERS.items():
        data = make()
        (FOLDER / name).write_bytes(data)
        print(f"{name}: {len(data)} bytes")


if __name__ == "__main__":
    main()
