"""The file command `loa feeds parse FILE… --out OUT --resume`: one line a file, and what a stop leaves behind is gone on with."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from loa.feeds.errors import NotOurs
from loa.feeds.reading import Answer, answer_files

_LONGEST: Final = 64 << 20
_BEGINS: Final = b'{"file": '


def line_of(answer: Answer) -> bytes:
    """Return an answer as one line; a name that is no text keeps its odd bytes as escapes."""
    return json.dumps(answer, ensure_ascii=False).encode("utf-8", "backslashreplace")


def write_answers(names: Iterable[str], out: Path, *, resume: bool) -> None:
    """Write the line of each file to `out`; with `resume` its whole lines stay and their files are not read again.

    Raises: NotOurs where `out` holds something else; OSError.
    """
    done, size = _answered(out) if resume and out.exists() else (Counter[str](), 0)
    with out.open("ab") as target:
        target.truncate(size)
        for answer in answer_files(_left(names, done)):
            target.write(line_of(answer) + b"\n")
            target.flush()


def _answered(out: Path) -> tuple[Counter[str], int]:
    """Return how often each file is answered, and where the last whole line ends."""
    done: Counter[str] = Counter()
    size = 0
    with out.open("rb") as file:
        while line := file.readline(_LONGEST):
            name = _file_of(line)
            if name is None:
                break
            done[name] += 1
            size += len(line)
    if not size and line[: len(_BEGINS)] != _BEGINS[: len(line)]:
        raise NotOurs
    return done, size


def _file_of(line: bytes) -> str | None:
    """Return which file a whole line answers; None for half a line and for what is none of ours."""
    if not line.endswith(b"\n") or not line.startswith(_BEGINS):
        return None
    try:
        return str(json.loads(line)["file"])
    except (ValueError, KeyError):
        return None


def _left(names: Iterable[str], done: Counter[str]) -> Iterator[str]:
    """Yield the files that are not answered yet; one that is named twice is answered twice."""
    for name in names:
        if done[name]:
            done[name] -= 1
        else:
            yield name
