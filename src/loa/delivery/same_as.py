"""The audience of a correction: exactly those whom an earlier dispatch reached, or may have reached.

A rule may narrow it by "languages" and "areas" (codes; what has no area, a public page, always belongs to it).
It is frozen by being expanded inside the releasing transaction, from one snapshot; nobody can come or go between.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection

from loa.channels.base import KeyRange
from loa.delivery import folder, rules
from loa.delivery.models import Dispatch, Target
from loa.delivery.states import REACHED, SAME_AS
from loa.lib import clock
from loa.units.models import AreaVersion
from loa.units.versions import latest, under

KEY = "same_as"

# Reached: folded so; or called with an answer not yet folded or not yet there; or handed over and never confirmed.
_REACHED = """
SELECT DISTINCT ON (d.receiver) d.receiver, d.area_id FROM delivery_delivery d
  JOIN delivery_chunk c ON c.id = d.id >> 10
 WHERE d.month = %(month)s AND d.dispatch_id = %(dispatch)s AND c.target_id = ANY(%(targets)s)
   AND (%(areas)s::bigint[] IS NULL OR d.area_id = 0 OR d.area_id = ANY(%(areas)s))
   AND (d.state = ANY(%(same_as)s)
        OR (d.state IN ('planned', 'queued', 'sending')
            AND EXISTS (SELECT FROM delivery_attempt a
                         WHERE a.month = d.month AND a.delivery_id = d.id
                           AND NOT EXISTS (SELECT FROM delivery_event e
                                            WHERE e.month = d.month AND e.delivery_id = d.id
                                              AND e.attempt >= a.number AND e.code <> 'unknown_outcome'
                                              AND e.state <> ALL(%(same_as)s))))
        OR (d.state IN ('expired', 'superseded', 'withdrawn')
            AND EXISTS (SELECT FROM delivery_event e WHERE e.month = d.month AND e.delivery_id = d.id
                                                       AND e.state = ANY(%(reached)s))))
"""


def count(rule: Mapping[str, Any], *, account_id: int, source: str) -> int:
    """Return how many receivers an earlier dispatch reached, or may have reached, through these accounts."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({_REACHED}) AS reached", _values(rule, account_id, source))  # noqa: S608
        (number,) = cursor.fetchone()
    return int(number)


def freeze(rule: Mapping[str, Any], *, account_id: int, source: str, name: str) -> list[KeyRange]:
    """Copy the reached receivers into a table of this transaction and return its ranges of at most 1,000."""
    folder.fold()
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{name}")
        cursor.execute(
            f"CREATE TEMP TABLE {name} ON COMMIT DROP AS {_REACHED}",
            _values(rule, account_id, source),
        )
        cursor.execute(
            f"SELECT min(receiver), max(receiver), count(*) FROM (SELECT receiver, (row_number() OVER"  # noqa: S608
            f" (ORDER BY receiver) - 1) / {rules.CHUNK_SIZE} AS part FROM {name}) AS parts GROUP BY part ORDER BY 1"
        )
        return [KeyRange(*row) for row in cursor.fetchall()]


def audience(name: str, low: int, high: int) -> tuple[str, list[Any]]:
    """Return the SELECT of a range of a frozen table."""
    sql = f"SELECT receiver, area_id FROM {name} WHERE receiver BETWEEN %s AND %s"  # noqa: S608  the name is ours
    return sql, [low, high]


def _values(rule: Mapping[str, Any], account_id: int, source: str) -> dict[str, Any]:
    earlier = Dispatch.objects.get(pk=rule[KEY])
    targets = Target.objects.filter(dispatch=earlier, source=source)
    targets = targets.filter(account__in=rule.get("accounts", [account_id]))
    if languages := rule.get("languages"):
        targets = targets.filter(content__language__in=languages)
    return {
        "month": earlier.month,
        "dispatch": earlier.pk,
        "targets": list(targets.values_list("pk", flat=True)),
        "same_as": [state.value for state in SAME_AS],
        "reached": [state.value for state in REACHED],
        "areas": _at_or_below(rule["areas"]) if "areas" in rule else None,
    }


def _at_or_below(codes: Iterable[str]) -> list[int]:
    rows = latest(AreaVersion, clock.today())
    paths = rows.filter(area__code__in=list(codes)).values_list("path", flat=True)
    return list(rows.filter(under(paths)).order_by("area").values_list("area", flat=True))
