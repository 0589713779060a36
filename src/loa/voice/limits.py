"""Child processes with limits of time and memory; what they read or run may be hostile or hang.

Run as a program it puts limits on itself and becomes the program named: `python -m loa.voice.limits MB SECONDS PROGRAM …`.
"""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_MB: Final = 1 << 20
_MOST_WRITTEN: Final = 2048
_WORDS: Final = 2000
"""How much of a child's complaint is kept."""


class TimedOut(Exception):
    """The child did not end in time; it and its children were killed."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a child ended: its exit code, what it said and what it complained of."""

    code: int
    said: bytes
    complaint: str


def limit(megabytes: int, seconds: int) -> None:
    """Put limits on this process: memory, processor time, size of written files; no core file."""
    for what, most in (
        (resource.RLIMIT_AS, megabytes * _MB),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, _MOST_WRITTEN * _MB),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(what)[1]
        wanted = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (wanted, wanted))


def run(command: Sequence[str], given: bytes, seconds: float, folder: Path | None = None) -> Ended:
    """Run a child with `given` on its standard input; after `seconds` it is killed with all it started.

    Raises:
        TimedOut: it did not end.
        OSError: it could not be started.

    """
    child = subprocess.Popen(  # noqa: S603  the commands are our own, or stand in a folder that the operator named
        list(command),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
        start_new_session=True,
    )
    try:
        said, complaint = child.communicate(given, timeout=seconds)
    except subprocess.TimeoutExpired as late:
        raise TimedOut from late
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.communicate()
    return Ended(child.returncode, said, complaint.decode("utf-8", "replace")[-_WORDS:])


def own(module: str, *arguments: str) -> list[str]:
    """Return the command that runs one of our own modules as a program."""
    return [sys.executable, "-m", module, *arguments]


def limited(command: Sequence[str], megabytes: int, seconds: int) -> list[str]:
    """Return the command that puts limits on a foreign program."""
    return own("loa.voice.limits", str(megabytes), str(seconds), *command)


def main(arguments: Sequence[str]) -> None:
    """Put the limits on and become the program."""
    megabytes, seconds, *command = arguments
    limit(int(megabytes), int(seconds))
    os.execv(command[0], command)  # noqa: S606  no shell is wanted


if __name__ == "__main__":
    main(sys.argv[1:])
