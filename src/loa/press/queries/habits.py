"""The past of sources, as counts: by hour, by language, by topic."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from django.db import connection

from loa.press.models import Source
from loa.press.rules.habits import HOURS, Past
from loa.press.rules.words import SourceKind, SourceState

_HOURLY: Final = """
SELECT source_id, floor(extract(epoch FROM (%s - published_at)) / 3600)::int AS ago, count(*)
FROM press_item WHERE published_at > %s AND published_at <= %s AND source_id = ANY(%s) GROUP BY 1, 2
"""
_NEWEST: Final = """
SELECT s.id, n.place, n.language, n.topics FROM unnest(%s::bigint[]) AS s(id)
CROSS JOIN LATERAL (SELECT row_number() OVER (ORDER BY published_at DESC) AS place, language, topics FROM press_item i
  WHERE i.source_id = s.id ORDER BY published_at DESC LIMIT 350) AS n
"""
_RECENT: Final = 50


def pasts(now: datetime) -> dict[int, Past]:
    """Return the past of every source that is fetched, in two questions however many there are."""
    kinds = [SourceKind.FEED, SourceKind.SITEMAP]
    rows = Source.objects.filter(state=SourceState.READ, kind__in=kinds)
    failures = dict(rows.values_list("pk", "failures"))
    hourly: dict[int, list[int]] = {pk: [0] * HOURS for pk in failures}
    languages: dict[int, tuple[Counter[str], Counter[str]]] = defaultdict(lambda: (Counter(), Counter()))
    topics: dict[int, tuple[Counter[str], Counter[str]]] = defaultdict(lambda: (Counter(), Counter()))
    with connection.cursor() as cursor:
        cursor.execute(_HOURLY, [now, now - timedelta(hours=HOURS), now, list(failures)])
        for source, ago, count in cursor.fetchall():
            if 0 <= ago < HOURS:
                hourly[source][HOURS - 1 - ago] = count
        cursor.execute(_NEWEST, [list(failures)])
        for source, place, language, named in cursor.fetchall():
            part = int(place > _RECENT)
            if language:
                languages[source][part][language] += 1
            topics[source][part].update(named)
    return {pk: Past(hourly[pk], failures[pk], _pair(languages[pk]), _pair(topics[pk])) for pk in failures}


def _pair(counts: tuple[Counter[str], Counter[str]]) -> tuple[Mapping[str, int], Mapping[str, int]]:
    return counts
