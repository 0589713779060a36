"""What a request of a device may reach: the device itself, and sound files that are meant for the air."""

from __future__ import annotations

from pathlib import Path

from django.db.models import Exists, OuterRef, Q

from loa.files.queries import find_plain
from loa.speakers.models import Airing, Command, Device, Sound
from loa_wire.words import Ask


def find_device(name: str) -> Device | None:
    """Return the device of this name that is in use; None for any other."""
    if not name.isascii() or not name.isprintable():
        return None
    return Device.objects.filter(name=name, revoked_at__isnull=True, cluster__closed_at__isnull=True).first()


def find_last_word(name: str) -> tuple[bytes, str] | None:
    """Return the key of a device that was shut out, and the command that takes its groups away; None for any other name."""
    if not name.isascii() or not name.isprintable():
        return None
    last = Command.objects.filter(group=f"d{name}", ask=Ask.GROUPS.value, copies__device__name=name)
    last = last.filter(copies__device__revoked_at__isnull=False).order_by("-seq")
    found = last.values_list("copies__device__public_key", "envelope").first()
    return (bytes(found[0]), bytes(found[1]).decode()) if found else None


def find_sound_file(sha256: str) -> Path | None:
    """Return the file of a sound that a person has heard or that an airing uses; None for any other."""
    used = Exists(Airing.objects.filter(sound=OuterRef("pk")))
    sounds = Sound.objects.filter(Q(heard_at__isnull=False) | used, sha256=sha256).select_related("file")
    places = (find_plain(sound.file) for sound in sounds)
    return next((place for place in places if place is not None), None)
