"""The kill switch on screen: one page to press it, one that shows how many have fallen silent and how it ends."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_POST

from loa.lib.ids import digest
from loa.speakers.actions import silencing
from loa.speakers.forms.clusters import ReasonForm
from loa.speakers.forms.silence import SilenceForm
from loa.speakers.models import Cluster, Silence
from loa.speakers.queries import silence_page, silences
from loa.speakers.queries.foreign import unsigned_in
from loa.speakers.queries.silences import SILENCE, Scope
from loa.speakers.queries.visible import clusters
from loa.speakers.views.clusters import NAV_KEY
from loa.units.access import access, require
from loa.units.doors import DeskRequest, desk_view
from loa.units.history import history_of
from loa.web.acts import attempt, form_page, posted


@desk_view
def silence(request: DeskRequest) -> HttpResponse:
    """Take the scope and the reason, and silence at once; `?cluster=` says which cluster is at hand."""
    require(request.actor, SILENCE)
    offered = silence_page.scopes(request.actor, _at_hand(request))
    initial = {"scope": offered[0][0]} if silence_page.is_plain(offered) else {}
    form = SilenceForm(posted(request), scopes=offered, initial=initial)
    if done := attempt(form, silencing.silence, actor=request.actor):
        return redirect("speakers:silence_page", done.value.pk)
    return form_page(
        request,
        form,
        title=_("Ngắt loa khẩn cấp"),
        submit=_("NGẮT LOA NGAY"),
        back="/desk/speakers/",
        template="speakers/silence.html",
        is_offered=bool(offered),
        standing=[(row, silence_page.words_of(row)) for row in silences.standing(request.actor)],
        nav_key=NAV_KEY,
    )


def _at_hand(request: DeskRequest) -> Cluster | None:
    asked = request.GET.get("cluster", "")
    rows = clusters(request.actor).filter(closed_at__isnull=True).select_related("body")
    return (
        rows.filter(pk=int(asked)).first()
        if asked.isascii() and asked.isdigit() and len(asked) < 10
        else None
    )


def _silence(request: Any, silence_id: int) -> Silence:
    return access(silences.visible(request.actor), request.actor, id=silence_id, to=None)


@desk_view
def show(request: DeskRequest, silence_id: int) -> HttpResponse:
    """Show one use of the kill switch: how many are silent, who has not answered, and how it ends."""
    row = _silence(request, silence_id)
    context = _live(request, row) | {"events": history_of(row.thing), "nav_key": NAV_KEY}
    return render(request, "speakers/silence_page.html", context)


def _live(request: DeskRequest, row: Silence) -> dict[str, object]:
    """Return what the polled part shows."""
    progress = silences.progress_of(row)
    is_asker = row.off_asked_by_id == request.actor.person.pk
    return {
        "silence": row,
        "where": silence_page.words_of(row),
        "progress": progress,
        "confirmed": silence_page.confirmed_words(row, progress),
        "waiting": silences.silent_yet(request.actor, row),
        "unsigned": unsigned_in(request.actor, row),
        "may_act": silences.may_silence(request.actor, Scope(row.cluster, row.body)),
        "is_asker": is_asker,
    }


def _version(request: Any, row: Silence) -> str:
    unsigned = unsigned_in(request.actor, row)
    counted = f"{unsigned.total}.{unsigned.taken}"
    return f"{silence_page.version_of(row, silences.progress_of(row))}.{counted}"


def _etag(request: Any, silence_id: int) -> str:
    """Return the tag of the polled part: what it shows, who reads, the language, and the forms' secret."""
    row = _silence(request, silence_id)
    reader = [request.actor.post.pk, get_language(), request.META.get("CSRF_COOKIE", "")]
    return f'"{_version(request, row)}-{digest(reader)[:12]}"'


@desk_view
@cache_control(private=True, no_cache=True)
@condition(etag_func=_etag)
def live(request: DeskRequest, silence_id: int) -> HttpResponse:
    """Give the part that changes; the page asks every two seconds and mostly hears "not modified"."""
    return render(request, "speakers/_silence_live.html", _live(request, _silence(request, silence_id)))


@desk_view
def ask_to_end(request: DeskRequest, silence_id: int) -> HttpResponse:
    """Ask, with a reason, that the scope may sound again."""
    row = _silence(request, silence_id)
    require(request.actor, SILENCE)
    form = ReasonForm(posted(request))
    if attempt(form, silencing.ask_to_end, actor=request.actor, silence=row):
        messages.success(request, _("Đã ghi đề nghị mở lại. Cần một người khác có quyền ngắt loa đồng ý."))
        return redirect("speakers:silence_page", silence_id)
    return form_page(
        request,
        form,
        title=_("Đề nghị mở lại loa"),
        lead=silence_page.words_of(row),
        submit=_("Gửi đề nghị"),
        back=f"/desk/speakers/silence/{silence_id}/",
        nav_key=NAV_KEY,
    )


@require_POST
@desk_view
def agree(request: DeskRequest, silence_id: int) -> HttpResponse:
    """End the silence as the second person."""
    silencing.agree_to_end(actor=request.actor, silence=_silence(request, silence_id))
    messages.success(request, _("Đã mở lại loa. Các thiết bị đang nhận lệnh."))
    return redirect("speakers:silence_page", silence_id)


@require_POST
@desk_view
def keep(request: DeskRequest, silence_id: int) -> HttpResponse:
    """Say no to the request; the silence stays."""
    silencing.keep_silent(actor=request.actor, silence=_silence(request, silence_id))
    messages.success(request, _("Loa vẫn bị ngắt; đề nghị mở lại đã được bỏ."))
    return redirect("speakers:silence_page", silence_id)
