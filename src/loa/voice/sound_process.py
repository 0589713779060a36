"""The process that touches foreign sound: one request as JSON on standard input, one answer as JSON on standard output."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, Final

from loa.voice.decoding import Refused, measure
from loa.voice.levelling import level_and_encode
from loa.voice.limits import limit

MEGABYTES: Final = 1024
"""Address space; a decoder needs a third of it."""


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """Measure or encode what was asked; what cannot be used is an answer too."""
    try:
        source, longest = Path(request["source"]), request.get("longest_s")
        if request["do"] == "measure":
            return measure(source, longest).told()
        return level_and_encode(source, Path(request["target"]), request["level"], longest).told()
    except Refused as refused:
        return {"refused": refused.code, **refused.facts}


def main() -> None:
    """Read, answer, end."""
    request = json.loads(sys.stdin.buffer.read())
    limit(request.get("megabytes", MEGABYTES), request["seconds"])
    sys.stdout.write(json.dumps(answer(request)))


if __name__ == "__main__":
    main()
