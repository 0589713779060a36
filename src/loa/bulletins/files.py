"""Which files a bulletin takes, and who may fetch them: everybody once it is out, staff who see it before."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest

from loa.bulletins.models import Bulletin
from loa.bulletins.queries.desk import visible_to
from loa.bulletins.queries.public import public
from loa.files.models import StoredFile
from loa.files.rules import IMAGES, PDF, Purpose
from loa.files.slots import register_purpose

PICTURE = Purpose("bulletins.picture", mimes=IMAGES)
ATTACHMENT = Purpose("bulletins.attachment", mimes=frozenset({PDF}))


def register() -> None:
    """Name the two uses of files; called once, when Django starts."""
    for purpose in (PICTURE, ATTACHMENT):
        register_purpose(purpose, may_read=may_read)


def may_read(request: HttpRequest, stored: StoredFile) -> bool:
    """Say whether a request may fetch the picture or paper of a bulletin."""
    of = Q(pictures__file=stored) | Q(attachments__file=stored)
    if public().filter(of).exists():
        return True
    actor = getattr(request, "actor", None)
    seen = visible_to(actor) if actor else Bulletin.objects.none()
    return seen.filter(of).exists()
