"""Decides from how like two texts are, and from their times and figures, what they are to each other.

Pure: numbers in, a verdict with its reason out. The limits were set on constructed copies and on the edits of one month
of the press (`docs/measured/stories.md`).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

LONG: Final = 450
"""Shingles from which a text is an article and not a title with a summary."""
_SAME: Final = 0.9
_UNCHANGED: Final = 0.97
_PART: Final = 0.3
"""Share of one text in another from which the one may be a digest of the other."""
_FEW: Final = 8
_NEAR_HOURS: Final = 16.0
_EDIT_HOURS: Final = 30.0
_ROUND: Final = re.compile(
    r"\W*(?:điểm (?:tin|báo)|tin (?:nhanh|sáng|trưa|chiều|tối|nóng|tức)\b|bản tin|xem nhanh|toàn cảnh|nhìn lại|"
    r"thế giới \d+ giờ|chuyển động \d+h|news roundup|daily briefing)",
    re.IGNORECASE,
)
_DAY_ROUND: Final = re.compile(r"\b24h\b", re.IGNORECASE)


class Verdict(StrEnum):
    """What a text is to an earlier one."""

    REPRINT = "reprint"
    SERIAL = "serial"
    CONTAINS = "contains"
    OTHER = "other"


class Why(StrEnum):
    """The reason of a verdict, or why an item is in its story, for words on a screen."""

    SAME_WORDS = "same_words"
    PART = "part"
    EDITED = "edited"
    OTHER_DAY = "other_day"
    OTHER_PART = "other_part"
    DIGEST = "digest"
    TOO_FEW = "too_few"
    NEAR = "near"
    THROUGH = "through"
    BY_HAND = "by_hand"
    FIRST = "first"


@dataclass(frozen=True, slots=True)
class Likeness:
    """Shares of shingles two texts have in common; `of_new` is the share of the newer that stands in the older."""

    both: float
    of_new: float
    of_old: float
    title: float
    lead: float
    shared: int


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a text beside its shingles; `hour` in hours since 1970, None where nobody knows."""

    hour: float | None
    source: int
    size: int
    numbers: frozenset[int]
    dates: frozenset[int]
    figures: int
    place: int
    programme: int
    digest: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict with its reason, and whether the copy has other figures."""

    verdict: Verdict
    why: Why
    figures_differ: bool = False


def is_digest(title: str) -> bool:
    """Say whether a title announces several pieces of news."""
    title = unicodedata.normalize("NFC", title)
    if "24" in title and _DAY_ROUND.search(title):
        return True
    return title.count(";") + title.count("|") > 1 or _ROUND.match(title) is not None


def judge(new: Facts, old: Facts, like: Likeness) -> Finding:
    """Say what the newer text is to the older one."""
    if not _is_alike(new, old, like):
        return Finding(Verdict.OTHER, Why.TOO_FEW)
    if serial := _serial(new, old, like):
        return Finding(Verdict.SERIAL, serial)
    if new.digest != old.digest and not _is_whole(like):
        return Finding(Verdict.CONTAINS, Why.DIGEST)
    differ = like.both >= _SAME and new.figures != old.figures
    if min(new.size, old.size) < LONG:
        why = Why.SAME_WORDS if like.both >= _SAME else Why.PART if _most(like) >= _SAME else Why.EDITED
    else:
        why = Why.SAME_WORDS if like.both > 0.6 else Why.PART
    return Finding(Verdict.REPRINT, why, differ)


def is_contained(like: Likeness) -> bool:
    """Say whether a fair part of one stands in the other, and not the whole of both."""
    return _most(like) >= _PART and like.both < 0.75 and like.shared >= _FEW


def _is_whole(like: Likeness) -> bool:
    return like.both >= 0.8


def _is_alike(new: Facts, old: Facts, like: Likeness) -> bool:
    if new.digest != old.digest and _most(like) >= _PART:
        return True
    if min(new.size, old.size) >= LONG or like.both >= _SAME:
        return _is_alike_long(like)
    if max(new.size, old.size) >= LONG:
        return _most(like) >= 0.64
    return _is_edit(new, old, like)


def _most(like: Likeness) -> float:
    return max(like.of_new, like.of_old)


def _is_alike_long(like: Likeness) -> bool:
    if like.title >= 0.8 and like.both >= 0.3:
        return True
    return (like.both >= 0.34 and _most(like) >= 0.54) or _most(like) >= 0.64


def _is_edit(new: Facts, old: Facts, like: Likeness) -> bool:
    """Judge two titles with summaries: nearly the same words, or one paper's item with one of the two rewritten."""
    if like.both >= 0.6:
        return True
    apart = _hours(new, old)
    if new.source != old.source or (apart is not None and apart > _EDIT_HOURS):
        return False
    return (
        like.both >= 0.38
        or (like.title >= 0.6 and like.lead >= 0.1)
        or (like.lead >= 0.6 and like.title >= 0.02)
    )


def _hours(new: Facts, old: Facts) -> float | None:
    return None if new.hour is None or old.hour is None else abs(new.hour - old.hour)


def _serial(new: Facts, old: Facts, like: Likeness) -> Why | None:  # noqa: PLR0911  a list of grounds
    """Say why two texts are issues of one series and not one text: another part, another day of one template."""
    a_summary = min(new.size, old.size) < LONG
    summaries = max(new.size, old.size) < LONG
    if min(new.place, old.place) >= 0 and new.place != old.place and (a_summary or like.lead < _UNCHANGED):
        return Why.OTHER_PART
    if a_summary and new.dates and old.dates and not new.dates & old.dates:
        return Why.OTHER_DAY
    apart = _hours(new, old)
    if apart is None or apart <= _NEAR_HOURS:
        return None
    if not (new.dates <= old.dates or old.dates <= new.dates) and (summaries or not new.dates & old.dates):
        return Why.OTHER_DAY
    if not summaries:
        return None
    if new.numbers and old.numbers and len(new.numbers ^ old.numbers) > len(new.numbers & old.numbers):
        return Why.OTHER_DAY
    same_programme = new.programme != 0 and new.programme == old.programme
    if like.title < 0.25 and (same_programme or apart > _EDIT_HOURS):
        return Why.OTHER_DAY
    return None
