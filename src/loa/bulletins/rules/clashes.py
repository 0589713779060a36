"""Two bulletins that tell the same people different things about one matter: same area and hour, other facts.

It must not stop anything: a person decides. Bulletins of one chain of corrections never clash with each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from loa.bulletins.rules.words import Mode, Relation
from loa.language.facts import AMOUNT, DATE, PHONE, PLACE, TIME
from loa.language.facts.model import date_parts
from loa.lib.clock import HANOI
from loa.lib.text import fold

LONGEST_SPAN = 62  # days; a longer range of dates says nothing about one hour
ALIKE = 0.6
GENERIC = frozenset(
    {"meeting", "event"}
)  # prepared forms that serve any matter: their titles must be alike too


@dataclass(frozen=True, slots=True)
class Value:
    """One locked fact as far as two bulletins can differ in it."""

    kind: str
    value: str
    edge: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """A bulletin as the rule sees it: `family` is the first of its chain, `paths` where its areas lie in the tree."""

    id: int
    family: int
    mode: Mode
    relation: str
    template: str
    event: str
    topics: frozenset[str]
    title: str
    paths: tuple[str, ...]
    starts: datetime
    ends: datetime
    facts: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What is said differently of one kind: the words of the first that the second lacks, and the other way round."""

    kind: str
    here: tuple[str, ...]
    there: tuple[str, ...]


def differences(one: Message, other: Message) -> list[Difference]:
    """Return in what two bulletins contradict each other; empty where they do not clash.

    They clash when all of this holds: other chains, one mode, one matter, overlapping areas, windows and (where both
    name some) days and spots, and facts of one kind of which each has some that the other lacks.
    """
    met = (
        one.family != other.family
        and one.mode == other.mode
        and Relation.WITHDRAWAL not in {one.relation, other.relation}
        and one.starts < other.ends
        and other.starts < one.ends
        and areas_meet(one.paths, other.paths)
        and is_same_matter(one, other)
        and _same_day(one, other)
        and _same_spot(one, other)
    )
    return [found for kind in _JUDGED if (found := _difference(kind, one, other))] if met else []


def areas_meet(one: Iterable[str], other: Iterable[str]) -> bool:
    """Say whether some area of one is, holds or lies in some area of the other."""
    theirs = tuple(other)
    return any(
        mine == path or mine.startswith(f"{path}/") or path.startswith(f"{mine}/")
        for mine in one
        for path in theirs
    )


def is_same_matter(one: Message, other: Message) -> bool:
    """Say whether both speak of one matter: topics that meet, and the same form, the same event or titles alike."""
    if one.topics and other.topics and one.topics.isdisjoint(other.topics):
        return False
    if one.template and other.template and one.template != other.template:
        return False
    named = one.template == other.template if one.template and other.template else _same_event(one, other)
    if named and not {one.template, other.template} & GENERIC:
        return True
    return titles_alike(one, other)


def titles_alike(one: Message, other: Message) -> bool:
    """Say whether the shorter title's telling words stand in the other; dates, places and form words do not count."""
    mine, theirs = _title_words(one), _title_words(other)
    fewer = min(len(mine), len(theirs))
    return bool(fewer) and len(mine & theirs) / fewer >= ALIKE


def _same_event(one: Message, other: Message) -> bool:
    mine, theirs = fold(one.event).strip(), fold(other.event).strip()
    return bool(mine) and mine == theirs


# -- the same day, the same spot ------------------------------------------------------------------------------


def _same_day(one: Message, other: Message) -> bool:
    """Say whether both name a day in common; who names none speaks of the whole window."""
    mine, theirs = days_of(one), days_of(other)
    return not mine or not theirs or not mine.isdisjoint(theirs)


def days_of(message: Message) -> frozenset[date]:
    """Return the days a bulletin speaks of, ranges included; empty where one of its dates is no single day."""
    found: set[date] = set()
    since, closes = None, False
    for fact in message.facts:
        closes = closes or (fact.kind == TIME and fact.edge == "to")
        if fact.kind != DATE:
            continue
        day = _day(fact.value, message.starts)
        if day is None:
            return frozenset()
        if since and (closes or fact.edge == "to"):
            found |= _between(since, day)
        found.add(day)
        since, closes = (day, False) if fact.edge == "from" else (None, False)
    return frozenset(found)


def _between(first: date, last: date) -> set[date]:
    length = (last - first).days
    return {first + timedelta(days=n) for n in range(length)} if length <= LONGEST_SPAN else set()


def _day(value: str, near: datetime) -> date | None:
    if value.startswith("L"):
        return None
    year, month, day = date_parts(value)
    if not (month.isdecimal() and day.isdecimal()):
        return None
    try:
        return date(int(year or near.astimezone(HANOI).year), int(month), int(day))
    except ValueError:
        return None


