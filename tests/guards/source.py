"""Reads the tree for the guards: files, rooms, syntax trees."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src" / "loa"


def python_files(*, tests: bool = False) -> Iterator[Path]:
    for path in sorted(SRC.rglob("*.py")):
        parts = set(path.relative_to(SRC).parts)
        if "migrations" not in parts and (tests or "tests" not in parts):
            yield path


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def rooms() -> list[Path]:
    kinds = [p for p in (SRC / "kinds").iterdir() if (p / "apps.py").exists()]
    return sorted([p for p in SRC.iterdir() if p.is_dir() and p.name not in {"kinds", "__pycache__"}] + kinds)


def templates() -> Iterator[Path]:
    yield from sorted((ROOT / "templates").rglob("*.html"))
    yield from sorted(SRC.rglob("templates/**/*.html"))
