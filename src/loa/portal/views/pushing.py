"""Notifications in the visitor's own browser: its worker, turning them on, finding the own page again."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from loa.audience import links
from loa.audience.models import ContactKind
from loa.audience.queries import find_active
from loa.kinds.webpush import actions as webpush
from loa.kinds.webpush import offline
from loa.portal.forms import MoveForm, PushForm
from loa.portal.queries.people import publishing_body
from loa.portal.views.subscribing import choice_of
from loa.web.forms import ErrorsSummary
from loa.web.visitors import not_too_often


@require_safe
@cache_control(no_cache=True)
def worker(request: HttpRequest) -> HttpResponse:
    """Give the script that shows notifications; its address limits it to them."""
    del request
    return HttpResponse(offline.worker(), content_type="text/javascript; charset=utf-8")


@require_POST
@not_too_often("subscribe")
def join(request: HttpRequest) -> HttpResponse:
    """Take in the browser that its owner just allowed to be written to, and say where its own page is."""
    form = PushForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"errors": [line.text for line in ErrorsSummary(form)]}, status=422)
    choice = choice_of(form)
    body = publishing_body(choice.areas, kind=ContactKind.WEBPUSH)
    contact = webpush.join(body=body, given=form.subscription(), choice=choice)
    return JsonResponse({"own": links.own_path(contact.pk)})


@csrf_exempt  # the worker has no form; the address that only the browser and we know is its proof
@require_POST
@not_too_often("push", most=30)
def move(request: HttpRequest) -> HttpResponse:
    """Follow a browser whose subscription was exchanged while no page was open; an unknown one changes nothing."""
    form = MoveForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"errors": [line.text for line in ErrorsSummary(form)]}, status=422)
    moved = webpush.move(endpoint=form.cleaned_data["before"], given=form.subscription())
    return JsonResponse({"moved": moved})


@require_POST
@not_too_often("push", most=30)
def mine(request: HttpRequest) -> HttpResponse:
    """Say where the own page of a browser is, to whoever knows its address at the push service; else nothing."""
    found = find_active(ContactKind.WEBPUSH, request.POST.get("endpoint", ""))
    return JsonResponse({"own": links.own_path(found) if found else ""})
