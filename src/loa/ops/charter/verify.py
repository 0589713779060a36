"""Compares what holds the charter with how it was made to look; it changes nothing."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from loa.ops.charter.catalogue import NOT_YET, look
from loa.ops.charter.rules import RULES

FILE = Path(__file__).with_name("expected.json")
MISSING, ALTERED = "missing", "altered"
Expected = dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that no longer holds its rule as it did."""

    rule: int
    key: str
    state: str
    protects: str
    expected: str
    seen: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a look at everything found, and the digest of what it was compared with."""

    held: int
    faults: tuple[Fault, ...]
    digest: str

    @property
    def ok(self) -> bool:
        """Say whether all of it stands."""
        return not self.faults


def looks() -> Expected:
    """Return how everything looks now, by rule; a thing that is not there is left out."""
    return {
        str(rule.number): {key: said for key in rule.keys if (said := look(key)) is not None}
        for rule in RULES
    }


def text_of(expected: Expected) -> str:
    """Return the looks as the file keeps them: one line of definition a line of text, so that a change is read."""
    lined = {
        rule: {key: said.split("\n") for key, said in things.items()} for rule, things in expected.items()
    }
    return json.dumps(lined, indent=1, ensure_ascii=False) + "\n"


def expected_looks() -> Expected:
    """Return the looks that the file keeps."""
    lined = json.loads(FILE.read_text(encoding="utf-8"))
    return {rule: {key: "\n".join(said) for key, said in things.items()} for rule, things in lined.items()}


def verify() -> Report:
    """Look at everything that holds the charter and name what is missing or altered."""
    wanted, faults, held = expected_looks(), [], 0
    for rule in RULES:
        for key in rule.keys:
            before, now = wanted[str(rule.number)].get(key, ""), look(key)
            if now in {before, NOT_YET}:
                held += 1
                continue
            state = MISSING if now is None else ALTERED
            faults.append(Fault(rule.number, key, state, str(rule.protects(key)), before, now or ""))
    return Report(held, tuple(faults), sha256(FILE.read_bytes()).hexdigest())
