"""A sound file given to a device, whole or in the part that it asks for, so that a broken download goes on."""

from __future__ import annotations

from pathlib import Path

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from loa.speakers.gateway.doors import pieces, span_of


def give_sound(request: HttpRequest, place: Path, sha256: str) -> HttpResponseBase:
    """Return the file, or the part of it that the request asks for."""
    size = place.stat().st_size
    span = span_of(request.headers.get("Range", ""), size)
    if span is None:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    first, last = span
    is_part = last - first + 1 < size
    response = StreamingHttpResponse(
        pieces(place, first, last) if request.method == "GET" else [],
        status=206 if is_part else 200,
        content_type="application/octet-stream",
    )
    response["Accept-Ranges"] = "bytes"
    response["Content-Length"] = str(last - first + 1)
    response["ETag"] = f'"{sha256}"'
    response["Cache-Control"] = "private, max-age=31536000, immutable"
    if is_part:
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
    return response
