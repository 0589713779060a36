"""Open a file as a book of sheets by what it is, not by what its name says."""

from __future__ import annotations

import re

from loa.lib.ole import MAGIC
from loa.lib.said import say
from loa.lib.tables.delimited import read_delimited
from loa.lib.tables.grid import BadTable, Book, TableLimits
from loa.lib.tables.xls import read_xls
from loa.lib.tables.xlsx import read_xlsx

_PAGE = re.compile(rb"<!doctype html|<html|<table|<\?xml|<workbook", re.IGNORECASE)
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,5}$")


def load_book(data: bytes, filename: str, limits: TableLimits) -> Book:
    """Return the sheets of an .xlsx, .xls or delimited text file.

    Raises: BadTable with a sentence that says what to do.
    """
    if len(data) > limits.size:
        raise BadTable(
            say(
                "Tệp lớn hơn {limit} MB. Hãy bớt ảnh, bớt trang tính hoặc chia nhỏ tệp.",
                limit=limits.size // (1024 * 1024),
            ),
            reason="too_large",
        )
    if not data.strip():
        raise BadTable("Tệp trống. Hãy kiểm tra lại tệp đã chọn.", reason="empty")
    if data.startswith(b"PK"):
        return read_xlsx(data, limits)
    if data.startswith(MAGIC):
        return read_xls(data, limits)
    if _PAGE.search(data[:2048].replace(b"\0", b"")):
        raise BadTable(
            "Tệp này thật ra là trang web mang đuôi bảng tính. Hãy mở bằng Excel, lưu lại dạng .xlsx rồi gửi lại.",
            reason="web_page",
        )
    return read_delimited(data, _SUFFIX.sub("", filename.rsplit("/", 1)[-1]), limits)
