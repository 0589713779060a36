"""The line "Số: 139/2025/NĐ-CP", "Luật số: 42/2024/QH15", "Số 36-HD/VPTW": serial, year, symbol as printed.

It must not fill a blank: a draft's line gives its symbol and no number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from loa.papers.reading.letters import squeeze

_LEAD: Final = re.compile(
    r"^[-\s*]*(?P<lead>(?:bộ\s+)?luật|pháp lệnh|nghị quyết|lệnh)?\s*\b(?P<so>s\s?[ốôỗồổộoó06ỏõòọơ])\s*"
    r"(?P<colon>[:;.,](?![.…])\s*)?(?=[\s\d/.…_\[(<{-]|[OolI|]\d|$)",
    re.IGNORECASE,
)
_CITED: Final = re.compile(r"(?i)^[,;]?\s*(?:ngày|của|về|do|và|tại|được|quy định|ban hành|nêu)\b|^[;)]")
_DIGITS: Final = r"[0-9OoIl|]"
_SERIAL: Final = re.compile(
    rf"(?P<serial>{_DIGITS}(?:[ ]?{_DIGITS}|\.(?={_DIGITS})){{0,9}}[a-zA-Z]?(?![a-zà-ỹ]))?"
    r"(?P<blank>[\s._…·\[\](){}<>xX?*]*)(?P<sep>[/\-–—])(?P<tail>.*)$"
)
_LOOSE: Final = re.compile(r"(?P<serial>\d{1,5})\s+(?P<tail>[A-ZĐ]{2,4}/[A-ZĐ].*)$")
_YEAR: Final = re.compile(rf"\s*(?P<year>[12]\s?{_DIGITS}\s?{_DIGITS}\s?{_DIGITS})\s*/\s*")
_BLANK_YEAR: Final = re.compile(r"\s*(?:2[0O]?[\dxX]?)?[\s._…xX]*/\s*(?=[A-ZĐ])")
_PART: Final = (
    r"[A-ZĐÂĂÊÔƠƯÁÀẢÃẠẤẦẬẾỆÍÓỐỘỨỰÝ][A-Za-zĐđÂâĂăÊêÔôƠơƯưÁÀẢÃẠẤẦẬẾỆÍÓỐỘỨỰÝáàảãạấầậếệíóốộứựý0-9&.,+]*"
)
_SYMBOL: Final = re.compile(rf"\s*(?P<symbol>{_PART}(?:\s?[-–—/]\s?(?:{_PART}|\d{{1,3}}(?!\d)))*)")
_MISREAD: Final = {"ƯBND": "UBND", "ỦBND": "UBND", "UBNĐ": "UBND", "HĐNĐ": "HĐND", "QÐ": "QĐ", "NÐ": "NĐ"}
_OPEN: Final = re.compile(r"\w[-/–—]$")
_AS_DIGITS: Final = str.maketrans({"O": "0", "o": "0", "I": "1", "l": "1", "|": "1"})


@dataclass(frozen=True, slots=True)
class Number:
    """What a number line says; `serial` is None where it is left blank. `rest` is what stands behind it."""

    serial: str | None
    year: int | None
    symbol: str
    separator: str
    lead: str = ""
    rest: str = ""
    sure: float = 0.97

    @property
    def full(self) -> str | None:
        """Return serial[/year]/symbol as printed, without spaces."""
        if self.serial is None:
            return None
        year = f"/{self.year}" if self.year else ""
        return f"{self.serial}{year}{self.separator}{self.symbol}"


def begins_number(text: str) -> bool:
    """Say whether a line begins as the number line does, whatever follows."""
    return _LEAD.match(text) is not None


def is_open(text: str) -> bool:
    """Say whether the symbol goes on in the next line of its column."""
    return begins_number(text) and _OPEN.search(text) is not None


def find_number(text: str) -> Number | None:
    """Return what the number line says, None where it is none."""
    begun = _LEAD.match(text)
    if begun is None or (not begun["colon"] and (begun["so"][0] == "s" or begun["lead"])):
        return None  # "số 12/QĐ-UBND" and "Nghị quyết số 12" are cited
    lead = squeeze(begun["lead"] or "").upper()
    rest = text[begun.end() :].strip()
    loose = _LOOSE.match(rest)
    found = _SERIAL.match(rest)
    if found is None or (loose and "/" not in rest[: loose.end("serial") + 1]):
        return _loose(loose, lead)
    if not found["serial"] and begun["so"].lower() not in {"số", "sô", "sỗ", "sồ", "sổ", "sộ"}:
        return None
    serial, sure = _serial(found["serial"] or "", found["blank"])
    if begun["so"].lower() not in {"số", "so"}:
        sure = min(sure, 0.75)
    return _with_symbol(found, lead, serial, sure)


def _with_symbol(found: re.Match[str], lead: str, serial: str | None, sure: float) -> Number | None:
    year, tail = _year(found["tail"])
    symbol = _SYMBOL.match(tail)
    if symbol is None:
        return None
    made = re.sub(r"\s+", "", symbol["symbol"]).replace("–", "-").replace("—", "-").rstrip(".,-/")
    rest = tail[symbol.end() :].strip()
    for misread, meant in _MISREAD.items():
        if misread in made:
            made, sure = made.replace(misread, meant), min(sure, 0.7)
    if len(made) < 2 or not any(sign.isupper() for sign in made) or _CITED.match(rest):
        return None
    separator = "/" if found["sep"] == "/" or year else "-"
    return Number(serial, year, made, separator, lead, rest, sure)


def _loose(match: re.Match[str] | None, lead: str) -> Number | None:
    """Older papers leave the stroke out: "Số 12 NQ/TW"."""
    symbol = _SYMBOL.match(match["tail"]) if match else None
    if match is None or symbol is None:
        return None
    made = re.sub(r"\s+", "", symbol["symbol"]).rstrip(".,")
    return Number(match["serial"], None, made, " ", lead, match["tail"][symbol.end() :].strip(), 0.7)


def _serial(printed: str, blank: str) -> tuple[str | None, float]:
    """Return the serial and how sure it is; one that runs into a dotted line may not be whole and is asked for."""
    serial = printed.replace(" ", "")
    if not serial:
        return None, 0.97
    if re.search(r"[._…]{2}", blank):
        return None, 0.6
    mended = serial.translate(_AS_DIGITS)
    if not any(sign.isdigit() for sign in serial) or not re.fullmatch(r"[\d.]+[a-zA-Z]?", mended):
        return None, 0.6
    if re.fullmatch(r"[\d.]+[a-zA-Z]?", serial) and not re.search(r"[OoIl|]", serial):
        return serial, 0.97
    return mended, 0.6


def _year(tail: str) -> tuple[int | None, str]:
    found = _YEAR.match(tail)
    if found:
        year = int(re.sub(r"\s", "", found["year"]).translate(_AS_DIGITS))
        if 1945 <= year <= 2099:
            return year, tail[found.end() :]
    blank = _BLANK_YEAR.match(tail)
    return None, tail[blank.end() :] if blank else tail
