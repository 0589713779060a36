"""Devices on which staff want to be told: turned on by their owner there, ended with the session that did it."""

from __future__ import annotations

from typing import Any

from django.core import signing
from django.db import transaction
from django.http import HttpRequest

from loa.journal import actions as journal
from loa.journal.keyring import keyring
from loa.kinds.webpush import direct, subscriptions
from loa.kinds.webpush.direct import Fate, Note
from loa.kinds.webpush.errors import BadSubscription
from loa.kinds.webpush.queries import offered_key
from loa.kinds.webpush.subscriptions import Subscription
from loa.lib import clock
from loa.lib.crypt import Keyring
from loa.notices.models import Device, Notice
from loa.units.actor import Actor
from loa.units.models import Person

COOKIE = "loa_device"
COOKIE_LASTS = 400 * 24 * 3600  # seconds; browsers keep no cookie longer
_FIELD = "notices.device"
_OWN = signing.Signer(salt="notices.device")


@transaction.atomic
def turn_on(*, actor: Actor, given: Subscription) -> Device:
    """Tell the actor on this browser from now on; a browser belongs to whoever turned it on last.

    Raises: ForeignService, BadSubscription (also under a key that is not ours).
    """
    subscriptions.check(given)
    if given.key != offered_key():
        raise BadSubscription
    ring = keyring()
    Device.objects.filter(lookup__in=ring.lookup_all(given.endpoint, field=_FIELD)).delete()
    device = Device.objects.create(
        person=actor.person,
        lookup=ring.lookup(given.endpoint, field=_FIELD),
        proof=actor.person.get_session_auth_hash(),
        turned_on_at=clock.now(),
    )
    device.subscription = ring.encrypt(given.text(), about=about_device(device.pk))
    device.save(update_fields=["subscription"])
    journal.write(actor=actor, verb="notices.device_on", thing=f"units.person:{actor.person_key}")
    return device


@transaction.atomic
def turn_off_all(*, actor: Actor) -> int:
    """Tell the actor on no device any more; return on how many it was."""
    count, _by_table = Device.objects.filter(person=actor.person).delete()
    journal.write(
        actor=actor,
        verb="notices.device_off",
        thing=f"units.person:{actor.person_key}",
        facts={"count": count},
    )
    return count


def count_devices(actor: Actor) -> int:
    """Return on how many devices the actor is told."""
    return len(_in_force(actor.person))


def is_on(actor: Actor, token: str) -> bool:
    """Say whether the browser that brings this cookie is one of the actor's devices."""
    return any(device.pk == _read(token) for device in _in_force(actor.person))


def token_of(device: Device) -> str:
    """Return what the browser keeps, so that signing out there is known to be meant for this device."""
    return _OWN.sign(str(device.pk))


def tell(notice: Notice) -> bool:
    """Tell the person of a notice on every device in force; False where none took it. One that is gone is forgotten."""
    note = Note(notice.key, notice.title, notice.path, is_urgent=notice.is_urgent)
    taken = False
    for device in _in_force(notice.person):
        text = keyring().decrypt(device.subscription, about=about_device(device.pk))
        fate = direct.tell(note, subscriptions.read(text))
        taken = taken or fate is Fate.TAKEN
        if fate is Fate.GONE:
            device.delete()
    return taken


def on_signed_out(*, request: HttpRequest, **_more: Any) -> None:
    """End the device on which somebody signs out, shared machine or not."""
    Device.objects.filter(pk=_read(request.COOKIES.get(COOKIE, ""))).delete()


def on_signed_in(*, request: HttpRequest, user: Person, **_more: Any) -> None:
    """End the device of somebody else on which another person signs in."""
    Device.objects.filter(pk=_read(request.COOKIES.get(COOKIE, ""))).exclude(person=user).delete()


def _in_force(person: Person) -> list[Device]:
    """Return the devices whose session proof still holds; a session that merely ran out does not end one."""
    if not person.is_active:
        return []
    return list(Device.objects.filter(person=person, proof=person.get_session_auth_hash()).order_by("pk"))


def _read(token: str) -> int:
    try:
        return int(_OWN.unsign(token))
    except signing.BadSignature:
        return 0


def about_device(device_id: int) -> str:
    """Return what a sealed subscription is bound to."""
    return f"notices.device:{device_id}"


def lookup_anew(device: Device, ring: Keyring) -> str:
    """Return the token of a device under the newest key. Raises: loa.lib.crypt.KeyMissing, Tampered."""
    text = ring.decrypt(device.subscription, about=about_device(device.pk))
    return ring.lookup(subscriptions.read(text).endpoint, field=_FIELD)
