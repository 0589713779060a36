"""Vietnamese telephone numbers as people write them, in one national form ("0912345678").

Source: the numbering plan of Circular 22/2014/TT-BTTTT; the move of 11-digit mobile numbers of 15 September 2018
(Decision 798/QĐ-BTTTT).
"""

from __future__ import annotations

import re

_OLD_MOBILE = {
    "0120": "070", "0121": "079", "0122": "077", "0126": "076", "0128": "078",
    "0123": "083", "0124": "084", "0125": "085", "0127": "081", "0129": "082",
    "0162": "032", "0163": "033", "0164": "034", "0165": "035", "0166": "036",
    "0167": "037", "0168": "038", "0169": "039", "0186": "056", "0188": "058", "0199": "059",
}  # fmt: skip
_NATIONAL = re.compile(r"0[35789]\d{8}|02\d{8,9}|1[89]00\d{4}(?:\d{2})?|1\d{2}")
_LOST_ZERO = re.compile(r"[35789]\d{8}|2\d{8,9}")
_FILLING = re.compile(r"[\s.\-()–/]")
_WRITTEN = re.compile(r"[\d\s.\-()–+/]+")


def national_phone(text: str) -> tuple[str, str | None] | None:
    """Return the number in national form and what was mended ("lost_zero", "old_mobile"), None when it is no number."""
    if not _WRITTEN.fullmatch(text):
        return None
    digits = _FILLING.sub("", text)
    digits = re.sub(r"^(?:\+|00)84(?:0(?=\d{9}))?|^84(?=[2-9]\d{8,9}$)", "0", digits)
    if f"0{digits[:3]}" in _OLD_MOBILE and len(digits) == 10:
        digits = f"0{digits}"
    if digits[:4] in _OLD_MOBILE and len(digits) == 11:
        return _OLD_MOBILE[digits[:4]] + digits[4:], "old_mobile"
    if _NATIONAL.fullmatch(digits):
        return digits, None
    if _LOST_ZERO.fullmatch(digits):
        return f"0{digits}", "lost_zero"
    return None
