"""Make src/loa/units/data/ from the public sets of administrative units (see SOURCES.md there).

Usage: python tools/make_hanoi_data.py FOLDER, where FOLDER holds the five files named in SOURCES.md.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise
from math import hypot
from pathlib import Path
from typing import Any

OUT = Path(__file__).resolve().parent.parent / "src" / "loa" / "units" / "data"
CITY = "01"
KNOWN_FROM = "2021-01-01"
FIRST = "2025-01-01"  # Resolution 1286/NQ-UBTVQH15: 579 → 526
SECOND = "2025-07-01"  # Resolution 1656/NQ-UBTVQH15: 526 → 126, districts end
EXPECTED = {"districts": 30, "older": 579, "half": 526, "now": 126}
KINDS = ("Thị trấn", "Thành phố", "Thị xã", "Phường", "Quận", "Huyện", "Xã")
OFFICIAL = {  # the sets drop the dash of two official names
    "Văn Miếu Quốc Tử Giám": "Văn Miếu – Quốc Tử Giám",
    "Phương Liên Trung Tự": "Phương Liên – Trung Tự",
}

# Communes that ended on 1 January 2025 → those that took them over (names as of that day, same district).
# P: in the city's plan of 25 April 2024 as the press printed it. N: the new name carries the old one.
# A: assumed from the place and by elimination; to be checked against the resolution's text.
GONE = {
    "00010": ("P", "Trúc Bạch"),
    "00142": ("P", "Phúc Đồng", "Phúc Lợi"),
    "00184": ("P", "Văn Miếu – Quốc Tử Giám"),
    "00211": ("P", "Khâm Thiên"),
    "00220": ("P", "Phương Liên – Trung Tự"),
    "00223": ("P", "Thịnh Quang"),
    "00265": ("P", "Đồng Nhân"),
    "00274": ("P", "Thanh Nhàn", "Bách Khoa"),
    "00286": ("P", "Bạch Mai"),
    "00361": ("P", "Hạ Đình"),
    "00370": ("P", "Thanh Xuân Bắc"),
    "00538": ("A", "Thiên Đức"),
    "00547": ("A", "Phù Đổng"),
    "00559": ("N", "Phú Sơn"),
    "00574": ("A", "Bát Tràng"),
    "00586": ("N", "Kim Đức"),
    "09001": ("A", "Liên Mạc"),
    "09547": ("P", "Quang Trung"),
    "09550": ("P", "Quang Trung"),
    "09580": ("P", "Ngô Quyền"),
    "09583": ("P", "Ngô Quyền"),
    "09631": ("N", "Phú Hồng"),
    "09637": ("A", "Phú Hồng"),
    "09718": ("N", "Nam Hà"),
    "09748": ("N", "Long Thượng"),
    "09754": ("N", "Tích Lộc"),
    "09901": ("N", "Phượng Sơn"),
    "09913": ("N", "Liệp Nghĩa"),
    "09937": ("A", "Hưng Đạo"),
    "09946": ("A", "Cộng Hòa"),
    "09979": ("A", "Lam Sơn"),
    "09985": ("A", "Thạch Xá"),
    "09994": ("A", "Quang Trung"),
    "10093": ("N", "Hồng Phú"),
    "10111": ("N", "Hòa Phú"),
    "10177": ("N", "Cao Xuân Dương"),
    "10228": ("A", "Chương Dương"),
    "10252": ("N", "Vạn Nhất"),
    "10288": ("A", "Hồng Minh"),
    "10297": ("N", "Văn Hoàng"),
    "10306": ("N", "Quang Hà"),
    "10309": ("N", "Nam Phong"),
    "10357": ("N", "Hoa Viên"),
    "10360": ("N", "Hoa Viên"),
    "10372": ("N", "Cao Sơn Tiến"),
    "10381": ("N", "Cao Sơn Tiến"),
    "10405": ("N", "Thái Hòa"),
    "10408": ("N", "Trầm Lộng"),
    "10414": ("N", "Thái Hòa"),
    "10420": ("N", "Bình Lưu Quang"),
    "10438": ("N", "Bình Lưu Quang"),
    "10456": ("N", "Mỹ Xuyên"),
    "10486": ("N", "Vạn Tín"),
}
# Communes that went on on 1 January 2025 but gave a part away (same plan): code → the other receiver.
GAVE = {"00235": "Khương Thượng", "00226": "Kim Liên"}
TOLERANCE = 0.001  # degrees, about 100 m
Point = tuple[float, float]
EVIDENCE = {"P": "published", "N": "name", "A": "assumed"}


def read(folder: Path, name: str) -> list[dict[str, Any]]:
    with gzip.open(folder / name, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def split_name(full: str) -> tuple[str, str]:
    kind = next(kind for kind in KINDS if full.startswith(f"{kind} "))
    name = full.removeprefix(kind).strip()
    return kind, OFFICIAL.get(name, name)


def same_name(one: str, other: str) -> bool:
    """Compare names ignoring where the tone mark stands ("Yên Hoà" is "Yên Hòa")."""
    pairs = (("oà", "òa"), ("oá", "óa"), ("oả", "ỏa"), ("oã", "õa"), ("oạ", "ọa"), ("uỵ", "ụy"), ("uỷ", "ủy"))
    for old, new in pairs:
        one, other = one.replace(old, new), other.replace(old, new)
    return one == other


class Hanoi:
    """The city's units at three moments, read from the sets."""

    def __init__(self, folder: Path) -> None:
        older = read(folder, "units_legacy_older.jsonl.gz")
        half = read(folder, "units_legacy_2025H1.jsonl.gz")
        self.older = {r["commune_code"]: r for r in older if r["province_code"] == CITY}
        self.half = {r["commune_code"]: r for r in half if r["province_code"] == CITY}
        self.now = {r["code"]: r for r in read(folder, "units_2025.jsonl.gz") if r["parent"] == CITY}
        self.map = [
            r for r in read(folder, "map_legacy_to_2025.jsonl.gz") if r["old_commune_code"] in self.half
        ]
        self.districts = {r["district_code"]: r["district"] for r in self.older.values()}
        sizes = {"districts": self.districts, "older": self.older, "half": self.half, "now": self.now}
        assert {name: len(units) for name, units in sizes.items()} == EXPECTED
        assert set(GONE) == set(self.older) - set(self.half)
        assert set(self.half) <= set(self.older)
        assert set(self.now) <= set(self.half)

    def areas(self) -> Iterable[dict[str, Any]]:
        city = split_name(next(iter(self.older.values()))["province"])
        yield state(CITY, "city", city, None, KNOWN_FROM, None, {"lat": 21.0285, "lon": 105.8542})
        for code, full in sorted(self.districts.items()):
            yield state(code, "district", split_name(full), CITY, KNOWN_FROM, SECOND)
        for code, was in sorted(self.older.items()):
            yield from self.commune(code, was)
        for code, row in sorted(self.now.items()):
            yield state(code, "commune", (row["type"], row["name"]), CITY, SECOND, None, row)

    def commune(self, code: str, was: dict[str, Any]) -> Iterable[dict[str, Any]]:
        before, parent = split_name(was["commune"]), was["district_code"]
        later = self.half.get(code)
        if later is None:
            yield state(code, "commune", before, parent, KNOWN_FROM, FIRST)
            return
        after = split_name(later["commune"])
        assert parent == later["district_code"]
        if same_name(" ".join(before), " ".join(after)):
            yield state(code, "commune", after, parent, KNOWN_FROM, SECOND, later)
        else:
            yield state(code, "commune", before, parent, KNOWN_FROM, FIRST, later)
            yield state(code, "commune", after, parent, FIRST, SECOND, later)

    def successions(self) -> Iterable[dict[str, Any]]:
        yield from self.first_links()
        parts = defaultdict(list)
        for row in self.map:
            parts[row["old_commune_code"]].append(row)
        for old, rows in sorted(parts.items()):
            for row in sorted(rows, key=lambda row: row["new_commune_code"]):
                share = 1.0 if len(rows) == 1 else None
                yield link(SECOND, old, row["new_commune_code"], share, row["default"], "map")
        for code in sorted(self.districts):
            yield link(SECOND, code, CITY, 1.0, True, "map")

    def first_links(self) -> Iterable[dict[str, Any]]:
        receivers: set[str] = set()
        for old, (mark, *names) in sorted(GONE.items()):
            for place, name in enumerate(names):
                new = self.code_of(name, self.older[old]["district_code"])
                receivers.add(new)
                whole = mark != "A" and len(names) == 1
                yield link(FIRST, old, new, 1.0 if whole else None, place == 0, EVIDENCE[mark])
        for code in sorted(receivers | set(GAVE)):
            other = GAVE.get(code)
            yield link(FIRST, code, code, None if other else 1.0, True, "published" if other else "map")
            if other:
                district = self.half[code]["district_code"]
                yield link(FIRST, code, self.code_of(other, district), None, False, "published")

    def code_of(self, name: str, district: str) -> str:
        (code,) = [
            code
            for code, row in self.half.items()
            if row["district_code"] == district and same_name(split_name(row["commune"])[1], name)
        ]
        return code


