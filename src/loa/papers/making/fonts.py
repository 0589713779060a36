"""Finds the font of printed pages: one family with every Vietnamese letter in all four styles, never a mix of two.

Older copies of Liberation Serif have only part of the letters; a printer would then borrow the rest, letter by letter,
from another font.
"""

from __future__ import annotations

import os
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import typst

from loa.lib.fontfiles import has_vietnamese

_WANTED = ("Times New Roman", "Liberation Serif", "Tinos")
_SPARE = "Libertinus Serif"  # comes with typst; every letter, but other widths
_STYLES = {("normal", 400), ("normal", 700), ("italic", 400), ("italic", 700)}


@dataclass(frozen=True, slots=True)
class PageFont:
    """The family to print with and the folder of its files, None where typst brings it along."""

    family: str
    folder: Path | None

    @property
    def has_times_widths(self) -> bool:
        """Tell whether lines break where they would in Times New Roman."""
        return self.family != _SPARE


@cache
def find_page_font() -> PageFont:
    """Return the font for printed pages: the folder of LOA_FONTS and the system's are looked through once."""
    folder = os.environ.get("LOA_FONTS", "")
    known = typst.Fonts(include_system_fonts=True, font_paths=[folder] if folder else []).fonts()
    for family in _WANTED:
        files: dict[Path, dict[tuple[str, int], Path]] = defaultdict(dict)
        for font in known:
            if font.family == family and font.path:
                files[Path(font.path).parent][font.style, font.weight] = Path(font.path)
        for place, styles in sorted(files.items()):
            if styles.keys() >= _STYLES and all(
                has_vietnamese(path.read_bytes()) for path in styles.values()
            ):
                return PageFont(family, place)
    return PageFont(_SPARE, None)
