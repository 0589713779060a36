"""Decides from how like two texts are, and from their times and figures, what they are to each other.

Pure: numbers in, a verdict with its reason out. The limits were set on constructed copies and on the edits of one month
of the press (`docs/measured/stories.md`).
"""

from __future__ import annotations

import math
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
_USUAL_HOURS: Final = 8.0
"""Hours between two items where nobody knows them."""
_OTHER_PAPER: Final = 0.8
"""Share of words in common from which a title with summary in another paper is a copy, not another's words on the event."""
_BOTH, _TITLE, _LEAD, _START = 2.7, 2.53, 4.25, 2.2
_TRUST, _LATER, _SECOND, _MINUTE, _OTHER_MOMENT = 2.03, -0.87, 3.04, 0.62, -1.95
_EDIT: Final = 3.2
"""Weights of a logistic regression: later wordings of one article against two articles of the paper, on the pairs of March
2026 that the sketches found, each taken twice, with the time of publication and with that of arrival. The limit (fitted
3.7) and what one second counts (3.54) were then lowered together by what the groups of that month are."""
_EACH: Final = 1.0
"""What each further item of a group adds to the limit: many items that are all a little alike are a series."""
_LETTERS: Final = 12
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


class Change(StrEnum):
    """How two items of one paper look that one edit may have made of each other."""

    KEPT_TITLE = "kept_title"
    RETITLED = "retitled"


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
    """What is known of a text beside its shingles; `hour` in hours since 1970, None where nobody knows.

    `start` holds the first letters of the title. Of its paper, when it came: `timed` says whether times tell its items
    apart, `trust` how far it edits rather than writes two items on one summary, `steady` whether its edits keep the time.
    """

    hour: float | None
    source: int
    size: int
    numbers: frozenset[int]
    dates: frozenset[int]
    figures: int
    place: int
    programme: int
    digest: bool
    start: int = 0
    timed: bool = False
    trust: float = 1.0
    steady: bool = False


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


def judge(new: Facts, old: Facts, like: Likeness, company: int = 1) -> Finding:
    """Say what the newer text is to the older one, which is in a group of so many."""
    if not _is_alike(new, old, like, company):
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


def _is_alike(new: Facts, old: Facts, like: Likeness, company: int) -> bool:
    if new.digest != old.digest and _most(like) >= _PART:
        return True
    if min(new.size, old.size) >= LONG or like.both >= _SAME:
        return _is_alike_long(like)
    if max(new.size, old.size) >= LONG:
        return _most(like) >= 0.64
    return _is_edit(new, old, like, company)


def _most(like: Likeness) -> float:
    return max(like.of_new, like.of_old)


def _is_alike_long(like: Likeness) -> bool:
    if like.title >= 0.8 and like.both >= 0.3:
        return True
    return (like.both >= 0.34 and _most(like) >= 0.54) or _most(like) >= 0.64


def _is_edit(new: Facts, old: Facts, like: Likeness, company: int) -> bool:
    """Judge two titles with summaries: another paper's with nearly the same words, or one paper's as its edits are."""
    if new.source != old.source:
        return like.both >= _OTHER_PAPER
    apart = _hours(new, old)
    if apart is not None and apart > _EDIT_HOURS:
        return False
    score = _BOTH * like.both + _TITLE * like.title + _LEAD * like.lead + _START * _same_start(new, old)
    score += _TRUST * math.log(new.trust) + _LATER * math.log1p(_USUAL_HOURS if apart is None else apart)
    if at_one_moment(new, old):
        score += _SECOND if _has_seconds(new) else _MINUTE
    elif new.steady and apart:
        score += _OTHER_MOMENT
    return score >= _EDIT + _EACH * (company - 1)


def _same_start(new: Facts, old: Facts) -> float:
    """Return how much of the beginnings of two titles is the same."""
    return (_LETTERS - -(-(new.start ^ old.start).bit_length() // 5)) / _LETTERS


def at_one_moment(new: Facts, old: Facts) -> bool:
    """Say whether one paper gave two items one time, and its times tell items apart."""
    return new.timed and new.source == old.source and new.hour == old.hour


def _has_seconds(fact: Facts) -> bool:
    """Say whether a time tells the second: several items are often set to appear at one whole minute."""
    return fact.hour is not None and round(fact.hour * 3600) % 60 != 0


def is_late(new: Facts, founder: Facts) -> bool:
    """Say whether an item comes too late to be an edit of what a group began with: a series goes on, an edit does not."""
    apart = _hours(new, founder)
    return apart is not None and apart > _EDIT_HOURS


def change(new: Facts, old: Facts, like: Likeness) -> Change | None:
    """Say how two titles with summaries of one paper look that one edit may have made of each other."""
    apart = _hours(new, old)
    if new.source != old.source or apart is None or apart > _EDIT_HOURS or max(new.size, old.size) >= LONG:
        return None
    if like.title >= 0.6 and 0.3 <= like.lead < 1:
        found = Change.KEPT_TITLE
    elif like.lead >= 0.6 and like.title < 0.6:
        found = Change.RETITLED
    else:
        return None
    return None if _serial(new, old, like) else found


def _hours(new: Facts, old: Facts) -> float | None:
    return None if new.hour is None or old.hour is None else abs(new.hour - old.hour)


def _serial(new: Facts, old: Facts, like: Likeness) -> Why | None:  # noqa: PLR0911  a list of grounds
    """Say why two texts are issues of one series and not one text: another part, another day of one template."""
    a_summary = min(new.size, old.size) < LONG
    summaries = max(new.size, old.size) < LONG
    if min(new.place, old.place) >= 0 and new.place != old.place and (a_summary or like.lead < _UNCHANGED):
        return Why.OTHER_PART
    if at_one_moment(new, old) and _has_seconds(new):
        return None
    if a_summary and new.dates and old.dates and not new.dates & old.dates:
        return Why.OTHER_DAY
    apart = _hours(new, old)
    if (apart is None and not summaries) or (apart is not None and apart <= _NEAR_HOURS):
        return None
    if not (new.dates <= old.dates or old.dates <= new.dates) and (summaries or not new.dates & old.dates):
        return Why.OTHER_DAY
    if not summaries:
        return None
    if new.numbers and old.numbers and len(new.numbers ^ old.numbers) > len(new.numbers & old.numbers):
        return Why.OTHER_DAY
    same_programme = new.programme != 0 and new.programme == old.programme
    if like.title < 0.25 and (same_programme or apart is None or apart > _EDIT_HOURS):
        return Why.OTHER_DAY
    return None
