"""The lists: incoming, outgoing, registers and the numbers of one register."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from loa.documents import queries
from loa.documents.forms.lists import EntryFilter, IncomingFilter, OutgoingFilter, RegisterFilter
from loa.documents.models import Document, Register
from loa.documents.rules import kinds
from loa.documents.rules.words import Side
from loa.documents.status import entry_of, standing_of
from loa.documents.views.taking import what_may_be_dropped
from loa.units import access
from loa.units.doors import DeskRequest, desk_view
from loa.units.permissions import Permission
from loa.web.lists import Column, Empty, ListScreen


def _url(row: Document) -> str:
    return reverse("documents:show", args=[row.pk])


def _kind(row: Document) -> str:
    return kinds.shown(row.kind) if row.kind else ""


def _officer(row: Document) -> str:
    return row.officer.person.full_name if row.officer else ""


_SUBJECT = Column("subject", _("Trích yếu"), url=_url)
_NUMBER = Column("full_number", _("Số, ký hiệu"), sort="full_number")
_STATE = Column("state", _("Trạng thái"), value=standing_of, sort="state")
_DATED = Column("dated", _("Ngày văn bản"), sort="dated")
_KIND = Column("kind", _("Loại"), value=_kind, sort="kind")
_BODY = Column("body_name", _("Cơ quan"), sort="body_name")
_DROP_IN = _("Đưa văn bản vào")


def register_name(register: Register) -> str:
    """Return what a register is called: its side and, for documents of ours, their kind."""
    if register.side == Side.INCOMING:
        return gettext("Sổ văn bản đến")
    return gettext("Sổ văn bản đi: %(kind)s") % {"kind": kinds.shown(register.kind)}


INCOMING = ListScreen(
    key="documents_incoming",
    title=_("Văn bản đến"),
    nav_key="documents_incoming",
    search=("folded",),
    search_label=_("Tìm theo số, trích yếu, cơ quan hoặc người ký"),
    filters=IncomingFilter,
    default_sort="-arrived",
    columns=(
        _SUBJECT,
        _STATE,
        Column("serial", _("Số đến"), sort="serial", numeric=True),
        _NUMBER,
        Column("agency", _("Nơi gửi"), sort="agency"),
        _DATED,
        Column("arrived", _("Đến lúc"), value=lambda row: row.created_at, sort="created_at"),
        Column("officer", _("Người xử lý"), value=_officer, sort="officer__person__sort_key"),
        Column("due_on", _("Hạn xử lý"), sort="due_on"),
        _KIND,
        _BODY,
    ),
    empty=Empty(
        _("Chưa có văn bản đến"),
        _("Đưa tệp PDF, docx hoặc ảnh chụp vào; phần đầu văn bản được đọc sẵn để đối chiếu."),
        _DROP_IN,
        "/desk/documents/drop/",
        "mail",
    ),
)
OUTGOING = ListScreen(
    key="documents_outgoing",
    title=_("Văn bản đi"),
    nav_key="documents_outgoing",
    search=("folded",),
    search_label=_("Tìm theo số, trích yếu hoặc người ký"),
    filters=OutgoingFilter,
    default_sort="-changed_at",
    columns=(
        _SUBJECT,
        _STATE,
        _NUMBER,
        _KIND,
        _DATED,
        Column("body_name", _("Cơ quan soạn"), sort="body_name"),
        Column("issuer_name", _("Cơ quan ký"), sort="issuer_name"),
        Column("signer", _("Người ký"), sort="signer"),
        Column("changed_at", _("Sửa lần cuối"), sort="changed_at"),
    ),
    empty=Empty(
        _("Chưa có văn bản đi"),
        _("Soạn tại đây, hoặc đưa vào văn bản đã ký ở nơi khác; số giữ như đã in."),
        _("Soạn văn bản"),
        "/desk/documents/new/",
        "file-text",
    ),
)
REGISTERS = ListScreen(
    key="registers",
    title=_("Sổ văn bản"),
    nav_key="documents_registers",
    filters=RegisterFilter,
    default_sort="-year",
    columns=(
        Column(
            "name",
            _("Sổ"),
            value=register_name,
            url=lambda row: reverse("documents:register", args=[row.pk]),
            sort=("side", "kind"),
        ),
        Column("year", _("Năm"), value=lambda row: str(row.year), sort="year"),
        Column("last", _("Số cuối"), sort="last", numeric=True),
        Column("cancelled", _("Số hủy, trả lại"), sort="cancelled", numeric=True),
        Column("symbol", _("Ký hiệu")),
        Column("body_name", _("Cơ quan"), sort="body_name"),
    ),
    empty=Empty(
        _("Chưa có sổ nào"),
        _("Sổ mở khi văn bản đầu tiên được cấp số."),
        _("Đặt cách lấy số"),
        "/desk/documents/numbering/",
        "book-2",
    ),
)
REGISTER = ListScreen(
    key="register",
    title=pgettext_lazy("document", "Sổ"),
    nav_key="documents_registers",
    search=("folded",),
    search_label=_("Tìm theo số, trích yếu, cơ quan hoặc người ký"),
    filters=EntryFilter,
    default_sort="serial",
    columns=(
        Column("serial", _("Số"), value=lambda row: str(row.serial), sort="serial", url=_url),
        _NUMBER,
        _DATED,
        _KIND,
        Column("subject", _("Trích yếu")),
        Column("state", _("Trạng thái"), value=entry_of, sort="state"),
        Column("agency", _("Nơi gửi")),
        Column("signer", _("Người ký")),
        Column("officer", _("Người xử lý"), value=_officer),
        Column("reason", _("Lý do hủy, thu hồi, trả lại")),
    ),
    empty=Empty(_("Không có số nào"), _("Hãy bỏ bớt điều kiện lọc.")),
)


@desk_view
def incoming(request: DeskRequest) -> HttpResponse:
    """Show the documents that bodies in reach received."""
    action = {}
    if what_may_be_dropped(request.actor):
        action = {"action_url": reverse("documents:drop"), "action_label": _DROP_IN}
    return INCOMING.respond(request, queries.list_documents(request.actor, Side.INCOMING), action)


@desk_view
def outgoing(request: DeskRequest) -> HttpResponse:
    """Show the documents that bodies in reach draft and issue."""
    action = {}
    if access.can(request.actor, Permission.DOCUMENTS_DRAFT, body=request.actor.body):
        action = {"action_url": reverse("documents:new"), "action_label": _("Soạn văn bản")}
    return OUTGOING.respond(request, queries.list_documents(request.actor, Side.OUTGOING), action)


@desk_view
def registers(request: DeskRequest) -> HttpResponse:
    """Show the registers of bodies in reach."""
    action = {}
    if access.can(request.actor, Permission.DOCUMENTS_ISSUE, body=request.actor.body):
        action = {"action_url": reverse("documents:numbering"), "action_label": _("Đặt cách lấy số")}
    return REGISTERS.respond(request, queries.list_registers(request.actor), action)


@desk_view
def register(request: DeskRequest, register_id: int) -> HttpResponse:
    """Show every number of a register in order, cancelled ones too."""
    found = queries.access_register(request.actor, register_id)
    lead = gettext(
        "%(name)s, năm %(year)s – %(body)s. Số cuối: %(last)s; số đã cấp không thay đổi, số hủy vẫn hiện."
    ) % {
        "name": register_name(found),
        "year": found.year,
        "body": found.body_name,  # type: ignore[attr-defined]  # of list_registers
        "last": found.last,
    }
    return REGISTER.respond(request, queries.entries_of(found), {"lead": lead})
