"""Opens the index of this host for asking, and reads what is known besides: the synonyms of the city."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import lru_cache

from loa.finding.asking import Synonyms, default_groups, read_synonyms
from loa.finding.index import Index
from loa.search import places, rules
from loa.search.models import Synonym
from loa.search.rules import Group


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
    """Return the wordings that mean the same: the city's, and those that come with the product where the city has none."""
    return _with_own(_own_groups())


def given_groups() -> list[tuple[Group, bool]]:
    """Return the groups that come with the product, each with whether the city's take its place."""
    own = _own_groups()
    return [(group, rules.is_replaced(group, own)) for group in default_groups()]


def _own_groups() -> tuple[Group, ...]:
    groups = Synonym.objects.order_by("pk").values_list("wordings", flat=True)
    return tuple(tuple(wordings) for wordings in groups)


@lru_cache(maxsize=4)
def _with_own(own: tuple[Group, ...]) -> Synonyms:
    given = [group for group in default_groups() if not rules.is_replaced(group, own)]
    return read_synonyms([*given, *own])
