"""Files of JSON Lines, plain or gzip: one answer for each line, whatever is wrong with it.

It must not know what is asked; a text never enters a message or a log.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

Entry = dict[str, Any]


@dataclass(frozen=True, slots=True)
class FileCount:
    """How many lines were written and how many of them could not be read."""

    lines: int
    errors: int


@dataclass(frozen=True, slots=True)
class Question:
    """What every line asks: a text under `field`; `answer` makes the entry without its id, `blank` that of a bad line."""

    field: str
    answer: Callable[[str], Entry]
    blank: Mapping[str, Any]

    def answer_line(self, line: bytes, number: int) -> Entry:
        """Answer one line; one that cannot be read gives an entry with `error`, a Vietnamese sentence."""
        try:
            record = json.loads(line.decode("utf-8"))
        except (UnicodeDecodeError, ValueError, RecursionError):
            return self.refuse(
                None, number, f"Dòng {number} không đọc được: cần một đối tượng JSON, mã UTF-8."
            )
        if not isinstance(record, dict) or "id" not in record:
            return self.refuse(None, number, f"Dòng {number} thiếu “id”: cần dạng {{“id”, “{self.field}”}}.")
        text = record.get(self.field)
        if not isinstance(text, str):
            sentence = f"Dòng {number} thiếu “{self.field}” hoặc “{self.field}” không phải là chuỗi."
            return self.refuse(record["id"], number, sentence)
        return {"id": record["id"], **self.answer(text)}

    def answer_lines(self, lines: Iterable[bytes]) -> Iterator[Entry]:
        """Answer every line that is not empty; an id seen before gives an error entry without that id."""
        seen: set[str] = set()
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            entry = self.answer_line(line, number)
            key = json.dumps(entry["id"], sort_keys=True)
            if entry["id"] is not None and key in seen:
                sentence = f"Dòng {number} lặp lại “id” đã có; mỗi “id” chỉ được dùng một lần."
                entry = self.refuse(None, number, sentence)
            seen.add(key)
            yield entry

    def refuse(self, identity: object, number: int, sentence: str) -> Entry:
        """Return the entry of a line that cannot be read."""
        return {"id": identity, "line": number, **self.blank, "error": sentence}


def answer_file(
    source: Path, target: Path, question: Question, *, step: Callable[[], None] = lambda: None
) -> FileCount:
    """Answer a .jsonl or .jsonl.gz file into another; `step` is called after each line.

    Lines end at the newline character only. The target appears whole or not at all.

    Raises:
        OSError: the source cannot be read or the target not be written.

    """
    partial = target.with_name(f".{target.stem}.part{target.suffix}")
    lines = errors = 0
    try:
        with _open(source, "rb") as given, _open(partial, "wb") as out:
            for entry in question.answer_lines(given):
                lines += 1
                errors += "error" in entry
                out.write(json.dumps(entry, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n")
                step()
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    return FileCount(lines, errors)


def count_lines(source: Path) -> int:
    """Return how many lines of a .jsonl or .jsonl.gz file are not empty."""
    with _open(source, "rb") as given:
        return sum(1 for line in given if line.strip())


def _open(path: Path, mode: str) -> IO[bytes]:
    return gzip.open(path, mode) if path.suffix == ".gz" else path.open(mode)  # type: ignore[return-value]
