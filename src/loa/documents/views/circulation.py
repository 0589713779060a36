"""Copies at one's own body: the list that waits, one copy with what changed, and the body's word on it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from loa.documents.actions import acknowledging, entering
from loa.documents.circulation_items import STATES, state_of
from loa.documents.forms.circulation import InboxFilter, ReasonForm, RecallForm
from loa.documents.making import is_made
from loa.documents.models import Circulation
from loa.documents.queries import circulation as queries
from loa.documents.queries.page import compared_files, version_of
from loa.documents.queries.speaking import may_enter, require_voice, speaks_for
from loa.documents.rules import circulation as rules
from loa.documents.rules.moves import IN_FORCE
from loa.documents.rules.words import CirculationState
from loa.documents.views.making import made_file
from loa.lib import clock
from loa.lib.errors import NotFound
from loa.units.access import access
from loa.units.doors import DeskRequest, desk_view
from loa.units.history import history_of
from loa.web.acts import attempt, form_page, posted
from loa.web.lists import Column, Empty, ListScreen

PACE_DAYS = timedelta(days=90)
TAPS = {rules.WAITING: "acknowledge", CirculationState.RECALL_ASKED: "answer_recall"}
"""What the list offers in one tap, by the state of the copy."""


def _url(row: Any) -> str:
    return reverse("circulation:copy", args=[row.pk])


def _tap(row: Any) -> str:
    """Return the act by one tap; a copy of a document out of force waits for none."""
    waits_for_nothing = row.state == rules.WAITING and row.document.state not in IN_FORCE
    return "" if waits_for_nothing else TAPS.get(row.state, "")


INBOX = ListScreen(
    key="copies",
    title=gettext_lazy("Văn bản chờ xác nhận"),
    nav_key="copies",
    search=("folded",),
    search_label=gettext_lazy("Tìm theo số, ký hiệu hoặc trích yếu"),
    filters=InboxFilter,
    default_sort="due_at",
    template="documents/circulation_inbox.html",
    columns=(
        Column("subject", gettext_lazy("Trích yếu"), value=lambda row: row.document.subject, url=_url),
        Column("number", gettext_lazy("Số, ký hiệu"), sort="document__full_number"),
        Column("sender_name", gettext_lazy("Cơ quan gửi"), sort="sender_name"),
        Column("holder_name", gettext_lazy("Đơn vị nhận"), sort="holder_name"),
        Column("due_at", gettext_lazy("Hạn xác nhận"), sort="due_at"),
        Column("state", gettext_lazy("Trạng thái"), value=state_of, sort="state"),
        Column(
            "act",
            gettext_lazy("Việc cần làm"),
            value=_tap,
            export=lambda _row: "",
            template="documents/circulation_tap.html",
        ),
    ),
    empty=Empty(
        gettext_lazy("Không còn văn bản nào chờ xác nhận"),
        gettext_lazy("Khi có văn bản hoặc bản mới gửi đến đơn vị, văn bản sẽ hiện ở đây."),
        gettext_lazy("Xem văn bản đã tiếp nhận"),
        "/desk/circulation/?state=received",
        "clipboard-check",
    ),
)
SILENT = ListScreen(
    key="silent",
    title=gettext_lazy("Đơn vị chưa xác nhận, đã báo cấp trên"),
    nav_key="matrix",
    search=("folded",),
    search_label=gettext_lazy("Tìm theo số, ký hiệu hoặc trích yếu"),
    default_sort="escalated_at",
    columns=(
        Column("holder_name", gettext_lazy("Đơn vị"), sort="holder_name", url=_url),
        Column("number", gettext_lazy("Số, ký hiệu"), sort="document__full_number"),
        Column("subject", gettext_lazy("Trích yếu"), value=lambda row: row.document.subject),
        Column("due_at", gettext_lazy("Hạn xác nhận"), sort="due_at"),
        Column("shown_silent_at", gettext_lazy("Đã báo đơn vị lúc"), sort="shown_silent_at"),
        Column("escalated_at", gettext_lazy("Đã báo cấp trên lúc"), sort="escalated_at"),
    ),
    empty=Empty(
        gettext_lazy("Không có đơn vị nào im lặng"),
        gettext_lazy("Đơn vị quá hạn được báo trước ít nhất 24 giờ; nếu vẫn chưa xác nhận thì hiện ở đây."),
        gettext_lazy("Theo dõi gửi – nhận"),
        "/desk/circulation/matrix/",
        "circle-check",
    ),
)


@desk_view
def inbox(request: DeskRequest) -> HttpResponse:
    """Show what waits for one's own body, and how fast the body answered now and before."""
    now, body = clock.now(), request.actor.post.body_id
    context = {
        "pace": queries.pace_of_body(body, now - PACE_DAYS, now),
        "before": queries.pace_of_body(body, now - 2 * PACE_DAYS, now - PACE_DAYS),
    }
    return INBOX.respond(request, queries.inbox(request.actor), context)


