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
from typing import Any, Final

import numba
from numba.core import cgutils, types
from numba.extending import intrinsic
from numba.np.arrayobj import make_array

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


_ir: Any = cgutils.ir  # type: ignore[attr-defined]
LINE: Final = 64
"""Bytes that memory gives at once."""


def _ask_for(typing: Any, array: Any, row: Any, skipped: Any) -> Any:  # noqa: ARG001  the form numba wants
    """Ask memory for a line of a row of an array, so many bytes into it, ahead of its use; nothing waits for it."""

    def code(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        held = make_array(signature.args[0])(context, builder, given[0])  # type: ignore[no-untyped-call]
        word, number = _ir.IntType(64), _ir.IntType(32)
        stride = builder.extract_value(held.strides, 0)
        start = builder.ptrtoint(held.data, word)
        place = builder.add(builder.add(start, builder.mul(given[1], stride)), given[2])
        line = builder.inttoptr(place, _ir.PointerType())
        kind = _ir.FunctionType(_ir.VoidType(), [_ir.PointerType(), number, number, number])
        asked = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")  # type: ignore[no-untyped-call]
        builder.call(asked, [line, number(0), number(3), number(1)])
        return context.get_dummy_value()

    return types.void(array, types.int64, types.int64), code


ask_for: Callable[..., Any] = intrinsic(_ask_for)
