"""The list of what was erased, kept beside the database: a backup that is older than an erasure cannot hold it.

Each line is a text id ("audience.subscriber:7") and a moment, nothing about the person. It is written before the
erasure commits: should the commit fail, the thing is erased at the next restore, as was asked.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from loa.lib import clock


def default_file() -> Path:
    """Return where the list lies; copy it off the machine with the backups."""
    return Path(settings.HOME) / "erased.jsonl"


def record_erased(things: Iterable[str]) -> None:
    """Append things to the list and see them onto the disk. Raises: OSError, and then nothing may be erased."""
    target = default_file()
    target.parent.mkdir(parents=True, exist_ok=True)
    at = clock.now().isoformat(timespec="seconds")
    lines = "".join(json.dumps({"thing": thing, "at": at}) + "\n" for thing in things)
    with target.open("a", encoding="utf-8") as file:
        file.write(lines)
        file.flush()
        os.fsync(file.fileno())


def list_erased(model: str) -> list[int]:
    """Return the numbers of the erased things of a model ("audience.subscriber"); a torn last line is left out."""
    return sorted(int(name) for name in list_erased_names(model))


def list_erased_names(model: str) -> list[str]:
    """Return what stands behind the colon for each erased thing of a model, such as the number of a file."""
    target = default_file()
    if not target.exists():
        return []
    things = [_thing(line) for line in target.read_text(encoding="utf-8").split("\n")]
    prefix = f"{model}:"
    return sorted({t.removeprefix(prefix) for t in things if t.startswith(prefix)})


def _thing(line: str) -> str:
    try:
        return str(json.loads(line)["thing"])
    except (ValueError, KeyError):
        return ""
