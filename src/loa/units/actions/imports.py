"""Brings areas, bodies and people in from tables: checked first, then all rows or none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as N_  # noqa: N812  the catalogue's word for a title shown elsewhere

from loa.journal import actions as journal
from loa.lib import clock
from loa.lib.errors import DomainError, Forbidden, Invalid, NotFound
from loa.lib.tables import CellError, Choice, Column, Row, TableReading, Value
from loa.units import access
from loa.units.access import Who
from loa.units.actions.areas import create_area
from loa.units.actions.bodies import NewBody, create_body
from loa.units.actions.people import Invited, invite_person
from loa.units.errors import CodeTaken, NotImportable
from loa.units.models import Area, AreaLevel, Body, BodyVersion, DocumentForm, Person, Role, System
from loa.units.permissions import Permission
from loa.units.places import Places
from loa.units.queries import area_versions
from loa.units.rules import fold_unit
from loa.units.versions import in_force

T = TypeVar("T")
_UNKNOWN_PLACE = gettext_lazy("Không tìm thấy mã này trong phạm vi quản lý.")


def _choices(members: Sequence[tuple[str, object]], **others: tuple[str, ...]) -> tuple[Choice, ...]:
    return tuple(Choice(value, str(label), others.get(value, ())) for value, label in members)


AREA_COLUMNS = (
    Column("code", N_("Mã"), ("Mã đơn vị", "Mã ĐVHC", "Mã địa bàn"), kind="code", required=True, unique=True),
    Column("name", N_("Tên"), ("Tên đơn vị", "Tên địa bàn"), required=True),
    Column("kind", N_("Loại"), ("Loại hình", "Loại đơn vị"), required=True),
    Column("parent", N_("Trực thuộc"), ("Mã cấp trên", "Thuộc", "Cấp trên"), kind="code", required=True),
    Column(
        "level",
        N_("Cấp"),
        ("Cấp hành chính",),
        kind="choice",
        required=True,
        choices=(
            Choice("commune", "Xã, phường, thị trấn", ("xã", "phường", "cấp xã")),
            Choice("group", "Thôn, tổ dân phố", ("thôn", "tổ dân phố", "TDP")),
            Choice("district", "Quận, huyện, thị xã", ("quận", "huyện", "thị xã", "cấp huyện")),
        ),
    ),
)
BODY_COLUMNS = (
    Column("code", N_("Mã"), ("Mã cơ quan", "Mã đơn vị", "Mã định danh"), required=True, unique=True),
    Column("name", N_("Tên cơ quan, đơn vị"), ("Tên cơ quan", "Tên đơn vị", "Tên"), required=True),
    Column("short_name", N_("Tên viết tắt"), ("Tên ngắn", "Viết tắt")),
    Column("superior", N_("Cơ quan cấp trên"), ("Cấp trên", "Trực thuộc", "Đơn vị chủ quản"), required=True),
    Column("seat", N_("Địa bàn"), ("Mã địa bàn", "Nơi đặt trụ sở"), kind="code", required=True),
    Column(
        "system", N_("Hệ thống"), ("Khối",), kind="choice", required=True, choices=_choices(System.choices)
    ),
)
PEOPLE_COLUMNS = (
    Column("full_name", N_("Họ và tên"), ("Họ tên", "Tên cán bộ"), required=True),
    Column(
        "email", N_("Thư điện tử"), ("Email", "E-mail", "Hộp thư"), kind="email", required=True, unique=True
    ),
    Column("phone", N_("Số điện thoại"), ("Điện thoại", "SĐT", "Di động"), kind="phone"),
    Column("body", N_("Cơ quan, đơn vị"), ("Đơn vị", "Cơ quan", "Đơn vị công tác"), required=True),
    Column("title", N_("Chức vụ"), ("Chức danh",), required=True),
    Column(
        "role",
        N_("Vai trò"),
        ("Vai trò trên hệ thống",),
        kind="choice",
        required=True,
        choices=_choices(Role.choices),
    ),
    Column("valid_from", N_("Từ ngày"), ("Ngày bắt đầu",), kind="date"),
    Column("valid_until", N_("Đến ngày"), ("Ngày kết thúc",), kind="date"),
)


@dataclass(frozen=True)
class Imported:
    """How many rows came in, and for people the one-time links, which are shown once."""

    count: int
    invited: tuple[Invited, ...] = ()


def check_people(actor: Who, reading: TableReading) -> TableReading:
    """Return the reading with the errors that only the database knows: bodies out of reach, addresses in use."""
    bodies = _bodies(actor, Permission.PEOPLE_MANAGE)
    emails = [str(row.values["email"]).lower() for row in reading.rows if row.values["email"]]
    taken = set(Person.objects.filter(email__in=emails).values_list("email", flat=True))

    def errors() -> Iterator[CellError]:
        for row in reading.good_rows:
            if _key(row, "body") not in bodies:
                yield CellError(
                    row.line, "body", _("Không có cơ quan này trong phạm vi quản lý."), "unknown_body"
                )
            if str(row.values["email"]).lower() in taken:
                yield CellError(row.line, "email", _("Thư điện tử này đã có tài khoản."), "email_taken")

    return reading.with_errors(list(errors()))


def import_people(*, actor: Who, reading: TableReading) -> Imported:
    """Invite everyone in the table with a post each: all or nobody.

    Raises:
        NotImportable: when a row is wrong; the checked reading is the fact `reading`, for the error file.

    """
    bodies = _bodies(actor, Permission.PEOPLE_MANAGE)

    def invite(row: Row) -> Invited:
        value = row.values
        return invite_person(
            actor=actor,
            email=_text(row, "email"),
            full_name=_text(row, "full_name"),
            phone=_text(row, "phone"),
            body=bodies[_key(row, "body")],
            role=Role(_text(row, "role")),
            title=_text(row, "title"),
            valid_from=_day(value.get("valid_from")),
            valid_until=_day(value.get("valid_until")),
        )

    invited = _all_or_nothing(
        actor, check_people(actor, reading), PEOPLE_COLUMNS, "units.people_imported", invite
    )
    return Imported(len(invited), tuple(invited))


def check_bodies(actor: Who, reading: TableReading) -> TableReading:
    """Return the reading with the errors that only the database knows: superiors, seats, codes in use.

    A superior may stand in a row above.
    """
    known = set(_bodies(actor, Permission.UNITS_MANAGE))
    seats = _areas(reading, "seat", clock.today())
    used = _used(Body, reading)
    good = {row.line for row in reading.good_rows}

    def errors() -> Iterator[CellError]:
        for row in reading.rows:
            if row.line in good and _key(row, "superior") not in known:
                yield CellError(row.line, "superior", str(_UNKNOWN_PLACE), "unknown_superior")
            if row.line in good and _text(row, "seat") not in seats:
                yield CellError(row.line, "seat", str(_UNKNOWN_PLACE), "unknown_seat")
            yield from _taken(row, used)
            known.update(fold_unit(_text(row, name)) for name in ("code", "name", "short_name"))

    return reading.with_errors(list(errors()))


def import_bodies(*, actor: Who, reading: TableReading, on: date | None = None) -> Imported:
    """Found every body of the table under its superior, which may stand in the table above it: all or none.

    Raises:
        RightMissing: without the right anywhere.
        NotImportable: when rows are wrong; the checked reading is the fact `reading`, for the error file.

    """
    access.require(actor, Permission.UNITS_MANAGE)
    day = on or clock.today()
    known = _bodies(actor, Permission.UNITS_MANAGE)
    seats = _areas(reading, "seat", day)

    def found(row: Row) -> Body:
        system = System(_text(row, "system"))
        form = DocumentForm.PARTY if system == System.PARTY else DocumentForm.STATE
        new = NewBody(_text(row, "code"), _text(row, "name"), _text(row, "short_name"), system, form)
        superior, seat = known.get(_key(row, "superior")), seats.get(_text(row, "seat"))
        if superior is None or seat is None:
            raise NotImportable(column="superior" if superior is None else "seat")
        made = create_body(actor=actor, new=new, superior=superior, seat_area=seat, on=day)
        _learn(known, made, new)
        return made

    checked = check_bodies(actor, reading)
    return Imported(len(_all_or_nothing(actor, checked, BODY_COLUMNS, "units.bodies_imported", found)))


def check_areas(actor: Who, reading: TableReading) -> TableReading:
    """Return the reading with the errors that only the database knows: parents out of reach, codes in use.

    A parent may stand in a row above.
    """
    parents = _areas(reading, "parent", clock.today())
    reach = access.areas_in_reach(actor, Permission.UNITS_MANAGE)
    reached = set(reach.filter(pk__in=[area.pk for area in parents.values()]).values_list("pk", flat=True))
    known = {text for text, area in parents.items() if area.pk in reached}
    used = _used(Area, reading)
    good = {row.line for row in reading.good_rows}

    def errors() -> Iterator[CellError]:
        for row in reading.rows:
            if row.line in good and _text(row, "parent") not in known:
                yield CellError(row.line, "parent", str(_UNKNOWN_PLACE), "unknown_parent")
            yield from _taken(row, used)
            known.add(_text(row, "code"))

    return reading.with_errors(list(errors()))


def import_areas(*, actor: Who, reading: TableReading, on: date | None = None) -> Imported:
    """Found every area of the table under its parent, which may stand in the table above it: all or none.

    Raises:
        RightMissing: without the right anywhere.
        NotImportable: when rows are wrong; the checked reading is the fact `reading`, for the error file.

    """
    access.require(actor, Permission.UNITS_MANAGE)
    day = on or clock.today()
    known = _areas(reading, "parent", day)

    def found(row: Row) -> Area:
        parent = known.get(_text(row, "parent"))
        if parent is None:
            raise NotImportable(column="parent")
        made = create_area(
            actor=actor,
            code=_text(row, "code"),
            level=AreaLevel(_text(row, "level")),
            kind=_text(row, "kind"),
            name=_text(row, "name"),
            parent=parent,
            on=day,
        )
        known[made.code] = made
        return made

    checked = check_areas(actor, reading)
    return Imported(len(_all_or_nothing(actor, checked, AREA_COLUMNS, "units.areas_imported", found)))


def _all_or_nothing(
    actor: Who, reading: TableReading, columns: Sequence[Column], verb: str, bring_in: Callable[[Row], T]
) -> list[T]:
    """Bring in every row in one transaction; where any fails all is undone and each is named in the reading."""
    if tuple(reading.columns) != tuple(columns) or not reading.ok:
        raise NotImportable(reading=reading)
    done: list[T] = []
    wrong: list[CellError] = []
    with transaction.atomic():
        for row in reading.rows:
            try:
                with transaction.atomic():
                    done.append(bring_in(row))
            except (Invalid, Forbidden, NotFound) as error:
                wrong.append(_refused(row, error))
        if wrong:
            raise NotImportable(reading=reading.with_errors(wrong))
        journal.write(
            actor=access.author(actor), verb=verb, thing="units.import:0", facts={"rows": len(done)}
        )
    return done


def _refused(row: Row, error: DomainError) -> CellError:
    """Return what an act said of a row, in the column that it names."""
    place = error.facts.get("column")
    text = str(_UNKNOWN_PLACE) if isinstance(error, NotImportable) else str(error)
    return CellError(row.line, str(place) if place else None, text, error.code)


def _used(model: type[Area | Body], reading: TableReading) -> set[str]:
    """Return the codes of the table that units bear already."""
    codes = [_text(row, "code") for row in reading.rows]
    return set(model.objects.filter(code__in=codes).values_list("code", flat=True))


def _taken(row: Row, used: set[str]) -> Iterator[CellError]:
    if _text(row, "code") in used:
        yield CellError(row.line, "code", str(CodeTaken()), CodeTaken.code)


def _areas(reading: TableReading, column: str, day: date) -> dict[str, Area]:
    """Return the areas that a column names: by code, else by name, old name or address as of the day.

    Rows of the table itself are no areas yet.
    """
    said = {_text(row, column) for row in reading.rows}
    found = {area.code: area for area in Area.objects.filter(code__in=said)}
    if left := said - found.keys() - {_text(row, "code") for row in reading.rows}:
        places = Places(area_versions(day), day)
        meant = {text: places.find(text).area for text in left}
        found |= {text: version.area for text, version in meant.items() if version}
    return found


def _learn(known: dict[str, Body], body: Body, new: NewBody) -> None:
    """Let later rows name a body that was just founded; a name that another bears finds neither."""
    for name in {fold_unit(new.name), fold_unit(new.short_name)} - {""}:
        if known.setdefault(name, body) != body:
            del known[name]
    known[fold_unit(new.code)] = body


def _bodies(actor: Who, permission: Permission) -> dict[str, Body]:
    """Return the bodies in reach by code and by folded name; a name that two bodies share finds neither."""
    versions = in_force(BodyVersion, clock.today()).filter(body__in=access.bodies_in_reach(actor, permission))
    found: dict[str, Body] = {}
    shared: set[str] = set()
    for version in versions.select_related("body"):
        for name in {fold_unit(version.name), fold_unit(version.short_name)} - {""}:
            shared |= {name} & found.keys()
            found[name] = version.body
        found[fold_unit(version.body.code)] = version.body
    return {name: body for name, body in found.items() if name not in shared}


def _key(row: Row, column: str) -> str:
    return fold_unit(_text(row, column))


def _text(row: Row, column: str) -> str:
    value = row.values.get(column)
    return "" if value is None else str(value)


def _day(value: Value) -> date | None:
    return value if isinstance(value, date) else None