@desk_view
def silent(request: DeskRequest) -> HttpResponse:
    """Show the bodies below that still wait a day after they were told."""
    lead = _("Mỗi đơn vị đã được báo trước ít nhất 24 giờ. Danh sách nêu đơn vị, không nêu cá nhân.")
    return SILENT.respond(request, queries.silent_told(request.actor), {"lead": lead})


def _copy(request: DeskRequest, copy_id: int) -> Circulation:
    return access(queries.copies_visible_to(request.actor), request.actor, id=copy_id, to=None)


def own_copy(request: DeskRequest, copy_id: int) -> Circulation:
    """Return a copy for whose body the actor speaks. Raises: UnknownThing, NotForTheBody."""
    found = _copy(request, copy_id)
    require_voice(request.actor, found.holder_id)
    return found


@desk_view
def copy(request: DeskRequest, copy_id: int) -> HttpResponse:
    """Show one copy: the document, what changed since the version acknowledged before, and what may be said."""
    return copy_page(request, _copy(request, copy_id))


def copy_page(request: DeskRequest, found: Circulation) -> HttpResponse:
    """Render one copy; opening it writes nothing."""
    versions = queries.versions_to_read(found)
    state = CirculationState(found.state)
    successor, opens_successor = queries.successor_of(request.actor, found.document)
    speaks = speaks_for(request.actor, found.holder_id)
    context = {
        "copy": found,
        "document": found.document,
        "status": state_of(found),
        "version": versions[0] if versions else None,
        "changes": queries.changes_since_acknowledged(versions),
        "made": bool(versions)
        and is_made(found.document, versions[0])
        and queries.may_fetch(request.actor, found),
        "file_changes": compared_files(versions[1], versions[0]) if len(versions) == 2 else [],
        "may_speak": speaks,
        "may_acknowledge": speaks and state == rules.WAITING and found.document.state in IN_FORCE,
        "successor": successor,
        "opens_successor": opens_successor,
        "may_answer_recall": speaks and state == CirculationState.RECALL_ASKED,
        "may_take_back": speaks and state == CirculationState.REFUSED,
        "opens": queries.documents_beside(request.actor, found),
        "may_enter": speaks and may_enter(request.actor, found),
        "steps": [(step.value, STATES[step].text) for step in rules.next_steps(state)] if speaks else [],
        "silent": _silent(request, found) if speaks else [],
        "told_at": found.shown_silent_at + found.silent_lead if found.shown_silent_at else None,
        "events": history_of(found.thing),
        "nav_key": "copies",
    }
    return render(request, "documents/circulation_copy.html", context)


def _silent(request: DeskRequest, found: Circulation) -> list[str]:
    """Return the list that is shown to a silent body; its superior, who speaks for it, sees its name alone."""
    names = queries.silent_beside(found)
    own = found.holder_id == request.actor.post.body_id
    return names if own else names and [found.holder_name]  # type: ignore[attr-defined]  # of copies_visible_to


