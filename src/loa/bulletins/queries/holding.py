"""What holds a bulletin back, as screens show it: said once, with every place, and where to mend it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from loa.bulletins.models import Bulletin
from loa.bulletins.rules.stops import Stop, kinds_for
from loa.bulletins.rules.words import SetAsideKind
from loa.units.queries import body_names


@dataclass(frozen=True, slots=True)
class Place:
    """One marked place: what is quoted, where, and the mark by which it may be set aside."""

    quote: str
    where: str
    mark: str
    kinds: Sequence[SetAsideKind] = ()


@dataclass(frozen=True, slots=True)
class Holding:
    """One sentence with all its places, and the step where it is mended."""

    sentence: str
    url: str
    places: list[Place] = field(default_factory=list)


_STEPS = {"text": "text", "facts": "facts", "audience": "audience", "files": "files"}


def holdings(bulletin: Bulletin, stops: Sequence[Stop]) -> list[Holding]:
    """Return the stops with equal ones said once, in their order."""
    names = body_names({pk for stop in stops if (pk := _body_of(stop.place))})
    found: dict[str, Holding] = {}
    for stop in stops:
        shown = found.setdefault(stop.sentence, Holding(stop.sentence, _url(bulletin, stop.step)))
        if stop.quote or stop.place:
            shown.places.append(Place(stop.quote, _where(stop.place, names), stop.mark, kinds_for(stop.code)))
    return list(found.values())


def _url(bulletin: Bulletin, step: str) -> str:
    return reverse(f"bulletins:{_STEPS[step]}", args=[bulletin.pk]) if step in _STEPS else ""


def _where(place: str, names: Mapping[int, str]) -> str:
    languages: dict[str, str] = dict(settings.LANGUAGES)
    if place in languages:
        return languages[place]
    kind, _colon, rest = place.partition(":")
    if kind == "text":
        return _("bản dịch %(language)s") % {"language": languages.get(rest, rest)}
    if kind == "rendition":
        return _("bản của %(body)s") % {"body": names.get(_body_of(place), "")}
    return place


def _body_of(place: str) -> int:
    parts = place.split(":")
    return int(parts[1]) if parts[0] == "rendition" and len(parts) > 1 and parts[1].isdecimal() else 0


def count(found: Iterable[Holding]) -> int:
    """Return how many places are marked."""
    return sum(max(1, len(item.places)) for item in found)
