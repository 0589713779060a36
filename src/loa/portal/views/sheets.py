"""The page behind the QR code of a run sheet: a listed keeper without an account confirms one delivery."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from loa.files.actions import store_file
from loa.journal.actions import SYSTEM
from loa.kinds.manual import actions as manual
from loa.kinds.manual import queries
from loa.kinds.manual.photos import PHOTO
from loa.portal.doors import not_too_often
from loa.portal.forms import SheetForm
from loa.web.forms import ErrorsSummary


@require_http_methods(["GET", "HEAD", "POST"])
@not_too_often("sheet")
def sheet(request: HttpRequest, token: str) -> HttpResponse:
    """Show what was to be done and take the word of who did it; a second word changes nothing."""
    found = queries.get_by_token(token)
    receipt = queries.find_receipt(found)
    form = SheetForm(request.POST or None, request.FILES or None)
    if form.is_bound and receipt:
        return redirect("portal:sheet", token=token)
    if form.is_bound and form.is_valid():
        _take(form, token)
        return redirect("portal:sheet", token=token)
    context = {
        "form": form,
        "errors": ErrorsSummary(form),
        "sheet": found,
        "receipt": receipt,
        "token": token,
    }
    return render(request, "portal/sheet.html", context, status=422 if form.errors else 200)


def _take(form: SheetForm, token: str) -> None:
    data = form.cleaned_data
    photo = data["photo"]
    stored = (
        store_file(actor=SYSTEM, name=photo.name, data=photo.read(), purpose=PHOTO.key) if photo else None
    )
    manual.confirm_by_link(
        token=token,
        done=data["done"] == "yes",
        happened_at=data["happened_at"],
        photo=str(stored.pk) if stored else "",
        note=data["note"],
    )
