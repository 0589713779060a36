"""What is asked of the device in one cluster: volume, mute, test tone; its groups, limits and the server's keys; revoking it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from loa.journal import actions as journal
from loa.journal.actions import SYSTEM, Author
from loa.lib import clock
from loa.lib.clock import HANOI
from loa.speakers.actions.commanding import Order, order, order_many
from loa.speakers.errors import ForeignDevice, NoDevice, NoReason, QuietNow, VolumeOutside
from loa.speakers.models import Cluster, Command, Device
from loa.speakers.queries.device_config import config_of, configs_of, groups_told, server_keys
from loa.speakers.queries.groups import of_cluster, of_device
from loa.speakers.queries.told import last_told
from loa.speakers.rules.foreign import FOREIGN
from loa.speakers.rules.words import Dialect
from loa.units import access
from loa.units.actor import Actor
from loa.units.models import Person
from loa.units.permissions import Permission
from loa_wire.guards import silent_between
from loa_wire.words import Ask

STAYS = timedelta(days=365)
"""How long a state waits for a device that is away: the next one of its kind takes its place before."""
TONE_WITHIN = timedelta(minutes=1)
PART = 300
TONE_LASTS = timedelta(seconds=10)


@transaction.atomic
def set_volume(*, actor: Actor, cluster: Cluster, volume: int) -> Command:
    """Set how loud a cluster sounds. Raises: RightMissing, NoDevice, ForeignDevice, VolumeOutside."""
    row = _steered(actor, cluster, foreign=[Dialect.POLLING])
    if not row.volume_min <= volume <= row.volume_max:
        text = _("Âm lượng của cụm loa này phải từ %(least)d đến %(most)d %%. Hãy chọn lại.")
        raise VolumeOutside(text % {"least": row.volume_min, "most": row.volume_max})
    Cluster.objects.filter(pk=row.pk).update(volume=volume)
    journal.write(actor=actor, verb="speakers.volume_set", thing=row.thing, facts={"volume": volume})
    return _ask(row, Ask.VOLUME, {"volume": volume}, by=actor.person)


@transaction.atomic
def mute(*, actor: Actor, cluster: Cluster, on: bool) -> Command:
    """Mute a cluster from now on, or end that; another maker's device is given nothing to sound. Raises: RightMissing, NoDevice."""
    row = _steered(actor, cluster, foreign=FOREIGN)
    Cluster.objects.filter(pk=row.pk).update(is_muted=on)
    journal.write(actor=actor, verb="speakers.muted" if on else "speakers.unmuted", thing=row.thing)
    return _ask(row, Ask.MUTE, {"on": on}, by=actor.person)


@transaction.atomic
def sound_tone(*, actor: Actor, cluster: Cluster) -> Command:
    """Sound the test tone now. Raises: RightMissing, NoDevice, ForeignDevice, QuietNow."""
    row = _steered(actor, cluster)
    if is_quiet(row, clock.now()):
        raise QuietNow
    journal.write(actor=actor, verb="speakers.tone_sounded", thing=row.thing)
    return _ask(row, Ask.TONE, {}, by=actor.person, lasts=TONE_WITHIN)


def is_quiet(cluster: Cluster, moment: datetime) -> bool:
    """Say whether nothing but an emergency may sound at a cluster at a moment."""
    local = moment.astimezone(HANOI)
    return silent_between(local, local + TONE_LASTS, config_of(cluster))


@transaction.atomic
def revoke(*, actor: Actor, cluster: Cluster, reason: str) -> Device:
    """Shut the device of a cluster out at once; the cluster keeps its history. Raises: RightMissing, NoDevice, NoReason."""
    access.require(actor, Permission.SPEAKERS_MANAGE, body=cluster.body)
    if not reason.strip():
        raise NoReason
    device = Device.objects.select_for_update().filter(cluster=cluster, revoked_at__isnull=True).first()
    if device is None:
        raise NoDevice
    shut_out(device, by=actor.person, reason=reason.strip())
    facts = {"device": device.name, "reason": journal.masked(reason)}
    journal.write(actor=actor, verb="speakers.device_revoked", thing=cluster.thing, facts=facts)
    return device


def shut_out(device: Device, *, by: Person, reason: str) -> None:
    """Take a device's place away: its groups by a last command, its credentials, its right to be believed."""
    order(
        ask=Ask.GROUPS,
        group=of_device(device),
        body={"groups": []},
        until=clock.now() + STAYS,
        made_by=by,
        urgent=True,
    )
    device.revoked_at, device.revoked_by, device.revoke_reason = clock.now(), by, reason[:300]
    device.password = ""
    device.save(update_fields=["revoked_at", "revoked_by", "revoke_reason", "password"])


# -- what devices hold ------------------------------------------------------------------------------------


def tell_config(device: Device, config: dict[str, Any]) -> Command:
    """Tell a device its limits."""
    return order_many([_config(device, config)])[0]


