"""The door of requests that devices of other makers cannot sign: each is known by the ticket in its own address."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from loa.speakers.gateway.dialects.base import Unclear
from loa.speakers.gateway.pacing import too_often
from loa.speakers.queries.tickets import find_cluster

MOST_BODY, MOST_A_MINUTE = 4_000, 180


def ticketed(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let in the device whose ticket the address holds: 404 for any other, 413 or 429 for too much, 400 for noise."""

    @csrf_exempt
    @wraps(view)
    def door(request: HttpRequest, ticket: str, **given: Any) -> HttpResponseBase:
        cluster = find_cluster(ticket)
        if cluster is None:
            return JsonResponse({"code": "unknown"}, status=404)
        if int(request.headers.get("Content-Length") or 0) > MOST_BODY:
            return JsonResponse({"code": "too_large"}, status=413)
        if (busy := too_often(f"foreign.{cluster.pk}", MOST_A_MINUTE)) is not None:
            return busy
        try:
            return view(request, cluster, **given)
        except Unclear:
            return JsonResponse({"code": "unreadable"}, status=400)

    return door
