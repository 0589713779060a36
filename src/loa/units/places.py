"""Finds the area that somebody means by a code, a name of today or before, or an address, among the areas of a day.

It must not keep what was typed, nor write it anywhere: an address is private.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from loa.language.addresses import Resolution, resolve
from loa.lib import clock
from loa.lib.text import fold, squeeze
from loa.units.models import AreaLevel, AreaVersion, Succession
from loa.units.queries import area_versions
from loa.units.versions import in_force

REFORM = date(2025, 7, 1)  # districts ended, 10,035 communes became 3,321
_STEPS = 10  # reforms that are followed from one code to the area of the day
# Short forms as they are typed and printed; the long form is what `folded` holds.
_SHORT = {
    "p": "phuong",
    "q": "quan",
    "h": "huyen",
    "x": "xa",
    "tt": "thi tran",
    "tx": "thi xa",
    "tp": "thanh pho",
    "tdp": "to dan pho",
    "hn": "ha noi",
}


@dataclass(frozen=True)
class Place:
    """What was meant: one area, or several that fit alike.

    `former` is what an old commune was called in full, empty when the name is that of the day; `parts` are all areas
    that a divided commune went to.
    """

    area: AreaVersion | None
    maybe: tuple[AreaVersion, ...] = ()
    former: str = ""
    parts: tuple[AreaVersion, ...] = ()

    @property
    def said(self) -> str:
        """Return the sentence that tells what was found; empty for a name of the day."""
        if self.area is None:
            if not self.maybe:
                return _("Không tìm thấy địa bàn này. Hãy ghi tên xã, phường, thêm quận, huyện cũ nếu có.")
            return _("Có thể là: %(names)s. Hãy chọn trong danh sách.") % {"names": _names(self.maybe)}
        if not self.former:
            return ""
        if len(self.parts) > 1:
            facts = {"old": self.former, "names": _names(self.parts), "area": self.area}
            return _("%(old)s nay thuộc %(names)s; chưa rõ phần nào thì dùng %(area)s.") % facts
        return _("%(old)s nay là %(area)s.") % {"old": self.former, "area": self.area}


NOWHERE = Place(None)


class Places:
    """The areas offered on a day, by everything they may be called; read once, asked often."""

    def __init__(self, rows: Iterable[AreaVersion], as_of: date | None = None) -> None:
        """Take the versions on offer (with their area), all in force on the day."""
        self.day = as_of or clock.today()
        self._by_code: dict[str, AreaVersion] = {}
        self._by_name: dict[str, list[AreaVersion]] = defaultdict(list)
        for row in rows:
            self._by_code[row.area.code] = row
            for name in {row.folded, fold(row.name)}:
                self._by_name[name].append(row)

    @cached_property
    def _home(self) -> str:
        """Return the name of the one city of this copy, to complete an address that names no province."""
        cities = in_force(AreaVersion, self.day).filter(level=AreaLevel.CITY, parent=None)
        names = list(cities.values_list("name", flat=True)[:2])
        return names[0] if len(names) == 1 else ""

    def named(self, text: str) -> AreaVersion | None:
        """Return the area with this code or name on the day; a name that two areas bear finds none."""
        typed = squeeze(text)
        if found := self._by_code.get(typed) or self._by_code.get(typed.upper()):
            return found
        for name in (fold(typed), search_form(typed)):
            full = [row for row in self._by_name.get(name, ()) if row.folded == name]
            rows = full or self._by_name.get(name, [])
            if len(rows) == 1:
                return rows[0]
        return None

    def find(self, text: str) -> Place:
        """Return what was meant by a code, a name of the day, an old name or an address."""
        if not squeeze(text):
            return NOWHERE
        if found := self.named(text):
            return Place(found)
        answer = resolve(text, home=self._home)
        codes = self._codes(answer)
        areas = tuple(dict.fromkeys(row for code in codes if (row := self._of_code(code))))
        if answer.commune_code is None:
            return Place(areas[0]) if len(areas) == 1 == len(codes) else Place(None, areas)
        if not areas or areas[0] != self._of_code(codes[0]):
            return NOWHERE
        former = answer.former if self.day >= REFORM else ""
        return Place(areas[0], former=former, parts=areas if answer.divided and former else ())

    def _codes(self, answer: Resolution) -> tuple[str, ...]:
        """Return the codes that the answer has on the day: until the reform an old commune stood for itself."""
        if self.day >= REFORM or answer.commune_code is None:
            return answer.candidates if self.day >= REFORM else ()
        return (answer.former_code,) if answer.former_code else ()

    def _of_code(self, code: str) -> AreaVersion | None:
        """Return the area with the code, or the one that took it over by the day, through the default parts."""
        for _step in range(_STEPS):
            if found := self._by_code.get(code):
                return found
            if in_force(AreaVersion, self.day).filter(area__code=code).exists():
                return None  # it stands, but is not on offer here
            rows = Succession.objects.filter(old__code=code, change__on__lte=self.day, is_default=True)
            heirs = rows.exclude(new__code=code).order_by("-change__on").values_list("new__code", flat=True)
            if not (code := heirs.first() or ""):
                return None
        return None


def meant(text: str, as_of: date | None = None) -> Q:
    """Return the condition on versions of areas for the one that a search text means as an old name or an address."""
    found = Places(area_versions(as_of), as_of).find(text).area
    return Q(pk=found.pk) if found else Q(pk__in=[])


def areas_meant(text: str, as_of: date | None = None) -> QuerySet[AreaVersion, Any]:
    """Return, for `area__in`, what a search text means as a name, an old name or an address, with the areas below.

    Every other text means none.
    """
    rows = area_versions(as_of)
    found = Places(rows, as_of).find(text).area if text.strip() else None
    here = Q(pk=found.pk) | Q(path__startswith=f"{found.path}/") if found else Q(pk__in=[])
    return rows.filter(here).order_by().values("area")


def told(text: str, as_of: date | None = None) -> str:
    """Return what became of the old name in a search text ("… nay là …"), empty for every other text."""
    if not text.strip():
        return ""
    found = Places(area_versions(as_of), as_of).find(text)
    return found.said if found.area else ""


def _names(rows: Iterable[AreaVersion]) -> str:
    return ", ".join(str(row) for row in rows)


def search_form(text: str) -> str:
    """Return typed text as `folded` holds names: no marks, short forms written out."""
    bare = re.sub(r"[,;–-]", " ", fold(squeeze(text)))
    return squeeze(re.sub(r"\S+", _spell, re.sub(r"\.(?=\S)", ". ", bare)))


def _spell(word: re.Match[str]) -> str:
    return _SHORT.get(word[0].rstrip("."), word[0].rstrip("."))
