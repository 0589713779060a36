"""The facts of a text, found once for all readers that ask."""

from __future__ import annotations

from functools import lru_cache

from loa.language.facts import Fact, find_facts


@lru_cache(maxsize=4)
def facts_of(text: str) -> tuple[Fact, ...]:
    """Return what the fact finder finds in a text."""
    return tuple(find_facts(text))
