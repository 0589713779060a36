"""Turn one cell into a value of its column's kind, or say in Vietnamese why that cannot be."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from loa.lib.said import say
from loa.lib.tables.columns import Column, Value
from loa.lib.tables.dates import BadDate, day_of_number, day_of_text
from loa.lib.tables.grid import Broken, Cell
from loa.lib.tables.header import header_key
from loa.lib.tables.phones import national_phone
from loa.lib.text import squeeze

_EMAIL = re.compile(
    r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}"
)
_THOUSANDS_DOT = re.compile(r"[-+]?[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?")
_THOUSANDS_COMMA = re.compile(r"[-+]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?")
_PLAIN_COMMA = re.compile(r"[-+]?\d+,\d+")
_PLAIN = re.compile(r"[-+]?\d+(?:\.\d+)?")
_TRUE = {"x", "co", "dung", "1", "true", "yes", "y", "✓", "✔", "☑", "v"}
_FALSE = {"khong", "sai", "0", "false", "no", "n", "☐"}
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b-\u200f\u2060\ufeff\ufffe\uffff]|[\ud800-\udfff]"
)


class Unusable(Exception):
    """The cell has no value of this kind; `code` is stable, the text says what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.text = message


@dataclass(frozen=True, slots=True)
class Context:
    """What a cell's meaning depends on beside itself."""

    epoch_1904: bool = False


@dataclass(frozen=True, slots=True)
class Read:
    """A value and the code of what was mended on the way, if anything."""

    value: Value
    mended: str | None = None


def read_cell(cell: Cell, column: Column, context: Context) -> Read:
    """Return the value of the cell for this column; None for an empty one.

    Raises: Unusable when the content does not fit the column.
    """
    if isinstance(cell, Broken):
        raise Unusable(
            "error_cell",
            say("ô đang báo lỗi “{shown}”; hãy thay công thức bằng giá trị rồi lưu lại.", shown=cell.shown),
        )
    if isinstance(cell, str):
        cell = clean_text(cell, multiline=column.multiline)
    if cell is None or cell == "":
        return Read(None)
    return _READERS[column.kind](cell, column, context)


def clean_text(text: str, *, multiline: bool = False) -> str:
    """Return the text in NFC without invisible characters; lines are kept only where they belong."""
    visible = _INVISIBLE.sub("", text.replace("\u00ad", ""))
    if not multiline:
        return squeeze(visible)
    return "\n".join(squeeze(line) for line in re.split(r"\r\n|\r|\n", visible)).strip("\n")


def storable(text: str) -> str:
    """Return the text without what a sheet cannot store; the letters of old fonts stay as they are."""
    return _INVISIBLE.sub("", text)


def text_of(cell: Cell) -> str:
    """Return the cell as a person reads it in the sheet."""
    if isinstance(cell, Broken):
        return cell.shown
    if isinstance(cell, datetime):
        return cell.strftime("%d/%m/%Y %H:%M")
    if isinstance(cell, date):
        return cell.strftime("%d/%m/%Y")
    if isinstance(cell, Decimal):
        return format(cell, "f").replace(".", ",")
    return "" if cell is None else str(cell)


def _text(cell: Cell, column: Column, _: Context) -> Read:
    return Read(clean_text(text_of(cell), multiline=column.multiline))


def _code(cell: Cell, column: Column, _: Context) -> Read:
    if isinstance(cell, bool | Decimal | date | time | timedelta):
        raise Unusable(
            "bad_code", say("“{text}” không phải mã; hãy đặt ô ở dạng Text rồi nhập lại.", text=text_of(cell))
        )
    text = text_of(cell).removeprefix("'").strip()
    if column.width and text.isascii() and text.isdigit() and len(text) < column.width:
        return Read(text.zfill(column.width), "lost_zeros")
    return Read(text or None)


def _date(cell: Cell, _: Column, context: Context) -> Read:
    try:
        if isinstance(cell, datetime):
            return Read(cell.date())
        if isinstance(cell, date):
            return Read(cell)
        if isinstance(cell, int | Decimal) and not isinstance(cell, bool):
            return Read(day_of_number(Decimal(cell), epoch_1904=context.epoch_1904), "serial")
        return Read(day_of_text(text_of(cell)))
    except BadDate as error:
        raise Unusable("bad_date", error.text) from error


