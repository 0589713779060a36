"""Cut from the text of an article who wrote, photographed or signed it: the press is read for matters, never for persons.

It looks only where such lines stand: the first two and last four paragraphs, and the ends of captions. It must not touch names inside sentences.
"""

from __future__ import annotations

import re
from typing import Final

_SURNAMES: Final = frozenset({
    "nguyễn", "trần", "lê", "phạm", "hoàng", "huỳnh", "phan", "vũ", "võ", "đặng", "bùi", "đỗ", "hồ", "ngô",
    "dương", "lý", "đào", "đoàn", "vương", "trịnh", "trương", "lâm", "đinh", "mai", "tô", "hà", "tạ", "cao",
    "lưu", "chu", "châu", "thái", "lương", "từ", "kiều", "quách", "tống", "la", "phùng", "thạch", "đàm",
    "tăng", "quang", "khúc", "giang", "vi", "mạc", "nghiêm", "triệu",
})  # fmt: skip
_UPPER: Final = "A-ZÀ-ÖØ-ÝĂĐĨŨƠƯ" + "".join(map(chr, range(0x1EA0, 0x1EFA, 2)))
_NAME: Final = rf"[{_UPPER}][^\W\d_]*(?:\.|(?:[ -][{_UPPER}][^\W\d_]*\.?){{0,4}})"
_NAMES: Final = rf"{_NAME}(?:\s*(?:[-–,/&+]|và)\s*{_NAME}){{0,3}}"
_ROLE: Final = (
    r"(?:ảnh(?: minh họa)?|ảnh bìa|bài|tin|bài (?:và|,) ảnh|tin (?:và|,) ảnh|tin, bài|bài, ảnh|tin, ảnh|video|clip|đồ họa|infographic|"
    r"nguồn(?: ảnh)?|tác giả|thực hiện|phóng viên|pv|nhóm pv|nhóm phóng viên|ctv|người viết|biên dịch|dịch|tổng hợp|lược dịch|biên tập|"
    r"ghi|photo|photos|author|written by|reporting by|editing by|by|story|text)"
)
_SIGNED: Final = re.compile(rf"[(\[]?\s*{_ROLE}\s*[:：]\s*.{{1,80}}", re.IGNORECASE)
_BY: Final = re.compile(rf"(?:By|BY|Written by|Reporting by|Editing by|Bởi|Viết bởi|Thực hiện)\s+{_NAMES}\.?")
_AFTER: Final = re.compile(rf"(?:{_NAMES}\s*)?[(\[]?\s*[Tt]heo\s+[^.!?]{{2,60}}[)\]]?")
_ONLY_NAMES: Final = re.compile(rf"[(\[]?\s*{_NAMES}\s*[)\]]?\.?")
_PAPERS: Final = re.compile(
    r"(?:PV|P\.V|CTV|BTV|TTXVN|Nhóm PV|Nhóm phóng viên|Phóng viên)(?:\s*[-–/,]\s*.{1,40})?", re.IGNORECASE
)
_MAIL: Final = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_CREDIT: Final = re.compile(
    rf"\s*[(\[–-]?\s*\b(?:Ảnh|Photo|Video|Clip|Đồ họa|Nguồn ảnh)(?: minh họa)?\s*[:：]\s*{_NAMES}(?:/[\w .]{{2,20}})?\s*[)\]]?\.?\s*$"
)
_TAIL: Final = re.compile(rf"\s*[(\[]\s*({_NAMES})\s*[)\]]\.?\s*$")
_LONGEST: Final = 100
_FIRST, _LAST = 2, 4


def cut_bylines(text: str) -> str:
    """Return the text without the lines and line ends that only name its writers."""
    if "\n" not in text:
        return _without_credit(text).strip()
    lines = text.split("\n")
    filled = [at for at, line in enumerate(lines) if line.strip()]
    if not filled:
        return ""
    gone: set[int] = set()
    for at in filled[:_FIRST] if len(filled) > 1 else []:
        if _is_byline(lines[at], first=True):
            gone.add(at)
    for at in reversed(filled[1:][-_LAST:]):
        if not _is_byline(lines[at], first=False):
            break
        gone.add(at)
    kept = [_without_credit(line) for at, line in enumerate(lines) if at not in gone]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def _is_byline(line: str, *, first: bool) -> bool:
    words = line.strip().strip("*_•|").strip()
    if not words or len(words) > _LONGEST:
        return False
    if any(form.fullmatch(words) for form in (_SIGNED, _BY, _PAPERS, _MAIL)):
        return True
    if not first and _AFTER.fullmatch(words):
        return True
    return bool(_ONLY_NAMES.fullmatch(words)) and (not first or _starts_with_surname(words))


def _starts_with_surname(words: str) -> bool:
    start = re.match(r"[(\[\s]*([^\W\d_]+)", words)
    return bool(start) and start[1].lower() in _SURNAMES and len(words.split()) > 1  # type: ignore[index]


def _without_credit(line: str) -> str:
    if ":" in line or "：" in line:
        line = _CREDIT.sub("", line)
    is_closed = line.rstrip().removesuffix(".").endswith((")", "]"))
    tail = _TAIL.search(line[-_LONGEST:]) if is_closed else None
    if tail and _starts_with_surname(tail[1]):
        return line[: len(line) - len(tail[0])].rstrip()
    return line
