"""Copies the few front-end files that the site serves from node_modules into static/vendor.

usage: python tools/vendor.py     (standard library only; `make` calls it after `npm ci`)
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
TARGET = ROOT / "static" / "vendor"
FONT = "@fontsource/be-vietnam-pro"
SUBSETS, WEIGHTS = ("vietnamese", "latin", "latin-ext"), (400, 500, 600, 700)
FILES = {
    "htmx/htmx.min.js": "htmx.org/dist/htmx.min.js",
    "htmx/LICENSE": "htmx.org/LICENSE",
    "tabler/tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "tabler/tabler.min.js": "@tabler/core/dist/js/tabler.min.js",
    "fonts/be-vietnam-pro/LICENSE": f"{FONT}/LICENSE",
} | {
    f"fonts/be-vietnam-pro/be-vietnam-pro-{subset}-{weight}-normal.woff2": (
        f"{FONT}/files/be-vietnam-pro-{subset}-{weight}-normal.woff2"
    )
    for subset in SUBSETS
    for weight in WEIGHTS
}
SOURCE_MAP = re.compile(rb"\s*(/\*# sourceMappingURL=\S+ \*/|//# sourceMappingURL=\S+)\s*$")


def copy(source: Path, target: Path) -> None:
    """Copy one file without the pointer to a source map that is not served."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(SOURCE_MAP.sub(b"\n", source.read_bytes()))


def main() -> int:
    """Fill static/vendor anew; return 1 when a package lacks a file."""
    missing = [source for source in FILES.values() if not (MODULES / source).is_file()]
    if missing:
        print(f"node_modules lacks {', '.join(missing)}; run `make dev` again", file=sys.stderr)
        return 1
    shutil.rmtree(TARGET, ignore_errors=True)
    for target, source in FILES.items():
        copy(MODULES / source, TARGET / target)
    print(f"{len(FILES)} files copied to {TARGET.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
