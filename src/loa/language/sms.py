"""Length of a text message in parts, and what a message loses when its marks are taken off.

Source: 3GPP TS 23.038 (GSM 7-bit default alphabet and its extension table), TS 23.040 (concatenated messages).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from loa.lib.text import nfc

GSM7: Final = "gsm7"
UCS2: Final = "ucs2"
_BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED: Final = frozenset("\f^{}\\[~]|€")
_LIMITS: Final = {GSM7: (160, 153), UCS2: (70, 67)}

_RISKS: Final = {
    "bán": ("bán", "bạn", "bàn", "bản", "bận"),
    "cấm": ("cấm", "cầm", "cắm", "cảm"),
    "dừng": ("dừng", "dùng", "đúng", "đừng"),
    "hoãn": ("hoãn", "hoàn", "hoan"),
    "không": ("không", "khống"),
    "lũ": ("lũ", "lu", "lụ"),
    "mất": ("mất", "mát", "mắt", "mật"),
    "nghỉ": ("nghỉ", "nghị", "nghĩ"),
    "sáng": ("sáng", "sang", "sàng"),
    "sơ tán": ("sơ tán", "so tán"),
    "thứ": ("thứ", "thu", "thử", "thư"),
    "tối": ("tối", "tôi", "tới", "tội"),
    "trước": ("trước", "trục"),
    "chiều": ("chiều", "chiếu"),
    "đóng": ("đóng", "đông", "đồng", "động"),
    "mở": ("mở", "mơ", "mỡ"),
    "đi": ("đi", "dị", "dì"),
    "chết": ("chết", "chệt"),
    "cháy": ("cháy", "chạy", "chảy"),
    "đập": ("đập", "đáp", "dập"),
    "bão": ("bão", "báo", "bảo", "bao"),
    "ngừng": ("ngừng", "ngưng"),
    "phạt": ("phạt", "phát", "phật"),
    "tiêm": ("tiêm", "tiềm", "tiệm"),
    "chó": ("chó", "cho", "chờ", "chợ"),
    "nước": ("nước", "nuốc"),
    "năm": ("năm", "nam", "nắm"),
    "bảy": ("bảy", "bay", "bẫy"),
    "đường": ("đường", "dương", "dưỡng"),
    "bỏ": ("bỏ", "bó", "bố", "bộ", "bò"),
    "cấp": ("cấp", "cáp", "cặp", "cạp"),
}
_RISKY: Final = {word: group for group in _RISKS.values() for word in group}
_WORDS: Final = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class SmsCount:
    """Parts of one message; `characters` as they count (an extended character counts two, one beyond the BMP two)."""

    encoding: str
    characters: int
    parts: int
    limit_per_part: int


@dataclass(frozen=True, slots=True)
class Unmarked:
    """A text without marks; `risks` are its words whose unmarked form reads as another word, with those words."""

    text: str
    risks: tuple[tuple[str, tuple[str, ...]], ...]


def _units(text: str) -> list[int]:
    """Return the cost of each character: septets in GSM 7-bit, 16-bit units in UCS-2."""
    if all(c in _BASIC or c in _EXTENDED for c in text):
        return [2 if c in _EXTENDED else 1 for c in text]
    return [2 if ord(c) > 0xFFFF else 1 for c in text]


def _parts(costs: list[int], limit: int) -> int:
    """Count the parts; a character of two units is never cut."""
    parts, room = 1, limit
    for cost in costs:
        if cost > room:
            parts, room = parts + 1, limit
        room -= cost
    return parts


def sms_parts(text: str) -> SmsCount:
    """Count the parts that a text message takes: 160 or 153 characters each, 70 or 67 with one letter outside GSM."""
    text = nfc(text)
    encoding = GSM7 if all(c in _BASIC or c in _EXTENDED for c in text) else UCS2
    single, joined = _LIMITS[encoding]
    costs = _units(text)
    total = sum(costs)
    if total == 0:
        return SmsCount(encoding, 0, 0, single)
    if total <= single:
        return SmsCount(encoding, total, 1, single)
    return SmsCount(encoding, total, _parts(costs, joined), joined)


def _bare(char: str) -> str:
    if char in "đĐ":
        return "d" if char == "đ" else "D"
    return "".join(c for c in unicodedata.normalize("NFD", char) if not unicodedata.combining(c))


_TYPOGRAPHY: Final = str.maketrans(
    {
        "“": '"',
        "”": '"',
        "‘": "'",
        "’": "'",
        "–": "-",
        "—": "-",
        "…": "...",
        "\u00a0": " ",
        "•": "-",
        "°": " do ",
        "³": "3",
        "²": "2",
        "₫": "d",
    }
)


def unmarked(text: str) -> Unmarked:
    """Return the text without Vietnamese marks and with plain punctuation, capitals kept, and the words at risk."""
    text = nfc(text)
    risks = {
        (word.lower(), tuple(other for other in _RISKY[word.lower()] if other != word.lower()))
        for word in _WORDS.findall(text)
        if word.lower() in _RISKY
    }
    return Unmarked("".join(_bare(c) for c in text.translate(_TYPOGRAPHY)), tuple(sorted(risks)))
