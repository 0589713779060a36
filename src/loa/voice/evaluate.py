"""How many of the labelled readings come out exactly; a third of them was held back while the readers were made.

It must not tune anything: it only reads labels and compares.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from loa.voice.normalise import spoken

CASES = Path(__file__).parent / "tests" / "data" / "spoken.tsv"


@dataclass(frozen=True, slots=True)
class Case:
    """One labelled reading; `held` by the digest of what is written, so that nobody chose it."""

    written: str
    spoken: str
    kind: str
    held: bool


def read_cases(path: Path = CASES) -> list[Case]:
    """Read the labelled readings; a line break in a text is written as backslash and n."""
    cases = []
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line:
            written, said, kind = line.split("\t")
            held = int(hashlib.sha256(written.encode()).hexdigest(), 16) % 3 == 0
            cases.append(Case(written.replace("\\n", "\n"), said.replace("\\n", "\n"), kind, held))
    return cases


def wrong(cases: list[Case], read: Callable[[str], str] = spoken) -> list[tuple[Case, str]]:
    """Return the cases that come out otherwise, with what came out."""
    return [(case, said) for case in cases if (said := read(case.written)) != case.spoken]


def exact(cases: list[Case], read: Callable[[str], str] = spoken) -> float:
    """Return the share of cases that come out letter by letter."""
    return 1 - len(wrong(cases, read)) / len(cases)
