"""Show how far long work has come: done of total, rate, time left, failures.

On a terminal it is a bar; elsewhere plain lines, few enough for a log. It must not decide whether to go on.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TextIO

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn

_EVERY_SECONDS = 10.0
_MINUTE, _HOUR = 60, 3600


@dataclass(slots=True)
class Work:
    """The state of one piece of work; `step` and `fail` are all that its doer calls."""

    title: str
    total: int | None
    clock: Callable[[], float] = time.monotonic
    done: int = 0
    failed: int = 0
    started: float = 0.0
    shown: Callable[[Work], None] | None = None

    def __post_init__(self) -> None:
        self.started = self.clock()

    def step(self, count: int = 1) -> None:
        """Count work that ended well."""
        self.done += count
        self._show()

    def fail(self, count: int = 1) -> None:
        """Count work that ended badly; it is done all the same."""
        self.done += count
        self.failed += count
        self._show()

    def line(self) -> str:
        """Return the state as one line of words."""
        return describe(self.title, self.done, self.total, self.failed, self.clock() - self.started)

    def _show(self) -> None:
        if self.shown is not None:
            self.shown(self)


@contextmanager
def progress(title: str, total: int | None = None, *, stream: TextIO | None = None) -> Iterator[Work]:
    """Show the work while the block runs, on standard error; left early, it says how far it came.

    Usage: `with progress("Nạp địa bàn", total=126) as work: … work.step()`.
    """
    stream = stream or sys.stderr
    work = Work(title, total)
    with _bar(work, stream) if stream.isatty() else _lines(work, stream):
        yield work


def describe(title: str, done: int, total: int | None, failed: int, seconds: float) -> str:
    """Return "title: 50/126 (39 %), 12,5/giây, còn 6 giây, 1 lỗi"; without a total no share and no time left."""
    rate = done / seconds if seconds > 0 else 0.0
    counted = str(done) if total is None else f"{done}/{total} ({100 * done // total if total else 100} %)"
    parts = [f"{title}: {counted}", f"{rate:.1f}".replace(".", ",") + "/giây"]
    if total is not None and rate > 0 and done < total:
        parts.append(f"còn {duration((total - done) / rate)}")
    return ", ".join([*parts, f"{failed} lỗi"])


def duration(seconds: float) -> str:
    """Return the time in the two largest units that matter: "45 giây", "2 phút 5 giây", "1 giờ 10 phút"."""
    whole = round(seconds)
    if whole < _MINUTE:
        return f"{whole} giây"
    if whole < _HOUR:
        return f"{whole // _MINUTE} phút {whole % _MINUTE} giây"
    return f"{whole // _HOUR} giờ {whole % _HOUR // _MINUTE} phút"


@dataclass(slots=True)
class _Log:
    """Writes a line now and then, so that a log tells the story without drowning in it."""

    stream: TextIO
    last: float = field(default=float("-inf"))

    def __call__(self, work: Work) -> None:
        if work.clock() - self.last >= _EVERY_SECONDS and work.done != work.total:
            self.last = work.clock()
            self.write(work.line())

    def write(self, line: str) -> None:
        print(line, file=self.stream, flush=True)


@contextmanager
def _lines(work: Work, stream: TextIO) -> Iterator[None]:
    log = _Log(stream)
    work.shown = log
    try:
        yield
    except BaseException:
        log.write(f"{work.line()} – đã dừng.")
        raise
    log.write(work.line())


@contextmanager
def _bar(work: Work, stream: TextIO) -> Iterator[None]:
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        console=Console(file=stream),
        transient=False,
        refresh_per_second=4,
    )
    with bar:
        task: TaskID = bar.add_task(work.title, total=work.total)

        def show(state: Work) -> None:
            bar.update(task, completed=state.done, description=state.line())

        work.shown = show
        yield
        bar.update(task, description=work.line())
