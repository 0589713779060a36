"""Tell whether a word can be a Vietnamese syllable; the judge between character sets.

It must not be used as a dictionary: it knows shapes, not words.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from loa.lib.text import fold

_TONES = {"\u0300": "f", "\u0301": "s", "\u0303": "x", "\u0309": "r", "\u0323": "j"}
_ONSETS = (  # noqa: SIM905 - the 27 written onsets; a line of words reads better
    "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph q qu r s t th tr v x"
).split()
_RIMES = (  # noqa: SIM905 - as above
    "a ai ao au ay ac ach am an ang anh ap at ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây "
    "e eo ec em en eng ep et ê êch êm ên ênh êp êt êu "
    "i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu yê yêm yên yêng yêt yêu y ya ych ynh yt yn yp yu "
    "o oi oc om on ong op ot oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt "
    "oe oen oeo oet ooc oong ăk ak ôk ok ô ôi ôc ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt "
    "u ua uc ui um un ung up ut uân uâng uât uây uê uêch uênh uơ uôc uôi uôm uôn uông uôt uy uya uych uynh uyt uyu "
    "uyên uyêt uyn uyp ue ueo uen uet uao uac uai uan uang uanh uat uay uăc uăm uăn uăng uăt "
    "ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu"
).split()
_SYLLABLE = re.compile(
    rf"(?:{'|'.join(sorted(_ONSETS, key=len, reverse=True))})?(?:{'|'.join(sorted(_RIMES, key=len, reverse=True))})"
)
_BARE_SYLLABLE = re.compile(
    "(?:{})?(?:{})".format(
        *(
            "|".join(sorted({fold(part) for part in parts}, key=len, reverse=True))
            for parts in (_ONSETS, _RIMES)
        )
    )
)
_STOPPED = re.compile(r"(?:c|ch|k|p|t)$")


@lru_cache(maxsize=65_536)
def is_syllable(word: str) -> bool:
    """Tell whether the word, in any case, has the shape of one Vietnamese syllable.

    A syllable that ends in c, ch, p or t carries no other tone than sắc or nặng.
    """
    base, tones = _split(word.lower())
    if len(tones) > 1 or not _SYLLABLE.fullmatch(base):
        return False
    return not (_STOPPED.search(base) and tones not in {"", "s", "j"})


@lru_cache(maxsize=65_536)
def is_bare_syllable(word: str) -> bool:
    """Tell whether the word, folded, is the shape of a syllable whose marks may have been left out ("nghiep")."""
    return _BARE_SYLLABLE.fullmatch(word) is not None


def _split(word: str) -> tuple[str, str]:
    marks = unicodedata.normalize("NFD", word)
    tones = "".join(_TONES[char] for char in marks if char in _TONES)
    return unicodedata.normalize("NFC", "".join(char for char in marks if char not in _TONES)), tones
