"""Pictures and PDF papers of a bulletin."""

from __future__ import annotations

from django.db import transaction

from loa.bulletins.actions.moving import take, touch
from loa.bulletins.models import Attachment, Bulletin, Picture
from loa.bulletins.rules import moves
from loa.files.actions import store_file
from loa.lib.text import squeeze
from loa.units import access
from loa.units.actor import Actor
from loa.units.permissions import Permission


@transaction.atomic
def add_picture(
    *,
    actor: Actor,
    bulletin: Bulletin,
    name: str,
    data: bytes,
    alt_text: str,
    source: str,
    licence: str,
    consent: str,
) -> Picture:
    """Add a picture; `consent` says who in it agreed, or why nobody had to."""
    taken = _take(actor, bulletin)
    stored = store_file(actor=actor, name=name, data=data, purpose="bulletins.picture")
    picture = Picture.objects.create(
        bulletin=taken,
        file=stored,
        alt_text=squeeze(alt_text)[:300],
        source=squeeze(source)[:200],
        licence=squeeze(licence)[:120],
        consent=squeeze(consent)[:200],
        position=taken.pictures.count(),
    )
    touch(
        actor=actor,
        bulletin=taken,
        verb="bulletins.picture_added",
        part="files",
        facts={"picture": picture.pk},
    )
    return picture


@transaction.atomic
def add_attachment(*, actor: Actor, bulletin: Bulletin, name: str, data: bytes, title: str) -> Attachment:
    """Add a PDF that goes with the bulletin."""
    taken = _take(actor, bulletin)
    stored = store_file(actor=actor, name=name, data=data, purpose="bulletins.attachment")
    attachment = Attachment.objects.create(
        bulletin=taken,
        file=stored,
        title=squeeze(title)[:200] or name[:200],
        position=taken.attachments.count(),
    )
    touch(
        actor=actor,
        bulletin=taken,
        verb="bulletins.attached",
        part="files",
        facts={"attachment": attachment.pk},
    )
    return attachment


@transaction.atomic
def remove(*, actor: Actor, bulletin: Bulletin, thing: Picture | Attachment) -> None:
    """Take a picture or a PDF out of the bulletin; the stored file stays."""
    taken = _take(actor, bulletin)
    is_picture = isinstance(thing, Picture)
    verb = "bulletins.picture_removed" if is_picture else "bulletins.detached"
    thing_id = thing.pk
    type(thing).objects.filter(pk=thing_id, bulletin=taken).delete()
    touch(actor=actor, bulletin=taken, verb=verb, part="files", facts={"file": thing_id})


def _take(actor: Actor, bulletin: Bulletin) -> Bulletin:
    taken = take(bulletin, moves.EDITABLE)
    access.require(actor, Permission.BULLETINS_WRITE, body=taken.body)
    return taken
