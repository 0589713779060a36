"""The service workers of the public pages.

That of run sheets is put together from two files: the queue that page and worker share, and its own.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from loa.kinds import webpush

_FOLDER = Path(__file__).parent / "static" / "portal"
_PUSH = Path(webpush.__file__).parent / "static" / "webpush" / "worker.js"


@cache
def worker() -> str:
    """Return the source of the run sheets' worker."""
    return "\n".join((_FOLDER / name).read_text("utf-8") for name in ("sheet-queue.js", "sheet-worker.js"))


@cache
def push_worker() -> str:
    """Return the source of the notifications' worker."""
    return _PUSH.read_text("utf-8")
