"""Topic words, lists of sources in OPML, items entered by hand."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from loa.feeds.outlines import write_outlines
from loa.press.actions import clips, outlines
from loa.press.actions import topic_words as acts
from loa.press.forms.sources import ClipForm, OutlinesForm, WordFilter, WordForm
from loa.press.queries import sources as reads
from loa.units.access import access, require
from loa.units.doors import DeskRequest, desk_view
from loa.units.permissions import Permission
from loa.web.acts import attempt, form_page, posted
from loa.web.lists.columns import Column
from loa.web.lists.screen import Empty, ListScreen

WORDS = ListScreen(
    key="press_words",
    title=gettext_lazy("Từ khóa của chủ đề"),
    nav_key="sources",
    template="press/words.html",
    search=("folded",),
    search_label=gettext_lazy("Tìm từ khóa"),
    filters=WordFilter,
    default_sort="value",
    columns=(
        Column("value", gettext_lazy("Từ khóa"), sort="folded"),
        Column("topic", gettext_lazy("Chủ đề"), value=lambda row: row.topic.name, sort="topic__position"),
        Column("drop", gettext_lazy("Bỏ"), value=lambda _row: "", template="press/_word_drop.html"),
    ),
    empty=Empty(
        gettext_lazy("Chưa có từ khóa nào"),
        gettext_lazy("Tin chỉ được xếp vào chủ đề khi chủ đề có từ khóa."),
        gettext_lazy("Thêm từ khóa"),
        "/desk/newsroom/sources/words/new/",
        "tag",
    ),
)


@desk_view
def list_words(request: DeskRequest) -> HttpResponse:
    """Show the wordings of topics."""
    require(request.actor, Permission.PRESS_SOURCES)
    return WORDS.respond(request, reads.list_words(), {})


@desk_view
def add_word(request: DeskRequest) -> HttpResponse:
    """Let a wording name a topic."""
    require(request.actor, Permission.PRESS_SOURCES)
    form = WordForm(posted(request))
    if attempt(form, acts.add_word, actor=request.actor):
        messages.success(request, _("Đã thêm; tin về từ nay được xếp theo từ khóa này trong năm phút."))
        return redirect("sources:words")
    return form_page(
        request,
        form,
        title=_("Thêm từ khóa"),
        submit=_("Thêm"),
        back=reverse("sources:words"),
        nav_key="sources",
    )


@require_POST
@desk_view
def add_default_words(request: DeskRequest) -> HttpResponse:
    """Add the wordings that come with the product."""
    added = acts.add_defaults(actor=request.actor)
    told = _("Đã thêm %(n)d từ khóa; tin về từ nay được xếp theo các từ này trong năm phút.") % {"n": added}
    messages.success(request, told if added else _("Bộ từ mẫu đã có đủ, không thêm từ nào."))
    return redirect("sources:words")


@require_POST
@desk_view
def drop_word(request: DeskRequest, word_id: int) -> HttpResponse:
    """Let a wording name its topic no more."""
    require(request.actor, Permission.PRESS_SOURCES)
    word = access(reads.list_words(), request.actor, id=word_id, to=None)
    acts.drop_word(actor=request.actor, word=word)
    messages.success(request, _("Đã bỏ từ khóa; tin đã xếp vẫn giữ chủ đề."))
    return redirect("sources:words")


@require_safe
@desk_view
def give_outlines(request: DeskRequest) -> HttpResponse:
    """Give the sources in reach as an OPML file."""
    require(request.actor, Permission.PRESS_LISTEN)
    data = write_outlines(reads.outlines(request.actor), title=_("Nguồn tin báo chí"))
    answer = HttpResponse(data, content_type="text/x-opml; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="nguon-tin.opml"'
    return answer


@desk_view
def take_outlines(request: DeskRequest) -> HttpResponse:
    """Enter the sources of an OPML file."""
    require(request.actor, Permission.PRESS_SOURCES)
    form = OutlinesForm(posted(request), request.FILES or None, actor=request.actor)
    if done := attempt(form, outlines.take_file, actor=request.actor):
        counts = {"n": done.value.added, "known": done.value.known, "out": done.value.left_out}
        messages.success(
            request, _("Đã thêm %(n)d nguồn; %(known)d đã có sẵn, %(out)d không dùng được.") % counts
        )
        return redirect("sources:sources")
    return form_page(
        request,
        form,
        title=_("Nạp danh sách nguồn"),
        submit=_("Nạp"),
        back=reverse("sources:sources"),
        nav_key="sources",
    )


@desk_view
def clip(request: DeskRequest) -> HttpResponse:
    """Enter one item by hand."""
    require(request.actor, Permission.PRESS_SOURCES)
    form = ClipForm(posted(request), actor=request.actor)
    if done := attempt(form, clips.clip, actor=request.actor):
        messages.success(request, _("Đã nhập tin “%(title)s”.") % {"title": done.value.title})
        return redirect("sources:clip")
    return form_page(
        request,
        form,
        title=_("Nhập tin bằng tay"),
        lead=_("Dùng cho báo in, phát thanh, truyền hình, trang không có RSS."),
        submit=_("Nhập tin"),
        back=reverse("sources:sources"),
        nav_key="sources",
    )
