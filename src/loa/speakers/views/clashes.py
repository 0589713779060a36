"""What meets at a body's clusters: which priority item comes first, where a normal one without room goes."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from loa.speakers.actions import ordering
from loa.speakers.forms.clashes import MoveForm, OrderForm
from loa.speakers.queries import visible
from loa.speakers.queries.collisions import clash_lines
from loa.speakers.queries.week import body_asked
from loa.speakers.views.week import frame
from loa.units.access import access, require
from loa.units.doors import DeskRequest, desk_view
from loa.units.permissions import Permission
from loa.web.acts import posted


@desk_view
def clashes(request: DeskRequest) -> HttpResponse:
    """Show what meets, and take the commune's word on what comes first."""
    body = body_asked(request.actor, request.GET.get("body", ""))
    form = OrderForm(posted(request))
    if request.method == "POST":
        require(request.actor, Permission.SPEAKERS_SCHEDULE, body=body)
    if form.is_valid():
        ordering.order_airings(actor=request.actor, body=body, **form.cleaned_data)
        messages.success(request, _("Đã xếp thứ tự. Các bản tin nối tiếp nhau, không trùng giờ."))
        return redirect(f"{reverse('speakers:clashes')}?body={body.pk}")
    context = frame(request, body, "clashes", clashes=clash_lines(body))
    return render(request, "speakers/clashes.html", context, status=422 if form.errors else 200)


@require_POST
@desk_view
def move_airing(request: DeskRequest, airing_id: int) -> HttpResponse:
    """Put an airing at the moment that was proposed and that a person confirmed."""
    airing = access(
        visible.airings(request.actor), request.actor, id=airing_id, to=Permission.SPEAKERS_SCHEDULE
    )
    form = MoveForm(request.POST)
    if form.is_valid():
        ordering.move_airing(actor=request.actor, airing=airing, begin=form.cleaned_data["begin"])
        messages.success(request, _("Đã chuyển buổi phát."))
    return redirect(f"{reverse('speakers:clashes')}?body={airing.body_id}")
