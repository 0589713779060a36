"""Lists of people who want to be told."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from ugly_workbooks.base import grid, maker, save, tcvn3, vni

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
