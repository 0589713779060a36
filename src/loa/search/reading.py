"""Opens the index of this host for asking, and reads what is known besides: the synonyms of the city."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import lru_cache

from loa.finding.asking import Synonyms, default_synonyms, read_synonyms
from loa.finding.index import Index
from loa.search import places
from loa.search.models import Synonym


@dataclass
class _Opened:
    """The index that this process holds open, and the state of the disk that it shows."""

    name: str = ""
    stamp: int = 0
    index: Index | None = None


_opened = _Opened()
_lock = threading.Lock()


def index() -> Index | None:
    """Return the index as it stands now; None where this host has none yet."""
    with _lock:
        name = places.current()
        if not name:
            return None
        stamp = places.stamp_of(name)
        if name != _opened.name or _opened.index is None:
            _opened.index = Index(places.root() / name)
        elif stamp != _opened.stamp:
            _opened.index.refresh()
        _opened.name, _opened.stamp = name, stamp
        return _opened.index


def synonyms() -> Synonyms:
    """Return the wordings that mean the same: those that come with the product, and the city's."""
    groups = Synonym.objects.order_by("pk").values_list("wordings", flat=True)
    return _with_own(tuple(tuple(wordings) for wordings in groups))


@lru_cache(maxsize=4)
def _with_own(groups: tuple[tuple[str, ...], ...]) -> Synonyms:
    own, given = read_synonyms(groups), default_synonyms()
    return {word: (*given.get(word, ()), *own.get(word, ())) for word in {*given, *own}}
