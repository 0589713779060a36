"""Brings clusters in from a table: checked first, then all rows or none; the table taken out is the one that comes back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from loa.channels.models import Mode
from loa.journal import actions as journal
from loa.lib import clock
from loa.lib.ids import digest
from loa.lib.tables import CellError, Row, TableReading, Value
from loa.lib.tables.values import clean_text
from loa.lib.text import fold
from loa.speakers.actions.clusters import Said, make, rewrite, set_neighbours
from loa.speakers.actions.devices import refresh
from loa.speakers.actions.dialects import require_fit
from loa.speakers.errors import BadSettings, NotImportable, VolumeOutside
from loa.speakers.models import Cluster
from loa.speakers.queries.register import cells_of, editable, near_of
from loa.speakers.rules import cluster_sheet as sheet
from loa.speakers.rules.neighbours import Near, read_cell
from loa.speakers.rules.words import Dialect
from loa.units import access
from loa.units.access import Who
from loa.units.actor import Actor
from loa.units.models import Area, Body, BodyVersion
from loa.units.permissions import Permission
from loa.units.places import Places
from loa.units.queries import area_versions, seats_of
from loa.units.rules import fold_unit
from loa.units.versions import latest

MANAGE = Permission.SPEAKERS_MANAGE
CLUSTER_COLUMNS = sheet.COLUMNS
FARTHEST = {"latitude": 90, "longitude": 180}


@dataclass(frozen=True)
class Imported:
    """What came of a table: clusters listed, changed, left as they were."""

    new: int
    changed: int
    same: int

    @property
    def said(self) -> str:
        """Return the sentence that tells it."""
        said = _("Đã nhập: %(new)d cụm loa mới, %(changed)d thay đổi, %(same)d giữ nguyên.")
        return said % {"new": self.new, "changed": self.changed, "same": self.same}


@dataclass(frozen=True)
class Planned:
    """What one row does: the cluster it changes (none: a new one), and what it says."""

    cluster: Cluster | None
    said: Said
    nears: tuple[Near, ...] | None


class _Refused(Exception):
    def __init__(self, column: str | None, message: str, code: str) -> None:
        super().__init__(message)
        self.column, self.message, self.code = column, message, code


def check_clusters(actor: Who, reading: TableReading) -> TableReading:
    """Return the reading with what only the database knows: bodies out of reach, unknown areas, rows changed meanwhile."""
    return _plan(actor, reading)[1]


@transaction.atomic
def import_clusters(*, actor: Actor, reading: TableReading) -> Imported:
    """Bring a table in: known codes change their cluster, others are listed; all rows or none.

    Raises: NotImportable with the checked reading as the fact `reading`.
    """
    list(Cluster.objects.select_for_update().filter(code__in=_codes(reading)).order_by("pk"))
    plan, checked = _plan(actor, reading)
    if not checked.ok:
        raise NotImportable(reading=checked)
    new = changed = 0
    touched: list[Cluster] = []
    for row in plan:
        cluster, moved = _written(row)
        new += row.cluster is None
        changed += row.cluster is not None and moved
        if moved:
            touched.append(cluster)
    done = Imported(new, changed, len(plan) - new - changed)
    if touched:
        refresh(touched)
        ids = digest(sorted(cluster.pk for cluster in touched))
        facts = {"new": done.new, "changed": done.changed, "same": done.same, "digest": ids}
        journal.write(actor=actor, verb="speakers.clusters_imported", thing="speakers.fleet:all", facts=facts)
    return done


def _written(row: Planned) -> tuple[Cluster, bool]:
    """Write one row; return its cluster, and whether anything is new."""
    if row.cluster is None:
        cluster = make(row.said)
        set_neighbours(cluster, row.nears or ())
        return cluster, True
    cluster = row.cluster
    moved = bool(rewrite(cluster, row.said))
    if row.nears is not None and set(row.nears) != set(_nears(cluster)):
        set_neighbours(cluster, row.nears)
        moved = True
    return cluster, moved


def _codes(reading: TableReading) -> list[str]:
    return [str(row.values.get("code") or "") for row in reading.rows]


def _plan(actor: Who, reading: TableReading) -> tuple[list[Planned], TableReading]:
    lists, errors, plan = _Lists(actor, reading), [], []
    for row in reading.good_rows:
        try:
            plan.append(lists.plan(row))
        except _Refused as wrong:
            errors.append(CellError(row.line, wrong.column, wrong.message, wrong.code))
    return plan, reading.with_errors(errors)


@dataclass
class _Lists:
    """What rows are read against, fetched once for the whole table."""

    actor: Who
    reading: TableReading
    known: dict[str, Cluster] = field(init=False)
    bodies: dict[str, set[int]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        rows = editable().filter(code__in=_codes(self.reading))
        self.known = {row.code: row for row in rows}
        self.cells = cells_of(self.known.values())
        mine = set(access.bodies_in_reach(self.actor, MANAGE).values_list("pk", flat=True))
        for name, pk in _body_names(mine):
            self.bodies.setdefault(name, set()).add(pk)
        self.mine = Body.objects.in_bulk(mine)
        self.seats = Area.objects.in_bulk(set(seats_of(mine).values()))
        self.seat_of = seats_of(mine)
        seen = access.areas_in_reach(self.actor, MANAGE)
        self.places = Places(area_versions().filter(area__in=seen))

    def plan(self, row: Row) -> Planned:
        """Return what a row does. Raises: _Refused."""
        known = self.known.get(str(row.values["code"]))
        if known:
            self._may_change(row, known)
        return Planned(known, self._said(row, known), self._nears(row))

    def _may_change(self, row: Row, known: Cluster) -> None:
        if known.body_id not in self.mine:
            text = _("Mã này là của cụm loa ngoài phạm vi quản lý. Hãy chọn mã khác.")
            raise _Refused("code", text, "cluster_elsewhere")
        if known.closed_at:
            raise _Refused("code", _("Cụm loa mang mã này đã đóng. Hãy chọn mã khác."), "cluster_closed")
        mark = row.values.get("mark")
        if mark and mark != sheet.mark_of(self.cells[known.pk]):
            text = _("Cụm loa này đã được sửa sau khi xuất bảng. Hãy xuất bảng mới rồi sửa lại dòng này.")
            raise _Refused(None, text, "stale_row")

    def _said(self, row: Row, known: Cluster | None) -> Said:
        values = row.values
        for key, most in sheet.LONGEST.items():
            if len(str(values.get(key) or "")) > most:
                raise _Refused(key, _("Dài quá %(n)d ký tự. Hãy viết ngắn lại.") % {"n": most}, "too_long")
        body = self._body(str(values["body"]))
        says: dict[str, Any] = {"code": str(values["code"]), "place": str(values["place"]), "body": body}
        says["area"] = self._area(values.get("area"), body, known)
        says |= {
            name: self._degrees(name, values.get(name)) for name in FARTHEST if name in self.reading.found
        }
        if ("latitude" in says or "longitude" in says) and (says.get("latitude") is None) != (
            says.get("longitude") is None
        ):
            raise _Refused(
                "longitude", _("Hãy ghi cả vĩ độ và kinh độ, hoặc để trống cả hai."), "half_position"
            )
        if "model" in self.reading.found:
            says["model"] = str(values.get("model") or "")
        for name in ("volume", "volume_min", "volume_max"):
            if isinstance(number := values.get(name), int):
                says[name] = number
        if "dialect" in self.reading.found:
            says["dialect"] = _dialect(values.get("dialect"))
        for name in ("device", "address"):
            if name in self.reading.found:
                says[name] = str(values.get(name) or "")
        return self._whole(says, known)

    def _whole(self, says: dict[str, Any], known: Cluster | None) -> Said:
        standing = vars(Said.of(known)) if known else {}
        try:
            said = Said(**{**standing, **says}).mended()
            _fit(said, known)
        except VolumeOutside as error:
            raise _Refused("volume", str(error), error.code) from error
        except BadSettings as error:
            raise _Refused("device", str(error), error.code) from error
        return said

    def _body(self, typed: str) -> Body:
        found = self.bodies.get(fold_unit(typed), set())
        if len(found) > 1:
            raise _Refused(
                "body",
                _("Có nhiều cơ quan tên “%(name)s”. Hãy ghi mã cơ quan.") % {"name": typed[:80]},
                "ambiguous_body",
            )
        if not found:
            text = _("“%(name)s” không thuộc phạm vi quản lý hoặc ghi sai tên.") % {"name": typed[:80]}
            raise _Refused("body", text, "unknown_body")
        return self.mine[next(iter(found))]

    def _area(self, typed: Value, body: Body, known: Cluster | None) -> Area:
        if typed:
            place = self.places.find(str(typed))
            if place.area is None:
                raise _Refused("area", f"“{str(typed)[:80]}”: {place.said}", "unknown_area")
            return place.area.area
        return known.area if known else self.seats[self.seat_of[body.pk]]

    def _degrees(self, name: str, value: Value) -> float | None:
        if value is None:
            return None
        degrees = float(value) if isinstance(value, Decimal | int) else None
        if degrees is None or abs(degrees) > FARTHEST[name]:
            raise _Refused(name, _("Tọa độ chưa đúng. Hãy ghi độ thập phân, ví dụ 21.0171."), "bad_position")
        return degrees

    def _nears(self, row: Row) -> tuple[Near, ...] | None:
        if "neighbours" not in self.reading.found:
            return None
        try:
            return tuple(read_cell(clean_text(str(row.values.get("neighbours") or ""), multiline=True)))
        except ValueError as error:
            text = _(
                "Không đọc được “%(piece)s”. Hãy ghi như “trường học: THCS Láng Hạ (07:00–11:30, T2 T3)”."
            )
            raise _Refused("neighbours", text % {"piece": str(error)[:80]}, "bad_neighbour") from error


def _fit(said: Said, known: Cluster | None) -> None:
    """Ask whether a device of another maker can be spoken to. Raises: BadSettings."""
    if said.dialect != Dialect.LOA:
        kept = {"device": said.device, "address": said.address}
        mode, pk = (known.mode, known.pk) if known else (Mode.LIVE, None)
        require_fit(said.dialect, kept, mode, pk)


def _dialect(typed: Value) -> str:
    """Return the dialect that a cell names by its words or its key; an empty one is our own program. Raises: _Refused."""
    word = fold(str(typed or Dialect.LOA.label)).strip()
    for each in Dialect:
        if word in {fold(str(each.label)), each.value}:
            return each.value
    offered = "; ".join(str(each.label) for each in Dialect)
    raise _Refused(
        "dialect",
        _("Không rõ cách nối này. Hãy ghi một trong: %(offered)s.") % {"offered": offered},
        "unknown_dialect",
    )


def _nears(cluster: Cluster) -> Iterable[Near]:
    for near in cluster.neighbours.all():
        yield near_of(near)


def _body_names(ids: set[int]) -> Iterator[tuple[str, int]]:
    versions = latest(BodyVersion, clock.today()).filter(body__in=ids).select_related("body")
    for body, code, name, short_name in versions.values_list("body", "body__code", "name", "short_name"):
        for word in {fold_unit(code), fold_unit(name), fold_unit(short_name)} - {""}:
            yield word, body
