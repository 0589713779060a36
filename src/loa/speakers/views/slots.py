"""Slots on screen: the list, one, writing it with its dry run, a second person's approval, its end."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from loa.lib import clock
from loa.speakers.actions import slots as actions
from loa.speakers.forms.schedule import (
    MovedForm,
    NewSlotForm,
    ReasonForm,
    SlotFilter,
    SlotForm,
    typed_of,
)
from loa.speakers.models import Slot
from loa.speakers.queries import slots as reads
from loa.speakers.queries.board import times_of
from loa.speakers.queries.preview import preview_slot, preview_waiting
from loa.speakers.rules.findings import stops
from loa.speakers.rules.slots import Proof
from loa.speakers.rules.words import SlotState
from loa.speakers.schedule_status import slot_status
from loa.speakers.slot_words import days_text, facts_of
from loa.units.access import access, can, require
from loa.units.doors import DeskRequest, desk_view
from loa.units.permissions import Permission
from loa.web.acts import attempt, form_page, posted
from loa.web.doors import fresh_sign_in, has_second_factor, signed_in_lately
from loa.web.forms import ErrorsSummary, new_idempotency_key
from loa.web.lists.columns import Column
from loa.web.lists.screen import Empty, ListScreen

SCHEDULE, RELEASE = Permission.SPEAKERS_SCHEDULE, Permission.SPEAKERS_RELEASE
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
SLOTS = ListScreen(
    key="slots",
    title=gettext_lazy("Khung giờ phát"),
    nav_key="speakers_slots",
    search=("folded",),
    search_label=gettext_lazy("Tìm theo tên khung giờ hoặc cơ quan"),
    filters=SlotFilter,
    default_sort="at",
    columns=(
        Column(
            "title",
            gettext_lazy("Khung giờ"),
            sort="title",
            url=lambda row: f"/desk/speakers/slots/{row.pk}/",
        ),
        Column("body_name", gettext_lazy("Cơ quan"), sort="body_name"),
        Column("at", gettext_lazy("Giờ phát"), value=lambda row: f"{row.at:%H:%M}", sort="at"),
        Column("minutes", gettext_lazy("Số phút"), sort="minutes", numeric=True),
        Column("days", gettext_lazy("Ngày phát"), value=days_text),
        Column("kind", gettext_lazy("Dùng để"), value=lambda row: row.get_kind_display(), sort="kind"),
        Column("state", gettext_lazy("Trạng thái"), value=lambda row: slot_status(row.state), sort="state"),
        Column("approved_by", gettext_lazy("Người duyệt"), sort="approved_by__sort_key", aside=True),
    ),
    empty=Empty(
        gettext_lazy("Chưa có khung giờ nào"),
        gettext_lazy("Lập khung giờ cho bản tin hằng ngày hoặc tiếp sóng; người thứ hai duyệt rồi mới phát."),
        gettext_lazy("Lập khung giờ"),
        "/desk/speakers/slots/new/",
        "calendar-event",
    ),
)


def _slot(request: DeskRequest, slot_id: int, to: Permission | None = None) -> Slot:
    return access(reads.list_slots(request.actor), request.actor, id=slot_id, to=to)


@desk_view
def slots(request: DeskRequest) -> HttpResponse:
    """Show the slots in reach."""
    require(request.actor, Permission.SPEAKERS_READ)
    rows = reads.list_slots(request.actor)
    if not can(request.actor, SCHEDULE):
        return SLOTS.without_start().respond(request, rows)
    context = {"action_url": reverse("speakers:new_slot"), "action_label": _("Lập khung giờ")}
    return SLOTS.respond(request, rows, context)


@desk_view
def new_slot(request: DeskRequest) -> HttpResponse:
    """Write a new slot; what it would do is shown first."""
    require(request.actor, SCHEDULE)
    asked = {"body": request.GET.get("body") or request.actor.body.pk}
    form = NewSlotForm(posted(request), actor=request.actor, initial=asked)
    if "preview" in request.POST:
        return _write(request, form, attempt(form, preview_slot), title=_("Lập khung giờ"))
    if done := attempt(form, actions.draft_slot, actor=request.actor):
        messages.success(request, _("Đã lưu khung giờ. Gửi duyệt để người thứ hai xem và duyệt."))
        return redirect("speakers:slot", done.value.pk)
    return _write(request, form, None, title=_("Lập khung giờ"))


@desk_view
def change_slot(request: DeskRequest, slot_id: int) -> HttpResponse:
    """Give a slot other content; an address from the calendar carries where its block was put."""
    slot = _slot(request, slot_id, SCHEDULE)
    title = _("Sửa khung giờ “%(title)s”") % {"title": slot.title}
    fixed = {"slot": slot, "title": title, "version": slot.version}
    moved = MovedForm(request.GET or None)
    if request.method != "POST":
        times = times_of(slot).moved(**moved.cleaned_data) if moved.is_valid() else times_of(slot)
        form = SlotForm(typed_of(slot, times), actor=request.actor)
        shown = attempt(form, preview_slot, body=slot.body, slot=slot) if moved.is_valid() else None
        return _write(request, form, shown, **fixed)
    form = SlotForm(request.POST, actor=request.actor)
    if "preview" in request.POST:
        return _write(request, form, attempt(form, preview_slot, body=slot.body, slot=slot), **fixed)
    version = int(typed) if (typed := request.POST.get("version", "")).isdecimal() and len(typed) < 9 else 0
    if attempt(form, actions.change_slot, actor=request.actor, slot=slot, version=version):
        messages.success(request, _("Đã lưu. Khung giờ chỉ phát sau khi được duyệt lại."))
        return redirect("speakers:slot", slot_id)
    return _write(request, form, None, **fixed)


def _write(request: DeskRequest, form: Any, shown: Any, **facts: Any) -> HttpResponse:
    slot = facts.get("slot")
    back = reverse("speakers:slot", args=[slot.pk]) if slot else reverse("speakers:slots")
    sounds = bool(slot and slot.state == SlotState.APPROVED)
    return form_page(
        request,
        form,
        submit=_("Lưu"),
        back=back,
        template="speakers/slot_form.html",
        preview=shown.value if shown else None,
        sounds=sounds,
        nav_key="speakers_slots",
        **facts,
    )


@desk_view
def slot(request: DeskRequest, slot_id: int) -> HttpResponse:
    """Show one slot: what it says, what it does, its next days, what may be done with it."""
    found = _slot(request, slot_id)
    may_write = can(request.actor, SCHEDULE, body=found.body)
    may_release = can(request.actor, RELEASE, body=found.body)
    context = {
        "slot": found,
        "status": slot_status(found.state),
        "facts": facts_of(found),
        "moments": reads.next_moments(found),
        "preview": preview_waiting(found) if found.state != SlotState.ENDED else None,
        "may_write": may_write and found.state != SlotState.ENDED,
        "may_end": (may_write or may_release) and found.state != SlotState.ENDED,
        "may_release": may_release and found.state == SlotState.WAITING,
        "is_draft": found.state == SlotState.DRAFT,
        "reason": ReasonForm(),
        "key": new_idempotency_key(),
        "nav_key": "speakers_slots",
    }
    return render(request, "speakers/slot.html", context)


@require_POST
@desk_view
def submit_slot(request: DeskRequest, slot_id: int) -> HttpResponse:
    """Put a draft before a second person."""
    actions.submit_slot(actor=request.actor, slot=_slot(request, slot_id))
    messages.success(request, _("Đã gửi duyệt."))
    return redirect("speakers:slot", slot_id)


@desk_view
@fresh_sign_in
def approve_slot(request: DeskRequest, slot_id: int) -> HttpResponse:
    """Show the second person exactly what will sound; one tap approves, beyond a limit only with a reason."""
    found = _slot(request, slot_id, RELEASE)
    if request.method == "POST":
        actions.approve_slot(
            actor=request.actor,
            slot=found,
            seen_hash=request.POST.get("hash", ""),
            proof=Proof(has_second_factor(request), clock.now() if signed_in_lately(request) else LONG_AGO),
            exceeds=request.POST.get("exceeds", ""),
        )
        messages.success(request, _("Đã duyệt. Khung giờ có hiệu lực."))
        return redirect("speakers:slot", slot_id)
    preview = preview_waiting(found)
    context = {
        "slot": found,
        "status": slot_status(found.state),
        "facts": facts_of(found),
        "preview": preview,
        "beyond": stops(preview.findings),
        "hash": reads.content_hash(found),
        "waits": found.state == SlotState.WAITING,
        "wrote_it": request.actor.person.pk in {*found.hands, found.made_by_id},
        "key": new_idempotency_key(),
        "reason": ReasonForm(),
        "nav_key": "speakers_slots",
    }
    return render(request, "speakers/slot_approve.html", context)


@require_POST
@desk_view
def return_slot(request: DeskRequest, slot_id: int) -> HttpResponse:
    """Give what waits back to its writer with a reason."""
    found = _slot(request, slot_id, RELEASE)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(line.text for line in ErrorsSummary(form)))
        return redirect("speakers:approve_slot", slot_id)
    actions.return_slot(actor=request.actor, slot=found, reason=form.cleaned_data["reason"])
    messages.success(request, _("Đã trả lại cho người soạn."))
    return redirect("speakers:slot", slot_id)


@desk_view
def end_slot(request: DeskRequest, slot_id: int) -> HttpResponse:
    """Let a slot hold no longer, with a reason."""
    found = _slot(request, slot_id)
    if not can(request.actor, RELEASE, body=found.body):
        require(request.actor, SCHEDULE, body=found.body)
    form = ReasonForm(posted(request))
    if attempt(form, actions.end_slot, actor=request.actor, slot=found):
        messages.success(request, _("Đã dừng khung giờ."))
        return redirect("speakers:slot", slot_id)
    return form_page(
        request,
        form,
        title=_("Dừng khung giờ “%(title)s”?") % {"title": found.title},
        submit=_("Dừng khung giờ"),
        back=reverse("speakers:slot", args=[slot_id]),
        lead=_("Từ nay khung giờ này không phát nữa; những gì đã phát vẫn được giữ."),
        nav_key="speakers_slots",
    )
