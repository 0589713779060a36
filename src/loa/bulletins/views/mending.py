"""Correct, withdraw, supersede, countersign: from the sent bulletin to sent correction in three screens."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from loa.bulletins import actions, queries
from loa.bulletins.forms.mending import MendForm, SupersedeForm, WithdrawForm
from loa.bulletins.models import Bulletin
from loa.bulletins.rules.words import Relation
from loa.bulletins.views.common import frame, proof_of, readable
from loa.units.doors import DeskRequest, desk_view
from loa.units.permissions import Permission
from loa.web.forms import ErrorsSummary, new_idempotency_key


@desk_view
def correct(request: DeskRequest, bulletin_id: int) -> HttpResponse:
    """Second screen of a correction: what was wrong and the right text, prefilled; whom to keep to, folded."""
    original = _mendable(request, bulletin_id)
    form = MendForm(request.POST or None, original=original)
    return _second_screen(request, original, form, Relation.CORRECTION)


@desk_view
def withdraw(request: DeskRequest, bulletin_id: int) -> HttpResponse:
    """Second screen of a withdrawal: why."""
    original = _mendable(request, bulletin_id)
    form = WithdrawForm(request.POST or None, original=original)
    return _second_screen(request, original, form, Relation.WITHDRAWAL)


def _mendable(request: DeskRequest, bulletin_id: int) -> Bulletin:
    return queries.access_bulletin(request.actor, bulletin_id, to=Permission.BULLETINS_CORRECT)


def _second_screen(
    request: DeskRequest, original: Bulletin, form: WithdrawForm, relation: Relation
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        draft = actions.draft_replacement(
            actor=request.actor,
            original=original,
            relation=relation,
            text=form.cleaned_data.get("text", ""),
            translations=form.translations,
            reason=form.cleaned_data["reason"],
            **form.kept,
        )
        return redirect("bulletins:mend", draft.pk)
    shown = frame(
        original,
        form=form,
        errors=ErrorsSummary(form),
        relation=relation,
        silent=queries.silent_accounts(original),
        key=new_idempotency_key(),
    )
    return render(request, "bulletins/correct.html", shown, status=422 if form.is_bound else 200)


@desk_view
def mend(request: DeskRequest, bulletin_id: int) -> HttpResponse:
    """Third screen: exactly what will go to those who got the first; one tap sends it."""
    draft = _mendable(request, bulletin_id)
    if request.method == "POST":
        actions.release_alone(actor=request.actor, bulletin=draft, proof=proof_of(request))
        messages.success(
            request, _("Đã phát. Người duyệt đã được báo; cần một cán bộ khác ký xác nhận trong 24 giờ.")
        )
        return redirect("bulletins:show", bulletin_id)
    found = queries.mend_page(draft, request.actor)
    shown = frame(
        draft,
        "mend",
        found=found,
        sounds_at=queries.moments_to_mend(draft),
        key=new_idempotency_key(),
    )
    return render(request, "bulletins/mend.html", shown)


@desk_view
def supersede(request: DeskRequest, bulletin_id: int) -> HttpResponse:
    """Draft a bulletin in the place of a sent one; two persons release it."""
    original = queries.access_bulletin(request.actor, bulletin_id, to=Permission.BULLETINS_WRITE)
    form = SupersedeForm(request.POST or None, initial=_first_words(original))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        draft = actions.supersede(
            actor=request.actor,
            original=original,
            title=data["title"],
            text=data["text"],
            reason=data["reason"],
        )
        return redirect("bulletins:facts", draft.pk)
    shown = frame(
        original,
        form=form,
        errors=ErrorsSummary(form),
        relation=Relation.SUPERSEDING,
        key=new_idempotency_key(),
    )
    return render(request, "bulletins/correct.html", shown, status=422 if form.is_bound else 200)


def _first_words(original: Bulletin) -> dict[str, Any]:
    core = queries.core_text(original)
    return {"title": core.title, "text": core.body}


@require_POST
@desk_view
def countersign(request: DeskRequest, bulletin_id: int) -> HttpResponse:
    """Confirm, as another officer, what one officer sent alone."""
    bulletin = readable(request, bulletin_id)
    actions.countersign(actor=request.actor, release=queries.get_release(bulletin))
    messages.success(request, _("Đã ký xác nhận."))
    return redirect("bulletins:show", bulletin_id)
