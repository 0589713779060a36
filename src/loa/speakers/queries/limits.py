"""What a cluster's area allows on a day, and what a device is told of it."""

from __future__ import annotations

from loa.speakers.models import Cluster
from loa_wire import guards, messages
from loa_wire.words import Why


def blocked(cluster: Cluster, play: messages.Play) -> Why | None:
    """Return why a play may not sound at a cluster, judged as its device judges."""
    del cluster
    return guards.blocked(play, messages.Config())
