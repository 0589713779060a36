"""The tour's pages; every one of them exists in the demo only."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from loa.desk.tour import clicks, queries, roles, steps
from loa.desk.tour.steps import Step
from loa.lib.errors import NotFound


@never_cache
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Say what the ten steps show and begin with the first role."""
    roles.require_demo()
    return render(request, "desk/tour/start.html", {"steps": steps.STEPS, "first": steps.STEPS[0]})


@require_POST
def role(request: HttpRequest) -> HttpResponse:
    """Take the role of a step by one button and go there; beginning anew forgets the walk before."""
    step = _step(request.POST.get("step", ""))
    if "anew" in request.POST:
        request.session.pop(roles.BULLETIN_KEY, None)
    clicks.prepare(request, step)
    roles.take_role(request, step.sample)
    return redirect("tour:step", step.number)


@never_cache
def step(request: HttpRequest, number: int) -> HttpResponse:
    """Show one step; its button acts and comes back here."""
    here = _step(number)
    if request.method == "POST" and number != steps.PASTE:
        clicks.click(request, here)
        return redirect("tour:step", number)
    bulletin = queries.find_bulletin(request)
    if not queries.may_come(here, bulletin):
        return redirect("tour:start")
    shown = _frame(request, here) | queries.context_of(here, bulletin)
    if bulletin and number == steps.PASTE:
        shown |= queries.answer_to(bulletin, request.POST.get("paste", ""))
    return render(request, f"desk/tour/step_{number}.html", shown)


@never_cache
@require_safe
def live(request: HttpRequest, number: int) -> HttpResponse:
    """Give the part of a step that changes while letters go out or loudspeakers sound."""
    here = _step(number)
    bulletin = queries.find_bulletin(request)
    shown = _frame(request, here) | queries.context_of(here, bulletin)
    part = "_air.html" if number == steps.AIR else "_ledger.html"
    return render(request, f"desk/tour/{part}", shown)


def _step(number: object) -> Step:
    roles.require_demo()
    found = steps.step_at(int(str(number))) if str(number).isdecimal() else None
    if found is None:
        raise NotFound
    return found


def _frame(request: HttpRequest, here: Step) -> dict[str, Any]:
    bulletin = queries.find_bulletin(request)
    return {
        "step": here,
        "steps": steps.STEPS,
        "next": steps.step_at(here.number + 1),
        "has_role": queries.has_role(request, here),
        "done": queries.is_done(here, bulletin),
    }
