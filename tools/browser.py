"""Finds the Chromium that browser tests use.

usage: python tools/browser.py     prints its path, or exits with 1 (standard library only)
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
DOWNLOADS = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
DOWNLOADED = ("chromium-*/chrome-linux*/chrome", "chromium_headless_shell-*/chrome-*/*headless*shell")


def find() -> Path | None:
    """Return LOA_CHROMIUM, else a browser of the system, else the newest that Playwright downloaded."""
    if given := os.environ.get("LOA_CHROMIUM"):
        return Path(given) if Path(given).is_file() else None
    for name in NAMES:
        if found := shutil.which(name):
            return Path(found)
    for pattern in DOWNLOADED:
        if found_here := sorted(DOWNLOADS.glob(pattern)):
            return found_here[-1]
    return None


if __name__ == "__main__":
    path = find()
    print(path or "no Chromium was found")
    sys.exit(0 if path else 1)
