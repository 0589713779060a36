"""Sources on screen: the list with what each does against its own past, one of them, entering, changing, pausing, ending."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from loa.lib import clock
from loa.press.actions import sources as acts
from loa.press.forms.sources import NewSourceForm, SourceFilter, SourceForm
from loa.press.models import Source
from loa.press.queries import sources as reads
from loa.press.source_status import bars, outcome_of, reason_of, status_of, why
from loa.units.access import access, can, require
from loa.units.doors import DeskRequest, desk_view
from loa.units.history import history_of
from loa.units.permissions import Permission
from loa.units.queries import topics
from loa.web.acts import attempt, form_page, posted
from loa.web.lists.columns import Column
from loa.web.lists.screen import Empty, ListScreen

SOURCES = ListScreen(
    key="press_sources",
    title=gettext_lazy("Nguồn tin báo chí"),
    nav_key="sources",
    template="press/sources.html",
    search=("publisher__folded", "name"),
    search_label=gettext_lazy("Tìm theo tên báo, tên nguồn"),
    filters=SourceFilter,
    default_sort="state",
    columns=(
        Column(
            "name", gettext_lazy("Nguồn"), sort="name", url=lambda row: f"/desk/newsroom/sources/{row.pk}/"
        ),
        Column(
            "publisher",
            gettext_lazy("Cơ quan báo chí"),
            value=lambda row: row.publisher_name,
            sort=("publisher__name", "name"),
        ),
        Column(
            "state", gettext_lazy("Trạng thái"), value=status_of, sort=("urgency", "publisher__name", "name")
        ),
        Column("why", gettext_lazy("Vì sao"), value=why),
        Column("week", gettext_lazy("Tin 7 ngày qua"), sort="week", numeric=True),
        Column("last_item_at", gettext_lazy("Tin mới nhất"), sort="last_item_at"),
        Column("body_name", gettext_lazy("Cơ quan theo dõi"), sort="body_name", aside=True),
    ),
    empty=Empty(
        gettext_lazy("Chưa có nguồn tin nào"),
        gettext_lazy("Thêm cơ quan báo chí và địa chỉ RSS của báo, hoặc nạp danh sách OPML."),
        gettext_lazy("Thêm nguồn"),
        "/desk/newsroom/sources/new/",
        "rss",
    ),
)


@desk_view
def list_sources(request: DeskRequest) -> HttpResponse:
    """Show the sources in reach, with what each does against its own past."""
    require(request.actor, Permission.PRESS_LISTEN)
    context = {"may_manage": can(request.actor, Permission.PRESS_SOURCES)}
    return SOURCES.respond(request, reads.list_sources(request.actor), context)


def _source(request: DeskRequest, source_id: int, to: Permission | None) -> Source:
    return access(reads.list_sources(request.actor), request.actor, id=source_id, to=to)


@desk_view
def show(request: DeskRequest, source_id: int) -> HttpResponse:
    """Show one source: what it brings, what it does against its own past, how it was fetched."""
    source = _source(request, source_id, to=None)
    days = reads.by_day(source, clock.today())
    context = {
        "source": source,
        "status": status_of(source),
        "why": why(source),
        "topics": [topic.name for topic in topics().filter(code__in=source.topics)],
        "bars": bars(days),
        "total": sum(count for _day, count in days),
        "items": reads.newest_items(source),
        "fetches": [(fetch, outcome_of(fetch), reason_of(fetch)) for fetch in reads.fetches_of(source)],
        "imports": reads.imports_of(source),
        "events": history_of(source.thing),
        "may_manage": can(request.actor, Permission.PRESS_SOURCES, body=source.body),
        "nav_key": "sources",
    }
    return render(request, "press/source.html", context)


@desk_view
def add(request: DeskRequest) -> HttpResponse:
    """Enter a source."""
    require(request.actor, Permission.PRESS_SOURCES)
    form = NewSourceForm(posted(request), actor=request.actor)
    if done := attempt(form, acts.add_source, actor=request.actor):
        messages.success(request, _("Đã thêm nguồn; tin đầu tiên thường về trong vài phút."))
        return redirect("sources:source", source_id=done.value.pk)
    return form_page(
        request,
        form,
        title=_("Thêm nguồn tin"),
        lead=_("Chưa có cơ quan báo chí trong danh sách thì thêm cơ quan trước."),
        submit=_("Thêm"),
        back=reverse("sources:sources"),
        nav_key="sources",
    )


@desk_view
def change(request: DeskRequest, source_id: int) -> HttpResponse:
    """Change what a source is called, where it lies, how it is read."""
    source = _source(request, source_id, to=Permission.PRESS_SOURCES)
    initial = {
        "publisher": source.publisher,
        "name": source.name,
        "url": source.url,
        "every_minutes": source.every_minutes,
        "pages": source.pages,
        "topics": topics().filter(code__in=source.topics),
    }
    form = SourceForm(posted(request), initial=initial)
    if attempt(form, acts.change_source, actor=request.actor, source=source):
        messages.success(request, _("Đã lưu."))
        return redirect("sources:source", source_id=source_id)
    return form_page(
        request,
        form,
        title=_("Sửa nguồn %(name)s") % {"name": source.name},
        submit=_("Lưu"),
        back=reverse("sources:source", args=[source_id]),
        nav_key="sources",
    )


def _button(act: Callable[..., None], said: object) -> Callable[..., HttpResponse]:
    """Return the view of a button that does one act to a source."""

    @require_POST
    @desk_view
    def press(request: DeskRequest, source_id: int) -> HttpResponse:
        source = _source(request, source_id, to=Permission.PRESS_SOURCES)
        act(actor=request.actor, source=source)
        messages.success(request, str(said))
        return redirect("sources:source", source_id=source_id)

    return press


pause = _button(acts.pause_source, gettext_lazy("Đã tạm dừng; tin đã lấy vẫn còn."))
resume = _button(acts.resume_source, gettext_lazy("Đã lấy tin trở lại."))
end = _button(acts.end_source, gettext_lazy("Đã thôi lấy tin từ nguồn này; tin đã lấy vẫn còn."))
fetch_now = _button(
    acts.fetch_now, gettext_lazy("Sẽ lấy ngay khi tới lượt của máy chủ đó, thường trong một phút.")
)
