"""Masking of files of notes, one JSON object a line, for the command line.

It starts no database and never stops at a bad line.
"""

from __future__ import annotations

from pathlib import Path

from loa.language.masking.masker import mask
from loa.lib.jsonl import Entry, FileCount, Question, answer_file


def _masked(text: str) -> Entry:
    done = mask(text)
    spans = [{"start": span.start, "end": span.end, "kind": span.kind} for span in done.spans]
    return {"text": done.text, "spans": spans}


QUESTION = Question("text", _masked, {"text": None, "spans": []})


def mask_file(source: Path, target: Path) -> FileCount:
    """Mask a .jsonl or .jsonl.gz file of {id, text} into one of {id, text, spans}.

    Lines end at the newline character only. The target appears whole or not at all.

    Raises:
        OSError: the source cannot be read or the target not be written.

    """
    return answer_file(source, target, QUESTION)
