"""A body's own wording: written beside the core message, checked against its locked facts."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from loa.bulletins import actions, queries
from loa.bulletins.forms.writing import SetAsideForm, WordingForm
from loa.bulletins.models import Rendition
from loa.bulletins.rules.words import RenditionState
from loa.bulletins.views.common import frame, readable
from loa.units.doors import DeskRequest, desk_view
from loa.web.forms import ErrorsSummary, new_idempotency_key


@desk_view
def word(request: DeskRequest, bulletin_id: int) -> HttpResponse:
    """Write the wording of the actor's body; show where it leaves the locked facts."""
    bulletin = queries.access_wording(request.actor, bulletin_id)
    wording = queries.wording_of(bulletin, request.actor)
    accounts = queries.own_accounts(request.actor, bulletin)
    form = WordingForm(request.POST or None, accounts=accounts, initial=wording.initial)
    if request.method == "POST" and form.is_valid():
        row = actions.adapt(actor=request.actor, bulletin=bulletin, **form.cleaned_data)
        _tell(request, row)
        return redirect("bulletins:word", bulletin_id)
    shown = frame(
        bulletin,
        form=form,
        errors=ErrorsSummary(form),
        wording=wording,
        has_accounts=accounts.exists(),
        aside=SetAsideForm(initial={"kind": "false_mark"}),
        key=new_idempotency_key(),
    )
    return render(request, "bulletins/word.html", shown, status=422 if form.is_bound else 200)


def _tell(request: DeskRequest, row: Rendition) -> None:
    if row.state == RenditionState.ACCEPTED:
        messages.success(request, _("Bản của đơn vị khớp thông tin khóa và đã được lưu."))
    else:
        messages.error(
            request, _("Bản của đơn vị sai thông tin khóa. Xem chỗ được đánh dấu, sửa rồi lưu lại.")
        )


@require_POST
@desk_view
def set_aside(request: DeskRequest, bulletin_id: int) -> HttpResponse:
    """Judge a mark to be no obstacle, by name and with a reason."""
    bulletin = readable(request, bulletin_id)
    form = SetAsideForm(request.POST)
    if form.is_valid():
        actions.set_aside(actor=request.actor, bulletin=bulletin, **form.cleaned_data)
        messages.success(request, _("Đã ghi nhận; người duyệt sẽ thấy tên và lý do."))
    else:
        messages.error(request, " ".join(line.text for line in ErrorsSummary(form)))
    return redirect(queries.back_to(bulletin, request.POST.get("back", "")))
