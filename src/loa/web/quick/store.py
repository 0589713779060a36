"""A bounded place in the memory of one process: what was asked for least recently leaves first."""

from __future__ import annotations

import threading
from collections import OrderedDict

from loa.web.quick.answers import Kept


class Store:
    """Kept answers, never more bytes than `most`."""

    def __init__(self, most: int) -> None:
        self._most, self._size = most, 0
        self._kept: OrderedDict[bytes, Kept] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: bytes) -> Kept | None:
        """Return what is kept under a key."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def put(self, key: bytes, kept: Kept) -> None:
        """Keep it in place of an earlier one; the least asked for leave until it fits."""
        with self._lock:
            self._drop(key)
            self._kept[key] = kept
            self._size += kept.size
            while self._size > self._most:
                self._drop(next(iter(self._kept)))

    def drop(self, key: bytes) -> None:
        """Forget what is kept under a key."""
        with self._lock:
            self._drop(key)

    def drop_older(self, seconds: float) -> None:
        """Forget what was made longer ago."""
        with self._lock:
            for key in [key for key, kept in self._kept.items() if kept.age() > seconds]:
                self._drop(key)

    def _drop(self, key: bytes) -> None:
        if kept := self._kept.pop(key, None):
            self._size -= kept.size

    def __len__(self) -> int:
        return len(self._kept)


class Remembered:
    """Keys that were seen within the last `seconds`, at most so many."""

    def __init__(self, *, most: int, seconds: float) -> None:
        self._most, self._seconds = most, seconds
        self._seen: OrderedDict[bytes, float] = OrderedDict()
        self._lock = threading.Lock()

    def was_seen(self, key: bytes, now: float) -> bool:
        """Say whether the key was seen before, and remember it from now on."""
        with self._lock:
            before = self._seen.pop(key, None)
            self._seen[key] = now
            while len(self._seen) > self._most:
                self._seen.popitem(last=False)
        return before is not None and now - before <= self._seconds
