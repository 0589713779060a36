"""Hand-overs on screen: passing work on, and what the taker and the giver may say of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from loa.clocks.queries import find_clock
from loa.tasks.actions import handing
from loa.tasks.forms.parts import HandOverForm, ReasonForm
from loa.tasks.models import HandOver
from loa.tasks.queries.visible import access_hand_over, access_task, may
from loa.tasks.rules.words import HandOverState
from loa.tasks.status import passed_status
from loa.units.access import require
from loa.units.doors import DeskRequest, desk_view
from loa.units.history import history_of
from loa.units.permissions import Permission
from loa.units.queries import body_name
from loa.web.acts import attempt, form_page, posted
from loa.web.forms import new_idempotency_key

REPORT = Permission.TASKS_REPORT


@desk_view
def new(request: DeskRequest, task_id: int) -> HttpResponse:
    """Pass work from one body of a task to another."""
    task = access_task(request.actor, task_id)
    require(request.actor, REPORT)
    form = HandOverForm(posted(request), actor=request.actor, task=task)
    if made := attempt(form, handing.hand_over, actor=request.actor, task=task):
        messages.success(request, _("Đã chuyển; đơn vị nhận được báo."))
        return redirect("tasks:hand_over", made.value.pk)
    return form_page(
        request,
        form,
        title=_("Chuyển việc cho đơn vị cùng tham gia"),
        lead=task.title,
        submit=_("Chuyển việc"),
        back=reverse("tasks:task", args=[task_id]),
        back_label=task.code,
        key=new_idempotency_key(),
        nav_key="tasks",
    )


@desk_view
def show(request: DeskRequest, passed_id: int) -> HttpResponse:
    """Show one hand-over with its clock."""
    passed = access_hand_over(request.actor, passed_id)
    running = find_clock(passed.thing, handing.CLOCK)
    is_taker = may(request.actor, REPORT, passed.taker)
    context = {
        "passed": passed,
        "task": passed.task,
        "status": passed_status(passed),
        "giver": body_name(passed.giver),
        "taker": body_name(passed.taker),
        "rule": running.rule_in_words if running else "",
        "may_take": is_taker and passed.state == HandOverState.GIVEN,
        "may_finish": is_taker and passed.state == HandOverState.TAKEN,
        "may_refuse": is_taker and passed.state in {HandOverState.GIVEN, HandOverState.TAKEN},
        "may_call_back": may(request.actor, REPORT, passed.giver) and passed.state == HandOverState.GIVEN,
        "events": history_of(passed.thing),
        "nav_key": "tasks",
    }
    return render(request, "tasks/hand_over.html", context)


@require_POST
@desk_view
def take(request: DeskRequest, passed_id: int) -> HttpResponse:
    """Take the work."""
    handing.take(actor=request.actor, passed=access_hand_over(request.actor, passed_id, REPORT))
    messages.success(request, _("Đã nhận việc."))
    return redirect("tasks:hand_over", passed_id)


@require_POST
@desk_view
def finish(request: DeskRequest, passed_id: int) -> HttpResponse:
    """Say that the work is done."""
    handing.finish(actor=request.actor, passed=access_hand_over(request.actor, passed_id, REPORT))
    messages.success(request, _("Đã báo làm xong; đơn vị chuyển được báo."))
    return redirect("tasks:hand_over", passed_id)


@desk_view
def refuse(request: DeskRequest, passed_id: int) -> HttpResponse:
    """Say why the work is not taken."""
    passed = access_hand_over(request.actor, passed_id, REPORT)
    return _ended(request, passed, handing.refuse, _("Không nhận việc"), _("Không nhận"))


@desk_view
def call_back(request: DeskRequest, passed_id: int) -> HttpResponse:
    """Take the work back before it was taken."""
    passed = access_hand_over(request.actor, passed_id, REPORT, of="giver")
    return _ended(request, passed, handing.call_back, _("Rút lại việc đã chuyển"), _("Rút lại"))


def _ended(
    request: DeskRequest, passed: HandOver, act: Callable[..., Any], title: str, submit: str
) -> HttpResponse:
    form = ReasonForm(posted(request))
    if attempt(form, act, actor=request.actor, passed=passed):
        messages.success(request, _("Đã ghi; đơn vị kia được báo kèm lý do."))
        return redirect("tasks:hand_over", passed.pk)
    return form_page(
        request,
        form,
        title=title,
        lead=passed.what,
        submit=submit,
        back=reverse("tasks:hand_over", args=[passed.pk]),
        key=new_idempotency_key(),
        nav_key="tasks",
    )
