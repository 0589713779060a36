"""One document: where it stands, what to do next, what was said, and how its versions differ."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from loa.documents import queries
from loa.documents.making import is_judgeable, is_made
from loa.documents.models import Version
from loa.documents.signatures import shown
from loa.documents.slots import blocks_of
from loa.documents.views.common import back_of, copies_led_on, frame, readable
from loa.documents.views.taking import page_addresses
from loa.units.doors import DeskRequest, desk_view
from loa.web.forms import new_idempotency_key


@desk_view
@copies_led_on
def show(request: DeskRequest, document_id: int) -> HttpResponse:
    """Show one document with its state, its acts and its history."""
    document = readable(request, document_id)
    page = queries.page_of(document, request.actor)
    context = frame(
        document,
        page=page,
        pages=pages_of(page.current, 1),
        judgeable=is_judgeable(page.current),
        made=is_made(document, page.current),
        reports=shown(page.current.signatures),
        blocks=blocks_of(request.actor, document),
        key=new_idempotency_key(),
    )
    return render(request, "documents/show.html", context)


def pages_of(version: Version, most: int) -> list[str]:
    """Return the addresses of the first pages of a version's file as pictures."""
    if version.file is None:
        return []
    places = [version.document_id, version.number]
    return page_addresses("documents:version_page", places, version.file, most, most)


@desk_view
@copies_led_on
def compare(request: DeskRequest, document_id: int) -> HttpResponse:
    """Show where two versions differ."""
    document = readable(request, document_id)
    found = queries.compare_versions(document, request.GET.get("old", ""), request.GET.get("new", ""))
    lead = _("Bản số %(old)s và bản số %(new)s") % {"old": found.old.number, "new": found.new.number}
    context = frame(
        document, found=found, lead=lead, back=back_of(document), brief=bool(request.GET.get("brief"))
    )
    return render(request, "documents/compare.html", context)
