"""Reads of stations and run sheets."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import (
    BooleanField,
    CharField,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils.translation import ngettext

from loa.delivery.models import Dispatch, Receipt
from loa.kinds.manual import links, slots
from loa.kinds.manual.errors import BadSheetLink
from loa.kinds.manual.kind import StationSource
from loa.kinds.manual.models import Form, RunSheet, Station
from loa.kinds.manual.standing import STOPPED
from loa.lib import clock
from loa.units import access
from loa.units.access import Who
from loa.units.lists import area_name_of, body_name_of
from loa.units.permissions import Permission
from loa.units.places import areas_meant
from loa.web.formats import number_text
from loa.web.lists.filters import folded


def visible_to(actor: Who) -> QuerySet[Station]:
    """Return the stations of the bodies whose channels the actor may read."""
    return Station.objects.filter(body__in=access.bodies_in_reach(actor, Permission.CHANNELS_READ))


def sheets_visible_to(actor: Who) -> QuerySet[RunSheet]:
    """Return the run sheets of visible stations, newest first."""
    sheets = RunSheet.objects.filter(station__in=visible_to(actor)).select_related("station__area")
    return sheets.order_by("-handed_at", "-pk")


def list_unconfirmed(actor: Who) -> QuerySet[RunSheet]:
    """Return the visible sheets that wait for a word: nobody has given one, and what they say still stands."""
    return unanswered(with_ends(sheets_visible_to(actor)), ended=False)


def unanswered(sheets: QuerySet[RunSheet], *, ended: bool) -> QuerySet[RunSheet]:
    """Return the sheets (of `with_ends`) without a word: those that ended, or those that wait for one."""
    silent = sheets.exclude(delivery_id__in=Receipt.objects.values("delivery_id"))
    over = Q(mended__isnull=False) | Q(halted=True)
    return silent.filter(over) if ended else silent.exclude(over)


def with_ends(sheets: QuerySet[RunSheet]) -> QuerySet[RunSheet]:
    """Return the sheets with `mended` (by which relation, else None) and `halted` (the dispatch was stopped)."""
    named = sheets.annotate(code=KeyTextTransform("code", "payload"))
    rows = slots.mendings()
    newest = rows.filter(first=OuterRef("code")).values("relation")[:1] if rows is not None else None
    mended = Subquery(newest) if newest is not None else Value(None)
    stopped = Dispatch.objects.filter(STOPPED, pk=OuterRef("dispatch_id"))
    return named.annotate(mended=Cast(mended, CharField()), halted=Exists(stopped))


def get_by_token(token: str) -> RunSheet:
    """Return the sheet behind a link or QR code. Raises: BadSheetLink."""
    sheet = (
        RunSheet.objects.select_related("station").filter(delivery_id=links.read_sheet_token(token)).first()
    )
    if sheet is None:
        raise BadSheetLink
    return sheet


def find_receipt(sheet: RunSheet) -> Receipt | None:
    """Return what was said of the sheet, if anything was."""
    return Receipt.objects.filter(delivery_id=sheet.delivery_id).order_by("-recorded_at").first()


def list_stations(actor: Who) -> QuerySet[Station]:
    """Return the visible stations with `body_name` and `area_name`, for lists and exports; `folded` is for search."""
    return visible_to(actor).annotate(
        body_name=body_name_of("body"), area_name=area_name_of("area"), folded=folded("name", "keeper")
    )


def stations_in(typed: str) -> Q:
    """Return the stations that a search means by the area they stand in, whatever it is or was called."""
    return Q(area__in=areas_meant(typed))


def list_sheets(actor: Who) -> QuerySet[RunSheet]:
    """Return the visible sheets with `title`, `area_name`, `mended` and `halted` (see `with_ends`).

    `word` is the state that was reported, None while it waits; `may_confirm` says whether the actor may report;
    `folded` is for search.
    """
    title = KeyTextTransform("title", "payload")
    said = Receipt.objects.filter(delivery_id=OuterRef("delivery_id")).order_by("-recorded_at")
    mine = Q(station__body__in=access.bodies_in_reach(actor, Permission.DELIVERY_CONFIRM))
    return with_ends(sheets_visible_to(actor)).annotate(
        title=title,
        folded=folded(title, "code", "station__name", "station__keeper"),
        area_name=area_name_of("station__area"),
        word=Subquery(said.values("state")[:1]),
        may_confirm=ExpressionWrapper(mine, output_field=BooleanField()),
    )


def sheets_in(typed: str) -> Q:
    """Return the sheets that a search means by the area of their station, whatever it is or was called."""
    return Q(station__area__in=areas_meant(typed))


def concerned_by_reform(codes: Sequence[str]) -> str:
    """Return the sentence that says how many open stations a reform of these areas takes along, empty for none."""
    moved = StationSource().count({"areas": codes, "forms": Form.values}, clock.now())
    words = ngettext(
        "%(n)s điểm phát, bảng tin, tổ tuyên truyền đặt tại các địa bàn này; sau thay đổi thuộc địa bàn mới.",
        "%(n)s điểm phát, bảng tin, tổ tuyên truyền đặt tại các địa bàn này; sau thay đổi thuộc địa bàn mới.",
        moved,
    )
    return words % {"n": number_text(moved)} if moved else ""
