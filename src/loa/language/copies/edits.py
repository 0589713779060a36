"""What was done to the words of an original: which were put in, left out or replaced, and whether that turns it round."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from loa.language.copies.words import Reading, Word
from loa.language.facts.patterns import words

_STRONG: Final = frozenset(
    words(
        "không chưa chẳng chả đừng cấm chỉ trừ ngoài ngừng hoãn hủy bỏ miễn khỏi thôi hết tránh dừng"
        " not no never don cannot can except only unless without stop cancel cancelled"
    )
)
_WEAK: Final = frozenset(words("trước sau trên dưới hơn kém before after above below"))
_BARE: Final = frozenset(
    words("khong chua chang cha dung cam chi tru ngung hoan huy bo ko kg hok hong kh khg k eo deo dell")
)
_UNITS: Final = {
    **dict.fromkeys(("h", "g", "gio"), "h"),
    **dict.fromkeys(("p", "ph", "phut"), "p"),
    **dict.fromkeys(("d", "dong", "vnd"), "d"),
    **dict.fromkeys(("ngay", "thang", "nam"), ""),
}
_A_FIGURE: Final = 2
_LARGEST: Final = 20_000
_NEAR: Final = 6
_QUOTE: Final = 120


@dataclass(frozen=True, slots=True)
class Edit:
    """Words of the paste `start` to `end` stand where the original has its words `ours` to `ours_end`."""

    start: int
    end: int
    ours: int
    ours_end: int


def edits(paste: Sequence[Word], ours: Sequence[Word], whole: Edit) -> Iterator[Edit]:
    """Yield the smallest edits inside a stretch that was changed; words that both have are no part of any."""
    given, wanted = paste[whole.start : whole.end], ours[whole.ours : whole.ours_end]
    if not given or not wanted or len(given) * len(wanted) > _LARGEST:
        if given or wanted:
            yield whole
        return
    matcher = SequenceMatcher(None, [w.folded for w in given], [w.folded for w in wanted], autojunk=False)
    for tag, low, high, ours_low, ours_high in matcher.get_opcodes():
        if tag != "equal":
            yield Edit(whole.start + low, whole.start + high, whole.ours + ours_low, whole.ours + ours_high)
            continue
        for step in range(high - low):
            if not given[low + step].matches(wanted[ours_low + step]):
                place, own = whole.start + low + step, whole.ours + ours_low + step
                yield Edit(place, place + 1, own, own + 1)


def turns_round(paste: Sequence[Word], ours: Sequence[Word], edit: Edit, *, next_to: int = 0) -> bool:
    """Say whether an edit changes what is said: a negation, another number, or another word in the place of ours.

    A word spelled with other marks does not; nor do words merely put in or left out. `next_to` is 1 where only the
    end of what was put in touches the original, -1 where only its beginning does.
    """
    given, wanted = paste[edit.start : edit.end], ours[edit.ours : edit.ours_end]
    added, dropped = [word.folded for word in given], [word.folded for word in wanted]
    near = {0: given, 1: given[-_NEAR:], -1: given[:_NEAR]}[next_to]
    turned = {word.folded for word in near if _turns(word)}
    lost = {word.folded for word in wanted if word.plain in _STRONG | _WEAK}
    if turned - set(dropped) or lost - set(added):
        return True
    if _figures(given) != _figures(wanted):
        return bool(_figures(given)) or len(wanted) <= _A_FIGURE
    return bool(added and dropped) and not _figures(given) and "".join(added) != "".join(dropped)


def says_the_same(paste: Sequence[Word], ours: Sequence[Word], edit: Edit) -> bool:
    """Say whether only the spelling of an hour, a day or an amount differs ("23h" for "23 giờ")."""
    given, wanted = paste[edit.start : edit.end], ours[edit.ours : edit.ours_end]
    figures = _figures(given)
    return (
        bool(figures)
        and figures == _figures(wanted)
        and _units(given) == _units(wanted)
        and _units(given) is not None
    )


def hides_a_limit(words_cut: Sequence[Word]) -> bool:
    """Say whether words that were cut off hold a negation or an exception."""
    return any(word.plain in _STRONG for word in words_cut)


def quoted(reading: Reading, first: int, last: int) -> str:
    """Return the words with two on either side, so that a reader finds the place."""
    words_said = reading.span(max(0, first - 2), min(len(reading.words), last + 2))
    return words_said if len(words_said) <= _QUOTE else f"{words_said[:_QUOTE]}…"


def _turns(word: Word) -> bool:
    bare = word.plain == word.folded and word.folded in _BARE
    return bare or word.plain in _STRONG or word.plain in _WEAK


def _figures(some: Sequence[Word]) -> list[int]:
    return [int(figure) for word in some for figure in re.findall(r"\d{1,40}", word.folded)]


def _units(some: Sequence[Word]) -> frozenset[str] | None:
    """Return the units that stand beside figures, or None where there are other words."""
    letters = [unit for word in some for unit in re.findall(r"[^\W\d]+", word.folded)]
    if any(unit not in _UNITS for unit in letters):
        return None
    return frozenset(_UNITS[unit] for unit in letters) - {""}


def digits(text: str) -> str:
    """Return the figures of a text."""
    return re.sub(r"\D", "", text)
