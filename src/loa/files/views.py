"""Serving stored files: pictures in the page, everything else as a download that cannot run."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, quote_etag
from django.views.decorators.http import require_safe

from loa.files.queries import access_file, open_file

NOTHING_RUNS = "default-src 'none'; sandbox"


@require_safe
def serve(request: HttpRequest, file_id: UUID) -> HttpResponseBase:
    """Return the content of a file to who may read it."""
    stored = access_file(request, file_id)
    response = HttpResponse(open_file(stored), content_type=stored.mime)
    disposition = content_disposition_header(not stored.is_image, stored.name)
    response["Content-Disposition"] = disposition or "inline"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'" if stored.is_image else NOTHING_RUNS
    response["Cache-Control"] = "private, no-cache"
    etag = quote_etag(stored.sha256)
    response["ETag"] = etag
    return get_conditional_response(request, etag, response=response) or response
