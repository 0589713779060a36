"""The lists that stand beside the readers in `data`: what is written, a tab, how it is said."""

from __future__ import annotations

from functools import cache
from importlib import resources


@cache
def table(name: str) -> dict[str, str]:
    """Return one list; lines that begin with # are remarks."""
    text = resources.files("loa.voice").joinpath("data", f"{name}.tsv").read_text(encoding="utf-8")
    found: dict[str, str] = {}
    for line in text.split("\n"):
        if line and not line.startswith("#"):
            written, said = line.split("\t")
            found[written] = said
    return found


def listed(words: str) -> list[str]:
    """Return the words of a list that is kept as one text."""
    return words.split()
