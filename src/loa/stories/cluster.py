"""The same grouping with Dask: workers read their own parts of the file, only arrays come back.

The order of what comes back is that of what was asked, and only a few answers wait at a time, so that memory stays the same
for any length of file. The scheduler sees names of files, places, ids and times, never a text.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from distributed import Client, LocalCluster

from loa.stories.facts import Batch
from loa.stories.files import Chosen, Span
from loa.stories.lines import Index, index_part, prepare_lines

_WAITING: Final = 4
"""Answers on their way for each worker."""
_TOGETHER: Final = 8
"""Batches asked for at once: a task of a few milliseconds costs more to hand out than to do."""


class Dask:
    """Reads the file in the workers of a client."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._workers = max(1, len(client.scheduler_info()["workers"]))

    def index(self, path: Path, spans: Sequence[Span]) -> Iterator[Index]:
        """Say what lies in each span of the file."""
        return self._each(index_part, ((path.absolute(), *span) for span in spans))

    def prepare(self, path: Path, chosen: Iterator[Chosen]) -> Iterator[Batch]:
        """Make the items at chosen places ready."""
        for batches in self._each(_prepare_several, ((path.absolute(), some) for some in _several(chosen))):
            yield from batches

    def _each(self, action: Callable[..., Any], tasks: Iterable[tuple[Any, ...]]) -> Iterator[Any]:
        waiting: deque[Any] = deque()
        for task in tasks:
            waiting.append(self._client.submit(action, *task, pure=False))
            if len(waiting) >= _WAITING * self._workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _prepare_several(path: Path, chosen: Sequence[Chosen]) -> list[Batch]:
    return [prepare_lines(path, *lines) for lines in chosen]


def _several(chosen: Iterator[Chosen]) -> Iterator[list[Chosen]]:
    some: list[Chosen] = []
    for one in chosen:
        some.append(one)
        if len(some) == _TOGETHER:
            yield some
            some = []
    if some:
        yield some


@contextmanager
def local(workers: int | None = None) -> Iterator[Dask]:
    """Start workers on this machine, one for each processor, reachable from it only; stop them at the end."""
    count = workers or os.cpu_count() or 1
    with (
        LocalCluster(  # type: ignore[no-untyped-call]
            n_workers=count, threads_per_worker=1, dashboard_address=None, host="127.0.0.1"
        ) as cluster,
        Client(cluster) as client,  # type: ignore[no-untyped-call]
    ):
        yield Dask(client)
