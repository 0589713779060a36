"""How the channels stand: a page for residents, the same as JSON for machines."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from loa.portal.queries.standing import public_standing
from loa.web.manifest import manifest

STEADY = 30  # seconds
site_manifest = manifest(gettext_lazy("Loa – Thông tin chính thức"), start="/")


@require_safe
def status(request: HttpRequest) -> HttpResponse:
    """Show each kind of channel with the last time it was seen to work."""
    return render(request, "portal/status.html", {"lines": public_standing(), "nav": "status"})


@require_safe
@cache_control(public=True, max_age=STEADY)
def status_json(request: HttpRequest) -> HttpResponse:
    """Give the same for machines; `health` is where this web process answers for itself."""
    del request
    channels = [
        {
            "kind": line.kind,
            "name": line.label,
            "state": line.state,
            "last_good_at": line.at.isoformat(timespec="seconds") if line.at else None,
        }
        for line in public_standing()
    ]
    response = JsonResponse({"channels": channels, "health": f"{settings.PUBLIC_URL}/healthz"})
    response["Access-Control-Allow-Origin"] = "*"
    return response
