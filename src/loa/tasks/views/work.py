"""An officer's own work: what the body carries out, one tap to report, a page with words and a photo."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from loa.tasks.actions import reporting
from loa.tasks.models import Assignment
from loa.tasks.queries import work
from loa.tasks.queries.days import days_of
from loa.tasks.queries.visible import require_voice
from loa.tasks.work_cards import card_of, cards
from loa.tasks.work_forms import SentForm, TapForm, WordForm
from loa.tasks.work_items import work_tabs
from loa.units.access import access, can, require
from loa.units.doors import DeskRequest, desk_view
from loa.units.permissions import Permission
from loa.units.voices import own_bodies, speaks_for
from loa.web.acts import attempt, posted
from loa.web.forms import ErrorsSummary
from loa.web.kept import told
from loa.web.problem import wants_json

RECEIVED = _("Đã ghi nhận tiếp nhận.")
REPORTED = _("Đã ghi tiến độ.")
HANDED_IN = _("Đã nộp kết quả, chờ cơ quan giao nghiệm thu.")


@desk_view
def mine(request: DeskRequest) -> HttpResponse:
    """Show what the officer's body carries out, the officer's own first, by what is due."""
    require(request.actor, Permission.TASKS_READ)
    days = days_of(request.actor.body)
    found = work.my_work(request.actor, days, only_mine=request.GET.get("whose") == "me")
    shown = partial(
        cards, days=days, may_report=can(request.actor, Permission.TASKS_REPORT, body=request.actor.body)
    )
    sections = [
        (_("Quá hạn"), "late", shown(found.late)),
        (_("Đến hạn trong 7 ngày"), "soon", shown(found.soon)),
        (_("Sau đó"), "later", shown(found.later)),
        (_("Đã báo cáo, chờ nghiệm thu"), "waiting", shown(found.waiting)),
    ]
    context = {
        "sections": [section for section in sections if section[2]],
        "open": len(found.open),
        "late": len(found.late),
        "only_mine": request.GET.get("whose") == "me",
        "tabs": work_tabs(),
        "nav_key": "work",
    }
    return render(request, "tasks/work_mine.html", context)


def _part(request: DeskRequest, assignment_id: int) -> Assignment:
    """Return a visible part; who sends something must speak for its body."""
    rows = work.list_parts(request.actor).select_related("officer__person", "holder")
    part: Assignment = access(rows, request.actor, id=assignment_id, to=None)
    if request.method == "POST":
        require_voice(request.actor, part.holder)
    return part


@desk_view
def one(request: DeskRequest, assignment_id: int) -> HttpResponse:
    """Show one part; who reports for its body writes how far it is here, or hands the evidence in.

    A phone that kept the word while it had no network asks for JSON: 204, or 422 with what is wrong.
    """
    part = _part(request, assignment_id)
    form = WordForm(posted(request), request.FILES or None, person_id=request.actor.person.pk, part=part)
    if form.is_bound and form.is_valid():
        act = reporting.hand_in if form.is_evidence else reporting.report
        done = attempt(form, act, actor=request.actor, assignment=part)
        if done or wants_json(request):
            return _answer(request, form, HANDED_IN if form.is_evidence else REPORTED, done=bool(done))
    if form.is_bound and wants_json(request):
        return told(form, done=False)
    days = days_of(request.actor.body)
    may_report = speaks_for(request.actor, Permission.TASKS_REPORT, part.holder_id)
    context = {
        "part": part,
        "card": card_of(part, days, may_report=may_report),
        "form": form,
        "stands_in": part.holder_id not in own_bodies(request.actor),
        "errors": ErrorsSummary(form),
        "entries": work.entries_of(part),
        "days": days,
        "tabs": work_tabs(),
        "nav_key": "work",
    }
    return render(request, "tasks/work_one.html", context, status=422 if form.errors else 200)


@require_POST
@desk_view
def tap(request: DeskRequest, assignment_id: int) -> HttpResponse:
    """Take one tap: received, so many percent, or so many milestones."""
    part = _part(request, assignment_id)
    form = TapForm(posted(request), person_id=request.actor.person.pk, part=part)
    receives = "receive" in request.POST
    act = reporting.acknowledge if receives else reporting.report
    done = attempt(form, act, actor=request.actor, assignment=part)
    return _answer(request, form, RECEIVED if receives else REPORTED, done=bool(done))


def _answer(request: DeskRequest, form: SentForm, words: object, *, done: bool) -> HttpResponse:
    """Lead a person back to the list, or tell a device what became of what it kept."""
    if wants_json(request):
        return told(form, done=done)
    if done:
        messages.success(request, str(words))
        return redirect("work:mine")
    for line in ErrorsSummary(form):
        messages.error(request, line.text)
    return redirect("work:one", form.part.pk)
