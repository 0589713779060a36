"""What meets at a body's clusters: which priority item comes first, where a normal one without room goes."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from loa.lib.clock import HANOI
from loa.speakers.actions import airing as on_air
from loa.speakers.actions import ordering
from loa.speakers.forms.clashes import MoveForm, OrderForm
from loa.speakers.forms.schedule import MovedForm, ReasonForm
from loa.speakers.models import Airing
from loa.speakers.queries import visible
from loa.speakers.queries.collisions import clash_lines
from loa.speakers.queries.judging import judge, moved
from loa.speakers.queries.week import body_asked
from loa.speakers.rules.calendar import local
from loa.speakers.views.week import frame
from loa.units.access import access, require
from loa.units.doors import DeskRequest, desk_view
from loa.units.permissions import Permission
from loa.web.acts import attempt, form_page, posted
from loa.web.formats import long_moment_text


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


@desk_view
def move_airing(request: DeskRequest, airing_id: int) -> HttpResponse:
    """Put an airing at another moment: the one proposed, the one where its block was put, or one typed; what it breaks is shown."""
    airing: Airing = access(
        visible.airings(request.actor), request.actor, id=airing_id, to=Permission.SPEAKERS_SCHEDULE
    )
    put = MovedForm(request.GET or None)
    begin = local(put.cleaned_data["to"], put.cleaned_data["at"]) if put.is_valid() else airing.starts_at
    form = MoveForm(posted(request), initial={"begin": begin})
    back = f"{reverse('speakers:week')}?body={airing.body_id}&day={begin.astimezone(HANOI):%Y-%m-%d}"
    if attempt(form, ordering.move_airing, actor=request.actor, airing=airing):
        messages.success(request, _("Đã chuyển buổi phát."))
        return redirect(back)
    return form_page(
        request,
        form,
        title=_("Chuyển giờ “%(title)s”") % {"title": airing.title},
        lead=_("Đang xếp lúc %(at)s.") % {"at": long_moment_text(airing.starts_at)},
        submit=_("Chuyển giờ"),
        back=back,
        template="speakers/move_form.html",
        findings=judge(moved(airing, begin)),
        airing=airing,
        nav_key="speakers_week",
    )


@desk_view
def cancel_airing(request: DeskRequest, airing_id: int) -> HttpResponse:
    """Take an airing out at every cluster where it has not sounded, for a reason."""
    airing: Airing = access(
        visible.airings(request.actor), request.actor, id=airing_id, to=Permission.SPEAKERS_SCHEDULE
    )
    form = ReasonForm(posted(request))
    back = (
        f"{reverse('speakers:week')}?body={airing.body_id}&day={airing.starts_at.astimezone(HANOI):%Y-%m-%d}"
    )
    if attempt(form, on_air.cancel, actor=request.actor, airing=airing):
        messages.success(request, _("Đã hủy buổi phát. Các cụm loa đang nhận lệnh."))
        return redirect(back)
    return form_page(
        request,
        form,
        title=_("Hủy buổi phát “%(title)s”") % {"title": airing.title},
        lead=_(
            "Đang xếp lúc %(at)s. Nơi nào đang phát thì dừng, chưa phát thì không phát nữa; không hoàn lại được."
        )
        % {"at": long_moment_text(airing.starts_at)},
        submit=_("Hủy buổi phát"),
        is_grave=True,
        back=back,
        nav_key="speakers_week",
    )
