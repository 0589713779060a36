"""Measures of the address resolver on made-up addresses of the whole country, altered as people alter them.

Run `python -m loa.language.evaluate_addresses`. All figures are from constructed data: true units, invented spelling.
It must not tune anything: it writes addresses, asks, and compares.
"""

from __future__ import annotations

import random
import re
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from loa.language.addresses.gazetteer import HALF, OLDER, PRESENT, Unit, gazetteer
from loa.language.addresses.resolver import resolve
from loa.language.addresses.spelling import KIND_WORDS
from loa.lib.text import nfc

_D = str.maketrans({"đ": "d", "Đ": "D"})
_SHORT = {
    "p": ("P.", "P", "p.", "F.", "phường"),
    "x": ("X.", "X", "xã", "x."),
    "t": ("TT", "TT.", "TTr.", "thị trấn"),
    "k": ("ĐK", "đặc khu"),
    "q": ("Q.", "Q", "q.", "quận"),
    "h": ("H.", "H", "huyện"),
    "s": ("TX.", "TX", "thị xã"),
    "c": ("TP.", "TP", "Tp.", "T.P", "thành phố"),
    "T": ("T.", "T", "tỉnh", "t."),
}
_STREETS = (
    "Lê Lợi",
    "Trần Hưng Đạo",
    "Nguyễn Trãi",
    "Hai Bà Trưng",
    "Quang Trung",
    "Hòa Bình",
    "Kim Mã",
    "30/4",
)
_FRONTS = (  # "#" is a number, "@" a street
    "số # đường @",
    "Số #, phố @",
    "# @",
    "ngõ # @",
    "#/5 hẻm # đường @",
    "Ngách 3/# @",
)
_GROUPS = (
    "Thôn 5",
    "tổ dân phố số 3",
    "Khu phố 4",
    "Ấp Bình Hòa",
    "Xóm 7",
    "Tổ 3, khu phố 2",
    "Thôn Tân Lập",
    "bản Nà Pó",
)
_LATE = {
    "òa": "oà",
    "óa": "oá",
    "ỏa": "oả",
    "õa": "oã",
    "ọa": "oạ",
    "òe": "oè",
    "óe": "oé",
    "ùy": "uỳ",
    "úy": "uý",
    "ủy": "uỷ",
}
Draw = random.Random
Parts = list[tuple[str, str]]  # kind letter and name, the commune first


def without_marks(text: str, _draw: Draw) -> str:
    """Return the text typed on a keyboard without marks."""
    bare = unicodedata.normalize("NFD", text.translate(_D))
    return "".join(letter for letter in bare if not unicodedata.combining(letter))


def half_without_marks(text: str, draw: Draw) -> str:
    """Return the text with the marks of about every second word lost."""
    return " ".join(without_marks(word, draw) if draw.random() < 0.5 else word for word in text.split(" "))


def late_tones(text: str, _draw: Draw) -> str:
    """Return the text with the tone mark on the second vowel ("Hoà", "Thuỷ")."""
    return re.sub(r"[òóỏõọ][ae](?!\w)|(?<!q)[ùúủ]y(?!\w)", lambda found: _LATE.get(found[0], found[0]), text)


