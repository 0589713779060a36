"""Groups a file of items, one JSON object a line, for the command line.

The answer does not hang on the order of the lines: items are taken by time, then by id. The texts wait on disk, not in
memory. It never stops at a bad line.
"""

from __future__ import annotations

import gzip
import json
import tempfile
from array import array
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import IO, Any, Final

import numpy as np

from loa.stories.grouper import Grouper, Item

BATCH: Final = 2000
_LATE: Final = float("inf")


@dataclass(frozen=True, slots=True)
class FileCount:
    """How many lines were written, how many of them could not be read, how many groups were found."""

    lines: int
    errors: int
    reprints: int
    stories: int


@dataclass(slots=True)
class _Spool:
    """What is remembered of each line: where it waits on disk, its time, its id as JSON; -1 marks a bad one."""

    file: IO[bytes]
    places: array[int] = field(default_factory=lambda: array("q"))
    times: array[float] = field(default_factory=lambda: array("d"))
    keys: list[str] = field(default_factory=list)
    errors: dict[int, dict[str, Any]] = field(default_factory=dict)


def group_file(
    source: Path, target: Path, *, grouper: Grouper | None = None, say: Callable[[str], None] = lambda _: None
) -> FileCount:
    """Group a .jsonl or .jsonl.gz file of {id, title, text, published_at, source} into {id, reprint_of, story}.

    1. Every line is read, checked and laid on disk.
    2. The items are grouped by time, then by id.
    3. The answers are written in the order of the lines; the target appears whole or not at all.

    Raises:
        OSError: the source cannot be read or the target not be written.

    """
    grouper = grouper or Grouper()
    partial = target.with_name(f".{target.stem}.part{target.suffix}")
    with ExitStack() as stack:
        stack.callback(partial.unlink, missing_ok=True)
        spool = _Spool(stack.enter_context(tempfile.TemporaryFile(dir=target.parent)))
        with _open(source, "rb") as given:
            _lay_down(given, spool)
        say(f"{len(spool.keys)} lines read")
        for done, batch in enumerate(_batches(spool), 1):
            grouper.add_many(batch)
            if done % 10 == 0:
                say(f"{done * BATCH} items grouped")
        with _open(partial, "wb") as out:
            for entry in _answers(spool, grouper):
                out.write(json.dumps(entry, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n")
        partial.replace(target)
    shared = sum(len(members) > 1 for members in grouper.reprints.members.values())
    stories = sum(len(members) > 1 for members in grouper.stories.members.values())
    return FileCount(len(spool.keys), len(spool.errors), shared, stories)


def _lay_down(lines: IO[bytes], spool: _Spool) -> None:
    seen: set[str] = set()
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        record, error = _read(line, number)
        key = json.dumps(record.get("id"), ensure_ascii=False, sort_keys=True) if "id" in record else "null"
        if not error and key in seen:
            key, error = "null", f"Dòng {number} lặp lại “id” đã có; mỗi “id” chỉ được dùng một lần."
        seen.add(key)
        if error:
            told = {"id": json.loads(key), "line": number, "reprint_of": None, "story": None, "error": error}
            spool.errors[len(spool.keys)] = told
        spool.places.append(-1 if error else spool.file.tell())
        spool.times.append(_LATE if error else _time(record))
        spool.keys.append(key)
        if not error:
            spool.file.write(
                json.dumps(_needed(record), ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n"
            )


def _read(line: bytes, number: int) -> tuple[dict[str, Any], str]:
    """Return the record of a line, and a sentence that says what is wrong with it."""
    try:
        record = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))
    except (UnicodeDecodeError, ValueError, RecursionError):
        return {}, f"Dòng {number} không đọc được: cần một đối tượng JSON, mã UTF-8."
    if not isinstance(record, dict) or record.get("id") is None:
        return {}, f"Dòng {number} thiếu “id”: cần dạng {{“id”, “title”, “text”, “published_at”, “source”}}."
    given = [record.get(name) for name in ("title", "text")]
    if not any(isinstance(text, str) for text in given) or not all(
        t is None or isinstance(t, str) for t in given
    ):
        return record, f"Dòng {number} thiếu “title” và “text”, hoặc chúng không phải là chuỗi."
    return record, ""


def _needed(record: dict[str, Any]) -> list[Any]:
    source = record.get("source")
    return [record.get("title") or "", record.get("text") or "", source if isinstance(source, str) else ""]


def _time(record: dict[str, Any]) -> float:
    """Return the time of an item in seconds since 1970; what cannot be read comes last."""
    told = record.get("published_at")
    if isinstance(told, int | float) and not isinstance(told, bool):
        return float(told)
    if not isinstance(told, str):
        return _LATE
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(told.strip())
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
        except (ValueError, TypeError, OverflowError):
            continue
    return _LATE


def _batches(spool: _Spool) -> Iterator[list[Item]]:
    """Yield the items by time, then by id."""
    good = [at for at in range(len(spool.keys)) if spool.places[at] >= 0]
    good.sort(key=lambda at: (spool.times[at], spool.keys[at]))
    for start in range(0, len(good), BATCH):
        yield [_item(spool, at) for at in good[start : start + BATCH]]


def _item(spool: _Spool, at: int) -> Item:
    spool.file.seek(spool.places[at])
    title, text, source = json.loads(spool.file.readline().decode("utf-8", "surrogatepass"))
    time = spool.times[at]
    known = np.isfinite(time) and abs(time) < 2e11
    return Item(spool.keys[at], title, text, datetime.fromtimestamp(time, UTC) if known else None, source)


def _answers(spool: _Spool, grouper: Grouper) -> Iterator[dict[str, Any]]:
    for at, key in enumerate(spool.keys):
        if at in spool.errors:
            yield spool.errors[at]
            continue
        placed = grouper.placed(key)
        original = None if placed.reprint_of is None else json.loads(placed.reprint_of)
        yield {"id": json.loads(key), "reprint_of": original, "story": _name(placed.story)}


def _name(key: str) -> str:
    """Return the name of a story: the id of the item that founded it, as text."""
    told = json.loads(key)
    return told if isinstance(told, str) else key


def _open(path: Path, mode: str) -> IO[bytes]:
    return gzip.open(path, mode) if path.suffix == ".gz" else path.open(mode)  # type: ignore[return-value]
