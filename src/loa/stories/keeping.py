"""Saves the state of a grouper to one file and reads it back: arrays and JSON, nothing that could run."""

from __future__ import annotations

import json
import zipfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from loa.stories.errors import BadState
from loa.stories.grouper import Grouper
from loa.stories.hands import Act, Decision

_FORM = 4


def save(grouper: Grouper, target: Path) -> None:
    """Write the state of a grouper; the file appears whole or not at all. Raises: OSError."""
    told = {
        "form": _FORM,
        "window": grouper.sketches.window,
        "story_window": grouper.vectors.window,
        "limit": grouper.threads.limit,
        "ids": grouper.ids,
        "apart": [_pairs(grouper.reprints.apart), _pairs(grouper.stories.apart)],
        "differ": sorted(grouper.differ),
        "contains": list(grouper.contains.items()),
        "decisions": [asdict(decision) for decision in grouper.decisions],
        "sources": list(grouper.facts.sources),
    }
    count = len(grouper.ids)
    arrays: dict[str, NDArray[Any]] = {
        "reprints": grouper.reprints.of[:count],
        "stories": grouper.stories.of[:count],
        **grouper.sketches.state(),
        **grouper.vectors.state(),
        **grouper.facts.state(),
        **grouper.threads.state(),
    }
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
    for row in told["decisions"]:
        grouper.remember(
            Decision(Act(row["act"]), tuple(row["items"]), tuple(row["others"]), row["of_reprints"])
        )
    grouper.reprints.restore(arrays["reprints"])
    grouper.stories.restore(arrays["stories"])
    for bundles, pairs in zip((grouper.reprints, grouper.stories), told["apart"], strict=True):
        bundles.keep_apart((one, other) for one, other in pairs)
    grouper.facts.restore(arrays, len(grouper.ids), told["sources"])
    grouper.sketches.restore(arrays)
    grouper.vectors.restore(arrays)
    grouper.threads.restore(arrays)
    return grouper


def _pairs(apart: dict[int, set[int]]) -> list[list[int]]:
    return [[item, other] for item, others in apart.items() for other in sorted(others) if item < other]
