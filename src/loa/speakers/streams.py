"""Where a relay's address leads: the loudspeakers call it, so the safe door never sees it; it is judged when a slot goes on."""

from __future__ import annotations

from urllib.parse import urlsplit

from loa.lib.addresses import AddressRule
from loa.lib.names import leads_inside
from loa.speakers.errors import StreamInside

_PUBLIC = AddressRule()


def require_outside(address: str) -> None:
    """Refuse a stream whose name leads into a private network now; one whose name is not found may be another day. Raises: StreamInside."""
    if address and leads_inside(urlsplit(address).hostname or "", _PUBLIC):
        raise StreamInside
