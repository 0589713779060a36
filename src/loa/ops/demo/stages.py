"""The steps of the demo: each is timed and printed as one line."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import click


@dataclass
class Stages:
    """How long each step took, in seconds, in the order of the steps."""

    seconds: dict[str, float] = field(default_factory=dict)
    quiet: bool = False

    @contextmanager
    def stage(self, name: str, title: str) -> Iterator[list[str]]:
        """Time one step; what is put into the list is printed behind its title."""
        notes: list[str] = []
        began = time.perf_counter()
        try:
            yield notes
        except BaseException:
            self._print("✗", title, time.perf_counter() - began, notes)
            raise
        self.seconds[name] = round(time.perf_counter() - began, 2)
        self._print("✓", title, self.seconds[name], notes)

    def _print(self, sign: str, title: str, seconds: float, notes: list[str]) -> None:
        if not self.quiet:
            said = f": {', '.join(notes)}" if notes else ""
            click.echo(f"{sign} {seconds:6.1f} s  {title}{said}")
