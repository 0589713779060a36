"""All units of the country, before and after 1 July 2025, by the names under which people write them.

It reads data/units.tsv once, when first asked, and must not know how an address is laid out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from loa.language.addresses.spelling import KIND_WORDS, bare_key, marked_key

DATA = Path(__file__).resolve().parent.parent / "data" / "units.tsv"
PRESENT, HALF, OLDER = 0, 1, 2  # since 1 July 2025; until then; 2021 to 2024
LONGEST = 6  # syllables of the longest name
# Other spellings that no rule gives: the name as the file has it, how else it is written (without marks and spaces).
_ALSO = {
    "Hà Nội": "hn",
    "Hồ Chí Minh": "hcm tphcm hcmc saigon sg tpsg tphochiminh",
    "Bà Rịa - Vũng Tàu": "brvt",
    "Thừa Thiên Huế": "tth tthue thuathien",
    "Đà Nẵng": "dn tpdn danag",
    "Hải Phòng": "hp tphp",
    "Cần Thơ": "tpct",
    "Bắc Kạn": "baccan",
    "Đắk Lắk": "daclac daklac daklak dalak",
    "Kon Tum": "congtum",
    "Buôn Ma Thuột": "bmt buonmethuot banmethuot",
    "Pleiku": "playku plaicu pleicu plaiku",
    "Phan Rang - Tháp Chàm": "phanrang prtc",
}


@dataclass(slots=True, eq=False)
class Unit:
    """One commune of one time under one name: its code then, the present codes (default first), where it lay.

    `near_districts` and `near_provinces` are those of the other time: where a present commune's land lay before, where
    an old one's lies now; people mix them.
    """

    code: str
    era: int
    kind: str
    name: str
    targets: tuple[str, ...]
    districts: tuple[str, ...]
    provinces: tuple[str, ...]
    marked: str = ""
    near_districts: tuple[str, ...] = ()
    near_provinces: tuple[str, ...] = ()
    above: tuple[str, ...] = ()  # all of these ids


@dataclass(slots=True)
class Entry:
    """What one spelling can mean: provinces and districts (id → name with marks), communes.

    `is_city` when one of the provinces is a city, `dashed` when it may span a dash, `numeric` when it needs its kind before it ("Phường 5").
    """

    provinces: dict[str, str] = field(default_factory=dict)
    districts: dict[str, str] = field(default_factory=dict)
    communes: list[Unit] = field(default_factory=list)
    is_city: bool = False
    dashed: bool = False
    numeric: bool = False


class Gazetteer:
    """The index: spelling without marks and spaces → Entry; and the names of everything.

    Ids: "n01" a province since 1 July 2025, "o01" one until then, "001" a district.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        self.entries: dict[str, Entry] = {}
        self.present: dict[str, Unit] = {}
        self.names: dict[str, str] = {}
        olds = list(self._read(lines))
        self._relate(olds)
        self.first = frozenset(key[:size] for key in self.entries for size in (1, 2))

    def full_name(self, unit: Unit) -> str:
        """Return kind, name and what lay above: "Phường Trúc Bạch, Quận Ba Đình, Thành phố Hà Nội"."""
        above = self.names[unit.provinces[0] if unit.kind == "h" or not unit.districts else unit.districts[0]]
        return f"{KIND_WORDS[unit.kind]} {unit.name}, {above}"

    def _read(self, lines: Iterable[str]) -> Iterator[Unit]:
        """Take in the file, row by row, and yield the communes of before."""
        province = district = ""
        for line in lines:
            row, code, *cells = line.rstrip("\n").split("\t")
            if row in "NP":
                province = ("n" if row == "N" else "o") + code
                self._province(province, cells[0].split("|"))
            elif row == "C":
                kind, name = cells[0].split(" ", 1)
                self.present[code] = self._commune(Unit(code, PRESENT, kind, name, (code,), (), (province,)))
            elif row == "D":
                district = code
                self._district(district, cells[0].split("|"), province)
            else:
                yield from self._old(code, cells, district, province)

    def _province(self, key: str, names: list[str]) -> None:
        for kind, name in (full.split(" ", 1) for full in names):
            self.names.setdefault(key, f"{KIND_WORDS[kind]} {name}")
            for entry in self._entries(name):
                entry.provinces.setdefault(key, marked_key(name))
                entry.is_city = entry.is_city or kind == "c"

    def _district(self, key: str, names: list[str], province: str) -> None:
        for kind, name in (full.split(" ", 1) for full in names):
            self.names.setdefault(key, f"{KIND_WORDS[kind]} {name}, {self.names[province]}")
            for entry in self._entries(name):
                entry.districts.setdefault(key, marked_key(name))

    def _old(self, code: str, cells: list[str], district: str, province: str) -> Iterator[Unit]:
        targets = tuple(cells[1].split(","))
        districts = (district, *cells[2:])
        for full in cells[0].split("|"):
            kind, name = full.removeprefix("~").split(" ", 1)
            era = OLDER if full.startswith("~") else HALF
            yield self._commune(Unit(code, era, kind, name, targets, districts, (province,)))

    def _commune(self, unit: Unit) -> Unit:
        unit.marked = marked_key(unit.name)
        for entry in self._entries(unit.name):
            entry.communes.append(unit)
        return unit

    def _entries(self, name: str) -> list[Entry]:
        """Return the entries of all spellings of a name; of "Lâm Viên - Đà Lạt" also its first part."""
        keys = [bare_key(name), *_ALSO.get(name, "").split()]
        if " - " in name:
            keys.append(bare_key(name.partition(" - ")[0]))
        found = []
        for key in dict.fromkeys(keys):
            entry = self.entries.get(key)
            if entry is None:
                entry = self.entries[key] = Entry(numeric=key.isdigit())
            entry.dashed = entry.dashed or "-" in name
            found.append(entry)
        return found

    def _relate(self, olds: Iterable[Unit]) -> None:
        """Let present communes be found by the districts and provinces they came from, old ones by the present province."""
        districts: dict[str, dict[str, None]] = defaultdict(dict)
        provinces: dict[str, dict[str, None]] = defaultdict(dict)
        for unit in olds:
            now = dict.fromkeys(self.present[code].provinces[0] for code in unit.targets)
            unit.near_provinces = tuple(now)
            unit.above = unit.districts + unit.provinces + unit.near_provinces
            for code in unit.targets:
                districts[code].update(dict.fromkeys(unit.districts))
                provinces[code].update(dict.fromkeys(unit.provinces))
        for code, unit in self.present.items():
            unit.near_districts, unit.near_provinces = tuple(districts[code]), tuple(provinces[code])
            unit.above = unit.provinces + unit.near_districts + unit.near_provinces


@cache
def gazetteer() -> Gazetteer:
    """Return the one index of this process; the first call reads the file."""
    with DATA.open(encoding="utf-8") as lines:
        return Gazetteer(lines)
