"""Checks that every Vietnamese sentence has its English translation.

usage: python tools/check_po.py     exits with 1 and names what is missing
"""

from __future__ import annotations

import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent


def gaps(path: Path) -> list[str]:
    """Return one line for each entry that is untranslated or only guessed."""
    entries = [entry for entry in polib.pofile(str(path)) if not entry.obsolete]
    return [
        f"{path.relative_to(ROOT)}:{entry.linenum}: {'guessed' if entry.fuzzy else 'untranslated'}: {entry.msgid[:80]!r}"
        for entry in entries
        if entry.fuzzy or not entry.translated()
    ]


def main() -> int:
    """Print the gaps of all translations; return 1 when there are any."""
    lines = [line for path in sorted((ROOT / "locale").glob("*/LC_MESSAGES/*.po")) for line in gaps(path)]
    print("\n".join(lines) if lines else "translations: no gaps")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
