"""What somebody saw who confirms facts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Seen:
    """What stood on the screen where facts were confirmed: the version of the core text, and the facts' ids."""

    version: int
    ids: frozenset[int]
