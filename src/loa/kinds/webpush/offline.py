"""The worker that shows notifications in a browser."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_WORKER = Path(__file__).parent / "static" / "webpush" / "worker.js"


@cache
def worker() -> str:
    """Return the source of the notifications' worker."""
    return _WORKER.read_text("utf-8")
