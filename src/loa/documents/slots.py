"""Where higher rooms say what they have about a document; they fill it in `ready()`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from loa.documents.models import Document
from loa.units.actor import Actor

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that rests on a document: what it is called, where it is, how it stands."""

    label: Words
    url: str
    note: Words = ""


@dataclass(frozen=True, slots=True)
class Block:
    """What a room shows beside a document: its lines, and the one act it offers."""

    title: Words
    lines: Sequence[Line]
    act: Line | None = None


Provider = Callable[[Actor, Document], Block | None]
_providers: list[Provider] = []


def on_document(provider: Provider) -> None:
    """Have a function asked for its block, once for each document shown; call it in an app's ready()."""
    if provider not in _providers:
        _providers.append(provider)


def blocks_of(actor: Actor, document: Document) -> list[Block]:
    """Return what every room has about a document."""
    return [block for provider in _providers if (block := provider(actor, document))]
