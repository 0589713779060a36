"""Writing a document of the body: begun here, or as an answer to an incoming one; saved in versions."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from loa.documents import actions, queries
from loa.documents.actions import Content
from loa.documents.forms.acting import DraftForm
from loa.documents.forms.header import PLACE
from loa.documents.models import Document
from loa.documents.views.common import back_of, frame, readable
from loa.units import access
from loa.units.actor import Actor
from loa.units.doors import DeskRequest, desk_view
from loa.units.permissions import Permission
from loa.web.acts import attempt, posted
from loa.web.forms import ErrorsSummary, new_idempotency_key


@desk_view
def new(request: DeskRequest) -> HttpResponse:
    """Begin a document of the actor's body."""
    access.require(request.actor, Permission.DOCUMENTS_DRAFT, body=request.actor.body)
    context = {
        "title": _("Soạn văn bản"),
        "trail": [{"url": reverse("documents:outgoing"), "label": _("Văn bản đi")}],
        "nav_key": "documents_outgoing",
    }
    return _begin(request, {}, reverse("documents:outgoing"), context)


@desk_view
def answer(request: DeskRequest, document_id: int) -> HttpResponse:
    """Begin the document that carries an incoming one out."""
    incoming = readable(request, document_id, "answer")
    initial = {"carries_out": [incoming.pk], "recipients": incoming.agency, "urgency": incoming.urgency}
    context = frame(incoming) | {"title": _("Soạn văn bản thực hiện"), "lead": incoming.subject}
    return _begin(request, initial, back_of(incoming), context)


def _begin(request: DeskRequest, initial: dict[str, Any], back: str, context: dict[str, Any]) -> HttpResponse:
    form = DraftForm(posted(request), request.FILES or None, body=request.actor.body, initial=initial)
    if done := attempt(form, _draft, actor=request.actor, filled=form):
        messages.success(request, _("Đã lưu bản số 1."))
        return redirect("documents:show", done.value.pk)
    return _editor(request, form, back, context)


def _draft(*, actor: Actor, filled: DraftForm, **_fields: object) -> Document:
    given = filled.given
    return actions.draft(
        actor=actor,
        body=actor.body,
        header_fields=given["header_fields"],
        content=Content(given["text"]),
        file=(given["name"], given["data"]) if "data" in given else None,
        beside=given["beside"],
        drafted_for=given["drafted_for"],
        carries_out=given["carries_out"],
    )


@desk_view
def edit(request: DeskRequest, document_id: int) -> HttpResponse:
    """Go on writing; what differs becomes the next version."""
    document = readable(request, document_id, "edit")
    form = DraftForm(
        posted(request),
        request.FILES or None,
        body=document.body,
        document=document,
        initial=_typed(document),
    )
    if done := attempt(form, _save, actor=request.actor, document=document, filled=form):
        messages.success(request, _("Đã lưu bản số %(n)s.") % {"n": done.value.version})
        return redirect("documents:show", document_id)
    last = queries.version_of(document)
    context = frame(document, last=last) | {
        "title": _("Soạn tiếp"),
        "lead": document.subject,
        "status": None,
    }
    return _editor(request, form, back_of(document), context)


def _save(*, actor: Actor, document: Document, filled: DraftForm, **_fields: object) -> Document:
    given = filled.given
    version = given.pop("version")
    return actions.save(actor=actor, document=document, base_version=version or 0, **given)


def _typed(document: Document) -> dict[str, Any]:
    last = queries.version_of(document)
    names = ("kind", "subject", "authority", "signer", "signer_title", "urgency", "parent_agency")
    return {name: getattr(document, name) for name in names} | {
        "text": "" if last.file_id else last.text,
        "recipients": "\n".join(document.recipients),
        "grounds": "\n".join(document.grounds),
        "carries_out": list(document.carries_out.values_list("pk", flat=True)),
        "version": document.version,
        PLACE: document.place,
    }


def _editor(request: DeskRequest, form: DraftForm, back: str, context: dict[str, Any]) -> HttpResponse:
    more = {"form": form, "errors": ErrorsSummary(form), "back": back, "key": new_idempotency_key()}
    return render(request, "documents/editor.html", context | more, status=422 if form.errors else 200)
