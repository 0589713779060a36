"""What a request of a device may reach: the device itself, and sound files that are meant for the air."""

from __future__ import annotations

from pathlib import Path

from django.db.models import Exists, OuterRef, Q

from loa.files.queries import find_plain
from loa.speakers.models import Airing, Device, Sound


def find_device(name: str) -> Device | None:
    """Return the device of this name that is in use; None for any other."""
    if not name.isascii() or not name.isprintable():
        return None
    return Device.objects.filter(name=name, revoked_at__isnull=True, cluster__closed_at__isnull=True).first()


def find_sound_file(sha256: str) -> Path | None:
    """Return the file of a sound that a person has heard or that an airing uses; None for any other."""
    used = Exists(Airing.objects.filter(sound=OuterRef("pk")))
    sounds = Sound.objects.filter(Q(heard_at__isnull=False) | used, sha256=sha256).select_related("file")
    places = (find_plain(sound.file) for sound in sounds)
    return next((place for place in places if place is not None), None)
