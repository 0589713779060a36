"""A device joins a cluster: an officer's one-time code, the device's proof that it holds its key, what it is told at once."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from loa.journal import actions as journal
from loa.journal.actions import SYSTEM
from loa.lib import clock
from loa.lib.codes import BadCode
from loa.speakers.actions.commanding import ms, order
from loa.speakers.actions.devices import STAYS, shut_out, tell_config, tell_groups, tell_keys
from loa.speakers.errors import ClusterClosed, ForeignDevice
from loa.speakers.models import Cluster, Command, CommandCopy, Device, Enrolment, Play, Refusal
from loa.speakers.queries.device_config import broker_url, config_of, groups_told, server_keys
from loa.speakers.queries.groups import groups_of, of_cluster
from loa.speakers.queries.health import open_silences_over
from loa.speakers.queries.told import plays_in
from loa.speakers.rules.broker import broker_digest, new_password
from loa.speakers.rules.codes import LASTS, code_digest, fresh_code, fresh_name
from loa.speakers.rules.words import OPEN_PLAYS, Dialect
from loa.units import access
from loa.units.actor import Actor
from loa.units.permissions import Permission
from loa_wire.errors import WireError
from loa_wire.signed import Keys, Purpose, open_envelope, split
from loa_wire.words import Ask, Why

REPLACED = "Thay bằng thiết bị mới"
KEY_BYTES = 32


@dataclass(frozen=True)
class Made:
    """A code in words, this once, and until when it may be used."""

    code: str
    expires_at: datetime


@dataclass(frozen=True)
class Refused:
    """Why nobody was enrolled, for a device to print."""

    code: str
    text: str | Promise


BAD_CODE = Refused("bad_code", _("Mã ghép không đúng. Hãy kiểm tra từng ký tự rồi nhập lại."))
USED_CODE = Refused("used_code", _("Mã ghép này đã dùng. Hãy tạo mã mới trên trang cụm loa."))
OLD_CODE = Refused("old_code", _("Mã ghép đã hết hạn. Hãy tạo mã mới trên trang cụm loa."))
FORGED = Refused("forged", _("Thiết bị không chứng minh được khóa của mình. Hãy chạy lại lệnh ghép."))
UNREADABLE = Refused("unreadable", _("Không đọc được yêu cầu ghép. Hãy cập nhật chương trình trên thiết bị."))
KNOWN_KEY = Refused(
    "known_key", _("Khóa này đã ghép một lần. Hãy chạy lại lệnh ghép và thêm --again ở cuối.")
)


@transaction.atomic
def make_code(*, actor: Actor, cluster: Cluster) -> Made:
    """Make a code by which one device may join a cluster within a day; earlier codes of the cluster end.

    Where a device stands in the cluster it is shut out the moment the new one joins. Raises: RightMissing, ClusterClosed, ForeignDevice.
    """
    row = Cluster.objects.select_for_update().get(pk=cluster.pk)
    access.require(actor, Permission.SPEAKERS_MANAGE, body=row.body)
    if row.closed_at:
        raise ClusterClosed
    if row.dialect != Dialect.LOA:
        raise ForeignDevice
    end_codes(row)
    made = Made(fresh_code(), clock.now() + LASTS)
    Enrolment.objects.create(
        cluster=row,
        digest=code_digest(made.code),
        made_by=actor.person,
        made_at=clock.now(),
        expires_at=made.expires_at,
    )
    journal.write(actor=actor, verb="speakers.code_made", thing=row.thing)
    return made


def end_codes(cluster: Cluster) -> None:
    """End the codes of a cluster that nobody has used."""
    now = clock.now()
    Enrolment.objects.filter(cluster=cluster, used_at__isnull=True, expires_at__gt=now).update(expires_at=now)


@dataclass(frozen=True)
class Asked:
    """What a device sent, read and not yet believed."""

    code: str
    public: bytes
    serial: str
    model: str
    firmware: str


@transaction.atomic
def enrol(*, envelope: bytes) -> dict[str, Any] | Refused:
    """Let a device join the cluster of its code, and return what it needs to work, or why not.

    1. the code is known, unused and not a day old; 2. the device holds the key it names; 3. the device that stood there is shut out;
    4. it is told groups, limits, keys, its broker's password, and whatever of silences and plays still holds for it.
    """
    try:
        asked = read_request(envelope)
        code = _code(asked)
    except WireError:
        return UNREADABLE
    except BadCode:
        return BAD_CODE
    if code.expires_at <= clock.now():
        return OLD_CODE
    cluster = Cluster.objects.select_for_update().get(pk=code.cluster_id)
    if not holds_its_key(envelope, asked):
        Refusal.objects.create(cluster=cluster, by_server=True, why=Why.FORGED.value, at=clock.now())
        return FORGED
    return _again(code.device, asked) if code.device else _join(cluster, code, asked)


def _code(asked: Asked) -> Enrolment:
    """Return the code that a device names, held. Raises: BadCode."""
    rows = Enrolment.objects.select_for_update(of=("self",)).select_related("device")
    found = rows.filter(digest=code_digest(asked.code)).first()
    if found is None:
        raise BadCode
    return found


def holds_its_key(envelope: bytes, asked: Asked) -> bool:
    """Say whether the device behind an envelope holds the key that it names."""
    try:
        open_envelope(Purpose.ENROL, envelope, Keys({split(envelope).key_id: asked.public}))
    except (WireError, ValueError):
        return False
    return True


def _again(device: Device, asked: Asked) -> dict[str, Any] | Refused:
    """Answer once more the very device that used a code, under a new password: the first answer may have been lost."""
    if bytes(device.public_key) != asked.public or device.revoked_at:
        return USED_CODE
    password = new_password()
    Device.objects.filter(pk=device.pk).update(password=broker_digest(password))
    return _answer(device, password)


def _join(cluster: Cluster, code: Enrolment, asked: Asked) -> dict[str, Any] | Refused:
    if Device.objects.filter(public_key=asked.public).exists():
        return KNOWN_KEY
    old = Device.objects.select_for_update().filter(cluster=cluster, revoked_at__isnull=True).first()
    if old:
        shut_out(old, by=code.made_by, reason=REPLACED)
    device, password = _make(cluster, asked)
    Enrolment.objects.filter(pk=code.pk).update(used_at=clock.now(), device=device)
    facts = {"device": device.name, "serial": device.serial, "replaces": old.name if old else ""}
    journal.write(actor=SYSTEM, verb="speakers.device_enrolled", thing=cluster.thing, facts=facts)
    catch_up(device)
    return _answer(device, password)


def read_request(envelope: bytes) -> Asked:
    """Read what a device asks. Raises: WireError."""
    raw = split(envelope).message()
    words = {}
    for name, most in (("code", 60), ("public", 60), ("serial", 80), ("model", 80), ("firmware", 40)):
        value = raw.get(name, "")
        if not isinstance(value, str) or not value.isprintable():
            raise WireError(Why.UNREADABLE, name)
        words[name] = value[:most]
    try:
        public = base64.urlsafe_b64decode(words["public"] + "=" * (-len(words["public"]) % 4))
    except (binascii.Error, ValueError) as error:
        raise WireError(Why.UNREADABLE, "public") from error
    if len(public) != KEY_BYTES:
        raise WireError(Why.UNREADABLE, "public")
    return Asked(words["code"], public, words["serial"], words["model"], words["firmware"])


def _make(cluster: Cluster, asked: Asked) -> tuple[Device, str]:
    password = new_password()
    device = device_of(cluster, asked, password)
    device.save()
    return device, password


def device_of(cluster: Cluster, asked: Asked, password: str) -> Device:
    """Return the device of a cluster as it says that it is, under a new name, not yet written."""
    return Device(
        cluster=cluster,
        name=fresh_name(),
        serial=asked.serial,
        model=asked.model,
        firmware=asked.firmware,
        public_key=asked.public,
        password=broker_digest(password),
        enrolled_at=clock.now(),
    )


def _answer(device: Device, password: str) -> dict[str, Any]:
    keys = server_keys()
    groups = tell_groups(device, groups_told(device))
    config = tell_config(device, config_of(device.cluster).to_wire())
    _handed_over(groups, config, tell_keys(device, keys))
    url = broker_url()
    return {
        "device": device.name,
        "cluster": device.cluster.code,
        "mqtt": {"url": url, "password": password} if url else None,
        "keys": keys,
        "groups": bytes(groups.envelope).decode(),
        "config": bytes(config.envelope).decode(),
        "now": ms(clock.now()),
    }


def _handed_over(*commands: Command) -> None:
    """Note that the answer itself carries these: nobody needs to send them again."""
    now, ids = clock.now(), [command.pk for command in commands]
    Command.objects.filter(pk__in=ids).update(published_at=now)
    CommandCopy.objects.filter(command__in=ids).update(sent=1, sent_at=now, answered_at=now, taken=True)


def catch_up(device: Device) -> None:
    """Lay out for a new device what its cluster was told before and still holds: silences, plays to come, the mute.

    Its body's plays are meant for it only where they were laid out for its cluster and have not sounded: not an exercise of others.
    """
    cluster = device.cluster
    kills = open_silences_over(cluster.body_id, cluster.pk).values("command")
    coming = Command.objects.filter(
        group__in=groups_of(device), ask__in=[Ask.PLAY.value, Ask.CANCEL.value], until_at__gt=clock.now()
    )
    meant = [each for each in coming if not each.only or cluster.pk in each.only]
    open_plays = Play.objects.filter(cluster=cluster, state__in=OPEN_PLAYS, airing__latest_at__gt=clock.now())
    planned = {each.airing.ref for each in open_plays.select_related("airing")}
    meant = [each for each in meant if each.ask == Ask.CANCEL or planned & set(plays_in(each.envelope))]
    ids = sorted({*(each.pk for each in meant), *kills.values_list("command", flat=True)})
    CommandCopy.objects.bulk_create([CommandCopy(command_id=pk, device=device) for pk in ids])
    if cluster.is_muted:
        order(
            ask=Ask.MUTE, group=of_cluster(cluster), body={"on": True}, until=clock.now() + STAYS, urgent=True
        )


def enrol_line(server: str, code: str) -> str:
    """Return what is typed on the device."""
    return f"loa-speaker enrol {server} {code}"
