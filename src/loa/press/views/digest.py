"""The press digest of a day by the topics that a person chose."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from loa.lib import clock
from loa.press.actions.digests import choose_topics
from loa.press.forms.desk import DigestForm, StoryFilter
from loa.press.queries import digests
from loa.press.queries.visible import require_listening
from loa.press.rules.days import day_of
from loa.press.tabs import tabs
from loa.units.doors import DeskRequest, desk_view
from loa.web.acts import attempt, posted
from loa.web.forms import ErrorsSummary


@desk_view
def digest(request: DeskRequest) -> HttpResponse:
    """Show yesterday's digest, or another day's; topics are chosen below."""
    require_listening(request.actor)
    wish = digests.wish_of(request.actor.person)
    form = DigestForm(posted(request), initial={"topics": wish})
    if attempt(form, choose_topics, actor=request.actor):
        messages.success(request, _("Đã ghi chủ đề. Bản điểm tin được gửi mỗi sáng."))
        return redirect("press:digest")
    asked = StoryFilter(request.GET, request=request)
    asked.is_valid()
    day = asked.cleaned_data.get("day") or clock.today() - timedelta(days=1)
    context = {
        "day": day,
        "chapters": digests.chapters_of(request.actor, day_of(day, clock.now()), wish),
        "wish": wish,
        "form": form,
        "errors": ErrorsSummary(form),
        "tabs": tabs(),
        "nav_key": "newsroom",
    }
    return render(request, "press/digest.html", context, status=422 if form.errors else 200)
