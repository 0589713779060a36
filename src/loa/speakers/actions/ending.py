"""What did not happen shows up by itself: silent clusters, plays without a proof, times without heartbeats.

Machine tidings: no rows in the journal. Whoever looks after a body's loudspeakers is told once for each thing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from loa.channels.slots import Trouble, tell
from loa.clocks.queries import who_is_on_duty
from loa.delivery.models import Dispatch
from loa.delivery.states import DispatchState
from loa.speakers.actions import proofs
from loa.speakers.actions.airing import end_airings
from loa.speakers.actions.holding import go_on, hold_paused
from loa.speakers.models import Airing, Cluster
from loa.speakers.queries.silent import watched
from loa.speakers.rules import proving
from loa.speakers.rules.words import COMING
from loa.units.models import Body, Person
from loa.units.permissions import Permission
from loa.web.formats import clock_text
from loa_wire.words import Priority

SILENT_PAGE, CLUSTERS_PAGE = "/desk/speakers/silent/", "/desk/speakers/"

# Plays whose moment passed without a proof or another maker's word, at clusters that do not say that they are sounding something.
SILENT = """
UPDATE speakers_play p SET told_silent_at = %(now)s
  FROM speakers_cluster c, speakers_airing a
 WHERE c.id = p.cluster_id AND c.closed_at IS NULL AND a.id = p.airing_id AND a.state <> 'planned'
   AND p.state IN ('planned', 'ordered', 'taken') AND p.told_silent_at IS NULL
   AND p.moment <= %(due)s AND p.told NOT IN ('sounds', 'ended')
   AND NOT EXISTS (SELECT FROM speakers_beat b
                    WHERE b.cluster_id = p.cluster_id AND b.doing = 'playing' AND b.at >= p.moment
                      AND b.at > %(fresh)s)
RETURNING p.airing_id, p.cluster_id
"""

# Plays whose last start, length and a little are over: nothing can be a proof of them any more but one that is on its way.
OVERDUE = """
UPDATE speakers_play
   SET state = 'unknown',
       told_silent_at = CASE WHEN told IN ('sounds', 'ended') THEN told_silent_at ELSE coalesce(told_silent_at, %(now)s) END
 WHERE state IN ('planned', 'ordered', 'taken') AND deadline_at <= %(now)s
RETURNING delivery_id
"""

OVER = """
UPDATE speakers_airing a SET state = 'done'
 WHERE a.state IN ('planned', 'ordered') AND a.latest_at <= %(due)s
   AND NOT EXISTS (SELECT FROM speakers_play p
                    WHERE p.airing_id = a.id AND p.state IN ('planned', 'ordered', 'taken'))
"""

LOST = """
INSERT INTO speakers_outage (cluster_id, since_at)
SELECT c.id, coalesce(greatest(b.at, d.enrolled_at), c.opened_at)
  FROM speakers_cluster c
  LEFT JOIN speakers_device d ON d.cluster_id = c.id AND d.revoked_at IS NULL
  LEFT JOIN speakers_beat b ON b.cluster_id = c.id
 WHERE c.closed_at IS NULL AND (d.id IS NOT NULL OR c.dialect <> 'loa')
   AND coalesce(greatest(b.at, d.enrolled_at), c.opened_at) <= %(due)s
 ORDER BY c.id
    ON CONFLICT (cluster_id) WHERE until_at IS NULL DO NOTHING
