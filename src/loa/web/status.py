"""A state on screen: tone, icon and word together, so that nothing hangs on colour alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise

Tone = Literal["ok", "info", "wait", "warn", "bad", "unknown", "quiet"]

ICONS: dict[str, str] = {
    "ok": "circle-check",
    "info": "info-circle",
    "wait": "clock",
    "warn": "alert-triangle",
    "bad": "circle-x",
    "unknown": "question-mark",
    "quiet": "circle-minus",
}


@dataclass(frozen=True)
class Status:
    """How one state looks; rooms keep a table from their states to these."""

    tone: Tone
    text: str | Promise
    symbol: str = ""

    @property
    def icon(self) -> str:
        """Return the symbol, the tone's own where none is named."""
        return self.symbol or ICONS[self.tone]
