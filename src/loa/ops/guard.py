"""Stands between the supervisor and one child, so that the child ends when the supervisor does.

usage: python -I -S guard.py [--user UID:GID] [--signals INT:6,QUIT:2] [--remove DIR] -- COMMAND...

Its standard input is a pipe that only the supervisor holds open. When that pipe ends, for whatever
reason, the child gets the signals in turn, each with its seconds of grace, and then SIGKILL; so do all
its descendants. It must not import anything but the standard library: it starts in milliseconds and
keeps little memory.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
Steps = list[tuple[signal.Signals, float]]

_libc = ctypes.CDLL(None, use_errno=True)


def die_with_parent(parent: int, number: int) -> None:
    """Ask the kernel to send this process a signal when its parent ends."""
    _libc.prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def read_steps(text: str) -> Steps:
    """Read "INT:6,QUIT:2" as signals with their seconds of grace."""
    pairs = (step.split(":") for step in text.split(","))
    return [(signal.Signals["SIG" + name], float(seconds)) for name, seconds in pairs]


def descendants() -> list[int]:
    """Return the live processes whose parent is this one; orphans of the child are among them."""
    found = []
    for name in filter(str.isdigit, os.listdir("/proc")):  # noqa: PTH208  one module less to load
        try:
            with open(f"/proc/{name}/stat", encoding="utf-8", errors="replace") as file:  # noqa: PTH123
                state, parent = file.read().rsplit(")", 1)[1].split()[:2]
        except OSError:
            continue
        if int(parent) == os.getpid() and state != "Z":
            found.append(int(name))
    return found


def reap() -> dict[int, int]:
    """Collect every child that has ended; return exit codes by process id."""
    ended: dict[int, int] = {}
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return ended
        if not pid:
            return ended
        ended[pid] = os.waitstatus_to_exitcode(status)


def end_descendants() -> None:
    """Kill what the child left behind, until nothing is left."""
    while left := descendants():
        for pid in left:
            os.kill(pid, signal.SIGKILL)
        time.sleep(0.01)
        reap()


def watch(child: int, steps: Steps, wakeup: int) -> int:
    """Wait for the child; end it by steps once standard input ends; return its exit code."""
    pending: list[tuple[float, Callable[[], None]]] = []
    open_pipes = [0, wakeup]
    while True:
        wait = max(0.0, pending[0][0] - time.monotonic()) if pending else None
        ready, _, _ = select.select(open_pipes, [], [], wait)
        if wakeup in ready:
            os.read(wakeup, 512)
        if 0 in ready and not os.read(0, 512):
            open_pipes.remove(0)
            pending = plan(child, steps)
        ended = reap()
        if child in ended:
            return ended[child]
        while pending and pending[0][0] <= time.monotonic():
            pending.pop(0)[1]()


def plan(child: int, steps: Steps) -> list[tuple[float, Callable[[], None]]]:
    """Return when to send which signal to the child, SIGKILL last."""
    at = time.monotonic()
    moves: list[tuple[float, Callable[[], None]]] = []
    for number, grace in [*steps, (signal.SIGKILL, 0.0)]:
        moves.append((at, partial(os.kill, child, number)))
        at += grace
    return moves


def main(argv: Sequence[str]) -> int:
    """Start the command and guard it; return its exit code."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--user")
    parser.add_argument("--signals", type=read_steps, default=read_steps("TERM:6"))
    parser.add_argument("--remove")
    parser.add_argument("command", nargs="+")
    options = parser.parse_args(argv)
    read_end, write_end = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    signal.set_wakeup_fd(write_end)
    for number in (signal.SIGCHLD, signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: None)  # only the pipe decides when to stop
    _libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    guard, first = os.getpid(), options.signals[0][0]
    user, group = map(int, options.user.split(":")) if options.user else (None, None)
    child = subprocess.Popen(
        options.command,
        stdin=subprocess.DEVNULL,
        preexec_fn=lambda: die_with_parent(guard, first),  # noqa: PLW1509  this process has one thread
        user=user,
        group=group,
        extra_groups=[] if options.user else None,
    )
    code = watch(child.pid, options.signals, read_end)
    end_descendants()
    if options.remove:
        shutil.rmtree(options.remove, ignore_errors=True)
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
