"""The steps of the editor: text, facts, audience, files."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from loa.bulletins import actions, queries
from loa.bulletins.forms.audience import AudienceForm
from loa.bulletins.forms.facts import FactsForm
from loa.bulletins.forms.writing import AttachmentForm, AutosaveForm, PictureForm, TextForm
from loa.bulletins.models import Bulletin
from loa.bulletins.views.common import frame, writable
from loa.units.doors import DeskRequest, desk_view
from loa.web.formats import clock_text
from loa.web.forms import ErrorsSummary, new_idempotency_key


@desk_view
def text(request: DeskRequest, bulletin_id: int) -> HttpResponse:
    """Write the text in one language, with its measures beside it."""
    bulletin = writable(request, bulletin_id)
    language = queries.language_asked(bulletin, request.GET.get("lang", ""))
    typed = queries.text_to_edit(bulletin, language, request.actor)
    form = TextForm(request.POST or None, bulletin=bulletin, language=language, initial=typed.initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        done = actions.save(
            actor=request.actor,
            bulletin=bulletin,
            title=data["title"],
            text=data["text"],
            base_version=data["version"],
            language=language,
        )
        if not done.is_conflict:
            messages.success(request, _("Đã lưu nội dung."))
            return redirect("bulletins:facts", bulletin.pk)
        form = TextForm(request.POST, bulletin=bulletin, language=language)
    return _text_page(request, bulletin, language, form, typed)


def _text_page(
    request: DeskRequest, bulletin: Bulletin, language: str, form: TextForm, typed: queries.Typed
) -> HttpResponse:
    shown = frame(
        bulletin,
        "text",
        form=form,
        errors=ErrorsSummary(form),
        language=language,
        languages=queries.language_tabs(bulletin),
        measures=queries.measure(typed.title, typed.text),
        typed=typed,
        conflict=queries.compare_texts(form) if form.is_behind else None,
        key=new_idempotency_key(),
    )
    return render(request, "bulletins/text.html", shown, status=422 if form.is_bound else 200)


@require_POST
@desk_view
def autosave(request: DeskRequest, bulletin_id: int) -> HttpResponse:
    """Keep what was typed; say when, or that somebody else saved in between."""
    bulletin = writable(request, bulletin_id)
    language = queries.language_asked(bulletin, request.GET.get("lang", ""))
    form = AutosaveForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"errors": form.errors}, status=422)
    data = form.cleaned_data
    kept = actions.autosave(
        actor=request.actor,
        bulletin=bulletin,
        title=data["title"],
        text=data["text"],
        base_version=data["version"],
        language=language,
    )
    answer = {"saved_at": clock_text(kept.at), "version": kept.base_version}
    return JsonResponse(answer, status=409 if queries.is_behind(kept) else 200)


@require_POST
@desk_view
def measures(request: DeskRequest, bulletin_id: int) -> HttpResponse:
    """Show the measures of what is being typed."""
    bulletin = writable(request, bulletin_id)
    found = queries.measure(request.POST.get("title", "")[:1000], request.POST.get("text", "")[:20_000])
    return render(request, "bulletins/_measures.html", {"measures": found, "bulletin": bulletin})


@desk_view
def facts(request: DeskRequest, bulletin_id: int) -> HttpResponse:
    """Show what was found and confirm it."""
    bulletin = writable(request, bulletin_id)
    typed = request.POST if request.method == "POST" else None
    version = queries.core_text(bulletin).version
    form = FactsForm(typed, facts=queries.facts_of(bulletin), version=version)
    if form.is_valid():
        actions.lock_facts(actor=request.actor, bulletin=bulletin, dismissed=form.dismissed, seen=form.seen)
        messages.success(request, _("Đã khóa thông tin. Mọi bản theo kênh sẽ được đối chiếu."))
        return redirect("bulletins:audience", bulletin.pk)
    shown = frame(
        bulletin,
        "facts",
        form=form,
        errors=ErrorsSummary(form),
        parts=queries.marked_text(bulletin),
        key=new_idempotency_key(),
    )
    return render(request, "bulletins/facts.html", shown, status=422 if form.is_bound else 200)


@desk_view
def audience(request: DeskRequest, bulletin_id: int) -> HttpResponse:
    """Choose whom, through which channels and when."""
    bulletin = writable(request, bulletin_id)
    form = AudienceForm(request.POST or None, bulletin=bulletin, **_choices(request, bulletin))
    if request.method == "POST" and form.is_valid():
        actions.configure(actor=request.actor, bulletin=bulletin, **form.chosen)
        actions.open_to_wards(
            actor=request.actor, bulletin=bulletin, is_open=form.cleaned_data["open_to_wards"]
        )
        messages.success(request, _("Đã lưu địa bàn, kênh và thời gian."))
        return redirect("bulletins:check", bulletin.pk)
    shown = frame(bulletin, "audience", form=form, errors=ErrorsSummary(form), key=new_idempotency_key())
    return render(request, "bulletins/audience.html", shown, status=422 if form.is_bound else 200)


def _choices(request: DeskRequest, bulletin: Bulletin) -> dict[str, Any]:
    return {
        "areas": queries.area_choices(request.actor, bulletin),
        "accounts": queries.account_choices(request.actor, bulletin),
        "topics": queries.topic_choices(),
    }


@desk_view
def files(request: DeskRequest, bulletin_id: int) -> HttpResponse:
    """Show pictures and papers; add one."""
    bulletin = writable(request, bulletin_id)
    is_picture = request.POST.get("what") == "picture"
    is_paper = request.POST.get("what") == "paper"
    picture = PictureForm(
        request.POST if is_picture else None, request.FILES if is_picture else None, prefix="p"
    )
    paper = AttachmentForm(
        request.POST if is_paper else None, request.FILES if is_paper else None, prefix="a"
    )
    if is_picture and picture.is_valid():
        data = dict(picture.cleaned_data)
        file = data.pop("file")
        actions.add_picture(actor=request.actor, bulletin=bulletin, name=file.name, data=file.read(), **data)
        return redirect("bulletins:files", bulletin.pk)
    if is_paper and paper.is_valid():
        file = paper.cleaned_data["file"]
        actions.add_attachment(
            actor=request.actor,
            bulletin=bulletin,
            name=file.name,
            data=file.read(),
            title=paper.cleaned_data["title"],
        )
        return redirect("bulletins:files", bulletin.pk)
    shown = frame(bulletin, "files", picture=picture, paper=paper, errors=ErrorsSummary(picture, paper))
    status = 422 if is_picture or is_paper else 200
    return render(request, "bulletins/files.html", shown | queries.attached(bulletin), status=status)


@require_POST
@desk_view
def remove_file(request: DeskRequest, bulletin_id: int, what: str, file_id: int) -> HttpResponse:
    """Take a picture or a paper out."""
    bulletin = writable(request, bulletin_id)
    thing = queries.get_attached(bulletin, what, file_id)
    actions.remove(actor=request.actor, bulletin=bulletin, thing=thing)
    return redirect("bulletins:files", bulletin.pk)
