"""Brings subscribers in from a table of people who agreed on paper: checked first, then all rows or none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_  # noqa: N812  the catalogue's word for a title shown elsewhere

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
from loa.units.models import Area, AreaLevel, Body
from loa.units.permissions import Permission
from loa.units.places import Place, Places
from loa.units.queries import area_versions

_ANNOUNCED = re.compile(r"(p|x|tt|phuong|xa|thi tran|dac khu)\b")  # a commune, so a list of several
SUBSCRIBER_COLUMNS = (
    Column(
        "email", N_("Thư điện tử"), ("Email", "E-mail", "Hộp thư"), kind="email", required=True, unique=True
    ),
    Column("areas", N_("Địa bàn"), ("Xã, phường", "Phường, xã", "Mã địa bàn"), required=True),
    Column("topics", N_("Chủ đề"), ("Chủ đề muốn nhận",)),
    Column(
        "language",
        N_("Ngôn ngữ"),
        kind="choice",
        choices=(
            Option("vi", "Tiếng Việt", ("Việt", "vi")),
            Option("en", "Tiếng Anh", ("English", "Anh", "en")),
        ),
    ),
    Column(
        "kind",
        N_("Người nhận"),
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
    areas, topics = _Areas(actor), _topics()

    def errors() -> Iterator[CellError]:
        for row in reading.good_rows:
            for said in areas.refusals(str(row.values.get("areas") or "")):
                yield CellError(row.line, "areas", said, "unknown_areas")
            for word in _words(row, "topics"):
                if fold(word) not in topics:
                    said = _("Không có chủ đề “%(word)s” trong danh mục công khai.") % {"word": word}
                    yield CellError(row.line, "topics", said, "unknown_topics")

    return reading.with_errors(list(errors()))


def import_list(*, actor: Actor, body: Body, basis: str, reading: TableReading) -> Imported:
    """Bring in every row of a checked table. Raises: as `import_subscribers`."""
    areas, topics = _Areas(actor), _topics()

    def arrival(row: Row) -> Arrival:
        choice = Choice(
            areas=areas.of(str(row.values.get("areas") or "")),
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
    return _split(str(row.values.get(column) or "").replace(",", ";"), ";")


def _split(text: str, separator: str) -> list[str]:
    return [squeeze(word) for word in text.split(separator) if word.strip()]


class _Areas:
    """The areas in reach, by code, name, old name or address, as a cell names them."""

    def __init__(self, actor: Who) -> None:
        seen = access.areas_in_reach(actor, Permission.AUDIENCE_MANAGE)
        self._places = Places(area_versions().filter(area__in=seen))
        self._read = cache(self._read_part)

    def of(self, cell: str) -> list[Area]:
        """Return the areas of a checked cell, each once."""
        found = [place.area.area for _text, place in self._each(cell) if place.area]
        return list(dict.fromkeys(found))

    def refusals(self, cell: str) -> Iterator[str]:
        """Yield a sentence for each place of a cell that is not in reach, not known or not clear."""
        for text, place in self._each(cell):
            if place.area is None and place.maybe:
                yield f"“{text}”: {place.said}"
            elif place.area is None:
                yield _("Không có địa bàn “%(word)s” trong phạm vi quản lý.") % {"word": text}

    def _each(self, cell: str) -> Iterator[tuple[str, Place]]:
        for part in _split(cell, ";"):
            yield from self._read(part)

    def _read_part(self, part: str) -> list[tuple[str, Place]]:
        """Read what stands between semicolons: several areas with commas between them, or one address.

        "Phường A, Phường B" are two; "P. Trúc Bạch, Q. Ba Đình" and "Phường Ba Đình, Hà Nội" are one.
        """
        words = _split(part, ",")
        if len(words) > 1 and (
            all(map(self._is_one_of_many, words)) or all(map(_ANNOUNCED.match, map(fold, words)))
        ):
            return [(word, self._places.find(word)) for word in words]
        place = self._places.find(part)
        apart = [] if place.area or place.maybe else [(word, self._places.find(word)) for word in words]
        return apart if any(found.area for _word, found in apart) else [(part, place)]

    def _is_one_of_many(self, word: str) -> bool:
        found = self._places.named(word)
        return found is not None and found.level != AreaLevel.CITY


def _topics() -> Mapping[str, str]:
    topics = list(list_topics())
    return {fold(name): t.code for t in topics for name in (t.name_en, t.name_vi, t.code)}
