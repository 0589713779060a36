"""The slot of the first screen: each room says what is to do, what is going out, what is broken.

It must not know the rooms; they register in ready() and answer with counts, never with long lists.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from django.http import HttpRequest
from django.utils.functional import Promise

from loa.web.status import Tone

BlockKey = Literal["todo", "out", "broken"]


@dataclass(frozen=True)
class Item:
    """One line of a block: a count and the link to the list it counts; the most urgent tones stand first.

    `leads` puts a line before all others of its block: work that stands still between bodies, which nobody misses by himself.
    `below` is a piece of page, drawn safe by the room, that stands under the line: what is to be seen before it is opened.
    """

    block: BlockKey
    count: int
    label: str | Promise
    url: str
    tone: Tone = "info"
    note: str | Promise = ""
    leads: bool = False
    below: str = ""


Provider = Callable[[HttpRequest], Iterable[Item]]

_RANK: dict[str, int] = {"bad": 0, "unknown": 1, "warn": 2, "info": 3, "wait": 4, "ok": 5, "quiet": 6}
_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """Add a room's counts to the first screen; a provider makes the same number of queries whatever it counts."""
    if provider not in _providers:
        _providers.append(provider)


def items(request: HttpRequest, providers: Iterable[Provider] | None = None) -> dict[str, list[Item]]:
    """Return the lines of each block that count something, the most urgent first."""
    found = [
        item for provider in (_providers if providers is None else providers) for item in provider(request)
    ]
    blocks: dict[str, list[Item]] = {"todo": [], "out": [], "broken": []}
    for item in sorted(found, key=lambda item: (not item.leads, _RANK[item.tone])):
        if item.count:
            blocks[item.block].append(item)
    return blocks
