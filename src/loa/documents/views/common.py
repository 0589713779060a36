"""What every screen of the room needs: the document behind an address, the frame of its page."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from loa.documents import queries
from loa.documents.models import Document
from loa.documents.queries.circulation import received_of
from loa.documents.rules import moves
from loa.documents.rules.words import Side
from loa.documents.status import state_of
from loa.units.doors import DeskRequest

NAVS = {Side.INCOMING.value: "documents_incoming", Side.OUTGOING.value: "documents_outgoing"}


def readable(request: DeskRequest, document_id: int, act: str = "") -> Document:
    """Return a document that the actor may see, and on which an act may be done where one is named."""
    document = queries.access_document(request.actor, document_id)
    if act:
        queries.require_door(document, request.actor, act)
    return document


def copies_led_on(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Lead whoever only carries a copy of the document to that copy; what went before the issue is not theirs."""

    @wraps(view)
    def led(request: DeskRequest, document_id: int, **places: int) -> HttpResponse:
        knows = queries.visible_to(request.actor).filter(pk=document_id).exists()
        copy = None if knows else received_of(request.actor, document_id)
        if copy:
            return redirect("circulation:copy", copy_id=copy.pk)
        return view(request, document_id, **places)

    return led


def back_of(document: Document) -> str:
    """Return the address of a document's page."""
    return reverse("documents:show", args=[document.pk])


def frame(document: Document, **more: Any) -> dict[str, Any]:
    """Return what the frame of every page of one document reads."""
    is_incoming = document.state in moves.INCOMING
    name = "incoming" if is_incoming else "outgoing"
    label = _("Văn bản đến") if is_incoming else _("Văn bản đi")
    return {
        "document": document,
        "title": document.subject,
        "status": state_of(document),
        "nav_key": NAVS[document.side],
        "trail": [{"url": reverse(f"documents:{name}"), "label": label}],
        **more,
    }
