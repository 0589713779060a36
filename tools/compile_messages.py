"""Compiles every translation beside its source, without the gettext programs.

usage: python tools/compile_messages.py
"""

from __future__ import annotations

import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Compile all .po files below locale/; return 1 when one cannot be read."""
    for path in sorted((ROOT / "locale").glob("*/LC_MESSAGES/*.po")):
        try:
            polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))
        except (OSError, ValueError) as error:
            print(f"{path.relative_to(ROOT)}: {error}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
