"""The first path: drop a file in, look at what was read, confirm."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from loa.documents import actions, queries, reading
from loa.documents.actions.taking_in import RIGHTS
from loa.documents.errors import NoPage
from loa.documents.forms.beside import uploads
from loa.documents.forms.header import ConfirmForm, DropForm
from loa.documents.models import Document, Intake
from loa.documents.rules.words import IntakeKind
from loa.documents.signatures import shown
from loa.documents.views.common import copies_led_on
from loa.files.models import StoredFile
from loa.files.queries import open_file
from loa.files.rules import PDF
from loa.units import access
from loa.units.actor import Actor
from loa.units.doors import DeskRequest, desk_view
from loa.units.errors import RightMissing
from loa.web.acts import attempt, form_page, posted
from loa.web.forms import ErrorsSummary, new_idempotency_key

WAITING_SHOWN = 50


def what_may_be_dropped(actor: Actor) -> list[IntakeKind]:
    """Return what files the actor may drop in for the own body."""
    return [kind for kind, right in RIGHTS.items() if access.can(actor, right, body=actor.body)]


@desk_view
def drop(request: DeskRequest) -> HttpResponse:
    """Take a file in and read it."""
    kinds = what_may_be_dropped(request.actor)
    if not kinds:
        raise RightMissing(permission=RIGHTS[IntakeKind.DRAFT].value)
    form = DropForm(posted(request), request.FILES or None, kinds=kinds)
    if done := attempt(form, _drop_in, actor=request.actor):
        return redirect("documents:confirm", done.value.pk)
    return form_page(
        request,
        form,
        title=_("Đưa văn bản vào"),
        submit=_("Đọc tệp"),
        back=reverse("documents:incoming"),
        lead=_("Phần đầu văn bản được đọc sẵn; chỗ chưa chắc sẽ được hỏi lại, không tự điền."),
        busy=_("Đang đọc tệp…"),
        nav_key="documents_incoming",
        template="documents/drop.html",
        waiting=queries.intakes_of(request.actor)[:WAITING_SHOWN],
    )


def _drop_in(
    *,
    actor: Actor,
    kind: IntakeKind,
    file: object,
    beside: list[object],
    not_secret: bool,  # noqa: ARG001  ticked
) -> Intake:
    return actions.drop_in(
        actor=actor,
        body=actor.body,
        kind=kind,
        name=file.name,  # type: ignore[attr-defined]
        data=file.read(),  # type: ignore[attr-defined]
        beside=uploads(beside),
    )


@desk_view
def confirm(request: DeskRequest, intake_id: int) -> HttpResponse:
    """Show what was read beside the paper, and make the document once a person has confirmed it."""
    intake = queries.access_intake(request.actor, intake_id)
    form = ConfirmForm(posted(request), intake=intake)
    if done := attempt(form, _confirm, actor=request.actor, intake=intake, filled=form):
        messages.success(request, _said(done.value, intake))
        return redirect("documents:show", done.value.pk)
    context = {
        "title": _("Đối chiếu văn bản"),
        "intake": intake,
        "form": form,
        "errors": ErrorsSummary(form),
        "asked": form.asked,
        "beside": intake.beside.order_by("pk"),
        "pages": page_addresses("documents:intake_page", [intake.pk], intake.file, intake.reading["pages"]),
        "reports": shown(intake.signatures),
        "trail": [{"url": reverse("documents:incoming"), "label": _("Văn bản đến")}],
        "nav_key": "documents_incoming",
        "key": new_idempotency_key(),
    }
    return render(request, "documents/confirm.html", context, status=422 if form.errors else 200)


def _confirm(*, actor: Actor, intake: Intake, filled: ConfirmForm, **_fields: object) -> Document:
    return actions.confirm(actor=actor, intake=intake, **filled.given)


def _said(document: Document, intake: Intake) -> str:
    if intake.kind == IntakeKind.INCOMING:
        return _("Đã vào sổ, số đến %(serial)s.") % {"serial": document.serial}
    if intake.kind == IntakeKind.SIGNED:
        return _("Đã đưa vào, số %(number)s giữ như đã in.") % {"number": document.full_number}
    return _("Đã lưu dự thảo.")


@require_POST
@desk_view
def drop_again(request: DeskRequest, intake_id: int) -> HttpResponse:
    """Take a dropped-in file away that became no document."""
    actions.drop_again(actor=request.actor, intake=queries.access_intake(request.actor, intake_id))
    messages.success(request, _("Đã bỏ tệp; không lưu lại gì."))
    return redirect("documents:drop")


def page_addresses(name: str, places: list[int], file: StoredFile, pages: int, most: int = 5) -> list[str]:
    """Return the addresses of a file's pages as pictures; of a picture, its own address."""
    if file.is_image:
        return [reverse("files:file", args=[file.pk])]
    if file.mime != PDF:
        return []
    return [reverse(name, args=[*places, page]) for page in range(1, min(pages, most) + 1)]


@desk_view
def intake_page(request: DeskRequest, intake_id: int, page: int) -> HttpResponse:
    """Show a page of a dropped-in file as a picture."""
    return picture(queries.access_intake(request.actor, intake_id).file, page)


@desk_view
@copies_led_on
def version_page(request: DeskRequest, document_id: int, number: int, page: int) -> HttpResponse:
    """Show a page of a version's file as a picture."""
    document = queries.access_document(request.actor, document_id)
    file = queries.version_of(document, number).file
    if file is None:
        raise NoPage
    return picture(file, page)


def picture(file: StoredFile, page: int) -> HttpResponse:
    """Return a page of a PDF as PNG.

    Raises:
        NoPage: for another kind of file.

    """
    if file.mime != PDF:
        raise NoPage
    return HttpResponse(reading.page_picture(open_file(file), page), content_type="image/png")
