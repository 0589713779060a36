"""The words that tell an exercise or a test from the real thing, the same on every channel (charter 9)."""

from __future__ import annotations

from loa.channels.base import Core

EXERCISE = "DIỄN TẬP"
TEST = "THỬ NGHIỆM"
_MARKS = {"live": "", "exercise": EXERCISE, "test": TEST}


def mark_of(mode: str) -> str:
    """Return the mark of a mode; a live message has none."""
    return _MARKS[mode]


def marked_title(core: Core) -> str:
    """Return the title with its mark in front, once."""
    mark = mark_of(core.mode)
    return core.title if not mark or mark in core.title else f"[{mark}] {core.title}"
