"""Vietnamese numbers between figures and words, so that "7h30" and "bảy giờ ba mươi" can meet.

It must not look for meaning around a number; that is the business of `facts`.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from loa.lib.text import fold

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_SCALES = ("", "nghìn", "triệu")
_BILLION = 10**9

DIGIT_WORDS = {fold(word): value for value, word in enumerate(_DIGITS)} | {"tu": 4, "lam": 5, "nham": 5}
SCALE_WORDS = {"nghin": 10**3, "ngan": 10**3, "trieu": 10**6, "ty": 10**9, "ti": 10**9}
NUMBER_WORDS = (
    *_DIGITS,
    "bẩy",
    "tư",
    "lăm",
    "nhăm",
    "mốt",
    "mười",
    "mươi",
    "linh",
    "lẻ",
    "trăm",
    "nghìn",
    "ngàn",
    "triệu",
    "tỷ",
    "tỉ",
    "phẩy",
    "rưỡi",
)


def _spell_ones(tens: int, ones: int) -> str:
    if ones == 1 and tens > 1:
        return "mốt"
    if ones == 5 and tens > 0:
        return "lăm"
    return _DIGITS[ones]


def _spell_tens(number: int) -> str:
    tens, ones = divmod(number, 10)
    if tens == 0:
        return _DIGITS[ones]
    head = "mười" if tens == 1 else f"{_DIGITS[tens]} mươi"
    return head if ones == 0 else f"{head} {_spell_ones(tens, ones)}"


def _spell_group(number: int, *, full: bool) -> str:
    hundreds, rest = divmod(number, 100)
    if hundreds == 0 and not full:
        return _spell_tens(rest)
    head = f"{_DIGITS[hundreds]} trăm"
    if rest == 0:
        return head
    return f"{head} linh {_DIGITS[rest]}" if rest < 10 else f"{head} {_spell_tens(rest)}"


def _spell_below_billion(number: int, *, full: bool) -> list[str]:
    groups = [(number // 10**6, 2), (number // 1000 % 1000, 1), (number % 1000, 0)]
    words: list[str] = []
    for value, scale in groups:
        if value:
            words.append(f"{_spell_group(value, full=full or bool(words))} {_SCALES[scale]}".strip())
    return words


def spell_number(number: int) -> str:
    """Spell a whole number in Vietnamese words, northern use ("linh", "nghìn").

    105 -> "một trăm linh năm"; 2026 -> "hai nghìn không trăm hai mươi sáu"; negative numbers begin with "âm".
    """
    if number < 0:
        return f"âm {spell_number(-number)}"
    if number == 0:
        return _DIGITS[0]
    billions, rest = divmod(number, _BILLION)
    words = [f"{spell_number(billions)} tỷ"] if billions else []
    words += _spell_below_billion(rest, full=bool(billions))
    return " ".join(words)


def spell_digits(digits: str) -> str:
    """Spell each digit by itself, as telephone numbers are read out."""
    return " ".join(_DIGITS[int(c)] for c in digits if c.isdigit())


class _Reader:
    """Reads folded number words left to right; `total` holds closed scales, `group` the open one."""

    def __init__(self) -> None:
        self.total = 0
        self.group = 0
        self.tail = 0
        self.last_scale = 1
        self.open = False

    def take(self, word: str) -> bool:
        """Take one word; False where no number goes on like that ("năm một")."""
        if word in SCALE_WORDS:
            return self._close(SCALE_WORDS[word])
        if word in DIGIT_WORDS:
            return self._digit(word)
        if word == "tram":
            self.group = (self.group if self.open else 1) * 100
        elif word == "muoi":
            self.group += self.tail * 9 if self.open else 10
        elif word == "ruoi":
            self.group += 50 if self.group else 0
            self.total += 0 if self.group else self.last_scale // 2
        elif word not in {"linh", "le"}:
            return False
        self.open, self.tail = False, 0
        return True

    def _digit(self, word: str) -> bool:
        if self.open and word not in {"lam", "nham"}:
            return False
        if self.open:
            self.group += self.tail * 9
        self.tail = DIGIT_WORDS[word]
        self.group += self.tail
        self.open = True
        return True

    def _close(self, scale: int) -> bool:
        said = self.group if self.group or self.open else 1
        if scale > self.last_scale and self.total:
            self.total = (self.total + self.group) * scale
        else:
            self.total += said * scale
        self.group = self.tail = 0
        self.open = False
        self.last_scale = scale
        return True


@lru_cache(maxsize=4096)
def read_words(words: str) -> Decimal | None:
    """Read a number written in words, with or without marks; None where it is not one.

    "một triệu năm trăm nghìn" -> 1500000; "ba phẩy năm" -> 3.5; "hai triệu rưỡi" -> 2500000.
    """
    whole, _, fraction = fold(words).partition(" phay ")
    reader = _Reader()
    if not whole or not all(reader.take(word) for word in whole.split()):
        return None
    value = Decimal(reader.total + reader.group)
    if fraction:
        digits = [DIGIT_WORDS.get(word) for word in fraction.split()]
        if None in digits:
            return None
        value += Decimal("0." + "".join(str(digit) for digit in digits))
    return value


def read_figure(figure: str, *, english: bool = False) -> Decimal:
    """Read a number written in figures: "1.500.000" and "9,5" as Vietnamese, "1,500,000" and "9.5" as English.

    A single separator that is not followed by exactly three digits is taken for the decimal one in both.
    """
    thousands, decimal = (",", ".") if english else (".", ",")
    parts = figure.split(thousands)
    if len(parts) > 1 and all(len(part.partition(decimal)[0]) == 3 for part in parts[1:]):
        figure = "".join(parts)
    figure = figure.replace(",", ".")
    head, _, tail = figure.rpartition(".")
    return Decimal(f"{head.replace('.', '')}.{tail}" if head else figure)


def plain(number: Decimal) -> str:
    """Print a number in one way only: no exponent, no trailing zero, a dot before decimals."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


@lru_cache(maxsize=1)
def small_words() -> dict[str, int]:
    """Return every usual spelling of 0 to 99 in words, with marks, lower case, and its value."""
    table = {word: value for value, word in enumerate(_DIGITS)} | {"bẩy": 7, "mười": 10}
    for value in range(11, 100):
        spelled = _spell_tens(value)
        table[spelled] = value
        if value % 10 == 4:
            table[spelled.removesuffix("bốn") + "tư"] = value
        if value % 10 == 5 and value > 20:
            table[spelled.removesuffix("lăm") + "nhăm"] = value
        if value > 20 and value % 10:
            table.setdefault(spelled.replace(" mươi", "", 1), value)
    return table
