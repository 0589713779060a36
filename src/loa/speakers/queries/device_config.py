"""What one device must hold to by itself: volumes, the hours and days of silence, the groups it obeys, the server's keys."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from datetime import date, time, timedelta

from django.conf import settings

from loa.journal.keyring import keyring
from loa.lib import clock
from loa.speakers.models import Cluster, Device, NoiseRule
from loa.speakers.queries.groups import groups_of, of_device
from loa.speakers.rules.words import RuleKind
from loa.units.models import Area, AreaVersion
from loa.units.versions import latest
from loa_wire import messages

DAYS = 14
"""How far ahead days of silence are told; the daily work tells them again."""
Span = tuple[int, int]
Parts = tuple[tuple[Span, ...], tuple[str, ...]]


def config_of(cluster: Cluster) -> messages.Config:
    """Return what the device of a cluster is told today."""
    return configs_of([cluster])[cluster.pk]


def configs_of(clusters: Iterable[Cluster], day: date | None = None) -> dict[int, messages.Config]:
    """Return what the device of each cluster is told for a day, the limits of an area looked up once.

    Neighbours are quiet on the day's own weekday. Nothing said of quiet hours means the night of the wire's default.
    """
    day = day or clock.today()
    rows, parts = list(clusters), {}
    for cluster in rows:
        if cluster.area_id not in parts:
            parts[cluster.area_id] = config_parts(cluster.area, day, DAYS)
    return {
        cluster.pk: messages.Config(
            volume=cluster.volume,
            volume_min=cluster.volume_min,
            volume_max=cluster.volume_max,
            quiet=tuple(sorted({*parts[cluster.area_id][0], *_neighbours(cluster, day)})),
            closed=parts[cluster.area_id][1],
        )
        for cluster in rows
    }


def config_parts(area: Area, from_day: date, days: int) -> Parts:
    """Return the quiet spans of an area on a day, and the days of silence from it on, by the rules in force."""
    path = latest(AreaVersion, from_day).filter(area=area).values_list("path", flat=True).first() or ""
    above = path.split("/")
    rules = list(NoiseRule.objects.filter(area__code__in=above).select_related("area"))
    rank = list(RuleKind.values)
    rules.sort(key=lambda rule: (rank.index(rule.kind), above.index(rule.area.code), rule.valid_from))
    quiet = messages.Config().quiet
    for rule in _on(rules, from_day):
        if rule.quiet_from is not None and rule.quiet_until is not None:
            quiet = ((_minutes(rule.quiet_from), _minutes(rule.quiet_until)),)
    closed = [
        day.isoformat()
        for day in (from_day + timedelta(days=n) for n in range(days))
        if any(rule.kind == RuleKind.MOURNING for rule in _on(rules, day))
    ]
    return quiet, tuple(closed)


def _on(rules: Iterable[NoiseRule], day: date) -> Iterable[NoiseRule]:
    for rule in rules:
        ends = rule.valid_until is not None and rule.valid_until <= day
        if rule.valid_from <= day and not ends and (not rule.weekdays or day.isoweekday() in rule.weekdays):
            yield rule


def _neighbours(cluster: Cluster, day: date) -> Iterable[Span]:
    for near in cluster.neighbours.all():
        if near.quiet_from and near.quiet_until and (not near.weekdays or day.isoweekday() in near.weekdays):
            yield _minutes(near.quiet_from), _minutes(near.quiet_until)


def _minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute


def groups_told(device: Device) -> list[str]:
    """Return the groups a device is told to obey; its own it always does."""
    return [name for name in groups_of(device) if name != of_device(device)]


def server_keys() -> dict[str, str]:
    """Return the public half of every signing key held, those that begin later included, as the wire writes them."""
    return {name: base64.urlsafe_b64encode(key.raw).decode() for name, key in keyring().verify_keys().items()}


def broker_url() -> str:
    """Return where devices find the broker; empty where they come by HTTPS alone."""
    return str(getattr(settings, "MQTT_PUBLIC_URL", ""))
