"""What may not sound at a place whatever anybody says, judged as its device judges: night, quiet hours, days of silence."""

from __future__ import annotations

from datetime import datetime, timedelta

from loa.lib import clock
from loa.speakers.queries import limits
from loa.units.models import Area
from loa_wire import guards, messages
from loa_wire.words import Why

DAYS = 2
"""A play lies within a day; one begun late may reach the next."""


class Locks:
    """The locks of areas, each looked up once for a day."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, str], messages.Config] = {}

    def blocked(self, area: Area, play: messages.Play) -> Why | None:
        """Return why a play may not sound in an area, None where it may."""
        moment = datetime.fromtimestamp(play.at / 1000, clock.HANOI)
        return guards.blocked(play, self._config(area, moment))

    def _config(self, area: Area, moment: datetime) -> messages.Config:
        day = moment.date()
        key = (area.pk, day.isoformat())
        if key not in self._known:
            quiet, closed = limits.config_parts(area, day, DAYS)
            zone = int((moment.utcoffset() or timedelta(hours=7)).total_seconds() // 60)
            self._known[key] = messages.Config(quiet=quiet, closed=closed, zone=zone)
        return self._known[key]
