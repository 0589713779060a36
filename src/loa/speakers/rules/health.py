"""Where a cluster begins to need somebody's eye."""

from __future__ import annotations

from datetime import timedelta

from loa.speakers.rules import proving
from loa.speakers.rules.words import Health

SILENT_BEAT = timedelta(minutes=3)
"""Without a heartbeat for longer a cluster counts as offline; devices beat every minute."""
SKEW_MS = 5_000
LATE_MS = proving.LATE_AFTER_MS
REFUSED_WITHIN = timedelta(hours=1)
PLAYS_WITHIN = timedelta(days=3)
"""How far back the last play is looked for; what was silent longer ago says nothing of today."""

ORDER = tuple(Health)
"""Worst first."""
ATTENTION = (Health.SILENT, Health.OFFLINE, Health.SKEWED, Health.LATE, Health.REFUSING)
"""What somebody should look at by himself; a silence that a person ordered has its own line."""
SHAPES = {
    Health.SILENCED: "ring",
    Health.SILENT: "cross",
    Health.OFFLINE: "square",
    Health.SKEWED: "diamond",
    Health.LATE: "diamond",
    Health.REFUSING: "diamond",
    Health.UNENROLLED: "ring",
    Health.MUTED: "ring",
    Health.PLAYING: "dot",
    Health.READY: "dot",
}
"""How a state is drawn on the map, so that it does not hang on colour alone."""
