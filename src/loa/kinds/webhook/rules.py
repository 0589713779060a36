"""Pure decisions about endpoints: which addresses are taken, when bad days are worth a row and when they are too many."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from loa.kinds.webhook.errors import BadUrl
from loa.lib.addresses import AddressRule

GONE = "gone"
PORTS = frozenset({443, 8443})
FAILING_FOR = timedelta(days=3)
OVERLAP = timedelta(hours=24)
_PUBLIC = AddressRule()


def check_address(url: str, *, is_live: bool) -> None:
    """Refuse an address that no call could be made to; names are looked up anew at every call. Raises: BadUrl."""
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise BadUrl from error
    host = parts.hostname or ""
    plain = url.isascii() and url.isprintable() and " " not in url
    if not (plain and host and not parts.username and not parts.password and not parts.fragment):
        raise BadUrl
    if parts.scheme not in ({"https"} if is_live else {"https", "http"}):
        raise BadUrl
    if is_live and (port not in PORTS or "." not in host or _is_inside(host)):
        raise BadUrl


def _is_inside(host: str) -> bool:
    """Say whether the host is written as a number that lies in no public network, or ends like an inner name."""
    is_number = ":" in host or host.replace(".", "").isdigit()
    if is_number:
        return not _PUBLIC.admits(host)
    return host.rstrip(".").rpartition(".")[2] in {"local", "localhost", "internal", "lan", "home", "arpa"}


def is_news(*, is_good: bool, code: str, failing_since: datetime | None, now: datetime) -> bool:
    """Say whether the outcome of a call changes what is known of the endpoint."""
    if is_good:
        return failing_since is not None
    return code == GONE or failing_since is None or is_too_long(failing_since, now)


def is_too_long(failing_since: datetime, now: datetime) -> bool:
    """Say whether an endpoint failed for so many days that calling it again is left to a person."""
    return now - failing_since >= FAILING_FOR
