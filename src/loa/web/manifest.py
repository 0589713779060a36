"""What a phone is told when somebody puts the site on the home screen; iPhones show notifications only then."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.utils.functional import Promise
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

COLOUR = "#0d5c75"
SIZES = (192, 512)


def manifest(name: str | Promise, *, start: str) -> Callable[[HttpRequest], HttpResponse]:
    """Return the view of a manifest (W3C Web Application Manifest) for the pages below `start`."""

    @require_safe
    @cache_control(public=True, max_age=86_400)
    def show(request: HttpRequest) -> HttpResponse:
        del request
        icons = [
            {"src": static(f"icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"}
            for size in SIZES
        ]
        told = {
            "name": str(name),
            "short_name": "Loa",
            "lang": "vi",
            "id": start,
            "start_url": start,
            "scope": "/",
            "display": "standalone",
            "theme_color": COLOUR,
            "background_color": "#ffffff",
            "icons": icons,
        }
        return JsonResponse(told, content_type="application/manifest+json")

    return show
