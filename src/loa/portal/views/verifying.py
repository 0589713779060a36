"""Was this issued by us?"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from loa.portal.forms import VerifyForm
from loa.portal.queries.verifying import verify
from loa.web.forms import ErrorsSummary
from loa.web.visitors import MOST_CHECKS, not_too_often


def _asks(request: HttpRequest) -> bool:
    return bool(request.POST or request.GET)


@csrf_exempt
@not_too_often("verify", most=MOST_CHECKS, asked=_asks)
def verify_screen(request: HttpRequest) -> HttpResponse:
    """Compare a code or a text with what was issued.

    The form changes nothing, so it takes a paste from anywhere, old browsers without cookies included.
    """
    given = request.POST or request.GET
    form = VerifyForm({"text": given.get("text") or given.get("code")}) if given else VerifyForm()
    answer = verify(form.cleaned_data["text"]) if form.is_bound and form.is_valid() else None
    context = {"form": form, "errors": ErrorsSummary(form), "answer": answer, "nav": "verify"}
    return render(request, "portal/verify.html", context, status=422 if form.errors else 200)
