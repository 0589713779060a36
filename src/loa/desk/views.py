"""The staff shell's screens: today, help, the session's end, the gallery of components."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from loa.desk import gallery, today
from loa.lib.errors import NotFound
from loa.units.doors import desk_view
from loa.web import session
from loa.web.manifest import manifest

desk_manifest = manifest(gettext_lazy("Loa – bàn làm việc"), start="/desk/")


@desk_view
@require_GET
def today_screen(request: HttpRequest) -> HttpResponse:
    """Answer three questions: what must I do, what is going out, what is broken."""
    return render(request, "desk/today.html", today.context(request))


@require_GET
def help_screen(request: HttpRequest) -> HttpResponse:
    """Explain the few things everyone needs; open to those who cannot sign in too."""
    return render(request, "desk/help.html", {"nav_key": "help"})


@never_cache
@login_required
@require_POST
def keep_session(request: HttpRequest) -> HttpResponse:
    """Prolong the session at a person's wish and hand out a fresh form token."""
    request.session.modified = True
    return JsonResponse({"seconds": session.seconds_left(request), "csrf": get_token(request)})


@login_required
@require_GET
def signed_in(request: HttpRequest) -> HttpResponse:
    """Say in the second tab that work goes on in the first."""
    return render(request, "desk/signed_in.html")


def components(request: HttpRequest) -> HttpResponse:
    """Show every component with sample data; only where the site is a demo or under development."""
    if not (settings.DEBUG or settings.DEMO):
        raise NotFound
    return render(request, "desk/components.html", gallery.context(request))