@require_safe
@desk_view
def made(request: DeskRequest, copy_id: int, ending: str) -> HttpResponse:
    """Return the version that the copy was asked for as a file, as its issuer has it."""
    found = _copy(request, copy_id)
    if not queries.may_fetch(request.actor, found):
        raise NotFound
    return made_file(found.document, version_of(found.document, found.version), ending)


@require_POST
@desk_view
def acknowledge(request: DeskRequest, copy_id: int) -> HttpResponse:
    """Acknowledge the version that was on the screen, for the body."""
    found = _copy(request, copy_id)
    version = _number(request.POST.get("version", ""))
    acknowledging.acknowledge(actor=request.actor, circulation=found, version=version)
    messages.success(request, _("Đã xác nhận tiếp nhận bản số %(n)s.") % {"n": version})
    if request.POST.get("from") == "copy":
        return redirect("circulation:copy", copy_id=copy_id)
    return redirect("circulation:inbox")


def _number(given: str) -> int:
    """Return a posted whole number of few digits; 0, which no version has, for anything else."""
    return int(given) if given.isascii() and given.isdigit() and len(given) < 6 else 0


@require_POST
@desk_view
def enter(request: DeskRequest, copy_id: int) -> HttpResponse:
    """Make the incoming document of the copy; where it stands already, lead to it."""
    made = entering.enter(actor=request.actor, circulation=_copy(request, copy_id))
    messages.success(request, _("Đã vào sổ, số đến %(serial)s.") % {"serial": made.serial})
    return redirect("documents:show", document_id=made.pk)


@desk_view
def refuse(request: DeskRequest, copy_id: int) -> HttpResponse:
    """Ask why, then send the copy back."""
    found = own_copy(request, copy_id)
    form = ReasonForm(posted(request))
    if attempt(form, acknowledging.refuse, actor=request.actor, circulation=found):
        messages.success(request, _("Đã ghi từ chối nhận; cơ quan gửi được báo."))
        return redirect("circulation:copy", copy_id=copy_id)
    return _form(request, form, found, title=_("Từ chối nhận văn bản"), submit=_("Từ chối nhận"))


@require_POST
@desk_view
def take_back_refusal(request: DeskRequest, copy_id: int) -> HttpResponse:
    """Let a refused copy wait again."""
    acknowledging.take_back_refusal(actor=request.actor, circulation=_copy(request, copy_id))
    return redirect("circulation:copy", copy_id=copy_id)


@require_POST
@desk_view
def advance(request: DeskRequest, copy_id: int) -> HttpResponse:
    """Say how far the work is."""
    wanted = next((step for step in rules.STEPS if str(step.value) == request.POST.get("to")), rules.WAITING)
    acknowledging.advance(actor=request.actor, circulation=_copy(request, copy_id), to=wanted)
    messages.success(request, _("Đã ghi: %(state)s.") % {"state": STATES[wanted].text})
    return redirect("circulation:copy", copy_id=copy_id)


@desk_view
def answer_recall(request: DeskRequest, copy_id: int) -> HttpResponse:
    """Give the copy back, or keep it for a reason."""
    found = own_copy(request, copy_id)
    form = RecallForm(posted(request))
    if attempt(form, acknowledging.answer_recall, actor=request.actor, circulation=found):
        messages.success(request, _("Đã trả lời; cơ quan gửi được báo."))
        return redirect("circulation:copy", copy_id=copy_id)
    return _form(request, form, found, title=_("Trả lời đề nghị thu hồi"), submit=_("Trả lời"))


def _form(request: DeskRequest, form: Any, found: Circulation, *, title: str, submit: str) -> HttpResponse:
    back = reverse("circulation:copy", args=[found.pk])
    lead = f"{found.document} · {found.document.subject}"
    return form_page(request, form, title=title, submit=submit, back=back, lead=lead, nav_key="copies")
