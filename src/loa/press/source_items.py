"""What the sources add to the page frame: menu entries, lines on the first screen, words."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.utils.functional import Promise

from loa.web.shell import NavItem
from loa.web.today import Item

NAV: tuple[NavItem, ...] = ()
THINGS: dict[str, tuple[Promise, str]] = {}
VERBS: dict[str, Promise] = {}


def today_items(_request: HttpRequest) -> Iterator[Item]:
    """Yield what waits for the actor."""
    yield from ()
