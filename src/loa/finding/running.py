"""Answer a file of queries from a file of documents: no database, nothing kept on disk."""

from __future__ import annotations

import contextlib
import errno
import gzip
import json
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from loa.finding.asking import ask
from loa.finding.index import Doc, Index
from loa.lib.jsonl import FileCount, Question, answer_file

MOST = 10


@dataclass(frozen=True, slots=True)
class Ran:
    """How many documents and queries were read, and how many lines of each could not be."""

    documents: FileCount
    queries: FileCount


def load(source: Path, step: Callable[[], None] = lambda: None) -> tuple[Index, FileCount]:
    """Return an index in memory of a .jsonl or .jsonl.gz file of {id, title, text}; lines that are none are counted.

    Raises:
        OSError: the file cannot be read.

    """
    index, bad = Index(), 0
    with _whole(source), _open(source) as lines, index.writing() as writer:
        for line in lines:
            if line.strip():
                doc = _doc(line)
                bad += doc is None
                if doc is not None:
                    writer.append(doc)
                step()
    return index, FileCount(len(index) + bad, bad)


def run_file(docs: Path, queries: Path, target: Path, *, step: Callable[[], None] = lambda: None) -> Ran:
    """Write for each {id, q} of `queries` one {id, hits}: at most ten ids of documents, best first.

    A line that cannot be read is answered by an error entry without hits; the target appears whole or not at all.

    Raises: as `load`; OSError where the target cannot be written, too.
    """
    index, read = load(docs, step)

    def answer(text: str) -> dict[str, Any]:
        return {"hits": [json.loads(key) for key in _keys(index, text)]}

    with _whole(queries):
        return Ran(read, answer_file(queries, target, Question("q", answer, {"hits": []}), step=step))


@contextlib.contextmanager
def _whole(source: Path) -> Iterator[None]:
    """Name the file that is no gzip file, or only a part of one. Raises: OSError."""
    try:
        yield
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise OSError(
            errno.EIO, f"tệp .gz hỏng hoặc bị cắt / broken or cut-off .gz file ({error})", str(source)
        ) from error


def _keys(index: Index, text: str) -> Iterable[str]:
    """Return the best keys, each once: a file may hold an id twice."""
    return dict.fromkeys(hit.key for hit in index.search(ask(text), MOST, fill=True))


def _doc(line: bytes) -> Doc | None:
    try:
        record = json.loads(line)
        key = json.dumps(record["id"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    title, text = (str(record.get(name) or "") for name in ("title", "text"))
    return Doc(key, title.replace("_", " "), text)


def _open(path: Path) -> IO[bytes]:
    return gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb")  # type: ignore[return-value]
