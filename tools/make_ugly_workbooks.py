"""Make the ugly workbooks that the tests of `loa.lib.tables` read. All names and numbers are invented.

Run: .venv/bin/python tools/make_ugly_workbooks.py (overwrites src/loa/lib/tests/workbooks).
"""

from __future__ import annotations

from pathlib import Path

import ugly_workbooks.areas_bodies
import ugly_workbooks.people
import ugly_workbooks.subscribers  # noqa: F401 - each registers its makers
from ugly_workbooks.base import MAKERS

FOLDER = Path(__file__).parent.parent / "src/loa/lib/tests/workbooks"


def main() -> None:
    """Write every file."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, make in MAKERS.items():
        data = make()
        (FOLDER / name).write_bytes(data)
        print(f"{name}: {len(data)} bytes")


if __name__ == "__main__":
    main()
