"""What a long-lived process does with its memory once it is loaded."""

from __future__ import annotations

import gc


def settle() -> None:
    """Take what is loaded by now out of every later search for garbage: it stays until the process ends."""
    gc.collect()
    gc.freeze()
