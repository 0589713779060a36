"""What devices of other makers ask over HTTPS: what sounds now, and sound files; known by the ticket in their own address."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from loa.lib import clock
from loa.speakers.gateway.dialects.base import Unclear
from loa.speakers.gateway.foreign.words import answer
from loa.speakers.models import Cluster
from loa.speakers.queries import hearing
from loa.speakers.queries.foreign import has_sound
from loa.speakers.queries.tickets import find_cluster
from loa.speakers.rules.words import Dialect
from loa.speakers.views.sounds import give_sound

MOST_BODY, MOST_A_MINUTE = 4_000, 180


def ticketed(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let in the device whose ticket the address holds: 404 for any other, 429 for too many requests."""

    @csrf_exempt
    @wraps(view)
    def door(request: HttpRequest, ticket: str, **given: Any) -> HttpResponseBase:
        cluster = find_cluster(ticket)
        if cluster is None:
            return JsonResponse({"code": "unknown"}, status=404)
        if _too_often(cluster):
            return JsonResponse({"code": "busy"}, status=429, headers={"Retry-After": "60"})
        return view(request, cluster, **given)

    return door


@require_POST
@ticketed
def poll(request: HttpRequest, cluster: Cluster) -> HttpResponseBase:
    """Answer a device of maker C with what it is to sound now."""
    if cluster.dialect != Dialect.POLLING:
        return JsonResponse({"code": "unknown"}, status=404)
    if int(request.headers.get("Content-Length") or 0) > MOST_BODY:
        return JsonResponse({"code": "too_large"}, status=413)
    try:
        told = answer(cluster, request.body, clock.now())
    except Unclear:
        return JsonResponse({"code": "unreadable"}, status=400)
    return HttpResponse(told, content_type="application/json", headers={"Cache-Control": "no-store"})


@require_safe
@ticketed
def sound(request: HttpRequest, cluster: Cluster, sha256: str) -> HttpResponseBase:
    """Give a sound file that is laid out for this cluster, or the part of it that is asked for."""
    place = hearing.find_sound_file(sha256) if has_sound(cluster, sha256) else None
    if place is None:
        return JsonResponse({"code": "no_audio"}, status=404)
    return give_sound(request, place, sha256)


def _too_often(cluster: Cluster) -> bool:
    """Count a device's requests of a minute in this process."""
    visitors, key = caches["visitors"], f"foreign.{cluster.pk}"
    visitors.add(key, 0, 60)
    try:
        return visitors.incr(key) > MOST_A_MINUTE
    except ValueError:  # the minute ended between the two calls
        return False
