"""The room's figures: documents issued, documents drafted for others, acknowledgements on time."""

from __future__ import annotations

from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from loa.documents.models import Circulation, Document
from loa.documents.rules.moves import NUMBERED
from loa.documents.rules.words import Side
from loa.figures.registry import Definition
from loa.figures.scope import Scope
from loa.units.access import Who, bodies_in_reach
from loa.units.lists import body_name_of
from loa.units.permissions import Permission
from loa.web.lists.columns import Column


def issued(scope: Scope) -> QuerySet[Document]:
    """Return what the scope's bodies issued under their own name, also what was superseded or recalled since."""
    return _issued_in(scope).filter(drafted_for__isnull=True)


def drafted(scope: Scope) -> QuerySet[Document]:
    """Return what the scope's bodies drafted and another body signed."""
    return _issued_in(scope).filter(drafted_for__isnull=False)


def asked(scope: Scope) -> QuerySet[Circulation]:
    """Return the copies, sent by the scope's bodies, that were to be acknowledged in its days."""
    return Circulation.objects.filter(
        document__body__in=scope.bodies(), due_at__gte=scope.begins_at, due_at__lt=scope.ends_at
    )


def acknowledged_on_time(scope: Scope) -> QuerySet[Circulation]:
    """Return those of them whose newest version was acknowledged before its limit."""
    return asked(scope).filter(acknowledged_version=F("version"), acknowledged_at__lte=F("due_at"))


def _issued_in(scope: Scope) -> QuerySet[Document]:
    return Document.objects.filter(
        body__in=scope.bodies(),
        side=Side.OUTGOING,
        state__in=NUMBERED,
        copy_of__isnull=True,
        issued_at__gte=scope.begins_at,
        issued_at__lt=scope.ends_at,
    )


def _documents_visible(actor: Who, rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.filter(body__in=bodies_in_reach(actor, Permission.DOCUMENTS_READ))


def _copies_visible(actor: Who, rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.filter(document__body__in=bodies_in_reach(actor, Permission.DOCUMENTS_READ))


_DOCUMENT_COLUMNS = (
    Column("full_number", _("Số, ký hiệu"), sort="full_number", url=lambda row: f"/desk/documents/{row.pk}/"),
    Column("kind", _("Loại văn bản"), sort="kind"),
    Column("subject", _("Trích yếu"), sort="subject"),
    Column("issued_at", _("Ban hành lúc"), sort="issued_at"),
    Column("body_name", _("Cơ quan ban hành"), sort="body_name"),
    Column("state", _("Tình trạng"), value=lambda row: row.get_state_display(), sort="state"),
)

DEFINITIONS = (
    Definition(
        key="documents.issued",
        title=_("Văn bản đã ban hành"),
        unit=_("văn bản"),
        rule=_(
            "Đếm văn bản đi được ban hành trong kỳ dưới tên đơn vị, kể cả văn bản sau đó được thay thế hoặc thu hồi; không đếm bản sao."
        ),
        rows=issued,
        columns=_DOCUMENT_COLUMNS,
        visible=_documents_visible,
        shown=lambda rows: rows.annotate(body_name=body_name_of("body")),
        order=10,
    ),
    Definition(
        key="documents.drafted",
        title=_("Văn bản tham mưu"),
        unit=_("văn bản"),
        rule=_("Đếm văn bản đơn vị soạn, cấp có thẩm quyền khác ký và ban hành trong kỳ."),
        rows=drafted,
        columns=(
            *_DOCUMENT_COLUMNS[:-2],
            Column("signed_by", _("Cơ quan ký"), sort="signed_by"),
            *_DOCUMENT_COLUMNS[-2:],
        ),
        visible=_documents_visible,
        shown=lambda rows: rows.annotate(
            body_name=body_name_of("body"), signed_by=body_name_of("drafted_for")
        ),
        order=20,
    ),
    Definition(
        key="documents.acknowledged",
        title=_("Xác nhận tiếp nhận đúng hạn"),
        unit=_("lượt"),
        rule=_(
            "Đếm lượt gửi có hạn xác nhận trong kỳ; đúng hạn là đơn vị xác nhận bản mới nhất không muộn hơn hạn."
        ),
        rows=acknowledged_on_time,
        among=asked,
        columns=(
            Column(
                "body_name",
                _("Đơn vị nhận"),
                sort="body_name",
                url=lambda row: f"/desk/documents/{row.document_id}/",
            ),
            Column("number", _("Số, ký hiệu"), value=lambda row: row.document.full_number),
            Column("subject", _("Trích yếu"), value=lambda row: row.document.subject),
            Column("version", _("Bản số"), sort="version", numeric=True),
            Column("acknowledged_at", _("Xác nhận lúc"), sort="acknowledged_at"),
            Column("due_at", _("Hạn xác nhận"), sort="due_at"),
        ),
        visible=_copies_visible,
        shown=lambda rows: rows.select_related("document").annotate(body_name=body_name_of("body")),
        order=50,
    ),
)
