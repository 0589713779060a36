"""The file that maps claims to posts, as TOML or JSON, read again when it changed."""

from __future__ import annotations

import json
import tomllib
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from loa.desk.errors import BadSettings
from loa.units.rules.claims import BadClaimMap, ClaimMap, read_map


def current_map() -> ClaimMap | None:
    """Return the mapping that is set, or None where claims change no posts.

    Raises:
        BadSettings: when the file cannot be read, so that nobody comes in with posts of an old mapping.

    """
    if not settings.OIDC_CLAIMS:
        return None
    path = Path(settings.OIDC_CLAIMS)
    try:
        return _read(path, path.stat().st_mtime_ns)
    except (OSError, BadClaimMap) as error:
        raise BadSettings from error


def read_file(path: Path) -> ClaimMap:
    """Return the mapping of a file.

    Raises:
        BadClaimMap: with what is wrong.

    """
    try:
        text = path.read_text(encoding="utf-8")
        given = json.loads(text) if path.suffix == ".json" else tomllib.loads(text)
    except ValueError as error:
        raise BadClaimMap(f"{path.name}: {error}") from error
    if not isinstance(given, dict):
        raise BadClaimMap(f"{path.name}: must be a table with claim and post")
    return read_map(given)


@lru_cache(maxsize=4)
def _read(path: Path, _changed: int) -> ClaimMap:
    return read_file(path)
