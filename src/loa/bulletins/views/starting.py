"""Choosing a prepared message and filling its places."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from loa.bulletins import actions, queries
from loa.bulletins.forms.writing import StartForm
from loa.lib.text import squeeze
from loa.units.access import require
from loa.units.doors import DeskRequest, desk_view
from loa.units.permissions import Permission
from loa.web.forms import ErrorsSummary, new_idempotency_key


@desk_view
def choose(request: DeskRequest) -> HttpResponse:
    """Show the prepared messages."""
    require(request.actor, Permission.BULLETINS_WRITE, body=request.actor.body)
    return render(
        request, "bulletins/choose.html", {"templates": queries.template_cards(), "nav_key": "bulletins"}
    )


@desk_view
def start(request: DeskRequest, key: str) -> HttpResponse:
    """Ask for the places of one prepared message; start the draft."""
    require(request.actor, Permission.BULLETINS_WRITE, body=request.actor.body)
    template = queries.get_template(key)
    form = StartForm(request.POST or None, template=template)
    if request.method == "POST" and form.is_valid():
        bulletin = actions.draft_from_template(
            actor=request.actor,
            key=key,
            values=form.values,
            mode=form.cleaned_data["mode"],
            languages=form.languages,
        )
        return redirect("bulletins:text", bulletin.pk)
    facts = {"form": form, "errors": ErrorsSummary(form), "template": template, "key": new_idempotency_key()}
    status = 422 if form.is_bound else 200
    return render(request, "bulletins/start.html", facts | {"nav_key": "bulletins"}, status=status)


@desk_view
def start_blank(request: DeskRequest) -> HttpResponse:
    """Start a draft without a prepared message; whoever answers something brings its title along."""
    if request.method == "POST":
        title = squeeze(request.POST.get("title", ""))[:200] or _("Bản tin mới")
        bulletin = actions.draft(actor=request.actor, title=title, text="")
        return redirect("bulletins:text", bulletin.pk)
    return redirect("bulletins:new")
