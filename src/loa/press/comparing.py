"""What the grouping engine says of two texts, asked in a process of its own: the engine is compiled and stays out of the web.

On one machine one such process runs at a time, over texts cut to `MOST_LETTERS`; what it said is kept for an hour.
Run as `python -m loa.press.comparing` it reads two items as JSON from its input and answers in JSON.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import math
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final

from django.conf import settings
from django.core.cache import cache

SECONDS: Final = 25
PATIENCE: Final = 5.0
"""Seconds for which a reader waits until the comparison of another one is done."""
MOST_LETTERS: Final = 20_000
KEPT: Final = 3600


@dataclass(frozen=True, slots=True)
class Verdict:
    """The engine's own reckoning: shares of shingles in common, the score of terms, what follows from them."""

    verdict: str
    why: str
    both: float
    of_new: float
    of_old: float
    score: float | None
    figures_differ: bool
    same_reprints: bool
    same_story: bool


def compare(first: Mapping[str, str], second: Mapping[str, str]) -> Verdict | None:
    """Return what the engine says of two items (id, title, text, published_at, source); None when it does not answer in time."""
    given = json.dumps([dict(one) | {"text": one["text"][:MOST_LETTERS]} for one in (first, second)])
    key = f"press.comparing:{hashlib.sha256(given.encode()).hexdigest()}"
    said: str | None = cache.get(key)
    if said is None:
        with _turn() as is_ours:
            said = _asked(given) if is_ours else None
        if said is None:
            return None
        cache.set(key, said, KEPT)
    return Verdict(**json.loads(said))


@contextmanager
def _turn() -> Iterator[bool]:
    """Hold the machine's one place for a comparison; False where it did not become free in time."""
    path = settings.HOME / "press" / "comparing.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    until = time.monotonic() + PATIENCE
    with path.open("w") as file:
        while not (is_ours := _locked(file.fileno())) and time.monotonic() < until:
            time.sleep(0.1)
        yield is_ours


def _locked(fd: int) -> bool:
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _asked(given: str) -> str | None:
    try:
        done = subprocess.run(
            [sys.executable, "-m", "loa.press.comparing"],
            input=given,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=True,
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError, OSError):
        return None
    return done.stdout


def answer(given: str) -> str:
    """Compare the two items of a JSON text with the engine."""
    stories = import_module("loa.stories")
    moments = import_module("datetime").datetime
    items = [
        stories.Item(
            row["id"], row["title"], row["text"], moments.fromisoformat(row["published_at"]), row["source"]
        )
        for row in json.loads(given)
    ]
    grouper = stories.Grouper(window=64, story_window=64)
    grouper.add_many(items)
    found = grouper.explain(items[0].id, items[1].id)
    said: dict[str, Any] = {
        "verdict": str(found.finding.verdict),
        "why": str(found.finding.why),
        "both": float(found.likeness.both),
        "of_new": float(found.likeness.of_new),
        "of_old": float(found.likeness.of_old),
        "score": None if math.isnan(found.score) else float(found.score),
        "figures_differ": bool(found.finding.figures_differ),
        "same_reprints": bool(found.same_reprints),
        "same_story": bool(found.same_story),
    }
    return json.dumps(said)


if __name__ == "__main__":
    sys.stdout.write(answer(sys.stdin.read()))
