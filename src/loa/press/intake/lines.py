"""Rows of a file of items, one at a time whatever its length: JSONL and CSV (packed or not), xlsx.

It must not keep more than one row; a row that cannot be read is a reason, never an end.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import IO, Any, Final

import openpyxl

from loa.feeds.moments import habits, read_moment
from loa.lib.archive import ArchiveLimits, BadArchive, open_office
from loa.lib.text import fold, squeeze
from loa.press.source_errors import UnreadableFile

LONGEST_LINE: Final = 1 << 20
_BLOCK: Final = 4 << 20
_MOST_XLSX: Final = 256 << 20
_LIMITS: Final = ArchiveLimits(entries=5_000, unpacked=2 << 30, ratio=200)
_SHOWN: Final = 2_000
"""Characters of a refused row that are written down."""
_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "id": ("id", "ma", "guid", "ma tin", "stt"),
    "link": ("url", "link", "duong dan", "lien ket", "dia chi"),
    "title": ("title", "tieu de", "ten bai", "tit"),
    "summary": ("summary", "description", "tom tat", "sapo", "mo ta", "trich dan"),
    "text": ("text", "content", "body", "noi dung", "toan van"),
    "published": ("published_at", "published", "date", "pubdate", "ngay dang", "thoi gian", "ngay", "ngay xuat ban", "dang luc"),
    "publisher": ("source", "publisher", "newspaper", "bao", "nguon", "co quan bao chi", "ten bao", "toa soan"),
}  # fmt: skip
_FIELDS: Final = {name: key for key, names in _NAMES.items() for name in names}
_LONGEST_NAME: Final = 100
_VIET_NAM: Final = habits([], is_vietnamese=True)
BAD_JSON: Final = "Dòng không đọc được: cần một đối tượng JSON, mã UTF-8."
TOO_LONG: Final = "Dòng dài hơn 1 MB."
BAD_LETTERS: Final = "Dòng sai bảng mã chữ: cần UTF-8."
NO_TITLE: Final = "Thiếu tiêu đề."
NO_DATE: Final = "Thiếu ngày đăng hoặc không đọc được ngày đăng."
NO_ADDRESS: Final = "Thiếu cả đường dẫn lẫn mã tin."
A_PERSON: Final = "Cột báo ghi tên người. Tin chỉ được xếp theo cơ quan báo chí."
BAD_ADDRESS: Final = "Đường dẫn không mở được và không có mã tin."


@dataclass(frozen=True, slots=True)
class Row:
    """A row by the names we know; `reason` says why it is refused, `written` is what stood in the file."""

    values: Mapping[str, str]
    reason: str = ""
    written: bytes | Sequence[str] = b""
    published: datetime | None = None
    sure: float = 0.0

    @property
    def raw(self) -> str:
        """Return what stood in the file, cut, as it can be shown."""
        if isinstance(self.written, bytes):
            return self.written[: 4 * _SHOWN].decode("utf-8", "replace").rstrip("\n")[:_SHOWN]
        return " | ".join(self.written)[:_SHOWN].encode("utf-8", "replace").decode()

    @property
    def size(self) -> int:
        """Return about how much memory it takes."""
        return len(self.written) if isinstance(self.written, bytes) else sum(map(len, self.written))


def file_digest(source: Path, tell: Callable[[int], None] = lambda _bytes: None) -> str:
    """Return what knows a file again: the SHA-256 of all of it; `tell` hears of every block that was read."""
    digest = hashlib.sha256()
    with source.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
            tell(len(block))
    return digest.hexdigest()


def rows_of(source: Path, skip: int = 0) -> Iterator[Row]:
    """Yield the rows of a file behind those to skip. Raises: UnreadableFile for a kind that is not read, or unsafe."""
    name = source.name.lower().removesuffix(".gz")
    if name.endswith((".jsonl", ".ndjson", ".json")):
        return map(_judged, _jsonl(source, skip))
    if name.endswith((".csv", ".tsv", ".txt")):
        return map(_judged, islice(_csv(source), skip, None))
    if name.endswith(".xlsx"):
        return map(_judged, islice(_xlsx(source), skip, None))
    raise UnreadableFile


def count_rows(source: Path) -> int | None:
    """Return about how many rows a plain text file has; None for the others, which would have to be unpacked."""
    if source.name.lower().endswith((".gz", ".xlsx")):
        return None
    with source.open("rb") as file:
        return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))


def _judged(row: Row) -> Row:
    """Return a row with its moment, or with the reason why it is refused."""
    if row.reason:
        return row
    given = row.values
    if not _is_whole(given.values()):
        return Row({}, BAD_LETTERS, row.written)
    if not given.get("title", "").strip():
        return Row({}, NO_TITLE, row.written)
    if not given.get("link") and not given.get("id"):
        return Row({}, NO_ADDRESS, row.written)
    moment = read_moment(given.get("published"), None, _VIET_NAM)
    if moment is None:
        return Row({}, NO_DATE, row.written)
    return Row(given, "", row.written, moment.at, moment.sure)


def _is_whole(values: Iterable[str]) -> bool:
    """Tell whether no text holds half a letter, which a file in another encoding or a cut escape leaves."""
    try:
        "".join(values).encode()
    except UnicodeEncodeError:
        return False
    return True


def _jsonl(source: Path, skip: int) -> Iterator[Row]:
    with _open(source) as file:
        lines = (pair for pair in _lines(file) if pair[0].strip())
        for line, is_whole in islice(lines, skip, None):
            if not is_whole:
                yield Row({}, TOO_LONG, line)
            else:
                yield _json_row(line)


def _json_row(line: bytes) -> Row:
    try:
        given = json.loads(line.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError):
        return Row({}, BAD_JSON, line)
    if not isinstance(given, dict):
        return Row({}, BAD_JSON, line)
    return Row(_known(given), "", line)


def _lines(file: IO[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Yield lines and whether each is whole: the rest of one that is too long is passed over, piece by piece."""
    while line := file.readline(LONGEST_LINE):
        whole = line.endswith(b"\n") or len(line) < LONGEST_LINE
        yield (line if whole else line[:_SHOWN]), whole
        while not whole:
            piece = file.readline(LONGEST_LINE)
            whole = not piece or piece.endswith(b"\n")


