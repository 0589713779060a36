"""Web and mail addresses as they are said."""

from __future__ import annotations

import re
from typing import Final

from loa.voice.reading.lexicon import table
from loa.voice.reading.model import Kind, Reader, reader
from loa.voice.reading.words import letters, whole

_HOSTS: Final = table("hosts")
_LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,62})"
_TOP: Final = r"(?:vn|com|net|org|info|gov|edu|io|me|asia)"
_HOST: Final = rf"(?:{_LABEL}\.){{1,6}}{_TOP}"
_PATH: Final = r"(?:/[\w.\-/?=&%#~+]{0,200}[\w/=#])?"
_SIGNS: Final = {
    ".": "chấm",
    "/": "gạch chéo",
    "-": "gạch ngang",
    "_": "gạch dưới",
    "@": "a còng",
    "?": "hỏi",
    "=": "bằng",
    "&": "và",
    "%": "phần trăm",
    "#": "thăng",
    "~": "ngã",
    "+": "cộng",
}
_TOKEN: Final = re.compile(r"[A-Za-z]+|\d+|[^\W\d_]+|[./\-_@?=&%#~+]")


def _word(token: str) -> str:
    if token.isdigit():
        return whole(token)
    low = token.lower()
    return _HOSTS.get(low) or (token if re.search("[aeiouyà-ỹ]", low) else letters(token))


def _say(match: re.Match[str]) -> str:
    address = re.sub(r"^(?:https?://)?(?:www\.)?", "", match[0], flags=re.IGNORECASE).rstrip("/")
    return " ".join(_SIGNS.get(token) or _word(token) for token in _TOKEN.findall(address))


READERS: Final[tuple[Reader, ...]] = (
    reader(Kind.WEB, rf"(?<![\w@])[A-Za-z0-9][\w.+-]{{0,63}}@{_HOST}(?!\w)", _say),
    reader(Kind.WEB, rf"(?<![\w@.])(?:https?://)?(?:www\.)?{_HOST}(?!\w){_PATH}", _say, re.IGNORECASE),
)
