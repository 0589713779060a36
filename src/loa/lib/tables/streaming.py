"""Tables of any length as a file that is sent while it is written: one row at a time in memory, texts only.

Nothing in them is live: a text that a spreadsheet would run as a formula is guarded (CSV) or kept as a text cell (xlsx).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from loa.lib.tables.writing import guard

Texts = Sequence[str | None]
CHUNK = 64 * 1024
_BAD = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{_LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/_rels/workbook.xml.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{_LINKS}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{_LINKS}/styles" Target="styles.xml"/></Relationships>'
    ),
    "xl/styles.xml": (
        f'<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
        '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill '
        'patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1">'
        '<border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2">'
        '<xf numFmtId="49" xfId="0" applyNumberFormat="1"/>'
        '<xf numFmtId="49" fontId="1" xfId="0" applyNumberFormat="1" applyFont="1"/></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    ),
}


def csv_lines(heads: Sequence[str], rows: Iterable[Texts], last_line: str = "") -> Iterator[bytes]:
    """Yield a CSV in UTF-8 with a byte order mark and CRLF, in chunks; `last_line` follows an empty one."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    out.write("\ufeff")
    tail: list[Texts] = [[], [last_line]] if last_line else []
    for row in chain([heads], rows, tail):
        writer.writerow([guard(text) if text else "" for text in row])
        if out.tell() > CHUNK:
            yield _drained(out)
    yield _drained(out)


def _drained(out: io.StringIO) -> bytes:
    data = out.getvalue().encode()
    out.seek(0)
    out.truncate()
    return data


class _Pipe:
    """What a zip is written into: it only goes forward, and gives away what it holds."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []
        self.size = 0

    def write(self, data: bytes) -> int:
        self.parts.append(bytes(data))
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        """Do nothing: what was written is there."""

    def close(self) -> None:
        """Do nothing: whoever takes the last part ends it."""

    def take(self) -> bytes:
        data = b"".join(self.parts)
        self.parts.clear()
        self.size = 0
        return data


def stream_xlsx(heads: Sequence[str], rows: Iterable[Texts], *, title: str, sheet: str) -> Iterator[bytes]:
    """Yield an .xlsx in chunks: the title, an empty row, bold heads that stay in sight, then the rows as texts."""
    pipe = _Pipe()
    with ZipFile(pipe, "w", ZIP_DEFLATED, compresslevel=1) as book:
        for name, text in _PARTS.items():
            book.writestr(name, _XML + text)
        name = escape(re.sub(r"[\\/*?:\[\]]", " ", sheet)[:31].strip("' ") or "Bảng", {'"': "&quot;"})
        book.writestr(
            "xl/workbook.xml",
            f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}"><sheets>'
            f'<sheet name="{name}" sheetId="1" r:id="r1"/></sheets></workbook>',
        )
        with book.open("xl/worksheets/sheet1.xml", "w") as page:
            waiting: list[str] = [_opening(heads, title)]
            size = 0
            for row in rows:
                line = _row(row)
                waiting.append(line)
                size += len(line)
                if size > CHUNK:
                    page.write("".join(waiting).encode())
                    waiting.clear()
                    size = 0
                    if pipe.size > CHUNK:
                        yield pipe.take()
            page.write(("".join(waiting) + "</sheetData></worksheet>").encode())
    yield pipe.take()


def _opening(heads: Sequence[str], title: str) -> str:
    view = (
        '<sheetViews><sheetView workbookViewId="0"><pane ySplit="3" topLeftCell="A4" activePane="bottomLeft" '
        'state="frozen"/></sheetView></sheetViews>'
    )
    columns = f'<cols><col min="1" max="{len(heads)}" width="22" customWidth="1"/></cols>'
    return (
        f'{_XML}<worksheet xmlns="{_MAIN}">{view}{columns}<sheetData>'
        + _row([title], style=1)
        + "<row/>"
        + _row(heads, style=1)
    )


def _row(texts: Texts, style: int = 0) -> str:
    return f"<row>{''.join([_cell(text, style) for text in texts])}</row>"


def _cell(text: str | None, style: int) -> str:
    if not text:
        return f'<c s="{style}"/>'
    clean = _ESCAPED.sub("_x005F_", _BAD.sub("", text)) if not text.isprintable() or "_x" in text else text
    return f'<c s="{style}" t="inlineStr"><is><t xml:space="preserve">{escape(clean)}</t></is></c>'
