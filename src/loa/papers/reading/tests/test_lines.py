"""Single lines: number, day and place, kind; what must be read, and above all what must not."""

import datetime as dt

import pytest

from loa.papers.reading.blocks import read_name
from loa.papers.reading.dates import find_date, is_only_date
from loa.papers.reading.model import Line
from loa.papers.reading.numbers import find_number
from loa.papers.reading.roles import kind_of, role_of


@pytest.mark.parametrize(
    ("line", "full"),
    [
        ("Số: 139/2025/NĐ-CP", "139/2025/NĐ-CP"),
        ("Số : 16 /2026/QĐ-UBND", "16/2026/QĐ-UBND"),
        ("Số: 05/KH-UBND", "05/KH-UBND"),
        ("Luật số: 91/2025/QH15", "91/2025/QH15"),
        ("Nghị quyết số: 1210/2016/UBTVQH13", "1210/2016/UBTVQH13"),
        ("Số 36-HD/VPTW", "36-HD/VPTW"),
        ("Số: 12 -NQ/TU", "12-NQ/TU"),
        ("Số 902-TB/TĐTN-BTG", "902-TB/TĐTN-BTG"),
        ("Số: 1234/QĐ - BVHTTDL", "1234/QĐ-BVHTTDL"),
        ("Số: 66.19/2026/NQ-CP", "66.19/2026/NQ-CP"),
        ("Số:1567/UBND-KT", "1567/UBND-KT"),
        ("Số: 88/VBHN-BCT", "88/VBHN-BCT"),
        ("SỐ: 21/CT-TTg", "21/CT-TTg"),
        ("Số: 77/TTr-SCT", "77/TTr-SCT"),
        ("Số: 3012/BTTTT-CBC", "3012/BTTTT-CBC"),
        ("Số: 45/2025/TTLT-BTC-BNV", "45/2025/TTLT-BTC-BNV"),
        ("Số: 12/ĐKKD&QLDN", "12/ĐKKD&QLDN"),
        ("Số: 7/CV.LĐLĐ", "7/CV.LĐLĐ"),
        ("Số: 15a/QĐ-THCS", "15a/QĐ-THCS"),
        ("Số 12 NQ/TW", "12 NQ/TW"),
        ("Số: 12/QĐ-UBND Lào Cai, ngày 5 tháng 9 năm 2025", "12/QĐ-UBND"),
        ("Số:                123/BC-UBND", "123/BC-UBND"),
    ],
)
def test_the_number_is_read_as_printed(line, full):
    assert find_number(line).full == full


@pytest.mark.parametrize(
    ("line", "full"),
    [("Sô: 156/QĐ-UBND", "156/QĐ-UBND"), ("Số: l56/QĐ-UBND", "156/QĐ-UBND"), ("Số: 2O/2O25/TT-BYT", "20/2025/TT-BYT"),
     ("Sỗ: 9/TB-VP", "9/TB-VP")],
)  # fmt: skip
def test_misread_signs_are_mended_and_doubted(line, full):
    found = find_number(line)
    assert found.full == full
    assert found.sure < 0.8


@pytest.mark.parametrize(
    ("line", "year", "symbol"),
    [
        ("Số:        /2025/NĐ-CP", 2025, "NĐ-CP"),
        ("Số: ......./QĐ-UBND", None, "QĐ-UBND"),
        ("Số: …/KH-SCT", None, "KH-SCT"),
        ("Số:     -KH/TU", None, "KH/TU"),
        ("Số: [...]/BC-SCT", None, "BC-SCT"),
        ("Số: xx/TB-UBND", None, "TB-UBND"),
        ("Số: ___/2026/TT-BCT", 2026, "TT-BCT"),
        ("Luật số:      /2026/QH16", 2026, "QH16"),
        ("Số: …/…/QĐ-UBND", None, "QĐ-UBND"),
    ],
)
def test_a_blank_number_is_no_number(line, year, symbol):
    found = find_number(line)
    assert (found.serial, found.full) == (None, None)
    assert (found.year, found.symbol) == (year, symbol)


@pytest.mark.parametrize(
    "line",
    [
        "Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020;",
        "Nghị định số 30/2020/NĐ-CP của Chính phủ",
        "số 12/QĐ-UBND ngày 03 tháng 4 năm 2025",
        "Số 12/QĐ-UBND ngày 03 tháng 4 năm 2025 của Ủy ban nhân dân tỉnh",
        "Quyết định số 16/2026/QĐ-UBND ngày 25 tháng 02 năm 2026)",
        "Số điện thoại: 024/38.123.456",
        "Số lượng: 12/20 người",
        "SỞ VĂN HÓA - THỂ THAO",
        "Số: 12",
        "Số: 03 đường Quang Trung/Phường A",
        "Số 123/45 đường Láng",
        "So sánh 12/2025/NĐ-CP",
        "CÔNG BÁO/Số 865 + 866/Ngày 12-7-2025",
    ],
)
def test_what_is_cited_or_counted_is_no_number(line):
    assert role_of(Line(line)).value != "number"


