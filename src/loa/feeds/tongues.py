"""Say in which language an item is written: by its letters where these decide, else by a model of character sequences.

Imported by workers and file commands only: the model takes some hundred megabytes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from py3langid.langid import MODEL_FILE, LanguageIdentifier

_LONGEST: Final = 4_000
_GLANCE: Final = 1_200
"""Letters in which enough of Viet Nam stand to say so of the whole, nearly always."""
_FEW: Final = 12
"""Letters below which nothing is said."""
_LETTER: Final = re.compile(r"[^\W\d_]")
_OF_VIET_NAM: Final = re.compile("[ăđơưĂĐƠƯ\u1ea0-\u1ef9]")
_SHARE: Final = 0.04
_SCRIPTS: Final = {
    "km": re.compile("[\u1780-\u17ff]"),
    "lo": re.compile("[\u0e80-\u0eff]"),
    "th": re.compile("[\u0e00-\u0e7f]"),
    "ko": re.compile("[\uac00-\ud7af\u1100-\u11ff]"),
    "ja": re.compile("[\u3040-\u30ff]"),
    "zh": re.compile("[\u4e00-\u9fff]"),
}
_KNOWN: Final = (
    "vi",
    "en",
    "fr",
    "de",
    "es",
    "pt",
    "it",
    "ru",
    "id",
    "ms",
    "ar",
    "hi",
    "nl",
    "pl",
    "cs",
    "uk",
)


@dataclass(frozen=True, slots=True)
class Language:
    """A language of ISO 639-1, "" where nothing can be said, and how sure it is (0 to 1)."""

    code: str
    sure: float


def language_of(*texts: str | None) -> Language:
    """Return the language of an item; Vietnamese without marks is found too."""
    text = " ".join(text for text in texts if text)[:_LONGEST]
    if len(_OF_VIET_NAM.findall(text, 0, _GLANCE)) >= max(2, len(text) * _SHARE):
        return Language("vi", 0.99)
    letters = len(_LETTER.findall(text))
    if letters == 0:
        return Language("", 0.0)
    if len(_OF_VIET_NAM.findall(text)) >= max(2, letters * _SHARE):
        return Language("vi", 0.99)
    for code, script in _SCRIPTS.items():
        if len(script.findall(text)) * (4 if code == "ja" else 2) > letters:
            return Language(code, 0.95)
    if letters < _FEW:
        return Language("", 0.0)
    code, chance = _model().classify(text)
    return Language(str(code), round(float(chance), 2)) if chance >= 0.5 else Language("", 0.0)


@lru_cache(maxsize=1)
def _model() -> LanguageIdentifier:
    model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    model.set_languages(list(_KNOWN))
    return model
