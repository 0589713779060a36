"""The room's figures: plays proven by their devices, among those ordered; clusters that were not heard on a day."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from loa.channels.models import Mode
from loa.figures.registry import Definition, of_bodies
from loa.figures.scope import Scope
from loa.lib import clock
from loa.speakers.models import Play
from loa.speakers.queries.reconcile import LATE, rows_of
from loa.speakers.rules.reconcile import SOUNDED
from loa.speakers.rules.words import PlayState, why_text
from loa.units.permissions import Permission
from loa.web.lists.columns import Column


def ordered(scope: Scope) -> QuerySet[Play]:
    """Return the live plays of the scope's days whose time is over, but for those that were cancelled."""
    rows = Play.objects.filter(body__in=scope.bodies(), airing__mode=Mode.LIVE)
    rows = rows.filter(moment__gte=scope.begins_at, moment__lt=min(scope.ends_at, clock.now()))
    return rows.exclude(state=PlayState.CANCELLED)


def played(scope: Scope) -> QuerySet[Play]:
    """Return those of them that a device proved, in whole or in part."""
    return ordered(scope).filter(state__in=SOUNDED)


def late(scope: Scope) -> QuerySet[Play]:
    """Return those that began more than a minute late."""
    return ordered(scope).filter(LATE)


_COLUMNS = (
    Column(
        "cluster",
        _("Cụm loa"),
        value=lambda row: row.cluster.code,
        url=lambda row: f"/desk/speakers/{row.cluster_id}/",
    ),
    Column("moment", _("Giờ hẹn"), sort="moment"),
    Column("title", _("Nội dung"), value=lambda row: row.airing.title),
    Column("state", _("Kết quả"), value=lambda row: row.get_state_display(), sort="state"),
    Column("why", _("Lý do"), value=lambda row: why_text(row.why)),
    Column("started_at", _("Bắt đầu"), sort="started_at"),
    Column("body_name", _("Cơ quan quản lý"), sort="body_name"),
)

DEFINITIONS = (
    Definition(
        key="speakers.played",
        title=_("Lượt phát thanh có bằng chứng"),
        unit=_("lượt"),
        rule=_(
            "Đếm lượt phát đã qua giờ hẹn trong kỳ mà thiết bị ký xác nhận đã phát hoặc phát dở, trong số lượt đã xếp và không bị hủy; lượt chưa rõ không tính là đã phát."
        ),
        rows=played,
        among=ordered,
        columns=_COLUMNS,
        visible=of_bodies("cluster__body", Permission.SPEAKERS_READ),
        shown=rows_of,
        order=60,
    ),
    Definition(
        key="speakers.late",
        title=_("Lượt phát thanh chậm giờ"),
        unit=_("lượt"),
        rule=_("Đếm lượt đã phát hoặc phát dở bắt đầu chậm hơn giờ hẹn quá một phút, trong số lượt đã phát."),
        rows=late,
        among=played,
        columns=_COLUMNS,
        visible=of_bodies("cluster__body", Permission.SPEAKERS_READ),
        shown=rows_of,
        order=61,
    ),
)
