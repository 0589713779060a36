"""What is to come at clusters goes with them when they change their body."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from loa.lib import clock
from loa.speakers.actions.airing import parts_of, playing
from loa.speakers.actions.commanding import order_many
from loa.speakers.models import Airing, Cluster, Play
from loa.speakers.queries import groups
from loa.speakers.rules.words import OPEN_PLAYS, AiringState


def carry_plays(clusters: Iterable[Cluster]) -> None:
    """Order what is to come at clusters that leave their body once more, in the group of each: a device drops what its old groups ordered.

    Part of the act that moves them, before their devices are told their new groups.
    """
    coming = Play.objects.filter(
        cluster__in=[each.pk for each in clusters],
        state__in=OPEN_PLAYS,
        airing__state=AiringState.ORDERED,
        airing__latest_at__gt=clock.now(),
    )
    by_cluster: dict[int, list[Airing]] = defaultdict(list)
    for play in coming.select_related("airing__sound").order_by("cluster", "moment", "pk"):
        by_cluster[play.cluster_id].append(play.airing)
    order_many(
        [
            playing(groups.of_cluster(cluster), part, urgent=True)
            for cluster, airings in by_cluster.items()
            for part in parts_of(airings)
        ]
    )
