"""A feed tests itself: read through the public address, it must be this account's, with its newest entry in it."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from loa.channels.base import Message, Outlet, Result
from loa.channels.own_site import read
from loa.channels.threads import in_thread
from loa.kinds.rss.queries import Wanted, read_feed
from loa.kinds.rss.writing import id_of
from loa.lib.safe_xml import parse_xml

_ATOM = "{http://www.w3.org/2005/Atom}"


async def canary(outlet: Outlet[Any], token: str) -> Result:
    """Ask for the feed under an address that no cache knows and look for the ids that must stand there.

    Raises: loa.lib.border.Permanent, Temporary, loa.lib.safe_xml.BadXml.
    """
    wanted = await in_thread(_ids, outlet.id)
    path = reverse("rss:feed", args=[outlet.id, "atom.xml"])
    root = parse_xml((await read(outlet.mode, f"{path}?canary={token}")).body)
    found = {node.text for node in root.iter(f"{_ATOM}id")}
    message = Message.of_canary(outlet)
    if root.tag != f"{_ATOM}feed" or not wanted <= found:
        return Result.failed(message, "entry_missing", _("Nguồn tin đọc qua địa chỉ công khai thiếu bản tin mới nhất."))  # fmt: skip
    return Result.delivered(message)


def _ids(account_id: int) -> AbstractSet[str]:
    """Return the id of the feed and that of its newest entry."""
    feed = read_feed(account_id, Wanted(limit=1))
    return {id_of(feed), *(entry.uid for entry in feed.entries)}
