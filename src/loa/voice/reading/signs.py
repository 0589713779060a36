"""List heads, brackets, quotation marks, strokes and pictures: what becomes a pause, a word or nothing."""

from __future__ import annotations

import re
from typing import Final

from loa.voice.reading.model import MARK, Kind, Reader, reader
from loa.voice.reading.words import letters, number, roman

_WORDS: Final = {
    "&": "và",
    "+": "cộng",
    "=": "bằng",
    "≥": "lớn hơn hoặc bằng",
    "≤": "nhỏ hơn hoặc bằng",
    ">": "lớn hơn",
    "<": "nhỏ hơn",
    "±": "cộng trừ",
    "~": "khoảng",
    "≈": "khoảng",
    "%": "phần trăm",
    "@": "a còng",
    "×": "nhân",
    "$": "đô la",
    "→": ",",
}


def _numbered(match: re.Match[str]) -> str:
    parts = [number(int(part)) for part in match["n"].rstrip(".").split(".")]
    return f"{' chấm '.join(parts)}, "


def _roman_head(match: re.Match[str]) -> str | None:
    value = roman(match["n"])
    return f"{number(value)}, " if value else None


def _ellipsis(match: re.Match[str]) -> str:
    """Say "vân vân" where a list breaks off; elsewhere the dots are the end of a sentence."""
    sentence = re.split(r"[.!?\n:](?:\s|$)", match.string[: match.start()])[-1]
    rest = match.string[match.end() :]
    ends = not rest.strip() or not re.match(rf"\s*[a-zà-ỹđ\d{MARK},;]", rest)
    if "," not in sentence and not match[0].lstrip().startswith(","):
        return "." if ends else ", "
    return ", vân vân" + ("." if ends else "")


HEADS: Final[tuple[Reader, ...]] = (
    reader(
        Kind.LIST,
        r"^[^\S\n]*(?P<n>\d{1,2}(?:\.\d{1,2})*)[.)](?!\d)[^\S\n]*(?=\S)",
        _numbered,
        re.MULTILINE,
    ),
    reader(
        Kind.LIST, r"^[^\S\n]*(?P<n>[a-eghiklmđ])\)[^\S\n]*", lambda m: f"{letters(m['n'])}, ", re.MULTILINE
    ),
    reader(Kind.LIST, r"^[^\S\n]*(?P<n>[IVX]{1,5})[.)][^\S\n]+", _roman_head, re.MULTILINE),
    reader(Kind.LIST, r"^[^\S\n]*(?:[-–—•·▪◦●○■□▶➢✓✔*+]+)[^\S\n]*(?=[^\s\d])", lambda _: "", re.MULTILINE),
)
READERS: Final[tuple[Reader, ...]] = (
    reader(Kind.SIGN, r"\.?/\.(?=\s|$)", lambda _: "."),
    reader(Kind.SIGN, r",?\s*(?:…|\.{3,})+\.?", _ellipsis),
    reader(Kind.SIGN, r"[\"“”„«»‘’'`*_★☆]+", lambda _: ""),
    reader(Kind.SIGN, r"[^\S\n]*[(\[{]\s*", lambda _: ", "),
    reader(Kind.SIGN, r"\s*[)\]}](?=\W|$)|[)\]}]", lambda _: ", "),
    reader(Kind.SIGN, rf"(?<=[\w{MARK}])\s*/\s*(?=[\w{MARK}])", lambda _: ", "),
    reader(Kind.SIGN, rf"(?<=[{MARK}])-(?=[\w{MARK}])|(?<=\w)-(?=[{MARK}])", lambda _: " "),
    reader(Kind.SIGN, r"(?<=\s)[-–—]+(?=\s)|[–—]", lambda _: ", "),
    reader(Kind.SIGN, r"(?P<mark>[!?.,;:])(?P=mark)+", lambda m: m["mark"]),
    reader(Kind.SIGN, "[&+=≥≤><±~≈%@×$→]", lambda m: f" {_WORDS[m[0]]} "),
    reader(
        Kind.SIGN,
        "[\u2190-\u21ff\u2300-\u2bff\u3000-\u303f\ufe00-\ufe0f\U0001f000-\U0001faff\U000e0000-\U000e007f#^|\\\\/©®™§]+",
        lambda _: " ",
    ),
)
