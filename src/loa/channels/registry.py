"""The kinds and receiver sources of this installation; rooms add theirs in `ready()`."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Any
from urllib.parse import urlsplit

from loa.channels.base import OWN_SERVER, Kind, ReceiverSource
from loa.channels.errors import OutsideAllowList, UnknownKind

_kinds: dict[str, Kind[Any]] = {}
_sources: dict[str, ReceiverSource] = {}


def register(kind: Kind[Any]) -> None:
    """Add a kind. Raises: ValueError when another one has its key."""
    if type(_kinds.get(kind.key, kind)) is not type(kind):
        message = f"two channel kinds are called {kind.key!r}"
        raise ValueError(message)
    _kinds[kind.key] = kind


def unregister(key: str) -> None:
    """Take a kind out again (tests only)."""
    _kinds.pop(key, None)


def get(key: str) -> Kind[Any]:
    """Return the kind. Raises: UnknownKind."""
    if key not in _kinds:
        raise UnknownKind(kind=key)
    return _kinds[key]


def all_kinds() -> list[Kind[Any]]:
    """Return every kind, sorted by key."""
    return [_kinds[key] for key in sorted(_kinds)]


def kind_choices() -> list[tuple[str, Any]]:
    """Return (key, label) pairs for forms; the column names this function, so a new kind needs no migration."""
    return [(kind.key, kind.label) for kind in all_kinds()]


def register_source(source: ReceiverSource) -> None:
    """Add a receiver source; a second one under the same key replaces the first."""
    _sources[source.key] = source


def unregister_source(key: str) -> None:
    """Take a receiver source out again (tests only)."""
    _sources.pop(key, None)


def get_source(key: str) -> ReceiverSource:
    """Return the source. Raises: UnknownKind."""
    if key not in _sources:
        raise UnknownKind(source=key)
    return _sources[key]


def all_sources() -> list[ReceiverSource]:
    """Return every receiver source, sorted by key."""
    return [_sources[key] for key in sorted(_sources)]


def check_call(kind: Kind[Any], verb: str, url: str, *, own_host: str = "") -> None:
    """Refuse a call that the kind's allow-list does not name (charter 8).

    `own_host` is the host that the account's config names. Raises: OutsideAllowList.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    for endpoint in kind.endpoints:
        pattern = own_host.lower() if endpoint.host == OWN_SERVER else endpoint.host
        if parts.scheme in endpoint.schemes and verb.upper() in endpoint.verbs and fnmatchcase(host, pattern):
            return
    raise OutsideAllowList(kind=kind.key, verb=verb, host=host)