def with_a_slip(text: str, draw: Draw) -> str:
    """Return the first name with one letter dropped, doubled or replaced."""
    head, comma, rest = text.partition(",")
    places = [at for at, letter in enumerate(head) if letter.islower() and at > len(head) // 2]
    if len(head) < 9 or not places:
        return text
    at = draw.choice(places)
    return head[:at] + draw.choice(("", head[at] * 2, "x")) + head[at + 1 :] + comma + rest


TEXTS: dict[str, Callable[[str, Draw], str]] = {
    "as it is": lambda text, _draw: text,
    "no marks": without_marks,
    "half the marks": half_without_marks,
    "tone placement": late_tones,
    "upper case": lambda text, _draw: text.upper(),
    "lower case": lambda text, _draw: text.lower(),
    "NFD": lambda text, _draw: unicodedata.normalize("NFD", text),
    "dashes": lambda text, _draw: text.replace(", ", " - "),
    "no space after comma": lambda text, _draw: text.replace(", ", ","),
    "no separators": lambda text, _draw: text.replace(", ", " "),
    "one letter wrong": with_a_slip,
}


@dataclass(frozen=True, slots=True)
class Shape:
    """How the parts of an address are put down: short kinds, kinds left out, order, what stands in front."""

    short: bool = True
    bare_above: bool = False
    bare: bool = False
    reversed: bool = False
    street: bool = False
    group: bool = False
    no_province: bool = False


SHAPES = {
    "full": Shape(short=False),
    "short kinds": Shape(),
    "kinds above left out": Shape(bare_above=True),
    "all kinds left out": Shape(bare_above=True, bare=True),
    "reversed": Shape(reversed=True),
    "street in front": Shape(street=True),
    "hamlet in front": Shape(group=True),
    "no province": Shape(no_province=True),
}


@dataclass(slots=True)
class Tally:
    """What came of one kind of address: asked, right, null, and how many of these name the right one as a candidate."""

    asked: int = 0
    right: int = 0
    null: int = 0
    named: int = 0
    errors: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        """Return the share of right answers."""
        return self.right / self.asked if self.asked else 1.0


def parts_of(unit: Unit) -> Parts:
    """Return kind and name of the commune and of what lay above."""
    letters = {word: letter for letter, word in KIND_WORDS.items()}
    above = gazetteer().full_name(unit).split(", ")[1:]
    kinds = sorted(letters, key=len, reverse=True)
    found: Parts = [(unit.kind, unit.name)]
    for full in above:
        kind = next(kind for kind in kinds if full.startswith(f"{kind} "))
        found.append((letters[kind], full.removeprefix(kind).strip()))
    return found


def write(parts: Parts, shape: Shape, draw: Draw) -> str:
    """Return the address in one shape."""
    kept = parts[:-1] if shape.no_province and len(parts) > 2 else parts
    words = []
    for place, (kind, name) in enumerate(kept):
        is_number = name.isdigit()
        if not is_number and (shape.bare if place == 0 else shape.bare_above):
            words.append(name)
        else:
            word = draw.choice(_SHORT[kind]) if shape.short else KIND_WORDS[kind]
            words.append(f"{word}{'' if word.endswith('.') and draw.random() < 0.5 else ' '}{name}")
    if shape.reversed:
        words.reverse()
    if shape.street:
        words.insert(
            0,
            draw.choice(_FRONTS).replace("#", str(draw.randint(1, 300))).replace("@", draw.choice(_STREETS)),
        )
    if shape.group:
        words.insert(0, draw.choice(_GROUPS))
    return ", ".join(words)


def units_of(era: int) -> list[Unit]:
    """Return the communes of one time, each under one name, in a fixed order."""
    entries = gazetteer().entries.values()
    found = {
        (u.code, u.name, u.kind): u
        for entry in entries
        for u in entry.communes
        if u.era == era and u.kind != "h"
    }
    return [found[key] for key in sorted(found)]


def measure(units: Sequence[Unit], shape: Shape, change: Callable[[str, Draw], str], draw: Draw) -> Tally:
    """Return what comes of these communes, written in one shape and changed in one way."""
    tally = Tally()
    for unit in units:
        text = change(write(parts_of(unit), shape, draw), draw)
        found = resolve(text)
        tally.asked += 1
        tally.right += found.commune_code in unit.targets
        if found.commune_code is None:
            tally.null += 1
            tally.named += not set(unit.targets).isdisjoint(found.candidates)
        if found.commune_code not in unit.targets:
            tally.errors.append(nfc(text))
    return tally


def tallies(size: int, seed: int = 20260901) -> Iterator[tuple[str, Tally]]:
    """Yield a tally for each time, shape and change, `size` communes each, always the same ones for one seed."""
    draw = Draw(seed)
    for title, era in (("until June 2025", HALF), ("of 2021–2024", OLDER), ("since July 2025", PRESENT)):
        units = units_of(era)
        for name, shape in SHAPES.items():
            if era == PRESENT and (shape.no_province or shape.bare):
                continue
            sample = draw.sample(units, min(size, len(units)))
            yield f"{title}, {name}", measure(sample, shape, TEXTS["as it is"], draw)
        for name, change in TEXTS.items():
            shape = SHAPES["full"] if name == "one letter wrong" else draw.choice(list(SHAPES.values())[:3])
            yield f"{title}, {name}", measure(draw.sample(units, min(size, len(units))), shape, change, draw)


def main() -> None:
    """Print every tally, the sum, load time and speed."""
    begun = time.perf_counter()
    gazetteer()
    sys.stdout.write(f"load {time.perf_counter() - begun:.2f} s\n")
    total = Tally()
    begun = time.process_time()
    for name, tally in tallies(1000):
        total.asked += tally.asked
        total.right += tally.right
        wrong = tally.asked - tally.right - tally.null
        sys.stdout.write(
            f"{name:40s} {tally.share:.4f} of {tally.asked}; wrong {wrong}, null {tally.null} (named {tally.named})\n"
        )
    speed = total.asked / (time.process_time() - begun)
    sys.stdout.write(f"all {total.share:.4f} of {total.asked}; {speed:.0f} a second with the writing\n")


if __name__ == "__main__":
    main()
