"""Starts programs that cannot outlive this process, not even when it is killed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

GUARD = Path(__file__).with_name("guard.py")


@dataclass(frozen=True)
class Manner:
    """How a child is started and ended.

    `signals` lists signal:seconds pairs, each sent when the one before was not obeyed in its seconds.
    """

    signals: str = "TERM:6"
    user: tuple[int, int] | None = None
    remove: Path | None = None
    keep_open: tuple[int, ...] = ()


@dataclass
class Child:
    """A running program behind its guard."""

    name: str
    guard: subprocess.Popen[bytes]

    def ended(self) -> int | None:
        """Return the exit code once the program and all its descendants are gone."""
        return self.guard.poll()

    def ask_to_stop(self) -> None:
        """Let the guard end the program in the manner given at its start."""
        if self.guard.stdin and not self.guard.stdin.closed:
            self.guard.stdin.close()

    def stop(self, patience: float = 20.0) -> int:
        """End the program and wait until it is gone; return its exit code."""
        self.ask_to_stop()
        return self.guard.wait(timeout=patience)


def start(
    name: str,
    command: Sequence[str | Path],
    *,
    manner: Manner | None = None,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    log: IO[bytes] | None = None,
) -> Child:
    """Start a program as the child of a guard that ends it when this process ends."""
    manner = manner or Manner()
    options = ["--signals", manner.signals]
    if manner.user:
        options += ["--user", f"{manner.user[0]}:{manner.user[1]}"]
    if manner.remove:
        options += ["--remove", str(manner.remove)]
    guard = subprocess.Popen(
        [sys.executable, "-I", "-S", str(GUARD), *options, "--", *map(str, command)],
        stdin=subprocess.PIPE,
        stdout=log,
        stderr=subprocess.STDOUT if log else None,
        env=dict(os.environ) if env is None else dict(env),
        cwd=cwd,
        pass_fds=manner.keep_open,
        start_new_session=True,
    )
    return Child(name, guard)
