"""Publishers on screen: the list, one of them with its domains and names."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from loa.press.actions import merging
from loa.press.actions import publishers as acts
from loa.press.forms.sources import MergeForm, NameForm, NewPublisherForm, PublisherForm
from loa.press.models import Publisher
from loa.press.queries import sources as reads
from loa.units.access import access, can, require
from loa.units.doors import DeskRequest, desk_view
from loa.units.history import history_of
from loa.units.permissions import Permission
from loa.web.acts import attempt, form_page, posted
from loa.web.forms import ErrorsSummary
from loa.web.lists.columns import Column
from loa.web.lists.screen import Empty, ListScreen

PUBLISHERS = ListScreen(
    key="press_publishers",
    title=gettext_lazy("Cơ quan báo chí"),
    nav_key="sources",
    template="press/publishers.html",
    search=("folded",),
    search_label=gettext_lazy("Tìm theo tên"),
    default_sort="name",
    columns=(
        Column(
            "name",
            gettext_lazy("Tên"),
            sort="name",
            url=lambda row: f"/desk/newsroom/sources/publishers/{row.pk}/",
        ),
        Column("kind", gettext_lazy("Loại"), value=lambda row: row.get_kind_display(), sort="kind"),
        Column("source_count", gettext_lazy("Số nguồn"), sort="source_count", numeric=True),
        Column("domain_count", gettext_lazy("Số tên miền"), sort="domain_count", numeric=True),
    ),
    empty=Empty(
        gettext_lazy("Chưa có cơ quan báo chí nào"),
        gettext_lazy("Thêm tên và tên miền; nguồn OPML tự thêm cơ quan báo chí còn thiếu."),
        gettext_lazy("Thêm cơ quan báo chí"),
        "/desk/newsroom/sources/publishers/new/",
        "building",
    ),
)


@desk_view
def list_publishers(request: DeskRequest) -> HttpResponse:
    """Show the publishers."""
    require(request.actor, Permission.PRESS_LISTEN)
    context = {"may_manage": can(request.actor, Permission.PRESS_SOURCES)}
    return PUBLISHERS.respond(request, reads.list_publishers(), context)


def _publisher(request: DeskRequest, publisher_id: int, to: Permission) -> Publisher:
    require(request.actor, to)
    return access(reads.list_publishers(), request.actor, id=publisher_id, to=None)


@desk_view
def show(request: DeskRequest, publisher_id: int) -> HttpResponse:
    """Show one publisher with its domains and names; add one."""
    if heir := reads.heir_of(publisher_id):
        require(request.actor, Permission.PRESS_LISTEN)
        return redirect("sources:publisher", publisher_id=heir)
    needed = Permission.PRESS_SOURCES if request.method == "POST" else Permission.PRESS_LISTEN
    publisher = _publisher(request, publisher_id, needed)
    form = NameForm(posted(request))
    if attempt(form, acts.add_name, actor=request.actor, publisher=publisher):
        messages.success(request, _("Đã thêm."))
        return redirect("sources:publisher", publisher_id=publisher_id)
    context = {
        "publisher": publisher,
        "names": reads.names_of(publisher),
        "form": form,
        "errors": ErrorsSummary(form),
        "sources": reads.list_sources(request.actor).filter(publisher=publisher),
        "events": history_of(publisher.thing),
        "may_manage": can(request.actor, Permission.PRESS_SOURCES),
        "nav_key": "sources",
    }
    return render(
        request, "press/publisher.html", context, status=422 if form.is_bound and form.errors else 200
    )


@desk_view
def add(request: DeskRequest) -> HttpResponse:
    """Enter a publisher."""
    require(request.actor, Permission.PRESS_SOURCES)
    form = NewPublisherForm(posted(request), actor=request.actor)
    if done := attempt(form, acts.add_publisher, actor=request.actor):
        messages.success(request, _("Đã thêm cơ quan báo chí."))
        return redirect("sources:publisher", publisher_id=done.value.pk)
    return form_page(
        request,
        form,
        title=_("Thêm cơ quan báo chí"),
        submit=_("Thêm"),
        back=reverse("sources:publishers"),
        nav_key="sources",
    )


@desk_view
def change(request: DeskRequest, publisher_id: int) -> HttpResponse:
    """Change name, kind and place."""
    publisher = _publisher(request, publisher_id, Permission.PRESS_SOURCES)
    initial = {"name": publisher.name, "kind": publisher.kind, "area": publisher.area}
    form = PublisherForm(posted(request), actor=request.actor, initial=initial)
    if attempt(form, acts.change_publisher, actor=request.actor, publisher=publisher):
        messages.success(request, _("Đã lưu."))
        return redirect("sources:publisher", publisher_id=publisher_id)
    return form_page(
        request,
        form,
        title=_("Sửa %(name)s") % {"name": publisher.name},
        submit=_("Lưu"),
        back=reverse("sources:publisher", args=[publisher_id]),
        nav_key="sources",
    )


@desk_view
def merge(request: DeskRequest, publisher_id: int) -> HttpResponse:
    """Make one publisher of two, after saying what that moves."""
    gone = _publisher(request, publisher_id, Permission.PRESS_SOURCES)
    form = MergeForm(posted(request), publisher=gone)
    if done := attempt(form, merging.merge_publishers, actor=request.actor, gone=gone):
        messages.success(request, _("Đã gộp; tin về sau dưới tên cũ cũng vào đây."))
        return redirect("sources:publisher", publisher_id=done.value.pk)
    facts = {"name": gone.name, "items": gone.items.count(), "sources": gone.sources.count()}
    return form_page(
        request,
        form,
        title=_("Gộp %(name)s vào cơ quan báo chí khác") % facts,
        lead=_(
            "Mọi tên, tên miền, %(sources)d nguồn và %(items)d tin của %(name)s chuyển sang cơ quan được chọn. "
            "Không tách lại được."
        )
        % facts,
        submit=_("Gộp"),
        back=reverse("sources:publisher", args=[publisher_id]),
        nav_key="sources",
    )


@require_POST
@desk_view
def drop_name(request: DeskRequest, publisher_id: int, name_id: int) -> HttpResponse:
    """Take a domain or name away."""
    publisher = _publisher(request, publisher_id, Permission.PRESS_SOURCES)
    acts.drop_name(actor=request.actor, publisher=publisher, name_id=name_id)
    messages.success(request, _("Đã bỏ; tin đã lấy vẫn còn."))
    return redirect("sources:publisher", publisher_id=publisher_id)
