"""Photos that prove work by hand: encrypted at rest, read only by who may confirm or read the sending."""

from __future__ import annotations

from django.http import HttpRequest

from loa.delivery.models import Receipt
from loa.delivery.queries import deliveries_visible_to
from loa.files.models import StoredFile
from loa.files.rules import IMAGES, Purpose
from loa.files.slots import register_purpose

PHOTO = Purpose("manual.photo", mimes=IMAGES, is_private=True)


def register() -> None:
    """Name the use of files; called once, when Django starts."""
    register_purpose(PHOTO, may_read=may_read)


def may_read(request: HttpRequest, stored: StoredFile) -> bool:
    """Say whether a request may fetch the photo of a receipt: who sees the delivery sees its proof."""
    actor = getattr(request, "actor", None)
    receipt = Receipt.objects.filter(photo=str(stored.pk)).first()
    return bool(actor and receipt and deliveries_visible_to(actor).filter(pk=receipt.delivery_id).exists())
