"""The keys of this installation, read once and again whenever their file changes; the one place that loads them."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from loa.lib.crypt import Keyring


def keyring() -> Keyring:
    """Return the keyring of this copy, from LOA_KEYS or the keyring file.

    Raises: loa.lib.crypt.KeyFileError with a sentence that says what to do.
    """
    path = Path(settings.KEYRING_FILE)
    stamp = path.stat().st_mtime_ns if path.exists() else 0
    return _load(str(path), os.environ.get("LOA_KEYS"), stamp)


@lru_cache(maxsize=4)
def _load(path: str, env: str | None, stamp: int) -> Keyring:
    del stamp
    return Keyring.load(path, env)
