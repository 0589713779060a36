"""Make src/loa/language/data/units.tsv from the public sets of administrative units (see SOURCES.md there).

Usage: python tools/make_addresses_data.py FOLDER, where FOLDER holds units_2025, units_legacy_2025H1,
units_legacy_older and map_legacy_to_2025 (.jsonl.gz), and parser_legacy.json of PyPI vietnamadminunits 1.0.4.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from loa.lib.text import fold, place_tones, squeeze

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "src" / "loa" / "language" / "data" / "units.tsv"
HANOI = ROOT / "src" / "loa" / "units" / "data" / "successions.jsonl"
EXPECTED = {"provinces": 34, "communes": 3321, "old provinces": 63, "half": 10035, "older": 10599}
KINDS = {
    "Phường": "p",
    "Xã": "x",
    "Thị trấn": "t",
    "Đặc khu": "k",
    "Quận": "q",
    "Huyện": "h",
    "Thị xã": "s",
    "Thành phố": "c",
    "Tỉnh": "T",
}
# Since the map was drawn, this commune got another code (units_2025).
RECODED = {"06970": "06978"}
# Districts without communes became special zones; the map, which goes by communes, leaves them out.
ISLANDS = {"318": "11948", "471": "19742", "498": "20333", "536": "21548", "755": "26732"}
# Districts that ended in 2020 and 2021 and are still written: name → the one that took them over. Facts.
ENDED = {
    "Quận 2": "769",
    "Quận 9": "769",
    "Quận Thủ Đức": "769",
    "Huyện Hoành Bồ": "193",
    "Huyện Tĩnh Gia": "407",
    "Huyện Kỳ Sơn": "148",
    "Huyện Quảng Uyên": "049",
    "Huyện Phục Hòa": "049",
    "Huyện Thông Nông": "045",
    "Huyện Trà Lĩnh": "047",
    "Huyện Tây Trà": "525",
}
Row = dict[str, Any]


def read(folder: Path, name: str) -> list[Row]:
    with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def short(full: str) -> str:
    """Return "p Trúc Bạch" for "Phường Trúc Bạch", tone marks in one style, numbers without leading zeros."""
    full = re.sub(r"\b0+(?=\d)", "", place_tones(squeeze(full)).replace("–", "-"))
    kind = next(kind for kind in KINDS if full.lower().startswith(f"{kind} ".lower()))
    return f"{KINDS[kind]} {full[len(kind) :].strip()}"


def key(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", fold(text))


class Country:
    """The units of the whole country at three moments, read from the sets."""

    def __init__(self, folder: Path) -> None:
        present = read(folder, "units_2025")
        self.provinces = {r["code"]: r for r in present if r["level"] == "province"}
        self.communes = {r["code"]: r for r in present if r["level"] == "commune"}
        half = read(folder, "units_legacy_2025H1")
        self.half = {r["commune_code"]: r for r in half if r["commune"]}
        self.islands = [r for r in half if not r["commune"]]
        self.older = {r["commune_code"]: r for r in read(folder, "units_legacy_older") if r["commune"]}
        self.targets = self._map(read(folder, "map_legacy_to_2025"))
        self.names: dict[str, list[str]] = defaultdict(list)
        for row in [*half, *self.older.values()]:
            for level in ("province", "district"):
                self._name(f"{level} {row[f'{level}_code']}", row[level])
        for name, code in ENDED.items():
            self._name(f"district {code}", name)
        sizes = {
            "provinces": self.provinces,
            "communes": self.communes,
            "old provinces": {r["province_code"] for r in half},
            "half": self.half,
            "older": self.older,
        }
        assert {name: len(units) for name, units in sizes.items()} == EXPECTED
        assert {code for codes in self.targets.values() for code in codes} <= set(self.communes)
        self.heirs = dict(self._heirs(folder))

    def _name(self, unit: str, full: str) -> None:
        if short(full) not in self.names[unit]:
            self.names[unit].append(short(full))

    @staticmethod
    def _map(rows: list[Row]) -> dict[str, list[str]]:
        targets: dict[str, list[str]] = defaultdict(list)
        for row in sorted(rows, key=lambda row: (not row["default"], row["new_commune_code"])):
            new = row["new_commune_code"]
            targets[row["old_commune_code"]].append(RECODED.get(new, new))
        return targets

    def _heirs(self, folder: Path) -> Iterator[tuple[str, str]]:
        """Yield commune that ended before 2025-07-01 → commune of the first half of 2025 that took it over."""
        with HANOI.open(encoding="utf-8") as lines:
            links = [json.loads(line) for line in lines]
        hanoi = {x["old"]: x["new"] for x in links if x["on"] == "2025-01-01" and x["default"]}
        words = _keywords(json.loads((folder / "parser_legacy.json").read_text(encoding="utf-8")))
        moved: dict[str, set[str]] = defaultdict(set)
        for code in self.half.keys() & self.older.keys():
            moved[self.older[code]["district_code"]].add(self.half[code]["district_code"])
        for code in sorted(self.older.keys() - self.half.keys()):
            row = self.older[code]
            places = [row["district_code"], *sorted(moved[row["district_code"]])]
            found = (words.get((place, key(row["commune"]))) for place in places)
            heir = hanoi.get(code) or next((f for f in found if f), None)
            if heir:
                yield code, heir
            else:
                print(
                    f"unknown heir, left out: {code} {row['commune']}, {row['district']}, {row['province']}"
                )

    def lines(self) -> Iterator[tuple[str, ...]]:
        for code, row in sorted(self.provinces.items()):
            yield "N", code, short(row["full_name"])
            for child, unit in sorted(self.communes.items()):
                if unit["parent"] == code:
                    yield "C", child, short(unit["full_name"])
        below: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for code in sorted(self.half.keys() | self.heirs.keys()):
            row = self.half.get(code) or self.older[code]
            below[row["province_code"]][row["district_code"]].append(code)
        for row in self.islands:
            below[row["province_code"]].setdefault(row["district_code"], [])
        for province, districts in sorted(below.items()):
            yield "P", province, "|".join(self.names[f"province {province}"])
            for district, codes in sorted(districts.items()):
                yield "D", district, "|".join(self.names[f"district {district}"])
                if district in ISLANDS:
                    name = self.names[f"district {district}"][0]
                    yield "U", ISLANDS[district], name, ISLANDS[district]
                for code in codes:
                    yield self.commune(code, district)

    def commune(self, code: str, district: str) -> tuple[str, ...]:
        """Return the line of an old commune: names (those of before 2025 marked ~), present codes, other district."""
        now, was = self.half.get(code), self.older.get(code)
        names = [short(now["commune"])] if now else []
        if was and short(was["commune"]) not in names:
            names.append(f"~{short(was['commune'])}")
        targets = self.targets[code if now else self.heirs[code]]
        other = was["district_code"] if was and was["district_code"] != district else ""
        return ("U", code, "|".join(names), ",".join(targets), *([other] if other else []))


def _keywords(parser: Row) -> dict[tuple[str, str], str]:
    """Return (district code, name without marks) → code, from the names under which that set knows a commune."""
    districts = {
        (province, district): unit["districtCode"]
        for province, inner in parser["DICT_PROVINCE_DISTRICT"].items()
        for district, unit in inner.items()
    }
    found: dict[tuple[str, str], str] = {}
    for part in ("NO_ACCENTED", "ACCENTED", "SHORT_ACCENTED"):
        for province, inner in parser[f"DICT_PROVINCE_DISTRICT_WARD_{part}"].items():
            for district, wards in inner.items():
                for ward in wards.values():
                    for word in ward["wardKeywords"]:
                        found.setdefault((districts[province, district], word), ward["wardCode"])
    return found


def main(folder: Path) -> None:
    text = "".join("\t".join(line) + "\n" for line in Country(folder).lines())
    OUT.write_text(text, encoding="utf-8")
    print(f"{OUT.name}: {OUT.stat().st_size} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
