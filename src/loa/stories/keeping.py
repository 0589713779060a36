"""Saves the state of a grouper to one file and reads it back: arrays and JSON, nothing that could run."""

from __future__ import annotations

import json
import zipfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from loa.stories.bundles import Bundles
from loa.stories.errors import BadState
from loa.stories.grouper import Grouper
from loa.stories.hands import Act, Decision
from loa.stories.rules import Facts

_FORM = 1


def save(grouper: Grouper, target: Path) -> None:
    """Write the state of a grouper; the file appears whole or not at all. Raises: OSError."""
    told = {
        "form": _FORM,
        "window": grouper.sketches.window,
        "story_window": grouper.vectors.window,
        "limit": grouper.threads.limit,
        "ids": grouper.ids,
        "reprints": _told(grouper.reprints),
        "stories": _told(grouper.stories),
        "differ": sorted(grouper.differ),
        "contains": list(grouper.contains.items()),
        "decisions": [asdict(decision) for decision in grouper.decisions],
        "facts": [[number, _fact_row(facts)] for number, facts in grouper.facts.items()],
        "threads": grouper.threads.state(),
    }
    arrays: dict[str, NDArray[Any]] = {**grouper.sketches.state(), **grouper.vectors.state()}
    arrays["told"] = np.frombuffer(json.dumps(told).encode(), np.uint8)
    partial = target.with_name(f".{target.name}.part")
    try:
        with partial.open("wb") as out:
            np.savez(out, **arrays)  # type: ignore[arg-type]
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def load(source: Path) -> Grouper:
    """Read a grouper back. Raises: BadState, OSError."""
    try:
        with source.open("rb") as file, np.load(file, allow_pickle=False) as kept:
            arrays = {name: kept[name] for name in kept.files}
        told = json.loads(arrays.pop("told").tobytes())
        if told["form"] != _FORM:
            raise BadState
        return _restored(told, arrays)
    except (ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
        raise BadState from error


def _restored(told: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> Grouper:
    grouper = Grouper(window=told["window"], story_window=told["story_window"], limit=told["limit"])
    grouper.ids = told["ids"]
    grouper.number = {item: number for number, item in enumerate(grouper.ids)}
    grouper.differ = set(told["differ"])
    grouper.contains = {number: list(others) for number, others in told["contains"]}
    grouper.facts = {number: _facts(row) for number, row in told["facts"]}
    grouper.decisions = [
        Decision(Act(row["act"]), tuple(row["items"]), tuple(row["others"]), row["of_reprints"])
        for row in told["decisions"]
    ]
    _restore(grouper.reprints, told["reprints"])
    _restore(grouper.stories, told["stories"])
    grouper.threads.restore(told["threads"])
    grouper.sketches.restore(arrays)
    grouper.vectors.restore(arrays)
    return grouper


def _told(bundles: Bundles) -> dict[str, Any]:
    return {
        "of": [bundles.of[item] for item in range(len(bundles.of))],
        "apart": [[item, sorted(others)] for item, others in bundles.apart.items()],
    }


def _restore(bundles: Bundles, told: dict[str, Any]) -> None:
    for item, group in enumerate(told["of"]):
        bundles.of[item] = group
        bundles.members.setdefault(group, []).append(item)
    bundles.apart = {item: set(others) for item, others in told["apart"]}


def _fact_row(facts: Facts) -> list[Any]:
    return [
        facts.hour, facts.source, facts.size, sorted(facts.numbers), sorted(facts.dates), facts.figures,
        facts.place, facts.programme, facts.digest,
    ]  # fmt: skip


def _facts(row: list[Any]) -> Facts:
    hour, source, size, numbers, dates, *rest = row
    return Facts(hour, source, size, frozenset(numbers), frozenset(dates), *rest)
