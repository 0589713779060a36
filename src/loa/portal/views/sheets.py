"""The page behind the QR code of a run sheet: a listed keeper without an account confirms one delivery, offline too."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from loa.kinds.manual import actions as manual
from loa.kinds.manual import offline, queries
from loa.kinds.manual.forms import AnswerForm
from loa.kinds.manual.links import sheet_path
from loa.kinds.manual.standing import Standing, standing_of
from loa.web.acts import attempt, posted
from loa.web.forms import ErrorsSummary
from loa.web.problem import wants_json
from loa.web.visitors import not_too_often


@require_http_methods(["GET", "HEAD", "POST"])
@not_too_often("sheet")
def sheet(request: HttpRequest, token: str) -> HttpResponse:
    """Show what was to be done and take the word of who did it; a second word changes nothing.

    A phone that kept the word while it had no network asks for JSON: 204, or 422 with what is wrong.
    """
    found = queries.get_by_token(token)
    receipt = queries.find_receipt(found)
    form = AnswerForm(posted(request), request.FILES or None)
    if form.is_bound and (receipt or attempt(form, manual.confirm_by_link, token=token)):
        return HttpResponse(status=204) if wants_json(request) else redirect("portal:sheet", token=token)
    if form.is_bound and wants_json(request):
        return JsonResponse({"errors": [line.text for line in ErrorsSummary(form)]}, status=422)
    standing = standing_of(found)
    context = {
        "form": form,
        "errors": ErrorsSummary(form),
        "sheet": found,
        "standing": standing,
        "newer": sheet_path(standing.newer_sheet.delivery_id) if standing.newer_sheet else "",
        "receipt": receipt,
        "state": "answered" if receipt else _state(standing),
    }
    return render(request, "portal/sheet.html", context, status=422 if form.errors else 200)


def _state(standing: Standing) -> str:
    """Return what the page's script goes by while nobody has answered: ended, late, open."""
    if not standing.takes_words:
        return "ended"
    return "late" if standing.is_late else "open"


@require_safe
@cache_control(no_cache=True)
def worker(request: HttpRequest) -> HttpResponse:
    """Give the script that keeps sheets readable without network; its address limits it to sheets."""
    del request
    return HttpResponse(offline.worker(), content_type="text/javascript; charset=utf-8")
