"""Where a name leads now, for addresses that others will call for us and the safe door therefore never sees."""

from __future__ import annotations

import socket
from collections.abc import Callable

from loa.lib.addresses import AddressRule

Lookup = Callable[[str], list[str]]


def look_up(host: str) -> list[str]:
    """Return every address of a name; none where it is not found, or is no name."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return list(dict.fromkeys(str(info[4][0]) for info in found))


def leads_inside(host: str, rule: AddressRule, *, lookup: Lookup = look_up) -> bool:
    """Say whether any address of a name may not be called; a name that is not found leads nowhere."""
    return not all(map(rule.admits, lookup(host)))