def state(
    code: str,
    level: str,
    named: tuple[str, str],
    parent: str | None,
    since: str,
    until: str | None,
    place: dict[str, Any] | None = None,
) -> dict[str, Any]:
    point = [round(place["lat"], 4), round(place["lon"], 4)] if place and place.get("lat") else None
    return {
        "code": code,
        "level": level,
        "kind": named[0],
        "name": named[1],
        "parent": parent,
        "from": since,
        "until": until,
        "at": point,
    }


def link(on: str, old: str, new: str, share: float | None, default: bool, evidence: str) -> dict[str, Any]:
    return {"on": on, "old": old, "new": new, "share": share, "default": default, "evidence": evidence}


def outlines(folder: Path) -> dict[str, Any]:
    """Return the boundaries rounded to about 100 m and thinned so that neighbours' borders still meet."""
    with gzip.open(folder / "hanoi_wards_2025.geojson.gz", "rt", encoding="utf-8") as file:
        collection = json.load(file)
    features: list[dict[str, Any]] = [
        {
            "type": "Feature",
            "properties": {"code": f["properties"]["code"], "name": f["properties"]["fullName"]},
            "geometry": {"type": f["geometry"]["type"], "coordinates": rounded(f["geometry"]["coordinates"])},
        }
        for f in collection["features"]
    ]
    assert len(features) == EXPECTED["now"]
    borders = Borders(ring for f in features for ring in rings_of(f["geometry"]["coordinates"]))
    for feature in features:
        feature["geometry"]["coordinates"] = borders.thin(feature["geometry"]["coordinates"])
    return {"type": "FeatureCollection", "features": features}


