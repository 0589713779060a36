"""Asking to be told, confirming, changing the choice, stopping, being erased."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from loa.audience import actions as audience
from loa.audience import asking
from loa.audience.actions import Choice
from loa.audience.models import Language, SubscriberKind
from loa.audience.queries import get_own_page
from loa.kinds.press import actions as newsrooms
from loa.kinds.press.queries.newsrooms import check_stop_link
from loa.kinds.webpush.queries import offered_key
from loa.portal import rules
from loa.portal.forms import ChoiceForm, SubscribeForm
from loa.portal.queries.people import publishing_body
from loa.web.forms import ErrorsSummary
from loa.web.visitors import not_too_often


def choice_of(form: ChoiceForm) -> Choice:
    """Return what was picked in a valid form."""
    data = form.cleaned_data
    return Choice(
        areas=list(data["areas"]),
        topics=data["topics"],
        language=Language(data["language"]),
        kind=SubscriberKind(data["kind"]),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@not_too_often("subscribe")
def subscribe(request: HttpRequest) -> HttpResponse:
    """Take a request and say the same whatever is known of the address."""
    form = SubscribeForm(request.POST or None)
    if form.is_bound and form.is_valid():
        choice = choice_of(form)
        asking.request_subscription(
            body=publishing_body(choice.areas),
            address=form.cleaned_data["address"],
            choice=choice,
            agreed=form.cleaned_data["agreed"],
        )
        return redirect("portal:asked")
    context = {"form": form, "errors": ErrorsSummary(form), "nav": "subscribe", "push_key": offered_key()}
    return render(request, "portal/subscribe.html", context, status=422 if form.errors else 200)


def asked(request: HttpRequest) -> HttpResponse:
    """Say what to do next."""
    return render(request, "portal/said.html", rules.ASKED)


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show the button, so that a mail scanner that opens links confirms nothing, and take its press."""
    if request.method == "POST":
        audience.confirm(token=token)
        return render(request, "portal/said.html", rules.CONFIRMED)
    return render(request, "portal/press.html", rules.CONFIRM)


@require_http_methods(["GET", "HEAD", "POST"])
def own_page(request: HttpRequest, token: str) -> HttpResponse:
    """Show a subscriber the own choice and keep a new one."""
    page = get_own_page(token)
    initial = {"areas": page.areas, "topics": page.topics, "language": page.language, "kind": page.kind}
    form = ChoiceForm(request.POST or None, initial=initial)
    if form.is_bound and form.is_valid():
        audience.choose(token=token, choice=choice_of(form))
        return render(request, "portal/said.html", rules.CHOSEN)
    context = {"form": form, "errors": ErrorsSummary(form), "page": page, "token": token}
    return render(request, "portal/own_page.html", context, status=422 if form.errors else 200)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop in one click; mail programs post here without a page (RFC 8058), hence no form token."""
    if request.method == "POST":
        audience.stop(token=token)
        return render(request, "portal/said.html", rules.STOPPED)
    get_own_page(token)
    return render(request, "portal/press.html", rules.STOP)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def stop_newsroom(request: HttpRequest, token: str) -> HttpResponse:
    """Let a newsroom stop in one click, from its mail program too."""
    if request.method == "POST":
        newsrooms.stop_by_link(token=token)
        return render(request, "portal/said.html", rules.NEWSROOM_STOPPED)
    check_stop_link(token)
    return render(request, "portal/press.html", rules.STOP_NEWSROOM)


@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest, token: str) -> HttpResponse:
    """Erase everything about the owner of the link."""
    if request.method == "POST":
        audience.erase(token=token)
        return render(request, "portal/said.html", rules.ERASED)
    get_own_page(token)
    return render(request, "portal/press.html", rules.ERASE)
