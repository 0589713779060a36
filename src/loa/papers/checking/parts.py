"""Finds the parts of a document among its lines: head, number, day, name and subject, body, who signs, who receives."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from loa.lib.text import fold, squeeze
from loa.papers.checking.seen import Line, Seen
from loa.papers.packs import Pack

_HEAD = 40  # lines among which the head is looked for
_ALIKE = 0.8
_NUMBER = re.compile(r"so\s*[:.]?\s*[\d\s.…_]*[/-]")
_DATE = re.compile(r"ngay\b.{0,20}\bthang\b.{0,20}\bnam\b")
_RIGHT = re.compile(r"(?:t/?m|k/?t|t/?l|tuq|t/?u/?q|t/u|q)\s*[./]?\s+\S|(?:tm|kt|tl|tuq|q)\.")
_STAMP = re.compile(r"(?:ky boi|nguoi ky|ky ngay|thoi gian ky|email|co quan|da ky|chu ky)\b")
_LETTER = re.compile(r"(?:v/v|ve viec)\b")
_MARKS = {"*", "-----", "_____", "-------", "---------------"}
_LONG = 60


@dataclass(slots=True)
class Parts:
    """Which lines are which part, with their places in the order of reading."""

    found: dict[str, list[tuple[int, Line]]] = field(default_factory=dict)
    stars: set[str] = field(default_factory=set)  # parts under which a sign stands as a line of its own

    def add(self, name: str, place: int, line: Line) -> None:
        """Note a line as part of a part."""
        self.found.setdefault(name, []).append((place, line))

    def lines(self, name: str) -> list[Line]:
        """Return the lines of a part."""
        return [line for _, line in self.found.get(name, [])]

    def place(self, name: str) -> int | None:
        """Return where a part begins."""
        return self.found[name][0][0] if self.found.get(name) else None

    def text(self, name: str) -> str:
        """Return the words of a part."""
        return squeeze(" ".join(line.text for line in self.lines(name)))


def alike(text: str, asked: str) -> bool:
    """Tell whether a line means the asked one, whatever its marks, dashes and slips."""
    one, other = (re.sub(r"[^a-z]+", " ", fold(t)).strip() for t in (text, asked))
    if abs(len(one) - len(other)) > len(other) * 0.3:
        return False
    return one == other or SequenceMatcher(None, one, other).ratio() >= _ALIKE


def has_head_of(seen: Seen, pack: Pack) -> bool:
    """Tell whether the document opens with the name that papers of this form are headed with."""
    return any(alike(line.text, pack.words.name) for line in seen.lines[:_HEAD])


def find_parts(seen: Seen, pack: Pack) -> Parts:
    """Return the parts that were found; a part that is not there is not in it."""
    parts = Parts()
    lines = [(n, line) for n, line in enumerate(seen.lines) if line.text.strip()]
    end = _find_head(parts, lines, pack)
    foot = _find_foot(parts, lines)
    after = _find_title(parts, lines, pack, end)
    _find_body(parts, lines, pack, after, foot)
    return parts


def _find_head(parts: Parts, lines: Sequence[tuple[int, Line]], pack: Pack) -> int:
    """Find the parts of the head; return where it ends."""
    head = lines[:_HEAD]
    for n, line in head:
        if "name" not in parts.found and alike(line.text, pack.words.name):
            parts.add("name", n, line)
        elif pack.words.motto and "motto" not in parts.found and alike(line.text, pack.words.motto):
            parts.add("motto", n, line)
        elif (
            "number" not in parts.found and len(line.text) < _LONG and _NUMBER.match(fold(line.text.strip()))
        ):
            parts.add("number", n, line)
        elif "place_date" not in parts.found and len(line.text) < 90 and _is_date(line):
            parts.add("place_date", n, line)
    places = [p for p in map(parts.place, ("name", "motto", "number", "place_date")) if p is not None]
    end = max(places, default=-1)
    _find_issuer(parts, head, pack)
    return _find_letter_subject(parts, head, end)


def _is_date(line: Line) -> bool:
    words = fold(line.text)
    return bool(_DATE.search(words)) and not words.startswith(("can cu", "- can cu", "(", "kem theo"))


def _find_issuer(parts: Parts, head: Sequence[tuple[int, Line]], pack: Pack) -> None:
    """Find the bodies: upper-case lines before the number that are no name or motto; the bold last ones issue."""
    number = parts.place("number")
    others = {n for name in ("name", "motto", "place_date") for n, _ in parts.found.get(name, [])}
    stop = number if number is not None else max(others, default=0)
    bodies: list[tuple[int, Line]] = []
    for n, line in head:
        if n >= stop or n in others or line.column == "right":
            continue
        if line.text.strip() in _MARKS:
            parts.stars.add("issuer")
        elif _is_upper(line.text) and not any(alike(line.text, k) for k in pack.kinds):
            bodies.append((n, line))
    bold = [n for n, (_, line) in enumerate(bodies) if line.letters.bold]
    first = len(bodies) - 1
    while first - 1 in bold and first in bold:
        first -= 1
    for n, (place, line) in enumerate(bodies):
        parts.add("issuer" if n >= first else "parent", place, line)


def _find_letter_subject(parts: Parts, head: Sequence[tuple[int, Line]], end: int) -> int:
    number = parts.place("number")
    if number is None:
        return end
    taking = False
    for n, line in head:
        if n <= number or line.column == "right":
            continue
        if _LETTER.match(fold(line.text.strip())) and line.column == "left":
            taking = True
        elif taking and (line.column != "left" or _is_upper(line.text)):
            break
        if taking:
            parts.add("letter_subject", n, line)
            end = max(end, n)
    return end


def _find_title(parts: Parts, lines: Sequence[tuple[int, Line]], pack: Pack, end: int) -> int:
    """Find the document's name and subject; return after which line the body begins."""
    kinds = {fold(kind) for kind in pack.kinds}
    number = parts.place("number")
    start = min(end, number if number is not None else end)
    near = [(n, line) for n, line in lines if n > start and line.column == "full"][:15]
    named = next((n for n, line in near if fold(squeeze(line.text)).rstrip(":") in kinds), None)
    if named is None or "letter_subject" in parts.found:
        return end
    for n, line in lines:
        if n == named:
            parts.add("kind", n, line)
        elif n > named:
            if line.text.strip() in _MARKS:
                parts.stars.add("subject")
                return n
            if not _goes_on(line, parts):
                return n - 1
            parts.add("subject", n, line)
    return named


