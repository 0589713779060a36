"""Vietnamese unless the reader chose another language by a button; the browser's wish is not asked."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from django.views.i18n import set_language


class ChosenLanguageMiddleware:
    """Speak the language of the cookie that the language button sets, else the site's own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        wish = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = wish if wish in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language  # as Django's own middleware does
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


@csrf_exempt
@require_POST
def choose_language(request: HttpRequest) -> HttpResponseBase:
    """Keep the reader's language in a cookie and return to the page the button stood on.

    It asks for no form token: public pages would have to leave a cookie with every reader to offer one.
    """
    return set_language(request)
