"""The room's figures: documents issued, documents drafted for others, acknowledgements on time."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce, TruncDate
from django.utils.translation import gettext_lazy as _

from loa.documents.models import Circulation, Document
from loa.documents.queries.circulation import sent_by
from loa.documents.rules import circulation as rules
from loa.documents.rules import kinds
from loa.documents.rules.moves import NUMBERED
from loa.documents.rules.words import CirculationState, Side
from loa.figures.registry import Definition
from loa.figures.scope import Scope, true_rows
from loa.lib import clock
from loa.units.access import Who, body_ids_in_reach
from loa.units.lists import body_name_of
from loa.units.permissions import Permission
from loa.web.lists.columns import Column


def issued(scope: Scope) -> QuerySet[Document]:
    """Return what the scope's bodies issued under their name, whoever drafted it, also what was superseded or recalled since."""
    return _issued_in(scope).filter(sent_by(scope.bodies()))


def drafted(scope: Scope) -> QuerySet[Document]:
    """Return what the scope's bodies drafted and another body signed."""
    return _issued_in(scope).filter(body__in=scope.bodies(), drafted_for__isnull=False)


def asked(scope: Scope) -> QuerySet[Circulation]:
    """Return the copies, sent by the scope's bodies, whose limit fell in its days and has passed."""
    rows = Circulation.objects.filter(sent_by(scope.bodies(), "document__"), true_rows("document__"))
    rows = rows.exclude(state__in=[CirculationState.REFUSED, *rules.CALLED_BACK])
    return rows.filter(due_at__gte=scope.begins_at, due_at__lt=min(scope.ends_at, clock.now()))


def acknowledged_on_time(scope: Scope) -> QuerySet[Circulation]:
    """Return those of them whose newest version was acknowledged before its limit."""
    return asked(scope).filter(acknowledged_version=F("version"), acknowledged_at__lte=F("due_at"))


def _issued_in(scope: Scope) -> QuerySet[Document]:
    """Return the documents of the scope's days: by the day printed on them, without one by the day of issue in Hanoi."""
    rows = Document.objects.filter(true_rows(), side=Side.OUTGOING, state__in=NUMBERED, copy_of__isnull=True)
    undated = Q(dated__isnull=True, issued_at__gte=scope.begins_at, issued_at__lt=scope.ends_at)
    return rows.filter(Q(dated__range=scope.days) | undated)


def _documents_visible(actor: Who, rows: QuerySet[Any]) -> QuerySet[Any]:
    bodies = body_ids_in_reach(actor, Permission.DOCUMENTS_READ)
    return rows.filter(Q(body__in=bodies) | Q(drafted_for__in=bodies))


def _copies_visible(actor: Who, rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.filter(sent_by(body_ids_in_reach(actor, Permission.DOCUMENTS_READ), "document__"))


def _with_names(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Add the issuing day and the names of who drafted and who signed."""
    named: QuerySet[Any] = rows.annotate(
        day=Coalesce("dated", TruncDate("issued_at", tzinfo=clock.HANOI)),
        signer_id=Coalesce("drafted_for", "body"),
        body_name=body_name_of("body"),
        signed_by=body_name_of("signer_id"),
    )
    return named


_DOCUMENT_COLUMNS = (
    Column("full_number", _("Số, ký hiệu"), sort="full_number", url=lambda row: f"/desk/documents/{row.pk}/"),
    Column("kind", _("Loại văn bản"), value=lambda row: kinds.shown(row.kind), sort="kind"),
    Column("subject", _("Trích yếu"), sort="subject"),
    Column("day", _("Ngày ban hành"), sort="day"),
    Column("signed_by", _("Cơ quan ban hành"), sort="signed_by"),
    Column("state", _("Trạng thái"), value=lambda row: row.get_state_display(), sort="state"),
)

DEFINITIONS = (
    Definition(
        key="documents.issued",
        title=_("Văn bản đã ban hành"),
        unit=_("văn bản"),
        rule=_(
            "Đếm văn bản đi đứng tên đơn vị, có ngày văn bản trong kỳ (không ghi ngày thì theo ngày ban hành), kể cả văn bản do nơi khác tham mưu và văn bản sau đó được thay thế, thu hồi; không đếm bản sao."
        ),
        rows=issued,
        columns=_DOCUMENT_COLUMNS,
        visible=_documents_visible,
        shown=_with_names,
        order=10,
    ),
    Definition(
        key="documents.drafted",
        title=_("Văn bản tham mưu"),
        unit=_("văn bản"),
        rule=_(
            "Đếm văn bản đơn vị soạn, cơ quan khác ký và ban hành, có ngày văn bản trong kỳ. Văn bản này cũng được đếm ở cơ quan ký."
        ),
        rows=drafted,
        columns=(
            *_DOCUMENT_COLUMNS[:-2],
            Column("body_name", _("Cơ quan soạn"), sort="body_name"),
            *_DOCUMENT_COLUMNS[-2:],
        ),
        visible=_documents_visible,
        shown=_with_names,
        order=20,
    ),
    Definition(
        key="documents.acknowledged",
        title=_("Xác nhận tiếp nhận đúng hạn"),
        unit=_("lượt"),
        rule=_(
            "Đếm lượt gửi có hạn xác nhận trong kỳ và đã tới hạn, trừ bản bị từ chối nhận hoặc bên gửi đề nghị thu hồi; đúng hạn là đơn vị xác nhận bản mới nhất không muộn hơn hạn. Khi gửi bản mới, lượt gửi được tính vào kỳ có hạn của bản mới; kỳ trước muốn giữ số thì chốt số liệu."
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
