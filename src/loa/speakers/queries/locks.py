"""What may not sound at a cluster whatever anybody says, judged as its device judges: night, quiet hours, neighbours, days of silence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from loa.lib import clock
from loa.speakers.models import Cluster
from loa.speakers.queries import limits
from loa.speakers.rules.limits import Limits, config_parts
from loa.units.models import Area
from loa_wire import guards
from loa_wire.commands import Config, Play
from loa_wire.words import Why

DAYS = 2
"""A play lies within a day; one begun late may reach the next."""


class Locks:
    """The locks of areas, each looked up once for a day; those named at the beginning together, once one is asked for."""

    def __init__(self, areas: Iterable[Area] = ()) -> None:
        self._known: dict[tuple[int, str], Config] = {}
        self._areas = {area.pk: area for area in areas}
        self._paths: dict[int, tuple[str, ...]] = {}
        self._rules: list[Limits] = []

    def blocked(self, cluster: Cluster, play: Play) -> Why | None:
        """Return why a play may not sound at a cluster (with its neighbours fetched), None where it may."""
        if guards.passes(play):
            return None
        moment = datetime.fromtimestamp(play.at / 1000, clock.HANOI)
        config = self._config(cluster.area, moment)
        near = limits.quiet_near(cluster, [moment.date()])
        return guards.blocked(play, replace(config, quiet=(*config.quiet, *near)))

    def blocked_in(self, area: Area, play: Play) -> Why | None:
        """Return why a play may not sound in an area, whatever stands near its clusters; None where it may."""
        return guards.blocked(play, self._config(area, datetime.fromtimestamp(play.at / 1000, clock.HANOI)))

    def _config(self, area: Area, moment: datetime) -> Config:
        day = moment.date()
        key = (area.pk, day.isoformat())
        if key not in self._known:
            quiet, closed = self._parts(area, day)
            zone = int((moment.utcoffset() or timedelta(hours=7)).total_seconds() // 60)
            self._known[key] = Config(quiet=quiet, closed=closed, zone=zone)
        return self._known[key]

    def _parts(self, area: Area, day: date) -> limits.Parts:
        if area.pk not in self._paths:
            self._paths = limits.paths_of({**self._areas, area.pk: area}.values())
            self._rules = limits.limits_on(self._paths.values())
        return config_parts(self._rules, self._paths[area.pk], day, DAYS)
