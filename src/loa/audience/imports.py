"""Brings subscribers in from a table of people who agreed on paper: checked first, then all rows or none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from loa.audience.actions import Arrival, Choice, Imported, import_subscribers
from loa.audience.errors import NothingChosen
from loa.audience.models import Language, SubscriberKind
from loa.audience.queries import list_topics
from loa.lib.tables import CellError, Column, Row, TableReading
from loa.lib.tables import Choice as Option
from loa.lib.text import fold, squeeze
from loa.units import access
from loa.units.access import Who
from loa.units.actor import Actor
from loa.units.models import Area, AreaVersion, Body
from loa.units.permissions import Permission
from loa.units.queries import area_versions

SUBSCRIBER_COLUMNS = (
    Column("email", "Thư điện tử", ("Email", "E-mail", "Hộp thư"), kind="email", required=True, unique=True),
    Column("areas", "Địa bàn", ("Xã, phường", "Phường, xã", "Mã địa bàn"), required=True),
    Column("topics", "Chủ đề", ("Chủ đề muốn nhận",)),
    Column(
        "language",
        "Ngôn ngữ",
        kind="choice",
        choices=(
            Option("vi", "Tiếng Việt", ("Việt", "vi")),
            Option("en", "Tiếng Anh", ("English", "Anh", "en")),
        ),
    ),
    Column(
        "kind",
        "Người nhận",
        ("Loại",),
        kind="choice",
        choices=(
            Option("person", "Cá nhân", ("Người dân",)),
            Option("organisation", "Tổ chức", ("Cơ quan",)),
        ),
    ),
)


def check_subscribers(actor: Who, reading: TableReading) -> TableReading:
    """Return the reading with the errors that only the database knows: areas out of reach, topics nobody offers."""
    areas, topics = _areas(actor), _topics()

    def errors() -> Iterator[CellError]:
        for row in reading.good_rows:
            for column, known, said in (
                ("areas", areas, _("Không có địa bàn “%(word)s” trong phạm vi quản lý.")),
                ("topics", topics, _("Không có chủ đề “%(word)s” trong danh mục công khai.")),
            ):
                for word in _words(row, column):
                    if fold(word) not in known:
                        yield CellError(row.line, column, said % {"word": word}, f"unknown_{column}")

    return reading.with_errors(list(errors()))


def import_list(*, actor: Actor, body: Body, basis: str, reading: TableReading) -> Imported:
    """Bring in every row of a checked table. Raises: as `import_subscribers`."""
    areas, topics = _areas(actor), _topics()

    def arrival(row: Row) -> Arrival:
        choice = Choice(
            areas=[areas[fold(word)] for word in _words(row, "areas")],
            topics=[topics[fold(word)] for word in _words(row, "topics")],
            language=Language(str(row.values.get("language") or Language.VI)),
            kind=SubscriberKind(str(row.values.get("kind") or SubscriberKind.PERSON)),
        )
        return Arrival(str(row.values["email"]), choice)

    if not reading.ok:
        raise NothingChosen
    rows = [arrival(row) for row in reading.rows]
    return import_subscribers(actor=actor, body=body, arrivals=rows, basis=basis)


def _words(row: Row, column: str) -> list[str]:
    text = str(row.values.get(column) or "")
    return [squeeze(word) for word in text.replace(",", ";").split(";") if word.strip()]


def _areas(actor: Who) -> dict[str, Area]:
    """Return the areas in reach by code, by name with its kind, and by name alone where only one bears it."""
    seen = access.areas_in_reach(actor, Permission.AUDIENCE_MANAGE)
    found: dict[str, Area] = {}
    alone: dict[str, list[Area]] = {}
    version: AreaVersion
    for version in area_versions().filter(area__in=seen):
        found |= {fold(version.area.code): version.area, version.folded: version.area}
        alone.setdefault(fold(version.name), []).append(version.area)
    return {name: areas[0] for name, areas in alone.items() if len(areas) == 1} | found


def _topics() -> Mapping[str, str]:
    topics = list(list_topics())
    return {fold(name): t.code for t in topics for name in (t.name_en, t.name_vi, t.code)}
