"""What was not believed, or not obeyed: one row for what is alike within an hour, counted; told once a cluster and hour."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext as _

from loa.channels.slots import Trouble, tell
from loa.speakers.intake.believing import Doubt
from loa.speakers.models import Cluster, Refusal
from loa.speakers.rules import proving
from loa.speakers.rules.words import WHY_WORDS
from loa.units.permissions import Permission
from loa_wire.words import Why

ALARMING = proving.ATTACKS | {Why.NIGHT, Why.LIMIT, Why.NO_SPACE}
"""What somebody must look at; a command that came too late or too early needs nobody."""

# Adds to the rows of this hour and returns which of the groups had one.
ADD = """
UPDATE speakers_refusal r SET times = r.times + t.times, at = greatest(r.at, t.at), seq = t.seq
  FROM unnest(%s::int[], %s::text[], %s::bigint[], %s::boolean[], %s::text[], %s::text[], %s::bigint[], %s::timestamptz[],
              %s::int[]) AS t(place, device_name, cluster_id, by_server, why, grp, seq, at, times)
 WHERE r.at >= date_trunc('hour', t.at) AND r.at < date_trunc('hour', t.at) + interval '1 hour'
   AND r.device_name = t.device_name AND r.cluster_id IS NOT DISTINCT FROM t.cluster_id
   AND r.by_server = t.by_server AND r.why = t.why AND r."group" = t.grp
RETURNING t.place
"""

_Kind = tuple[str, int | None, bool, str, str]


def note(doubts: Iterable[Doubt]) -> None:
    """Count what is alike, add it to the hour's rows or begin one, and tell who looks after the cluster."""
    times: Counter[_Kind] = Counter()
    last: dict[_Kind, Doubt] = {}
    for each in doubts:
        kind = (each.device, each.cluster_id, each.by_server, each.why[:12], each.group)
        times[kind] += 1
        last[kind] = each
    if not times:
        return
    kinds = list(times)
    with connection.cursor() as cursor:
        cursor.execute(ADD, _columns(kinds, times, last))
        there = {place for (place,) in cursor.fetchall()}
    new = [kind for place, kind in enumerate(kinds) if place not in there]
    Refusal.objects.bulk_create([_row(last[kind], times[kind]) for kind in new])
    _tell([last[kind] for kind in new])


def _row(each: Doubt, times: int) -> Refusal:
    return Refusal(
        device_name=each.device,
        cluster_id=each.cluster_id,
        by_server=each.by_server,
        why=each.why[:12],
        group=each.group,
        seq=each.seq,
        at=each.at,
        times=times,
    )


def _columns(kinds: list[_Kind], times: Counter[_Kind], last: dict[_Kind, Doubt]) -> list[list[object]]:
    return [
        list(range(len(kinds))),
        [kind[0] for kind in kinds],
        [kind[1] for kind in kinds],
        [kind[2] for kind in kinds],
        [kind[3] for kind in kinds],
        [kind[4] for kind in kinds],
        [last[kind].seq for kind in kinds],
        [last[kind].at for kind in kinds],
        [times[kind] for kind in kinds],
    ]


def _tell(doubts: Iterable[Doubt]) -> None:
    """Tell who looks after the clusters; at most once for each of them and hour."""
    worst = {each.cluster_id: each for each in doubts if each.cluster_id and each.why in ALARMING}
    for cluster in Cluster.objects.filter(pk__in=list(worst)).select_related("body"):
        each = worst[cluster.pk]
        why = WHY_WORDS[Why(each.why)]
        title = (
            _("Nhận tin lạ mang tên cụm loa %(code)s: %(why)s")
            if each.by_server
            else _("Cụm loa %(code)s từ chối lệnh: %(why)s")
        )
        tell(
            Trouble(
                body=cluster.body,
                key=f"speakers.refused:{cluster.pk}:{_hour(each.at)}",
                title=title % {"code": cluster.code, "why": why},
                path=f"/desk/speakers/{cluster.pk}/",
                right=Permission.SPEAKERS_SCHEDULE,
                event="speakers",
            )
        )


def _hour(at: datetime) -> str:
    return f"{at:%Y%m%d%H}"
