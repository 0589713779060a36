"""The service worker of run sheets, put together from the queue that page and worker share, and its own file."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from loa import web

_SHARED = Path(web.__file__).parent / "static" / "web" / "queue.js"
_FOLDER = Path(__file__).parent / "static" / "manual"


@cache
def worker() -> str:
    """Return its source."""
    files = (_SHARED, _FOLDER / "sheet-queue.js", _FOLDER / "sheet-worker.js")
    return "\n".join(file.read_text("utf-8") for file in files)