class _Bounded:
    """Lines of a table; a row takes no more than `left` letters of them, what is longer is passed over to the line's end."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file
        self.left = LONGEST_LINE

    def __iter__(self) -> _Bounded:
        return self

    def __next__(self) -> str:
        line = self._file.readline(LONGEST_LINE)
        if not line:
            raise StopIteration
        self.left -= len(line)
        if self.left > 0:
            return line
        while line and not line.endswith(("\n", "\r")):
            line = self._file.readline(LONGEST_LINE)
        raise csv.Error


def _csv(source: Path) -> Iterator[Row]:
    csv.field_size_limit(LONGEST_LINE)
    with _open(source) as raw, io.TextIOWrapper(raw, "utf-8-sig", "surrogateescape", newline="") as file:
        head = file.readline(LONGEST_LINE)
        mark = max("\t;,", key=head.count)
        keys = [_key(cell) for cell in next(csv.reader([head], delimiter=mark), [])]
        if "title" not in keys:
            raise UnreadableFile
        bounded = _Bounded(file)
        rows = csv.reader(bounded, delimiter=mark)
        while True:
            bounded.left = LONGEST_LINE
            try:
                cells = next(rows)
            except StopIteration:
                return
            except csv.Error:
                yield Row({}, TOO_LONG)
                continue
            if any(cells):
                yield _cells(keys, cells)


def _xlsx(source: Path) -> Iterator[Row]:
    if source.stat().st_size > _MOST_XLSX:
        raise UnreadableFile
    try:
        archive = open_office(source.read_bytes(), _LIMITS)
    except BadArchive as error:
        raise UnreadableFile(error.text) from error
    book = openpyxl.load_workbook(io.BytesIO(archive.data), read_only=True, data_only=True, keep_links=False)
    try:
        keys: list[str] = []
        for cells in book.worksheets[0].iter_rows(values_only=True):
            texts = [
                "" if cell is None else cell.isoformat() if isinstance(cell, datetime) else str(cell)
                for cell in cells
            ]
            if keys and any(texts):
                yield _cells(keys, texts)
            elif not keys and "title" in (found := [_key(text) for text in texts]):
                keys = found
    finally:
        book.close()
    if not keys:
        raise UnreadableFile


def _cells(keys: list[str], cells: list[str]) -> Row:
    return Row({key: cell for key, cell in zip(keys, cells, strict=False) if key}, "", cells)


def _known(given: Mapping[str, Any]) -> dict[str, str]:
    """Return the values that we know by name; a writer is none of them."""
    found: dict[str, str] = {}
    for name, value in given.items():
        key = _key(str(name))
        if key and isinstance(value, str | int | float) and not isinstance(value, bool):
            found.setdefault(key, str(value))
    return found


def _key(name: str) -> str:
    return _known_key(name) if len(name) <= _LONGEST_NAME else ""


@lru_cache(maxsize=4096)
def _known_key(name: str) -> str:
    return _FIELDS.get(fold(squeeze(name)), "")


def _open(source: Path) -> IO[bytes]:
    if source.name.lower().endswith(".gz"):
        return gzip.open(source, "rb")  # type: ignore[return-value]
    return source.open("rb")
