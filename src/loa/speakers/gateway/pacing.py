"""How often a device may ask: counted by the minute of the clock, in the memory of one web process."""

from __future__ import annotations

from django.core.cache import caches
from django.http import JsonResponse

from loa.lib import clock

MINUTE = 60  # seconds


def too_often(name: str, most: int) -> JsonResponse | None:
    """Count one request under a name; return the answer where it is one too many this minute: wait until the next."""
    minute, gone = divmod(int(clock.now().timestamp()), MINUTE)
    visitors, key = caches["visitors"], f"{name}.{minute}"
    visitors.add(key, 0, MINUTE)
    try:
        count = visitors.incr(key)
    except ValueError:  # the memory was full, and this count was thrown out between the two calls
        return None
    if count <= most:
        return None
    return JsonResponse({"code": "busy"}, status=429, headers={"Retry-After": str(MINUTE - gone)})
