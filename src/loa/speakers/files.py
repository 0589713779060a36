"""Which files loudspeakers keep, and who may listen: whoever may see the body's loudspeakers."""

from __future__ import annotations

from django.http import HttpRequest

from loa.files.models import StoredFile
from loa.files.rules import MEGABYTE, Purpose
from loa.files.slots import register_purpose
from loa.speakers.models import Sound
from loa.units import access
from loa.units.permissions import Permission

SOUND = "speakers.sound"


def register() -> None:
    """Name the use of files; called once, when Django starts."""
    purpose = Purpose(SOUND, mimes=frozenset({"audio/mpeg"}), most_bytes=40 * MEGABYTE)
    register_purpose(purpose, may_read=may_listen)


def may_listen(request: HttpRequest, stored: StoredFile) -> bool:
    """Say whether a request may fetch a sound on the desk; devices have an address of their own."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return False
    reach = access.bodies_in_reach(actor, Permission.SPEAKERS_READ)
    return Sound.objects.filter(file=stored, body__in=reach).exists()
