"""One bulletin: where it stands, what may be done, what happened; and how it is passed on by hand."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from loa.bulletins import actions, queries, sheets
from loa.bulletins.views.common import frame, readable, writable
from loa.units.doors import DeskRequest, desk_view
from loa.web.forms import new_idempotency_key


@desk_view
def show(request: DeskRequest, bulletin_id: int) -> HttpResponse:
    """Show one bulletin with its state, its actions and its history."""
    bulletin = readable(request, bulletin_id)
    page = queries.page_of(bulletin, request.actor)
    return render(request, "bulletins/show.html", frame(bulletin, page=page, key=new_idempotency_key()))


@require_POST
@desk_view
def discard(request: DeskRequest, bulletin_id: int) -> HttpResponse:
    """Put a draft aside; it can be taken up again."""
    actions.discard(actor=request.actor, bulletin=writable(request, bulletin_id))
    messages.success(request, _("Đã bỏ bản nháp. Có thể lấy lại bất cứ lúc nào."))
    return redirect("bulletins:show", bulletin_id)


@require_POST
@desk_view
def restore(request: DeskRequest, bulletin_id: int) -> HttpResponse:
    """Take a discarded draft up again."""
    actions.restore(actor=request.actor, bulletin=writable(request, bulletin_id))
    return redirect("bulletins:show", bulletin_id)


@desk_view
def share(request: DeskRequest, bulletin_id: int) -> HttpResponse:
    """Show the text to paste, the picture, the sheet and the code; or record that it was passed on."""
    bulletin = readable(request, bulletin_id)
    if request.method == "POST":
        actions.share_in_group(actor=request.actor, bulletin=bulletin)
        messages.success(request, _("Đã ghi nhận là tự báo: đã gửi nhóm."))
        return redirect("bulletins:share", bulletin_id)
    language = queries.language_asked(bulletin, request.GET.get("lang", ""))
    page = queries.share_page(bulletin, language, request.actor.body)
    shown = frame(bulletin, page=page, key=new_idempotency_key())
    return render(request, "bulletins/share.html", shown)


@desk_view
def sheet(request: DeskRequest, bulletin_id: int) -> HttpResponse:
    """Return the A4 notice as PDF."""
    return _file(request, bulletin_id, "pdf")


@desk_view
def card(request: DeskRequest, bulletin_id: int) -> HttpResponse:
    """Return the picture for a chat group as PNG."""
    return _file(request, bulletin_id, "png")


@desk_view
def code_card(request: DeskRequest, bulletin_id: int) -> HttpResponse:
    """Return the card with the QR code as PDF."""
    return _file(request, bulletin_id, "qr")


_MAKERS = {
    "pdf": (sheets.notice_sheet, "application/pdf", "pdf"),
    "png": (sheets.picture_card, "image/png", "png"),
    "qr": (sheets.code_card, "application/pdf", "qr.pdf"),
}


def _file(request: DeskRequest, bulletin_id: int, form: str) -> HttpResponse:
    bulletin = queries.take_out(readable(request, bulletin_id))
    language = queries.language_asked(bulletin, request.GET.get("lang", ""))
    make, kind, ending = _MAKERS[form]
    response = HttpResponse(make(queries.sheet_of(bulletin, language, request.actor.body)), content_type=kind)
    response["Content-Disposition"] = f'inline; filename="{bulletin.code}.{ending}"'
    return response
