"""The short link: strangers read that they must sign in and nothing else, officers of bodies on the list land on their copy."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from loa.documents.queries import circulation as queries
from loa.documents.views.circulation import copy_page
from loa.units.doors import DeskRequest, desk_view
from loa.units.errors import UnknownThing


@never_cache
@require_safe
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """Lead whoever opens the link to where it means something for them; a wrong token looks like any other to strangers."""
    answer: Any = _officer if request.user.is_authenticated else _stranger
    found: HttpResponse = answer(request, token)
    return found


def _stranger(request: HttpRequest, token: str) -> HttpResponse:
    """Show that somebody must sign in; nothing here depends on the token but the way back."""
    here = urlencode({"next": reverse("circulation_link:open", args=[token])})
    return render(
        request, "documents/circulation_stranger.html", {"sign_in": f"{reverse('account_login')}?{here}"}
    )


@desk_view
def _officer(request: DeskRequest, token: str) -> HttpResponse:
    """Show the copy at the officer's body, ready to be acknowledged; senders land on the document's list.

    Raises:
        UnknownThing: for officers of bodies that are not on the list, as for a token that never was.

    """
    if copy := queries.find_by_link(request.actor, token):
        return copy_page(request, copy)
    if document := queries.find_sent_by_link(request.actor, token):
        return redirect("circulation:show", document_id=document.pk)
    raise UnknownThing
