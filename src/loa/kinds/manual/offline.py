"""The service worker of run sheets, put together from two files: the queue that page and worker share, and its own."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "static" / "manual"


@cache
def worker() -> str:
    """Return its source."""
    return "\n".join((_FOLDER / name).read_text("utf-8") for name in ("sheet-queue.js", "sheet-worker.js"))
