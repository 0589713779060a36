"""Sources: entered, changed, paused, ended, brought in from an OPML file; each act is one journal row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote_plus, urlsplit

from django.db import transaction

from loa.feeds.links import canonical
from loa.feeds.model import Outline
from loa.journal import actions as journal
from loa.journal.actions import Author
from loa.language.masking import names_a_person
from loa.lib import clock
from loa.lib.text import squeeze
from loa.press.actions.publishers import find_or_add, with_own_headings
from loa.press.errors import PersonNamed
from loa.press.models import Publisher, Source
from loa.press.rules.words import Habit, SourceKind, SourceState
from loa.press.source_errors import BadSourceAddress, SourceTaken
from loa.units.access import require
from loa.units.actor import Actor
from loa.units.models import Body, Topic
from loa.units.permissions import Permission

FETCHED = (SourceKind.FEED, SourceKind.SITEMAP)


@dataclass(frozen=True, slots=True)
class Subscribed:
    """What became of an OPML file: sources that are new, read already, or of no use."""

    added: int
    known: int
    left_out: int


@transaction.atomic
def add_source(
    *,
    actor: Author,
    body: Body,
    publisher: Publisher,
    kind: str,
    name: str,
    url: str = "",
    every_minutes: int = 15,
    pages: bool = False,
    topics: Iterable[Topic] = (),
) -> Source:
    """Enter a source of a publisher, looked after by a body; it is read from now on.

    Raises: RightMissing, BadSourceAddress, SourceTaken, PersonNamed.
    """
    require(actor, Permission.PRESS_SOURCES, body=body)
    source = Source(
        body=body, kind=kind, created_by=_person(actor), created_at=clock.now(), is_sample=publisher.is_sample
    )
    _set(source, publisher, name, url, every_minutes, topics, pages=pages)
    _write(actor, "source_entered", source, kind=kind)
    return source


@transaction.atomic
def change_source(
    *,
    actor: Author,
    source: Source,
    publisher: Publisher,
    name: str,
    url: str = "",
    every_minutes: int = 15,
    pages: bool = False,
    topics: Iterable[Topic] = (),
) -> Source:
    """Change what a source is called, where it lies and how it is read. Raises: as `add_source`."""
    row = _locked(actor, source)
    _set(row, publisher, name, url, every_minutes, topics, pages=pages)
    _write(actor, "source_changed", row)
    return row


@transaction.atomic
def pause_source(*, actor: Author, source: Source) -> None:
    """Read nothing from there for now. Raises: RightMissing."""
    _move(actor, source, SourceState.PAUSED, "source_paused")


@transaction.atomic
def resume_source(*, actor: Author, source: Source) -> None:
    """Read there again, from this moment. Raises: RightMissing, SourceTaken, PersonNamed."""
    _address(source.kind, source.url, but=source.pk)
    _move(actor, source, SourceState.READ, "source_resumed")


@transaction.atomic
def end_source(*, actor: Author, source: Source) -> None:
    """Read nothing from there any more; its items stay. Raises: RightMissing."""
    _move(actor, source, SourceState.ENDED, "source_ended")
    source.waiting.all().delete()


@transaction.atomic
def fetch_now(*, actor: Author, source: Source) -> None:
    """Have a source read at the next round, as soon as its host may be asked. Raises: RightMissing."""
    row = _locked(actor, source)
    Source.objects.filter(pk=row.pk, state=SourceState.READ).update(next_at=clock.now())
    _write(actor, "source_asked_now", row)


@transaction.atomic
def subscribe(*, actor: Author, body: Body, outlines: Iterable[Outline]) -> Subscribed:
    """Enter every source of an OPML file; the heading above feeds of one site, or the site, names the publisher.

    Raises: RightMissing.
    """
    require(actor, Permission.PRESS_SOURCES, body=body)
    added = known = left_out = 0
    for outline in with_own_headings(outlines):
        kind = SourceKind.SITEMAP if outline["kind"] == "sitemap" else SourceKind.FEED
        if canonical(outline["feed"]) is None or len(outline["feed"]) > 1000 or _watches(outline):
            left_out += 1
        elif Source.objects.filter(url=outline["feed"]).exclude(state=SourceState.ENDED).exists():
            known += 1
        else:
            _subscribe_one(actor, body, kind, outline)
            added += 1
    facts = {"added": added, "known": known, "left_out": left_out}
    journal.write(actor=actor, verb="press.sources_brought_in", thing=f"units.body:{body.pk}", facts=facts)
    return Subscribed(added, known, left_out)


def _watches(outline: Outline) -> bool:
    """Tell whether what an OPML file lists is a watch on a person."""
    names = [outline["title"] or "", *outline["folders"][-1:]]
    return _asks_for_a_person(outline["feed"]) or any(map(names_a_person, names))


def _subscribe_one(actor: Author, body: Body, kind: SourceKind, outline: Outline) -> None:
    publisher = find_or_add(
        actor, outline["folders"][-1] if outline["folders"] else "", outline["site"] or outline["feed"]
    )
    now = clock.now()
    Source.objects.create(
        publisher=publisher, body=body, kind=kind, name=squeeze(outline["title"] or publisher.name)[:160],
        url=outline["feed"], next_at=now, created_by=_person(actor), created_at=now,
        pages=kind == SourceKind.SITEMAP,
    )  # fmt: skip


def _set(
    source: Source,
    publisher: Publisher,
    name: str,
    url: str,
    every_minutes: int,
    topics: Iterable[Topic],
    *,
    pages: bool,
) -> None:
    """Keep what a source is; one at another address than before begins anew, and is due at once."""
    address = _address(source.kind, url, but=source.pk or 0)
    if address != source.url:
        source.etag = source.modified = ""
        source.next_at, source.failures = clock.now(), 0
    source.publisher, source.name, source.url = publisher, _named(name), address
    source.every_minutes, source.pages = every_minutes, pages
    source.topics = sorted(topic.code for topic in topics)
    source.save()


def _move(actor: Author, source: Source, state: SourceState, verb: str) -> None:
    row = _locked(actor, source)
    now = clock.now()
    changes: Mapping[str, Any] = {"state": state}
    if state == SourceState.READ:
        changes = {"state": state, "failures": 0, "habit": Habit.NEW, "habit_since": now, "habit_why": ""}
        changes |= {"next_at": now if row.kind in FETCHED else None}
    Source.objects.filter(pk=row.pk).update(**changes)
    _write(actor, verb, row)


def _locked(actor: Author, source: Source) -> Source:
    require(actor, Permission.PRESS_SOURCES, body=source.body)
    return Source.objects.select_for_update().get(pk=source.pk)


def _address(kind: str, url: str, *, but: int = 0) -> str:
    """Return an address as it is kept; a file or what is entered by hand has none."""
    if kind not in FETCHED:
        return ""
    written = url.strip()
    if canonical(written) is None or len(written) > 1000:
        raise BadSourceAddress
    parts = urlsplit(written)
    if _asks_for_a_person(written):
        raise PersonNamed
    address = parts._replace(scheme=parts.scheme.lower(), netloc=parts.netloc.lower(), fragment="").geturl()
    same = Source.objects.filter(url=address).exclude(pk=but).exclude(state=SourceState.ENDED)
    if same.exists():
        raise SourceTaken
    return address


def _asks_for_a_person(address: str) -> bool:
    """Tell whether an address holds a person's name, such as the feed of a search: that would be a watch on a person."""
    parts = urlsplit(address)
    values = [value for _, value in parse_qsl(parts.query)]
    return any(names_a_person(part) for part in [*values, *unquote_plus(parts.path).split("/")] if part)


def _named(name: str) -> str:
    """Return the name of a source as it is kept; a person's is none."""
    if names_a_person(name):
        raise PersonNamed
    return squeeze(name)[:160]


def _person(actor: Author) -> Any:
    return actor.person if isinstance(actor, Actor) else None


def _write(actor: Author, done: str, source: Source, **facts: object) -> None:
    journal.write(actor=actor, verb=f"press.{done}", thing=source.thing, facts=facts)
