"""Finds the Chromium that browser tests use.

usage: python tools/browser.py     prints its path, or exits with 1 (standard library only)
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
DOWNLOADS = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
DOWNLOADED = ("chromium-*/chrome-linux*/chrome", "chromium_headless_shell-*/chrome-*/*headless*shell")


def find() -> Path | None:
    """Return LOA_CHROMIUM, else a browser of the system, else the newest that Playwright downloaded."""
    if given := os.environ.get("LOA_CHROMIUM"):
        return Path(given)
    for name in NAMES:
        if found := shutil.which(name):
            return Path(found)
    for pattern in DOWNLOADED:
        if found_here := sorted(DOWNLOADS.glob(pattern)):
            return found_here[-1]
    return None


def trouble(path: Path) -> str:
    """Return why a browser does not start, in its own last words; nothing when it does."""
    try:
        done = subprocess.run(
            [path, "--version"], capture_output=True, text=True, errors="replace", check=False
        )
    except OSError as error:
        return str(error)
    return (done.stderr.strip() or f"it ended with code {done.returncode}") if done.returncode else ""


if __name__ == "__main__":
    path = find()
    print(path or "no Chromium was found")
    sys.exit(0 if path else 1)
