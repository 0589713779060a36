"""What devices of other makers ask over HTTPS: what sounds now, and sound files; known by the ticket in their own address."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_POST, require_safe

from loa.lib import clock
from loa.speakers.gateway.foreign.doors import ticketed
from loa.speakers.gateway.foreign.words import answer
from loa.speakers.models import Cluster
from loa.speakers.queries import hearing
from loa.speakers.queries.foreign import has_sound
from loa.speakers.rules.words import Dialect
from loa.speakers.views.sounds import give_sound


@require_POST
@ticketed
def poll(request: HttpRequest, cluster: Cluster) -> HttpResponseBase:
    """Answer a device of maker C with what it is to sound now."""
    if cluster.dialect != Dialect.POLLING:
        return JsonResponse({"code": "unknown"}, status=404)
    told = answer(cluster, request.body, clock.now())
    return HttpResponse(told, content_type="application/json", headers={"Cache-Control": "no-store"})


@require_safe
@ticketed
def sound(request: HttpRequest, cluster: Cluster, sha256: str) -> HttpResponseBase:
    """Give a sound file that is laid out for this cluster, or the part of it that is asked for."""
    place = hearing.find_sound_file(sha256) if has_sound(cluster, sha256) else None
    if place is None:
        return JsonResponse({"code": "no_audio"}, status=404)
    return give_sound(request, place, sha256)
