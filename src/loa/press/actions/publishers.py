"""Publishers under all their names and domains; each domain and name belongs to one."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from django.db import transaction

from loa.feeds.links import canonical, domain, domains_above, host_of
from loa.feeds.model import Outline
from loa.journal import actions as journal
from loa.journal.actions import Author
from loa.language.masking import names_a_person
from loa.lib import clock
from loa.lib.text import fold, squeeze
from loa.press.errors import PersonNamed
from loa.press.models import Publisher, PublisherName
from loa.press.queries.sources import publisher_named
from loa.press.rules.words import PublisherKind
from loa.press.source_errors import BadDomain, NameTaken
from loa.units.access import require
from loa.units.actor import Actor
from loa.units.models import Area
from loa.units.permissions import Permission


@transaction.atomic
def add_publisher(
    *, actor: Author, name: str, kind: str = PublisherKind.OTHER, area: Area | None = None, domains: str = ""
) -> Publisher:
    """Enter a publisher with its domains, apart by spaces, commas or lines. Raises: RightMissing, BadDomain, NameTaken, PersonNamed."""
    require(actor, Permission.PRESS_SOURCES)
    publisher = _add(actor, squeeze(name)[:160], kind, area)
    for written in domains.replace(",", " ").split():
        _name(publisher, _domain(written), is_domain=True)
    _write(actor, "publisher_entered", publisher)
    return publisher


@transaction.atomic
def change_publisher(
    *, actor: Author, publisher: Publisher, name: str, kind: str, area: Area | None = None
) -> Publisher:
    """Change name, kind and place; the name before stays as another name. Raises: RightMissing, NameTaken, PersonNamed."""
    require(actor, Permission.PRESS_SOURCES)
    row = Publisher.objects.select_for_update().get(pk=publisher.pk)
    before, after = row.name, squeeze(name)[:160]
    _check_nobody(after)
    if fold(after) != row.folded:
        _check_free(row, fold(after)[:200])
        PublisherName.objects.get_or_create(
            is_domain=False, folded=row.folded, defaults={"publisher": row, "value": before}
        )
    row.name, row.folded, row.kind, row.area = after, fold(after)[:200], kind, area
    row.save(update_fields=["name", "folded", "kind", "area"])
    _write(actor, "publisher_changed", row)
    return row


@transaction.atomic
def add_name(*, actor: Author, publisher: Publisher, value: str, is_domain: bool) -> PublisherName:
    """Add a domain or another name. Raises: RightMissing, BadDomain, NameTaken, PersonNamed."""
    require(actor, Permission.PRESS_SOURCES)
    made = _name(publisher, _domain(value) if is_domain else squeeze(value)[:200], is_domain=is_domain)
    _write(actor, "publisher_named", publisher)
    return made


@transaction.atomic
def drop_name(*, actor: Author, publisher: Publisher, name_id: int) -> None:
    """Take a domain or name away; items that came in under it stay. Raises: RightMissing."""
    require(actor, Permission.PRESS_SOURCES)
    publisher.names.filter(pk=name_id).delete()
    _write(actor, "publisher_name_dropped", publisher)


def find_or_add(actor: Author, name: str, link: str) -> Publisher:
    """Return whose domain an address is on, else the publisher of this name, else a new one with both."""
    found = canonical(link)
    host = (urlsplit(found).hostname or "") if found else ""
    for above in domains_above(host):
        if (
            known := PublisherName.objects.filter(is_domain=True, folded=above)
            .select_related("publisher")
            .first()
        ):
            return known.publisher
    called = squeeze(name)[:160] or host
    publisher = publisher_named(called) or _add(actor, called, PublisherKind.OTHER, None)
    if host:
        _name(publisher, host, is_domain=True)
    return publisher


def with_own_headings(outlines: Iterable[Outline]) -> list[Outline]:
    """Return outlines without a heading that stands over the feeds of several papers: it names a subject, no paper."""
    given = list(outlines)
    hosts: dict[tuple[str, ...], set[str]] = {}
    for outline in given:
        found = hosts.setdefault(tuple(outline["folders"]), set())
        found.update({host_of(outline["site"] or outline["feed"])} - {""})
    own = {folders for folders, found in hosts.items() if _is_one_site(found)}
    return [one if tuple(one["folders"]) in own else {**one, "folders": []} for one in given]


def _is_one_site(hosts: set[str]) -> bool:
    above = min(hosts, key=len, default="")
    return all(above in domains_above(host) for host in hosts)


def _add(actor: Author, name: str, kind: str, area: Area | None) -> Publisher:
    _check_nobody(name)
    _check_free(None, fold(name)[:200])
    return Publisher.objects.create(
        name=name, folded=fold(name)[:200], kind=kind, area=area, created_at=clock.now(),
        created_by=actor.person if isinstance(actor, Actor) else None,
    )  # fmt: skip


def _check_nobody(name: str) -> None:
    if names_a_person(name):
        raise PersonNamed


def _check_free(publisher: Publisher | None, folded: str) -> None:
    own = publisher.pk if publisher else 0
    if Publisher.objects.filter(folded=folded).exclude(pk=own).exists():
        raise NameTaken
    if PublisherName.objects.filter(is_domain=False, folded=folded).exclude(publisher=own).exists():
        raise NameTaken


def _name(publisher: Publisher, value: str, *, is_domain: bool) -> PublisherName:
    folded = value if is_domain else fold(value)[:200]
    if not is_domain:
        _check_nobody(value)
        _check_free(publisher, folded)
    made, _new = PublisherName.objects.get_or_create(
        is_domain=is_domain, folded=folded, defaults={"publisher": publisher, "value": value[:200]}
    )
    if made.publisher_id != publisher.pk:
        raise NameTaken
    return made


def _domain(written: str) -> str:
    found = domain(written)
    if found is None or len(found) > 200:
        raise BadDomain
    return found


def _write(actor: Author, done: str, publisher: Publisher) -> None:
    journal.write(actor=actor, verb=f"press.{done}", thing=publisher.thing)
