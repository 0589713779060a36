"""Where compiled code is kept between runs, so that a second start does not compile again.

It must not stop anything: without a folder to write to, each process compiles for itself.
"""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba

from config import paths

_log = logging.getLogger(__name__)


def _is_writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _sources() -> str:
    """Return a name for the code of this folder: what was compiled from other code must not be taken for it."""
    told = hashlib.sha256()
    for source in sorted(Path(__file__).parent.glob("*.py")):
        told.update(source.read_bytes())
    return told.hexdigest()[:12]


def _kept() -> bool:
    """Name the folder for compiled code; say whether there is one."""
    folder = Path(os.environ.get("NUMBA_CACHE_DIR") or paths.home() / "compiled") / _sources()
    if not _is_writable(folder):
        _log.warning("compiled code cannot be kept in %s: every start compiles again", folder)
        return False
    numba.config.CACHE_DIR = str(folder)  # type: ignore[attr-defined]
    return True


KEPT = _kept()


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a function of numbers and arrays; the code is kept where a folder can be written."""
    kernel: Callable[..., Any] = numba.njit(cache=KEPT, nogil=True)(function)
    return kernel


def inlined(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a small function into each of those that call it: a call with arrays costs more than what it does."""
    kernel: Callable[..., Any] = numba.njit(inline="always", cache=KEPT, nogil=True)(function)
    return kernel
