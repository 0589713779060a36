"""What people put around a text when they pass it on: greetings, "chuyển tiếp", the head of a forwarded message.

No word of it can turn a message round: negations, money and numbers of more than three digits are never frame.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from typing import Final

from loa.language.copies.words import Word
from loa.language.facts.patterns import words
from loa.language.masking.lexicon import given_bare, not_persons, surnames
from loa.lib.text import fold

LONGEST: Final = 24
_HEAD: Final = re.compile(
    r"^[ \t]*(?:\[[\d:/,. -]{3,24}(?: ?[AP]M)?\]|\d{1,2}:\d{2}(?:,? ?\d{1,2}/\d{1,2}(?:/\d{2,4})?)?)[ \t]*(?P<name>[^:\n]{0,40}):",
    re.MULTILINE,
)
_FRAME: Final = frozenset(
    words(
        "kinh gui ba con to dan pho phuong xa thon xom khu cum nhom quan chuyen tiep tin nhan duoc tu luu y chu cac bac co anh chi em"
        " ong moi nguoi ca nha oi a nhe nha cam on tran trong chao xin vui long doc de nam thong chia se giup rong rai cho biet"
        " nguon ma ban kiem tra tai phat hanh duyet dia hieu luc den ngay thang bao toan van day du va duong dan link mong tam"
        " theo doi qua zalo facebook share copy cu hang hoi can bo truong cong tac mat phu nu cao tuoi cuu chien binh doan thanh"
        " nien the quy vi hay forwarded message from fwd fw re xem them nhe ae mn cca do la moi day nay so trong voi dung vua"
        " please read dear all everyone share thank thanks you fyi see more the and for issued by source code check at approved"
        " area valid until full text corrections here chinh thuc"
    )
)
_WHOLE: Final = frozenset({"ban day du va cac dinh chinh", "full text and corrections"})
_BEFORE_A_NUMBER: Final = frozenset(
    words("to so khu cum thon xom phuong quan pho ngo ngach lop nhom tang toa block")
)
_POLITE: Final = frozenset(words("nhe nha a oi vui long kinh please"))
_LIST_NUMBER: Final = re.compile(r"\d{1,2}")
_SHORT_NUMBER: Final = re.compile(r"\d{1,3}[a-z]?")


def heads(text: str) -> Iterator[tuple[int, int]]:
    """Yield the heads of forwarded messages: a time in brackets and the name of a person or a group."""
    for match in _HEAD.finditer(text):
        if all(_may_name(word) for word in fold(match["name"]).split()):
            yield match.span()


def is_frame(passage: Sequence[Word], own: Collection[str]) -> bool:
    """Say whether a passage only greets, thanks, passes on, or names the issuer; `own` are folded words of ours."""
    if len(passage) > LONGEST:
        return False
    if " ".join(word.folded for word in passage) in _WHOLE:
        return True
    for before, word in zip([None, *passage], passage, strict=False):
        counts = bool(before and before.folded in _BEFORE_A_NUMBER and _SHORT_NUMBER.fullmatch(word.folded))
        if not (counts or word.folded in _FRAME or word.folded in own):
            return False
    return True


def is_polite(passage: Sequence[Word]) -> bool:
    """Say whether the words only soften a sentence that they stand in ("nhé", "ạ")."""
    return all(word.folded in _POLITE for word in passage)


def is_number_of_a_list(passage: Sequence[Word]) -> bool:
    """Say whether a passage is the figure with which somebody numbered a line."""
    return len(passage) == 1 and bool(_LIST_NUMBER.fullmatch(passage[0].folded))


def _may_name(word: str) -> bool:
    bare = word.strip(".,()[]~-–")
    return not bare or bare in _FRAME or bare in _names() or bool(_SHORT_NUMBER.fullmatch(bare))


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    """Return every word of the names of people and places that the lists hold, without marks."""
    places = {word for place in not_persons() for word in fold(place).split()}
    return given_bare() | {fold(name) for name in surnames()} | places
