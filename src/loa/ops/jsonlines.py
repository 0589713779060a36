"""Small logs of the data folder, one JSON object a line; what cannot be read is passed over."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")
TAIL = 64 * 1024  # bytes; the last good line lies there


def append_line(target: Path, line: str) -> None:
    """Append one line and see it onto the disk. Raises: OSError."""
    with target.open("a", encoding="utf-8") as file:
        file.write(line + "\n")
        file.flush()
        os.fsync(file.fileno())


def last_line(target: Path, read: Callable[[Mapping[str, Any]], T]) -> T | None:
    """Return the last line that `read` understands; None where there is none."""
    if not target.exists():
        return None
    with target.open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - TAIL))
        lines = file.read().split(b"\n")
    for line in reversed(lines):
        try:
            return read(json.loads(line))
        except (ValueError, KeyError, TypeError):
            continue
    return None
