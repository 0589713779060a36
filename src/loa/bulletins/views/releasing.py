"""The check page and what follows from it: ask, release, return, undo."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from loa.bulletins import actions, queries
from loa.bulletins.forms.writing import ReasonForm, SetAsideForm
from loa.bulletins.views.common import frame, proof_of, readable, writable
from loa.units.doors import DeskRequest, desk_view
from loa.web.doors import fresh_sign_in
from loa.web.forms import ErrorsSummary, new_idempotency_key


@desk_view
def check(request: DeskRequest, bulletin_id: int) -> HttpResponse:
    """Show exactly what would go out, to whom, when, by whom, and what holds it back; put it before an approver."""
    bulletin = readable(request, bulletin_id)
    if request.method == "POST":
        typed = queries.number_typed(request.POST.get("typed_count", ""))
        actions.send_for_release(actor=request.actor, bulletin=bulletin, typed_count=typed)
        messages.success(request, _("Đã gửi duyệt. Mọi sửa đổi sẽ làm yêu cầu duyệt hết giá trị."))
        return redirect("bulletins:show", bulletin_id)
    found = queries.check_page(bulletin, request.actor)
    shown = frame(bulletin, "check", found=found, aside=SetAsideForm(), key=new_idempotency_key())
    return render(request, "bulletins/check.html", shown)


@desk_view
@fresh_sign_in
def release(request: DeskRequest, bulletin_id: int) -> HttpResponse:
    """Show the approver exactly what will go out, to whom, when; one tap releases."""
    bulletin = readable(request, bulletin_id)
    if request.method == "POST":
        row = actions.release(
            actor=request.actor,
            bulletin=bulletin,
            seen_hash=request.POST.get("hash", ""),
            proof=proof_of(request),
            papers_seen="papers_seen" in request.POST,
            clashes_seen={int(key) for key in request.POST.getlist("clash_seen") if key.isdecimal()},
        )
        messages.success(request, queries.released_words(row))
        return redirect("bulletins:show", bulletin_id)
    page = queries.release_page(bulletin, request.actor)
    shown = frame(
        bulletin, "release", found=page, aside=SetAsideForm(), reason=ReasonForm(), key=new_idempotency_key()
    )
    return render(request, "bulletins/release.html", shown)


@require_POST
@desk_view
def renew(request: DeskRequest, bulletin_id: int) -> HttpResponse:
    """Show the request again with the number of receivers as it is now."""
    typed = queries.number_typed(request.POST.get("typed_count", ""))
    actions.renew(actor=request.actor, bulletin=readable(request, bulletin_id), typed_count=typed)
    return redirect("bulletins:release", bulletin_id)


@require_POST
@desk_view
def return_(request: DeskRequest, bulletin_id: int) -> HttpResponse:
    """Return a bulletin to its writers with a reason: a prepared one by one tap, or a written one."""
    bulletin = readable(request, bulletin_id)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(line.text for line in ErrorsSummary(form)))
        return redirect("bulletins:release", bulletin_id)
    actions.return_(actor=request.actor, bulletin=bulletin, reason=form.cleaned_data["reason"])
    messages.success(request, _("Đã trả lại cho người soạn."))
    return redirect("bulletins:show", bulletin_id)


@require_POST
@desk_view
def undo(request: DeskRequest, bulletin_id: int) -> HttpResponse:
    """Take a release back while nothing has left."""
    actions.undo(actor=request.actor, bulletin=readable(request, bulletin_id))
    messages.success(request, _("Đã hoàn tác. Chưa có gì được phát; bản tin trở lại bản nháp."))
    return redirect("bulletins:show", bulletin_id)


@require_POST
@desk_view
def recall(request: DeskRequest, bulletin_id: int) -> HttpResponse:
    """Take back a request for release to go on writing."""
    actions.recall(actor=request.actor, bulletin=writable(request, bulletin_id))
    return redirect("bulletins:text", bulletin_id)
