"""Which backups were written from this copy: one line each in `backups.jsonl` of the data folder, never where they lie."""

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
class Backup:
    """One backup: as of when, the name of its file, its size in bytes, how many members it holds."""

    at: datetime
    name: str
    size: int
    members: int


def default_file() -> Path:
    """Return where the backups are noted."""
    return Path(settings.HOME) / "backups.jsonl"


def append(backup: Backup) -> None:
    """Note a backup and see it onto the disk. Raises: OSError."""
    append_line(default_file(), json.dumps(asdict(backup) | {"at": backup.at.isoformat()}))


def last() -> Backup | None:
    """Return the latest backup; None before the first. A torn line is left out."""
    return last_line(default_file(), _read)


def _read(line: Mapping[str, Any]) -> Backup:
    at = datetime.fromisoformat(line["at"])
    return Backup(at, str(line["name"]), int(line["size"]), int(line["members"]))
