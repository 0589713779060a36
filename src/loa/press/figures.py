"""The room's figures: items of the press in the days of a scope, with and without reprints, and the counts that persons saved."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from loa.figures.registry import Definition
from loa.figures.scope import Scope
from loa.press.models import Item, SavedCount
from loa.press.queries.counting import in_words, question_of, rows_of
from loa.press.queries.items import shown
from loa.press.rules.questions import Question
from loa.units.access import Who, can
from loa.units.permissions import Permission
from loa.web.lists.columns import Column

FAMILY = "press.count"
COLUMNS = (
    Column("title", _("Tiêu đề"), sort="title", url=lambda row: f"/desk/newsroom/items/{row.pk}/"),
    Column("publisher", _("Cơ quan báo chí"), value=lambda row: row.publisher.name, sort="publisher__folded"),
    Column("published_at", _("Đăng lúc"), sort="published_at"),
    Column("is_reprint", _("Đăng lại"), value=lambda row: _("đăng lại") if row.is_reprint else ""),
    Column("url", _("Địa chỉ"), value=lambda row: row.url),
)


def _visible(actor: Who, rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows if can(actor, Permission.PRESS_LISTEN) else rows.none()


def of_days(scope: Scope) -> QuerySet[Item]:
    """Return the items published in the scope's days."""
    return rows_of(Question(since=scope.since, until=scope.until))


def originals_of_days(scope: Scope) -> QuerySet[Item]:
    """Return those of them that are no reprints."""
    return rows_of(Question(since=scope.since, until=scope.until, originals=True))


def saved_counts(scope: Scope | None, key: str) -> list[Definition]:
    """Return the counts that persons of a scope's body saved, or the one with a key."""
    rows = SavedCount.objects.order_by("name", "pk")
    if scope is not None:
        return [_defined(row) for row in rows.filter(body=scope.body, ended_at__isnull=True)]
    return [_defined(row) for row in rows.filter(pk=int(key))] if key.isdecimal() and len(key) < 19 else []


def _defined(saved: SavedCount) -> Definition:
    """Return a saved count as a figure: its own days, whatever the scope's, so that it is the same number on every page."""
    question = question_of(saved)
    return Definition(
        key=f"{FAMILY}.{saved.pk}",
        title=saved.name,
        unit=_("tin – bài"),
        rule=format_lazy(
            "{} {}", _("Số tin – bài đã lưu, theo khoảng ngày của chính nó:"), in_words(question)
        ),
        rows=lambda _scope: rows_of(question),
        columns=COLUMNS,
        visible=_visible,
        shown=shown,
        order=72,
    )


DEFINITIONS = (
    Definition(
        key="press.items",
        title=_("Tin – bài báo chí đã thu nhận"),
        unit=_("tin – bài"),
        rule=_(
            "Đếm tin – bài đăng trong kỳ, kể cả tin đăng lại, của mọi nguồn đang theo dõi. Nguồn không chia theo đơn vị nên số này như nhau với mọi đơn vị."
        ),
        rows=of_days,
        columns=COLUMNS,
        visible=_visible,
        shown=shown,
        order=70,
    ),
    Definition(
        key="press.originals",
        title=_("Tin – bài báo chí, không kể đăng lại"),
        unit=_("tin – bài"),
        rule=_("Mỗi bài chỉ đếm một lần, ở nơi đăng đầu tiên mà hệ thống thu nhận; bản đăng lại không đếm."),
        rows=originals_of_days,
        among=of_days,
        columns=COLUMNS,
        visible=_visible,
        shown=shown,
        order=71,
    ),
)
