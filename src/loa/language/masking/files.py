"""Masking of files of notes, one JSON object a line, for the command line.

It starts no database and never stops at a bad line.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from loa.language.masking.masker import mask


@dataclass(frozen=True, slots=True)
class FileCount:
    """How many lines were written and how many of them could not be read."""

    lines: int
    errors: int


def _open(path: Path, mode: str) -> IO[bytes]:
    return gzip.open(path, mode) if path.suffix == ".gz" else path.open(mode)  # type: ignore[return-value]


def _error(identity: object, number: int, sentence: str) -> dict[str, Any]:
    return {"id": identity, "line": number, "text": None, "spans": [], "error": sentence}


def _masked(record: dict[str, Any]) -> dict[str, Any]:
    done = mask(record["text"])
    spans = [{"start": span.start, "end": span.end, "kind": span.kind} for span in done.spans]
    return {"id": record["id"], "text": done.text, "spans": spans}


def mask_line(line: bytes, number: int) -> dict[str, Any]:
    """Mask one line; a line that cannot be read gives an entry with `error`, a Vietnamese sentence."""
    try:
        record = json.loads(line.decode("utf-8"))
    except (UnicodeDecodeError, ValueError, RecursionError):
        return _error(None, number, f"Dòng {number} không đọc được: cần một đối tượng JSON, mã UTF-8.")
    if not isinstance(record, dict) or "id" not in record:
        return _error(None, number, f"Dòng {number} thiếu “id”: cần dạng {{“id”, “text”}}.")
    if not isinstance(record.get("text"), str):
        return _error(record["id"], number, f"Dòng {number} thiếu “text” hoặc “text” không phải là chuỗi.")
    return _masked(record)


def mask_lines(lines: Iterator[bytes]) -> Iterator[dict[str, Any]]:
    """Mask every line that is not empty; an id seen before gives an error entry without that id."""
    seen: set[str] = set()
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        entry = mask_line(line, number)
        key = json.dumps(entry["id"], sort_keys=True)
        if entry["id"] is not None and key in seen:
            entry = _error(None, number, f"Dòng {number} lặp lại “id” đã có; mỗi “id” chỉ được dùng một lần.")
        seen.add(key)
        yield entry


def mask_file(source: Path, target: Path) -> FileCount:
    """Mask a .jsonl or .jsonl.gz file of {id, text} into one of {id, text, spans}.

    Lines end at the newline character only. The target appears whole or not at all.

    Raises:
        OSError: the source cannot be read or the target not be written.

    """
    partial = target.with_name(f".{target.stem}.part{target.suffix}")
    lines = errors = 0
    try:
        with _open(source, "rb") as given, _open(partial, "wb") as out:
            for entry in mask_lines(iter(given)):
                lines += 1
                errors += "error" in entry
                out.write(json.dumps(entry, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n")
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    return FileCount(lines, errors)
