"""Numbers, letters and syllables in Vietnamese words, as an announcer of the north says them."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from loa.language.numbers import spell_digits, spell_number
from loa.language.readability import spell_letters
from loa.voice.reading.lexicon import listed

NUM: Final = r"(?:\d{1,3}(?:\.\d{3})+(?!\d)(?:,\d+)?|\d+(?:,\d+)?)"
_FOUR: Final = re.compile(r"mươi bốn\b")
_ROMAN: Final = re.compile(r"(X{0,3})(IX|IV|V?I{0,3})")
_ROMAN_VALUES: Final = {"I": 1, "V": 5, "X": 10}
_TONES: Final = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
_STOPPED: Final = {"\u0301", "\u0323"}
_LONGEST: Final = 15

_ONSETS: Final = listed("b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x")
_RIMES: Final = frozenset(
    listed(
        """a e ê i o ô ơ u ư y ai ao au ay âu ây eo êu ia iêu iu oa oai oao oay oe oeo oi ôi ơi ua uâ uây uê ui uơ uôi uy
    uya uyu ưa ưi ươi ươu ưu yêu am an ang anh ăm ăn ăng âm ân âng em en eng êm ên ênh im in inh iêm iên iêng om on ong
    oong ôm ôn ông ơm ơn um un ung ưm ưn ưng oan oang oanh oăn oăng oen uân uâng uên uênh uôm uôn uông ươm ươn ương uyn
    uynh uyên yêm yên yêng oam oăm ac ach ap at ăc ăp ăt âc âp ât ec ep et êch êp êt ich ip it iêc iêp iêt oc op ot ôc
    ôp ôt ơp ơt uc up ut ưc ưt oac oach oap oat oăc oăt oet uât uêch uôc uôt ươc ươp ươt uyt uych uyêt yêt ooc"""
    )
)
_SYLLABLE: Final = re.compile(f"({'|'.join(sorted(_ONSETS, key=len, reverse=True))})?(.+)")


def number(value: int) -> str:
    """Say a whole number; "tư" after "mươi"."""
    return _FOUR.sub("mươi tư", spell_number(value))


def whole(figures: str) -> str:
    """Say figures as a number; a leading zero or great length makes them be read one by one, in fours."""
    if len(figures) > _LONGEST or (len(figures) > 1 and figures[0] == "0"):
        return digits_in_fours(figures)
    return number(int(figures))


def digits_in_fours(figures: str) -> str:
    """Read a long code figure by figure, with a pause after every four; up to five in one breath."""
    if len(figures) <= 5:
        return spell_digits(figures)
    return ", ".join(spell_digits(figures[at : at + 4]) for at in range(0, len(figures), 4))


def figure(text: str) -> str:
    """Say a number as it is written in Vietnamese: 1.250.000, 0,5, 1500."""
    head, _, tail = text.partition(",")
    words = whole(head.replace(".", ""))
    if not tail:
        return words
    single = tail[0] == "0" or len(tail) > 2
    return f"{words} phẩy {spell_digits(tail) if single else number(int(tail))}"


def ordinal(value: int) -> str:
    """Say what follows "thứ": nhất, hai, ba, tư, năm."""
    return {1: "nhất", 4: "tư"}.get(value) or number(value)


def roman(text: str) -> int:
    """Return the value of a Roman number up to XXXIX, or 0."""
    if not text or not _ROMAN.fullmatch(text):
        return 0
    values = [_ROMAN_VALUES[letter] for letter in text]
    return sum(-v if v < max([0, *values[at + 1 :]]) else v for at, v in enumerate(values))


def letters(text: str) -> str:
    """Spell by the names of the letters."""
    return spell_letters(text)


def is_syllable(word: str) -> bool:
    """Tell whether a word is one that Vietnamese could have: "an", "toàn", not "bot" (a stop asks for a tone)."""
    parts = unicodedata.normalize("NFD", word.lower())
    tones = {c for c in parts if c in _TONES}
    plain = unicodedata.normalize("NFC", "".join(c for c in parts if c not in _TONES))
    if plain in {"gì", "gi", "y"}:
        return True
    match = _SYLLABLE.fullmatch(plain)
    rimes = [match[2]] if match else []
    if match and match[1] == "gi":
        rimes.append(f"i{match[2]}")
    return any(
        rime in _RIMES and (not rime.endswith(("c", "ch", "p", "t")) or bool(tones & _STOPPED))
        for rime in rimes
    )
