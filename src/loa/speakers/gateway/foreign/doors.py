"""The door of requests that devices of other makers cannot sign: each is known by the ticket in its own address."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache import caches
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from loa.speakers.gateway.dialects.base import Unclear
from loa.speakers.models import Cluster
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
        if _too_often(cluster):
            return JsonResponse({"code": "busy"}, status=429, headers={"Retry-After": "60"})
        try:
            return view(request, cluster, **given)
        except Unclear:
            return JsonResponse({"code": "unreadable"}, status=400)

    return door


def _too_often(cluster: Cluster) -> bool:
    """Count a device's requests of a minute in this process."""
    visitors, key = caches["visitors"], f"foreign.{cluster.pk}"
    visitors.add(key, 0, 60)
    try:
        return visitors.incr(key) > MOST_A_MINUTE
    except ValueError:  # the minute ended between the two calls
        return False
