"""The page "Sơ kết" and the rows behind each of its figures."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from loa.figures import actions, queries, registry
from loa.figures.forms import ScopeForm
from loa.figures.registry import Definition
from loa.lib.errors import NotFound
from loa.units.access import can, require
from loa.units.doors import DeskRequest, desk_view
from loa.units.permissions import Permission
from loa.units.queries import body_name
from loa.web.lists.screen import Empty, ListScreen


def _screen(definition: Definition) -> ListScreen:
    return ListScreen(
        key="figure-rows",
        title=definition.title,
        nav_key="figures",
        template="figures/rows.html",
        columns=definition.columns,
        page_size=50,
        empty=Empty(
            gettext_lazy("Không có dòng nào trong khoảng này"),
            gettext_lazy("Chọn khoảng ngày hoặc đơn vị khác."),
            symbol="chart-bar",
        ),
    )


@desk_view
def show_figures(request: DeskRequest) -> HttpResponse:
    """Show every figure of a scope; each opens its rows."""
    return _review(request, ScopeForm(request.GET or None, actor=request.actor))


def _review(request: DeskRequest, form: ScopeForm, *, status: int = 200) -> HttpResponse:
    scope = form.scope()
    require(request.actor, Permission.FIGURES_READ, body=scope.body)
    context = {
        "nav_key": "figures",
        "form": form,
        "scope": scope,
        "body_name": body_name(scope.body, scope.until),
        "figures": queries.figures_of(scope),
        "may_freeze": can(request.actor, Permission.FIGURES_FREEZE, body=scope.body),
        "snapshots": queries.snapshots_visible_to(request.actor).filter(body=scope.body)[:12],
    }
    return render(request, "figures/review.html", context, status=status)


@desk_view
def show_rows(request: DeskRequest, key: str) -> HttpResponse:
    """Show the rows of one figure: as many as the figure says, less what the reader may not see."""
    definition = registry.find(key)
    if definition is None:
        raise NotFound
    scope = ScopeForm(request.GET or None, actor=request.actor).scope()
    require(request.actor, Permission.FIGURES_READ, body=scope.body)
    counted = queries.Counted(definition, registry.value_of(definition, scope), scope)
    seen = definition.shown(definition.visible(request.actor, definition.rows(scope))).order_by("pk")
    hidden = counted.value.count - seen.count()
    note = _("%(n)s dòng không hiển thị vì chức vụ này không được xem") % {"n": hidden} if hidden else ""
    context = {
        "counted": counted,
        "scope": scope,
        "body_name": body_name(scope.body, scope.until),
        "hidden_note": note,
    }
    return _screen(definition).respond(request, seen, context, note=note)


@require_POST
@desk_view
def freeze(request: DeskRequest) -> HttpResponse:
    """Freeze the figures of the scope in the form; a form that does not fit freezes nothing, since it would be for ever."""
    form = ScopeForm(request.POST, actor=request.actor)
    if not form.is_valid():
        messages.error(request, _("Chưa chốt số liệu nào. Hãy sửa ô được báo lỗi rồi chốt lại."))
        return _review(request, form, status=422)
    scope = form.scope()
    made = actions.freeze(actor=request.actor, scope=scope, keys=request.POST.getlist("key"))
    messages.success(request, _("Đã chốt %(n)s số liệu, kèm các dòng phía sau.") % {"n": len(made)})
    return redirect(f"/desk/figures/?{scope.query}")
