"""Where compiled code is kept between runs, so that a second start does not compile again.

It must not stop anything: without a folder to write to, each process compiles for itself.
"""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from config import paths

_log = logging.getLogger(__name__)


def _is_writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _kept() -> bool:
    """Name the folder for compiled code before numba is imported; say whether there is one."""
    folder = Path(os.environ.get("NUMBA_CACHE_DIR") or paths.home() / "compiled")
    if not _is_writable(folder):
        _log.warning("compiled code cannot be kept in %s: every start compiles again", folder)
        return False
    os.environ["NUMBA_CACHE_DIR"] = str(folder)
    return True


KEPT = _kept()

import numba  # noqa: E402  reads the name of its folder when imported


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a function of numbers and arrays; the code is kept where a folder can be written."""
    kernel: Callable[..., Any] = numba.njit(cache=KEPT, nogil=True)(function)
    return kernel
