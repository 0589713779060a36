"""Finds the Liberation fonts, which have the metrics of Times New Roman; only copies with every Vietnamese letter count.

usage: python tools/fonts.py     prints their folder, or exits with 1 (standard library only)
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from loa.lib.fontfiles import has_vietnamese

FILE = "LiberationSerif-Regular.ttf"
FOLDERS = (
    Path(os.environ.get("LOA_FONTS") or "/nonexistent"),
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path.home() / ".local" / "share" / "fonts",
    Path.home() / ".fonts",
)


def find() -> Path | None:
    """Return the folder that holds a whole Liberation Serif, LOA_FONTS first."""
    for folder in FOLDERS:
        for found in sorted(folder.rglob(FILE)):
            if has_vietnamese(found.read_bytes()):
                return found.parent
    return None


if __name__ == "__main__":
    path = find()
    print(path or "no Liberation fonts were found")
    sys.exit(0 if path else 1)
