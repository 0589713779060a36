"""What the last restore drills came to: one line each in `drills.jsonl` of the data folder."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from loa.ops.jsonlines import append_line, last_line


@dataclass(frozen=True, slots=True)
class Drill:
    """One restore drill: when it ended, how many seconds it took, whether it held, how many rows were compared, a word."""

    at: datetime
    seconds: float
    ok: bool
    rows: int
    note: str = ""


def default_file() -> Path:
    """Return where the drills are noted."""
    return Path(settings.HOME) / "drills.jsonl"


def append(drill: Drill) -> None:
    """Note a drill and see it onto the disk. Raises: OSError."""
    append_line(default_file(), json.dumps(asdict(drill) | {"at": drill.at.isoformat()}))


def last() -> Drill | None:
    """Return the latest drill; None before the first. A torn line is left out."""
    return last_line(default_file(), _read)


def last_good() -> Drill | None:
    """Return the latest drill in which all held."""
    return last_line(default_file(), _read_good)


def _read_good(line: Mapping[str, Any]) -> Drill:
    found = _read(line)
    if not found.ok:
        raise ValueError("not a good one")
    return found


def _read(line: Mapping[str, Any]) -> Drill:
    at = datetime.fromisoformat(line["at"])
    return Drill(at, float(line["seconds"]), bool(line["ok"]), int(line["rows"]), str(line.get("note", "")))
