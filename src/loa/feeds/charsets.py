"""Put the bytes and texts of feeds into Unicode where what they say of themselves is wrong or unknown to others.

It must not touch a feed whose words can be trusted: every repair asks for proof in the text itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from loa.lib.tables.charset import Survey, to_unicode
from loa.lib.tables.legacy import from_tcvn3, from_vni
from loa.lib.text import nfc

_DECLARED: Final = re.compile(rb"""^(\s*<\?xml\b[^>]{0,200}?encoding\s*=\s*["'])([\w.:-]{1,40})""")
_SINGLE: Final = frozenset(
    {
        "iso-8859-1",
        "latin1",
        "latin-1",
        "windows-1252",
        "cp1252",
        "us-ascii",
        "ascii",
        "windows-1258",
        "cp1258",
    }
)
_VISCII_HIGH: Final = (
    "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯ"
    "ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡưàáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ"
)
_VISCII: Final = {
    **{0x80 + at: letter for at, letter in enumerate(_VISCII_HIGH)},
    0x02: "Ẳ", 0x05: "Ẵ", 0x06: "Ẫ", 0x14: "Ỷ", 0x19: "Ỹ", 0x1E: "Ỵ",
}  # fmt: skip
OWN: Final[Mapping[str, Callable[[str], str]]] = {
    **dict.fromkeys(("viscii", "csviscii", "viscii1.1-1", "x-viet-viscii"), lambda text: text.translate(_VISCII)),
    **dict.fromkeys(("tcvn", "tcvn3", "tcvn-5712", "tcvn5712", "tcvn5712-1", "x-viet-tcvn", "x-viet-tcvn5712"), from_tcvn3),
    **dict.fromkeys(("vni", "x-viet-vni", "x-vni"), from_vni),
}  # fmt: skip
_BROKEN: Final = re.compile("[\x80-\x9fÀ-ÿ\u0152-\u0192\u02c6\u02dc\u2013-\u2122]{2,}")
_OF_VIET_NAM: Final = re.compile("[ăđơưĂĐƠƯ\u1ea0-\u1ef9]")
_ENOUGH: Final = 3
"""Texts that must speak for an old font before a feed is read so."""
_MOST_BAD: Final = 0.02


def readable(data: bytes) -> bytes:
    """Return the bytes of a feed so that they are in the encoding they name, and one that everybody knows."""
    declared = _DECLARED.match(data[:400])
    name = declared[2].decode("ascii", "replace").lower().replace("_", "-") if declared else ""
    if name in OWN:
        return _named_utf8(OWN[name](data.decode("latin-1")).encode())
    if data.isascii() or data[:4].count(0) or data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return data
    if name in _SINGLE and _is_utf8(data):
        return _named_utf8(data)
    if name in {"", "utf-8", "utf8"} and not _is_utf8(data) and _is_nearly_utf8(data):
        return data.decode("utf-8", "replace").encode()
    return data


def repair(texts: Iterable[str]) -> Callable[[str], str]:
    """Return what mends the texts of one feed: UTF-8 read as Western letters, old fonts; else it only makes NFC."""
    known = list(texts)
    if any(map(unbroken, known)):
        return lambda text: nfc(unbroken(text) or text)
    survey = Survey.of(known)
    if (old := survey.pure()) and survey.counts[old] >= _ENOUGH:
        return lambda text: to_unicode(text, survey, survey)[0]
    return nfc


def is_sound(text: str) -> bool:
    """Tell at a glance that `repair` would find nothing: a letter that only Unicode has, and nothing read as Western."""
    return text.isascii() or (_OF_VIET_NAM.search(text) is not None and not _BROKEN.search(text))


def unbroken(text: str) -> str | None:
    """Return a text whose UTF-8 was read as Windows-1252, in its true letters; None where that is not proven."""
    if not _BROKEN.search(text) or _OF_VIET_NAM.search(text):
        return None
    raw = bytearray()
    for char in text:
        try:
            raw += char.encode("cp1252")
        except UnicodeEncodeError:
            if ord(char) > 0xFF:
                return None
            raw.append(ord(char))
    try:
        true = raw.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return true if _OF_VIET_NAM.search(true) else None


def _named_utf8(data: bytes) -> bytes:
    return _DECLARED.sub(rb"\1utf-8", data, count=1)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.end >= len(data) - 3 and error.reason == "unexpected end of data"
    return True


def _is_nearly_utf8(data: bytes) -> bool:
    """Say whether nearly all letters beyond ASCII are good UTF-8: a cut letter does not make the rest Western."""
    text = data.decode("utf-8", "replace")
    beyond = sum(not char.isascii() for char in text)
    return text.count("\ufffd") <= _MOST_BAD * beyond
