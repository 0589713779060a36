"""What makes a notice hard to follow by eye or ear: unexplained short forms and long sentences."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from loa.language.facts.patterns import words
from loa.lib.text import fold, nfc

KNOWN_ABBREVIATIONS: Final = {
    "UBND": "ủy ban nhân dân",
    "HĐND": "hội đồng nhân dân",
    "MTTQ": "mặt trận tổ quốc",
    "TP": "thành phố",
    "TDP": "tổ dân phố",
    "THCS": "trung học cơ sở",
    "THPT": "trung học phổ thông",
    "CCCD": "căn cước công dân",
    "BHYT": "bảo hiểm y tế",
    "BHXH": "bảo hiểm xã hội",
    "PCCC": "phòng cháy, chữa cháy",
    "ATGT": "an toàn giao thông",
    "VNĐ": "đồng",
    "VND": "đồng",
    "SMS": "tin nhắn",
    "QR": "quy rờ",
    "OTP": "ô tê pê",
    "COVID": "cô vít",
}
_EVERYDAY: Final = frozenset(
    {"UBND", "HĐND", "TP", "CCCD", "BHYT", "VNĐ", "VND", "SMS", "QR", "COVID", "THCS", "THPT"}
)
_LETTERS: Final = {
    **dict(
        zip(
            "ABCDĐEGHIKLMNOPQRSTUVXY",
            words("a bê xê dê đê e gờ hát i ca lờ mờ nờ o pê quy rờ sờ tê u vê ích i"),
            strict=True,
        )
    ),
    "F": "ép",
    "J": "gi",
    "W": "vê kép",
    "Z": "dét",
    "Ư": "ư",
    "Ơ": "ơ",
}
_ABBREVIATION: Final = re.compile(r"(?<![\w/.-])[A-ZĐƯƠ]{2,8}(?![\w/-]|\.\w)")
_ROMAN: Final = re.compile(r"[IVX]+")
_SENTENCE: Final = re.compile(r"[^.!?…\n]+(?:[.!?…](?!\s|$)[^.!?…\n]*)*")
_SYLLABLE: Final = re.compile(r"[^\W_]+")
_MOSTLY_CAPITALS: Final = 0.6
LONG_SENTENCE: Final = 35
"""Syllables after which a sentence is hard to follow by ear."""


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """A short form without an explanation: where it first stands, and how it is read where we know it."""

    text: str
    start: int
    end: int
    meaning: str


@dataclass(frozen=True, slots=True)
class LongSentence:
    """A sentence of more than LONG_SENTENCE syllables."""

    start: int
    end: int
    syllables: int


@dataclass(frozen=True, slots=True)
class Readability:
    """What an editor may want to mend before a text is read or heard."""

    abbreviations: tuple[Abbreviation, ...]
    long_sentences: tuple[LongSentence, ...]
    sentences: int
    syllables: int


def spell_letters(text: str) -> str:
    """Spell a short form letter by letter, as it is read out when nobody explains it."""
    return " ".join(_LETTERS.get(letter, letter.lower()) for letter in text.upper())


def _initials(text: str) -> str:
    return "".join(word[0] for word in _SYLLABLE.findall(text) if not word[0].isdigit()).upper()


def _is_explained(short: str, text: str) -> bool:
    """Tell whether the words stand beside the short form in brackets, on either side, somewhere in the text."""
    for match in re.finditer(rf"\({re.escape(short)}\)", text):
        before = _initials(text[max(0, match.start() - 80) : match.start()])
        if fold(short) == fold(before[-len(short) :]):
            return True
    for match in re.finditer(
        rf"(?<!\w){re.escape(short)} ?(?:\(|là |– |- )(?P<words>[^().;\n]{{3,80}})", text
    ):
        if fold(_initials(match["words"])).startswith(fold(short)):
            return True
    meaning = KNOWN_ABBREVIATIONS.get(short)
    return bool(meaning and meaning in text.lower())


def _is_shouting(line: str) -> bool:
    letters = [c for c in line if c.isalpha()]
    return len(letters) > 12 and sum(c.isupper() for c in letters) > _MOSTLY_CAPITALS * len(letters)


def find_abbreviations(text: str) -> list[Abbreviation]:
    """List short forms that neither the text explains nor everybody knows, each once, in order.

    Lines in capitals are left out: there every word looks like a short form.
    """
    text = nfc(text)
    found: dict[str, Abbreviation] = {}
    start = 0
    for line in text.split("\n"):
        if not _is_shouting(line):
            for match in _ABBREVIATION.finditer(line):
                short = match[0]
                if (
                    short in found
                    or short in _EVERYDAY
                    or _ROMAN.fullmatch(short)
                    or _is_explained(short, text)
                ):
                    continue
                at = start + match.start()
                found[short] = Abbreviation(short, at, at + len(short), KNOWN_ABBREVIATIONS.get(short, ""))
        start += len(line) + 1
    return list(found.values())


def readability(text: str) -> Readability:
    """Measure how easy a text is to follow: unexplained short forms, sentences, syllables, long sentences."""
    text = nfc(text)
    sentences = [
        LongSentence(match.start(), match.end(), count)
        for match in _SENTENCE.finditer(text)
        if (count := len(_SYLLABLE.findall(match[0])))
    ]
    return Readability(
        tuple(find_abbreviations(text)),
        tuple(sentence for sentence in sentences if sentence.syllables > LONG_SENTENCE),
        len(sentences),
        sum(sentence.syllables for sentence in sentences),
    )