def _same_spot(one: Message, other: Message) -> bool:
    """Say whether, on each level on which both name where it applies, they name one place in common."""
    mine, theirs = _spots(one), _spots(other)
    return all(not mine[level].isdisjoint(theirs[level]) for level in mine.keys() & theirs.keys())


def _spots(message: Message) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for fact in message.facts:
        if fact.kind == PLACE and (level := _level(fact.value)):
            found.setdefault(level, set()).add(fact.value)
    return {level: frozenset(names) for level, names in found.items()}


_LEVELS = {
    "commune": ("phường ", "xã ", "thị trấn ", "đặc khu "),
    "settlement": ("thôn ", "xóm ", "bản ", "ấp ", "làng ", "tổ ", "khu dân cư ", "khu phố ", "khối phố "),
    "road": ("đường ", "phố ", "quốc lộ ", "tỉnh lộ ", "đại lộ ", "ngõ ", "ngách ", "cầu ", "hầm "),
    "above": ("quận ", "huyện ", "thị xã ", "thành phố ", "tỉnh "),
}


def _level(place: str) -> str:
    """Return on which level a place says where something applies; empty for a house or building people go to."""
    return next((level for level, heads in _LEVELS.items() if place.startswith(heads)), "")


# -- facts that differ ------------------------------------------------------------------------------------------


def _difference(kind: str, one: Message, other: Message) -> Difference | None:
    mine, theirs = _said(kind, one), _said(kind, other)
    here = {key: words for key, words in mine.items() if key not in theirs}
    there = {key: words for key, words in theirs.items() if key not in mine}
    if kind == TIME:
        here, there = _without_parts(here, there), _without_parts(there, here)
    if kind == AMOUNT:
        units = {_unit(key) for key in here} & {_unit(key) for key in there}
        here = {key: words for key, words in here.items() if _unit(key) in units}
        there = {key: words for key, words in there.items() if _unit(key) in units}
    if not here or not there:
        return None
    return Difference(kind, tuple(here.values()), tuple(there.values()))


Key = tuple[object, str]


def _said(kind: str, message: Message) -> dict[Key, str]:
    """Return the facts of a kind by what makes them the same; of places only those that people go to."""
    return {
        (_same(fact, message), fact.edge if kind == TIME else ""): fact.text or fact.value
        for fact in message.facts
        if fact.kind == kind and not (kind == PLACE and _level(fact.value))
    }


def _same(fact: Value, message: Message) -> object:
    return (_day(fact.value, message.starts) or fact.value) if fact.kind == DATE else fact.value


def _unit(key: Key) -> str:
    return str(key[0]).partition(" ")[2]


_PARTS = {
    "sáng": (0, 12),
    "trưa": (10, 14),
    "chiều": (12, 19),
    "tối": (17, 24),
    "đêm": (19, 29),
    "khuya": (21, 29),
}


def _without_parts(some: Mapping[Key, str], others: Mapping[Key, str]) -> dict[Key, str]:
    """Drop a part of the day that holds a time of the other side, and a time that lies in the other's part."""
    return {
        key: words
        for key, words in some.items()
        if not any(_within(key[0], theirs[0]) or _within(theirs[0], key[0]) for theirs in others)
    }


def _within(part: object, moment: object) -> bool:
    clock = re.fullmatch(r"(\d\d):(\d\d)", str(moment))
    if str(part) not in _PARTS or not clock:
        return False
    first, last = _PARTS[str(part)]
    at = int(clock[1]) + int(clock[2]) / 60
    return first <= at <= last or first <= at + 24 <= last


_JUDGED = (TIME, DATE, PLACE, AMOUNT, PHONE)

# -- titles -------------------------------------------------------------------------------------------------------

_SAME_WORDS = (
    (r"\b(?:tam )?(?:ngung|ngat) (?:cung )?cap nuoc\b|\bmat nuoc\b|\bcat nuoc\b", "matnuoc"),
    (r"\b(?:tam )?(?:ngung|ngat) (?:cung )?cap dien\b|\bmat dien\b|\bcat dien\b", "matdien"),
    (r"\bphun (?:hoa chat|thuoc)\b(?: diet muoi| khu khuan)?", "phunthuoc"),
    (r"\btiem (?:chung|phong|vac ?xin|vac-xin)\b", "tiemchung"),
)
_FORM = (
    "thong bao ve viec tai tren dia ban cac cua cho va tu den ngay thang nam gio luc phuong xa quan huyen thanh pho "
    "thi tran thon to dan khu vuc khan dinh chinh lich dot so duong moi mot"
)
_FORM_WORDS = frozenset(_FORM.split())


def _title_words(message: Message) -> frozenset[str]:
    title = message.title
    for fact in message.facts:
        if fact.text:
            title = title.replace(fact.text, " ")
    words = fold(title)
    for pattern, meant in _SAME_WORDS:
        words = re.sub(pattern, meant, words)
    return frozenset(re.findall(r"[^\W\d_]+", words)) - _FORM_WORDS
