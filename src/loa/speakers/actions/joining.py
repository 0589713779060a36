"""Devices made ready in one place, by the hundred, join their clusters at once; each still proves that it holds its key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from loa.journal import actions as journal
from loa.lib import clock
from loa.lib.ids import digest
from loa.speakers.actions.commanding import ms, signing_key
from loa.speakers.actions.devices import STAYS, shut_out
from loa.speakers.actions.enrolling import (
    REPLACED,
    Asked,
    catch_up,
    device_of,
    holds_its_key,
    read_request,
)
from loa.speakers.errors import ClusterClosed, ForgedDevice
from loa.speakers.models import Cluster, Command, CommandCopy, Device, Group, Silence
from loa.speakers.queries.device_config import broker_url, configs_of, groups_told, server_keys
from loa.speakers.queries.groups import of_device
from loa.speakers.rules.broker import new_password
from loa.units import access
from loa.units.actor import Actor
from loa.units.permissions import Permission
from loa_wire import commands
from loa_wire.errors import WireError
from loa_wire.signed import Purpose, SignKey, seal
from loa_wire.words import Ask

AT_ONCE = 2_000
_SEQ = {Ask.GROUPS: 1, Ask.CONFIG: 2, Ask.KEYS: 3}


@transaction.atomic
def enrol_many(*, actor: Actor, envelopes: Mapping[int, bytes]) -> dict[int, dict[str, Any]]:
    """Let the device behind each envelope join a cluster (its id) and return by cluster what each needs to work; all or none.

    What a code does for one device does here the right of the officer who has them all before him. Devices that stood there are shut out.

    Raises: RightMissing, ClusterClosed, ForgedDevice.
    """
    clusters = _clusters(actor, envelopes)
    asked = {cluster.pk: _believe(envelopes[cluster.pk]) for cluster in clusters}
    for old in Device.objects.select_for_update().filter(cluster__in=clusters, revoked_at__isnull=True):
        shut_out(old, by=actor.person, reason=REPLACED)
    passwords = {cluster.pk: new_password() for cluster in clusters}
    devices = Device.objects.bulk_create(
        [device_of(each, asked[each.pk], passwords[each.pk]) for each in clusters], AT_ONCE
    )
    told = _tell(devices)
    for device in devices if _is_anything_going_on(clusters) else ():
        catch_up(device)
    ids = digest(sorted(device.name for device in devices))
    facts = {"devices": len(devices), "digest": ids}
    journal.write(actor=actor, verb="speakers.devices_enrolled", thing="speakers.fleet:all", facts=facts)
    return {
        device.cluster_id: _answer(device, passwords[device.cluster_id], told[device.name])
        for device in devices
    }


def _clusters(actor: Actor, ids: Mapping[int, bytes]) -> list[Cluster]:
    rows = Cluster.objects.select_for_update(of=("self",)).filter(pk__in=list(ids)).order_by("pk")
    clusters = list(rows.select_related("body", "area").prefetch_related("neighbours"))
    for body in {cluster.body for cluster in clusters}:
        access.require(actor, Permission.SPEAKERS_MANAGE, body=body)
    if any(cluster.closed_at for cluster in clusters):
        raise ClusterClosed
    return clusters


def _believe(envelope: bytes) -> Asked:
    """Return what a device says of itself. Raises: ForgedDevice where it does not hold the key that it names."""
    try:
        asked = read_request(envelope)
    except WireError as error:
        raise ForgedDevice from error
    if not holds_its_key(envelope, asked):
        raise ForgedDevice
    return asked


def _tell(devices: Sequence[Device]) -> dict[str, dict[Ask, Command]]:
    """Write down what each device is told as it joins: its groups, its limits, the server's keys; the answer carries it."""
    key, keys = signing_key(), {"keys": server_keys()}
    configs = configs_of(device.cluster for device in devices)
    Group.objects.bulk_create([Group(name=of_device(each), seq=len(_SEQ)) for each in devices], AT_ONCE)
    told: dict[str, dict[Ask, Command]] = {}
    for device in devices:
        bodies: dict[Ask, Mapping[str, Any]] = {
            Ask.GROUPS: {"groups": groups_told(device)},
            Ask.CONFIG: configs[device.cluster_id].to_wire(),
            Ask.KEYS: keys,
        }
        told[device.name] = {ask: _command(device, ask, body, key) for ask, body in bodies.items()}
    Command.objects.bulk_create([each for mine in told.values() for each in mine.values()], AT_ONCE)
    CommandCopy.objects.bulk_create(
        [_copy(device, each) for device in devices for each in told[device.name].values()], AT_ONCE
    )
    return told


def _command(device: Device, ask: Ask, body: Mapping[str, Any], key: SignKey) -> Command:
    now, seq, group = clock.now(), _SEQ[ask], of_device(device)
    message = commands.Command(ask, group, seq, ms(now), ms(now), ms(now + STAYS), (), dict(body))
    return Command(
        group_id=group,
        seq=seq,
        ask=ask.value,
        envelope=seal(Purpose.COMMAND, message.to_wire(), key),
        only=[],
        since_at=now,
        until_at=now + STAYS,
        made_at=now,
        published_at=now,
    )


def _copy(device: Device, command: Command) -> CommandCopy:
    now = command.made_at
    return CommandCopy(command=command, device=device, sent=1, sent_at=now, answered_at=now, taken=True)


def _is_anything_going_on(clusters: Sequence[Cluster]) -> bool:
    """Say whether anything was told to clusters before that a new device must learn."""
    coming = Command.objects.filter(
        ask__in=[Ask.PLAY.value, Ask.CANCEL.value], until_at__gt=clock.now()
    ).exists()
    silent = Silence.objects.filter(off_at__isnull=True).exists()
    return coming or silent or any(cluster.is_muted for cluster in clusters)


def _answer(device: Device, password: str, told: Mapping[Ask, Command]) -> dict[str, Any]:
    url = broker_url()
    return {
        "device": device.name,
        "cluster": device.cluster.code,
        "mqtt": {"url": url, "password": password} if url else None,
        "keys": server_keys(),
        "groups": bytes(told[Ask.GROUPS].envelope).decode(),
        "config": bytes(told[Ask.CONFIG].envelope).decode(),
        "now": ms(clock.now()),
    }
