"""Groups a file of items, one JSON object a line, for the command line.

The answer does not hang on the order of the lines, nor on the engine: items are taken by time, then by id. The texts stay on
disk, not in memory. It never stops at a bad line.
"""

from __future__ import annotations

import gzip
import json
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final, Protocol

from loa.stories.facts import Batch
from loa.stories.grouper import STEP, Grouper
from loa.stories.lines import Bad, Index, index_part, prepare_lines
from loa.stories.rebuilding import kept_names

_PART: Final = 32 << 20
_SAID_EVERY: Final = 80
Span = tuple[int, int]
Chosen = tuple[Sequence[int], Sequence[str], Sequence[float]]


@dataclass(frozen=True, slots=True)
class FileCount:
    """How many lines were written, how many of them could not be read, how many groups were found."""

    lines: int
    errors: int
    reprints: int
    stories: int


class Engine(Protocol):
    """Who reads the file: both answers come in the order they were asked for."""

    def index(self, path: Path, spans: Sequence[Span]) -> Iterator[Index]:
        """Say what lies in each span of the file."""

    def prepare(self, path: Path, chosen: Iterator[Chosen]) -> Iterator[Batch]:
        """Make the items at chosen places ready."""


class OneProcess:
    """Reads the file here."""

    def index(self, path: Path, spans: Sequence[Span]) -> Iterator[Index]:
        """Say what lies in each span of the file."""
        return (index_part(path, *span) for span in spans)

    def prepare(self, path: Path, chosen: Iterator[Chosen]) -> Iterator[Batch]:
        """Make the items at chosen places ready."""
        return (prepare_lines(path, *lines) for lines in chosen)


def group_file(
    source: Path,
    target: Path,
    *,
    grouper: Grouper | None = None,
    engine: Engine | None = None,
    before: Path | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> FileCount:
    """Group a .jsonl or .jsonl.gz file of {id, title, text, published_at, source} into {id, reprint_of, story}.

    1. Every line is read and checked; where it lies, its time and its id are remembered.
    2. The items are grouped by time, then by id.
    3. The answers are written in the order of the lines; the target appears whole or not at all. Stories keep the names
       they had in `before`, the answers of an earlier run.

    Raises:
        OSError: a file cannot be read or the target not be written.

    """
    grouper, engine = grouper or Grouper(), engine or OneProcess()
    partial = target.with_name(f".{target.stem}.part{target.suffix}")
    with ExitStack() as stack:
        stack.callback(partial.unlink, missing_ok=True)
        path = _plain(source, target.parent, stack)
        index = Index()
        for part in engine.index(path, _spans(path)):
            index.add(part)
        errors = _errors(index)
        say(f"{len(index.keys)} lines read")
        for done, batch in enumerate(engine.prepare(path, _in_order(index, errors)), 1):
            grouper.take(batch)
            if done % _SAID_EVERY == 0:
                say(f"{done * STEP} items grouped")
        _write(partial, _answers(index, errors, grouper, _names(before, grouper)))
        partial.replace(target)
    shared, stories = (sum(1 for _ in groups.several()) for groups in (grouper.reprints, grouper.stories))
    return FileCount(len(index.keys), len(errors), shared, stories)


def _write(path: Path, entries: Iterable[dict[str, object]]) -> None:
    with _open(path, "wb") as out:
        for entry in entries:
            out.write(json.dumps(entry, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n")


def _plain(source: Path, folder: Path, stack: ExitStack) -> Path:
    """Return a file in which places can be looked up: the source, or what is packed in it."""
    if source.suffix != ".gz":
        return source
    unpacked = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=folder))) / "items.jsonl"
    with gzip.open(source, "rb") as given, unpacked.open("wb") as out:
        shutil.copyfileobj(given, out, 1 << 20)
    return unpacked


def _spans(path: Path) -> list[Span]:
    size = path.stat().st_size
    return [(start, min(size, start + _PART)) for start in range(0, size, _PART)]


def _errors(index: Index) -> dict[int, dict[str, Any]]:
    """Return an answer for each line that cannot be grouped, ids that were used before among them."""
    told: dict[int, dict[str, Any]] = {}
    seen: set[str] = set()
    for at, key in enumerate(index.keys):
        number, bad = index.numbers[at], index.bad.get(at)
        if bad or key in seen:
            name = json.loads(key) if bad else None
            error = _sentence(bad, number)
            told[at] = {"id": name, "line": number, "reprint_of": None, "story": None, "error": error}
        seen.add(key)
    return told


def _sentence(bad: Bad | None, number: int) -> str:
    """Say what is wrong with a line; where it could be read, its id was used before."""
    match bad:
        case Bad.UNREADABLE:
            return f"Dòng {number} không đọc được: cần một đối tượng JSON, mã UTF-8."
        case Bad.WITHOUT_ID:
            return f"Dòng {number} thiếu “id”: cần dạng {{“id”, “title”, “text”, “published_at”, “source”}}."
        case Bad.WITHOUT_TEXT:
            return f"Dòng {number} thiếu “title” và “text”, hoặc chúng không phải là chuỗi."
    return f"Dòng {number} lặp lại “id” đã có; mỗi “id” chỉ được dùng một lần."


def _in_order(index: Index, errors: dict[int, dict[str, Any]]) -> Iterator[Chosen]:
    """Yield the items by time, then by id, some at a time."""
    good = [at for at in range(len(index.keys)) if at not in errors]
    good.sort(key=lambda at: (index.times[at], index.keys[at]))
    for start in range(0, len(good), STEP):
        some = good[start : start + STEP]
        yield (
            [index.places[at] for at in some],
            [index.keys[at] for at in some],
            [index.times[at] for at in some],
        )


def _names(before: Path | None, grouper: Grouper) -> dict[str, str]:
    """Return the stories that go by another name than their founder's, as they did in the answers of an earlier run."""
    if before is None:
        return {}
    had: dict[str, str] = {}
    with _open(before, "rb") as lines:
        for line in lines:
            told = json.loads(line)
            if told.get("story"):
                had[_name(json.dumps(told["id"], ensure_ascii=False, sort_keys=True))] = told["story"]
    return kept_names(grouper.stories, [_name(key) for key in grouper.ids], had)


def _answers(
    index: Index, errors: dict[int, dict[str, Any]], grouper: Grouper, names: dict[str, str]
) -> Iterator[dict[str, Any]]:
    for at, key in enumerate(index.keys):
        if at in errors:
            yield errors[at]
            continue
        placed = grouper.placed(key)
        story = _name(placed.story)
        original = None if placed.reprint_of is None else json.loads(placed.reprint_of)
        yield {"id": json.loads(key), "reprint_of": original, "story": names.get(story, story)}


def _name(key: str) -> str:
    """Return the name of a story: the id of the item that founded it, as text."""
    told = json.loads(key)
    return told if isinstance(told, str) else key


def _open(path: Path, mode: str) -> IO[bytes]:
    return gzip.open(path, mode) if path.suffix == ".gz" else path.open(mode)  # type: ignore[return-value]
