"""Files of addresses, one JSON object a line, for the command line; it starts no database."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from loa.language.addresses.resolver import resolve
from loa.lib.jsonl import Entry, FileCount, Question, answer_file


def _resolved(text: str) -> Entry:
    found = resolve(text)
    return {
        "commune_code": found.commune_code,
        "candidates": list(found.candidates),
        "divided": found.divided,
    }


QUESTION = Question("input", _resolved, {"commune_code": None, "candidates": [], "divided": False})


def resolve_file(source: Path, target: Path, *, step: Callable[[], None] = lambda: None) -> FileCount:
    """Resolve a .jsonl or .jsonl.gz file of {id, input} into {id, commune_code, candidates, divided}.

    Lines end at the newline character only. The target appears whole or not at all. `step` is called after each line.

    Raises:
        OSError: the source cannot be read or the target not be written.

    """
    return answer_file(source, target, QUESTION, step=step)
