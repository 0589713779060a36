"""Heads of the chain that are kept outside the machine, so that a cut tail or a rewritten chain shows.

It must not trust a line by itself: each is signed, and the signature is checked when it is read.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from loa.journal import queries
from loa.journal.errors import BadHead
from loa.journal.rules import Head
from loa.lib.signing import BadSignature, SigningKey, VerifyKey, verify_value

_GIVEN = re.compile(r"(\d{1,18}):([0-9a-f]{64})")
Keys = Mapping[str, VerifyKey]
_carriers: list[Callable[[str], None]] = []


def carry_heads_with(carrier: Callable[[str], None]) -> None:
    """Have each day's signed line handed to a function that takes it out of the machine (by e-mail)."""
    _carriers.append(carrier)


def default_file() -> Path:
    """Return where the daily heads are collected."""
    return Path(settings.HOME) / "heads" / "journal.jsonl"


def export_head(file: Path, key: SigningKey, now: datetime) -> Head:
    """Append today's head as one signed JSON line and hand the line to whoever carries it away."""
    head = queries.head()
    body = {"number": head.number, "hash": head.hash, "at": now.isoformat()}
    line = json.dumps(body | {"signature": key.sign_value(body)}, sort_keys=True)
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="ascii") as handle:
        handle.write(line + "\n")
        handle.flush()
        os.fsync(handle.fileno())
    for carry in _carriers:
        carry(line)
    return head


def read_head(given: str, keys: Keys) -> Head:
    """Return the head written as NUMBER:HASH, or the last one of a file of signed lines.

    Raises: BadHead when it is neither, or the signature does not hold.
    """
    if plain := _GIVEN.fullmatch(given):
        return Head(int(plain[1]), plain[2])
    try:
        line = json.loads(Path(given).read_text("ascii").split("\n")[-2])
        return _checked(line, keys)
    except (OSError, ValueError, LookupError, TypeError, BadSignature) as error:
        raise BadHead from error


def _checked(line: dict[str, Any], keys: Keys) -> Head:
    signature = line.pop("signature")
    verify_value(keys, line, signature)
    return Head(int(line["number"]), str(line["hash"]))
