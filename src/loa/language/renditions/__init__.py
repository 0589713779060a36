"""Renditions of a core message, checked against its locked facts."""

from loa.language.renditions.check import (
    ADDED,
    CHANGED,
    CONTRADICTING,
    MISSING,
    NOTE,
    STOP,
    Problem,
    check_rendition,
)

__all__ = ["ADDED", "CHANGED", "CONTRADICTING", "MISSING", "NOTE", "STOP", "Problem", "check_rendition"]