def _goes_on(line: Line, parts: Parts) -> bool:
    """Tell whether a line still belongs to the subject: centred, or bold where a file does not tell what is centred."""
    words = fold(line.text)
    if words.startswith(("kinh gui", "can cu", "kinh trinh", "i.", "i-")) or len(parts.lines("subject")) > 5:
        return False
    if words.rstrip().endswith(":") and _is_upper(line.text):
        return False
    if not parts.lines("subject"):
        return bool(line.letters.bold) or line.aligned == "center"
    same = line.letters.bold == parts.lines("subject")[0].letters.bold
    return same and (line.aligned == "center" or (line.aligned is None and bool(line.letters.bold)))


def _find_foot(parts: Parts, lines: Sequence[tuple[int, Line]]) -> int:
    """Find recipients and who signs; return where the foot begins."""
    word = next(((n, line) for n, line in lines if fold(line.text.strip()).startswith("noi nhan")), None)
    if word is None:
        right = next((n for n, line in reversed(lines) if _RIGHT.match(fold(line.text.strip()))), None)
        if right is None:
            return _without_words(parts, lines)
        group = next(line.group for n, line in lines if n == right)
        _find_signer(parts, [(n, line) for n, line in lines if n >= right and line.group == group][:12])
        return right
    place, line = word
    parts.add("recipients_word", place, line)
    foot = [(n, other) for n, other in lines if _in_foot(other, line, n, place)]
    for n, other in foot:
        begins = other.column != "right" and re.match(r"\s*[-–+]", other.text)
        goes_on = other.column == "left" and parts.lines("recipients")
        if n > place and (begins or goes_on):
            parts.add("recipients", n, other)
    _find_signer(parts, [(n, other) for n, other in foot if other.column == "right"])
    return min((n for n, _ in foot), default=place)


def _without_words(parts: Parts, lines: Sequence[tuple[int, Line]]) -> int:
    """A foot without recipients: the right column of the last table, when it stands at the end."""
    last = lines[-1][1] if lines else None
    if last is None or last.column != "right":
        return lines[-1][0] + 1 if lines else 0
    foot = [(n, line) for n, line in lines if line.group == last.group and line.page == last.page]
    own = [(n, line) for n, line in foot if line.column == "right" and n > _HEAD // 4]
    _find_signer(parts, own)
    return own[0][0] if own else lines[-1][0] + 1


def _in_foot(line: Line, word: Line, n: int, place: int) -> bool:
    if fold(line.text.strip()).startswith("phu luc"):
        return False
    if word.group:
        return line.group == word.group
    return line.page == word.page and (n >= place - 2) and n < place + 40


def _find_signer(parts: Parts, lines: Sequence[tuple[int, Line]]) -> None:
    own = [(n, line) for n, line in lines if not _STAMP.match(fold(line.text.strip()))]
    named = next(((n, line) for n, line in reversed(own) if not _is_upper(line.text)), None)
    for n, line in own:
        if named is not None and n >= named[0]:
            break
        if _RIGHT.match(fold(line.text.strip())):
            parts.add("authority", n, line)
        elif _is_upper(line.text):
            parts.add("signer_title", n, line)
    if named is not None:
        parts.add("signer", *named)


def _find_body(parts: Parts, lines: Sequence[tuple[int, Line]], pack: Pack, after: int, foot: int) -> None:
    annex = fold(pack.words.annex)
    for n, line in lines:
        words = fold(line.text.strip())
        if n > foot and re.fullmatch(rf"{annex}(?: [ivx\d]+)?", words):
            parts.add("annex", n, line)
        elif "annex" in parts.found and words.startswith("(kem theo"):
            parts.add("annex_of", n, line)
        elif after < n < foot and line.column == "full" and not line.in_figures:
            if line.letters.size is not None and len(line.text) >= _LONG:
                parts.add("body", n, line)
            parts.add("text", n, line)


def _is_upper(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return len(letters) > 2 and sum(c.isupper() for c in letters) >= 0.8 * len(letters)


def in_order(parts: Parts, names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield pairs of parts of which the second stands before the first."""
    for one, other in itertools.pairwise(names):
        first, second = parts.place(one), parts.place(other)
        if first is not None and second is not None and second < first:
            yield one, other
