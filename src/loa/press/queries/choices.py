"""What the room's forms offer: topics, areas, publishers and sources, each with `label`."""

from __future__ import annotations

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from loa.lib import clock
from loa.press.models import Publisher, Source
from loa.units.models import AreaLevel, AreaVersion
from loa.units.queries import area_versions, topics
from loa.units.versions import latest, under


def topic_choices() -> list[tuple[str, str]]:
    """Return the topics by code, in their order."""
    return [(topic.code, topic.name) for topic in topics()]


def topic_names() -> dict[str, str]:
    """Return the names of topics by code."""
    return dict(topic_choices())


def area_choices() -> list[tuple[str, str]]:
    """Return cities and communes of today by code, cities first; districts at the end, those that are gone told as such."""
    rows = area_versions().filter(level__in=[AreaLevel.CITY, AreaLevel.COMMUNE])
    cities = [row for row in rows if row.level == AreaLevel.CITY]
    others = [row for row in rows if row.level != AreaLevel.CITY]
    districts = latest(AreaVersion, clock.today()).filter(level=AreaLevel.DISTRICT).select_related("area")
    named = [
        (
            row.area.code,
            _("%(name)s (cũ)") % {"name": row}
            if row.valid_until and row.valid_until <= clock.today()
            else str(row),
        )
        for row in districts.order_by("sort_key", "area__code")
    ]
    return [*((row.area.code, str(row)) for row in (*cities, *others)), *named]


def area_names(codes: list[str]) -> dict[str, str]:
    """Return the names of areas by code, the last known ones of areas that are gone."""
    rows = latest(AreaVersion, clock.today()).filter(area__code__in=codes).select_related("area")
    return {row.area.code: str(row) for row in rows}


def codes_under(codes: list[str]) -> list[str]:
    """Return the codes of areas and of everything below them."""
    rows = latest(AreaVersion, clock.today())
    paths = rows.filter(area__code__in=codes).values_list("path", flat=True)
    below = rows.filter(under(list(paths))).values_list("area__code", flat=True)
    return sorted({*codes, *below})


def publishers() -> QuerySet[Publisher]:
    """Return every publisher with `label`, in order."""
    return Publisher.objects.filter(merged_into=None).annotate(label=F("name")).order_by("folded", "pk")


def sources() -> QuerySet[Source]:
    """Return every source with `label`, in order: ended ones too, whose items still count."""
    return Source.objects.annotate(label=F("name")).order_by("name", "pk")
