"""Signals: what grew faster than its own past, and what a person makes of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loa.press.actions.signals import settle
from loa.press.forms.desk import SettleForm
from loa.press.queries import signals as queries
from loa.press.queries.visible import may_group, require_listening, signals_visible_to
from loa.press.rules.words import SignalKind, SignalState
from loa.press.status import signal_status
from loa.press.tabs import tabs
from loa.units.access import access, can
from loa.units.doors import DeskRequest, desk_view
from loa.units.permissions import Permission
from loa.web.acts import attempt, posted
from loa.web.forms import ErrorsSummary
from loa.web.lists.columns import Column
from loa.web.lists.screen import Empty, ListScreen

SIGNALS = ListScreen(
    key="press-signals",
    title=gettext_lazy("Dấu hiệu tăng"),
    nav_key="newsroom",
    template="press/signals.html",
    default_sort="-at",
    columns=(
        Column("name", gettext_lazy("Vấn đề"), sort="name", url=lambda row: f"/desk/newsroom/signals/{row.pk}/"),
        Column("kind", gettext_lazy("Loại"), value=lambda row: SignalKind(row.kind).label, sort="kind"),
        Column("at", gettext_lazy("Lúc"), sort="at"),
        Column("observed", gettext_lazy("Trong 2 giờ"), sort="observed", numeric=True),
        Column("expected", gettext_lazy("Thường ngày"), value=lambda row: round(row.expected, 1), sort="expected", numeric=True),
        Column("state", gettext_lazy("Trạng thái"), value=signal_status, sort="state"),
        Column("settled_by", gettext_lazy("Người xử lý"), value=lambda row: row.settled_by.full_name if row.settled_by else ""),
    ),
    empty=Empty(
        gettext_lazy("Chưa có dấu hiệu nào"),
        gettext_lazy("Mỗi giờ hệ thống so số tin của từng chùm tin, từng chủ đề với chính nó trước đây. Khi có gì tăng khác thường, dấu hiệu hiện ở đây và ở trang Hôm nay."),
        symbol="activity",
    ),
)  # fmt: skip


@desk_view
def signals(request: DeskRequest) -> HttpResponse:
    """List the signals, settled ones too."""
    require_listening(request.actor)
    rows = queries.named(signals_visible_to(request.actor))
    return SIGNALS.respond(request, rows, {"tabs": tabs()})


@desk_view
def signal(request: DeskRequest, signal_id: int) -> HttpResponse:
    """Show one signal with its curve and newspapers; who may settles it here."""
    rows = signals_visible_to(request.actor).select_related(
        "story__founder__source__body", "story__former__source__body", "settled_by"
    )
    found = access(rows, request.actor, id=signal_id, to=None)
    form = SettleForm(posted(request))
    if attempt(form, settle, actor=request.actor, signal=found):
        messages.success(request, _("Đã ghi cách xử lý dấu hiệu."))
        return redirect("press:signal", found.pk)
    (card,) = queries.cards([found])
    context = {
        "card": card,
        "status": signal_status(found),
        "form": form,
        "errors": ErrorsSummary(form),
        "may_settle": may_group(request.actor, found.story) and found.state == SignalState.OPEN,
        "may_write": can(request.actor, Permission.BULLETINS_WRITE, body=request.actor.body),
        "tabs": tabs(),
        "nav_key": "newsroom",
    }
    return render(request, "press/signal.html", context, status=422 if form.errors else 200)
