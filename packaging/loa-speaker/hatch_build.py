# ruff: noqa: INP001  a build script, no package
"""Takes the two packages into the wheel file by file, their tests left out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCE = Path(__file__).parents[2] / "src"


class Packages(BuildHookInterface[Any]):
    """Names each file that belongs into the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  the hook's own signature
        """Add the files."""
        for package in ("loa_speaker", "loa_wire"):
            for file in sorted((SOURCE / package).glob("*.py")):
                if file.name != "testing.py":
                    build_data["force_include"][str(file)] = f"{package}/{file.name}"
