"""House and alley numbers as they are said."""

from __future__ import annotations

import re
from typing import Final

from loa.voice.reading.model import MARK, Kind, Reader, reader
from loa.voice.reading.words import letters, whole

_HOUSE: Final = r"(?<!\w)(?:số nhà|nhà số|số|ngõ|ngách|hẻm|kiệt|nhà|kios|lô|thửa)"


_YEARED: Final = re.compile(r"(?:1[0-2]|0?[1-9])/20\d\d")


def _part(part: str) -> str:
    match = re.fullmatch(r"(\d+)([^\W\d]*)", part)
    assert match, part
    return f"{whole(match[1])} {letters(match[2])}".strip()


def _house(match: re.Match[str]) -> str | None:
    if _YEARED.fullmatch(match["n"]):
        return None  # "số 03/2026" is a number of that year
    return match["word"] + " trên ".join(_part(part) for part in match["n"].split("/"))


READERS: Final[tuple[Reader, ...]] = (
    reader(
        Kind.ADDRESS,
        rf"(?P<word>{_HOUSE} )(?P<n>\d{{1,4}}[A-Za-zĐđ]{{0,2}}(?:/\d{{1,4}}[A-Za-zĐđ]{{0,2}})+)(?![\w/{MARK}-])",
        _house,
        re.IGNORECASE,
    ),
    reader(
        Kind.ADDRESS,
        rf"(?P<word>{_HOUSE} )(?P<n>\d{{1,4}}[A-EĐa-eđ])(?![\w/{MARK}-])",
        _house,
        re.IGNORECASE,
    ),
)
