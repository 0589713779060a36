"""How restore drills went: one line each, kept beside the copy, so that the last one can be shown anywhere."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Drill:
    """One drill: when it ended, how long it took, whether all held, how many rows came back, a word on it."""

    at: datetime
    seconds: float
    ok: bool
    rows: int
    note: str


def append(drill: Drill) -> None:
    """Add a drill to the list and see it onto the disk."""
    line = json.dumps(asdict(drill) | {"at": drill.at.isoformat()}, ensure_ascii=False)
    with _file().open("a", encoding="utf-8") as file:
        file.write(line + "\n")
        file.flush()
        os.fsync(file.fileno())


def last() -> Drill | None:
    """Return the last drill; None when there was none."""
    found = _all()
    return found[-1] if found else None


def last_good() -> Drill | None:
    """Return the last drill in which all held."""
    return next((drill for drill in reversed(_all()) if drill.ok), None)


def _all() -> list[Drill]:
    if not _file().exists():
        return []
    lines = _file().read_text(encoding="utf-8").splitlines()
    return [Drill(**facts | {"at": datetime.fromisoformat(facts["at"])}) for facts in map(json.loads, lines)]


def _file() -> Path:
    return Path(settings.HOME) / "drills.jsonl"
