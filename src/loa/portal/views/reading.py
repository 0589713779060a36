"""Reading: the front page, one bulletin, the logs, the register."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from loa.bulletins.queries.public import corrections as corrections_log
from loa.portal import rules
from loa.portal.errors import NoSuchBulletin
from loa.portal.queries import reading, register
from loa.portal.queries.feeds import feed_links

PER_PAGE = 20


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """Show what is said now: emergencies first, then the newest bulletins."""
    typed = request.GET.get("q", "")[:100]
    page = Paginator(reading.search_pages(typed), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "q": typed,
        "page": page,
        "entries": reading.entries(page),
        "emergencies": reading.current_emergencies(),
        "feeds": feed_links(),
        "nav": "front",
    }
    return render(request, "portal/front.html", context)


@require_safe
def bulletin(request: HttpRequest, code: str) -> HttpResponse:
    """Show one bulletin with issuer, versions and corrections."""
    language = request.GET.get("lang") or get_language() or "vi"
    found = reading.find_reading(
        rules.code_of(code),
        language,
        number=rules.number_of(request.GET.get("v", "")),
        account=rules.number_of(request.GET.get("by", "")),
    )
    if found is None:
        raise NoSuchBulletin
    context = {
        "reading": found,
        "words": reading.RELATION_WORDS,
        "feeds": feed_links(),
    }
    return render(request, "portal/bulletin.html", context)


@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    """Show the log of our own mistakes."""
    page = Paginator(corrections_log(), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "portal/corrections.html", {"page": page, "nav": "corrections"})


@require_safe
def emergencies(request: HttpRequest) -> HttpResponse:
    """Show every use of the emergency priority with its reason."""
    return render(
        request, "portal/emergencies.html", {"rows": reading.list_emergencies(), "nav": "emergencies"}
    )


@require_safe
def accounts(request: HttpRequest) -> HttpResponse:
    """Show who speaks where in whose name."""
    context = {"rows": register.list_accounts(), "feeds": feed_links(), "nav": "accounts"}
    return render(request, "portal/accounts.html", context)
