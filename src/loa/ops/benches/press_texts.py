"""Made-up articles of Vietnamese compounds, and copies of them with a share of their words changed: for speed, not quality."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import numpy as np

import loa.language
from loa.stories import Item

WORDS, TITLE_WORDS, A_DAY = 363, 11, 5000
CHANGED = (0.0, 0.02, 0.05, 0.10, 0.15)
"""Shares of words edited in the planted copies; every twentieth article is one."""
_EVERY = 20
_START = datetime(2026, 1, 1, tzinfo=UTC)
_NAMES = 4000


@cache
def _vocabulary() -> tuple[list[str], np.ndarray]:
    lines = (
        (Path(loa.language.__file__).parent / "data" / "compounds.txt")
        .read_text(encoding="utf-8")
        .split("\n")
    )
    syllables = sorted({word for line in lines for word in line.split()})
    names = [f"{a.capitalize()} {b.capitalize()}" for a in syllables[::9] for b in syllables[::11]][:_NAMES]
    words = [*[line for line in lines if line], *names, *syllables]
    weights = 1.0 / (np.random.default_rng(1).permutation(len(words)) + 20.0)
    return words, np.cumsum(weights / weights.sum())


def articles(count: int, *, seed: int = 7) -> Iterator[tuple[Item, str | None, float]]:
    """Yield articles in order of time, each with the article it copies and the share of its words that were changed."""
    words, chances = _vocabulary()
    draw = np.random.default_rng(seed)
    recent: list[tuple[str, list[int]]] = []
    for at in range(count):
        original, changed = None, 0.0
        picks = np.searchsorted(chances, draw.random(WORDS // 2)).tolist()
        if recent and at % _EVERY == _EVERY - 1:
            original, picks = recent[int(draw.integers(len(recent)))]
            changed, picks = CHANGED[at // _EVERY % len(CHANGED)], list(picks)
            for place in draw.choice(len(picks), round(changed * len(picks)), replace=False).tolist():
                picks[place] = int(np.searchsorted(chances, draw.random()))
        name = f"a{at}"
        if original is None:
            recent = [*recent[-400:], (name, picks)]
        text = " ".join([words[pick] for pick in picks])
        title = text[:70].rsplit(" ", 1)[0]
        yield (
            Item(name, title, text, _START + timedelta(days=at / A_DAY), f"Báo {at % 40}"),
            original,
            changed,
        )
