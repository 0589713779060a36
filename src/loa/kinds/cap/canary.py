"""Alerts test themselves: the feed is read through the public address, its newest alert is there and is valid CAP."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from loa.channels.base import Message, Outlet, Result
from loa.channels.own_site import read
from loa.channels.threads import in_thread
from loa.kinds.cap.queries import read_feed
from loa.lib.cap import Verdict, check
from loa.lib.safe_xml import parse_xml

_ATOM = "{http://www.w3.org/2005/Atom}"
_CAP = "{urn:oasis:names:tc:emergency:cap:1.2}"


async def canary(outlet: Outlet[Any], token: str) -> Result:
    """Ask for the feed under an address that no cache knows, look for the newest alert and check its document.

    Raises: loa.lib.border.Permanent, Temporary, loa.lib.safe_xml.BadXml.
    """
    name, identifier = await in_thread(_newest, outlet.id)
    path = reverse("cap:feed", args=[outlet.id, "atom.xml"])
    root = parse_xml((await read(outlet.mode, f"{path}?canary={token}")).body)
    found = {node.text for node in root.iter(f"{_CAP}identifier")}
    message = Message.of_canary(outlet)
    if root.tag != f"{_ATOM}feed" or (identifier and identifier not in found):
        return Result.failed(message, "alert_missing", _("Nguồn cảnh báo đọc qua địa chỉ công khai thiếu cảnh báo đang có hiệu lực."))  # fmt: skip
    if name:
        document = await read(outlet.mode, reverse("cap:alert", args=[outlet.id, name]))
        if check(document.body).verdict == Verdict.REJECT:
            return Result.failed(message, "alert_invalid", _("Cảnh báo đang có hiệu lực không hợp lệ theo chuẩn CAP."))  # fmt: skip
    return Result.delivered(message)


def _newest(account_id: int) -> tuple[str, str]:
    """Return the last part of the address of the newest current alert and its identifier; empty where none holds."""
    alerts = read_feed(account_id).alerts[:1]
    return next(((alert.name, alert.identifier) for alert in alerts), ("", ""))