RETURNING cluster_id
"""


def run_due(now: datetime) -> None:
    """Do what is due at a moment; each part stands alone, so that one that fails holds none of the others up."""
    end_stopped(now)
    hold_paused(now)
    go_on(now)
    find_silent(now)
    end_overdue(now)
    find_outages(now)


@transaction.atomic
def find_silent(now: datetime) -> int:
    """Mark what should have sounded and did not, tell of it, and return how many plays that are."""
    facts = {"now": now, "due": now - proving.SILENT_AFTER, "fresh": now - proving.OUTAGE_AFTER}
    with connection.cursor() as cursor:
        cursor.execute(SILENT, facts)
        found = cursor.fetchall()
    clusters: dict[int, set[int]] = defaultdict(set)
    for airing, cluster in found:
        clusters[airing].add(cluster)
    for airing in Airing.objects.filter(pk__in=list(clusters)).select_related("body"):
        _tell_silent(airing, len(clusters[airing.pk]), now)
    return len(found)


@transaction.atomic
def end_overdue(now: datetime) -> int:
    """End plays without a proof as unknown, tell the ledger, and return how many they are; a later proof still wins."""
    with connection.cursor() as cursor:
        cursor.execute(OVERDUE, {"now": now})
        deliveries = [delivery for (delivery,) in cursor.fetchall()]
        cursor.execute(OVER, {"due": now - proving.SILENT_AFTER})
    proofs.settle(deliveries)
    return len(deliveries)


@transaction.atomic
def end_stopped(now: datetime) -> int:
    """Take out what is still to come of dispatches that an officer stopped: nobody cancels that one by one; return how many airings."""
    coming = Airing.objects.filter(state__in=COMING, latest_at__gt=now, dispatch_id__gt=0)
    stopped = Dispatch.objects.filter(state__in=(DispatchState.CANCELLED, DispatchState.UNDONE))
    found = coming.filter(dispatch_id__in=stopped.values("pk")).select_for_update().order_by("pk")
    if airings := list(found):
        end_airings(airings, _("đợt gửi đã bị hủy"))
    return len(airings)


@transaction.atomic
def find_outages(now: datetime) -> int:
    """Open an outage for each cluster that has not been heard for three heartbeats; return how many began.

    When most clusters fall silent at once it is our own line that is broken: that stands on the status page and is no
    news to the wards.
    """
    with connection.cursor() as cursor:
        cursor.execute(LOST, {"due": now - proving.OUTAGE_AFTER})
        lost = [cluster for (cluster,) in cursor.fetchall()]
    enrolled = watched().count()
    if lost and not proving.is_our_own_line(len(lost), enrolled):
        bodies: dict[Body, list[Cluster]] = defaultdict(list)
        for cluster in Cluster.objects.filter(pk__in=lost).select_related("body").order_by("code"):
            bodies[cluster.body].append(cluster)
        for body, clusters in bodies.items():
            _tell_lost(body, clusters, now)
    return len(lost)


def _tell_silent(airing: Airing, count: int, now: datetime) -> None:
    """Tell of an airing once; urgent, and to who is on duty, when an emergency is silent at many clusters."""
    urgent = airing.priority == Priority.EMERGENCY and proving.are_many(count, airing.plays.count())
    words = {"n": count, "title": airing.title, "at": clock_text(airing.starts_at)}
    tell(
        Trouble(
            body=airing.body,
            key=f"speakers.silent:{airing.pk}",
            title=_("%(n)s cụm loa chưa phát “%(title)s” lúc %(at)s") % words,
            path=SILENT_PAGE,
            right=Permission.SPEAKERS_SCHEDULE,
            event="speakers",
            is_urgent=urgent,
            also=tuple(_on_duty(airing.body, now)) if urgent else (),
        )
    )


def _tell_lost(body: Body, clusters: list[Cluster], now: datetime) -> None:
    named = ", ".join(cluster.code for cluster in clusters[:3]) + ("…" if len(clusters) > 3 else "")
    tell(
        Trouble(
            body=body,
            key=f"speakers.outage:{body.pk}:{now:%Y%m%d%H}",
            title=_("%(n)s cụm loa mất kết nối: %(named)s") % {"n": len(clusters), "named": named},
            path=CLUSTERS_PAGE,
            right=Permission.SPEAKERS_SCHEDULE,
            event="speakers",
        )
    )


def _on_duty(body: Body, now: datetime) -> Iterable[Person]:
    shift = who_is_on_duty(body, now)
    return [post.person for post in (shift.post, shift.second) if post] if shift else []