def rounded(shape: Any) -> Any:
    if isinstance(shape[0][0], (int, float)):
        ring = [(round(x, 3), round(y, 3)) for x, y in shape]
        return [point for place, point in enumerate(ring) if place == 0 or point != ring[place - 1]]
    inner = [ring for ring in map(rounded, shape) if ring]
    return [ring for ring in inner if not is_ring(ring) or len(ring) > 3]


def is_ring(shape: Any) -> bool:
    return isinstance(shape[0][0], float)


def rings_of(shape: Any) -> Iterable[list[Point]]:
    if is_ring(shape):
        yield shape
    else:
        for inner in shape:
            yield from rings_of(inner)


class Borders:
    """Fewer points on each border, the same ones for both neighbours: arcs between corners are thinned once."""

    def __init__(self, rings: Iterable[list[Point]]) -> None:
        self.owners: dict[Point, set[int]] = defaultdict(set)
        for number, ring in enumerate(rings):
            for point in ring:
                self.owners[point].add(number)

    def thin(self, shape: Any) -> Any:
        return self.ring(shape) if is_ring(shape) else [self.thin(inner) for inner in shape]

    def ring(self, ring: list[Point]) -> list[Point]:
        corners = [
            0,
            *(n for n in range(1, len(ring) - 1) if self.is_corner(ring[n - 1 : n + 2])),
            len(ring) - 1,
        ]
        kept = [ring[0]]
        for start, end in pairwise(corners):
            arc = ring[start : end + 1]
            forward = arc[0] <= arc[-1]
            kept += straighten(arc)[1:] if forward else straighten(arc[::-1])[::-1][1:]
        return kept if len(kept) > 3 else ring

    def is_corner(self, three: list[Point]) -> bool:
        before, here, after = (self.owners[point] for point in three)
        return here not in (before, after) or before != after


def straighten(arc: list[Point]) -> list[Point]:
    """Drop the points that lie within TOLERANCE of the line (Douglas and Peucker, 1973)."""
    if len(arc) < 3:
        return arc
    (x0, y0), (x1, y1) = arc[0], arc[-1]
    length = hypot(x1 - x0, y1 - y0)
    far = [
        abs((x1 - x0) * (y0 - y) - (x0 - x) * (y1 - y0)) / length if length else hypot(x - x0, y - y0)
        for x, y in arc
    ]
    place = max(range(len(arc)), key=far.__getitem__)
    if far[place] <= TOLERANCE:
        return [arc[0], arc[-1]]
    return straighten(arc[: place + 1])[:-1] + straighten(arc[place:])


def write_lines(name: str, rows: Iterable[dict[str, Any]]) -> None:
    text = "".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" for row in rows)
    (OUT / name).write_text(text, encoding="utf-8")


def main(folder: Path) -> None:
    hanoi = Hanoi(folder)
    OUT.mkdir(parents=True, exist_ok=True)
    write_lines("areas.jsonl", hanoi.areas())
    write_lines("successions.jsonl", hanoi.successions())
    packed = json.dumps(outlines(folder), ensure_ascii=False, separators=(",", ":"))
    (OUT / "wards_2025.geojson").write_text(packed, encoding="utf-8")
    for file in sorted(OUT.iterdir()):
        print(f"{file.name}: {file.stat().st_size} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