def tell_groups(device: Device, groups: Sequence[str]) -> Command:
    """Tell a device which groups it obeys."""
    return order_many([_groups(device, groups)])[0]


def tell_keys(device: Device, keys: dict[str, str]) -> Command:
    """Tell a device the server's keys, old and new."""
    return order_many([_keys(device, keys)])[0]


@transaction.atomic
def refresh(clusters: Iterable[Cluster]) -> dict[str, int]:
    """Tell each device what changed of its limits, groups and keys since it was last told; return how many were told what.

    Part of the act that changed them; what stands is not said again.
    """
    devices = Device.objects.filter(revoked_at__isnull=True, cluster__closed_at__isnull=True)
    devices = devices.filter(cluster__in=list(clusters))
    rows = list(devices.select_related("cluster__area").prefetch_related("cluster__neighbours"))
    configs, keys = configs_of(device.cluster for device in rows), server_keys()
    told = last_told([of_device(device) for device in rows], (Ask.CONFIG, Ask.GROUPS, Ask.KEYS))
    orders: list[Order] = []
    for device in rows:
        before = told.get(of_device(device), {})
        wanted = (
            _config(device, configs[device.cluster_id].to_wire()),
            _groups(device, groups_told(device)),
            _keys(device, keys),
        )
        orders += [each for each in wanted if before.get(each.ask) != each.body]
    order_many(orders)
    asked = Counter(each.ask for each in orders)
    return {"configs": asked[Ask.CONFIG], "groups": asked[Ask.GROUPS], "keys": asked[Ask.KEYS]}


@transaction.atomic
def tell_anew(cluster_ids: Sequence[int]) -> int:
    """Tell the devices of clusters everything as the register has it, whatever they were told before; return how many they are."""
    devices = Device.objects.filter(revoked_at__isnull=True, cluster__in=cluster_ids)
    rows = list(
        devices.select_related("cluster__area").prefetch_related("cluster__neighbours").order_by("pk")
    )
    configs, keys = configs_of(device.cluster for device in rows), server_keys()
    orders: list[Order] = []
    for device in rows:
        cluster = device.cluster
        orders += [
            _keys(device, keys),
            _groups(device, groups_told(device)),
            _config(device, configs[device.cluster_id].to_wire()),
            _state(Ask.VOLUME, of_cluster(cluster), {"volume": cluster.volume}),
            _state(Ask.MUTE, of_cluster(cluster), {"on": cluster.is_muted}),
        ]
    order_many(orders)
    if rows:
        counts = dict.fromkeys(("configs", "groups", "keys"), len(rows))
        journal.write(actor=SYSTEM, verb="speakers.devices_told", thing="speakers.fleet:all", facts=counts)
    return len(rows)


def run_refresh() -> int:
    """Tell every device what changed for it by the day, the rules or the keys; return how many commands that took.

    In parts with a transaction each: whoever follows a log waits for the oldest one.
    """
    ids = list(Cluster.objects.filter(closed_at__isnull=True).order_by("pk").values_list("pk", flat=True))
    parts = (ids[begin : begin + PART] for begin in range(0, len(ids), PART))
    return sum(_refresh_part(Cluster.objects.filter(pk__in=part)) for part in parts)


@transaction.atomic
def _refresh_part(clusters: Iterable[Cluster]) -> int:
    counts = refresh(clusters)
    if total := sum(counts.values()):
        journal.write(actor=SYSTEM, verb="speakers.devices_told", thing="speakers.fleet:all", facts=counts)
    return total


def _config(device: Device, config: dict[str, Any]) -> Order:
    return _state(Ask.CONFIG, of_device(device), config)


def _groups(device: Device, groups: Sequence[str]) -> Order:
    return _state(Ask.GROUPS, of_device(device), {"groups": list(groups)})


def _keys(device: Device, keys: dict[str, str]) -> Order:
    return _state(Ask.KEYS, of_device(device), {"keys": keys})


def _state(ask: Ask, group: str, body: dict[str, Any]) -> Order:
    return Order(ask, group, clock.now() + STAYS, body)


def _steered(actor: Author, cluster: Cluster, *, foreign: Sequence[str] = ()) -> Cluster:
    """Return the cluster's row, held; `foreign` names the other makers' dialects that can do what is asked."""
    row = Cluster.objects.select_for_update().get(pk=cluster.pk)
    access.require(actor, Permission.SPEAKERS_SCHEDULE, body=row.body)
    if row.dialect in foreign:
        return row
    if row.dialect != Dialect.LOA:
        raise ForeignDevice
    if not Device.objects.filter(cluster=row, revoked_at__isnull=True).exists():
        raise NoDevice
    return row


def _ask(
    cluster: Cluster, ask: Ask, body: dict[str, Any], *, by: Person, lasts: timedelta = STAYS
) -> Command:
    return order(
        ask=ask, group=of_cluster(cluster), body=body, until=clock.now() + lasts, made_by=by, urgent=True
    )
