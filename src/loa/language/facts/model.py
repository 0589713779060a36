"""What a fact is: a stretch of text with a kind and one canonical value."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from loa.lib.said import say

DATE: Final = "date"
TIME: Final = "time"
PLACE: Final = "place"
AMOUNT: Final = "amount"
PHONE: Final = "phone"
DOCUMENT_NUMBER: Final = "document_number"
KINDS: Final = (DATE, TIME, PLACE, AMOUNT, PHONE, DOCUMENT_NUMBER)

LABELS: Final = {
    DATE: say("Ngày, tháng"),
    TIME: say("Giờ"),
    PLACE: say("Địa điểm"),
    AMOUNT: say("Số lượng, số tiền"),
    PHONE: say("Số điện thoại"),
    DOCUMENT_NUMBER: say("Số văn bản"),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: `start` and `end` in characters of the text it was found in.

    `value` is canonical: dates `2026-09-05`, `--09-05` (no year), `2026-09`, `2026-Q3`, `L--08-15` (lunar), with ` T7`
    or ` CN` where a weekday is named; times `07:30` or a part of the day; amounts `1500000 đồng`; phones as digits from
    0; documents in capitals; places in lower case. `edge` is "from" or "to" inside a range, else empty.
    """

    kind: str
    start: int
    end: int
    text: str
    value: str
    edge: str = ""
    sure: bool = True

    @property
    def label(self) -> str:
        """Say in Vietnamese what kind of fact this is."""
        if self.kind == DATE and self.value.startswith("L"):
            return "Ngày âm lịch"
        return LABELS[self.kind]


_WEEKDAY: Final = re.compile(r"(?:^| )(T[2-7]|CN)$")


def split_weekday(value: str) -> tuple[str, str]:
    """Return a canonical date without its weekday, and the weekday or an empty text."""
    found = _WEEKDAY.search(value)
    return (value[: found.start()].strip(), found[1]) if found else (value, "")


def date_parts(value: str) -> tuple[str, str, str]:
    """Return year, month (or quarter) and day of a canonical date, each empty where it is not given."""
    bare = split_weekday(value)[0].removeprefix("L")
    year, _, rest = ("", "", bare[2:]) if bare.startswith("--") else bare.partition("-")
    month, _, day = rest.partition("-")
    return year, month, day


def without_overlaps(groups: Iterable[Iterable[Fact]]) -> list[Fact]:
    """Keep facts that do not overlap, earlier groups first, longer first inside a group; ordered by place.

    Takes time proportional to the facts and the characters they cover, however many compete.
    """
    taken: set[int] = set()
    kept: list[Fact] = []
    for group in groups:
        for fact in sorted(group, key=lambda found: (found.start - found.end, found.start)):
            if taken.isdisjoint(range(fact.start, fact.end)):
                taken.update(range(fact.start, fact.end))
                kept.append(fact)
    return sorted(kept, key=lambda fact: fact.start)
