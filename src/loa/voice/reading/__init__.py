"""Readers, each for one subject, in the order in which they take their part of a text."""

from __future__ import annotations

from typing import Final

from loa.voice.reading import dates, documents, numbers, places, shortforms, signs, times, units, web
from loa.voice.reading.model import Reader

READERS: Final[tuple[Reader, ...]] = (
    *signs.HEADS,
    *web.READERS,
    *documents.READERS,
    numbers.read_phones,
    *numbers.RATIOS,
    *places.READERS,
    *times.READERS,
    *dates.READERS,
    *units.READERS,
    *numbers.FRACTIONS,
    *numbers.ROMANS,
    *documents.SYMBOLS_ALONE,
    *shortforms.READERS,
    *shortforms.CODES,
    *shortforms.CAPITALS,
    *numbers.READERS,
    *signs.READERS,
)