@pytest.mark.parametrize(
    ("line", "day", "place"),
    [
        ("Hà Nội, ngày 05 tháng 9 năm 2025", "2025-09-05", "Hà Nội"),
        ("TP. Hồ Chí Minh, ngày 1 tháng 12 năm 2025", "2025-12-01", "TP. Hồ Chí Minh"),
        ("Ea H'leo, ngày 07 tháng 01 năm 2026", "2026-01-07", "Ea H'leo"),
        ("Bà Rịa - Vũng Tàu, ngày 2 tháng 3 năm 2024", "2024-03-02", "Bà Rịa - Vũng Tàu"),
        ("Hà Nội ngày 5 tháng 9 năm 2025", "2025-09-05", "Hà Nội"),
        ("Phường 1, ngày 5 tháng 9 năm 2025", "2025-09-05", "Phường 1"),
        ("Lào Cai, ngày 25 tháng 02 năm 2026.", "2026-02-25", "Lào Cai"),
        ("Hà Nội, ngày 05/9/2025", "2025-09-05", "Hà Nội"),
        ("H à N ộ i , n g à y 1 5 t h á n g 8 n ă m 2 0 2 5", "2025-08-15", "Hà Nội"),
        ("THỪA THIÊN HUẾ, NGÀY 15 THÁNG 8 NĂM 2023", "2023-08-15", "THỪA THIÊN HUẾ"),
        ("Hà Nội,ngày15tháng8năm2025", "2025-08-15", "Hà Nội"),
        ("Hà Nội, ngay 15 thang 8 nam 2025", "2025-08-15", "Hà Nội"),
    ],
)
def test_day_and_place_are_read(line, day, place):
    found = find_date(line)
    assert found.day == dt.date.fromisoformat(day)
    assert found.place == place
    assert is_only_date(line)


@pytest.mark.parametrize(
    "line",
    [
        "Hà Nội, ngày       tháng      năm 2025",
        "Hà Nội, ngày ..... tháng ..... năm 20....",
        "Hà Nội, ngày … tháng 9 năm 2025",
        "Hà Nội, ngày xx tháng xx năm 2025",
        "Hà Nội, ngày    tháng 10 năm 2025",
        "Hà Nội, ngày 31 tháng 02 năm 2025",
        "Hà Nội, ngày [..] tháng [..] năm 2026",
    ],
)
def test_a_blank_or_impossible_day_is_no_day(line):
    found = find_date(line)
    assert found.day is None
    assert found.place == "Hà Nội"


def test_misread_figures_of_a_day_are_mended_and_doubted():
    found = find_date("Hà Nội, ngày l5 tháng O8 năm 2O25")
    assert found.day == dt.date(2025, 8, 15)
    assert found.sure < 0.8


@pytest.mark.parametrize(
    "line",
    [
        "(Ban hành kèm theo Quyết định số 16/2026/QĐ-UBND ngày 25 tháng 02 năm 2026 của Ủy ban nhân dân tỉnh)",
        "Thực hiện Kế hoạch ngày 5 tháng 3 năm 2025 của Ủy ban",
        "Dự thảo ngày 12/5/2026",
        "Sinh ngày 15/8/1997",
        "Sinh ngày 15 tháng 8 năm 1997",
    ],
)
def test_the_day_of_something_else_is_not_taken(line):
    assert role_of(Line(line)).value != "date"


@pytest.mark.parametrize(
    ("line", "kind", "rest"),
    [
        ("NGHỊ QUYẾT", "NGHỊ QUYẾT", ""),
        ("Q U Y Ế T  Đ Ị N H", "QUYẾT ĐỊNH", ""),
        ("BÁO CÁO KẾT QUẢ CÔNG TÁC", "BÁO CÁO", "KẾT QUẢ CÔNG TÁC"),
        ("DỰ THẢO KẾ HOẠCH", "KẾ HOẠCH", ""),
        ("THÔNG TƯ LIÊN TỊCH", "THÔNG TƯ LIÊN TỊCH", ""),
        ("QUYÉT ĐỊNH", "QUYẾT ĐỊNH", ""),
        ("Thông báo", "THÔNG BÁO", ""),
    ],
)
def test_the_heading_names_the_kind(line, kind, rest):
    assert kind_of(Line(line))[:2] == (kind, rest)


@pytest.mark.parametrize(
    "line",
    ["Kế hoạch này được thực hiện từ tháng 5.", "QUYẾT NGHỊ:", "Luật Hóa chất số 69", "SỞ CÔNG THƯƠNG"],
)
def test_words_of_the_body_are_no_heading(line):
    assert kind_of(Line(line))[0] is None


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Thượng tướng Nguyễn Văn Hiền", "Nguyễn Văn Hiền"),
        ("PGS.TS. Trần Thị Mai", "Trần Thị Mai"),
        ("BSCKII. Lê Văn Nam", "Lê Văn Nam"),
        ("NGUYỄN THỊ HOA", "NGUYỄN THỊ HOA"),
        ("Trương Thanh Hoài", "Trương Thanh Hoài"),
        ("H'Yim Kđoh", "H'Yim Kđoh"),
        ("Y Thanh Niê", "Y Thanh Niê"),
        ("Danh Thị Kim Sang", "Danh Thị Kim Sang"),
        ("Đại tá, TS. Phạm Minh Đức", "Phạm Minh Đức"),
        ("Thạc sĩ Sơn Thị Ánh Hồng", "Sơn Thị Ánh Hồng"),
    ],
)
def test_a_name_is_read_without_rank(line, name):
    assert read_name(line)[0] == name


@pytest.mark.parametrize(
    "line",
    ["Văn phòng Chính phủ", "Bộ Công Thương", "Trường Tiểu Học", "PHỤ LỤC I", "Nơi Nhận", "Danh Mục", "BỘ TRƯỞNG", "Ủy Ban Nhân Dân",
     "(Ký tên, đóng dấu)", "………………", "Họ và tên", "[Họ và tên]", "Tỉnh Lào Cai", "Cổng Thông Tin", "KẾ HOẠCH"],
)  # fmt: skip
def test_offices_and_blanks_are_no_names(line):
    assert read_name(line) is None
