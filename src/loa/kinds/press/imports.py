"""Brings newsrooms in from a table: checked first, then all rows or none."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_  # noqa: N812  the catalogue's word for a title shown elsewhere

from loa.audience.errors import BadContact
from loa.audience.models import ContactKind
from loa.audience.rules import normal_contact
from loa.channels.models import Account
from loa.kinds.press.actions.newsrooms import Entered, Imported, import_newsrooms
from loa.lib.tables import CellError, Choice, Column, Row, TableReading
from loa.lib.text import fold, squeeze
from loa.units import access
from loa.units.access import Who
from loa.units.actor import Actor
from loa.units.models import Area, Topic
from loa.units.permissions import Permission
from loa.units.places import Place, Places
from loa.units.queries import area_versions, topics

NEWSROOM_COLUMNS = (
    Column("name", N_("Cơ quan báo chí"), ("Tòa soạn", "Tên báo", "Báo, đài"), required=True),
    Column(
        "email", N_("Thư điện tử"), ("Email", "E-mail", "Hộp thư"), kind="email", required=True, unique=True
    ),
    Column(
        "language",
        N_("Ngôn ngữ"),
        kind="choice",
        choices=(
            Choice("vi", "Tiếng Việt", ("Việt", "vi")),
            Choice("en", "Tiếng Anh", ("English", "Anh", "en")),
        ),
    ),
    Column("areas", N_("Địa bàn"), ("Xã, phường", "Phường, xã", "Mã địa bàn")),
    Column("topics", N_("Chủ đề"), ("Chủ đề muốn nhận",)),
)


def check_newsrooms(actor: Who, reading: TableReading) -> TableReading:
    """Return the reading with what only the database knows: areas out of reach, topics nobody offers, addresses."""
    lists = _Lists(actor)

    def errors() -> Iterator[CellError]:
        for row in reading.good_rows:
            if not _is_address(str(row.values["email"])):
                yield CellError(row.line, "email", BadContact().text, "bad_contact")
            for word in _words(row, "areas"):
                if (place := lists.find(word)).area is None:
                    yield CellError(row.line, "areas", f"“{word}”: {place.said}", "unknown_areas")
            for word in _words(row, "topics"):
                if fold(word) not in lists.topics:
                    said = _("Không có chủ đề “%(word)s” trong danh mục công khai.") % {"word": word}
                    yield CellError(row.line, "topics", said, "unknown_topics")

    return reading.with_errors(list(errors()))


def import_list(*, actor: Actor, account: Account, reading: TableReading) -> Imported:
    """Bring in every row of a checked table. Raises: as `import_newsrooms`."""
    lists = _Lists(actor)
    entries = [
        Entered(
            name=str(row.values["name"]),
            address=str(row.values["email"]),
            language=str(row.values.get("language") or "vi"),
            areas=lists.areas(_words(row, "areas")),
            topics=[lists.topics[fold(word)] for word in _words(row, "topics")],
        )
        for row in reading.rows
    ]
    return import_newsrooms(actor=actor, account=account, entries=entries)


def _is_address(typed: str) -> bool:
    try:
        normal_contact(ContactKind.EMAIL, typed)
    except BadContact:
        return False
    return True


def _words(row: Row, column: str) -> list[str]:
    return [squeeze(word) for word in str(row.values.get(column) or "").split(";") if word.strip()]


class _Lists:
    """The areas in reach and the topics on offer, as cells name them; several stand apart by semicolons."""

    def __init__(self, actor: Who) -> None:
        seen = access.areas_in_reach(actor, Permission.AUDIENCE_MANAGE)
        self._places = Places(area_versions().filter(area__in=seen))
        self.find = cache(self._find)
        self.topics: dict[str, Topic] = {
            fold(name): topic for topic in topics() for name in (topic.name_vi, topic.name_en, topic.code)
        }

    def areas(self, words: list[str]) -> list[Area]:
        """Return the areas of checked words, each once."""
        places = [self.find(word) for word in words]
        return list(dict.fromkeys(place.area.area for place in places if place.area))

    def _find(self, word: str) -> Place:
        return self._places.find(word)