def _integer(cell: Cell, column: Column, context: Context) -> Read:
    read = _decimal(cell, column, context)
    number = read.value
    assert isinstance(number, Decimal)
    if number != number.to_integral_value():
        raise Unusable(
            "bad_integer",
            say("“{text}” không phải số nguyên; hãy ghi số không có phần lẻ.", text=text_of(cell)),
        )
    return Read(int(number), read.mended)


def _decimal(cell: Cell, column: Column, _: Context) -> Read:
    if isinstance(cell, int | Decimal) and not isinstance(cell, bool):
        return Read(Decimal(cell))
    text = text_of(cell).replace(" ", "")
    if isinstance(cell, str):
        number = number_of_text(text, whole=column.kind == "integer")
        if number is not None:
            return Read(number, None if _PLAIN.fullmatch(text) and "." not in text else "number_text")
    raise Unusable(
        "bad_number", say("“{text}” không phải số; hãy ghi số, ví dụ 1.234,5.", text=text_of(cell))
    )


def number_of_text(text: str, *, whole: bool) -> Decimal | None:
    """Return the number a Vietnamese reader sees: dots part thousands, a comma starts the fraction.

    "1,234.5" is read the English way; "1,234" is 1.234 with fractions and 1234 where only whole numbers make sense.
    """
    if _THOUSANDS_DOT.fullmatch(text):
        return Decimal(text.replace(".", "").replace(",", "."))
    if _THOUSANDS_COMMA.fullmatch(text) and (whole or "." in text or text.count(",") > 1):
        return Decimal(text.replace(",", ""))
    if _PLAIN_COMMA.fullmatch(text):
        return Decimal(text.replace(",", "."))
    return Decimal(text) if _PLAIN.fullmatch(text) and text.isascii() else None


def _phone(cell: Cell, _: Column, __: Context) -> Read:
    text = text_of(cell).removeprefix("'")
    phone = None if isinstance(cell, bool | Decimal | date | time | timedelta) else national_phone(text)
    if phone is None:
        raise Unusable(
            "bad_phone",
            say("“{text}” không phải một số điện thoại; hãy ghi một số, ví dụ 0912345678.", text=text),
        )
    return Read(*phone)


def _email(cell: Cell, _: Column, __: Context) -> Read:
    text = text_of(cell).lower().removeprefix("mailto:").strip("<>; ")
    if not _EMAIL.fullmatch(text) or ".." in text:
        raise Unusable(
            "bad_email",
            say("“{text}” không phải địa chỉ thư điện tử; ví dụ ten@hanoi.gov.vn.", text=text_of(cell)),
        )
    return Read(text)


def _choice(cell: Cell, column: Column, _: Context) -> Read:
    wanted = header_key(text_of(cell))
    for choice in column.choices:
        if wanted in {header_key(name) for name in (choice.value, choice.label, *choice.synonyms)}:
            return Read(choice.value)
    labels = ", ".join(choice.label for choice in column.choices)
    raise Unusable(
        "bad_choice",
        say(
            "“{text}” không có trong danh mục; hãy chọn một trong: {labels}.",
            text=text_of(cell),
            labels=labels,
        ),
    )


def _bool(cell: Cell, _: Column, __: Context) -> Read:
    if isinstance(cell, bool):
        return Read(cell)
    word = header_key(text_of(cell)) or text_of(cell)
    if word in _TRUE or word in _FALSE:
        return Read(word in _TRUE)
    raise Unusable("bad_bool", say("“{text}” chưa rõ; hãy ghi “Có” hoặc “Không”.", text=text_of(cell)))


_READERS: Mapping[str, Callable[[Cell, Column, Context], Read]] = {
    "text": _text,
    "code": _code,
    "date": _date,
    "integer": _integer,
    "decimal": _decimal,
    "phone": _phone,
    "email": _email,
    "choice": _choice,
    "bool": _bool,
}
