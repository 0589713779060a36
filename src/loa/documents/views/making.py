"""A composed document as docx or PDF, and what the rules of its form find in it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from loa.documents import exchange, making, queries
from loa.documents.models import Document, Version
from loa.documents.views.common import back_of, frame, readable
from loa.files.rules import DOCX, PDF
from loa.lib.errors import NotFound
from loa.units.doors import DeskRequest, desk_view

TYPES = {"docx": DOCX, "pdf": PDF}


@desk_view
def made(request: DeskRequest, document_id: int, ending: str) -> HttpResponse:
    """Return the newest version as a file in the layout of its form."""
    document = readable(request, document_id)
    return made_file(document, queries.version_of(document), ending)


def made_file(document: Document, version: Version, ending: str) -> HttpResponse:
    """Return a version as a file to keep.

    Raises:
        NotFound: for another kind of file, and for a version that came as one.

    """
    if ending not in TYPES or not making.is_made(document, version):
        raise NotFound
    response = HttpResponse(making.make(document, version, ending), content_type=TYPES[ending])
    name = making.file_name(document, version, ending)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response


@require_safe
@desk_view
def message(request: DeskRequest, document_id: int) -> HttpResponse:
    """Return an issued document as an edXML message to the bodies it was circulated to."""
    document = readable(request, document_id)
    data = exchange.pack(document, queries.version_of(document))
    response = HttpResponse(data, content_type="application/xml")
    response["Content-Disposition"] = f'attachment; filename="van-ban-{document.pk}.edxml"'
    return response


@desk_view
def check(request: DeskRequest, document_id: int) -> HttpResponse:
    """Show what in the newest version departs from the rules of its form, each with its rule."""
    document = readable(request, document_id)
    version = queries.version_of(document)
    report = making.judge(document, version)
    lead = _("Bản số %(n)s") % {"n": version.number}
    context = frame(document, report=report, lead=lead, back=back_of(document))
    return render(request, "documents/check.html", context)
