"""Text in the letters of before Unicode: TCVN3 (ABC, fonts .VnTime), VNI (fonts VNI-Times), Windows-1258.

It must not touch text that already reads as Vietnamese.

Source: TCVN 5712:1993 (code table 3); the published table of VNI for Windows.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from loa.papers.reading.letters import LOWER, UPPER, squeeze
from loa.papers.reading.model import Line

_TCVN3_BYTES: Final = {
    "ĂÂÊÔƠƯĐăâêôơưđ": range(0xA1, 0xAF),
    "àảãáạ": range(0xB5, 0xBA),
    "ằẳẵắ": range(0xBB, 0xBF),
    "ặầẩẫấậè": range(0xC6, 0xCD),
    "ẻẽéẹềểễếệìỉ": range(0xCE, 0xD9),
    "ĩíịò": range(0xDC, 0xE0),
    "ỏõóọồổỗốộờởỡớợù": range(0xE1, 0xF0),
    "ủũúụừửữứựỳỷỹýỵ": range(0xF1, 0xFF),
}
TCVN3: Final = {
    code: letter
    for letters, codes in _TCVN3_BYTES.items()
    for code, letter in zip(codes, letters, strict=True)
}
VNI_MARKS: Final = {
    "ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323",
    "â": "\u0302", "á": "\u0302\u0301", "à": "\u0302\u0300", "å": "\u0302\u0309", "ã": "\u0302\u0303",
    "ä": "\u0302\u0323", "ê": "\u0306", "é": "\u0306\u0301", "è": "\u0306\u0300", "ú": "\u0306\u0309",
    "ü": "\u0306\u0303", "ë": "\u0306\u0323",
}  # fmt: skip
VNI_ALONE: Final = {"ñ": "đ", "ô": "ơ", "ö": "ư", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "í": "í", "ì": "ì"}
_VNI_PAIR: Final = re.compile(f"([aeouyôö])([{''.join(VNI_MARKS)}])", re.IGNORECASE)
_COMMON: Final = re.compile(
    r"\b(?:cộng|hòa|hoà|xã|hội|chủ|nghĩa|việt|độc|lập|tự|hạnh|phúc|số|ngày|tháng|năm|của|và|các|được|cứ|định|"
    r"quyết|nghị|về|việc|ủy|uỷ|nhân|dân|tỉnh|thành|phố|phòng|tổ|chức|thực|hiện|theo|những|trong|với|đã|không|"
    r"người|báo|cáo|kế|hoạch|thông|tư|điều|khoản|bộ|sở|đảng|cấp|quản|lý|công|tác|nơi|nhận|lưu)\b",
    re.IGNORECASE,
)
_WORD: Final = re.compile(rf"[{UPPER}{LOWER}]{{2,}}")
_PIECES: Final = re.compile(r"(\n|\t| {3,})")
_BARE: Final = frozenset("abcdefghijklmnopqrstuvwxyz")
_SOFT_HYPHEN: Final = "\u00ad"
_TELLING: Final = re.compile(r"[\u00a1-\u00ff]")


def from_tcvn3(text: str) -> str:
    """Return text whose signs are TCVN3 codes (read as Latin-1) in Unicode."""
    return text.translate(TCVN3)


def from_vni(text: str) -> str:
    """Return text whose signs are VNI codes (read as Latin-1) in Unicode; a mark follows its letter there."""

    def letter(match: re.Match[str]) -> str:
        base = match[1]
        wanted = VNI_ALONE.get(base.lower(), base.lower())
        made = unicodedata.normalize("NFC", wanted + VNI_MARKS[match[2].lower()])
        return made.upper() if base.isupper() else made

    def alone(sign: str) -> str:
        wanted = VNI_ALONE.get(sign.lower())
        return sign if wanted is None else wanted.upper() if sign.isupper() else wanted

    parts: list[str] = []
    at = 0
    for match in _VNI_PAIR.finditer(text):
        parts += [alone(sign) for sign in text[at : match.start()]]
        parts.append(letter(match))
        at = match.end()
    parts += [alone(sign) for sign in text[at:]]
    return "".join(parts)


def from_font(text: str, font: str) -> str:
    """Return the text of a run as its font shows it: .VnTimeH draws capitals, VNI-Times follows VNI."""
    name = font.rpartition("+")[2].lower()
    if name.startswith(".vn") and _TELLING.search(text):
        text = from_tcvn3(text)
    if name.startswith(".vn"):
        return text.upper() if name.split(",")[0].split("-")[0].endswith("h") else text
    return from_vni(text) if name.startswith("vni") else text


def code_of(text: str) -> Callable[[str], str] | None:
    """Return what turns the text into Unicode where its signs follow an old code, None where they do not."""
    sample = text[:20_000]
    if not _TELLING.search(sample):
        return None
    ways: dict[Callable[[str], str] | None, int] = {None: len(_COMMON.findall(sample))}
    for way in (from_tcvn3, from_vni):
        ways[way] = len(_COMMON.findall(way(sample)))
    best = max(ways, key=lambda way: ways[way])
    if best is None or ways[best] < 3 or ways[best] < 2 * ways[None]:
        return None
    return lambda piece: even_case(best(piece))


def even_case(text: str) -> str:
    """Return the text with lines and words in capitals whose marked letters are small: TCVN3 has no marked capitals."""

    def word(match: re.Match[str]) -> str:
        return match[0].upper() if _in_capitals(match[0]) else match[0]

    return "".join(
        piece.upper() if _in_capitals(piece) else _WORD.sub(word, piece) for piece in _PIECES.split(text)
    )


def _in_capitals(text: str) -> bool:
    plain = [sign for sign in text if sign.lower() in _BARE]
    return len(plain) > 1 and all(sign.isupper() for sign in plain)


def mend(text: str) -> str:
    """Return the text in Unicode, whichever of the old codes its signs follow; the best reading wins clearly."""
    way = code_of(text)
    return (way(text) if way else _mend_rows(text)).replace(_SOFT_HYPHEN, "")


def mend_lines(lines: Sequence[Line]) -> list[Line]:
    """Return the lines of a document in Unicode; the code is told from all of them together."""
    way = code_of("\n".join(line.text for line in lines[:400]))
    return [
        replace(line, text=squeeze((way(line.text) if way else line.text).replace(_SOFT_HYPHEN, "")))
        for line in lines
    ]


def _mend_rows(text: str) -> str:
    """Mend single lines: a header in an old font above a body in a new one."""
    lines = text.split("\n")
    for index, line in enumerate(lines[:60]):
        if _TELLING.search(line) and len(line) < 300:
            here = len(_COMMON.findall(line))
            for way in (from_tcvn3, from_vni):
                if len(_COMMON.findall(way(line))) >= here + 3:
                    lines[index] = way(line)
                    break
    return "\n".join(lines)


def decode(data: bytes) -> str:
    """Return the text of a plain file, whatever its code; signs that mean nothing become U+FFFD."""
    for mark, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(name, "replace")
    head = data[:4096]
    if head.count(0) > len(head) // 5:
        even, odd = head[::2].count(0), head[1::2].count(0)
        return data.decode("utf-16-le" if odd >= even else "utf-16-be", "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start > 2000 or error.start >= len(data) - 4:
            return data.decode("utf-8", "replace")
    as_1258 = unicodedata.normalize("NFC", data.decode("cp1258", "replace"))
    as_latin = mend(data.decode("latin-1"))
    return max(as_latin, as_1258, key=lambda text: len(_COMMON.findall(text[:20_000])))


def is_readable(text: str) -> bool:
    """Say whether a text has letters and is not mostly signs that mean nothing."""
    sample = text[:8000]
    letters = sum(sign.isalpha() for sign in sample)
    strange = sum(
        unicodedata.category(sign) in {"Co", "Cn", "Cc"} and sign not in "\n\r\t\f" for sign in sample
    ) + sample.count("\ufffd")
    return letters >= 20 and strange * 4 <= letters + strange
