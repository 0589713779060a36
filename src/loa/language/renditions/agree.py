"""When two facts say the same, whatever their wording."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from loa.language.facts import AMOUNT, DATE, DOCUMENT_NUMBER, PHONE, PLACE, TIME, Fact
from loa.language.facts.model import date_parts, split_weekday
from loa.language.facts.patterns import UPPER, words
from loa.language.numbers import spell_number
from loa.lib.said import say
from loa.lib.text import fold

_HOURS: Final = {"sáng": (0, 11), "trưa": (10, 14), "chiều": (12, 18), "tối": (17, 23), "đêm": (18, 30)}
_WEEKDAYS: Final = (say("T2"), say("T3"), say("T4"), say("T5"), say("T6"), say("T7"), say("CN"))
_GENERIC: Final = re.compile(
    r"\b(?:trạm y tế|trung tâm y tế|nhà văn hóa|nhà sinh hoạt cộng đồng|nhà thi đấu|trường|mầm non|tiểu học|trung học"
    r"|cơ sở|phổ thông|bệnh viện|đa khoa|công viên|chợ|bến xe|sân vận động|hồ|chùa|đình làng|đình|đền|vườn hoa|quảng trường"
    r"|ga|khu đô thị|chung cư|tòa nhà|đài tưởng niệm|phường|xã|thị trấn|quận|huyện|thành phố|thôn|xóm|tổ dân phố|tổ|khu dân cư"
    r"|khu|đường|phố|ngõ|ngách|số|quốc lộ|cao tốc|ngã tư|ngã ba|nút giao|cầu vượt|cầu|đê|vành đai|đại học|làng)\b"
)
_ENGLISH_WORDS: Final = frozenset(
    words(
        "ward commune street road district city health station clinic house cultural culture community primary secondary high "
        "school hospital park market pagoda temple village hamlet residential group avenue bridge lake square garden stadium "
        "bus lane alley no number on at in from to and the call hotline by before after"
    )
)


def _dates_agree(left: str, right: str) -> bool:
    (left, left_day), (right, right_day) = split_weekday(left), split_weekday(right)
    if (left_day and right_day and left_day != right_day) or bool(left) != bool(right):
        return False
    if left.startswith("L") != right.startswith("L"):
        return False
    if not left:
        return True
    (year_a, *rest_a), (year_b, *rest_b) = date_parts(left), date_parts(right)
    return rest_a == rest_b and (not year_a or not year_b or year_a == year_b)


def is_part_of_day(value: str) -> bool:
    """Tell whether a time names only a part of the day."""
    return value in _HOURS


def part_holds(part: str, clock: str) -> bool:
    """Tell whether HH:MM lies in the named part of the day; the night runs past midnight."""
    first, last = _HOURS[part]
    hour = int(clock[:2])
    return first <= hour <= last or first <= hour + 24 <= last


def _amount(value: str) -> tuple[str, str]:
    number, _, unit = value.partition(" ")
    return number, unit.split("/")[0] if unit.startswith("m³") else unit


def document_key(value: str) -> str:
    """Return a document number without leading zeros and marks."""
    return fold(value).lstrip("0")


def place_key(value: str) -> str:
    """Return a place so that usual wordings of one settlement or house meet."""
    key = re.sub(r"\btổ dân phố\b", "tổ", value)
    return re.sub(r"^số (?=\d)", "", key)


def _places_agree(locked: str, found: str, *, bare: bool) -> bool:
    left, right = place_key(locked), place_key(found)
    if bare:
        left, right = fold(left), fold(right)
    return left == right


def agree(locked: Fact, found: Fact, *, bare: bool = False) -> bool:
    """Tell whether a found fact says the same as a locked one; `bare` where the rendition has no marks."""
    if locked.kind != found.kind:
        return False
    if locked.kind == DATE:
        return _dates_agree(locked.value, found.value)
    if locked.kind == AMOUNT:
        return _amount(locked.value) == _amount(found.value)
    if locked.kind == DOCUMENT_NUMBER:
        return document_key(locked.value) == document_key(found.value)
    if locked.kind == PLACE:
        return _places_agree(locked.value, found.value, bare=bare)
    return locked.value == found.value


def same_sort(locked: Fact, found: Fact) -> bool:
    """Tell whether a found fact could be a changed form of the locked one."""
    if locked.kind != found.kind:
        return False
    if locked.kind == AMOUNT:
        return _amount(locked.value)[1] == _amount(found.value)[1]
    if locked.kind == PLACE:
        return fold(place_key(locked.value)).split()[0] == fold(place_key(found.value)).split()[0]
    if locked.kind == TIME:
        return is_part_of_day(locked.value) == is_part_of_day(found.value)
    return True


def _one_edit(left: str, right: str) -> bool:
    if len(left) == len(right):
        return sum(a != b for a, b in zip(left, right, strict=True)) <= 2
    short, long = sorted((left, right), key=len)
    return len(long) - len(short) == 1 and any(long[:i] + long[i + 1 :] == short for i in range(len(long)))


def is_near(locked: Fact, found: Fact) -> bool:
    """Tell whether a phone or document number differs so little that it reads as a slip."""
    if locked.kind != found.kind or locked.kind not in {PHONE, DOCUMENT_NUMBER} or len(locked.value) < 5:
        return False
    return _one_edit(document_key(locked.value), document_key(found.value))


def wrong_weekday(value: str, *, year: str = "") -> str:
    """Return the right weekday where a date names another one, else an empty text; `year` is used if none is named."""
    day, weekday = split_weekday(value)
    named_year, month, number = date_parts(day) if day else ("", "", "")
    if not weekday or not number or day.startswith("L") or not (named_year or year):
        return ""
    try:
        right = _WEEKDAYS[date(int(named_year or year), int(month), int(number)).weekday()]
    except ValueError:
        return ""
    return "" if right == weekday else right


def year_of(value: str) -> str:
    """Return the year that a date names, or an empty text."""
    return date_parts(value)[0]


def _word(word: str, *, bare: bool) -> str:
    """Return a pattern for one word of a place; small numbers may be written in words."""
    if word in {"tổ", "to"}:
        return "(?:to(?: dan pho)?|tdp)" if bare else "(?:tổ(?: dân phố)?|tdp)"
    if not (word.isdigit() and len(word) <= 3):
        return re.escape(word)
    spelled = spell_number(int(word))
    return f"(?:{word}|{fold(spelled) if bare else spelled})"


def _spelled(key: str, *, bare: bool) -> re.Pattern[str]:
    words = [_word(word, bare=bare) for word in key.split()]
    return re.compile(rf"(?<!\w){r'[ ,]+(?:số )?'.join(words)}(?!\w)(?P<more> [{UPPER}])?", re.IGNORECASE)


def is_written(locked: Fact, rendition: str, taken: Sequence[Fact], *, bare: bool) -> bool:
    """Tell whether a place stands literally in the text, though not as the start of a longer name.

    `taken` are found facts that already stand for other locked ones; inside them nothing counts.
    """
    text, key = (
        (fold(rendition), fold(place_key(locked.value))) if bare else (rendition, place_key(locked.value))
    )
    for match in _spelled(key, bare=bare).finditer(text):
        if any(fact.start <= match.start() < fact.end for fact in taken):
            continue
        original = rendition[match.start() : match.end()]
        if original.isupper() or not re.search(rf" [{UPPER}]$", original):
            return True
    return False


def _continues(rendition: str, end: int) -> bool:
    following = re.match(r" ([^\W\d_]+)", rendition[end : end + 24])
    return bool(following and following[1][0].isupper() and following[1].lower() not in _ENGLISH_WORDS)


def is_named_in_english(locked: Fact, rendition: str) -> bool:
    """Tell whether the proper name and the numbers of a place stand in an English text, without marks."""
    name = fold(" ".join(_GENERIC.sub(" ", locked.value).split()))
    text = fold(rendition)
    pieces: Sequence[str] = re.findall(r"\d[\d/]*[a-z]?|[^\W\d_]+(?: [^\W\d_]+)*", name)
    return all(
        any(
            not _continues(rendition, hit.end())
            for hit in re.finditer(rf"(?<!\w){re.escape(piece)}(?!\w)", text)
        )
        for piece in pieces
    )
