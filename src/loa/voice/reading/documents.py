"""Numbers and symbols of documents as they are said, part by part."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from loa.language.facts import DOCUMENT_NUMBER
from loa.voice.reading.facts import facts_of
from loa.voice.reading.lexicon import table
from loa.voice.reading.model import Found, Kind, Reader, reader
from loa.voice.reading.words import letters, number, whole

_SYMBOLS: Final = table("symbols")
_STATE: Final = re.compile(
    r"(?P<n>\d+)(?:\.(?P<part>\d+))?(?P<letter>[a-z]?)(?:/(?P<y>(?:19|20)\d\d))?/(?P<code>.+)"
)
_PARTY: Final = re.compile(r"(?P<n>\d+)-(?P<kind>[^/]+)/(?P<code>.+)")
_UPPER: Final = "A-ZĐ"
_PART: Final = re.compile(r"([^\W\d]+)(\d*)")


def _part(part: str) -> str:
    known = _SYMBOLS.get(part)
    if known:
        return known
    words = [
        f"{_SYMBOLS.get(name) or letters(name)}{f' {number(int(figures))}' if figures else ''}"
        for name, figures in _PART.findall(part)
    ]
    return " ".join(words)


def _parts(code: str) -> str:
    return ", gạch chéo, ".join(
        ", ".join(_part(part) for part in half.split("-") if part) for half in code.split("/")
    )


def say_number(written: str) -> str:
    """Say a document's number with its symbol."""
    written = "".join(written.split())
    if party := _PARTY.fullmatch(written):
        return f"{whole(party['n'])}, {_parts(party['kind'])}, gạch chéo, {_parts(party['code'])}"
    state = _STATE.fullmatch(written)
    assert state, written
    year = f", năm {number(int(state['y']))}" if state["y"] else ""
    letter = f" {letters(state['letter'])}" if state["letter"] else ""
    part = f" chấm {whole(state['part'])}" if state["part"] else ""
    return f"{whole(state['n'])}{part}{letter}{year}, gạch chéo, {_parts(state['code'])}"


def read_numbers(text: str, _work: str) -> Iterator[Found]:
    """Read document numbers, found by the fact finder."""
    for fact in facts_of(text):
        if fact.kind == DOCUMENT_NUMBER:
            yield fact.start, fact.end, say_number(fact.text), Kind.DOCUMENT


def _symbol_alone(match: re.Match[str]) -> str | None:
    parts = match[0].split("-")
    return _parts(match[0]) if all(part in _SYMBOLS for part in parts) else None


READERS: Final[tuple[Reader, ...]] = (
    reader(
        Kind.DOCUMENT,
        rf"(?<![\w/.,-])\d{{1,4}}\.\d{{1,2}}/(?:19|20)\d\d/[{_UPPER}]\w{{0,8}}(?:-[{_UPPER}]\w{{0,8}}){{0,3}}",
        lambda match: say_number(match[0]),
    ),
    read_numbers,
    reader(
        Kind.DOCUMENT,
        r"(?<=\b[Đđ]iểm )(?P<letter>[a-eg-ilmnp-svxđ])(?= khoản)",
        lambda match: letters(match["letter"]),
    ),
)
SYMBOLS_ALONE: Final[tuple[Reader, ...]] = (
    reader(Kind.DOCUMENT, r"(?<![\w/-])[^\W\d_a-z]\w{1,7}(?:-[^\W\d_a-z]\w{1,7})+(?![\w/-])", _symbol_alone),
)
