"""What is due: of each host that may be asked now the one thing that waited longest, however many wait behind it."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import connection
from django.db.models import CharField, F, Func, Value

from loa.press.models import Host, Source
from loa.press.rules.words import SourceKind, SourceState

# From one host to the next along the index, and one step into each: a hundred thousand pages that wait cost no more than few.
_PAGES: Final = """
WITH RECURSIVE hosts(name) AS (
  (SELECT host FROM press_page WHERE given_up_at IS NULL ORDER BY host LIMIT 1)
  UNION ALL
  SELECT (SELECT host FROM press_page WHERE given_up_at IS NULL AND host > hosts.name ORDER BY host LIMIT 1)
    FROM hosts WHERE hosts.name IS NOT NULL)
SELECT first.id FROM hosts CROSS JOIN LATERAL (
  SELECT page.id, page.next_at FROM press_page AS page JOIN press_source AS source ON source.id = page.source_id
   WHERE page.host = hosts.name AND page.given_up_at IS NULL AND page.next_at <= %(now)s AND source.state = %(read)s
   ORDER BY page.next_at LIMIT 1) AS first
 WHERE NOT EXISTS (SELECT FROM press_host AS host WHERE host.name = hosts.name AND host.next_at > %(now)s)
 ORDER BY first.next_at LIMIT %(most)s
"""


def first_sources(now: datetime, most: int) -> list[int]:
    """Return the ids of the sources that are due, one a host, the longest due first."""
    host = Func(F("url"), Value("/"), Value(3), function="split_part", output_field=CharField())
    rows = Source.objects.filter(state=SourceState.READ, kind__in=[SourceKind.FEED, SourceKind.SITEMAP])
    busy = Host.objects.filter(next_at__gt=now).values("name")
    due = rows.annotate(host=host).filter(next_at__lte=now).exclude(host__in=busy)
    firsts = due.order_by("host", "next_at").distinct("host").values_list("next_at", "pk", "host")
    return [pk for _at, pk, _host in sorted(firsts)[:most]]


def first_pages(now: datetime, most: int) -> list[int]:
    """Return the ids of the pages that are due, one a host, the longest due first."""
    with connection.cursor() as cursor:
        cursor.execute(_PAGES, {"now": now, "read": SourceState.READ, "most": most})
        return [pk for (pk,) in cursor.fetchall()]
