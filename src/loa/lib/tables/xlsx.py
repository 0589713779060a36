"""Read .xlsx cell by cell: values as stored, formulas by their last result, errors as errors.

Written here, because readers at hand turn error cells into empty ones and allocate a whole sheet for one stray cell
in the last row.

Source: ECMA-376 part 1, sections 18.2 (workbook), 18.3 (worksheets), 18.4 (shared strings), 18.8 (styles).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from lxml import etree

from loa.lib.archive import ArchiveLimits, BadArchive, SafeZip, open_office
from loa.lib.safe_xml import BadXml, iter_xml, parse_xml
from loa.lib.tables.grid import (
    BadTable,
    Book,
    Broken,
    Cell,
    Merge,
    Sheet,
    TableLimits,
    refuse_far_cell,
    refuse_rows,
)
from loa.lib.tables.serials import from_serial

_PART = 200 * 1024 * 1024
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_BUILT_IN_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_MERGES = 10_000
UNCALCULATED = "công thức chưa tính"


def read_xlsx(data: bytes, limits: TableLimits) -> Book:
    """Return every worksheet of the workbook.

    Raises: BadTable when the file is damaged, unsafe or too large.
    """
    try:
        archive = open_office(data, ArchiveLimits(unpacked=_PART))
        return Book("xlsx", list(_Reader(archive, limits).sheets()))
    except BadArchive as error:
        raise BadTable(error.text, **error.facts) from error
    except (BadXml, KeyError, ValueError, IndexError, InvalidOperation) as error:
        raise BadTable(reason="damaged") from error


class _Reader:
    def __init__(self, archive: SafeZip, limits: TableLimits) -> None:
        self._archive, self._limits = archive, limits
        self._workbook_path = self._main_part()
        self._workbook = self._parse(self._workbook_path)
        self._targets = self._relations(self._workbook_path)
        self._strings = self._shared_strings()
        self._dates = self._date_styles()
        settings = self._workbook.find("{*}workbookPr")
        self._epoch_1904 = settings is not None and settings.get("date1904") in {"1", "true"}

    def sheets(self) -> Iterable[Sheet]:
        for entry in self._workbook.iterfind("{*}sheets/{*}sheet"):
            path = self._targets.get(entry.get(_RELATION) or entry.get(_STRICT_RELATION) or "")
            if path is None or "chartsheet" in path or path not in self._archive.names:
                continue
            sheet = Sheet(entry.get("name") or "", [], hidden=entry.get("state", "visible") != "visible")
            sheet.epoch_1904 = self._epoch_1904
            self._fill(sheet, self._archive.read(path))
            yield sheet

    def _fill(self, sheet: Sheet, data: bytes) -> None:
        merges: list[Merge] = []
        filled = 0
        for element in iter_xml(data, "{*}row", "{*}mergeCell", max_bytes=_PART):
            if etree.QName(element).localname == "mergeCell":
                if len(merges) < _MERGES:
                    merges.append(_merge(element.get("ref", "")))
                continue
            number = int(element.get("r") or len(sheet.rows) + 1)
            cells = self._row(element)
            if not cells:
                continue
            filled += 1
            sheet.hidden_rows += element.get("hidden") in {"1", "true"}
            if number > self._limits.lines:
                raise refuse_far_cell(number)
            if filled > self._limits.rows + 200 or number <= len(sheet.rows):
                raise refuse_rows(self._limits)
            sheet.rows += [[] for _ in range(number - len(sheet.rows) - 1)]
            sheet.rows.append(cells)
        sheet.merges = merges

    def _row(self, element: etree._Element) -> list[Cell]:
        cells: list[Cell] = []
        at = -1
        for cell in element.iterchildren("{*}c"):
            place = _REFERENCE.fullmatch(cell.get("r") or "")
            at = _column(place[1]) if place else at + 1
            if at >= self._limits.columns:
                break
            value = self._value(cell)
            if value is not None:
                cells += [None] * (at - len(cells))
                cells[at:] = [value]
        return cells

    def _value(self, cell: etree._Element) -> Cell:
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            return _rich(cell.find("{*}is")) or None
        raw = cell.findtext("{*}v")
        if not raw:
            return Broken(UNCALCULATED) if cell.find("{*}f") is not None and kind != "str" else None
        if kind == "s":
            return self._strings[int(raw)] or None
        if kind == "n":
            number = Decimal(format(float(raw), ".15g"))
            return (
                from_serial(number, epoch_1904=self._epoch_1904)
                if self._is_date(cell)
                else plain_number(number)
            )
        return _other(kind, raw)

    def _is_date(self, cell: etree._Element) -> bool:
        return int(cell.get("s") or 0) in self._dates

    def _shared_strings(self) -> list[str]:
        path = next(
            (target for target in self._targets.values() if target.endswith("sharedStrings.xml")), None
        )
        if path is None or path not in self._archive.names:
            return []
        return [_rich(item) for item in iter_xml(self._archive.read(path), "{*}si", max_bytes=_PART)]

    def _date_styles(self) -> set[int]:
        path = next((target for target in self._targets.values() if target.endswith("styles.xml")), None)
        if path is None or path not in self._archive.names:
            return set()
        styles = self._parse(path)
        own = {f.get("numFmtId"): f.get("formatCode") or "" for f in styles.iterfind("{*}numFmts/{*}numFmt")}
        formats = [xf.get("numFmtId") or "0" for xf in styles.iterfind("{*}cellXfs/{*}xf")]
        return {at for at, number in enumerate(formats) if _shows_date(number, own.get(number))}

    def _main_part(self) -> str:
        for path in self._relations("").values():
            if path.endswith("workbook.xml"):
                return path
        return "xl/workbook.xml"

    def _relations(self, path: str) -> dict[str, str]:
        folder, name = posixpath.split(path)
        rels = self._parse(posixpath.join(folder, "_rels", f"{name}.rels"))
        found = {}
        for relation in rels.iterfind("{*}Relationship"):
            target = relation.get("Target") or ""
            if relation.get("TargetMode") != "External":
                found[relation.get("Id") or ""] = posixpath.normpath(posixpath.join("/", folder, target))[1:]
        return found

    def _parse(self, path: str) -> etree._Element:
        return parse_xml(self._archive.read(path), max_bytes=_PART)


def plain_number(number: Decimal) -> Cell:
    """Return a whole number as int, any other as it is."""
    return int(number) if number == number.to_integral_value() else number


def _other(kind: str, raw: str) -> Cell:
    if kind == "b":
        return raw in {"1", "true"}
    if kind == "e":
        return Broken(raw)
    if kind == "d":
        moment = datetime.fromisoformat(raw)
        return date(moment.year, moment.month, moment.day) if len(raw) <= 10 else moment
    return unescape(raw)


def unescape(text: str) -> str:
    """Return the text with characters written as _x0041_ put back."""
    return _ESCAPED.sub(lambda code: chr(int(code[1], 16)), text)


def _rich(element: etree._Element | None) -> str:
    """Join the runs of a text, leaving out phonetic guides."""
    if element is None:
        return ""
    plain = element.findtext("{*}t") or ""
    return unescape(plain + "".join(run.findtext("{*}t") or "" for run in element.iterfind("{*}r")))


def _shows_date(number: str, code: str | None) -> bool:
    if code is None:
        return int(number) in _BUILT_IN_DATES
    return re.search(r"[dmyhs]", _QUOTED.sub("", code).split(";")[0], re.IGNORECASE) is not None


def _column(letters: str) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


def _merge(reference: str) -> Merge:
    first, _, last = reference.partition(":")
    start, end = _REFERENCE.fullmatch(first), _REFERENCE.fullmatch(last or first)
    if start is None or end is None:
        raise ValueError(reference)
    return int(start[2]) - 1, _column(start[1]), int(end[2]) - 1, _column(end[1])
