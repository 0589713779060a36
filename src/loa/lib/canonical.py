"""One byte form for one value, so that digests and signatures agree everywhere.

It must not guess: a value without exactly one written form (a float, a set, a naive time) is refused.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID


def canonical(value: object) -> bytes:
    """Return the value as JSON with sorted keys, UTF-8 and no spaces.

    Aware times are written in UTC with a final "Z", days as yyyy-mm-dd, ids and decimals as text.

    Raises: TypeError for floats, sets, naive times and anything else without one written form.
    """
    plain = _plain(value)
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _plain(value: object) -> Any:
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, Mapping):
        return {_key(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return _plain(asdict(value))
    return _scalar(value)


def _key(key: object) -> str:
    if not isinstance(key, str):
        message = f"canonical JSON needs text keys, not {type(key).__name__}"
        raise TypeError(message)
    return key


def _scalar(value: object) -> str:
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise TypeError("canonical JSON needs aware times")
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    message = f"{type(value).__name__} has no single written form; use text, an integer or a Decimal"
    raise TypeError(message)
