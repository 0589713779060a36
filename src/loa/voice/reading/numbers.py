"""Plain numbers: telephone and document numbers, ratios, ordinals, ranges, and every figure that is left."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from loa.language.facts import PHONE
from loa.language.numbers import spell_digits
from loa.voice.reading.facts import facts_of
from loa.voice.reading.model import CODED, MARK, MEASURE, WHEN, Found, Kind, Reader, before, reader
from loa.voice.reading.words import NUM, digits_in_fours, figure, number, ordinal, roman, whole

_DENOMINATORS: Final = {4: "tư"}
_CODE_CUE: Final = re.compile(
    r"(?:tài khoản|stk|mã(?: [\w ]{1,12})?|cccd|căn cước(?: công dân)?|cmnd|số hiệu|định danh)(?: số)?:?\s*$"
)
_SCORE: Final = r"(?:thắng|thua|hòa|hoà|tỷ số|tỉ số)(?: [^\d\W]+){0,4} "
_ROMAN_BEFORE: Final = (
    r"(?:khóa|khoá|chương|phần|mục|thế kỷ|thứ|loại|hạng|cấp|vùng|phụ lục|đại hội|kỳ|tập|bậc|nhóm|trung ương|đợt|giai đoạn"
    r"|bảng|mức|học kỳ|khu vực|báo động|điều|bước|lớp|bài|ca|số)"
)


def _groups(written: str) -> list[str]:
    """Return the groups of a telephone number; one written in one piece is cut as the numbering plan reads."""
    groups = re.findall(r"\d+", written)
    if all(len(group) <= 4 for group in groups):
        return groups
    figures = "".join(groups)
    if figures.startswith("84") and written.lstrip(" (").startswith("+"):
        return ["84", *_cut(figures[2:], 3)]
    if len(figures) == 11:
        return _cut(figures, 3)
    return _cut(figures, 4)


def _cut(figures: str, first: int) -> list[str]:
    rest = figures[first:]
    width = 4 if len(rest) % 4 == 0 else 3
    return [figures[:first], *(rest[at : at + width] for at in range(0, len(rest), width))]


def read_phones(text: str, _work: str) -> Iterator[Found]:
    """Read telephone numbers, found by the fact finder, figure by figure."""
    for fact in facts_of(text):
        if fact.kind == PHONE and any(c.isdigit() for c in fact.text):
            plus = "cộng " if fact.text.lstrip(" (").startswith("+") else ""
            yield (
                fact.start,
                fact.end,
                plus + ", ".join(spell_digits(group) for group in _groups(fact.text)),
                Kind.PHONE,
            )


def _ratio(match: re.Match[str]) -> str:
    top, under = int(match["a"]), int(match["b"])
    if match["s"] == "/" and top < under <= 9:
        return f"{number(top)} phần {_DENOMINATORS.get(under) or number(under)}"
    return f"{number(top)} trên {number(under)}"


def _roman(match: re.Match[str]) -> str | None:
    values = [roman(one) for one in re.findall("[IVX]+", match["n"])]
    if not all(values):
        return None
    say = ordinal if match["word"].strip().lower().endswith("thứ") else number
    said = iter([say(value) for value in values])
    return match["word"] + re.sub("[IVX]+", lambda _: next(said), match["n"].replace("-", " đến "))


def _left_over(match: re.Match[str]) -> str:
    figures = match[0]
    if figures.isdigit() and (
        len(figures) >= 9 or (len(figures) > 3 and _CODE_CUE.search(before(match, 40)))
    ):
        return f" {digits_in_fours(figures)} "
    return f" {figure(figures)} "


RATIOS: Final[tuple[Reader, ...]] = (
    reader(
        Kind.RATIO,
        r"(?<=[Tt][ỷỉ] lệ )(?P<a>\d+)\s?(?P<s>:)\s?(?P<b>\d+)(?!\w)",
        _ratio,
    ),
    reader(
        Kind.RATIO,
        rf"(?P<head>{_SCORE})(?P<a>\d{{1,2}})(?:\s?[-–]\s?|:)(?P<b>\d{{1,2}})(?!\w|[.,/]\d)",
        lambda m: f"{m['head']}{number(int(m['a']))} {number(int(m['b']))}",
        re.IGNORECASE,
    ),
)
FRACTIONS: Final[tuple[Reader, ...]] = (
    reader(
        Kind.RATIO,
        rf"(?<![\w/.,{MARK}])(?P<a>\d{{1,6}})(?P<s>/)(?P<b>\d{{1,6}})(?![\w/])",
        _ratio,
    ),
    reader(
        Kind.RATIO,
        rf"(?<![\w/.,{MARK}])(?P<a>\d{{1,3}}[.,]\d{{1,2}})/(?P<b>\d{{1,4}})(?![\w/])",
        lambda m: f"{figure(m['a'].replace('.', ','))} trên {number(int(m['b']))}",
    ),
)
ROMANS: Final[tuple[Reader, ...]] = (
    reader(
        Kind.ROMAN,
        rf"(?P<word>(?i:(?<!\w){_ROMAN_BEFORE} (?:số )?))(?P<n>[IVX]+(?:(?:, | và |-)[IVX]+)*)(?!\w)",
        _roman,
    ),
)
READERS: Final[tuple[Reader, ...]] = (
    reader(
        Kind.NUMBER,
        r"(?<=[Tt]hứ )\d{1,3}(?![\d.,]\d|\w)",
        lambda m: ordinal(int(m[0])),
    ),
    reader(Kind.NUMBER, rf"(?<![\w{MARK}%)])[-−](?=\d)", lambda _: "âm "),
    reader(
        Kind.NUMBER,
        rf"(?<=[\d%{WHEN}{MEASURE}])\s*[-–]\s*(?=[\d{WHEN}])",
        lambda _: " đến ",
    ),
    reader(Kind.NUMBER, rf"(?<={CODED})\s*[-–]\s*(?={CODED})", lambda _: " đến "),
    reader(Kind.NUMBER, r"(?<=\d)[xX]{2,8}(?!\w)", lambda m: " ích" * len(m[0])),
    reader(Kind.NUMBER, rf"(?<=[\d{MEASURE}])\s*[x×]\s*(?=\d)", lambda _: " nhân "),
    reader(
        Kind.NUMBER,
        r"(?<![\d,])\d{1,3}(?:,\d{3}){2,}(?![\d,])",
        lambda m: f" {whole(m[0].replace(',', ''))} ",
    ),
    reader(
        Kind.NUMBER,
        r"(?<![\d.,])\d+\.\d{1,2}(?![\d.])",
        lambda m: f" {figure(m[0].replace('.', ','))} ",
    ),
    reader(Kind.NUMBER, NUM, _left_over),
)
