"""What items name, by the lists of this copy: topics by their wordings, areas by their names, publishers by domain or name."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from urllib.parse import urlsplit

from loa.feeds.links import domains_above
from loa.language.masking import names_a_person
from loa.lib import clock
from loa.lib.text import fold, squeeze
from loa.press.models import Publisher, PublisherName, TopicWord
from loa.press.rules import naming
from loa.press.rules.districts import District, Districts
from loa.units.models import AreaLevel, AreaVersion
from loa.units.places import Places
from loa.units.queries import area_versions
from loa.units.versions import in_force

_PLACES_KEPT, _HOSTS_KEPT = 20_000, 20_000
_LONGEST_NAME = 160


class Names:
    """The lists as they stood when it was made; make a new one now and then."""

    def __init__(self) -> None:
        words = TopicWord.objects.values_list("topic__code", "value")
        self.topics = naming.Wordings.of(words)
        self._places = Places(area_versions())
        day = clock.today()
        cities = in_force(AreaVersion, day).filter(level=AreaLevel.CITY, parent=None)
        self._cities = naming.Wordings.of((row.area.code, row.name) for row in cities.select_related("area"))
        self._districts = Districts(_districts())
        self._local = dict(Publisher.objects.filter(area__isnull=False).values_list("pk", "area__code"))
        self._domains: dict[str, int] = {}
        self._names: dict[str, int] = {}
        for publisher, is_domain, folded in PublisherName.objects.values_list(
            "publisher", "is_domain", "folded"
        ):
            (self._domains if is_domain else self._names)[folded] = publisher
        for publisher, folded in Publisher.objects.values_list("pk", "folded"):
            self._names.setdefault(folded, publisher)
        self._codes = lru_cache(maxsize=_PLACES_KEPT)(self._find)
        self._owners = lru_cache(maxsize=_HOSTS_KEPT)(self._owner)

    def named(self, title: str, body: str, publisher: int, moment: datetime) -> tuple[list[str], list[str]]:
        """Return the topics that the words of an item name, and the areas."""
        told = naming.Told.of(title, body)
        day = moment.astimezone(clock.HANOI).date()
        return self.topics.named(told), self.areas_of(told, f"{title}\n{body}", publisher, day)

    def areas_of(self, told: naming.Told, text: str, publisher: int, day: date) -> list[str]:
        """Return the codes of the areas that a text of a day names, each with those above it.

        Districts are those of the day. Communes count where the city or a district is named beside them or the publisher
        is a local one: their names are not rare.
        """
        found = set(self._cities.named(told))
        is_local = publisher in self._local
        for path in self._districts.named(told, day, at_home=bool(found) or is_local):
            found.update(path.split("/"))
        if found or is_local:
            for place in naming.places(text):
                found.update(self._codes(place))
        return sorted(found)

    def _find(self, place: str) -> tuple[str, ...]:
        """Return the code of the one area that a name means, with those above it."""
        found = self._places.find(place).area or self._places.find(place.split(",", maxsplit=1)[0]).area
        return tuple(found.path.split("/")) if found else ()

    def publisher_of(self, address: str) -> int | None:
        """Return whose domain an address in its one form is on."""
        return self._owners(address.partition("://")[2].partition("/")[0])

    def _owner(self, place: str) -> int | None:
        host = urlsplit(f"//{place}").hostname or ""
        return next((self._domains[name] for name in domains_above(host) if name in self._domains), None)

    def publisher_named(self, name: str) -> int | None:
        """Return the publisher of this name, however it is typed; one too long to be a name is nobody's."""
        return self._names.get(_folded(name)) if len(name) <= _LONGEST_NAME else None

    def is_a_person(self, name: str) -> bool:
        """Tell whether a name that no list knows is a person's: nobody is listed by name (charter 2)."""
        return self.publisher_named(name) is None and _is_a_person(name)

    def add_publishers(self, names: Iterable[str]) -> None:
        """Make publishers of names that no list knows: a file named them."""
        for name in dict.fromkeys(map(squeeze, {name[:_LONGEST_NAME] for name in names})):
            if name and self.publisher_named(name) is None:
                made = Publisher.objects.create(name=name, folded=fold(name)[:200], created_at=clock.now())
                self._names[made.folded] = made.pk


def _districts() -> list[District]:
    rows = AreaVersion.objects.filter(level=AreaLevel.DISTRICT)
    return [District(*row) for row in rows.values_list("path", "kind", "name", "valid_from", "valid_until")]


@lru_cache(maxsize=4096)
def _folded(name: str) -> str:
    return fold(squeeze(name))


@lru_cache(maxsize=4096)
def _is_a_person(name: str) -> bool:
    return names_a_person(name)
